//! Lists of contacts: an appointment, visit or meeting in each row.

use super::RowRead;
use super::cells::RowCells;
use super::last_person::PersonTold;
use super::people::made_version;
use super::person::PersonReader;
use super::repeats::{Repeats, Said};
use crate::events::{ContactTold, Origin, time_version};
use crate::fault::Fault;
use crate::identify::{Digester, digest, hex, joined};
use crate::map::{Field, Map, WhoAttended};
use crate::outcome::{Occasion, Status, Told, ask, tell};
use crate::read::{ImportedRecord, ReadContext, Review, RowRef, SourceRef};
use brought_domain::contact::{ContactPlanned, ContactSubject, Setting};
use brought_domain::person::{PersonKind, Service};
use brought_domain::{ContactId, Happened};
use std::sync::Arc;

pub(super) fn read(
    cells: &RowCells<'_>,
    map: &Map,
    context: &ReadContext,
    place: &RowRef,
    repeats: &mut Repeats,
) -> Result<RowRead, Fault> {
    let system = map.system().unwrap_or_default();
    let source_id = cells.identifier(Field::ContactId)?.ok_or_else(|| Fault::blank(cells.column(Field::ContactId)))?;
    let planned_for = planned_for(cells, map)?;
    let (on, today) = (planned_for.day(map.zone()), Happened::At(context.recorded_at).day(map.zone()));
    let reader = PersonReader { cells, map, system, on, today, strict: false, notes: Vec::new() };
    let PersonTold { person, content: about_person, mut notes, .. } = repeats.last_person.read(reader)?;
    let (service, planned) = planned(cells, map, system, &source_id, planned_for)?;
    let subject = if person.kind == PersonKind::Carer { ContactSubject::Carer } else { ContactSubject::Child };
    let occasion = Occasion {
        contact: &planned.contact,
        setting: planned.setting,
        subject,
        planned_for,
        recorded_at: context.recorded_at,
        zone: map.zone(),
    };
    let (outcome, written, review) = status(cells, map, &occasion, system)?;
    let booked_at = cells.when(Field::BookedAt, |text| map.dates.when(text))?;
    let told_at = booked_at.filter(|booked| booked.day(map.zone()) <= on);
    if booked_at.is_some() && told_at.is_none() {
        notes.push(format!("{} is after the contact; it was not used.", cells.column(Field::BookedAt)));
    }
    let contact = planned.contact.clone();
    let told = ContactTold { planned, told_at, outcome, written };

    let about_contact = told.content(&person.id);
    let content = Digester::default().bytes(&about_contact).bytes(&about_person).finish();
    let version = version(cells, map, about_contact)?;
    let said = Said { row: place.row, content, version: digest([version.text.as_str()]) };
    if let Some(set_aside) = check_repeat(repeats, &source_id, said, version.given)? {
        return Ok(set_aside);
    }

    let origin = Origin { system, source_id: &source_id, version: &version.text, recorded_at: context.recorded_at };
    let too_long =
        |problem: brought_domain::identity::IdentifierProblem| Fault::whole(problem.to_string(), "Shorten the system's name in the map");
    let mut events = Vec::new();
    if repeats.is_first_telling(about_person) {
        let happened = version.at.unwrap_or(Happened::At(context.recorded_at));
        events = person.events(system, happened, context.recorded_at, None).map_err(too_long)?;
    }
    events.extend(told.events(&origin, &person.id).map_err(too_long)?);
    Ok(RowRead::Record(Box::new(ImportedRecord {
        row: place.clone(),
        source: SourceRef { system: system.to_owned(), id: source_id, version: version.text },
        content: hex(&content),
        person,
        contact: Some(contact),
        service: Some(service),
        events,
        reviews: review.into_iter().collect(),
        notes,
    })))
}

/// What came before under the same id decides whether this row is a repeat, a newer version, or a contradiction.
fn check_repeat(repeats: &mut Repeats, source_id: &str, said: Said, versioned: bool) -> Result<Option<RowRead>, Fault> {
    let key = digest(["contact", source_id]);
    if let Some(before) = repeats.before(&key) {
        if before.content == said.content {
            let reason = format!("it says the same as row {}", before.row);
            return Ok(Some(RowRead::SetAside { what: format!("repeat of row {}", before.row), reason }));
        }
        if !versioned || before.version == said.version {
            let reason = format!("row {} tells of the same contact otherwise, and nothing says which is newer", before.row);
            return Err(Fault::whole(reason, "Find out which is right and record it by hand, or map a `version` column"));
        }
    }
    repeats.remember(key, said);
    Ok(None)
}

fn planned_for(cells: &RowCells<'_>, map: &Map) -> Result<Happened, Fault> {
    if let Some(planned_at) = cells.when(Field::PlannedAt, |text| map.dates.when(text))? {
        return Ok(planned_at);
    }
    let Some(day) = cells.when(Field::PlannedOn, |text| map.dates.day(text))? else {
        let field = if cells.heading.place(Field::PlannedAt).is_some() { Field::PlannedAt } else { Field::PlannedOn };
        return Err(Fault::blank(cells.column(field)));
    };
    let at = cells.when(Field::Time, |text| map.dates.day_and_time(day, text))?;
    Ok(at.unwrap_or(Happened::On(day)))
}

fn planned(
    cells: &RowCells<'_>,
    map: &Map,
    system: &str,
    source_id: &str,
    planned_for: Happened,
) -> Result<(Arc<Service>, ContactPlanned), Fault> {
    let service = cells.code(Field::Service, &map.services)?.map(|(service, _)| Arc::clone(service)).or_else(|| map.service.clone());
    let service = service.ok_or_else(|| Fault::blank(cells.column(Field::Service)))?;
    let setting = setting(cells, map)?;
    // A practitioner whom the map does not know is nobody here: an unknown name must not become the owner of work (H24).
    let practitioner = cells.get(Field::Practitioner).and_then(|code| map.practitioners.get(&code).cloned());
    let contact = ContactId::new(joined(&[system, source_id])).map_err(|problem| {
        Fault::at(cells.column(Field::ContactId), source_id, problem.to_string(), "Use a shorter id in the other system")
    })?;
    let planned = ContactPlanned {
        contact,
        service: service.id.clone(),
        planned_for,
        setting,
        arranged: map.arranged,
        practitioner,
        purpose: cells.get(Field::Purpose).map(Into::into),
        essential_to: None,
        programme: None,
    };
    Ok((service, planned))
}

/// Where the contact was to be. A telephone call is one wherever the practitioner sat.
fn setting(cells: &RowCells<'_>, map: &Map) -> Result<Setting, Fault> {
    let place = cells.code(Field::Setting, &map.settings)?.map(|(setting, _)| *setting);
    let medium = cells.code(Field::Medium, &map.mediums)?.and_then(|(setting, _)| *setting);
    Ok(medium.or(place).or(map.setting).unwrap_or(Setting::NotKnown))
}

type StatusRead = (Option<brought_domain::contact::OutcomeRecorded>, Option<String>, Option<Review>);

fn status(cells: &RowCells<'_>, map: &Map, occasion: &Occasion<'_>, system: &str) -> Result<StatusRead, Fault> {
    if cells.heading.place(Field::Status).is_none() {
        return Ok((None, None, None));
    }
    let Some((meaning, code)) = cells.code(Field::Status, &map.statuses)? else {
        return Err(Fault::blank(cells.column(Field::Status)));
    };
    let evidence = format!("{system} has the status `{code}` for this contact");
    let status = Status { column: cells.column(Field::Status), code: &code, evidence };
    let mut told = tell(meaning, &status, occasion);
    let who = cells.code(Field::WhoAttended, &map.who_attended)?.map(|(who, _)| *who);
    // Somebody came in the child's place: the child was not seen, whatever the status says (NAF-09, NAF-17).
    if matches!(&told, Told::Outcome(outcome) if outcome.outcome.kind().met_in_person()) && who == Some(WhoAttended::Proxy) {
        let why = format!("{} says that somebody came in the child's place", cells.column(Field::WhoAttended));
        told = ask(&status, why, "Find out why the child was not there, and record that the child was not seen".to_owned());
    }
    Ok(match told {
        Told::NotYet => (None, None, None),
        Told::Outcome(outcome) => (Some(*outcome), None, None),
        Told::Ask { review, written } => (None, Some(written), Some(review)),
    })
}

/// A version of a row.
pub(super) struct Version {
    pub(super) text: String,
    /// When the other system made it, when the version is a time.
    pub(super) at: Option<Happened>,
    /// Whether the other system gives one at all.
    pub(super) given: bool,
}

/// The version that the other system gives, with a digest of the content, so that a change under an old version is not overlooked.
pub(super) fn version(cells: &RowCells<'_>, map: &Map, content: [u8; 16]) -> Result<Version, Fault> {
    let Some(text) = cells.identifier(Field::Version)? else {
        return Ok(Version { text: made_version(None, content), at: None, given: false });
    };
    match map.dates.when(&text) {
        Ok(at) => {
            let sortable = match at {
                Happened::At(instant) => time_version(instant),
                Happened::On(day) => day.strftime("%Y%m%d").to_string(),
            };
            Ok(Version { text: made_version(Some(sortable), content), at: Some(at), given: true })
        }
        Err(_) => Ok(Version { text: made_version(Some(text), content), at: None, given: true }),
    }
}
