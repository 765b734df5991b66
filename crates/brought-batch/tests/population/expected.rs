//! What has to come out: worked out one by one, from an import of the file as a whole.

use crate::support::{as_of, map};
use brought_calendar::Calendar;
use brought_domain::person::Service;
use brought_domain::{Chronology, Event, Happened, Links, NhsNumber, PersonId};
use brought_interop::{Read, ReadContext, read_csv, relabelled};
use brought_policy::standing::{FollowUpState, Standing};
use brought_policy::{Pack, standing};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// Everybody's chronology, and who had a row that could not be used.
pub(crate) struct Imported {
    pub(crate) chronologies: BTreeMap<PersonId, Chronology>,
    pub(crate) incomplete: BTreeSet<String>,
    /// Rows that were used, set aside, and not used.
    pub(crate) rows: (u64, u64, u64),
}

/// Reads a file as an import does: in one piece, and with those as one person whose number and birthday agree.
pub(crate) fn import(csv: &str) -> Imported {
    let context = ReadContext { recorded_at: as_of(), file_name: "all.csv".to_owned() };
    let reads: Vec<Read> = read_csv(csv.as_bytes(), map(), &context).unwrap().collect();
    let mut whose: BTreeMap<PersonId, PersonId> = BTreeMap::new();
    let mut by_number: BTreeMap<(NhsNumber, Date), PersonId> = BTreeMap::new();
    let mut events: BTreeMap<PersonId, Vec<Event>> = BTreeMap::new();
    let (mut rows, mut not_used) = ((0, 0, 0), Vec::new());
    for read in reads {
        match read {
            Read::SetAside(_) => rows.1 += 1,
            Read::Problem(problem) => {
                rows.2 += 1;
                not_used.push(problem.raw);
            }
            Read::Record(record) => {
                rows.0 += 1;
                let person = &record.person;
                let details = &person.details;
                let strong = details.nhs_number.zip(details.born_on);
                let target = whose
                    .entry(person.id.clone())
                    .or_insert_with(|| strong.and_then(|strong| by_number.get(&strong)).unwrap_or(&person.id).clone());
                if let Some(strong) = strong {
                    by_number.entry(strong).or_insert_with(|| target.clone());
                }
                let own = events.entry(target.clone()).or_default();
                own.extend(record.events.iter().cloned().map(|event| relabelled(event, &person.id, target)));
            }
        }
    }
    let incomplete = not_used
        .iter()
        .filter_map(|raw| whose_row(raw))
        .map(|id| PersonId::new(&id).ok().and_then(|id| whose.get(&id)).map_or(id, ToString::to_string));
    let incomplete = incomplete.collect();
    let services: Vec<Service> = map().services().into_iter().cloned().collect();
    let chronology = |(subject, events): (PersonId, Vec<Event>)| {
        let chronology =
            Chronology { subject: subject.clone(), services: services.clone(), practitioners: Vec::new(), events, links: Links::default() };
        (subject, chronology)
    };
    Imported { chronologies: events.into_iter().map(chronology).collect(), incomplete, rows }
}

/// Of a row that cannot be used, only its first cell says whose it is, or its third.
fn whose_row(raw: &str) -> Option<String> {
    let cells: Vec<&str> = raw.split(',').map(|cell| cell.trim_matches('"')).collect();
    match (cells[0], cells[2]) {
        ("", "") => None,
        ("", number) => NhsNumber::parse(number).ok().map(|number| format!("nhs/{}", number.digits())),
        (id, _) => Some(format!("csds/{id}")),
    }
}

/// The standings of everybody, in the order of their ids.
pub(crate) fn standings(imported: &Imported, pack: &Pack) -> Vec<Standing> {
    let calendar = Calendar::bundled(pack.division);
    imported.chronologies.values().map(|chronology| standing(pack, &calendar, chronology, as_of())).collect()
}

fn at(happened: Option<Happened>) -> [String; 2] {
    match happened {
        None => [String::new(), String::new()],
        Some(Happened::On(day)) => [day.to_string(), String::new()],
        Some(Happened::At(instant)) => [brought_calendar::local_date(instant).to_string(), instant.to_string()],
    }
}

fn shown<T: ToString>(value: Option<T>) -> String {
    value.map_or_else(String::new, |value| value.to_string())
}

/// What the table of follow-ups has to say.
pub(crate) fn follow_ups(standings: &[Standing], incomplete: &BTreeSet<String>) -> Vec<Vec<String>> {
    let rows = standings.iter().flat_map(|standing| standing.follow_ups.iter().map(move |row| (standing, row)));
    rows.map(|(standing, row)| {
        let (state, ended) = match &row.state {
            FollowUpState::Open => ("open", None),
            FollowUpState::Ended { layer, at, .. } => (layer.code(), Some(*at)),
        };
        let [opened_on, opened_at] = at(Some(row.opened));
        let [ended_on, ended_at] = at(ended);
        vec![
            format!("{} {}", standing.pack.id, standing.pack.version),
            standing.subject.to_string(),
            row.id.to_string(),
            row.person.to_string(),
            row.service.to_string(),
            shown(row.pathway.as_ref()),
            row.stage.clone(),
            opened_on,
            opened_at,
            row.openings.to_string(),
            row.failed_contacts.len().to_string(),
            state.to_owned(),
            ended_on,
            ended_at,
            row.missing.iter().map(|missing| missing.kind.code()).collect::<Vec<_>>().join(" "),
            incomplete.contains(standing.subject.as_str()).to_string(),
        ]
    })
    .collect()
}

/// What the table of obligations has to say.
pub(crate) fn obligations(standings: &[Standing], incomplete: &BTreeSet<String>) -> Vec<Vec<String>> {
    let rows = standings.iter().flat_map(|standing| standing.obligations.iter().map(move |row| (standing, row)));
    rows.map(|(standing, row)| {
        let [raised_on, raised_at] = at(Some(row.raised));
        let [settled_on, settled_at] = at(row.state.settled().map(|settled| settled.at));
        vec![
            format!("{} {}", standing.pack.id, standing.pack.version),
            standing.subject.to_string(),
            row.id.to_string(),
            shown(row.follow_up.as_ref()),
            row.person.to_string(),
            shown(row.service.as_ref()),
            shown(row.child.as_ref()),
            row.action.code().to_owned(),
            row.words.clone(),
            row.because.rule.clone(),
            row.because.clauses.join(" "),
            row.owner.role.code().to_owned(),
            row.owner.fallback.code().to_owned(),
            shown(row.owner.practitioner.as_ref()),
            raised_on,
            raised_at,
            shown(row.due.not_before),
            row.due.on.to_string(),
            row.due.by.to_string(),
            row.offer.to_string(),
            row.state.kind().code().to_owned(),
            settled_on,
            settled_at,
            row.escalated_to.map_or_else(String::new, |role| role.code().to_owned()),
            incomplete.contains(standing.subject.as_str()).to_string(),
        ]
    })
    .collect()
}

/// What the table of patterns has to say.
pub(crate) fn patterns(standings: &[Standing], incomplete: &BTreeSet<String>) -> Vec<Vec<String>> {
    let rows = standings.iter().flat_map(|standing| standing.patterns.iter().map(move |row| (standing, row)));
    rows.map(|(standing, row)| {
        vec![
            format!("{} {}", standing.pack.id, standing.pack.version),
            standing.subject.to_string(),
            row.pattern.code().to_owned(),
            row.because.rule.clone(),
            row.because.clauses.join(" "),
            row.because.events.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "),
            incomplete.contains(standing.subject.as_str()).to_string(),
        ]
    })
    .collect()
}
