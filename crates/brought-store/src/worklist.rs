//! The worklist: what the engine last worked out for each person, so that a long list opens at once. A cache, never the truth (H2).

mod basis;
mod kept;
mod read;
mod write;

pub use kept::KeptList;
pub use read::{ListedFor, WorklistFilter, WorklistPage};
pub use write::{Stale, WorkedOut};

pub(crate) use write::{mark_around, mark_everybody};

use brought_domain::work::Role;
use brought_domain::{FollowUpId, ObligationId, PersonId, PractitionerId, ServiceId};
use jiff::Timestamp;

/// One obligation, as a list shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorklistRow {
    /// Whom it is about.
    pub person: PersonId,
    /// Their name, as a list shows it.
    pub person_name: String,
    /// The obligation.
    pub obligation: ObligationId,
    /// Its follow-up. Nothing when it stands on the child as a whole.
    pub follow_up: Option<FollowUpId>,
    /// Its service. Nothing when it stands on the child as a whole.
    pub service: Option<ServiceId>,
    /// The practitioner who owns it, when one does.
    pub owner: Option<PractitionerId>,
    /// The role that owns it, and that it falls back to (S2).
    pub owner_role: Role,
    /// What is to be done, in a few words.
    pub action: String,
    /// When it is due. Nothing means that no time is set; such rows come last in the order of due times.
    pub due_at: Option<Timestamp>,
    /// The code of its state.
    pub state: String,
    /// Its place among those due at the same time: smaller comes first.
    pub rank: i64,
    /// The role to which it was escalated, when it was (L2).
    pub escalated_to: Option<Role>,
    /// What a list shows of it, in the words of the part that worked it out. This crate does not read it.
    pub told: String,
}
