//! Where an obligation is answered: the form, and what the link to it says.

use crate::address::part;
use crate::pages::contacts::contact_of;
use brought_domain::{Chronology, ContactId};
use brought_policy::Action;
use brought_policy::duty::Detail;
use brought_policy::standing::{Obligation, Standing};

/// What the link to the form says. It begins with a verb and says enough by itself.
pub(crate) fn words(action: &str) -> &'static str {
    match action.parse::<Action>() {
        Ok(Action::RecordResponse | Action::RecordOutcome | Action::MakeFurtherVisit) => "Record what happened",
        Ok(Action::RecordImpactAndDecision | Action::DecideNextStep) => "Sign an analysis",
        Ok(Action::FollowUpFamily) => "Record how you followed the family up",
        Ok(Action::Liaise) => "Record what you learnt",
        Ok(Action::ConsiderNeeds) => "Consider the child’s needs",
        Ok(Action::AgreePlan | Action::ContributeToPlan) => "Record the agreed plan",
        Ok(Action::DecideConcerns) => "Answer the seven questions",
        Ok(Action::Discuss) => "Record the discussion",
        Ok(Action::Refer) => "Record the referral",
        Ok(Action::ObtainAnswerToReferral) => "Record the answer",
        Ok(Action::SetFurtherVisit) => "Set a further visit",
        Ok(Action::AssessVulnerability) => "Assess vulnerability",
        Ok(Action::EstablishDependants) => "Record a child, or that there is none",
        Ok(Action::Inform) => "Record whom you told",
        Ok(Action::ReviewRecords) => "Record what the records show",
        Ok(Action::Send) => "Write it",
        Ok(Action::OfferHelp) => "Record the offer of help",
        Ok(Action::MonthlyReview) => "Review the month",
        Ok(Action::EstablishLastSeen) => "Record when the child was last seen",
        Ok(Action::EstablishReason) => "Sign an analysis with the reason",
        Ok(Action::TakeStep) => "Record the step",
        Ok(Action::DecideAlert) => "Decide about the alert",
        Ok(Action::AgreeNextStep) => "Record the agreement",
        Ok(Action::PlanContact) => "Plan a contact",
        Err(_) => "Say what became of it",
    }
}

/// The address of the form that answers an obligation.
pub(crate) fn form(obligation: &Obligation, standing: &Standing, chronology: &Chronology) -> String {
    let person = &obligation.person;
    let of_contact = || match contact(obligation, standing, chronology) {
        Some(contact) => format!("contacts/{}/outcome", part(contact.as_str())),
        None => "contacts/new".to_owned(),
    };
    let form = match obligation.action {
        Action::RecordResponse | Action::RecordOutcome => of_contact(),
        Action::MakeFurtherVisit => latest_awaited(obligation, standing)
            .map_or_else(|| "contacts/new".to_owned(), |contact| format!("contacts/{}/outcome", part(contact.as_str()))),
        Action::RecordImpactAndDecision | Action::DecideNextStep => "analysis".to_owned(),
        Action::FollowUpFamily => "family-followed-up".to_owned(),
        Action::Liaise => "liaison".to_owned(),
        Action::ConsiderNeeds => "needs".to_owned(),
        Action::AgreePlan | Action::ContributeToPlan => "agreed-plan".to_owned(),
        Action::DecideConcerns => "concerns".to_owned(),
        Action::Discuss => "discussion".to_owned(),
        Action::Refer => "referral".to_owned(),
        Action::ObtainAnswerToReferral => "referral-answer".to_owned(),
        Action::SetFurtherVisit => "further-visit".to_owned(),
        Action::AssessVulnerability => "vulnerability".to_owned(),
        Action::EstablishDependants => "relation".to_owned(),
        Action::EstablishReason => "analysis".to_owned(),
        Action::EstablishLastSeen => "sighting".to_owned(),
        Action::PlanContact => "contacts/new".to_owned(),
        Action::Inform => "told".to_owned(),
        Action::ReviewRecords => "records-reviewed".to_owned(),
        Action::Send => match &obligation.detail {
            Detail::Document { id, .. } => format!("documents/{}", part(id)),
            _ => "sent".to_owned(),
        },
        Action::OfferHelp => "help-offered".to_owned(),
        Action::MonthlyReview => "monthly-review".to_owned(),
        Action::TakeStep => "step".to_owned(),
        Action::DecideAlert => "alert".to_owned(),
        Action::AgreeNextStep => "agreement".to_owned(),
    };
    format!("/children/{}/{form}?for={}", part(person.as_str()), part(obligation.id.as_str()))
}

/// The contact that an obligation is about: of the entries that raised it, the latest that is a contact's.
fn contact<'a>(obligation: &'a Obligation, standing: &'a Standing, chronology: &'a Chronology) -> Option<&'a ContactId> {
    let events = chronology.events.iter().filter(|event| obligation.because.events.contains(&event.id));
    let of_events = events.filter(|event| event.about == obligation.person).filter_map(contact_of).next_back();
    of_events.or_else(|| latest_awaited(obligation, standing))
}

/// The latest contact of the same service whose outcome nobody has recorded.
fn latest_awaited<'a>(obligation: &Obligation, standing: &'a Standing) -> Option<&'a ContactId> {
    let mut of_the_service = standing.awaiting_outcome.iter().filter(|awaiting| {
        awaiting.person == obligation.person && obligation.service.as_ref().is_none_or(|service| *service == awaiting.service)
    });
    of_the_service.next_back().map(|awaiting| &awaiting.contact)
}
