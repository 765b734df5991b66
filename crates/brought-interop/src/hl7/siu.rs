//! Appointment messages (SIU): planned, moved, cancelled, not kept.

use super::message::{FieldPath, Message, Segment};
use super::reading::{Draft, Heading, MessageRead, Reading};
use super::when;
use crate::events::ContactTold;
use crate::fault::Fault;
use crate::identify::joined;
use crate::map::{CancelledBy, Map, StatusMeaning};
use crate::outcome::{Occasion, Status, Told, ask, tell};
use crate::read::Review;
use brought_domain::contact::{ContactPlanned, ContactSubject, OutcomeKind, OutcomeRecorded, Setting};
use brought_domain::person::{PersonKind, Service};
use brought_domain::{ContactId, Happened, ServiceId};
use std::sync::Arc;

/// A resource of an appointment: where its start, duration, unit and status stand.
struct Resource {
    segment: &'static str,
    start: usize,
    duration: usize,
    status: usize,
}

const RESOURCES: [Resource; 4] = [
    Resource { segment: "AIS", start: 4, duration: 7, status: 10 },
    Resource { segment: "AIP", start: 6, duration: 9, status: 12 },
    Resource { segment: "AIL", start: 6, duration: 9, status: 12 },
    Resource { segment: "AIG", start: 8, duration: 11, status: 14 },
];

/// Reads an SIU message.
pub(super) fn read(message: &Message<'_>, heading: &Heading, reading: &Reading<'_>) -> Result<MessageRead, Fault> {
    let what = format!("SIU^{}", heading.trigger);
    if !matches!(heading.trigger.as_str(), "S12" | "S13" | "S14" | "S15" | "S16" | "S17" | "S26") {
        let reason = "it does not tell of a contact being planned, changed or missed".to_owned();
        return Ok(MessageRead::SetAside { what, reason });
    }
    let sch = message.first("SCH").ok_or_else(|| Fault::whole("the message has no SCH segment", "Ask the sender to send it whole"))?;
    let source_id = appointment_id(&sch)?;
    let planned_for = planned_for(message, &sch, reading.map)?;
    let (person, mut notes, mut reviews) = reading.person(message, heading, planned_for.day(reading.map.zone()))?;
    notes.extend(duration_note(message, &sch));
    let (service, planned) = planned(message, &sch, heading, reading.map, &source_id, planned_for, &mut notes)?;
    let subject = if person.kind == PersonKind::Carer { ContactSubject::Carer } else { ContactSubject::Child };
    let occasion = Occasion {
        contact: &planned.contact,
        setting: planned.setting,
        subject,
        planned_for,
        recorded_at: reading.context.recorded_at,
        zone: reading.map.zone(),
    };
    let (outcome, written, review) = came_of_it(message, &sch, heading, reading.map, &occasion);
    reviews.extend(review);
    let contact = Some(ContactTold { planned, told_at: heading.sent_at, outcome, written });
    Ok(MessageRead::Draft(Box::new(Draft { source_id, person, notes, reviews, contact, service, attendance: None })))
}

/// The filler's id, by which a system knows its own appointment; the placer's where there is none.
fn appointment_id(sch: &Segment<'_>) -> Result<String, Fault> {
    sch.value(2, 1).map(|id| id.into_owned()).or_else(|| sch.value(1, 1).map(|id| format!("placer:{id}"))).ok_or_else(|| {
        let reason = "the appointment has no id (SCH-2, SCH-1), so that it would count twice when told again";
        Fault::at("SCH-2", "", reason, "Let the sender give the appointment's id")
    })
}

/// When it is to be: what the resources say before TQ1 before SCH-11, which newer versions no longer fill.
fn planned_for(message: &Message<'_>, sch: &Segment<'_>, map: &Map) -> Result<Happened, Fault> {
    let read = |place: &str, text: &str| {
        when::happened(text, map.zone()).ok_or_else(|| {
            let what_to_do = "Correct it in the other system and let it send the message again";
            Fault::at(place, text, format!("`{text}` is not a day or time"), what_to_do)
        })
    };
    for resource in &RESOURCES {
        let mut starts = Vec::new();
        for segment in message.all(resource.segment) {
            if let Some(text) = segment.value(resource.start, 1) {
                starts.push(read(&format!("{}-{}", resource.segment, resource.start), &text)?);
            }
        }
        if let Some(first) = starts.into_iter().min_by_key(|start| start.earliest(map.zone())) {
            return Ok(first);
        }
    }
    if let Some(text) = message.first("TQ1").and_then(|tq1| tq1.value(7, 1)) {
        return read("TQ1-7", &text);
    }
    match sch.value(11, 4) {
        Some(text) => read("SCH-11", &text),
        None => Err(Fault::at("AIS-4", "", "nothing says when the appointment is", "Let the sender give its start (AIS-4 or TQ1-7)")),
    }
}

/// Says when SCH-9 and the resources disagree about how long it takes. Only the start is used.
fn duration_note(message: &Message<'_>, sch: &Segment<'_>) -> Option<String> {
    let told = minutes(sch, 9)?;
    let (place, of_resource) = RESOURCES.iter().find_map(|resource| {
        let segment = message.first(resource.segment)?;
        Some((format!("{}-{}", resource.segment, resource.duration), minutes(&segment, resource.duration)?))
    })?;
    (told.1 != of_resource.1).then(|| format!("SCH-9 says {}, {place} says {}: how long it takes was not used.", told.0, of_resource.0))
}

/// A duration in words and in seconds, its unit in the field after it.
fn minutes(segment: &Segment<'_>, field: usize) -> Option<(String, u64)> {
    let (number, unit) = (segment.value(field, 1)?, segment.value(field + 1, 1)?);
    let seconds = match unit.to_lowercase().as_str() {
        "s" | "sec" | "second" | "seconds" => 1,
        "m" | "min" | "minute" | "minutes" => 60,
        "h" | "hr" | "hour" | "hours" => 3600,
        _ => return None,
    };
    Some((format!("{number} {unit}"), number.parse::<u64>().ok()?.checked_mul(seconds)?))
}

fn planned(
    message: &Message<'_>,
    sch: &Segment<'_>,
    heading: &Heading,
    map: &Map,
    source_id: &str,
    planned_for: Happened,
    notes: &mut Vec<String>,
) -> Result<(Option<Arc<Service>>, ContactPlanned), Fault> {
    let at = |path: &Option<String>| path.as_deref().and_then(FieldPath::parse).and_then(|path| message.at(&path));
    let service_code = at(&map.hl7.service_field);
    let service = service_code.as_ref().and_then(|code| map.services.get(code)).or(map.service.as_ref()).cloned();
    let id = match &service {
        Some(service) => service.id.clone(),
        None => {
            notes.push(format!("The map names no service for this contact; it was recorded for the service `{}`.", heading.system));
            ServiceId::new(&heading.system)
                .map_err(|problem| Fault::at("MSH-4", &heading.system, problem.to_string(), "Name the system in the map"))?
        }
    };
    let setting_code = at(&map.hl7.setting_field);
    let setting = setting_code.as_ref().and_then(|code| map.settings.get(code)).copied();
    if let (Some(code), None) = (&setting_code, setting) {
        notes.push(format!("The map does not know the place `{code}`."));
    }
    let ais = message.first("AIS");
    let purpose = ais.and_then(|ais| ais.value(3, 2).or_else(|| ais.value(3, 1))).or_else(|| sch.value(7, 2)).or_else(|| sch.value(7, 1));
    let practitioner = message.first("AIP").and_then(|aip| aip.value(3, 1)).and_then(|code| map.practitioners.get(&code).cloned());
    let contact = ContactId::new(joined(&[&heading.system, source_id]))
        .map_err(|problem| Fault::at("SCH-2", source_id, problem.to_string(), "Let the sender use a shorter id"))?;
    let planned = ContactPlanned {
        contact,
        service: id,
        planned_for,
        setting: setting.or(map.setting).unwrap_or(Setting::NotKnown),
        arranged: map.arranged,
        practitioner,
        purpose: purpose.map(Into::into),
        essential_to: None,
        programme: None,
    };
    Ok((service, planned))
}

/// What the message says came of the appointment: by its trigger first, then by its status.
fn came_of_it(
    message: &Message<'_>,
    sch: &Segment<'_>,
    heading: &Heading,
    map: &Map,
    occasion: &Occasion<'_>,
) -> (Option<OutcomeRecorded>, Option<String>, Option<Review>) {
    let status = status_code(message, sch);
    let by_trigger = match heading.trigger.as_str() {
        "S15" => Some(cancelled(sch, map, map.hl7.cancelled_by, "cancelled")),
        "S16" => Some(cancelled(sch, map, map.hl7.discontinued_by, "discontinued")),
        "S17" => Some(plain(OutcomeKind::AdministrativeError)),
        "S26" => Some(not_kept()),
        _ => None,
    };
    let trigger = format!("SIU^{}", heading.trigger);
    let by_status = status.as_ref().map(|(place, code)| (place.clone(), code.clone(), meaning(code, sch, map)));
    let contradicts = matches!(&by_status, Some((_, _, Some(meaning))) if says_seen(meaning));
    let (place, code, meaning) = match (by_trigger, by_status) {
        (Some(_), Some((place, code, _))) if contradicts => {
            let why = format!("the message is {trigger} and its status is `{code}`");
            (place, code, Some(StatusMeaning::Review { why }))
        }
        (Some(meaning), _) => ("MSH-9".to_owned(), trigger.clone(), Some(meaning)),
        (None, Some((place, code, meaning))) => (place, code, meaning),
        (None, None) => return (None, None, None),
    };
    let sent = heading.sent_at.map(|at| format!(" of {}", at.day(occasion.zone))).unwrap_or_default();
    let evidence =
        format!("Message {} ({trigger}){sent} from {} says that this entry was made in error", heading.control_id, heading.system);
    let status = Status { column: &place, code: &code, evidence };
    let told = match meaning {
        Some(meaning) => tell(&meaning, &status, occasion),
        None => {
            let why = "this status is not known here".to_owned();
            ask(&status, why, "Find out what it means, and add it to `[statuses]` of the map".to_owned())
        }
    };
    match told {
        Told::NotYet => (None, None, None),
        Told::Outcome(outcome) => (Some(*outcome), None, None),
        Told::Ask { review, written } => (None, Some(written), Some(review)),
    }
}

/// The status in SCH-25, or the one on which all resources agree.
fn status_code(message: &Message<'_>, sch: &Segment<'_>) -> Option<(String, String)> {
    if let Some(code) = sch.value(25, 1) {
        return Some(("SCH-25".to_owned(), code.into_owned()));
    }
    let mut found: Option<(String, String)> = None;
    for resource in &RESOURCES {
        for code in message.all(resource.segment).filter_map(|segment| segment.value(resource.status, 1)) {
            match &found {
                None => found = Some((format!("{}-{}", resource.segment, resource.status), code.into_owned())),
                Some((_, other)) if other.eq_ignore_ascii_case(&code) => {}
                Some((place, other)) => return Some((place.clone(), format!("{other} and {code}"))),
            }
        }
    }
    found
}

/// What a status means: as the map says, else as HL7 table 0278 does.
fn meaning(code: &str, sch: &Segment<'_>, map: &Map) -> Option<StatusMeaning> {
    if let Some(meaning) = map.statuses.get(code) {
        return Some(meaning.clone());
    }
    Some(match code.to_lowercase().as_str() {
        "pending" | "waitlist" | "booked" | "started" | "overbook" => StatusMeaning::NotYet,
        "complete" => spoken_to_when_remote(OutcomeKind::Seen, OutcomeKind::SpokenTo),
        "noshow" => not_kept(),
        "cancelled" => cancelled(sch, map, map.hl7.cancelled_by, "cancelled"),
        "discontinued" | "dc" => cancelled(sch, map, map.hl7.discontinued_by, "discontinued"),
        "deleted" => plain(OutcomeKind::AdministrativeError),
        "blocked" => StatusMeaning::Review { why: "the time was blocked although somebody was booked for it".to_owned() },
        _ => return None,
    })
}

fn not_kept() -> StatusMeaning {
    spoken_to_when_remote(OutcomeKind::WasNotBrought, OutcomeKind::NoResponse)
}

fn spoken_to_when_remote(kind: OutcomeKind, remote: OutcomeKind) -> StatusMeaning {
    StatusMeaning::Outcome { kind, by_setting: vec![(Setting::Telephone, remote), (Setting::Video, remote)] }
}

fn plain(kind: OutcomeKind) -> StatusMeaning {
    StatusMeaning::Outcome { kind, by_setting: Vec::new() }
}

/// Whether a meaning is that the person was met, which contradicts a cancellation.
fn says_seen(meaning: &StatusMeaning) -> bool {
    matches!(meaning, StatusMeaning::Outcome { kind, .. } if kind.met_in_person() || *kind == OutcomeKind::SpokenTo)
}

/// Who cancelled decides whether it counts against a family (H7, H8): the reason's code where the map knows it, else the map's rule.
fn cancelled(sch: &Segment<'_>, map: &Map, rule: CancelledBy, word: &str) -> StatusMeaning {
    let by_reason = [6, 7].into_iter().filter_map(|field| sch.value(field, 1)).find_map(|code| map.hl7.cancel_reasons.get(&code).copied());
    match by_reason.unwrap_or(rule) {
        CancelledBy::Service => plain(OutcomeKind::CancelledByService),
        CancelledBy::Family => plain(OutcomeKind::CancelledByFamily),
        CancelledBy::Ask => {
            StatusMeaning::Review { why: format!("it was {word}, and nothing says whether the family or the service did so") }
        }
    }
}
