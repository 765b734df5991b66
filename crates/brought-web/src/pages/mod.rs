//! The pages. A page's template is at the same path below `templates/`.

pub(crate) mod as_known_on;
pub(crate) mod awaiting_outcome;
pub(crate) mod board;
pub(crate) mod calendars;
pub(crate) mod child;
pub(crate) mod children;
pub(crate) mod chronology;
pub(crate) mod comparing;
pub(crate) mod contacts;
pub(crate) mod explain;
pub(crate) mod help;
pub(crate) mod imports_review;
pub(crate) mod issued;
pub(crate) mod links;
pub(crate) mod my_list;
pub(crate) mod new_person;
pub(crate) mod obligation;
pub(crate) mod outbox;
pub(crate) mod policies;
pub(crate) mod policy;
pub(crate) mod put_in_force;
pub(crate) mod record;
pub(crate) mod sign_in;
pub(crate) mod team_list;
mod timeline;
pub(crate) mod visits;
