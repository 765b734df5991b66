//! One child, worked out by hand.

use crate::support::{As, Asked, Contact, Files, Made, at, measure, table};

#[test]
fn a_child_worked_out_by_hand() {
    let rows = [
        ("2025-06-30T10:00:00", "NO_ACCESS", "HV", "outside the window, which begins on 1 July 2025"),
        ("2025-07-01T10:00:00", "WNB", "HV", "the first day of the window; still within the window of the one before"),
        ("2025-07-02T10:00:00", "SEEN", "HV", "in time for both"),
        ("2026-03-30T10:00:00", "WNB", "SN", "due on 8 April: Good Friday and Easter Monday lie between"),
        ("2026-04-09T10:00:00", "CANCELLED_FAMILY", "SN", "one alone is no failed contact"),
        ("2026-04-09T15:00:00", "DOORSTEP", "SN", "the fourth in a window; due on 16 April"),
        ("2026-04-16T09:00:00", "SEEN", "SN", "in time for the last, not for the one before"),
        ("2026-06-22T09:00:00", "WNB", "HV", "due on 29 June, the day before the one asked about"),
        ("2026-06-23T09:00:00", "WNB", "HV", "due on 30 June, so not overdue yet"),
    ];
    let mut made = Made { children: [(5, Some(false))].into(), ..Made::default() };
    for (number, (time, outcome, service, _)) in (0..).zip(rows) {
        let (outcome, service) = (outcome.to_owned(), service.to_owned());
        made.contacts.push(Contact { child: 5, at: at(time), id: number, provider: Some(service.clone()), outcome, service });
    }
    let folder = Files::new();
    let (contacts, list) = folder.made(&made, As::Parquet, 1);
    let (summary, out) = measure(&folder, &contacts, &list, &Asked::default()).unwrap();
    // In the window of the day asked about are five, in that of 23 June all six: it begins on 24 June 2025.
    let usual = ["5", "8", "6", "5", "6", "2", "2", "2026-04-16", "75", "2026-06-29", "true", "2", "2", "1", "3"];
    let firsts = ["2025-07-01", "2026-03-30"];
    // HV: up to 1, repeated, down to 0, up to 1, repeated; overdue. SN: up to 1, one overdue and up to 2, down to 1, overdue.
    let ladder = ["1", "0", "2", "3"];
    let expected: Vec<&str> = usual.into_iter().chain(firsts).chain(ladder).collect();
    assert_eq!(table(&out, "children"), [expected]);
    assert_eq!(table(&out, "months").iter().map(|row| row.join(" ")).collect::<Vec<_>>()[0], "HV 2025-06-01 1 1");
    let of_children = &summary.sums[0];
    let sum = |column: &str| of_children.columns.iter().find(|sum| sum.column == column).map(|sum| sum.sum);
    assert_eq!(
        (of_children.rows, sum("nhs_number"), sum("failed"), sum("last_seen_on"), sum("overdue")),
        (1, Some(5), Some(6), Some(20_559), Some(1))
    );
}
