//! How a follow-up ended, with the evidence that each way of ending asks for.

use super::fields;
use super::parts::{AtLeastOne, ChildId, Said};
use super::sighting::{SeenAt, with_sighting};
use crate::leaf::{Coded, Day, Id, Text};
use crate::reader::{Form, Reader};
use brought_domain::OrganisationId;
use brought_domain::ending::{Accountable, Assurance, ChildAssured, Ending, NeedsMet};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

with_sighting! {
    /// The evidence for one child: who saw the child, and how the needs are known to be met.
    #[schemars(rename = "ChildAssured")]
    struct ChildAssuredForm {
        /// How the needs are known to be met.
        #[schemars(with = "Said")]
        needs_met_because: Text,
    }
}

impl Form for ChildAssuredForm {
    type Domain = ChildAssured;

    fn read(&self, reader: &mut Reader) -> Option<ChildAssured> {
        let seen = self.read_sighting(reader);
        let basis = reader.field("needs_met_because", &self.needs_met_because);
        Some(ChildAssured { seen: seen?, needs: NeedsMet { basis: basis? } })
    }

    fn write(assured: &ChildAssured) -> Self {
        Self {
            child: ChildId::write(&assured.seen.child),
            seen_at: SeenAt::write(&assured.seen.seen_at),
            place: Text::write(&assured.seen.place),
            by: Text::write(&assured.seen.by),
            seen_by: Some(Coded::of(assured.seen.seen_by)),
            relation: Text::write(&assured.seen.relation),
            how: Coded::of(assured.seen.how),
            needs_met_because: Text::write(&assured.needs.basis),
        }
    }
}

fields! {
    /// Seen, and the needs known to be met.
    #[schemars(rename = "Assured")]
    struct AssuredForm {
        required {
            /// The evidence for each child: one, or every dependent child when it is a parent's follow-up.
            #[schemars(with = "AtLeastOne<ChildAssuredForm>")]
            children: Vec<ChildAssuredForm>,
            /// Why the follow-up ends.
            #[schemars(with = "Said")]
            reasons: Text,
            /// Who was told: at least one.
            #[schemars(with = "AtLeastOne<Said>")]
            told: Vec<Text>,
        }
    }
}

fields! {
    /// Offers are paused; the follow-up opens again by itself.
    #[schemars(rename = "OffersPaused")]
    struct OffersPausedForm {
        required {
            /// Why the follow-up ends.
            reasons: Said,
            /// Who was told: at least one.
            told: AtLeastOne<Said>,
            /// The plan that was shared.
            plan: Text,
            /// With whom the plan was shared.
            shared_with: Vec<Text>,
            /// The day of the next programme contact, which stays scheduled.
            next_contact_on: Day,
        }
    }
}

fields! {
    /// Discharged by the service's own policy, with immediate risk excluded.
    #[schemars(rename = "DischargedRiskExcluded")]
    struct DischargedForm {
        required {
            /// Why the follow-up ends.
            reasons: Said,
            /// Who was told, with the referrer and the GP among them.
            told: AtLeastOne<Said>,
            /// How immediate clinical and safeguarding risk was excluded.
            risk_excluded: Text,
            /// Whether the referrer and the GP were told.
            referrer_and_gp_told: bool,
        }
    }
}

fields! {
    /// Handed over to an organisation that accepted.
    #[schemars(rename = "HandedOver")]
    struct HandedOverForm {
        required {
            /// Why the follow-up ends.
            reasons: Said,
            /// Who was told: at least one.
            told: AtLeastOne<Said>,
            /// The id of the organisation that accepted.
            to: Id<OrganisationId>,
            /// Who accepted there.
            accepted_by: Text,
        }
    }
}

fields! {
    /// Every failed contact was an error.
    #[schemars(rename = "Withdrawn")]
    struct WithdrawnForm {
        required {
            /// Why the follow-up ends.
            reasons: Said,
            /// Who was told: at least one.
            told: AtLeastOne<Said>,
        }
    }
}

/// How a follow-up ends, with its evidence. It takes only if the evidence is good.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "FollowUpEnded")]
pub(crate) enum EndingForm {
    /// Seen in person, and the needs known to be met.
    Assured(AssuredForm),
    /// Offers are paused.
    OffersPaused(OffersPausedForm),
    /// Discharged, with immediate risk excluded.
    DischargedRiskExcluded(DischargedForm),
    /// Handed over and accepted.
    HandedOver(HandedOverForm),
    /// Every failed contact was an error.
    Withdrawn(WithdrawnForm),
    /// The person died.
    Died,
    /// The pregnancy ended.
    PregnancyEnded,
}

impl Form for EndingForm {
    type Domain = Ending;

    fn read(&self, reader: &mut Reader) -> Option<Ending> {
        match self {
            Self::Assured(form) => reader.within("assured", |reader| form.read(reader)),
            Self::OffersPaused(form) => reader.within("offers_paused", |reader| form.read(reader)),
            Self::DischargedRiskExcluded(form) => reader.within("discharged_risk_excluded", |reader| form.read(reader)),
            Self::HandedOver(form) => reader.within("handed_over", |reader| form.read(reader)),
            Self::Withdrawn(form) => reader
                .within("withdrawn", |reader| accountable(&form.reasons, &form.told, reader))
                .map(|accountable| Ending::Withdrawn { accountable }),
            Self::Died => Some(Ending::Died),
            Self::PregnancyEnded => Some(Ending::PregnancyEnded),
        }
    }

    fn write(ending: &Ending) -> Self {
        match ending {
            Ending::Assured(assurance) => Self::Assured(AssuredForm {
                children: assurance.children().iter().map(Form::write).collect(),
                reasons: Text::write(&assurance.accountable().reasons),
                told: Vec::write(&assurance.accountable().told),
            }),
            Ending::OffersPaused { accountable, plan, shared_with, next_contact_on } => Self::OffersPaused(OffersPausedForm {
                reasons: Said::write(&accountable.reasons),
                told: AtLeastOne::write(&accountable.told),
                plan: Text::write(plan),
                shared_with: Vec::write(shared_with),
                next_contact_on: Day::write(next_contact_on),
            }),
            Ending::DischargedRiskExcluded { accountable, risk_excluded, referrer_and_gp_told } => {
                Self::DischargedRiskExcluded(DischargedForm {
                    reasons: Said::write(&accountable.reasons),
                    told: AtLeastOne::write(&accountable.told),
                    risk_excluded: Text::write(risk_excluded),
                    referrer_and_gp_told: *referrer_and_gp_told,
                })
            }
            Ending::HandedOver { accountable, to, accepted_by } => Self::HandedOver(HandedOverForm {
                reasons: Said::write(&accountable.reasons),
                told: AtLeastOne::write(&accountable.told),
                to: Id::of(to),
                accepted_by: Text::write(accepted_by),
            }),
            Ending::Withdrawn { accountable } => {
                Self::Withdrawn(WithdrawnForm { reasons: Said::write(&accountable.reasons), told: AtLeastOne::write(&accountable.told) })
            }
            Ending::Died => Self::Died,
            Ending::PregnancyEnded => Self::PregnancyEnded,
        }
    }
}

fn accountable(reasons: &Said, told: &AtLeastOne<Said>, reader: &mut Reader) -> Option<Accountable> {
    let reasons = reader.field("reasons", reasons);
    let told = reader.field("told", told);
    Some(Accountable { reasons: reasons?, told: told? })
}

impl AssuredForm {
    /// Both halves for each child; what is missing is said as the domain says it.
    fn read(&self, reader: &mut Reader) -> Option<Ending> {
        let children = reader.field("children", &self.children);
        let reasons = reader.field("reasons", &self.reasons);
        let told = reader.field("told", &self.told);
        match Assurance::new(children?, Accountable { reasons: reasons?, told: told? }) {
            Ok(assurance) => Some(Ending::Assured(assurance)),
            Err(problems) => {
                for problem in problems {
                    reader.problem::<()>(problem.to_string());
                }
                None
            }
        }
    }
}

impl OffersPausedForm {
    fn read(&self, reader: &mut Reader) -> Option<Ending> {
        let accountable = accountable(&self.reasons, &self.told, reader);
        let plan = reader.field("plan", &self.plan);
        let shared_with = reader.field("shared_with", &self.shared_with);
        let next_contact_on = reader.field("next_contact_on", &self.next_contact_on);
        Some(Ending::OffersPaused { accountable: accountable?, plan: plan?, shared_with: shared_with?, next_contact_on: next_contact_on? })
    }
}

impl DischargedForm {
    fn read(&self, reader: &mut Reader) -> Option<Ending> {
        let accountable = accountable(&self.reasons, &self.told, reader);
        let risk_excluded = reader.field("risk_excluded", &self.risk_excluded);
        Some(Ending::DischargedRiskExcluded {
            accountable: accountable?,
            risk_excluded: risk_excluded?,
            referrer_and_gp_told: self.referrer_and_gp_told,
        })
    }
}

impl HandedOverForm {
    fn read(&self, reader: &mut Reader) -> Option<Ending> {
        let accountable = accountable(&self.reasons, &self.told, reader);
        let to = reader.field("to", &self.to);
        let accepted_by = reader.field("accepted_by", &self.accepted_by);
        Some(Ending::HandedOver { accountable: accountable?, to: to?, accepted_by: accepted_by? })
    }
}
