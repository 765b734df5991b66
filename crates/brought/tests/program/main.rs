//! Real runs of the program: what it says, what it does, and how it ends.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod backup;
mod bundle;
mod compare;
mod explain;
mod help;
mod import;
mod in_force;
#[cfg(unix)]
mod interrupted;
mod keys;
mod measures;
mod openid;
#[cfg(unix)]
mod pages;
mod policy;
mod population;
mod sample_data;
#[cfg(unix)]
mod sending;
#[cfg(feature = "sending")]
#[path = "../../../brought-sending/tests/stand_in/mod.rs"]
mod stand_in;
mod standing;
mod support;
#[cfg(feature = "population")]
mod synth;
mod vouching;
