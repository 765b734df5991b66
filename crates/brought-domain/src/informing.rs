//! Who is told what, and how: telling somebody is a step of its own, which is only done when it is known who was told (STW-15, STW-18).

use crate::contact::Answer;
use crate::vocabulary::vocabulary;

vocabulary! {
    /// Who is told (HAM-07, STW-12, STW-15, STW-18, STW-19, STW-20, SWI-06).
    pub enum Party ("party to tell") {
        /// A parent or carer.
        ParentOrCarer = "parent_or_carer", "a parent or carer";
        /// The child or young person.
        ChildOrYoungPerson = "child_or_young_person", "the child or young person";
        /// Whoever referred the child (STW-12).
        Referrer = "referrer", "the referrer";
        /// The GP practice (STW-12, STW-20).
        GpPractice = "gp_practice", "the GP practice";
        /// Health visiting (STW-20).
        HealthVisiting = "health_visiting", "health visiting";
        /// School nursing (STW-20).
        SchoolNursing = "school_nursing", "school nursing";
        /// The family nurse partnership (STW-20).
        FamilyNursePartnership = "family_nurse_partnership", "the family nurse partnership";
        /// Midwifery (SWI-06).
        Midwifery = "midwifery", "midwifery";
        /// Children's social care.
        ChildrensSocialCare = "childrens_social_care", "children's social care";
        /// The social worker allocated to the child (STW-19).
        AllocatedSocialWorker = "allocated_social_worker", "the allocated social worker";
        /// The emergency duty team of children's social care (STW-19).
        EmergencyDutyTeam = "emergency_duty_team", "the emergency duty team";
        /// The police (STW-18).
        Police = "police", "the police";
        /// The designated safeguarding team (STW-20).
        DesignatedSafeguardingTeam = "designated_safeguarding_team", "the designated safeguarding team";
        /// The designated nurses for looked-after children (STW-20).
        DesignatedLookedAfterNurses = "designated_looked_after_nurses", "the designated nurses for looked-after children";
        /// The agencies that need to know, named (SWI-06, SWI-07, SWI-08).
        RelevantAgencies = "relevant_agencies", "the relevant agencies";
        /// The practitioner's line manager.
        LineManager = "line_manager", "the line manager";
        /// Somebody else.
        Other = "other", "somebody else";
    }
}

vocabulary! {
    /// What somebody is told about.
    pub enum InformTopic ("subject to tell about") {
        /// The failed contacts (HAM-07, STW-12).
        FailedContacts = "failed_contacts", "the failed contacts";
        /// Nobody knows where the child is (STW-18, STW-19, STW-20).
        WhereaboutsUnknown = "whereabouts_unknown", "the child's whereabouts, which are not known";
        /// What withdrawing from services means, any further action included (STW-15).
        Withdrawal = "withdrawal", "what withdrawing means";
        /// The plan and the reasons for it (SWI-06, SWI-07, SWI-08).
        PlanAndRationale = "plan_and_rationale", "the plan and the reasons for it";
        /// What became of a referral.
        ReferralUpdate = "referral_update", "what became of a referral";
        /// The child has still not been seen.
        StillUnseen = "still_unseen", "the child, who has still not been seen";
        /// The discharge (HAM-07, STW-12).
        Discharge = "discharge", "the discharge";
        /// Something else.
        Other = "other", "something else";
    }
}

vocabulary! {
    /// How somebody is told (STW-12, STW-15).
    pub enum Channel ("way of telling") {
        /// Face to face.
        InPerson = "in_person", "in person";
        /// By telephone.
        Telephone = "telephone", "by telephone";
        /// By letter.
        Letter = "letter", "by letter";
        /// By text message or email.
        Message = "message", "by message";
        /// By a message that only the receiver can open, such as between clinical systems.
        SecureMessage = "secure_message", "by secure message";
        /// At a meeting.
        Meeting = "meeting", "at a meeting";
        /// In another way.
        Other = "other", "in another way";
    }
}

/// Somebody was told something: who, what, how, and whether they understood (HAM-07, STW-12, STW-15, STW-18 to STW-20, SWI-06 to SWI-08).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Informed {
    /// Who was told.
    pub party: Party,
    /// The name of the person or agency that was told.
    pub name: Option<String>,
    /// What about.
    pub about: InformTopic,
    /// How.
    pub how: Channel,
    /// The reference that they gave, such as that of the police (STW-18).
    pub reference: Option<String>,
    /// Whether they understood what it means (STW-15).
    pub understood: Answer,
    /// What was said.
    pub said: String,
}

impl Informed {
    /// Whether it can be shown who was told: of the police, only a name or a reference shows it (STW-18).
    pub fn is_traceable(&self) -> bool {
        let given = |text: &Option<String>| text.as_ref().is_some_and(|text| !text.trim().is_empty());
        self.party != Party::Police || given(&self.name) || given(&self.reference)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn telling_the_police_is_traced_by_a_name_or_a_reference_and_by_nothing_less() {
        let told = |party, name: Option<&str>, reference: Option<&str>| Informed {
            party,
            name: name.map(Into::into),
            about: InformTopic::WhereaboutsUnknown,
            how: Channel::Telephone,
            reference: reference.map(Into::into),
            understood: Answer::NotKnown,
            said: "last seen on Monday".into(),
        };
        assert!(!told(Party::Police, None, None).is_traceable());
        assert!(!told(Party::Police, Some(" "), None).is_traceable());
        assert!(told(Party::Police, Some("Sergeant A. Example"), None).is_traceable());
        assert!(told(Party::Police, None, Some("log 0042")).is_traceable());
        assert!(told(Party::GpPractice, None, None).is_traceable());
    }
}
