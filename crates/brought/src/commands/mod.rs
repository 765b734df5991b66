//! One file for each command.

pub(crate) mod account;
pub(crate) mod backup;
pub(crate) mod backup_key;
pub(crate) mod bundle;
pub(crate) mod bundle_check;
pub(crate) mod checkpoint;
pub(crate) mod compare;
pub(crate) mod demo;
pub(crate) mod explain;
pub(crate) mod import;
pub(crate) mod in_force;
pub(crate) mod main_key;
pub(crate) mod measures;
pub(crate) mod policy;
pub(crate) mod population;
pub(crate) mod prove;
pub(crate) mod rebuild;
pub(crate) mod restore;
pub(crate) mod retention;
pub(crate) mod schema;
pub(crate) mod send;
pub(crate) mod serve;
pub(crate) mod standing;
#[cfg(feature = "population")]
pub(crate) mod synth;
pub(crate) mod verify;
