//! Handovers in words.

use crate::chronology::Gathered;
use crate::handovers::{Acceptance, Handover, acceptance};
use crate::words::{asked_to_take_over, happened_in_words};
use serde::Serialize;

/// An offer of a handover, with what came of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct HandoverLine {
    /// The entry of the offer.
    pub offer: String,
    /// The organisation, by id.
    pub to: String,
    /// The organisation by name, with the service there.
    pub to_words: String,
    /// What they were told.
    pub content: String,
    /// When they were asked.
    pub when: String,
    /// Who recorded it, with the role.
    pub recorded_by: String,
    /// What they answered to it. Nothing: not yet.
    pub answer: Option<HandoverAnswerLine>,
    /// Whether this organisation has accepted, by its latest answer to whatever it was offered.
    pub accepted: bool,
}

/// What they answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct HandoverAnswerLine {
    /// The code of it: `yes`, `no` or `not_known`.
    pub accepted: &'static str,
    /// Who answered there.
    pub by: String,
    /// What they said.
    pub said: String,
    /// When.
    pub when: String,
}

/// The offers in words.
pub(super) fn handover_lines(handovers: &[Handover<'_>], gathered: &Gathered) -> Vec<HandoverLine> {
    handovers.iter().map(|handover| line(handover, handovers, gathered)).collect()
}

fn line(handover: &Handover<'_>, all: &[Handover<'_>], gathered: &Gathered) -> HandoverLine {
    let (event, offered) = (handover.event, handover.offered);
    HandoverLine {
        offer: event.id.to_string(),
        to: offered.to.to_string(),
        to_words: asked_to_take_over(offered, gathered),
        content: offered.content.clone(),
        when: happened_in_words(event.happened),
        recorded_by: gathered.author(&event.author),
        answer: handover.answer.map(|(event, answered)| HandoverAnswerLine {
            accepted: answered.accepted.code(),
            by: answered.by.clone(),
            said: answered.said.clone(),
            when: happened_in_words(event.happened),
        }),
        accepted: matches!(acceptance(all, &offered.to), Acceptance::Accepted(_)),
    }
}
