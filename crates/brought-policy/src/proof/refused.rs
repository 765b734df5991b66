//! What a policy would do that no pack can hold: an end by counting, or by waiting.
//!
//! Such a pack does not load, and stays refused. But "unknown key" persuades nobody. Its rules are therefore read once more without what ends,
//! and the search is run on a policy that ends follow-ups as its author meant it: the counterexample shows which child is lost.

use super::answer::{EndedBy, Says};
use super::scene::instant;
use crate::deadline::Deadline;
use crate::pack::{LoadedPack, Pack, PackFiles, load, speaks_of_ending};
use crate::standing::ObligationStateKind;
use brought_domain::Event;
use brought_domain::contact::Answer;
use jiff::{SignedDuration, Timestamp};
use toml::{Table, Value};

/// A rule that would end a follow-up by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct UnheldEnding {
    pub(super) rule: String,
    /// How long after the latest failed contact.
    days: i64,
}

impl UnheldEnding {
    /// Ends what the rule would end.
    pub(super) fn apply(&self, says: &mut Says, events: &[Event], now: Timestamp) {
        let holds = says.rules.iter().any(|rule| rule.rule == self.rule && rule.of_follow_up && rule.now != Answer::No);
        let Some(following) = says.followings.first_mut().filter(|following| holds && following.ended.is_none()) else { return };
        let latest = following.latest.as_ref().and_then(|(latest, ..)| events.iter().find(|event| &event.id == latest));
        let from = latest.map_or(Timestamp::MIN, |latest| instant(&latest.happened));
        if from.saturating_add(SignedDuration::from_hours(24 * self.days)).is_ok_and(|from| now < from) {
            return;
        }
        following.ended = Some(EndedBy::Rule(self.rule.clone()));
        for owed in says.owed.iter_mut().filter(|owed| owed.of_follow_up && owed.is_open()) {
            owed.state = ObligationStateKind::Replaced;
        }
    }
}

/// The pack without what ends, and what it would end. Nothing: it is refused for other reasons, or cannot be read.
pub(super) fn as_it_was_meant(loaded: &LoadedPack) -> Option<(Pack, Vec<UnheldEnding>)> {
    let mut manifest: Table = loaded.files.get("pack.toml")?.parse().ok()?;
    let mut endings = Vec::new();
    let mut files = PackFiles::new();
    let clause = first_clause(loaded)?;
    let parameters = manifest.get("parameters").and_then(Value::as_table).cloned().unwrap_or_default();
    for pathway in manifest.get_mut("pathway")?.as_array_mut()?.iter_mut().filter_map(Value::as_table_mut) {
        let counted = without_ends(pathway);
        let file = pathway.get("file")?.as_str()?.to_owned();
        let mut page = String::new();
        let before = endings.len();
        for block in rule_blocks(loaded.files.get(&file)?) {
            let rule: Table = block.parse().ok()?;
            match ends_after(&rule, &parameters) {
                None => page += &fenced(&block),
                Some(days) => {
                    let id = rule.get("id")?.as_str()?.to_owned();
                    page += &stand_in(&id, rule.get("clause")?, rule.get("when")?.as_str()?)?;
                    endings.push(UnheldEnding { rule: id, days });
                }
            }
        }
        // A number in the manifest, such as `discharge_after`, is put into a rule when no rule says the same.
        if let Some(count) = counted.into_iter().min().filter(|_| endings.len() == before) {
            let rule = format!("{}-counted", pathway.get("id")?.as_str()?);
            page += &stand_in(&rule, &Value::Array(vec![clause.clone()]), &format!("failed_contacts >= {count}"))?;
            endings.push(UnheldEnding { rule, days: 0 });
        }
        files.insert(file, page);
    }
    let conditions = manifest.remove("conditions").and_then(|conditions| conditions.as_table().cloned()).unwrap_or_default();
    files.insert("pack.toml".into(), toml::to_string(&manifest).ok()? + &in_order(conditions)?);
    files.insert("clauses.toml".into(), loaded.files.get("clauses.toml")?.clone());
    let pack = load(&files).pack?;
    (!endings.is_empty()).then_some((pack, endings))
}

/// The conditions with a name, each after those that it uses: a table that is written anew has lost the order of its page.
fn in_order(mut conditions: Table) -> Option<String> {
    let mut text = String::new();
    while !conditions.is_empty() {
        let names: Vec<String> = conditions.keys().cloned().collect();
        let uses = |condition: Option<&Value>, name: &String| {
            let when = condition.and_then(|condition| condition.get("when")).and_then(Value::as_str).unwrap_or_default();
            when.split(|letter: char| !letter.is_alphanumeric() && letter != '_').any(|word| word == name)
        };
        let next = names.iter().find(|name| !names.iter().any(|other| other != *name && uses(conditions.get(*name), other)));
        let name = next?.clone();
        let condition = conditions.remove(&name)?;
        let one = Value::Table(Table::from_iter([(name, condition)]));
        text.push('\n');
        text += &toml::to_string(&Table::from_iter([("conditions".to_owned(), one)])).ok()?;
    }
    Some(text)
}

fn first_clause(loaded: &LoadedPack) -> Option<Value> {
    let clauses: Table = loaded.files.get("clauses.toml")?.parse().ok()?;
    clauses.get("clause")?.as_array()?.first()?.get("id").cloned()
}

/// Takes out of a pathway what speaks of an end. Returns the numbers of failed contacts after which it would have ended.
fn without_ends(pathway: &mut Table) -> Vec<i64> {
    let keys: Vec<String> = pathway.keys().filter(|key| *key != "endings" && speaks_of_ending(key)).cloned().collect();
    let counted = keys.iter().filter_map(|key| pathway.remove(key)).filter_map(|value| value.as_integer()).collect();
    if let Some(endings) = pathway.get_mut("endings").and_then(Value::as_array_mut) {
        let known = |layer: &Value| {
            layer.get("layer").unwrap_or(layer).as_str().is_some_and(|layer| layer.parse::<brought_domain::ending::EndingLayer>().is_ok())
        };
        endings.retain(known);
    }
    if let Some(stages) = pathway.get_mut("stages").and_then(Value::as_array_mut) {
        let speaks = |stage: &Value| stage.as_table().is_some_and(|stage| stage.values().filter_map(Value::as_str).any(speaks_of_ending));
        stages.retain(|stage| !speaks(stage));
    }
    counted
}

/// The days after which the rule ends a follow-up, if anything in it speaks of an end.
fn ends_after(rule: &Table, parameters: &Table) -> Option<i64> {
    let wait = |value: &Value| value.as_str().map_or(0, |text| days(text, parameters));
    let mut waits: Vec<i64> = rule.iter().filter(|(key, _)| speaks_of_ending(key)).map(|(_, value)| wait(value)).collect();
    let ends = |value: Option<&Value>| value.and_then(Value::as_str).is_some_and(speaks_of_ending);
    if ends(rule.get("stage")) || ends(rule.get("then")) {
        waits.push(0);
    }
    for duty in rule.get("raise").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_table) {
        if ends(duty.get("do")) || duty.keys().any(|key| speaks_of_ending(key)) {
            waits.push(duty.get("due").map_or(0, wait));
        }
    }
    waits.into_iter().max()
}

fn days(text: &str, parameters: &Table) -> i64 {
    let named =
        text.strip_prefix('$').and_then(|name| parameters.get(name)).and_then(|parameter| parameter.get("value")).and_then(Value::as_str);
    match Deadline::parse(named.unwrap_or(text)) {
        Ok(Deadline::CalendarDays(days)) => i64::from(days),
        Ok(Deadline::WorkingDays(days)) => i64::from(days) * 2,
        Ok(Deadline::Hours(hours)) => i64::from(hours) / 24,
        Ok(Deadline::Weeks(weeks) | Deadline::WeeksBetween(_, weeks)) => i64::from(weeks) * 7,
        Ok(Deadline::Months(months)) => i64::from(months) * 31,
        Ok(Deadline::AtOnce | Deadline::EndOfDay) | Err(_) => 0,
    }
}

/// A rule with the same condition, which asks for nothing: it is only watched.
fn stand_in(id: &str, clause: &Value, when: &str) -> Option<String> {
    let prompt = Table::from_iter([("words".to_owned(), Value::from("This policy would end the follow-up here"))]);
    let rule = Table::from_iter([
        ("id".to_owned(), Value::from(id)),
        ("clause".to_owned(), clause.clone()),
        ("when".to_owned(), Value::from(when)),
        ("prompts".to_owned(), Value::Array(vec![Value::Table(prompt)])),
    ]);
    Some(fenced(&toml::to_string(&rule).ok()?))
}

fn fenced(rule: &str) -> String {
    format!("\n```rule\n{}\n```\n", rule.trim())
}

fn rule_blocks(page: &str) -> Vec<String> {
    let mut blocks = Vec::new();
    let mut open: Option<Vec<&str>> = None;
    for line in page.lines() {
        match &mut open {
            None if line.trim_end() == "```rule" => open = Some(Vec::new()),
            None => {}
            Some(lines) if line.trim_end() == "```" => {
                blocks.push(lines.join("\n"));
                open = None;
            }
            Some(lines) => lines.push(line),
        }
    }
    blocks
}
