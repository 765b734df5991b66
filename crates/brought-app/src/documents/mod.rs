//! Letters, cards and leaflets: whether one may go to somebody, and what is kept of each that was issued.

mod issued;
mod safe_contact;
#[cfg(test)]
mod tests;
mod writing;

pub use issued::{IssuedFile, Making, entries_with_documents, issued_file, issued_names};
pub(crate) use issued::{MayGo, may_go};
pub use safe_contact::{MayWrite, may_write};
pub(crate) use safe_contact::{address_entry, may_show_dates, own_address};
pub use writing::{Writing, begin_document, show_document};
