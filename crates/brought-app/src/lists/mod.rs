//! The lists of a team and of whoever supervises it: what the team owes, today's visits, and the board.
//!
//! What they have in common: whose they are is decided in [`access`], where it is written down before a line is shown; what they show of each
//! obligation is [`owed`]; who can take something on is [`holders`]; where a child is to be found is [`place`].

pub(crate) mod access;
mod arrange;
mod board;
mod endings;
mod holders;
mod owed;
mod place;
mod team;
mod visit;
mod visit_sheet;
mod visits;

pub use arrange::{TeamFilter, TeamGroup, TeamView, Whose};
pub use board::{Board, Count, CoverLine, DrawnLine, Endings, LoadLine, board};
pub use endings::{ENDINGS_DAYS, ENDINGS_DRAWN, EndingLine};
pub use team::{TeamChoice, TeamLine, TeamList, team_list};
pub use visit::VisitLine;
pub use visit_sheet::{VisitSheet, visit_sheet};
pub use visits::{VISITS_KEPT_DAYS, Visits, visits};

pub(crate) use endings::rows as ending_rows;
pub(crate) use place::{Place, place_of};
pub(crate) use visits::rows as visit_rows;
