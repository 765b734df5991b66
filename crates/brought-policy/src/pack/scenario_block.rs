//! Reads a `scenario` block: what happened, and what must come of it.
//!
//! What happened stands in it exactly as in a chronology file, but that an author may be left out: a practitioner called `practitioner` then
//! answers for everything.

use super::blocks::Block;
use super::manifest::division;
use super::pathway_head::PathwayHead;
use super::table::{Fields, Value};
use crate::duty::Action;
use crate::problem::Problem;
use crate::scenario::{ExpectedDue, ExpectedObligation, ExpectedWith, Scenario};
use brought_calendar::{LocalReading, end_of_day, read_local};
use brought_domain::Chronology;
use brought_domain::steps::Party;
use brought_domain::vocabulary::nearest;
use brought_domain::work::AgencyKind;
use brought_forms::chronology_file;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use std::collections::BTreeSet;

/// What a scenario is read against.
pub(super) struct Context<'a> {
    pub(super) pathway: &'a PathwayHead,
    /// All pathways of the pack.
    pub(super) pathways: &'a [PathwayHead],
    /// The rules of the whole pack. Nothing when some could not be read, so that none is called unknown for it.
    pub(super) rules: Option<&'a BTreeSet<String>>,
}

pub(super) fn read(block: &Block<'_>, context: &Context<'_>, problems: &mut Vec<Problem>) -> Option<Scenario> {
    let table = block.source.parse(problems)?;
    let mut fields = Fields::new(block.source, "this scenario", &table, block.fence.clone(), problems);
    let chronology = chronology(&mut fields);
    let scenario = scenario(chronology, &mut fields, block, context);
    fields.finish();
    scenario
}

fn scenario(chronology: Option<Chronology>, fields: &mut Fields<'_, '_>, block: &Block<'_>, context: &Context<'_>) -> Option<Scenario> {
    let name = fields.text("name");
    let fires = rules(fields, "fires", context);
    let does_not_fire = rules(fields, "does_not_fire", context);
    for rule in fires.iter().filter(|rule| does_not_fire.contains(rule)) {
        fields.problem(format!("`{rule}` stands both in `fires` and in `does_not_fire`"));
    }
    let as_of = fields.need("as_of").and_then(|value| moment(value, fields.problems));
    let division = fields.find("nation").and_then(|value| division(value, fields.problems));
    let expect = fields.list("expect");
    let expect: Vec<_> = expect.into_iter().filter_map(|value| expected(value, context, fields.problems)).collect();
    let nothing_else_open = fields.boolean_or("nothing_else_open", false);
    let pathway = fields.find("expect_pathway").and_then(|value| pathway(value, context.pathways, fields.problems));
    let stage = fields.find("expect_stage").and_then(|value| stage(value, pathway.unwrap_or(context.pathway), fields.problems));
    let ended = fields.find("expect_ended").and_then(|value| value.word(fields.problems));
    let open = fields.find("expect_open").and_then(|value| value.boolean(fields.problems));
    if ended.is_some() && open == Some(true) {
        fields.problem("this scenario expects the follow-up both to have ended and to be open");
    }
    let missing = fields.find("expect_missing").map(|value| value.words(fields.problems));
    let alerts = texts(fields, "expect_alerts");
    let no_alerts = texts(fields, "expect_no_alerts");
    let patterns = fields.find("expect_patterns").map(|value| value.words(fields.problems)).unwrap_or_default();
    let prompts = texts(fields, "expect_prompts");
    if !fields.has_any(|key| key.starts_with("expect") || ["fires", "does_not_fire", "nothing_else_open"].contains(&key)) {
        let problem = block.source.error(block.fence.clone(), "this scenario proves nothing");
        fields.problems.push(problem.with_help("say which rules fire, which do not, or what is expected"));
    }
    Some(Scenario {
        name: name?,
        fires,
        does_not_fire,
        as_of: as_of?,
        division,
        chronology: chronology?,
        expect,
        nothing_else_open: nothing_else_open?,
        pathway: pathway.map(|pathway| pathway.id.clone()),
        stage,
        ended,
        open,
        missing,
        alerts,
        no_alerts,
        patterns,
        prompts,
        file: block.source.file.to_owned(),
        line: block.line(),
    })
}

/// What happened, read by the rules for chronology files, with its problems put at their places in the page.
fn chronology(fields: &mut Fields<'_, '_>) -> Option<Chronology> {
    let mut table = fields.source.plain_table()?;
    for name in chronology_file::NAMES {
        fields.find(name);
    }
    table.entry("author").or_insert_with(|| {
        let author = [("practitioner", "practitioner"), ("role", "practitioner")];
        toml::Value::Table(author.into_iter().map(|(key, value)| (key.to_owned(), value.into())).collect())
    });
    match chronology_file::take_from(&mut table) {
        Ok(chronology) => Some(chronology),
        Err(wrong) => {
            for wrong in wrong {
                let problem = fields.source.error(fields.place_of(&wrong.path), wrong.what);
                let help = wrong.suggestion.map(|near| format!("did you mean `{near}`?"));
                fields.problems.push(Problem { help, ..problem });
            }
            None
        }
    }
}

fn rules(fields: &mut Fields<'_, '_>, key: &'static str, context: &Context<'_>) -> Vec<String> {
    let Some(value) = fields.find(key) else { return Vec::new() };
    let named = value.texts(fields.problems);
    for (rule, at) in &named {
        known_rule(rule, *at, context, fields.problems);
    }
    named.into_iter().map(|(rule, _)| rule).collect()
}

fn known_rule(rule: &str, at: Value<'_>, context: &Context<'_>, problems: &mut Vec<Problem>) {
    let Some(known) = context.rules else { return };
    // What the product itself asks is in no pack.
    if known.contains(rule) || rule.starts_with("CORE-") {
        return;
    }
    let near = nearest(rule, known.iter().map(String::as_str));
    let help = near.map_or_else(|| "rules are named by their `id`".to_owned(), |near| format!("did you mean `{near}`?"));
    problems.push(at.error(format!("there is no rule `{rule}` in this pack")).with_help(help));
}

fn pathway<'a>(value: Value<'_>, pathways: &'a [PathwayHead], problems: &mut Vec<Problem>) -> Option<&'a PathwayHead> {
    let text = value.text(problems)?;
    let found = pathways.iter().find(|pathway| pathway.id == text);
    if found.is_none() {
        let ids: Vec<_> = pathways.iter().map(|pathway| pathway.id.as_str()).collect();
        problems.push(value.unknown(text, "pathway of this pack", nearest(text, ids.iter().copied()), &ids.join(", ")));
    }
    found
}

/// A kind of agency, or a party to tell.
fn with(value: Value<'_>, problems: &mut Vec<Problem>) -> Option<ExpectedWith> {
    let text = value.text(problems)?;
    let agency = AgencyKind::ALL.iter().copied().find(|kind| kind.code() == text);
    let party = Party::ALL.iter().copied().find(|party| party.code() == text);
    if agency.is_none() && party.is_none() {
        let codes: Vec<_> = AgencyKind::ALL.iter().map(|kind| kind.code()).chain(Party::ALL.iter().map(|party| party.code())).collect();
        problems.push(value.unknown(text, "kind of agency", nearest(text, codes.iter().copied()), &codes.join(", ")));
        return None;
    }
    Some(ExpectedWith { agency, party })
}

fn stage(value: Value<'_>, pathway: &PathwayHead, problems: &mut Vec<Problem>) -> Option<String> {
    let text = value.text(problems)?;
    pathway.stage(text, value, problems).map(|_| text.to_owned())
}

fn texts(fields: &mut Fields<'_, '_>, key: &'static str) -> Vec<String> {
    let Some(value) = fields.find(key) else { return Vec::new() };
    value.texts(fields.problems).into_iter().map(|(text, _)| text).collect()
}

fn expected(value: Value<'_>, context: &Context<'_>, problems: &mut Vec<Problem>) -> Option<ExpectedObligation> {
    let mut fields = value.fields("this expectation", problems)?;
    let rule = fields.find("rule").and_then(|value| {
        let rule = value.text(fields.problems)?;
        known_rule(rule, value, context, fields.problems);
        Some(rule.to_owned())
    });
    let expected = ExpectedObligation {
        rule,
        action: fields.find("do").and_then(|value| value.word::<Action>(fields.problems)),
        with: fields.find("with").and_then(|value| with(value, fields.problems)),
        words: fields.text_or_nothing("words"),
        owner: fields.find("owner").and_then(|value| value.word(fields.problems)),
        child: fields.text_or_nothing("for_child"),
        due: fields.find("due").and_then(|value| due(value, fields.problems)),
        state: fields.find("state").and_then(|value| value.word(fields.problems)),
        escalated_to: fields.find("escalated_to").and_then(|value| value.word(fields.problems)),
        count: fields.find("count").and_then(|value| value.whole_number(0, fields.problems)).map(|count| count as usize),
    };
    if !fields.has_any(|key| key != "count") {
        fields.problem("this expectation fits every obligation");
    }
    fields.finish();
    Some(expected)
}

fn due(value: Value<'_>, problems: &mut Vec<Problem>) -> Option<ExpectedDue> {
    match day(value) {
        Some(day) => Some(ExpectedDue::On(day)),
        None => moment(value, problems).map(ExpectedDue::At),
    }
}

fn day(value: Value<'_>) -> Option<Date> {
    value.as_written().filter(|text| text.len() == 10).and_then(|text| text.parse().ok())
}

/// A moment by the clock of the United Kingdom. A day stands for its first instant.
fn moment(value: Value<'_>, problems: &mut Vec<Problem>) -> Option<Timestamp> {
    let text = value.as_written().unwrap_or_default();
    if let Some(day) = day(value) {
        return Some(end_of_day(day));
    }
    if let Ok(instant) = text.parse::<Timestamp>() {
        return Some(instant);
    }
    let Ok(local) = text.parse::<DateTime>() else {
        problems.push(value.error("this must be a day or a local time, such as 2026-02-20 or 2026-02-20T09:00"));
        return None;
    };
    match read_local(local.date(), local.time()) {
        LocalReading::Once(instant) => Some(instant),
        LocalReading::Skipped { .. } => {
            problems
                .push(value.error("the clock never showed this time: it went forward over it").with_help("choose a time an hour later"));
            None
        }
        LocalReading::Twice { .. } => {
            let problem = value.error("the clock showed this time twice, before and after it went back");
            problems.push(problem.with_help("say which, in universal time, as in 2026-10-25T00:30Z"));
            None
        }
    }
}
