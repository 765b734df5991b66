//! Every person whom an entry names.

use super::{Event, Fact};
use crate::ending::Ending;
use crate::identity::PersonId;
use crate::sighting::SeenAnswer;
use std::collections::BTreeSet;

impl Event {
    /// Goes through everybody whom the entry is about or names, to put another id in the place of one.
    ///
    /// A kind of fact is told apart by name and never by a wildcard, so that a new one has to say whom it names.
    pub fn each_person(&mut self, change: &mut dyn FnMut(&mut PersonId)) {
        change(&mut self.about);
        match &mut self.fact {
            Fact::RelationRecorded(relation) => change(&mut relation.other),
            Fact::FurtherVisitSet(visit) => change(&mut visit.child),
            Fact::SightingRecorded(sighting) => change(&mut sighting.child),
            Fact::LiaisonRecorded(liaison) => match &mut liaison.seen {
                SeenAnswer::Seen(sighting) => change(&mut sighting.child),
                SeenAnswer::NotAsked | SeenAnswer::NotSeen | SeenAnswer::NotKnown => {}
            },
            Fact::NeedsConsidered(considered) => change(&mut considered.child),
            Fact::VulnerabilityAssessed(assessed) => {
                assessed.children.iter_mut().for_each(&mut *change);
                let mut named = BTreeSet::new();
                assessed.children.retain(|child| named.insert(child.clone()));
            }
            Fact::FollowUpEnded(ending) => match ending {
                Ending::Assured(assurance) => assurance.each_child(change),
                Ending::OffersPaused { .. }
                | Ending::DischargedRiskExcluded { .. }
                | Ending::HandedOver { .. }
                | Ending::Withdrawn { .. }
                | Ending::Died
                | Ending::PregnancyEnded => {}
            },
            Fact::PersonRecorded(..)
            | Fact::AddressRecorded(_)
            | Fact::PlaceChanged(_)
            | Fact::CommunicationNeedRecorded(_)
            | Fact::Born
            | Fact::Died
            | Fact::PregnancyEnded
            | Fact::PractitionerAssigned(_)
            | Fact::ContactPlanned(_)
            | Fact::OutcomeRecorded(_)
            | Fact::UnscheduledAttendance(_)
            | Fact::PlanRecorded(_)
            | Fact::FactorRecorded(_)
            | Fact::ConcernsDecided(_)
            | Fact::AnalysisSigned(_)
            | Fact::FamilyFollowedUp(_)
            | Fact::DiscussionHeld(_)
            | Fact::ReferralMade(_)
            | Fact::ReferralAnswered(_)
            | Fact::PlanAgreed(_)
            | Fact::LetterSent(_)
            | Fact::Informed(_)
            | Fact::RecordsReviewed(_)
            | Fact::HelpOffered(_)
            | Fact::MonthlyReviewed(_)
            | Fact::AgreementMade(_)
            | Fact::AlertDecided(_)
            | Fact::WhereaboutsRecorded(_)
            | Fact::RelationshipBrokenDown(_)
            | Fact::InvolvementRecorded(_)
            | Fact::AccessDecided(_)
            | Fact::StepTaken(_)
            | Fact::HandoverOffered(_)
            | Fact::HandoverAnswered(_)
            | Fact::ObligationSettled(_)
            | Fact::DischargeReported(_)
            | Fact::NoteWritten(_)
            | Fact::CorrectionOnly => {}
        }
    }
}
