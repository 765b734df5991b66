//! One file for each command.

pub(crate) mod policy;
pub(crate) mod schema;
pub(crate) mod standing;
