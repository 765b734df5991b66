//! Letters, cards and leaflets: whether one may go to somebody, and what is kept of each that was issued.

mod family_dates;
#[cfg(test)]
mod family_dates_tests;
mod issued;
mod safe_contact;
#[cfg(test)]
mod tests;
mod waiting_room;
mod writing;

pub(crate) use family_dates::dates_to_come;
pub use issued::{IssuedFile, Making, REFERRAL, entries_with_documents, issued_file, issued_names};
pub(crate) use issued::{MayGo, may_go};
pub use safe_contact::{MayWrite, may_write};
pub(crate) use safe_contact::{address_entry, may_show_dates, may_show_dates_of, own_address};
pub use waiting_room::{WaitingRoomPaper, waiting_room, waiting_room_paper};
pub use writing::{Writing, begin_document, show_document};
