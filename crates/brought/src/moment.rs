//! Moments as people type them.

pub(crate) use brought_calendar::{parse_moment as parse, parse_moment_beginning as parse_beginning};
