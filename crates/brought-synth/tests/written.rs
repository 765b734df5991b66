//! What is written: the same bytes on any number of threads, as many rows as the manifest says, and nothing that looks complete and is not.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use brought_synth::output::{Asked, Format, MANIFEST, OutputProblem, write};
use brought_synth::{Recipe, rows::TABLES};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A folder for a test, and what is asked for in it: enough children for several batches.
fn asked(room: &TempDir, name: &str, format: Format) -> Asked {
    let recipe = Recipe { seed: 5, children: 2_300, mean: 60, ..Recipe::default() };
    Asked { recipe, folder: room.path().join(name), format, shuffled: false, dirty: false, files: 1, threads: 2 }
}

/// The files of a folder by name.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read(&path).unwrap())).collect()
}

fn written(asked: &Asked) -> BTreeMap<String, Vec<u8>> {
    write(asked, &mut |_| {}).unwrap();
    files(&asked.folder)
}

fn lines(file: &[u8]) -> Vec<&str> {
    std::str::from_utf8(file).unwrap().lines().collect()
}

fn manifest(asked: &Asked) -> serde_json::Value {
    serde_json::from_slice(&fs::read(asked.folder.join(MANIFEST)).unwrap()).unwrap()
}

#[test]
fn the_bytes_are_the_same_on_any_number_of_threads() {
    let room = TempDir::new().unwrap();
    for (format, shuffled) in [(Format::Parquet, false), (Format::Csv, true), (Format::Ndjson, false), (Format::Parquet, true)] {
        let on = |threads: usize| {
            let name = format!("{threads}-{}-{shuffled}", format.ending());
            written(&Asked { threads, shuffled, files: 2, dirty: format != Format::Parquet, ..asked(&room, &name, format) })
        };
        let one = on(1);
        assert!(one.len() > 8 && one == on(3) && one == on(8), "{format:?} {shuffled}");
    }
}

#[test]
fn the_first_children_are_the_same_in_a_smaller_population() {
    let room = TempDir::new().unwrap();
    let large = written(&asked(&room, "large", Format::Csv));
    let few = asked(&room, "small", Format::Csv);
    let small = written(&Asked { recipe: Recipe { children: 700, ..few.recipe.clone() }, ..few });
    for table in ["contacts.csv", "children.csv", "households.csv", "plans.csv"] {
        assert!(large[table].starts_with(&small[table]) && large[table].len() > small[table].len(), "{table}");
    }
}

#[test]
fn several_files_hold_the_rows_of_one() {
    let room = TempDir::new().unwrap();
    let one = written(&asked(&room, "one", Format::Csv));
    let four = written(&Asked { files: 4, ..asked(&room, "four", Format::Csv) });
    let parts: Vec<Vec<&str>> = (1..=4).map(|file| lines(&four[&format!("contacts-{file:04}.csv")])).collect();
    assert!(parts.iter().all(|part| part[0] == parts[0][0] && part.len() > 25_000));
    let joined: Vec<&str> = parts.iter().flat_map(|part| &part[1..]).copied().collect();
    assert_eq!(joined, lines(&one["contacts.csv"])[1..]);
    let same = |name: &&String| !name.starts_with("contacts") && *name != MANIFEST;
    assert!(one.keys().filter(same).all(|name| one[name] == four[name]));
}

#[test]
fn the_manifest_counts_the_rows_that_are_there() {
    let room = TempDir::new().unwrap();
    for (format, shuffled) in [(Format::Csv, false), (Format::Ndjson, true), (Format::Parquet, true)] {
        let asked = Asked { files: 3, shuffled, ..asked(&room, &format!("{}-{shuffled}", format.ending()), format) };
        let written = written(&asked);
        let manifest = manifest(&asked);
        for (table, told) in manifest["tables"].as_object().unwrap() {
            let files = told["files"].as_array().unwrap().iter().map(|name| &written[name.as_str().unwrap()]);
            let rows: u64 = files.map(|file| count_rows(format, file)).sum();
            assert_eq!(told["rows"].as_u64(), Some(rows), "{table} {format:?}");
        }
        let names = manifest["tables"].as_object().unwrap().values().flat_map(|told| told["files"].as_array().unwrap());
        let names: BTreeSet<String> = names.map(|name| name.as_str().unwrap().to_owned()).chain([MANIFEST.to_owned()]).collect();
        assert_eq!(names, written.keys().cloned().collect());
    }
}

fn count_rows(format: Format, file: &[u8]) -> u64 {
    match format {
        Format::Csv => lines(file).len() as u64 - 1,
        Format::Ndjson => lines(file).len() as u64,
        Format::Parquet => parquet_rows(file).len() as u64,
    }
}

/// The rows of a Parquet file as CSV writes them.
fn parquet_rows(file: &[u8]) -> Vec<String> {
    use parquet::file::reader::{FileReader as _, SerializedFileReader};
    use parquet::record::Field;
    let room = TempDir::new().unwrap();
    let path = room.path().join("read.parquet");
    fs::write(&path, file).unwrap();
    let reader = SerializedFileReader::new(fs::File::open(path).unwrap()).unwrap();
    let cell = |field: &Field| match field {
        Field::Null => String::new(),
        Field::Str(text) => text.clone(),
        Field::Int(number) => number.to_string(),
        Field::Date(day) => brought_synth::Day(*day).date().to_string(),
        other => panic!("{other:?}"),
    };
    let rows = reader.get_row_iter(None).unwrap();
    rows.map(|row| row.unwrap().get_column_iter().map(|(_, field)| cell(field)).collect::<Vec<_>>().join(",")).collect()
}

#[test]
fn outcomes_labels_and_failures_are_counted_as_they_are() {
    let room = TempDir::new().unwrap();
    let asked = asked(&room, "counted", Format::Csv);
    let (written, manifest) = (written(&asked), manifest(&asked));
    let count = |table: &str, column: usize| {
        let mut found: BTreeMap<String, u64> = BTreeMap::new();
        for line in &lines(&written[table])[1..] {
            *found.entry(line.split(',').nth(column).unwrap().to_owned()).or_default() += 1;
        }
        serde_json::to_value(found).unwrap()
    };
    let outcomes = count("contacts.csv", 14);
    assert_eq!((&outcomes, count("truth.csv", 0)), (&manifest["outcomes"], manifest["labels"].clone()));
    let of = |names: &[&str]| names.iter().map(|name| outcomes[*name].as_u64().unwrap()).sum::<u64>();
    let failed = of(&["was_not_brought", "no_response", "refused_by_parent_or_carer", "refused_by_third_party", "doorstep_only"])
        + of(&["unseen_child", "left_before_being_seen", "seen_at_a_distance"]);
    assert_eq!(manifest["failed"].as_u64(), Some(failed));
    assert_eq!(manifest["due"].as_u64(), Some(failed + of(&["seen", "spoken_to"])));
}

#[test]
fn parquet_csv_and_json_lines_say_the_same() {
    let room = TempDir::new().unwrap();
    let [csv, json, parquet] = [Format::Csv, Format::Ndjson, Format::Parquet].map(|format| written(&asked(&room, format.ending(), format)));
    for table in TABLES.iter().filter(|table| table.name != "faults") {
        let expected = lines(&csv[&format!("{}.csv", table.name)]);
        let names: Vec<&str> = table.columns.iter().map(|column| column.name).collect();
        assert_eq!(expected[0], names.join(","));
        assert_eq!(expected[1..], parquet_rows(&parquet[&format!("{}.parquet", table.name)]), "{}", table.name);
        for (line, expected) in lines(&json[&format!("{}.ndjson", table.name)]).iter().zip(&expected[1..]).step_by(97) {
            let row: serde_json::Value = serde_json::from_str(line).unwrap();
            let cell = |name: &&str| match &row[name] {
                serde_json::Value::Null => String::new(),
                serde_json::Value::String(text) => text.clone(),
                other => other.to_string(),
            };
            assert_eq!(names.iter().map(cell).collect::<Vec<_>>().join(","), **expected);
        }
    }
}

#[test]
fn shuffled_contacts_are_the_same_contacts_in_no_order() {
    let room = TempDir::new().unwrap();
    let sorted = written(&asked(&room, "sorted", Format::Csv));
    let shuffled = written(&Asked { shuffled: true, ..asked(&room, "shuffled", Format::Csv) });
    let (sorted, mut mixed) = (lines(&sorted["contacts.csv"])[1..].to_vec(), lines(&shuffled["contacts.csv"])[1..].to_vec());
    assert!(sorted.is_sorted());
    let ascents = mixed.windows(2).filter(|pair| pair[0] < pair[1]).count();
    assert!(ascents * 10 > mixed.len() * 4 && ascents * 10 < mixed.len() * 6, "{ascents} of {}", mixed.len());
    mixed.sort_unstable();
    assert_eq!(sorted, mixed);
}

#[test]
fn a_folder_that_is_there_is_left_alone() {
    let room = TempDir::new().unwrap();
    let asked = asked(&room, "taken", Format::Csv);
    fs::create_dir(&asked.folder).unwrap();
    fs::write(asked.folder.join("mine.txt"), "mine").unwrap();
    let refused = write(&asked, &mut |_| {}).unwrap_err();
    assert!(matches!(refused, OutputProblem::Exists(_)) && !refused.is_of_the_machine(), "{refused}");
    assert_eq!(files(&asked.folder).len(), 1);
}

#[test]
fn what_an_unfinished_run_left_is_removed_and_what_it_did_not_leave_is_not() {
    let room = TempDir::new().unwrap();
    let asked = asked(&room, "again", Format::Csv);
    let part: PathBuf = room.path().join("again.part");
    fs::create_dir(&part).unwrap();
    fs::write(part.join("contacts.csv"), "half a ro").unwrap();
    assert!(matches!(write(&asked, &mut |_| {}), Err(OutputProblem::InTheWay(_))));
    fs::write(part.join("UNFINISHED.txt"), "").unwrap();
    let written = written(&asked);
    assert!(!part.exists() && !written.contains_key("UNFINISHED.txt") && written["contacts.csv"].len() > 1_000);
}

#[test]
fn a_run_that_fails_leaves_nothing() {
    let room = TempDir::new().unwrap();
    // The parent of the folder is a file.
    fs::write(room.path().join("file"), "").unwrap();
    let failed = write(&asked(&room, "file/population", Format::Csv), &mut |_| {}).unwrap_err();
    assert!(failed.is_of_the_machine() && failed.to_string().contains("population.part could not be written"), "{failed}");
    let late = Asked { recipe: Recipe { until: jiff::civil::date(2030, 1, 1), ..Recipe::default() }, ..asked(&room, "late", Format::Csv) };
    assert!(write(&late, &mut |_| {}).unwrap_err().to_string().contains("bank holidays"));
    assert_eq!(files(room.path()).keys().collect::<Vec<_>>(), ["file"]);
}

#[test]
fn what_cannot_be_is_refused_by_name() {
    let room = TempDir::new().unwrap();
    let refusal = |asked: Asked| write(&asked, &mut |_| {}).unwrap_err().to_string();
    assert!(refusal(Asked { dirty: true, ..asked(&room, "a", Format::Parquet) }).contains("--format csv"));
    assert!(refusal(Asked { files: 0, ..asked(&room, "b", Format::Csv) }).contains("the number of files"));
    assert!(fs::read_dir(room.path()).unwrap().next().is_none());
}

#[test]
fn progress_reaches_the_last_child() {
    let room = TempDir::new().unwrap();
    let mut told = Vec::new();
    write(&asked(&room, "told", Format::Csv), &mut |done| told.push(done)).unwrap();
    assert!(told.is_sorted() && told.len() > 1 && told.last() == Some(&2_300), "{told:?}");
}
