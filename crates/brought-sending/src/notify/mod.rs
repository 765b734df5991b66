//! Letters that GOV.UK Notify prints and posts, by its REST API for precompiled letters (docs.notifications.service.gov.uk/rest-api.html).

mod answers;
mod key;

use crate::outward::{agent, may_be_used, short};
use crate::{Channel, HandOver, News, Outgoing, Receipt, Secret, SettingProblem, Trouble};
use answers::{Listed, fate, is_dead, words_of};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use key::ApiKey;
use serde_json::{Value, json};
use std::time::Duration;
use ureq::http::Response;
use ureq::{Agent, Body};

/// Where the service is.
pub const LIVE: &str = "https://api.notifications.service.gov.uk";

/// Longer than the service takes; a connection that hangs must not keep other letters waiting.
const LONGEST_CALL: Duration = Duration::from_secs(60);
/// No answer is longer: a page of 250 messages.
const LONGEST_ANSWER: u64 = 8 * 1024 * 1024;
/// The longest file that the service takes.
const LARGEST_LETTER: usize = 2 * 1024 * 1024;
/// How many pages of letters that came back are read at once, of 250 each.
const MOST_PAGES: usize = 8;

/// By which post letters go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Postage {
    /// First class.
    First,
    /// Second class.
    #[default]
    Second,
    /// Economy.
    Economy,
}

impl Postage {
    fn code(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Second => "second",
            Self::Economy => "economy",
        }
    }
}

/// GOV.UK Notify.
#[derive(Debug)]
pub struct Notify {
    base: String,
    key: ApiKey,
    postage: Postage,
    agent: Agent,
}

impl Notify {
    /// The service at an address, with a key of it.
    ///
    /// # Errors
    /// When the key has not the form of one, or letters would cross a network unencrypted.
    pub fn new(base: &str, key: &Secret, postage: Postage) -> Result<Self, SettingProblem> {
        let base = base.trim_end_matches('/');
        if !may_be_used(base) {
            return Err(SettingProblem(
                "letters go by https and by nothing else: write the address of GOV.UK Notify with https://".to_owned(),
            ));
        }
        Ok(Self { base: base.to_owned(), key: ApiKey::read(key)?, postage, agent: agent(LONGEST_CALL) })
    }

    fn get(&self, path: &str, now: Timestamp) -> Result<(u16, Value), Trouble> {
        let request = self.agent.get(format!("{}{path}", self.base)).header("Authorization", self.key.authorisation(now));
        let answer = request.call().map_err(|problem| Trouble(format!("GOV.UK Notify cannot be reached: {}", short(&problem))))?;
        Ok(read(answer))
    }

    fn asked(&self, path: &str, now: Timestamp) -> Result<Value, Trouble> {
        match self.get(path, now)? {
            (200, answer) => Ok(answer),
            (status, answer) => Err(Trouble(format!("GOV.UK Notify answered {status}: {}", words_of(&answer)))),
        }
    }

    fn page(&self, query: &str, now: Timestamp) -> Result<Vec<Listed>, Trouble> {
        let answer = self.asked(&format!("/v2/notifications?template_type=letter&{query}"), now)?;
        Listed::all(&answer).ok_or_else(|| Trouble("GOV.UK Notify gave an answer that cannot be read".to_owned()))
    }

    /// After an answer that says nothing certain: what the service has decides.
    fn look(&self, reference: &str, now: Timestamp, nothing_there: HandOver) -> HandOver {
        match self.find(reference, now) {
            Ok(Some(receipt)) => HandOver::Taken(receipt),
            Ok(None) => nothing_there,
            Err(problem) => HandOver::Unclear(format!("It was cut off, and then {problem}")),
        }
    }

    fn answered(&self, reference: &str, status: u16, answer: &Value, now: Timestamp) -> HandOver {
        let not_taken = |why: String| HandOver::NotTaken { why, stop: true };
        match (status, answer["id"].as_str()) {
            (201, Some(id)) => HandOver::Taken(Receipt(id.to_owned())),
            (200..300, _) => self.look(reference, now, HandOver::Unclear("GOV.UK Notify gave an answer that cannot be read".to_owned())),
            (403, _) => not_taken(format!("GOV.UK Notify does not take the key or the clock of this machine: {}", words_of(answer))),
            (429, _) => not_taken(format!("GOV.UK Notify takes no more for now: {}", words_of(answer))),
            (400..500, _) => HandOver::Refused(format!("GOV.UK Notify refused it: {}", words_of(answer))),
            // The answer has come, so what was asked is over: what is not there now will not be there later.
            (500.., _) => self.look(reference, now, not_taken(format!("GOV.UK Notify is in trouble ({status})"))),
            _ => not_taken(format!("Something else than GOV.UK Notify answered ({status}): check its address")),
        }
    }
}

impl Channel for Notify {
    fn find(&self, reference: &str, now: Timestamp) -> Result<Option<Receipt>, Trouble> {
        let listed = self.page(&format!("reference={reference}"), now)?;
        // One that the service threw away before it was printed does not stand in the way of another.
        let standing = listed.into_iter().find(|letter| letter.reference.as_deref() == Some(reference) && !is_dead(&letter.status));
        Ok(standing.map(|letter| Receipt(letter.id)))
    }

    fn hand_over(&self, message: &Outgoing, now: Timestamp) -> HandOver {
        let pdf = match message.printed()[..] {
            [pdf] => pdf,
            [] => {
                return HandOver::Refused(
                    "It was not made for print, and GOV.UK Notify takes print alone: write it again where documents are printed".to_owned(),
                );
            }
            // One without the other must not go.
            _ => {
                return HandOver::Refused(
                    "It has an English twin, and GOV.UK Notify takes one file: send it by post from the folder".to_owned(),
                );
            }
        };
        if pdf.content.len() > LARGEST_LETTER {
            return HandOver::Refused("It is larger than GOV.UK Notify takes (2 MB): write a shorter one".to_owned());
        }
        let body = json!({ "reference": message.reference, "content": STANDARD.encode(&pdf.content), "postage": self.postage.code() });
        let request = self.agent.post(format!("{}/v2/notifications/letter", self.base));
        let request = request.header("Authorization", self.key.authorisation(now)).content_type("application/json");
        match request.send(body.to_string().as_bytes()) {
            Ok(answer) => {
                let (status, answer) = read(answer);
                self.answered(&message.reference, status, &answer, now)
            }
            Err(problem) if never_arrived(&problem) => {
                HandOver::NotTaken { why: format!("GOV.UK Notify cannot be reached: {}", short(&problem)), stop: true }
            }
            // It may be at work on it still, so nothing there now does not mean that there will be nothing.
            Err(problem) => self.look(
                &message.reference,
                now,
                HandOver::Unclear(format!("The connection to GOV.UK Notify was cut off: {}", short(&problem))),
            ),
        }
    }

    fn hears_back(&self) -> bool {
        true
    }

    fn news(&self, receipt: &Receipt, now: Timestamp) -> Result<News, Trouble> {
        match self.get(&format!("/v2/notifications/{}", receipt.0), now)? {
            (200, answer) => Ok(fate(answer["status"].as_str().unwrap_or_default())),
            // Kept for a week, and no longer.
            (404, _) => Ok(News::Nothing),
            (status, answer) => Err(Trouble(format!("GOV.UK Notify answered {status}: {}", words_of(&answer)))),
        }
    }

    fn came_back(&self, now: Timestamp) -> Result<Vec<String>, Trouble> {
        let (mut references, mut older_than) = (Vec::new(), String::new());
        for _ in 0..MOST_PAGES {
            let page = self.page(&format!("status=returned-letter{older_than}"), now)?;
            let Some(oldest) = page.last() else { break };
            older_than = format!("&older_than={}", oldest.id);
            references.extend(page.into_iter().filter_map(|letter| letter.reference));
        }
        Ok(references)
    }
}

/// The status and what came with it; nothing that can be read is nothing.
fn read(mut answer: Response<Body>) -> (u16, Value) {
    let text = answer.body_mut().with_config().limit(LONGEST_ANSWER).read_to_string();
    (answer.status().as_u16(), text.ok().and_then(|text| serde_json::from_str(&text).ok()).unwrap_or(Value::Null))
}

/// Whether the request cannot have reached anybody: only then is it certain that nothing was taken.
fn never_arrived(problem: &ureq::Error) -> bool {
    match problem {
        ureq::Error::HostNotFound | ureq::Error::ConnectionFailed | ureq::Error::BadUri(_) => true,
        ureq::Error::Timeout(when) => matches!(when, ureq::Timeout::Resolve | ureq::Timeout::Connect),
        ureq::Error::Io(problem) => problem.kind() == std::io::ErrorKind::ConnectionRefused,
        _ => false,
    }
}
