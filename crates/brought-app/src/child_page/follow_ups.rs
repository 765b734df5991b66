//! Follow-ups in words.

use super::obligations::because_line;
use super::view::{EndedLine, FailedContactLine, FollowUpView, MissingLine};
use crate::chronology::Gathered;
use crate::words::happened_in_words;
use brought_policy::Pack;
use brought_policy::standing::{FailedContact, FollowUp, FollowUpState, Missing};

/// A follow-up in words.
pub(super) fn follow_up(follow_up: &FollowUp, gathered: &Gathered, pack: &Pack) -> FollowUpView {
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
                Some(EndedLine { how: layer.words(), when: happened_in_words(*at), event: by.to_string() })
            }
        },
        missing: follow_up.missing.iter().map(missing).collect(),
        endings: follow_up.endings.iter().map(|layer| (layer.code(), layer.words())).collect(),
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
