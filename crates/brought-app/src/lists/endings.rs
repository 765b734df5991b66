//! Follow-ups that ended lately: which there are, and a sample of them for somebody to read again.
//!
//! They stand in the same cache as what is owed, in a state of their own, as the engine has them: an ending whose evidence was withdrawn is none.

use crate::chronology::Gathered;
use crate::words::{happened_in_words, second_identifier};
use brought_calendar::uk_time_zone;
use brought_domain::ending::EndingLayer;
use brought_domain::work::Role;
use brought_domain::{EventId, FollowUpId, Happened, ObligationId};
use brought_policy::Standing;
use brought_policy::standing::{FollowUp, FollowUpState};
use brought_store::WorklistRow;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// The state in which these rows stand, apart from every state of an obligation.
pub(super) const STATE: &str = "ended";

/// How many days the board looks back.
pub const ENDINGS_DAYS: u16 = 30;

/// How many endings are drawn for review.
pub const ENDINGS_DRAWN: usize = 5;

/// A follow-up that ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EndingLine {
    /// Whose record, by id.
    pub person: String,
    /// Their name.
    pub name: String,
    /// Date of birth, or what stands for it.
    pub second_identifier: String,
    /// Of which service.
    pub service_name: String,
    /// How it ended, by the code of its layer.
    pub layer: String,
    /// When, in words.
    pub ended: String,
    /// Who signed it.
    pub signed_by: String,
    /// How many failed contacts there were in it.
    pub failed_contacts: usize,
    /// The entry that ended it: what the draw goes by, with whose it is.
    pub event: String,
}

impl EndingLine {
    /// How it ended, in words.
    pub fn layer_words(&self) -> &str {
        self.layer.parse::<EndingLayer>().map_or(self.layer.as_str(), |layer| layer.words())
    }
}

/// The rows of one person's own follow-ups that ended lately. Pure.
pub(crate) fn rows(gathered: &Gathered, standing: &Standing, now: Timestamp) -> Vec<WorklistRow> {
    // A day more than is asked for, so that a row that was worked out yesterday lacks nothing today.
    let first = now.checked_sub(SignedDuration::from_hours(24 * (i64::from(ENDINGS_DAYS) + 1))).unwrap_or(Timestamp::MIN);
    let own = standing.follow_ups.iter().filter(|follow_up| follow_up.person == standing.subject);
    own.filter_map(|follow_up| match &follow_up.state {
        FollowUpState::Ended { layer, by, at } if at.earliest(&uk_time_zone()) >= first => row(follow_up, *layer, by, *at, gathered),
        _ => None,
    })
    .collect()
}

fn row(follow_up: &FollowUp, layer: EndingLayer, by: &EventId, at: Happened, gathered: &Gathered) -> Option<WorklistRow> {
    let person = &follow_up.person;
    let told = EndingLine {
        person: person.to_string(),
        name: gathered.name(person),
        second_identifier: gathered.people.get(person).map_or_else(String::new, second_identifier),
        service_name: gathered.service_name(&follow_up.service),
        layer: layer.code().to_owned(),
        ended: happened_in_words(at),
        signed_by: gathered.event(by).map_or_else(|| "not known".to_owned(), |event| gathered.author(&event.author)),
        failed_contacts: follow_up.failed_contacts.len(),
        event: by.to_string(),
    };
    Some(WorklistRow {
        person: person.clone(),
        person_name: told.name.clone(),
        obligation: place(&follow_up.id)?,
        follow_up: Some(follow_up.id.clone()),
        service: Some(follow_up.service.clone()),
        owner: None,
        owner_role: Role::Supervisor,
        action: STATE.to_owned(),
        due_at: Some(at.earliest(&uk_time_zone())),
        state: STATE.to_owned(),
        rank: 0,
        escalated_to: None,
        // A list of texts always serialises.
        told: serde_json::to_string(&told).unwrap_or_default(),
    })
}

/// The row's place in the cache. No obligation is called so.
fn place(follow_up: &FollowUpId) -> Option<ObligationId> {
    ObligationId::new(format!("ended {}", hexadecimal(&Sha256::digest(follow_up.as_str().as_bytes())[..16]))).ok()
}

/// Draws endings to be read again: those whose digests with the seed are the smallest. The same endings and the same seed give the same
/// draw, to anybody, on any machine; and nobody can choose who is drawn without the seed showing it.
pub(super) fn draw(endings: &[EndingLine], seed: &str, how_many: usize) -> Vec<EndingLine> {
    let digest = |ending: &EndingLine| {
        let mut hash = Sha256::new();
        for part in [seed, &ending.person, &ending.event] {
            // With its length, so that no two seeds and endings run into one another.
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part.as_bytes());
        }
        hexadecimal(&hash.finalize())
    };
    let mut drawn: Vec<(String, &EndingLine)> = endings.iter().map(|ending| (digest(ending), ending)).collect();
    drawn.sort_by(|left, right| left.0.cmp(&right.0));
    drawn.into_iter().take(how_many).map(|(_, ending)| ending.clone()).collect()
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
