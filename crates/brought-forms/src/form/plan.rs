//! Agreed plans, and obligations settled by hand.

use super::form;
use super::parts::{AtLeastOne, Said};
use crate::leaf::{Coded, Day, Id};
use crate::reader::{Form, Reader};
use brought_domain::ObligationId;
use brought_domain::work::{ObligationSettled, ObligationSettlement, PlanAction, PlanAgreed, Role};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

form! {
    /// One action of an agreed plan.
    #[schemars(rename = "PlanAction")]
    struct PlanActionForm for PlanAction {
        required {
            /// What is to be done.
            what: Said,
            /// By whom.
            who: Said,
            /// By when.
            by_on: Day,
        }
    }
}

form! {
    /// A plan was agreed to establish a child's safety and welfare.
    #[schemars(rename = "PlanAgreed")]
    struct PlanAgreedForm for PlanAgreed {
        required {
            /// Who agreed it: at least one.
            members: AtLeastOne<Said>,
            /// Its actions: at least one.
            actions: AtLeastOne<PlanActionForm>,
        }
    }
}

/// Another step took the place of the one owed.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Replaced")]
pub(crate) struct ReplacedForm {
    /// The step instead.
    instead: Said,
    /// Why.
    reason: Said,
}

/// Somebody with the authority to do so waived it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Waived")]
pub(crate) struct WaivedForm {
    /// The role in which they waive it.
    authority: Coded<Role>,
    /// Why.
    reason: Said,
}

/// What became of an obligation other than through its own evidence.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "Settled")]
pub(crate) enum SettledForm {
    /// It was done: how that is known.
    Done(Said),
    /// Another step took its place.
    Replaced(ReplacedForm),
    /// It was waived.
    Waived(WaivedForm),
}

impl Form for SettledForm {
    type Domain = ObligationSettled;

    fn read(&self, reader: &mut Reader) -> Option<ObligationSettled> {
        match self {
            Self::Done(evidence) => reader.field("done", evidence).map(|evidence| ObligationSettled::Done { evidence }),
            Self::Replaced(form) => reader.within("replaced", |reader| {
                let instead = reader.field("instead", &form.instead);
                let reason = reader.field("reason", &form.reason);
                Some(ObligationSettled::Replaced { instead: instead?, reason: reason? })
            }),
            Self::Waived(form) => reader.within("waived", |reader| {
                let authority = reader.field("authority", &form.authority);
                let reason = reader.field("reason", &form.reason);
                Some(ObligationSettled::Waived { authority: authority?, reason: reason? })
            }),
        }
    }

    fn write(settled: &ObligationSettled) -> Self {
        match settled {
            ObligationSettled::Done { evidence } => Self::Done(Said::write(evidence)),
            ObligationSettled::Replaced { instead, reason } => {
                Self::Replaced(ReplacedForm { instead: Said::write(instead), reason: Said::write(reason) })
            }
            ObligationSettled::Waived { authority, reason } => {
                Self::Waived(WaivedForm { authority: Coded::of(*authority), reason: Said::write(reason) })
            }
        }
    }
}

form! {
    /// An obligation was settled by hand.
    #[schemars(rename = "ObligationSettled")]
    struct ObligationSettlementForm for ObligationSettlement {
        required {
            /// The id of the obligation.
            obligation: Id<ObligationId>,
            /// How it was settled.
            how: SettledForm,
        }
    }
}
