//! Steps that policies ask for beside analysis, liaison and discussion.

use super::form;
use super::parts::{AgencyForm, AtLeastOne, Said};
use crate::leaf::{Coded, Id, Text};
use brought_domain::circumstances::StandingNow;
use brought_domain::contact::Answer;
use brought_domain::steps::{
    AccessDecided, AgreedStep, AgreementMade, AlertDecided, AlertPlace, HandoverAnswered, HandoverOffered, HelpKind, HelpOffered,
    InvolvementRecorded, MonthlyReviewed, OfferAnswer, RecordKind, RecordsReviewed, RelationshipBrokenDown, Step, StepTaken,
    WhereaboutsRecorded,
};
use brought_domain::{EventId, OrganisationId, PractitionerId};

form! {
    /// Records were looked through.
    #[schemars(rename = "RecordsReviewed")]
    struct RecordsReviewedForm for RecordsReviewed {
        required {
            /// Which records: at least one kind.
            which: AtLeastOne<Coded<RecordKind>>,
            /// What they showed; say so when they showed nothing.
            found: Said,
        }
    }
}

form! {
    /// Help was offered to the family, so that the child can be brought and seen.
    #[schemars(rename = "HelpOffered")]
    struct HelpOfferedForm for HelpOffered {
        required {
            /// What was offered.
            help: Coded<HelpKind>,
            /// What the family answered.
            answer: Coded<OfferAnswer>,
        }
        optional {
            /// Anything else worth saying about it.
            note: Text,
        }
    }
}

form! {
    /// The monthly review of the child's attendance, by its five questions.
    #[schemars(rename = "MonthlyReviewed")]
    struct MonthlyReviewedForm for MonthlyReviewed {
        required {
            /// Why was the child not brought?
            why: Said,
            /// Is it the first time, or has it happened before?
            first_or_repeated: Said,
            /// What does missing this contact, or the series of them, put at risk?
            risk: Said,
            /// How do the parents see these appointments?
            parents_view: Said,
            /// What must be done?
            action: Said,
        }
    }
}

form! {
    /// It was agreed what follows if the next contact fails too.
    #[schemars(rename = "AgreementMade")]
    struct AgreementForm for AgreementMade {
        required {
            /// What follows.
            if_next_fails: Coded<AgreedStep>,
            /// What exactly, by whom and until when.
            what: Said,
            /// With whom it was agreed: at least one.
            agreed_with: AtLeastOne<Said>,
        }
    }
}

form! {
    /// An alert was set, left off or ended.
    #[schemars(rename = "AlertDecided")]
    struct AlertForm for AlertDecided {
        required {
            /// Where the alert stands.
            place: Coded<AlertPlace>,
            /// True: the alert stands from now on. False: it does not, or no longer.
            active: bool,
            /// What anybody to whom the child presents has to do. When the alert does not stand, it may be empty.
            directions: Text,
            /// Why.
            reasons: Said,
        }
    }
}

form! {
    /// Whether anybody knows where the child is.
    #[schemars(rename = "WhereaboutsRecorded")]
    struct WhereaboutsForm for WhereaboutsRecorded {
        required {
            /// Whether it is known. `yes` after `no` says that the child was found.
            known: Coded<Answer>,
            /// What is known, and from whom.
            what: Said,
        }
    }
}

form! {
    /// The relationship between the family and a professional broke down.
    #[schemars(rename = "RelationshipBrokenDown")]
    struct BreakdownForm for RelationshipBrokenDown {
        required {
            /// What happened.
            what: Said,
        }
        optional {
            /// With whom, when it is one of our practitioners: the id of the practitioner.
            practitioner: Id<PractitionerId>,
        }
    }
}

form! {
    /// Who may open the record.
    #[schemars(rename = "AccessDecided")]
    struct AccessDecidedForm for AccessDecided {
        required {
            /// Why.
            reasons: Said,
        }
        optional {
            /// The ids of the practitioners who alone may open it. Left out: everybody whose work it is may again.
            only: AtLeastOne<Id<PractitionerId>>,
        }
    }
}

form! {
    /// Another service is, was or may be open to the family.
    #[schemars(rename = "InvolvementRecorded")]
    struct InvolvementForm for InvolvementRecorded {
        required {
            /// Which service: the code of its kind, or an object with its kind and name.
            agency: AgencyForm,
            /// Whether it is involved. Not known is treated as if it were.
            state: Coded<StandingNow>,
        }
        optional {
            /// The person there.
            person: Text,
        }
    }
}

form! {
    /// A step was taken.
    #[schemars(rename = "StepTaken")]
    struct StepTakenForm for StepTaken {
        required {
            /// Which step.
            step: Coded<Step>,
            /// What came of it.
            outcome: Said,
        }
    }
}

form! {
    /// Another organisation was asked to take over. Nothing is handed over until it accepts.
    #[schemars(rename = "HandoverOffered")]
    struct HandoverOfferedForm for HandoverOffered {
        required {
            /// The id of the organisation that was asked.
            to: Id<OrganisationId>,
            /// What it was told: what is open, what is known and what is not known.
            content: Said,
        }
        optional {
            /// The service there, as it is called.
            service: Text,
        }
    }
}

form! {
    /// The organisation that was asked to take over answered.
    #[schemars(rename = "HandoverAnswered")]
    struct HandoverAnsweredForm for HandoverAnswered {
        required {
            /// The id of the event of the offer.
            offer: Id<EventId>,
            /// Whether they accept. `not_known`: they answered without saying.
            accepted: Coded<Answer>,
            /// Who answered for them.
            by: Said,
            /// What they said.
            said: Said,
        }
    }
}
