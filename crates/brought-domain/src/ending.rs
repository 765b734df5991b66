//! How a follow-up may end: the core layer, which no policy pack can turn off (invariant 7, NAF-10, NAF-12, NAF-17).
//!
//! An [`Ending`] carries its evidence. There is no ending by time, silence, refusal, import or bulk action, because no variant
//! of it could be built from those. Whether the evidence is good for a given follow-up is decided by the engine when it reads the
//! event, so that an ending that reached the record in any other way does not take.

use crate::identity::{OrganisationId, PersonId};
use crate::vocabulary::vocabulary;
use crate::work::Sighting;
use jiff::civil::Date;
use std::collections::BTreeSet;

vocabulary! {
    /// The layers under which a follow-up may end.
    pub enum EndingLayer ("way of ending") {
        /// The child was seen and the needs are known to be met (NAF-17, NAF-18, NAF-23).
        Assured = "assured", "assured: seen, and needs known to be met";
        /// No known vulnerability; offers paused, the next programme contact stays (SWI-15).
        OffersPaused = "offers_paused", "offers paused";
        /// Discharged with immediate risk excluded (STW-12).
        DischargedRiskExcluded = "discharged_risk_excluded", "discharged, immediate risk excluded";
        /// The receiving service accepted.
        HandedOver = "handed_over", "handed over and accepted";
        /// Every failed contact in it was shown to be an error (STW-08).
        Withdrawn = "withdrawn", "withdrawn: every failed contact was an error";
        /// A practitioner has established that no child depends on the carer: there is nobody to be assured of (our addition to NAF-22).
        NoDependentChild = "no_dependent_child", "no child depends on this carer";
        /// The person died.
        Died = "died", "ended by death";
        /// The pregnancy ended.
        PregnancyEnded = "pregnancy_ended", "ended with the pregnancy";
    }
}

/// How it is known that a child's needs are met (NAF-17).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NeedsMet {
    /// On what the knowledge rests. Never empty.
    pub basis: String,
}

/// The evidence for one child: who saw the child, and how the needs are known to be met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChildAssured {
    /// Who saw the child, when, where, how. Names the child.
    pub seen: Sighting,
    /// How the needs are known to be met.
    pub needs: NeedsMet,
}

/// What every ending of a live follow-up needs, whatever its layer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accountable {
    /// Why it ends. Never empty.
    pub reasons: String,
    /// Who was told. Never empty: at the least, the family or the referrer, or why nobody was.
    pub told: Vec<String>,
}

/// How a follow-up ends, with the evidence of that layer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Seen, and needs known to be met: for each dependent child by name when it is a parent's follow-up.
    Assured(Assurance),
    /// Offers are paused; it opens again by itself.
    OffersPaused {
        /// Reasons and who was told.
        accountable: Accountable,
        /// The plan that was shared.
        plan: String,
        /// With whom.
        shared_with: Vec<String>,
        /// The next programme contact, which stays scheduled.
        next_contact_on: Date,
    },
    /// Discharged by the service's own policy, with immediate clinical and safeguarding risk excluded.
    DischargedRiskExcluded {
        /// Reasons and who was told; the referrer and the GP must be among them.
        accountable: Accountable,
        /// How immediate risk was excluded.
        risk_excluded: String,
        /// The referrer and the GP were told.
        referrer_and_gp_told: bool,
    },
    /// Handed over: the receiving service has accepted.
    HandedOver {
        /// Reasons and who was told.
        accountable: Accountable,
        /// The organisation that accepted.
        to: OrganisationId,
        /// Who accepted there.
        accepted_by: String,
    },
    /// Every failed contact in it was an error. The engine checks that none stands.
    Withdrawn {
        /// Reasons and who was told.
        accountable: Accountable,
    },
    /// The person died, as recorded by a person.
    Died,
    /// The pregnancy ended, as recorded by a person.
    PregnancyEnded,
}

impl Ending {
    /// The layer it ends under.
    pub fn layer(&self) -> EndingLayer {
        match self {
            Self::Assured(_) => EndingLayer::Assured,
            Self::OffersPaused { .. } => EndingLayer::OffersPaused,
            Self::DischargedRiskExcluded { .. } => EndingLayer::DischargedRiskExcluded,
            Self::HandedOver { .. } => EndingLayer::HandedOver,
            Self::Withdrawn { .. } => EndingLayer::Withdrawn,
            Self::Died => EndingLayer::Died,
            Self::PregnancyEnded => EndingLayer::PregnancyEnded,
        }
    }

    /// Reasons and who was told, for the layers that need them.
    pub fn accountable(&self) -> Option<&Accountable> {
        match self {
            Self::Assured(assurance) => Some(&assurance.accountable),
            Self::OffersPaused { accountable, .. }
            | Self::DischargedRiskExcluded { accountable, .. }
            | Self::HandedOver { accountable, .. }
            | Self::Withdrawn { accountable } => Some(accountable),
            Self::Died | Self::PregnancyEnded => None,
        }
    }
}

/// Assurance of safety and welfare: both halves, for each child (NAF-17, NAF-23).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assurance {
    children: Vec<ChildAssured>,
    accountable: Accountable,
}

/// What an assurance lacks.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AssuranceProblem {
    /// No child is named.
    #[error("say who saw the child in person, when and where")]
    NobodySeen,
    /// One child is named twice.
    #[error("{0} is named twice")]
    NamedTwice(PersonId),
    /// The sighting does not say who, where or in what relation.
    #[error("say who saw {0}, where, and what they are to the child")]
    SightingIncomplete(PersonId),
    /// No basis for the needs being met.
    #[error("say how it is known that the needs of {0} are met")]
    NeedsNotSaid(PersonId),
    /// No reasons.
    #[error("give the reasons for ending the follow-up")]
    NoReasons,
    /// Nobody was told.
    #[error("say who was told that the follow-up ends")]
    NobodyTold,
}

impl Assurance {
    /// Puts the two halves together.
    ///
    /// # Errors
    /// Every [`AssuranceProblem`] there is, so that a form can show them all at once.
    pub fn new(children: Vec<ChildAssured>, accountable: Accountable) -> Result<Self, Vec<AssuranceProblem>> {
        let mut problems = Vec::new();
        if children.is_empty() {
            problems.push(AssuranceProblem::NobodySeen);
        }
        for (index, child) in children.iter().enumerate() {
            let id = &child.seen.child;
            if children[..index].iter().any(|earlier| &earlier.seen.child == id) {
                problems.push(AssuranceProblem::NamedTwice(id.clone()));
            }
            if [&child.seen.by, &child.seen.place, &child.seen.relation].iter().any(|text| text.trim().is_empty()) {
                problems.push(AssuranceProblem::SightingIncomplete(id.clone()));
            }
            if child.needs.basis.trim().is_empty() {
                problems.push(AssuranceProblem::NeedsNotSaid(id.clone()));
            }
        }
        problems.extend(accountable.problems());
        if problems.is_empty() { Ok(Self { children, accountable }) } else { Err(problems) }
    }

    /// The evidence for each child.
    pub fn children(&self) -> &[ChildAssured] {
        &self.children
    }

    /// Reasons and who was told.
    pub fn accountable(&self) -> &Accountable {
        &self.accountable
    }

    /// Puts another id in the place of a child's. Evidence of a child who turns out to be named twice is kept once: that which stands first.
    pub(crate) fn each_child(&mut self, change: &mut dyn FnMut(&mut PersonId)) {
        self.children.iter_mut().for_each(|child| change(&mut child.seen.child));
        let mut named = BTreeSet::new();
        self.children.retain(|child| named.insert(child.seen.child.clone()));
    }

    /// The evidence for one child.
    pub fn child(&self, child: &PersonId) -> Option<&ChildAssured> {
        self.children.iter().find(|assured| &assured.seen.child == child)
    }
}

impl Accountable {
    /// What it lacks.
    pub fn problems(&self) -> Vec<AssuranceProblem> {
        let mut problems = Vec::new();
        if self.reasons.trim().is_empty() {
            problems.push(AssuranceProblem::NoReasons);
        }
        if self.told.iter().all(|name| name.trim().is_empty()) {
            problems.push(AssuranceProblem::NobodyTold);
        }
        problems
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Happened;
    use crate::work::{HowSeen, SeenBy};
    use jiff::civil::date;

    fn seen(child: &str, by: &str) -> ChildAssured {
        ChildAssured {
            seen: Sighting {
                child: PersonId::new(child).unwrap(),
                seen_at: Happened::On(date(2026, 1, 9)),
                place: "nursery".into(),
                by: by.into(),
                seen_by: SeenBy::OtherProfessional,
                relation: "nursery teacher".into(),
                how: HowSeen::InPerson,
            },
            needs: NeedsMet { basis: "growth checked, inhaler in use".into() },
        }
    }

    fn accountable() -> Accountable {
        Accountable { reasons: "seen and well".into(), told: vec!["GP".into()] }
    }

    #[test]
    fn both_halves_make_an_assurance() {
        assert!(Assurance::new(vec![seen("a", "N. Teacher")], accountable()).is_ok());
    }

    #[test]
    fn every_missing_part_is_named_at_once() {
        let mut half = seen("a", " ");
        half.needs.basis.clear();
        let problems = Assurance::new(vec![half], Accountable { reasons: String::new(), told: vec![] }).unwrap_err();
        let a = PersonId::new("a").unwrap();
        assert_eq!(
            problems,
            [
                AssuranceProblem::SightingIncomplete(a.clone()),
                AssuranceProblem::NeedsNotSaid(a),
                AssuranceProblem::NoReasons,
                AssuranceProblem::NobodyTold
            ]
        );
    }

    #[test]
    fn nobody_seen_is_no_assurance_and_one_child_does_not_stand_for_two() {
        assert_eq!(Assurance::new(vec![], accountable()), Err(vec![AssuranceProblem::NobodySeen]));
        let twice = Assurance::new(vec![seen("a", "N"), seen("a", "N")], accountable()).unwrap_err();
        assert_eq!(twice, [AssuranceProblem::NamedTwice(PersonId::new("a").unwrap())]);
    }
}
