//! What GOV.UK Notify answers.

use crate::News;
use crate::outward::on_a_line;
use serde_json::Value;

/// A message that the service has.
pub(super) struct Listed {
    pub(super) id: String,
    pub(super) reference: Option<String>,
    pub(super) status: String,
}

impl Listed {
    /// The messages of an answer. Nothing: it is not an answer of this kind.
    pub(super) fn all(answer: &Value) -> Option<Vec<Self>> {
        answer["notifications"].as_array()?.iter().map(Self::read).collect()
    }

    fn read(message: &Value) -> Option<Self> {
        let text = |field: &str| message[field].as_str().map(str::to_owned);
        Some(Self { id: text("id")?, reference: text("reference"), status: text("status")? })
    }
}

/// Whether the service threw it away before it was printed.
pub(super) fn is_dead(status: &str) -> bool {
    matches!(status, "cancelled" | "permanent-failure" | "virus-scan-failed" | "validation-failed")
}

/// What a status means for the letter. One that is not known says nothing.
pub(super) fn fate(status: &str) -> News {
    let failed = |why: &str| News::Failed(format!("GOV.UK Notify: {why}"));
    match status {
        "received" | "delivered" | "sent" => News::Delivered,
        "returned-letter" => News::Returned,
        "cancelled" => failed("sending was cancelled, and it is not posted"),
        "permanent-failure" => failed("it cannot be printed, and is not posted"),
        "virus-scan-failed" => failed("its check for viruses failed, and it is not posted"),
        "validation-failed" => failed("something stands outside of the printable area, or the address has no postcode; it is not posted"),
        "technical-failure" => failed("it is held up by a fault of theirs. They say not to send it again: ask their support"),
        _ => News::Nothing,
    }
}

/// The words of an answer that says no.
pub(super) fn words_of(answer: &Value) -> String {
    let messages = answer["errors"].as_array().into_iter().flatten().filter_map(|error| error["message"].as_str());
    let words = messages.collect::<Vec<_>>().join("; ");
    if words.is_empty() { "it does not say why".to_owned() } else { on_a_line(&words) }
}
