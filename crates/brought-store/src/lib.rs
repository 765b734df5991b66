//! Append-only events in SQLite, and what is worked out from them.
//!
//! Events are the only truth: they are appended, and neither this crate nor the database itself offers a way to change or delete one
//! (invariant 1, S10). Everything else about people and their obligations can be thrown away and worked out again.
//!
//! Only this crate knows SQL. It reads no clock: every time is an argument.
//!
//! Records are the most sensitive there are. What this crate hands out is meant for the application layer, which decides who may see it.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod accesses;
mod accounts;
mod append;
mod before_tree;
mod calendar_feeds;
mod chain;
mod changes;
mod connection;
mod copying;
mod directory;
mod doorstep;
mod entries;
mod erasing;
mod events;
mod forms;
mod imports;
mod issued;
mod json;
mod keys;
mod links;
pub mod merkle;
mod open;
mod openid;
mod outbox;
mod people;
mod policies;
mod problem;
mod restores;
mod row;
mod schema;
mod second_factors;
mod time_text;
mod tree;
mod verify;
mod worklist;
mod write_events;
mod writer;

pub use accesses::{Access, AccessEntry, BROKE_GLASS, ReadInAnHour, ReadOfOne, ReadSince};
pub use accounts::{Account, OwedFirst, Session};
pub use append::{Appended, Expected, PersonAppend};
pub use calendar_feeds::CalendarFeed;
pub use entries::{EntryKind, EntryName};
pub use erasing::{Erased, Erasing, RetentionEntry, RetentionStep};
pub use events::{Counts, PersonRecord};
pub use imports::{ImportBatch, NewReviewItem, ReviewFilter, ReviewItem, ReviewPage, Settled};
pub use issued::IssuedDocument;
pub use keys::{Keyring, MainKey, NotAMainKey, Randomness};
pub use open::{OpenMode, Store};
pub use openid::{LinkClaim, OpenIdLink, OpenIdLogout, OpenIdSession};
pub use outbox::{ChannelKind, FindMessages, Message, MessageEntry, MessageHistory, MessageKey, MessageStep, Moved, NewMessageEntry};
pub use people::{FindPeople, Near, Neighbour, PersonRow, Progress, Relation, Ties};
pub use policies::PolicyEntry;
pub use problem::StoreProblem;
pub use restores::Restored;
pub use second_factors::SecondFactor;
pub use tree::{Checkpoint, Inclusion, open_leaf};
pub use verify::{Finding, Verified};
pub use worklist::{KeptList, ListedFor, Stale, WorkedOut, WorklistFilter, WorklistPage, WorklistRow};
