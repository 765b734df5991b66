//! Offering a follow-up to another organisation, and recording what they answered. Neither ends anything (NAF-17).

use super::checks::{Checks, said};
use super::entry::{Basis, Entry, EntryHead};
use crate::handovers::handovers;
use brought_calendar::uk_time_zone;
use brought_domain::contact::Answer;
use brought_domain::steps::{HandoverAnswered, HandoverOffered};
use brought_domain::{EventId, Fact, OrganisationId, ServiceId};
use brought_policy::standing::FollowUp;

/// The form of an offer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfferHandover {
    /// What every form carries. The service is that of the follow-up which is offered.
    pub head: EntryHead,
    /// The organisation that was asked to take over. Nothing: none was chosen.
    pub to: Option<OrganisationId>,
    /// The service there, as it is called.
    pub service: Option<String>,
    /// What they were told.
    pub content: String,
}

impl Entry for OfferHandover {
    fn head(&self) -> &EntryHead {
        &self.head
    }

    fn plan(&self, basis: &Basis<'_>, checks: &mut Checks) -> Option<Fact> {
        if self.to.is_none() {
            checks.refuse("to", "Choose the organisation that was asked to take over");
        }
        let content = checks.text("content", &self.content, "Say what they were told: what is open, what is known and what is not known");
        let of_service = |follow_up: &&FollowUp| self.head.service.as_ref().is_none_or(|service| follow_up.service == *service);
        let offered: Vec<&FollowUp> = own_open(basis).filter(of_service).collect();
        if offered.is_empty() && !checks.is_about("service") {
            checks.refuse("service", "There is no open follow-up of this service on this record: there is nothing to hand over");
        }
        let too_early = |follow_up: &&FollowUp| follow_up.opened.is_certainly_after(&self.head.happened, &uk_time_zone());
        if !offered.is_empty() && offered.iter().all(too_early) {
            checks.refuse("happened", "They were asked before the follow-up was opened: ask them again, about what is open now");
        }
        Some(Fact::HandoverOffered(HandoverOffered { to: self.to.clone()?, service: said(self.service.as_ref()), content }))
    }
}

/// The form of the answer to an offer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnswerHandover {
    /// What every form carries. The service is that of the offer.
    pub head: EntryHead,
    /// The entry of the offer. Nothing: none was chosen.
    pub offer: Option<EventId>,
    /// Whether they take over. Nothing: not said.
    pub accepted: Option<Answer>,
    /// Who answered there.
    pub by: String,
    /// What they said.
    pub said: String,
}

impl Entry for AnswerHandover {
    fn head(&self) -> &EntryHead {
        &self.head
    }

    fn service(&self, basis: &Basis<'_>) -> Option<ServiceId> {
        let offer = self.offer.as_ref().and_then(|offer| basis.gathered.event(offer));
        offer.map_or_else(|| self.head.service.clone(), |offer| offer.service.clone())
    }

    fn plan(&self, basis: &Basis<'_>, checks: &mut Checks) -> Option<Fact> {
        let offers: Vec<_> =
            own_open(basis).flat_map(|follow_up| handovers(follow_up, basis.standing, basis.gathered, basis.now)).collect();
        match offers.iter().find(|handover| Some(&handover.event.id) == self.offer.as_ref()) {
            _ if offers.is_empty() => checks.refuse("offer", "Record the offer first: nobody has been asked to take over"),
            None => checks.refuse("offer", "Choose the offer that was answered"),
            Some(handover) if handover.event.happened.is_certainly_after(&self.head.happened, &uk_time_zone()) => {
                checks.refuse("happened", "They cannot have answered before they were asked");
            }
            Some(_) => {}
        }
        if self.accepted.is_none() {
            checks.refuse("accepted", "Say whether they take over");
        }
        // The engine takes no administrator's word for it; said here, so that nobody signs what would not count.
        if self.accepted == Some(Answer::Yes) && !self.head.role.may_end() {
            checks.refuse("accepted", "That they take over is signed by a practitioner, not by an administrator: ask one to record it");
        }
        let by = checks.text("by", &self.by, "Say who answered for them");
        let said = checks.text("said", &self.said, "Say what they said");
        Some(Fact::HandoverAnswered(HandoverAnswered { offer: self.offer.clone()?, accepted: self.accepted?, by, said }))
    }
}

/// The open follow-ups of the person whose record it is.
fn own_open<'a>(basis: &Basis<'a>) -> impl Iterator<Item = &'a FollowUp> {
    let subject = &basis.gathered.chronology.subject;
    basis.standing.follow_ups.iter().filter(move |follow_up| follow_up.is_open() && follow_up.person == *subject)
}

#[cfg(test)]
mod tests;
