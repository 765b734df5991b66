//! Everybody's rows are those that `standing` gives for the chronology that an import makes.

use crate::expected::{follow_ups, import, obligations, patterns, standings};
use crate::made_up::{Row, csv, people, shuffled};
use crate::support::{How, USUAL, pack, population, table, write_parquet};
use brought_batch::{Format, Summary};
use brought_policy::Pack;
use std::path::Path;

/// Runs a pack over rows and compares everything that is said of anybody.
fn check(pack: &Pack, rows: &[Row], as_parquet: bool, how: &How) -> Summary {
    let folder = tempfile::tempdir().unwrap();
    let whole = csv(rows);
    let file = folder.path().join(if as_parquet { "all.parquet" } else { "all.csv" });
    if as_parquet {
        write_parquet(&file, rows);
    } else {
        std::fs::write(&file, &whole).unwrap();
    }
    let out = folder.path().join("out");
    let summary = population(&[pack], vec![file], &out, how).unwrap();
    compare(pack, &whole, &out, how.format, &summary, as_parquet);
    summary
}

fn compare(pack: &Pack, whole: &str, out: &Path, format: Format, summary: &Summary, as_parquet: bool) {
    let imported = import(whole);
    let standings = standings(&imported, pack);
    let same = |name: &str, wanted: Vec<Vec<String>>| {
        let mut found = table(out, name, format);
        // Those who share something with others come last.
        found.sort_by(|left, right| left[1].cmp(&right[1]));
        assert_eq!(found.len(), wanted.len(), "{name}");
        for (found, wanted) in found.iter().zip(&wanted) {
            assert_eq!(found, wanted, "{name}");
        }
        wanted.len()
    };
    let lengths = [
        same("follow_ups", follow_ups(&standings, &imported.incomplete)),
        same("obligations", obligations(&standings, &imported.incomplete)),
        same("patterns", patterns(&standings, &imported.incomplete)),
    ];
    let counts = &summary.counts;
    let (taken, set_aside, not_used) = imported.rows;
    if as_parquet {
        // A row of which nothing that is read says anything may be of a person all the same.
        assert_eq!((counts.taken, counts.set_aside + counts.not_used), (taken, set_aside + not_used));
    } else {
        assert_eq!((counts.taken, counts.set_aside, counts.not_used), (taken, set_aside, not_used));
    }
    assert_eq!(counts.people, imported.chronologies.len() as u64);
    let incomplete = imported.incomplete.iter().filter(|id| imported.chronologies.keys().any(|known| known.as_str() == id.as_str()));
    assert_eq!(counts.incomplete, incomplete.count() as u64);
    assert!(lengths.iter().take(2).all(|length| *length > 100), "nothing was compared: {lengths:?}");
    let failed_in_rates: u64 = table(out, "rates", format).iter().map(|row| row[6].parse::<u64>().unwrap()).sum();
    let failed = standings.iter().flat_map(|standing| standing.follow_ups.iter().filter(|row| row.person == standing.subject));
    assert_eq!(failed_in_rates, failed.map(|follow_up| follow_up.failed_contacts.len() as u64).sum::<u64>());
}

#[test]
fn of_rows_in_order_whatever_the_number_of_threads() {
    let (pack, rows) = (pack("no-access"), people(1500, 1));
    for threads in [1, 2, 4] {
        let summary = check(&pack, &rows, false, &How { threads, ..USUAL });
        assert!(summary.counts.people > 1000 && summary.counts.incomplete > 10, "{summary:?}");
    }
}

#[test]
fn of_rows_in_any_order_in_memory_and_through_files() {
    let (pack, rows) = (pack("no-access"), shuffled(people(1500, 2), 3));
    let in_memory = check(&pack, &rows, false, &USUAL);
    assert!(in_memory.was_put_in_order && in_memory.files_needed == 0, "{in_memory:?}");
    let through_files = check(&pack, &rows, false, &How { threads: 3, memory: 40_000, format: Format::Csv });
    assert!(through_files.files_needed > 10, "{through_files:?}");
}

#[test]
fn of_parquet_files_as_of_csv_files() {
    let pack = pack("bolton");
    check(&pack, &people(600, 4), true, &USUAL);
    check(&pack, &shuffled(people(600, 5), 6), true, &How { threads: 1, memory: 20_000, format: Format::Csv });
}

#[test]
fn of_each_shipped_pack() {
    for (seed, name) in
        ["hampshire-primary", "hampshire-secondary", "shropshire", "swindon-health-visiting", "no-access-with-bolton"].iter().enumerate()
    {
        check(&pack(name), &people(300, 10 + seed as u64), false, &USUAL);
    }
}

/// The second of two rows about one contact is a problem also when the first is about somebody else; and two of whom number and birthday
/// agree are one.
#[test]
fn of_people_who_share_contacts_or_are_one() {
    let mut rows = people(400, 20);
    let first = rows.iter().position(|row| row[0] == "000010").unwrap();
    let other = rows.iter().position(|row| row[0] == "000300").unwrap();
    rows[other][1] = rows[first][1].clone();
    for (one, same) in [("000021", "000311"), ("000033", "000034")] {
        let mut numbers = (500_000 + one.parse::<u64>().unwrap() * 100..).filter_map(crate::made_up::nhs_number);
        let (number, born) = (numbers.next().unwrap(), "2019-05-01".to_owned());
        for row in rows.iter_mut().filter(|row| [one, same].contains(&row[0].as_str())) {
            row[2].clone_from(&number);
            row[3].clone_from(&born);
        }
    }
    let pack = pack("no-access");
    let summary = check(&pack, &rows, false, &USUAL);
    assert_eq!(summary.looked_at_together, 6, "{summary:?}");
    check(&pack, &shuffled(rows.clone(), 21), true, &How { memory: 0, ..USUAL });
}

/// The same bytes in every file, whatever the number of threads and the memory.
#[test]
fn to_the_byte_whatever_the_number_of_threads() {
    let (pack, rows) = (pack("no-access"), shuffled(people(3000, 30), 31));
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("all.csv");
    std::fs::write(&file, csv(&rows)).unwrap();
    let bytes = |name: &str, how: &How| {
        let out = folder.path().join(name);
        population(&[&pack], vec![file.clone()], &out, how).unwrap();
        let files = ["follow_ups", "obligations", "patterns", "problems", "rates"];
        let read = |name: &&str| std::fs::read(out.join(format!("{name}.{}", how.format.ending()))).unwrap();
        (files.iter().map(read).collect::<Vec<_>>(), std::fs::read(out.join("run.json")).unwrap())
    };
    let once = bytes("once", &How { threads: 1, ..USUAL });
    assert_eq!(once, bytes("again", &How { threads: 4, memory: 50_000, ..USUAL }));
}

/// What one policy asks and the other does not is told, and nothing else.
#[test]
fn of_two_policies_at_once_with_what_they_do_not_agree_on() {
    let (left, right) = (pack("no-access"), pack("bolton"));
    let folder = tempfile::tempdir().unwrap();
    let (file, rows) = (folder.path().join("all.csv"), csv(&people(300, 40)));
    std::fs::write(&file, &rows).unwrap();
    let out = folder.path().join("out");
    population(&[&left, &right], vec![file], &out, &USUAL).unwrap();
    let imported = import(&rows);
    let all = [standings(&imported, &left), standings(&imported, &right)];
    let mut found = table(&out, "obligations", Format::Parquet);
    let mut wanted: Vec<_> = all.iter().flat_map(|standings| obligations(standings, &imported.incomplete)).collect();
    found.sort();
    wanted.sort();
    assert_eq!(found, wanted);
    let differences = table(&out, "differences", Format::Parquet);
    let asked: Vec<[usize; 2]> = (0..all[0].len()).map(|person| [0, 1].map(|pack| all[pack][person].obligations.len())).collect();
    // Whatever one asks more than the other of a person must be among the differences, and those of equal things are not.
    for (standing, [left, right]) in all[0].iter().zip(asked) {
        let of_person = differences.iter().filter(|row| row[2] == standing.subject.as_str());
        let (by_left, by_right): (Vec<_>, Vec<_>) = of_person.partition(|row| row[0].starts_with("no-access"));
        assert_eq!(left + by_right.len(), right + by_left.len(), "{}", standing.subject);
    }
    assert!(differences.len() > 100);
}
