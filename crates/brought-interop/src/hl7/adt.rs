//! Demographic messages (ADT): who somebody is and where they live.

use super::message::Message;
use super::reading::{Attendance, Draft, Heading, MessageRead, Reading};
use super::when;
use crate::fault::Fault;
use brought_domain::Happened;
use brought_domain::contact::{Answer, UnscheduledAttendance};

/// What an ADT trigger is to us.
enum Trigger {
    /// Tells who somebody is.
    Person,
    /// Tells who somebody is and, for class E, that they came to an unplanned service.
    Arrival,
    /// Says that two records are one, or that numbers changed: only a person may join records (H12, H13).
    Joins(&'static str),
    /// Takes back something that may have been recorded here.
    TakesBack(&'static str),
    /// Nothing to record.
    Nothing(&'static str),
}

fn trigger(code: &str, is_emergency: bool) -> Trigger {
    match code {
        "A05" | "A08" | "A28" | "A31" => Trigger::Person,
        "A01" | "A04" => Trigger::Arrival,
        "A18" | "A30" | "A34" | "A35" | "A36" | "A39" | "A40" | "A41" | "A42" => Trigger::Joins("two records are said to be one"),
        "A43" | "A44" | "A45" | "A46" | "A47" | "A48" | "A49" | "A50" | "A51" => {
            Trigger::Joins("a number or a visit is said to belong to another record")
        }
        // An arrival in an emergency department may stand here; other stays do not.
        "A11" if is_emergency => Trigger::TakesBack("the sender takes back that somebody came"),
        "A11" => Trigger::Nothing("it takes back a stay that is not recorded here"),
        "A24" | "A37" => Trigger::Joins("two records are said to be linked, or no longer to be"),
        "A29" => Trigger::TakesBack("the sender deletes this person's record"),
        "A23" => Trigger::TakesBack("the sender deletes a visit"),
        "A02" => Trigger::Nothing("a move within a hospital"),
        "A03" => Trigger::Nothing("the end of a stay in hospital; it ends nothing here"),
        "A06" | "A07" => Trigger::Nothing("a change between inpatient and outpatient"),
        "A09" | "A10" | "A32" | "A33" => Trigger::Nothing("the tracking of somebody within a hospital"),
        "A12" | "A13" | "A25" | "A26" | "A27" | "A38" => {
            Trigger::Nothing("it takes back a stay, a move or a plan that is not recorded here")
        }
        "A14" | "A15" | "A16" => Trigger::Nothing("a stay, move or discharge that is only expected"),
        "A60" => Trigger::Nothing("allergies"),
        _ => Trigger::Nothing("nothing in it is recorded here"),
    }
}

/// Reads an ADT message.
pub(super) fn read(message: &Message<'_>, heading: &Heading, reading: &Reading<'_>) -> Result<MessageRead, Fault> {
    let what = format!("ADT^{}", heading.trigger);
    let class = message.first("PV1").and_then(|pv1| pv1.value(2, 1));
    let is_emergency = class.is_some_and(|class| class == "E");
    let needs_a_person = |why: &str, what_to_do: &str| Err(Fault::at("MSH-9", &what, format!("this needs a person: {why}"), what_to_do));
    match trigger(&heading.trigger, is_emergency) {
        Trigger::Joins(why) => {
            needs_a_person(why, "Compare the records; join them here if they are one person's, and leave them apart if in doubt")
        }
        Trigger::TakesBack(why) => needs_a_person(why, "Find out why; nothing here is removed by a message"),
        Trigger::Nothing(why) => Ok(MessageRead::SetAside { what, reason: why.to_owned() }),
        Trigger::Person => person(message, heading, reading, false),
        Trigger::Arrival => person(message, heading, reading, is_emergency),
    }
}

fn person(message: &Message<'_>, heading: &Heading, reading: &Reading<'_>, came: bool) -> Result<MessageRead, Fault> {
    let told_at = heading.sent_at.unwrap_or(Happened::At(reading.context.recorded_at));
    // Who somebody is now, not when the message was sent; whoever came somewhere is who they were that day.
    let on = if came { told_at } else { Happened::At(reading.context.recorded_at) };
    let (person, notes, reviews) = reading.person(message, heading, on.day(reading.map.zone()))?;
    let attendance = if came { Some(attendance(message, heading, reading, told_at)?) } else { None };
    let source_id = attendance.as_ref().map_or_else(|| person.source_id.clone(), |came| came.visit.clone());
    Ok(MessageRead::Draft(Box::new(Draft { source_id, person, notes, reviews, contact: None, service: None, attendance })))
}

/// Somebody came to an unplanned service (STW-17). Whether the child was seen there, the message does not say.
fn attendance(message: &Message<'_>, heading: &Heading, reading: &Reading<'_>, told_at: Happened) -> Result<Attendance, Fault> {
    let pv1 = message.first("PV1");
    let value = |field, component| pv1.and_then(|pv1| pv1.value(field, component).map(|text| text.into_owned()));
    let came_at = match value(44, 1) {
        None => told_at,
        Some(text) => when::happened(&text, reading.map.zone()).ok_or_else(|| {
            Fault::at(
                "PV1-44",
                &text,
                format!("`{text}` is not a day or time"),
                "Correct it in the other system and let it send the message again",
            )
        })?,
    };
    let place = value(3, 4).or_else(|| value(3, 1)).unwrap_or_else(|| heading.system.clone());
    let visit = value(19, 1).map_or_else(|| format!("message-{}", heading.control_id), |number| format!("visit-{number}"));
    let reason = message.first("PV2").and_then(|pv2| pv2.value(3, 2)).map(Into::into);
    Ok(Attendance { visit, came_at, what: UnscheduledAttendance { place, reason, seen: Answer::NotKnown } })
}
