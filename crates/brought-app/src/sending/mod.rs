//! Sending what was issued: asked for by a person, handed over by [`dispatch`], and never twice (S8, H16, H20, H21).
//!
//! Whether a document may go is asked three times: when it is written, when somebody asks for it to be sent, and at the moment of the attempt. The last
//! is decided about the very record that stands when the attempt is written down: if anything was recorded in between, it is asked anew.

mod decide;
mod dispatch;
mod gate;
mod outbox;
mod page;
mod queue;
mod receipts;
mod restored;
#[cfg(test)]
mod tests;

pub use decide::{Decision, decide_about_message};
pub use dispatch::{Dispatched, dispatch};
pub use outbox::{MessageLine, OutboxGroup, OutboxPage, outbox_page};
pub use page::{HistoryOfMessage, MessageOfDocument, SendingForm, SendingPage, sending_page};
pub use queue::{AskToSend, ask_to_send};
pub use receipts::learn_what_became;
pub use restored::{AfterRestore, send_again_after_restore};
