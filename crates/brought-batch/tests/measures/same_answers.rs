//! The same answers as the obvious reading, however the contacts come.

use crate::chronologies::{made, shuffle};
use crate::obvious::{Numbers, Table, children, months};
use crate::support::{As, Asked, Contact, Files, Made, at, engagement, measure, table, text_of};
use brought_batch::Format;
use brought_batch::measures::{Ladder, Plan};
use brought_policy::deadline::Deadline;
use jiff::civil::Date;
use proptest::prelude::*;

fn numbers_of(plan: &Plan, as_of: Date) -> Numbers {
    let Deadline::WorkingDays(working_days) = plan.follow_up_within else { panic!("the plan of a test counts in working days") };
    let ladder = plan.ladder.map(|ladder| {
        [ladder.levels.into(), ladder.least_with_known_concern.into(), ladder.family_cancellations.into(), ladder.down_when_seen.into()]
    });
    Numbers {
        as_of,
        window: plan.window_days.into(),
        working_days,
        firsts: plan.first_day_of_count.iter().map(|count| *count as usize).collect(),
        highest_state: plan.highest_state.into(),
        ladder,
    }
}

/// As the file has them: ids may be texts.
fn expected(made: &Made, plan: &Plan, as_of: Date, how: As) -> Table {
    let mut rows = children(made, &numbers_of(plan, as_of));
    if how == As::ParquetTexts {
        rows.iter_mut().for_each(|row| row[0] = text_of(row[0].parse().unwrap()));
    }
    rows.sort();
    rows
}

fn check(made: &Made, written: &Made, how: As, files: usize, asked: &Asked) {
    let folder = Files::new();
    let (contacts, list) = folder.made(written, how, files);
    let (summary, out) = measure(&folder, &contacts, &list, asked).unwrap();
    for (plan, behind) in asked.plans.iter().zip(["", "-compared"]) {
        assert_eq!(table(&out, &format!("children{behind}")), expected(made, plan, asked.as_of, how), "{how:?}");
        assert_eq!(table(&out, &format!("months{behind}")), months(made), "{how:?}");
    }
    assert_eq!(summary.contacts, made.contacts.len() as u64);
    let not_said = expected(made, &asked.plans[0], asked.as_of, how);
    let not_said = not_said.iter().filter(|row| made.children.get(&row[0].parse().unwrap()).copied().flatten().is_none());
    assert_eq!(summary.concern_not_said, not_said.count() as u64);
}

fn other_plan() -> Plan {
    let mut plan = engagement();
    plan.window_days = 90;
    plan.follow_up_within = Deadline::WorkingDays(2);
    plan.first_day_of_count = vec![1, 4];
    plan.highest_state = 5;
    plan.ladder = Some(Ladder { levels: 4, least_with_known_concern: 3, family_cancellations: 3, down_when_seen: 2 });
    plan
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn contacts_in_order(made in made(), threads in 1..5_usize, files in 1..4_usize, how in 0..3_usize) {
        let how = [As::Parquet, As::ParquetTexts, As::Csv][how];
        check(&made, &made, how, files, &Asked { threads, ..Asked::default() });
    }

    #[test]
    fn contacts_in_any_order(made in made(), seed: u64, threads in 1..5_usize, how in 0..3_usize, little in any::<bool>()) {
        let how = [As::Parquet, As::ParquetTexts, As::Csv][how];
        let memory = if little { 1 } else { 1 << 24 };
        check(&made, &shuffle(&made, seed), how, 2, &Asked { threads, memory, ..Asked::default() });
    }

    #[test]
    fn two_other_plans_on_another_day(made in made(), threads in 1..3_usize, day in 0..900_i32) {
        let mut without_ladder = other_plan();
        without_ladder.ladder = None;
        let as_of = Date::constant(2024, 1, 15).checked_add(jiff::Span::new().days(day)).unwrap();
        for plans in [vec![other_plan(), engagement()], vec![without_ladder]] {
            check(&made, &made, As::Parquet, 1, &Asked { plans, as_of, threads, ..Asked::default() });
        }
    }
}

fn contact(child: i64, time: &str, id: i64, outcome: &str) -> Contact {
    Contact { child, at: at(time), id, provider: Some("north".to_owned()), outcome: outcome.to_owned(), service: "HV".to_owned() }
}

/// One child with very many failed contacts, at the same minutes, between two others.
#[test]
fn a_child_with_very_many_contacts() {
    let mut made = Made::default();
    made.contacts.push(contact(1, "2026-01-05T09:00:00", 1, "WNB"));
    for number in 0..20_000_i64 {
        let outcome = if number % 977 == 0 { "SEEN" } else { "NO_ACCESS" };
        let mut one = contact(2, "2023-08-01T09:00:00", number * 7_919 % 20_011, outcome);
        one.at += number / 30 * 86_400;
        made.contacts.push(one);
    }
    made.contacts.push(contact(3, "2026-01-05T09:00:00", 1, "SEEN"));
    made.children = [(1, Some(false)), (2, Some(true)), (3, None)].into();
    let folder = Files::new();
    let (contacts, list) = folder.made(&made, As::Csv, 1);
    let (_, out) = measure(&folder, &contacts, &list, &Asked { threads: 3, ..Asked::default() }).unwrap();
    let rows = table(&out, "children");
    // The obvious reading would take minutes: what can be said at once has to do.
    assert_eq!(rows.iter().map(|row| row[1].as_str()).collect::<Vec<_>>(), ["1", "20000", "1"]);
    assert_eq!(rows[1][2], (20_000 - 20_000_usize.div_ceil(977)).to_string());
    let shuffled = shuffle(&made, 7);
    let (contacts, list) = folder.made(&shuffled, As::Parquet, 3);
    let (summary, out) = measure(&folder, &contacts, &list, &Asked { threads: 2, memory: 1, ..Asked::default() }).unwrap();
    assert_eq!(table(&out, "children"), rows);
    assert!(summary.were_put_in_order && summary.through_files > 0, "{summary:?}");
}

/// At one time a child was not brought and was seen: the id says which came first, wherever the two rows stand.
#[test]
fn contacts_at_one_time_have_the_order_of_their_ids() {
    let of = |first: &str, second: &str, before: usize| {
        let mut made = Made { children: [(1, Some(false)), (2, Some(false)), (9, Some(false))].into(), ..Made::default() };
        for number in 0..before {
            made.contacts.push(contact(1, &format!("2026-03-{:02}T09:00:00", number + 1), 5, "SEEN"));
        }
        // As texts they would stand the other way round.
        made.contacts.push(contact(2, "2026-06-01T09:00:00", 1_000_000_000_000_000_000, first));
        made.contacts.push(contact(2, "2026-06-01T09:00:00", 999_999_999_999_999_999, second));
        made.contacts.push(contact(9, "2026-06-01T09:00:00", 10, "SEEN"));
        made
    };
    // Before each number of rows the two lie in other row groups and pieces, together or apart.
    for before in 0..16 {
        for how in [As::Parquet, As::ParquetTexts, As::Csv] {
            for (first, second, run) in [("WNB", "SEEN", "1"), ("SEEN", "WNB", "0")] {
                let (made, folder) = (of(first, second, before), Files::new());
                let (contacts, list) = folder.made(&made, how, 1);
                let (summary, out) = measure(&folder, &contacts, &list, &Asked::default()).unwrap();
                let rows = table(&out, "children");
                let row = rows.iter().find(|row| row[0].parse() == Ok(2)).unwrap();
                assert_eq!((row[5].as_str(), summary.were_put_in_order), (run, false), "{before} {how:?}");
            }
        }
    }
}

/// Parquet has what CSV has.
#[test]
fn the_tables_are_the_same_as_parquet() {
    use arrow_array::cast::AsArray as _;
    use arrow_array::types::{Date32Type, Int32Type, Int64Type};
    let mut made = Made { children: [(1, Some(false)), (2, Some(true))].into(), ..Made::default() };
    made.contacts.push(contact(1, "2026-06-01T09:00:00", 11, "SEEN"));
    made.contacts.push(contact(2, "2026-06-01T09:00:00", 11, "WNB"));
    let folder = Files::new();
    let (contacts, list) = folder.made(&made, As::Parquet, 1);
    let (_, out) = measure(&folder, &contacts, &list, &Asked { format: Format::Parquet, ..Asked::default() }).unwrap();
    let read = |name: &str| {
        let file = std::fs::File::open(out.join(name)).unwrap();
        let reader = parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder::try_new(file).unwrap().build().unwrap();
        reader.map(Result::unwrap).next().unwrap()
    };
    let children = read("children.parquet");
    let column = |name: &str| children.column_by_name(name).unwrap();
    assert_eq!(column("nhs_number").as_primitive::<Int64Type>().values(), &[1, 2]);
    assert_eq!(column("state").as_primitive::<Int32Type>().values(), &[0, 3]);
    assert_eq!(column("overdue").as_boolean().iter().collect::<Vec<_>>(), [Some(false), Some(true)]);
    let seen: Vec<Option<i32>> = column("last_seen_on").as_primitive::<Date32Type>().iter().collect();
    assert_eq!(seen, [Some(20_605), None]);
    let months = read("months.parquet");
    assert_eq!(months.column_by_name("due").unwrap().as_primitive::<Int64Type>().values(), &[2]);
    assert_eq!(months.column_by_name("provider").unwrap().as_string::<i32>().value(0), "north");
}

/// What comes out does not depend on the number of threads, to the last byte.
#[test]
fn the_same_bytes_from_any_number_of_threads() {
    let mut made = Made::default();
    for number in 0..400_i64 {
        made.contacts.push(contact(
            number / 9,
            &format!("2026-{:02}-{:02}T09:00:00", 1 + number % 9 / 2, 1 + number % 28),
            number,
            ["SEEN", "WNB"][usize::from(number % 5 == 0)],
        ));
        made.children.insert(number / 9, Some(number % 2 == 0));
    }
    for made in [made.clone(), shuffle(&made, 3)] {
        let folder = Files::new();
        let (contacts, list) = folder.made(&made, As::Parquet, 3);
        let mut bytes = Vec::new();
        for threads in [1, 2, 5] {
            let (_, out) = measure(&folder, &contacts, &list, &Asked { threads, format: Format::Parquet, ..Asked::default() }).unwrap();
            bytes.push(["children.parquet", "months.parquet"].map(|name| std::fs::read(out.join(name)).unwrap()));
        }
        assert!(bytes[0] == bytes[1] && bytes[1] == bytes[2]);
    }
}
