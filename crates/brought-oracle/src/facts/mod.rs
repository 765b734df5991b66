//! What is known at a moment: each fact by itself, from the whole list of entries, with the entries on which it rests.

mod circumstances;
mod classes;
mod contacts;
mod patterns;
mod people;
pub(crate) use people::{Seen, lost_at, seen_by, seen_in_the_end, sightings};
mod work;
pub(crate) use work::is_concern;

use crate::policy::{FactName, Value};
use crate::scene::Scene;

/// A fact, and the entries on which it rests by their place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// What it comes to.
    pub value: Value,
    /// On which entries.
    pub on: Vec<usize>,
}

impl Found {
    /// A value that rests on these entries.
    pub fn on(value: Value, on: Vec<usize>) -> Self {
        Self { value, on }
    }

    /// Yes when any entry says so; nobody has recorded it otherwise.
    pub fn when_any(on: Vec<usize>) -> Self {
        if on.is_empty() { Self::not_recorded() } else { Self::on(Value::Is(true), on) }
    }

    /// As many as there are entries.
    pub fn count(on: Vec<usize>) -> Self {
        Self::on(Value::Number(on.len() as i64), on)
    }

    /// Nobody has ever recorded anything.
    pub fn not_recorded() -> Self {
        Self::on(Value::NotRecorded, vec![])
    }
}

/// How old somebody is in whole months, when the day of birth is known.
pub fn months_old(scene: Scene<'_, '_>, person: &brought_domain::PersonId) -> Option<i64> {
    people::born_on(scene, person).map(|born| people::months_between(born, scene.day()))
}

/// What a fact comes to at a moment.
pub fn find(scene: Scene<'_, '_>, name: FactName) -> Found {
    use FactName as F;
    match name {
        F::FailedContacts
        | F::LatestOutcome
        | F::LatestKind
        | F::LatestSetting
        | F::ResponseRecorded
        | F::ActivelyPrevented
        | F::EssentialToPlan
        | F::ServiceDeclined
        | F::LatestProgrammeContact
        | F::AttemptsAtThisContact
        | F::ReportedToRefuse
        | F::ClashingContacts
        | F::StillUnseen
        | F::AgreementBroken
        | F::AgreedStep
        | F::HomeVisitOffered => contacts::find(scene, name),
        F::SeenByOthers
        | F::SeenByNobody
        | F::ConcernFound
        | F::ReferralDecided
        | F::ReferralMade
        | F::ReferralUnsatisfactory
        | F::ReferralUnanswered
        | F::FurtherVisitSet
        | F::DischargeReported
        | F::ReasonKnown
        | F::LiaisonComplete
        | F::ImmediateConcern => work::find(scene, name),
        F::AgeMonths | F::Unborn | F::DependantsKnown | F::WhereaboutsUnknown | F::RelationshipBrokenDown | F::AlertStands => {
            people::find(scene, name)
        }
        F::ClosureSigns
        | F::ClosureKinds
        | F::CalledOff
        | F::Moves
        | F::UnreportedMoves
        | F::FailedContactsInWindow
        | F::AgreedThenFailed
        | F::SeenAtADistance
        | F::CarersFailedContacts
        | F::CarerMissedOwnContact
        | F::CarerMissedOwnHealthContact
        | F::FailedContactsAllServices
        | F::UnscheduledAttendances
        | F::PatternActive => patterns::find(scene, name),
        F::EngagementClass => classes::find(scene),
        _ => circumstances::find(scene, name),
    }
}
