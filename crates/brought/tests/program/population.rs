//! A policy asked about everybody in an extract.

use std::fmt::Write as _;

/// So many rows about a quarter as many children, a fifth of them failed contacts, none of them ahead.
fn clinics(rows: usize) -> String {
    let mut text = "Slot,Child,Born,Day,Result\n".to_owned();
    for row in 0..rows {
        let (child, day) = (row / 4, 1 + row * 13 % 28);
        let born = format!("{:02}/{:02}/20{:02}", 1 + child % 28, 1 + child % 12, 12 + child % 10);
        let result = if row * 7919 % 5 == 0 { "Missed" } else { "Seen" };
        writeln!(text, "S{row},C{child:06},{born},{day:02}/{:02}/2025,{result}", 1 + row % 4 * 3).unwrap();
    }
    text
}

#[cfg(not(feature = "population"))]
#[test]
fn without_the_feature_it_says_how_to_build_it() {
    use crate::support::{Folder, brought, data};
    let folder = Folder::new();
    let file = folder.write("a.csv", clinics(4));
    let ran = brought(&["population", &file, "--map", &data("clinics.toml"), "--out", &folder.at("out")]);
    ran.ends_with(2).says(&["built without `population`", "--features population"]);
}

#[cfg(feature = "population")]
mod built {
    use super::clinics;
    use crate::support::{Folder, Ran, brought, data, program};
    use std::collections::BTreeMap;
    use std::path::Path;
    use std::process::{Command, Stdio};
    use std::time::{Duration, Instant};

    fn population(file: &str, out: &str, more: &[&str]) -> Ran {
        brought(&[&["population", file, "--map", &data("clinics.toml"), "--out", out, "--format", "csv"], more].concat())
    }

    /// The rows of a table of which no cell that is looked at holds a comma, by their columns.
    fn table(out: &str, name: &str) -> Vec<BTreeMap<String, String>> {
        let text = std::fs::read_to_string(Path::new(out).join(format!("{name}.csv"))).unwrap();
        let mut lines = text.lines();
        let names: Vec<&str> = lines.next().unwrap().split(',').collect();
        let row = |line: &str| names.iter().zip(line.split(',')).map(|(name, cell)| ((*name).to_owned(), cell.to_owned())).collect();
        lines.map(row).collect()
    }

    /// Brings the same file in, and asks about each child.
    #[test]
    fn everybody_is_told_the_same_as_after_an_import() {
        let folder = Folder::new();
        let (file, out, record) = (folder.write("clinics.csv", clinics(60)), folder.at("out"), folder.at("record.sqlite"));
        brought(&["import", &file, "--map", &data("clinics.toml"), "--data", &record, "--yes"]).ends_with(0);
        // After the import, as the import takes the moment at which it is run.
        let as_of = (jiff::Timestamp::now() + jiff::SignedDuration::from_hours(1)).strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
        let ran = population(&file, &out, &["--as-of", &as_of, "--threads", "2"]).ends_with(0);
        assert!(ran.out.contains("15 people answered") && ran.out.contains("60 taken"), "{ran:?}");
        let (obligations, follow_ups) = (table(&out, "obligations"), table(&out, "follow_ups"));
        let mut compared = 0;
        for child in 0..15 {
            let id = format!("hill-clinic/C{child:06}");
            let standing = brought(&["standing", &id, "--data", &record, "--as-of", &as_of, "--json"]).ends_with(0).json();
            let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
            let ids = |rows: &serde_json::Value| rows.as_array().unwrap().iter().map(|row| text(&row["id"])).collect::<Vec<_>>();
            let of = |rows: &[BTreeMap<String, String>], column: &str| {
                rows.iter().filter(|row| row["person"] == id).map(|row| row[column].clone()).collect::<Vec<_>>()
            };
            assert_eq!(of(&follow_ups, "follow_up"), ids(&standing["follow_ups"]), "{id}");
            assert_eq!(of(&obligations, "obligation"), ids(&standing["obligations"]), "{id}");
            compared += of(&obligations, "obligation").len();
        }
        assert!(compared > 20, "{compared}");
    }

    #[test]
    fn rows_that_were_not_taken_are_told_with_an_exit_code_of_their_own() {
        let folder = Folder::new();
        let (file, out) = (folder.write("clinics.csv", clinics(8) + "S9,C000009,31/02/2020,01/10/2025,Missed\n"), folder.at("out"));
        let ran = population(&file, &out, &["--as-of", "2026-11-20"]).ends_with(1);
        assert!(ran.out.contains("9 rows: 8 taken, 0 set aside, 1 not used"), "{ran:?}");
        population(&file, &out, &[]).ends_with(2).says(&["there already"]);
        population(&folder.at("no.csv"), &folder.at("other"), &[]).ends_with(2).says(&["no.csv", "could not be read"]);
    }

    #[test]
    fn two_packs_are_compared() {
        let folder = Folder::new();
        let (file, out) = (folder.write("clinics.csv", clinics(400)), folder.at("out"));
        population(&file, &out, &["--as-of", "2026-11-20", "--pack", "no-access", "--compare-with", "bolton"]).ends_with(0);
        let by: std::collections::BTreeSet<String> = table(&out, "differences").into_iter().map(|row| row["asked_by"].clone()).collect();
        assert!(by.iter().any(|pack| pack.starts_with("no-access ")) && by.iter().any(|pack| pack.starts_with("bolton ")), "{by:?}");
    }

    /// A limit on the length of files does what a full disk does.
    #[cfg(unix)]
    #[test]
    fn a_full_disk_is_told_and_leaves_nothing() {
        let folder = Folder::new();
        let (file, out) = (folder.write("clinics.csv", clinics(20_000)), folder.at("out"));
        let limited = "trap '' XFSZ; ulimit -f 64; exec \"$0\" \"$@\"";
        for format in ["csv", "parquet"] {
            let words = ["population", &file, "--map", &data("clinics.toml"), "--out", &out, "--format", format, "--as-of", "2026-11-20"];
            let run = Command::new("sh").args(["-c", limited, env!("CARGO_BIN_EXE_brought")]).args(words).output().unwrap();
            Ran::from(run).ends_with(3).says(&["could not be written", "disk is full", "Nothing of this run was kept"]);
            assert!(!Path::new(&out).exists() && !Path::new(&format!("{out}.part")).exists());
        }
    }

    #[test]
    fn one_that_is_killed_leaves_nothing_that_looks_complete_and_the_next_puts_that_away() {
        let folder = Folder::new();
        let mut rows: Vec<String> = clinics(60_000).lines().map(str::to_owned).collect();
        rows[1..].reverse();
        let (file, out, part) = (folder.write("clinics.csv", rows.join("\n") + "\n"), folder.at("out"), folder.at("out.part"));
        // Out of order and with little memory, so that files for putting it in order are there, too.
        let words = ["population", &file, "--map", &data("clinics.toml"), "--out", &out, "--memory", "1", "--as-of", "2026-11-20"];
        let mut child = program().args(words).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let begun = Instant::now();
        while !Path::new(&part).join("work").exists() && begun.elapsed() < Duration::from_secs(60) {
            std::thread::sleep(Duration::from_millis(1));
        }
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(!Path::new(&out).exists() && Path::new(&part).join("work").exists());
        brought(&words).ends_with(0);
        assert!(Path::new(&out).join("run.json").exists() && !Path::new(&part).exists());
        let left: Vec<_> = std::fs::read_dir(&out).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        assert_eq!(left.len(), 6, "{left:?}");
    }
}
