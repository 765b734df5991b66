//! The vocabulary of brought: children, contacts, outcomes, events, and what ends a follow-up.
//!
//! This crate does no input or output, reads no clock and no randomness, and knows nothing of files, databases or pages: its types
//! are not serialised (invariant 5). The words are those of the local policies; the identifiers in brackets, such as NAF-17, name the
//! clause that a word, a rule or a field comes from.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

pub mod chronology;
pub mod circumstances;
pub mod contact;
pub mod corrections;
pub mod ending;
pub mod event;
pub mod identity;
pub mod informing;
pub mod links;
pub mod person;
pub mod retention;
pub mod sighting;
pub mod steps;
pub mod time;
pub mod vocabulary;
pub mod work;

pub use chronology::Chronology;
pub use corrections::Corrections;
pub use event::{Author, Correction, CorrectionKind, Event, Fact, Source};
pub use identity::{ContactId, EventId, FollowUpId, NhsNumber, ObligationId, OrganisationId, PersonId, PractitionerId, ServiceId};
pub use links::{LinkDecision, LinkProblem, LinkStep, Links};
pub use time::Happened;
