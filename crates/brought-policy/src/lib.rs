//! Policy packs, their checks, and the engine that works out a child's standing.
//!
//! Pure: no input or output, no clock, no randomness. A pack is loaded from texts that the caller has read; the moment asked about is an
//! argument; the same events, pack, calendar and moment give the same answer everywhere, in whatever order the events come (S5).
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

pub mod check;
mod clock;
pub mod compare;
pub mod deadline;
pub mod duty;
pub mod engagement;
pub mod engine;
pub mod explain;
pub mod expression;
pub mod fact;
pub mod fact_code;
pub mod hindsight;
pub mod in_force;
pub mod pack;
pub mod problem;
pub mod proof;
pub mod reference;
pub mod scenario;
mod set_aside;
pub mod standing;
pub mod standing_form;

pub use deadline::{Deadline, Due};
pub use duty::Action;
#[doc(hidden)]
pub use engine::standing_worked_out_anew;
pub use engine::{evaluate, standing, why_not_end};
pub use explain::{Explanation, explain};
pub use hindsight::{Hindsight, hindsight};
pub use in_force::{Answer, PoliciesInForce, PutInForce};
pub use pack::Pack;
pub use problem::{Problem, Severity};
pub use standing::Standing;
