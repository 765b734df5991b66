//! Follow-ups in words.

use super::handovers::handover_lines;
use super::obligations::because_line;
use super::view::{EndedLine, FailedContactLine, FollowUpView, MissingLine, ObligationLine};
use crate::chronology::Gathered;
use crate::handovers::Handover;
use crate::words::happened_in_words;
use brought_domain::ending::{Ending, EndingLayer};
use brought_domain::{EventId, Fact};
use brought_policy::standing::{FailedContact, FollowUp, FollowUpState, Missing, MissingKind, Obligation, Standing};
use brought_policy::{Action, Pack};

/// What is open in a follow-up and would be kept as replaced by an ending: its signed reasons stand for it, so whoever signs sees it first.
///
/// What the ending itself waits for is told as missing instead.
pub(super) fn ending_stands_for<'s>(follow_up: &'s FollowUp, standing: &'s Standing) -> impl Iterator<Item = &'s Obligation> {
    let lacks = |kind| follow_up.missing.iter().any(|missing| missing.kind == kind);
    let is_waited_for = move |obligation: &Obligation| match obligation.action {
        _ if obligation.before_end => true,
        Action::AssessVulnerability => lacks(MissingKind::VulnerabilityAssessment),
        Action::EstablishDependants => lacks(MissingKind::Dependants),
        _ => false,
    };
    standing
        .obligations
        .iter()
        .filter(|obligation| obligation.is_open() && obligation.follow_up.as_ref() == Some(&follow_up.id))
        .filter(move |obligation| !is_waited_for(obligation))
}

/// A follow-up in words.
pub(super) fn follow_up(
    follow_up: &FollowUp,
    ending_stands_for: Vec<ObligationLine>,
    handovers: &[Handover<'_>],
    gathered: &Gathered,
    pack: &Pack,
) -> FollowUpView {
    FollowUpView {
        id: follow_up.id.to_string(),
        person: follow_up.person.to_string(),
        person_name: gathered.name(&follow_up.person),
        service: follow_up.service.to_string(),
        service_name: gathered.service_name(&follow_up.service),
        follows: follow_up.follows.code(),
        children: follow_up.children.iter().map(|child| (child.to_string(), gathered.name(child))).collect(),
        stage: follow_up.stage.clone(),
        stage_words: follow_up.stage_words.clone(),
        because: follow_up.stage_because.as_ref().map(|because| because_line(because, pack)),
        opened: happened_in_words(follow_up.opened),
        openings: follow_up.openings,
        failed_contacts: follow_up.failed_contacts.iter().map(|failed| failed_contact(failed, gathered)).collect(),
        open: follow_up.is_open(),
        ended: match &follow_up.state {
            FollowUpState::Open => None,
            FollowUpState::Ended { layer, by, at } => {
                Some(EndedLine { how: how_ended(*layer, by, gathered), when: happened_in_words(*at), event: by.to_string() })
            }
        },
        missing: follow_up.missing.iter().map(missing).collect(),
        ending_stands_for,
        endings: follow_up.endings.iter().map(|layer| (layer.code(), layer.words())).collect(),
        handovers: handover_lines(handovers, gathered),
    }
}

/// How it ended; when it was handed over, to whom.
fn how_ended(layer: EndingLayer, by: &EventId, gathered: &Gathered) -> String {
    match gathered.event(by).map(|event| &event.fact) {
        Some(Fact::FollowUpEnded(Ending::HandedOver { to, .. })) => format!("{layer} by {}", gathered.organisation_name(to)),
        _ => layer.to_string(),
    }
}

fn failed_contact(failed: &FailedContact, gathered: &Gathered) -> FailedContactLine {
    FailedContactLine {
        contact: failed.contact.to_string(),
        event: failed.event.to_string(),
        when: happened_in_words(failed.at),
        outcome: failed.outcome.words(),
        setting: failed.setting.words(),
        confirmed: failed.confirmed,
        practitioner: failed.practitioner.as_ref().map(|practitioner| gathered.practitioner_name(practitioner)),
    }
}

fn missing(missing: &Missing) -> MissingLine {
    MissingLine {
        kind: missing.kind.code(),
        child: missing.child.as_ref().map(ToString::to_string),
        words: missing.words.clone(),
        clause: missing.clause,
    }
}
