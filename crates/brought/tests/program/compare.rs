//! `brought policy compare` and `brought policy backtest`: figures over a history, and nobody's name in them.

use crate::support::{Folder, assert_fits, brought, data};
use std::path::Path;

const TWO: [&str; 4] = ["policy", "compare", "no-access", "shropshire"];

/// Sam, who was not brought a second time.
fn sam(folder: &Folder) -> String {
    let once = std::fs::read_to_string(data("sam.toml")).unwrap();
    let again = "\n[[events]]\nhappened = 2026-01-07T10:00:00\nservice = \"health-visiting\"\n\
                 contact = { setting = \"clinic\", arranged = \"by_letter\", outcome = \"was_not_brought\" }\n";
    folder.write("sam-again.toml", once + again)
}

fn compared(more: &[&str]) -> crate::support::Ran {
    brought(&[&TWO[..], more].concat()).ends_with(0)
}

#[test]
fn a_chronology_is_compared_without_naming_the_child() {
    let folder = Folder::new();
    let sam = sam(&folder);
    let words = ["--chronologies", &sam, "--until", "2026-01-09", "--open-on", "2026-01-09"];
    let text = compared(&words).out;
    let json = compared(&[&words[..], &["--json"]].concat());
    for out in [&text, &json.out] {
        for private in ["sam", "Sam", "Hartley", "nurse-7", "2024-05-02"] {
            let told = out.lines().filter(|line| !line.contains("the same day") && !line.contains("same_day"));
            assert!(told.clone().all(|line| !line.contains(private)), "{private}:\n{out}");
        }
    }
    assert!(text.contains("1 of 1 with a failed contact") && text.contains("Only A asks:"), "{text}");
    let json = json.json();
    assert_fits("policy-comparison", &json);
    assert_eq!(json["told_apart"], 1);
    let steps = json["smallest"]["steps"].as_array().unwrap();
    let failed = steps.iter().filter(|step| step["words"] == "outcome: was not brought, confirmed").count();
    assert_eq!((failed, json["smallest"]["person"].as_str()), (1, None), "the first of the two is enough: {json}");
    assert!(!json["open"]["removed"].as_array().unwrap().is_empty(), "{json}");
}

#[test]
fn whoever_asks_for_it_gets_the_ids_and_the_smallest_chronology_as_a_file() {
    let folder = Folder::new();
    let (sam, example) = (sam(&folder), folder.at("smallest.json"));
    let words = ["--chronologies", &sam, "--until", "2026-01-09", "--example", &example];
    brought(&[&TWO[..], &words].concat()).ends_with(2).says(&["--show-children"]);
    assert!(!Path::new(&example).exists());
    let shown = compared(&[&words[..], &["--show-children"]].concat());
    assert!(shown.out.contains(", of sam"), "{}", shown.out);
    let standing = brought(&["standing", "--chronology", &example, "--as-of", "2026-01-09"]).ends_with(0);
    assert!(standing.out.contains("was not brought"), "{}", standing.out);
}

#[test]
fn json_lines_a_folder_and_a_file_give_the_same_figures() {
    let folder = Folder::new();
    let (sam, file) = (sam(&folder), folder.at("one.json"));
    compared(&["--chronologies", &sam, "--until", "2026-01-09", "--show-children", "--example", &file]);
    let value: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
    let lines = folder.write("lines.jsonl", format!("{value}\n\n{value}\n"));
    let in_folder = Folder::new();
    std::fs::copy(&file, in_folder.at("a.json")).unwrap();
    std::fs::copy(&file, in_folder.at("b.json")).unwrap();
    in_folder.write("notes.txt", "not a chronology");
    let all = |path: &str| compared(&["--chronologies", path, "--until", "2026-02-01", "--json"]).out;
    let of_lines = all(&lines);
    assert_eq!(of_lines, all(&in_folder.at("")));
    assert!(of_lines.contains("\"told_apart\": 2"), "{of_lines}");
    let bad = folder.write("bad.jsonl", format!("{value}\n{{}}\n"));
    brought(&[&TWO[..], &["--chronologies", &bad]].concat()).ends_with(2).says(&["line 2", "schema chronology"]);
}

#[test]
fn a_made_up_caseload_gives_the_same_figures_each_time_and_other_ones_for_another_seed() {
    let run = |seed: &str| compared(&["--made-up", "12", "--seed", seed, "--until", "2026-11-18", "--open-on", "2026-11-18", "--json"]);
    let (first, again) = (run("7"), run("7"));
    assert_eq!(first.out, again.out);
    assert_ne!(first.out, run("8").out);
    let json = first.json();
    assert_fits("policy-comparison", &json);
    let reach = &json["reach"][0];
    let number = |name: &str| reach[name].as_u64().unwrap();
    let parts: u64 = ["earlier", "same_day", "later", "only_right", "never_right", "neither"].into_iter().map(number).sum();
    assert!(parts > 0, "nobody was not brought: {json}");
    assert_eq!(parts, number("with_failed_contact"));
    assert_eq!(parts + number("without_failed_contact"), 12);
}

#[test]
fn a_backtest_has_the_figures_of_the_same_pack_in_a_comparison_with_itself() {
    let words = ["--made-up", "10", "--until", "2026-11-18", "--json"];
    let one = brought(&[&["policy", "backtest", "no-access"], &words[..]].concat()).ends_with(0).json();
    assert_fits("policy-backtest", &one);
    let both = brought(&[&["policy", "compare", "no-access", "no-access"], &words[..]].concat()).ends_with(0).json();
    assert_eq!((&one["figures"], &one["figures"]), (&both["left"], &both["right"]));
    assert_eq!((&both["told_apart"], &both["smallest"]), (&0.into(), &serde_json::Value::Null));
    let text = brought(&["policy", "backtest", "no-access", "--made-up", "10", "--until", "2026-11-18"]).ends_with(0).out;
    assert!(text.contains("By week, all roles"), "{text}");
}

/// S9: reading the whole record is reading each record.
#[test]
fn of_a_store_it_is_written_down_whose_record_was_read() {
    use brought_store::{OpenMode, Store};
    let folder = Folder::new();
    let (file, map, record) = (data("clinics.csv"), data("clinics.toml"), folder.at("record.sqlite"));
    brought(&["import", &file, "--map", &map, "--data", &record, "--yes"]);
    let out = compared(&["--data", &record, "--known-as-it-happened"]).out;
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let store = Store::open(&record, OpenMode::Existing).await.unwrap();
        let people = store.person_ids(None, 100).await.unwrap();
        assert!(!people.is_empty());
        for person in &people {
            assert!(!out.contains(person.as_str()), "{person}:\n{out}");
            let read = store.accesses_of(person, 10).await.unwrap();
            assert_eq!(read.iter().map(|entry| entry.access.reader.as_str()).collect::<Vec<_>>(), ["operator-tester"], "{person}");
        }
        store.close().await;
    });
}

#[test]
fn an_empty_history_is_refused() {
    let folder = Folder::new();
    brought(&[&TWO[..], &["--chronologies", &folder.at("")]].concat()).ends_with(2).says(&["nobody"]);
}

#[test]
fn two_texts_stand_side_by_side_without_any_history() {
    let words = ["policy", "compare", "no-access", "shropshire", "--texts"];
    let text = brought(&words).ends_with(0).out;
    for part in
        ["Only A asks", "Only B asks", "Both ask, and not in the same way", "Numbers that differ", "How follow-ups may end that differ"]
    {
        assert!(text.contains(part), "{part}: {text}");
    }
    let json = brought(&[&words[..], &["--json"]].concat()).ends_with(0).json();
    assert_fits("policy-texts", &json);
    assert!(!json["only_left"].as_array().unwrap().is_empty() && json["rules"].as_array().unwrap().is_empty(), "{json}");
    let same = brought(&["policy", "compare", "no-access", "no-access", "--texts", "--json"]).ends_with(0).json();
    assert_eq!((same["only_left"].as_array().unwrap().len(), same["differs"].as_array().unwrap().len()), (0, 0));
    brought(&[&words[..], &["--made-up", "5"]].concat()).ends_with(2);
}
