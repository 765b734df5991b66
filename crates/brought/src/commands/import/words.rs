//! A report as a person reads it at a terminal.

use super::report::{AffectedForm, CountsForm, FileReport, PlanForm, ReviewForm};
use std::fmt::Write as _;

/// How much of what a person must look at is shown.
const MOST_REVIEWS: usize = 20;
/// How many of those for whom something changes are shown.
const MOST_AFFECTED: usize = 10;
/// How much is shown of what stands in a cell.
const LONGEST_VALUE: usize = 80;

/// What an import would come to.
pub(super) fn planned(report: &FileReport) -> String {
    let (Some(counts), Some(plan)) = (&report.counts, &report.plan) else { return unusable(report) };
    let mut text = heading(report);
    let out = &mut text;
    if let Some(before) = &plan.came_before {
        line(out, &format!("  This very file was brought in before, on {before}."));
    }
    line(out, &format!("  {}", rows(counts, "would be")));
    if counts.new_people > 0 {
        line(out, &format!("  {} would get a record.", people(counts.new_people)));
    }
    if !plan.new_services.is_empty() {
        line(out, &format!("  Services that would be added: {}.", plan.new_services.join(", ")));
    }
    for note in &report.notes {
        line(out, &format!("  {note}"));
    }
    affected(out, plan);
    text.push_str(&to_review(report));
    text
}

/// What an import came to.
pub(super) fn brought_in(report: &FileReport, notes: bool) -> String {
    let (Some(counts), Some(stored)) = (&report.counts, &report.stored) else { return unusable(report) };
    let mut text = heading(report);
    let out = &mut text;
    line(out, &format!("  {}", rows(counts, "")));
    line(
        out,
        &format!(
            "  {} added; {} new; the lists of {} worked out anew.",
            entries(counts.events),
            people(counts.new_people),
            people(stored.worked_out)
        ),
    );
    if notes {
        for note in &report.notes {
            line(out, &format!("  {note}"));
        }
    }
    text.push_str(&to_review(report));
    text
}

fn heading(report: &FileReport) -> String {
    format!("{}\n", report.file)
}

/// Why a file cannot be used, as one line.
pub(super) fn unusable(report: &FileReport) -> String {
    let why = report.unusable.as_ref().map_or_else(String::new, |why| format!(": {}. {}", why.reason, why.what_to_do));
    format!("{}{why}. Nothing of it was brought in.\n", report.file)
}

fn rows(counts: &CountsForm, would_be: &str) -> String {
    let would_be = if would_be.is_empty() { String::new() } else { format!(" {would_be}") };
    let parts = [
        (counts.new, format!("{would_be} new")),
        (counts.changed, format!("{would_be} changed")),
        (counts.unchanged, " there already".to_owned()),
        (counts.set_aside, " set aside".to_owned()),
        (counts.problems, " that cannot be used".to_owned()),
    ];
    let parts: Vec<String> = parts.iter().map(|(count, words)| format!("{}{words}", number(*count))).collect();
    let many = if counts.rows == 1 { "1 row".to_owned() } else { format!("{} rows", number(counts.rows)) };
    format!("{many}: {}.", parts.join(", "))
}

fn affected(out: &mut String, plan: &PlanForm) {
    if plan.affected == 0 {
        line(out, "  The policy would ask nothing else of anybody.");
        return;
    }
    let at_least = if plan.affected_is_at_least { "at least " } else { "" };
    line(out, &format!("  For {at_least}{} the policy would ask something else:", people(plan.affected)));
    for AffectedForm { person, name, second_identifier, raised, settled } in plan.first_affected.iter().take(MOST_AFFECTED) {
        line(out, &format!("  - {name}, {second_identifier} ({person})"));
        raised.iter().for_each(|words| line(out, &format!("      to do: {words}")));
        settled.iter().for_each(|words| line(out, &format!("      no longer: {words}")));
    }
    let shown = plan.first_affected.len().min(MOST_AFFECTED) as u64;
    if plan.affected > shown {
        line(out, &format!("  - and {} more", number(plan.affected - shown)));
    }
}

/// What a person must look at: the first of it, and how much more there is.
fn to_review(report: &FileReport) -> String {
    let mut text = String::new();
    let Some(counts) = report.counts.filter(|_| report.needs_a_person()) else { return text };
    let all = counts.problems + counts.to_decide;
    let where_to = if report.stored.is_some() { "on the review list of the pages" } else { "for the review list of the pages" };
    line(&mut text, &format!("  For a person to look at ({}), {where_to}:", number(all)));
    for review in report.to_review.iter().take(MOST_REVIEWS) {
        line(&mut text, &format!("  {}", one_review(&report.file, review)));
    }
    let shown = report.to_review.len().min(MOST_REVIEWS) as u64;
    if all > shown {
        line(&mut text, &format!("  and {} more", number(all - shown)));
    }
    text
}

/// `file:row: column "X" value "Y": reason; what to do`.
fn one_review(file: &str, review: &ReviewForm) -> String {
    let message = review.message.as_ref().map(|id| format!(" message {id}")).unwrap_or_default();
    let mut place = format!("{file}:{}:{message}", review.row);
    if let Some(column) = &review.column {
        let _ = write!(place, " column {column:?}");
    }
    if let Some(value) = &review.value {
        let _ = write!(place, " value {:?}", shortened(value));
    }
    let place = place.trim_end_matches(':');
    let kind = if review.kind == "question" { "used, but " } else { "" };
    format!("{place}: {kind}{}; {}", review.reason, uncapitalised(&review.what_to_do))
}

fn shortened(value: &str) -> String {
    if value.chars().count() <= LONGEST_VALUE { value.to_owned() } else { value.chars().take(LONGEST_VALUE).chain(['…']).collect() }
}

fn uncapitalised(sentence: &str) -> String {
    let mut letters = sentence.chars();
    match (letters.next(), letters.clone().next()) {
        // A word all in capitals is a name.
        (Some(first), Some(second)) if !second.is_uppercase() => first.to_lowercase().chain(letters).collect(),
        _ => sentence.to_owned(),
    }
}

fn people(count: u64) -> String {
    if count == 1 { "1 person".to_owned() } else { format!("{} people", number(count)) }
}

fn entries(count: u64) -> String {
    if count == 1 { "1 entry".to_owned() } else { format!("{} entries", number(count)) }
}

/// With a comma after every thousand.
fn number(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

fn line(out: &mut String, text: &str) {
    // Writing to a text cannot fail.
    let _ = writeln!(out, "{text}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_at_a_glance() {
        assert_eq!([0, 999, 1000, 5510, 1_234_567].map(number), ["0", "999", "1,000", "5,510", "1,234,567"]);
    }

    #[test]
    fn a_problem_says_where_what_and_what_to_do() {
        let review = ReviewForm {
            kind: "problem".into(),
            row: 17,
            line: 17,
            message: None,
            column: Some("DOB".into()),
            value: Some("31/02/2024".into()),
            reason: "there is no such day".into(),
            what_to_do: "Put it right and send the row again".into(),
        };
        let words = "clinics.csv:17: column \"DOB\" value \"31/02/2024\": there is no such day; put it right and send the row again";
        assert_eq!(one_review("clinics.csv", &review), words);
        let whole = ReviewForm { column: None, value: None, message: Some("M1".into()), kind: "question".into(), ..review };
        assert!(one_review("a.hl7", &whole).starts_with("a.hl7:17: message M1: used, but there is no such day; put"));
    }
}
