//! Contacts that await an outcome, as a sheet that is filled in away from the pages and comes back: first shown, then recorded row by row (U23).
//!
//! Each row is recorded as if its form had been sent: with the same checks, signed by whoever sends the sheet, at the version of the record at which the sheet
//! was made. What a row cannot say belongs in the form, and the row says so. Nothing is recorded of a row that is left empty.

use crate::access::{AccessGrant, open_from_list};
use crate::actor::Actor;
use crate::awaiting_outcome::awaiting_outcome;
use crate::brought::Brought;
use crate::bundle::csv_row;
use crate::chronology::gather;
use crate::failure::{Denied, Failure, Refusal};
use crate::lists::access::{ListKind, open_list};
use crate::planned::planned_of;
use crate::record::{EntryHead, RecordOutcome, check, record};
use crate::words::{happened_in_words, second_identifier};
use brought_domain::contact::{Outcome, OutcomeKind, ResponseKind};
use brought_domain::vocabulary::{Vocabulary, nearest};
use brought_domain::work::Role;
use brought_domain::{ContactId, EventId, Happened, PersonId};
use brought_interop::{SheetRow, read_sheet};
use jiff::Timestamp;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// The headings, in the order in which they are written. Those that are read again are looked for by name.
const HEADINGS: [&str; 10] = ["Contact", "Record", "Version", "Child", "Born", "When", "Service", "What happened", "What was done", "Note"];
/// Those that are read.
const READ: [&str; 6] = ["Contact", "Record", "Version", "What happened", "What was done", "Note"];
/// The rows below the contacts, which tell people what they may write, begin so.
const LEGEND: &str = "You may write";
/// A sheet has no more contacts: as many as somebody fills in.
const MOST: usize = 200;

/// What became, or would become, of a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SheetLine {
    /// Its number in the spreadsheet.
    pub row: u64,
    /// Whose record, by id. Nothing: that cannot be told, or may not be.
    pub person: Option<String>,
    /// Their name.
    pub name: String,
    /// Date of birth, or what stands for it.
    pub second_identifier: String,
    /// When the contact was planned for.
    pub when: String,
    /// What happened, as the record would say it.
    pub outcome: String,
    /// What was done about it and what else is worth saying, as the record would say it.
    pub details: String,
    /// What has to be put right. Nothing: it can be recorded, or was.
    pub problem: Option<String>,
}

/// A sheet as it would be recorded, or was.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct SheetRead {
    /// The rows in which something is filled in.
    pub lines: Vec<SheetLine>,
    /// How many rows were left empty.
    pub empty: usize,
}

impl SheetRead {
    /// How many rows can be recorded, or were.
    pub fn good(&self) -> usize {
        self.lines.iter().filter(|line| line.problem.is_none()).count()
    }
}

/// Writes the sheet of the contacts that await an outcome: those of the actor's services, or those alone that the actor was to see. Whose rows leave on it is
/// written down first (S9); records that the actor may not open are not on it.
///
/// # Errors
/// [`Failure::Denied`] for whom the directory does not know; [`Failure::Trouble`].
pub async fn outcomes_sheet(brought: &Brought, actor: &Actor, whole_services: bool, now: Timestamp) -> Result<String, Failure> {
    let sheet = open_list(brought, actor, ListKind::OutcomesSheet, None, now).await?;
    let (mut text, mut people, mut rows, mut page) = (csv_row(&HEADINGS), BTreeSet::new(), 0, 0);
    loop {
        let list = awaiting_outcome(brought, actor, whole_services, page, now).await?;
        for line in &list.lines {
            if rows == MOST {
                break;
            }
            let Ok(person) = PersonId::new(&line.person) else { continue };
            let version = match open_from_list(brought, sheet.actor(), &person, now).await {
                Ok(grant) => gather(brought, grant.person()).await?.version.to_string(),
                Err(Failure::Denied(Denied::NotTheirs { .. }) | Failure::Erased(_)) => continue,
                Err(other) => return Err(other),
            };
            people.insert(person);
            let cells = [
                line.contact.as_str(),
                &line.person,
                &version,
                &line.name,
                &line.second_identifier,
                &line.when,
                &line.service_name,
                "",
                "",
                "",
            ];
            text.push_str(&csv_row(&cells));
            rows += 1;
        }
        page += 1;
        if rows == MOST || u64::from(page) >= list.pages {
            break;
        }
    }
    sheet.write_down(brought, people).await?;
    let legend = |heading: &str, words: String| csv_row(&[&format!("{LEGEND} under {heading}: {words}")]);
    text.push_str(&legend(HEADINGS[7], in_words(writable())));
    text.push_str(&legend(HEADINGS[8], format!("{}. Several with a semicolon between them", in_words(ResponseKind::ALL.iter().copied()))));
    Ok(text)
}

/// What a row can say: the rest asks for more than a cell.
fn writable() -> impl Iterator<Item = OutcomeKind> {
    let asks_for_more = [OutcomeKind::UnseenChild, OutcomeKind::ReportedToRefuse, OutcomeKind::AdministrativeError];
    OutcomeKind::ALL.iter().copied().filter(move |kind| !asks_for_more.contains(kind))
}

fn in_words<T: Vocabulary>(members: impl Iterator<Item = T>) -> String {
    members.map(|member| member.words_of()).collect::<Vec<_>>().join("; ")
}

/// Says what [`record_outcomes_sheet`] would do with this sheet now. Opens each record that a filled row names, and so writes down that it was read.
///
/// # Errors
/// [`Failure::Refused`] when the sheet as a whole cannot be read; [`Failure::Denied`] for whom the directory does not know; [`Failure::Trouble`].
pub async fn plan_outcomes_sheet(brought: &Brought, actor: &Actor, bytes: &[u8], now: Timestamp) -> Result<SheetRead, Failure> {
    go_through(brought, actor, bytes, now, &mut None).await
}

/// Records each row that is filled in and right. The others stay as they are, and say why. `ids` gives each entry an id that nothing else has.
///
/// # Errors
/// As [`plan_outcomes_sheet`]. What was recorded before trouble stays; sent again, those rows say that the record has changed.
pub async fn record_outcomes_sheet(
    brought: &Brought,
    actor: &Actor,
    bytes: &[u8],
    now: Timestamp,
    mut ids: impl FnMut() -> Option<EventId> + Send,
) -> Result<SheetRead, Failure> {
    go_through(brought, actor, bytes, now, &mut Some(&mut ids)).await
}

type Ids<'a> = Option<&'a mut (dyn FnMut() -> Option<EventId> + Send)>;

async fn go_through(brought: &Brought, actor: &Actor, bytes: &[u8], now: Timestamp, ids: &mut Ids<'_>) -> Result<SheetRead, Failure> {
    let rows = read_sheet(bytes, &READ).map_err(|problem| Refusal::one("file", problem.to_string()))?;
    let mut read = SheetRead::default();
    // What this sheet itself added to a record is no change that somebody else made.
    let mut versions: BTreeMap<(PersonId, u64), u64> = BTreeMap::new();
    for row in rows.iter().filter(|row| !row.cells.iter().any(|cell| cell.starts_with(LEGEND))) {
        let [_, _, _, outcome, responses, note] = cells(row);
        if [outcome, responses, note].iter().all(|cell| cell.is_empty()) {
            read.empty += 1;
            continue;
        }
        read.lines.push(one_row(brought, actor, row, now, &mut versions, ids).await?);
    }
    Ok(read)
}

fn cells(row: &SheetRow) -> [&str; 6] {
    std::array::from_fn(|place| row.cells.get(place).map_or("", |cell| as_it_was(cell)))
}

/// Without the mark that keeps a spreadsheet from taking a text for a formula.
fn as_it_was(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| rest.starts_with(['=', '+', '-', '@'])).unwrap_or(cell)
}

async fn one_row(
    brought: &Brought,
    actor: &Actor,
    row: &SheetRow,
    now: Timestamp,
    versions: &mut BTreeMap<(PersonId, u64), u64>,
    ids: &mut Ids<'_>,
) -> Result<SheetLine, Failure> {
    let [contact, person, version, outcome, responses, note] = cells(row);
    let mut line = SheetLine {
        row: row.number,
        person: None,
        name: String::new(),
        second_identifier: String::new(),
        when: String::new(),
        outcome: outcome.to_owned(),
        details: String::new(),
        problem: None,
    };
    let (Ok(person), Ok(contact), Ok(version)) = (PersonId::new(person), ContactId::new(contact), version.parse::<u64>()) else {
        line.problem = Some("The columns Contact, Record and Version are not as they were: take the sheet anew".to_owned());
        return Ok(line);
    };
    let grant = match open_from_list(brought, actor, &person, now).await {
        Ok(grant) => grant,
        Err(Failure::Denied(denied)) => {
            line.problem = Some(denied.to_string());
            return Ok(line);
        }
        Err(Failure::Erased(_)) => {
            line.problem = Some("The record was erased".to_owned());
            return Ok(line);
        }
        Err(other) => return Err(other),
    };
    let planned = tell(brought, &grant, &contact, &mut line).await?;
    let written = match (kind(outcome), each_response(responses)) {
        (Ok(kind), Ok(responses)) => (kind, responses),
        (Err(problem), _) | (_, Err(problem)) => {
            line.problem = Some(problem);
            return Ok(line);
        }
    };
    line.outcome = written.0.words().to_owned();
    let done = written.1.iter().map(|response| response.words());
    line.details = done.chain(Some(note).filter(|note| !note.is_empty())).collect::<Vec<_>>().join("; ");
    let key = (person.clone(), version);
    let form = RecordOutcome {
        head: EntryHead {
            person,
            expected_version: versions.get(&key).copied().unwrap_or(version),
            service: None,
            role: signs_as(actor),
            happened: planned.filter(|planned| planned.earliest(&brought_calendar::uk_time_zone()) <= now).unwrap_or(Happened::At(now)),
            answers: Vec::new(),
        },
        contact,
        outcome: Outcome::Plain(written.0),
        responses: written.1,
        note: Some(note.to_owned()).filter(|note| !note.is_empty()),
        over_failure: None,
    };
    let done = match ids {
        None => check(brought, &grant, now, &form).await,
        Some(ids) => {
            let id = ids().ok_or_else(|| Failure::unforeseen("the entry has no id".to_owned()))?;
            match record(brought, &grant, id, now, &form).await {
                Ok(saved) => {
                    versions.insert(key, saved.version);
                    Ok(true)
                }
                Err(Failure::Conflict(_)) => Ok(false),
                Err(other) => Err(other),
            }
        }
    };
    line.problem = match done {
        Ok(true) => None,
        Ok(false) => {
            Some("Somebody has written in this record since the sheet was made: look at it, and record this in its form".to_owned())
        }
        Err(Failure::Refused(refusal)) => Some(refusal.problems.into_iter().map(|problem| problem.words).collect::<Vec<_>>().join(". ")),
        Err(other) => return Err(other),
    };
    Ok(line)
}

/// Says whose row it is and when the contact was, from the record and not from the sheet. When it was planned for, if it is on record.
async fn tell(brought: &Brought, grant: &AccessGrant, contact: &ContactId, line: &mut SheetLine) -> Result<Option<Happened>, Failure> {
    let gathered = gather(brought, grant.person()).await?;
    line.person = Some(grant.person().to_string());
    line.name = gathered.name(grant.person());
    line.second_identifier = gathered.people.get(grant.person()).map_or_else(String::new, second_identifier);
    let planned = planned_of(&gathered, grant.person()).into_iter().find(|plan| plan.contact == *contact).map(|plan| plan.planned_for);
    line.when = planned.map(happened_in_words).unwrap_or_default();
    Ok(planned)
}

/// As a practitioner where somebody is one: it is they who were there.
fn signs_as(actor: &Actor) -> Role {
    let practises = actor.holds(Role::Practitioner).then_some(Role::Practitioner);
    practises.or_else(|| actor.roles.first().copied()).unwrap_or(Role::Practitioner)
}

fn kind(written: &str) -> Result<OutcomeKind, String> {
    if written.is_empty() {
        return Err("Say what happened, or leave the whole row empty".to_owned());
    }
    let kind: OutcomeKind = word(written, "What happened")?;
    if writable().all(|writable| writable != kind) {
        return Err(format!("“{kind}” asks for more than a cell can say: record it in its form"));
    }
    Ok(kind)
}

fn each_response(written: &str) -> Result<Vec<ResponseKind>, String> {
    written.split(';').map(str::trim).filter(|part| !part.is_empty()).map(|part| word(part, "What was done")).collect()
}

/// A member by its words or its code, whatever the capitals.
fn word<T: Vocabulary>(written: &str, heading: &str) -> Result<T, String> {
    let lower = written.to_lowercase();
    let fits = |member: &T| lower == member.words_of().to_lowercase() || lower == member.code_of();
    T::MEMBERS.iter().copied().find(fits).ok_or_else(|| {
        let meant = nearest(&lower, T::MEMBERS.iter().map(|member| member.words_of()));
        let meant = meant.map(|words| format!(" Did you mean “{words}”?")).unwrap_or_default();
        format!("“{written}” is none of the words that may stand under {heading}.{meant}")
    })
}

#[cfg(test)]
mod tests;
