//! What the store promises, as tests.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod append;
mod calendar_feeds;
mod crash;
mod erasing;
mod every_column;
mod issued;
mod links;
mod openid;
mod opening;
mod outbox;
mod people;
mod policies;
mod population;
mod reference;
mod restores;
mod scale;
mod sealed;
mod support;
mod tampering;
mod tree;
mod worklist;
