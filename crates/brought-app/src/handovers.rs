//! Handovers: who was asked to take over a follow-up, and what they answered. A handover has two sides, and an ending rests on both.
//!
//! Whether a follow-up may end is for the engine to say. This finds the entries that it looks at, so that a page can name what is missing.

use crate::chronology::Gathered;
use brought_calendar::uk_time_zone;
use brought_domain::contact::Answer;
use brought_domain::steps::{HandoverAnswered, HandoverOffered};
use brought_domain::work::Role;
use brought_domain::{Corrections, Event, EventId, Fact, OrganisationId};
use brought_policy::Standing;
use brought_policy::standing::FollowUp;
use jiff::Timestamp;

/// An offer that stands in an open follow-up.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Handover<'a> {
    /// The entry of the offer.
    pub(crate) event: &'a Event,
    /// What was offered.
    pub(crate) offered: &'a HandoverOffered,
    /// The latest answer to this very offer that counts.
    pub(crate) answer: Option<(&'a Event, &'a HandoverAnswered)>,
}

/// How far a handover has come with those who would take over.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Acceptance<'a> {
    /// They were never asked.
    NotOffered,
    /// They were asked and have not answered.
    NotAnswered,
    /// They said no, or it is not known whether they accept.
    NotAccepted,
    /// They accepted.
    Accepted(&'a HandoverAnswered),
}

/// The offers that stand for a follow-up as it is open now, in the order in which they were made.
pub(crate) fn handovers<'a>(follow_up: &FollowUp, standing: &Standing, gathered: &'a Gathered, as_of: Timestamp) -> Vec<Handover<'a>> {
    if !follow_up.is_open() {
        return Vec::new();
    }
    let entries = entries_of_this_time(follow_up, standing, gathered, as_of);
    let answer_to = |offer: &EventId| {
        entries.iter().rev().find_map(|event| match &event.fact {
            Fact::HandoverAnswered(answered) if answered.offer == *offer && counts(event, answered) => Some((*event, answered)),
            _ => None,
        })
    };
    let offers = entries.iter().filter_map(|event| match &event.fact {
        Fact::HandoverOffered(offered) => Some(Handover { event, offered, answer: answer_to(&event.id) }),
        _ => None,
    });
    offers.collect()
}

/// What an organisation has said last to whatever it was offered.
pub(crate) fn acceptance<'a>(handovers: &[Handover<'a>], to: &OrganisationId) -> Acceptance<'a> {
    let mut of_them = handovers.iter().filter(|handover| handover.offered.to == *to).peekable();
    if of_them.peek().is_none() {
        return Acceptance::NotOffered;
    }
    match of_them.filter_map(|handover| handover.answer).max_by_key(|(event, _)| order(event)) {
        None => Acceptance::NotAnswered,
        Some((_, answered)) if answered.accepted == Answer::Yes => Acceptance::Accepted(answered),
        Some(_) => Acceptance::NotAccepted,
    }
}

/// The entries that stand about a follow-up since it was opened this time, in order: what ended it before is over, and so is what led to that.
fn entries_of_this_time<'a>(follow_up: &FollowUp, standing: &Standing, gathered: &'a Gathered, as_of: Timestamp) -> Vec<&'a Event> {
    let known = || gathered.chronology.events.iter().filter(|event| event.recorded_at <= as_of);
    let gone = Corrections::among(known()).gone;
    let about = |event: &Event| event.about == follow_up.person || follow_up.children.contains(&event.about);
    let of_service = |event: &Event| event.service.as_ref().is_none_or(|service| *service == follow_up.service);
    let mut entries: Vec<&Event> = known().filter(|event| !gone.contains(&event.id) && about(event) && of_service(event)).collect();
    entries.sort_by_key(|event| order(event));
    let ended = |event: &&Event| {
        matches!(event.fact, Fact::FollowUpEnded(_))
            && event.about == follow_up.person
            && !standing.set_aside.iter().any(|aside| aside.event == event.id)
    };
    let from = entries.iter().rposition(ended).map_or(0, |place| place + 1);
    entries.split_off(from).into_iter().filter(|event| event.happened.is_not_before(&follow_up.opened, &uk_time_zone())).collect()
}

/// That they accept is signed by somebody who may end a follow-up; that they do not may come from anybody.
fn counts(event: &Event, answered: &HandoverAnswered) -> bool {
    answered.accepted != Answer::Yes || event.author.role().is_some_and(Role::may_end)
}

/// By when something had been done, so far as its day and its writing down tell; an ending after what was done at the same moment.
fn order(event: &Event) -> (Timestamp, bool, Timestamp, &EventId) {
    let (earliest, latest) = (event.happened.earliest(&uk_time_zone()), event.happened.latest(&uk_time_zone()));
    let done_by = if event.recorded_at > earliest { latest.min(event.recorded_at) } else { latest };
    (done_by, matches!(event.fact, Fact::FollowUpEnded(_)), event.recorded_at, &event.id)
}
