//! Steps that policies ask for beside analysis, liaison and discussion.

use super::{Family, practitioner_id};
use brought_domain::circumstances::StandingNow;
use brought_domain::contact::{Answer, ResponseKind};
use brought_domain::steps::{
    AgreedStep, AgreementMade, AlertDecided, AlertPlace, Channel, HandoverAnswered, HandoverOffered, HelpKind, HelpOffered, InformTopic,
    Informed, InvolvementRecorded, MonthlyReviewed, OfferAnswer, Party, RecordKind, RecordsReviewed, RelationshipBrokenDown, Step,
    StepTaken, WhereaboutsRecorded,
};
use brought_domain::work::{Agency, AgencyKind, LetterSent};
use brought_domain::{Fact, OrganisationId};

/// That this party was told about this, by telephone; the police gave a reference. Whether they understood is not known.
pub fn informed(party: Party, about: InformTopic) -> Informed {
    Informed {
        party,
        name: None,
        about,
        how: Channel::Telephone,
        reference: (party == Party::Police).then(|| "log 0042".to_owned()),
        understood: Answer::NotKnown,
        said: "what happened and what we do next".into(),
    }
}

impl Family {
    /// Somebody was told, as [`informed`] says it. `Fact::Informed` with it says other things.
    #[must_use]
    pub fn informed(self, when: &str, party: Party, about: InformTopic) -> Self {
        self.fact(when, Fact::Informed(informed(party, about)))
    }

    /// These records were looked through.
    #[must_use]
    pub fn records_reviewed(self, when: &str, which: &[RecordKind]) -> Self {
        let fact = RecordsReviewed { which: which.to_vec(), found: "nothing that we did not know".into() };
        self.fact(when, Fact::RecordsReviewed(fact))
    }

    /// This help was offered, and the family answered like this.
    #[must_use]
    pub fn help_offered(self, when: &str, help: HelpKind, answer: OfferAnswer) -> Self {
        self.fact(when, Fact::HelpOffered(HelpOffered { help, answer, note: None }))
    }

    /// The monthly review, with an answer to each of its five questions.
    #[must_use]
    pub fn monthly_reviewed(self, when: &str) -> Self {
        let fact = MonthlyReviewed {
            why: "mornings clash with the school run".into(),
            first_or_repeated: "repeated".into(),
            risk: "hearing not tested before school".into(),
            parents_view: "sees no need for the test".into(),
            action: "offer an afternoon".into(),
        };
        self.fact(when, Fact::MonthlyReviewed(fact))
    }

    /// It was agreed with the GP that this follows if the next contact fails.
    #[must_use]
    pub fn agreement_made(self, when: &str, if_next_fails: AgreedStep) -> Self {
        let fact = AgreementMade { if_next_fails, what: "on the same day".into(), agreed_with: vec!["GP".into()] };
        self.fact(when, Fact::AgreementMade(fact))
    }

    /// It was decided whether an alert stands there from now on.
    #[must_use]
    pub fn alert_decided(self, when: &str, place: AlertPlace, active: bool) -> Self {
        let fact =
            AlertDecided { place, active, directions: "telephone us at once".into(), reasons: "the child is missing or found".into() };
        self.fact(when, Fact::AlertDecided(fact))
    }

    /// Whether anybody knows where the child is.
    #[must_use]
    pub fn whereabouts(self, when: &str, known: Answer) -> Self {
        self.fact(when, Fact::WhereaboutsRecorded(WhereaboutsRecorded { known, what: "as the grandmother says".into() }))
    }

    /// The relationship with this practitioner broke down.
    #[must_use]
    pub fn relationship_broken_down(self, when: &str, practitioner: &str) -> Self {
        let practitioner = Some(practitioner_id(practitioner));
        self.fact(when, Fact::RelationshipBrokenDown(RelationshipBrokenDown { practitioner, what: "asked for somebody else".into() }))
    }

    /// Whether a service of this kind is open to the family.
    #[must_use]
    pub fn involvement(self, when: &str, kind: AgencyKind, state: StandingNow) -> Self {
        let fact = InvolvementRecorded { agency: Agency { kind, name: None }, state, person: None };
        self.fact(when, Fact::InvolvementRecorded(fact))
    }

    /// This step was taken.
    #[must_use]
    pub fn step_taken(self, when: &str, step: Step) -> Self {
        self.fact(when, Fact::StepTaken(StepTaken { step, outcome: "done and talked over with the team".into() }))
    }

    /// This organisation was asked to take over.
    #[must_use]
    pub fn handover_offered(self, when: &str, to: &str) -> Self {
        let to = OrganisationId::new(to).unwrap_or_else(|problem| panic!("`{to}` is not an organisation's id: {problem}"));
        self.fact(when, Fact::HandoverOffered(HandoverOffered { to, service: None, content: "what is open and not known".into() }))
    }

    /// The handover that was offered in the event of this label or id was answered.
    #[must_use]
    pub fn handover_answered(self, when: &str, offer: &str, accepted: Answer) -> Self {
        let offer = self.event_called(offer);
        let fact = HandoverAnswered { offer, accepted, by: "P. Colleague".into(), said: "we have read it".into() };
        self.fact(when, Fact::HandoverAnswered(fact))
    }

    /// A card that was left, made from this document of the pack and kept as left.
    #[must_use]
    pub fn card(self, when: &str, document: &str) -> Self {
        let copy = "We came to see you today. Please ring us to find another time.".to_owned();
        let fact = LetterSent { kind: ResponseKind::CardLeft, to: "the parents".into(), copy, document: Some(document.to_owned()) };
        self.fact(when, Fact::LetterSent(fact))
    }
}
