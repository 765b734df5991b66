//! What came of a contact, as a test writes it.

use brought_domain::ContactId;
use brought_domain::contact::{Answer, Certainty, Outcome, OutcomeKind, OutcomeRecorded, ResponseKind};

/// What came of a contact. Failed contacts are confirmed and the practitioner tried to telephone, unless the test takes that away.
#[derive(Clone, Debug)]
pub struct CameTo {
    outcome: Outcome,
    certainty: Certainty,
    responses: Vec<ResponseKind>,
    note: Option<String>,
    original_code: Option<String>,
}

/// An outcome of any kind. Those that need more than their kind get a short made-up text.
pub fn outcome(kind: OutcomeKind) -> CameTo {
    let outcome = match kind {
        OutcomeKind::UnseenChild => Outcome::UnseenChild { reason: None, actively_prevented: Answer::NotKnown },
        OutcomeKind::ReportedToRefuse => Outcome::ReportedToRefuse { reporter: "mother".into() },
        OutcomeKind::AdministrativeError => Outcome::AdministrativeError { evidence: "booked for another child".into() },
        plain => Outcome::Plain(plain),
    };
    let responses = if kind.failed_contact().is_some() { vec![ResponseKind::TelephoneTried] } else { Vec::new() };
    CameTo { outcome, certainty: Certainty::Confirmed, responses, note: None, original_code: None }
}

macro_rules! outcomes {
    ($( $(#[$meta:meta])* $name:ident = $kind:ident; )+) => { $(
        $(#[$meta])*
        pub fn $name() -> CameTo { outcome(OutcomeKind::$kind) }
    )+ };
}

outcomes! {
    /// Seen in person.
    seen = Seen;
    /// Was not brought.
    was_not_brought = WasNotBrought;
    /// No response at the door.
    no_response = NoResponse;
    /// A parent or carer refused access.
    refused = RefusedByParentOrCarer;
    /// The door was opened, nobody was let in.
    doorstep_only = DoorstepOnly;
    /// Let in, the child was not seen; nobody recorded whether that was anybody's doing.
    unseen_child = UnseenChild;
    /// Seen only at a distance.
    seen_at_a_distance = SeenAtADistance;
    /// The family declined the service.
    declined = Declined;
    /// The family withdrew the child.
    withdrew = Withdrew;
    /// An excuse was given.
    excuse_given = ExcuseGiven;
    /// The family cancelled or moved it.
    cancelled_by_family = CancelledByFamily;
    /// The service cancelled or moved it.
    cancelled_by_service = CancelledByService;
    /// It was a mistake of administration.
    administrative_error = AdministrativeError;
    /// Spoken to by telephone or video.
    spoken_to = SpokenTo;
    /// A parent attended their own contact.
    attended = Attended;
    /// A parent did not attend their own contact.
    adult_did_not_attend = AdultDidNotAttend;
}

/// Let in, and actively kept from seeing the child (NAF-09).
pub fn actively_prevented() -> CameTo {
    CameTo {
        outcome: Outcome::UnseenChild { reason: Some("asleep".into()), actively_prevented: Answer::Yes },
        ..outcome(OutcomeKind::UnseenChild)
    }
}

impl CameTo {
    /// The practitioner did this about it; replaces what was there.
    #[must_use]
    pub fn responded(mut self, responses: &[ResponseKind]) -> Self {
        self.responses = responses.to_vec();
        self
    }

    /// Nobody recorded what was done about it (NAF-21).
    #[must_use]
    pub fn nothing_recorded(self) -> Self {
        self.responded(&[])
    }

    /// Another system says so; nobody has confirmed it, nor recorded a response.
    #[must_use]
    pub fn unconfirmed(mut self) -> Self {
        self.certainty = Certainty::Unconfirmed;
        self.nothing_recorded()
    }

    /// With a note.
    #[must_use]
    pub fn note(mut self, note: &str) -> Self {
        self.note = Some(note.to_owned());
        self
    }

    /// The code the other system used.
    #[must_use]
    pub fn code(mut self, code: &str) -> Self {
        self.original_code = Some(code.to_owned());
        self
    }

    /// The outcome itself.
    pub fn outcome(&self) -> &Outcome {
        &self.outcome
    }

    pub(super) fn record(self, contact: ContactId) -> OutcomeRecorded {
        OutcomeRecorded {
            contact,
            outcome: self.outcome,
            certainty: self.certainty,
            responses: self.responses,
            note: self.note,
            original_code: self.original_code,
        }
    }
}
