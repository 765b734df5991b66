//! Facts about a family's circumstances: plans, factors, and the seven questions.

use super::form;
use super::parts::AgencyForm;
use crate::leaf::{Coded, Day, Text};
use crate::shape::Pairs;
use brought_domain::circumstances::{
    ConcernQuestion, ConcernsDecided, FactorKind, FactorRecorded, PlanKind, PlanMember, PlanRecorded, StandingNow,
};
use brought_domain::contact::Answer;
use brought_domain::work::Role;

form! {
    /// An agency's part in a plan.
    #[schemars(rename = "PlanMember")]
    struct PlanMemberForm for PlanMember {
        required {
            /// The agency: the code of its kind, or an object with its kind and name.
            agency: AgencyForm,
        }
        optional {
            /// The person there.
            person: Text,
            /// Their part in the plan.
            role: Coded<Role>,
        }
    }
}

form! {
    /// The state of a plan that several agencies hold, or that the child is looked after.
    #[schemars(rename = "PlanRecorded")]
    struct PlanRecordedForm for PlanRecorded {
        required {
            /// Which plan.
            plan: Coded<PlanKind>,
            /// Whether it holds.
            state: Coded<StandingNow>,
        }
        optional {
            /// The day from which it holds.
            from_on: Day,
            /// The day on which it ended.
            to_on: Day,
        }
        lists {
            /// The other agencies involved.
            members: Vec<PlanMemberForm>,
        }
    }
}

form! {
    /// Something that bears on a child's welfare, about the child, a carer or somebody in the household.
    #[schemars(rename = "FactorRecorded")]
    struct FactorRecordedForm for FactorRecorded {
        required {
            /// Which factor.
            factor: Coded<FactorKind>,
            /// Whether it holds.
            state: Coded<StandingNow>,
        }
        optional {
            /// What is known about it.
            note: Text,
        }
    }
}

form! {
    /// The seven questions that decide whether there are concerns about a child's welfare, answered and signed.
    #[schemars(rename = "ConcernsDecided")]
    struct ConcernsDecidedForm for ConcernsDecided {
        required {
            /// Why.
            reasons: Text,
        }
        lists {
            /// The answer to each question, after its code. A question left out is not known.
            answers: Pairs<ConcernQuestion, Coded<Answer>>,
        }
    }
}
