//! Comparisons as text. It is made from the written form, so that both say the same.

use super::form::{
    BacktestForm, ChangeForm, ComparisonForm, CountsForm, DaysForm, FiguresForm, OpenForm, OwedForm, SmallestForm, ToldForm,
};
use std::collections::{BTreeMap, BTreeSet};

const AS_IT_WAS: &str = "What people did stays what they did: this is what the policy would have asked for, not what would have been done.";

type Lines = Vec<String>;

/// Two packs.
pub(super) fn comparison(form: &ComparisonForm) -> String {
    let (left, right) = (&form.left, &form.right);
    let mut lines = vec![
        format!("A: {}", pack(left)),
        format!("B: {}", pack(right)),
        format!("History until {}. {AS_IT_WAS}", form.until),
        String::new(),
    ];
    people(left, &mut lines);
    lines.push("\nFirst step towards the child under B, against A (by due day)".into());
    for reach in &form.reach {
        lines.push(format!(
            "  {}, of {} with a failed contact: {} earlier, {} the same day, {} later, {} never, {} only under B, {} under neither; {} without a failed contact are counted apart",
            reach.group,
            reach.with_failed_contact,
            reach.earlier,
            reach.same_day,
            reach.later,
            reach.never_right,
            reach.only_right,
            reach.neither,
            reach.without_failed_contact
        ));
    }
    lines.push("\nDays from the first failed contact: a quarter / half / three quarters of the people".into());
    for (under_a, under_b) in left.days.iter().zip(&right.days) {
        lines.push(format!("  {} ({}, of {})", under_a.words, under_a.group, under_a.of));
        lines.push(format!("    A {}", spread(under_a)));
        lines.push(format!("    B {}", spread(under_b)));
    }
    lines.push("\nMost obligations open at the end of a week".into());
    lines.push(format!("  all: A {}; B {}", peak_of(left, None), peak_of(right, None)));
    for role in roles(&[left, right]) {
        lines.push(format!("  {}: A {}; B {}", words(role), peak_of(left, Some(role)), peak_of(right, Some(role))));
    }
    became("A", left, &mut lines);
    became("B", right, &mut lines);
    weeks_of_both(left, right, &mut lines);
    lines.push(format!("\nPeople of whom A and B ask something else: {}", form.told_apart));
    if let Some(smallest) = &form.smallest {
        smallest_story(smallest, &mut lines);
    }
    if let Some(open) = &form.open {
        open_changes(open, &mut lines);
    }
    lines.join("\n") + "\n"
}

/// One pack.
pub(super) fn backtest(form: &BacktestForm) -> String {
    let figures = &form.figures;
    let mut lines = vec![pack(figures), format!("History until {}. {AS_IT_WAS}", form.until), String::new()];
    people(figures, &mut lines);
    lines.push("\nDays from the first failed contact: a quarter / half / three quarters of the people".into());
    for days in &figures.days {
        lines.push(format!("  {} ({}, of {}): {}", days.words, days.group, days.of, spread(days)));
    }
    lines.push("\nMost obligations open at the end of a week".into());
    lines.push(format!("  all: {}", peak_of(figures, None)));
    for role in roles(&[figures]) {
        lines.push(format!("  {}: {}", words(role), peak_of(figures, Some(role))));
    }
    became("", figures, &mut lines);
    lines.push("\nBy week, all roles: asked, open at its end, of those overdue".into());
    for week in &figures.weeks {
        lines.push(format!("  {}  {}", week.week, counts(Some(week.all))));
        lines.extend(week.roles.iter().map(|role| format!("    {:<40} {}", words(role.role), counts(Some(role.counts)))));
    }
    lines.join("\n") + "\n"
}

fn pack(figures: &FiguresForm) -> String {
    format!("{} {} ({})", figures.pack.id, figures.pack.version, figures.pack.title)
}

fn people(figures: &FiguresForm, lines: &mut Lines) {
    for people in &figures.people {
        lines.push(format!(
            "{}: {} of {} with a failed contact, {} without",
            people.group, people.with_failed_contact, people.all, people.without_failed_contact
        ));
    }
}

fn spread(days: &DaysForm) -> String {
    let quartile = |days: Option<i64>| days.map_or_else(|| "not by the end".to_owned(), |days| days.to_string());
    format!(
        "{} / {} / {}; not by the end: {}",
        quartile(days.lower_quartile),
        quartile(days.median),
        quartile(days.upper_quartile),
        days.not_by_the_end
    )
}

fn roles<'f>(of: &[&'f FiguresForm]) -> BTreeSet<&'f str> {
    of.iter().flat_map(|figures| &figures.peaks).map(|peak| peak.role).collect()
}

fn words(code: &str) -> String {
    code.replace('_', " ")
}

fn peak_of(figures: &FiguresForm, role: Option<&str>) -> String {
    let peak = match role {
        None => figures.peak.as_ref(),
        Some(role) => figures.peaks.iter().find(|peak| peak.role == role).map(|peak| &peak.peak),
    };
    peak.map_or_else(|| "none".to_owned(), |peak| format!("{} in the week of {}", peak.open, peak.week))
}

fn became(name: &str, figures: &FiguresForm, lines: &mut Lines) {
    let under = if name.is_empty() { String::new() } else { format!(" under {name}") };
    lines.push(format!("\nWhat had become of everything asked{under}, at the end of the history"));
    for settled in &figures.settled {
        lines.push(format!(
            "  {}: asked {}; done in time {}, late {}, replaced {}, waived {}; open {}, overdue {}",
            words(settled.role),
            settled.asked,
            settled.done,
            settled.done_late,
            settled.replaced,
            settled.waived,
            settled.open,
            settled.overdue
        ));
    }
}

fn counts(counts: Option<CountsForm>) -> String {
    counts.map_or_else(
        || format!("{:>6} {:>6} {:>6}", "-", "-", "-"),
        |counts| format!("{:>6} {:>6} {:>6}", counts.asked, counts.open, counts.overdue),
    )
}

fn weeks_of_both(left: &FiguresForm, right: &FiguresForm, lines: &mut Lines) {
    type Row = (Option<CountsForm>, Option<CountsForm>);
    let mut rows: BTreeMap<(&str, &str), Row> = BTreeMap::new();
    for (figures, is_left) in [(left, true), (right, false)] {
        for week in &figures.weeks {
            let of_roles = week.roles.iter().map(|role| (role.role, role.counts));
            for (role, counts) in std::iter::once(("", week.all)).chain(of_roles) {
                let row = rows.entry((&week.week, role)).or_default();
                *if is_left { &mut row.0 } else { &mut row.1 } = Some(counts);
            }
        }
    }
    lines.push("\nBy week and role: asked, open at its end, of those overdue".into());
    lines.push(format!("  {:<36}  {:>20}  {:>20}", "week of", "A", "B"));
    for ((week, role), (under_a, under_b)) in rows {
        let name = if role.is_empty() { week.to_owned() } else { format!("  {}", words(role)) };
        lines.push(format!("  {name:<36}  {}  {}", counts(under_a), counts(under_b)));
    }
}

fn smallest_story(smallest: &SmallestForm, lines: &mut Lines) {
    let whose = smallest.person.as_ref().map(|person| format!(", of {person}")).unwrap_or_default();
    lines.push(format!(
        "\nThe smallest chronology found that tells them apart: {} of {} entries{whose}",
        smallest.entries, smallest.made_from
    ));
    for step in &smallest.steps {
        let day = match (step.day, &step.weekday) {
            (Some(day), Some(weekday)) => format!("day {day}, {weekday}"),
            _ => "known before".to_owned(),
        };
        lines.push(format!("  {day}: {}: {}", step.about, step.words));
    }
    let told = |told: &ToldForm| {
        format!("    {}: the {}, due on day {}, {} ({})", told.words, words(told.owner), told.due_day, told.weekday, words(told.state))
    };
    for (name, only) in [("A", &smallest.only_left), ("B", &smallest.only_right)] {
        lines.push(format!("  Only {name} asks:{}", if only.is_empty() { " nothing" } else { "" }));
        lines.extend(only.iter().map(told));
    }
}

fn open_changes(open: &OpenForm, lines: &mut Lines) {
    lines.push(format!("\nOpen at the end of {}, if B took the place of A: {} stay as they are", open.on, open.unchanged));
    let all = [("removed", &open.removed), ("added", &open.added), ("moved", &open.moved), ("given to another role", &open.reassigned)];
    for (name, changes) in all {
        lines.push(format!("  {name}: {}", changes.len()));
        let mut same: BTreeMap<String, usize> = BTreeMap::new();
        for change in changes {
            *same.entry(change_line(change)).or_default() += 1;
        }
        lines.extend(same.into_iter().map(|(line, times)| format!("    {times} x {line}")));
    }
}

fn change_line(change: &ChangeForm) -> String {
    let owed = |owed: &OwedForm| format!("{} by {}", words(owed.owner), owed.due_on);
    let from_to = match (&change.left, &change.right) {
        (Some(left), Some(right)) => format!("{} -> {}", owed(left), owed(right)),
        (Some(only), None) | (None, Some(only)) => owed(only),
        (None, None) => String::new(),
    };
    let whose = change.person.as_ref().map(|person| format!("{person}: ")).unwrap_or_default();
    format!("{whose}{}: {from_to}", change.words)
}
