//! Who is told, where the clock decides: the allocated social worker in office hours, the emergency duty team at any other time (STW-19).

use super::world::World;
use crate::duty::{Detail, Duty, With, told};
use brought_domain::steps::Party;
use jiff::civil::{Date, time};
use jiff::{Timestamp, ToSpan};

/// Whom such a duty says to tell at this moment. Nothing: nobody in particular, or the calendar has run out and it cannot be said which.
pub(super) fn party(world: &World<'_>, duty: &Duty, now: Timestamp) -> Option<Party> {
    match &duty.with {
        With::Party(party) => Some(*party),
        With::SocialWorkerOrDutyTeam => match world.calendar.is_office_hours(now) {
            Ok(true) => Some(Party::AllocatedSocialWorker),
            Ok(false) => Some(Party::EmergencyDutyTeam),
            Err(_) => None,
        },
        With::Nobody | With::AnyAgency | With::Agency(_) | With::EachPlanAgency | With::Roles(_) => None,
    }
}

/// What such a duty says at this moment.
pub(super) fn words(duty: &Duty, party: Option<Party>) -> Option<String> {
    match (&duty.with, &duty.detail, party) {
        (With::SocialWorkerOrDutyTeam, Detail::Inform { about, understood }, Some(party)) => Some(told(party.words(), *about, *understood)),
        _ => None,
    }
}

/// The next instants at which one may change over to the other.
pub(super) fn changes(now: Timestamp) -> impl Iterator<Item = Timestamp> {
    let today: Date = brought_calendar::local_date(now);
    let days = [today, today.saturating_add(1.day())];
    days.into_iter().flat_map(|day| [time(9, 0, 0, 0), time(17, 0, 0, 0)].map(|hour| brought_calendar::at_local(day, hour)))
}
