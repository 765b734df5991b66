//! Forms: what a browser sent, read into the domain's words, and shown again with what is to be put right.

mod files;
mod reading;
mod sent;
mod view;
mod when;

pub(crate) use files::SentFiles;
pub(crate) use reading::Reading;
pub(crate) use sent::Values;
pub(crate) use view::{Choice, ErrorLine, FormView, capitalised, choices, choices_of};
