//! A second reading of the policies, for tests only: slow, obvious, and written from the documents and not from the engine's code, with which it shares
//! the domain and the calendar. It reads the packs itself, and at every entry works everything out anew from the whole list of entries before it.
//!
//! Compared with the engine's answer: each follow-up (open, or ended how and by which entry; pathway, stage, openings, the failed contacts that count);
//! what is missing before it can end; everything owed (rule, action, record, service, child, agency, party, what exactly, owner, since when, due, state,
//! by which entry settled, to whom it has gone on); which alerts and prompts are shown; and which entries were set aside.
//!
//! Not compared: patterns and the facts of a trace; words; when the child was last seen; what is not known; outcomes awaited; when
//! the answer changes next; the fallback owner; who by name makes a further visit; to whom a further visit that is not set has gone on.
//!
//! Not drawn: work given to a practitioner, a person's record withdrawn, one liaison for the address and another for the contact details, other
//! systems' entries but as the same entry again. Where the oracle answers as the engine does, because of an open finding, stands in [`open`].
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod adds_up;
pub mod answer;
pub mod compare;
pub mod core;
pub mod draw;
pub mod ending;
pub mod engine_side;
pub mod facts;
pub mod naming;
pub mod open;
pub mod pausing;
pub mod policy;
pub mod raise;
pub mod reached;
pub mod replay;
pub mod scene;
pub mod settle;
pub mod shown;
pub mod shrink;
pub mod signing;
pub mod story;
pub mod taken_back;
pub mod told;
pub mod visits;
