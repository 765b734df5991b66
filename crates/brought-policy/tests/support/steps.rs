//! Steps drawn at random: whatever policies ask for beside the spine.

use super::Drawn;
use brought_domain::Fact;
use brought_domain::circumstances::{PlanKind, PlanRecorded, StandingNow};
use brought_domain::contact::{Answer, ResponseKind, UnscheduledAttendance};
use brought_domain::person::{PersonDetails, PersonKind};
use brought_domain::steps::*;
use brought_domain::work::{Agency, AgencyKind, LetterSent, ReferralAnswered};

/// How many kinds of steps there are.
pub(super) const KINDS: usize = 15;

impl Drawn {
    fn one_of<T: Copy>(&self, all: &[T]) -> T {
        all[self.detail % all.len()]
    }

    pub(super) fn step(&self, kind: usize) -> Fact {
        let text = || "t".to_owned();
        match kind {
            0 => Fact::Informed(Informed {
                party: self.one_of(&[Party::Police, Party::AllocatedSocialWorker, Party::EmergencyDutyTeam, Party::RelevantAgencies]),
                name: self.detail.is_multiple_of(3).then(text),
                about: self.one_of(InformTopic::ALL),
                how: Channel::Telephone,
                reference: None,
                understood: Answer::NotKnown,
                said: text(),
            }),
            1 => Fact::RecordsReviewed(RecordsReviewed { which: vec![self.one_of(RecordKind::ALL)], found: text() }),
            2 => Fact::HelpOffered(HelpOffered { help: self.one_of(HelpKind::ALL), answer: self.one_of(OfferAnswer::ALL), note: None }),
            3 | 4 => Fact::MonthlyReviewed(MonthlyReviewed {
                why: text(),
                first_or_repeated: text(),
                risk: text(),
                parents_view: text(),
                action: text(),
            }),
            5 => {
                Fact::AgreementMade(AgreementMade { if_next_fails: self.one_of(AgreedStep::ALL), what: text(), agreed_with: vec![text()] })
            }
            6 => Fact::AlertDecided(AlertDecided {
                place: self.one_of(AlertPlace::ALL),
                active: !self.detail.is_multiple_of(3),
                directions: text(),
                reasons: text(),
            }),
            7 => Fact::WhereaboutsRecorded(WhereaboutsRecorded { known: self.one_of(Answer::ALL), what: text() }),
            8 => Fact::RelationshipBrokenDown(RelationshipBrokenDown { practitioner: None, what: text() }),
            9 => Fact::InvolvementRecorded(InvolvementRecorded {
                agency: Agency { kind: self.one_of(&[AgencyKind::MentalHealth, AgencyKind::GpPractice]), name: None },
                state: self.one_of(StandingNow::ALL),
                person: None,
            }),
            10 => Fact::StepTaken(StepTaken { step: self.one_of(Step::ALL), outcome: text() }),
            11 => Fact::LetterSent(LetterSent {
                kind: ResponseKind::CardLeft,
                to: text(),
                copy: text(),
                document: self.detail.is_multiple_of(2).then(|| "rearrange_card".to_owned()),
            }),
            12 => Fact::UnscheduledAttendance(UnscheduledAttendance { place: text(), reason: None, seen: self.one_of(Answer::ALL) }),
            // Not born yet, born, and what an older record still says.
            13 if self.detail.is_multiple_of(2) => Fact::PersonRecorded(PersonKind::UnbornChild, PersonDetails::default()),
            13 => Fact::Born,
            _ if self.detail.is_multiple_of(2) => Fact::ReferralAnswered(ReferralAnswered {
                referral: format!("e{}", self.detail % 30).parse().unwrap(),
                answer: text(),
                accepted_by_referrer: self.one_of(Answer::ALL),
            }),
            _ => Fact::PlanRecorded(PlanRecorded {
                plan: PlanKind::Section47Enquiry,
                state: self.one_of(StandingNow::ALL),
                from_on: None,
                to_on: None,
                members: vec![],
            }),
        }
    }
}
