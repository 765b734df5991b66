//! Routes, asked as a browser asks them: a page is opened, its form is filled in and sent.

mod authorisation;
mod browser;
mod bundle;
mod calendars;
mod canaries;
mod chronology;
mod circumstances;
mod comparing;
mod documents;
mod doorstep;
mod every_page;
mod finding;
mod forms;
mod handover;
mod hostile;
#[cfg(feature = "https")]
mod https;
mod imports;
mod lists;
mod looking_back;
mod marked;
mod openid;
mod outbox;
mod over_failure;
mod own_account;
mod papers;
mod people;
mod policies;
mod second_factor;
mod sent_again;
mod sessions;
mod sheet;
mod steps;
mod training;
mod twins;
mod unsent;
mod words;

pub(crate) use browser::{Page, Site, change};
