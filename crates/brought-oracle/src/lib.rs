//! A second reading of the policies, for tests only.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

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
pub mod shrink;
pub mod story;
pub mod told;
