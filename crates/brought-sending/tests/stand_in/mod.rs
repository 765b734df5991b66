//! Stands in for GOV.UK Notify: keeps the letters that it is given, whether or not it says so. The tests of the program use it too.
#![allow(dead_code, reason = "not every test uses all of it")]

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use std::collections::VecDeque;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

pub(crate) const KEY: &str = "test-26785a09-ab16-4eb0-8407-a37497a57506-3d844edf-8d35-48ac-975b-e847b4f122b0";

/// How many letters a page has: fewer than the 250 of the service, so that pages are turned.
const ON_A_PAGE: usize = 2;

/// What the next letter, or the next question, meets with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trick {
    Fail,
    FailAfterAccepting,
    CutBeforeAccepting,
    CutAfterAccepting,
    AnswerNonsenseAfterAccepting,
    TooMany,
    Forbid,
    Refuse,
    /// Says nothing until whoever asked has been killed.
    HoldBeforeAccepting,
    HoldAfterAccepting,
}

#[derive(Clone, Debug)]
pub(crate) struct Letter {
    pub(crate) reference: String,
    pub(crate) content: Vec<u8>,
    pub(crate) postage: String,
}

#[derive(Default)]
struct Kept {
    letters: Vec<Letter>,
    status: String,
    tricks: VecDeque<Trick>,
    tricks_on_questions: VecDeque<Trick>,
    redirect_to: Option<String>,
    calls: usize,
    held: usize,
}

pub(crate) struct StandIn {
    port: u16,
    kept: Arc<Mutex<Kept>>,
}

impl StandIn {
    pub(crate) fn start(tricks: &[Trick]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let kept =
            Arc::new(Mutex::new(Kept { tricks: tricks.iter().copied().collect(), status: "accepted".to_owned(), ..Kept::default() }));
        let shared = kept.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let shared = shared.clone();
                std::thread::spawn(move || answer(stream.unwrap(), &shared));
            }
        });
        Self { port, kept }
    }

    pub(crate) fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    pub(crate) fn letters(&self) -> Vec<Letter> {
        self.kept.lock().unwrap().letters.clone()
    }

    pub(crate) fn calls(&self) -> usize {
        self.kept.lock().unwrap().calls
    }

    /// How many calls were left without an answer.
    pub(crate) fn held(&self) -> usize {
        self.kept.lock().unwrap().held
    }

    /// What the next questions meet with.
    pub(crate) fn when_asked(&self, tricks: &[Trick]) {
        self.kept.lock().unwrap().tricks_on_questions.extend(tricks);
    }

    pub(crate) fn set_status(&self, status: &str) {
        self.kept.lock().unwrap().status = status.to_owned();
    }

    pub(crate) fn redirect_to(&self, address: &str) {
        self.kept.lock().unwrap().redirect_to = Some(address.to_owned());
    }
}

/// One call on one connection.
fn answer(mut stream: TcpStream, kept: &Mutex<Kept>) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut first = String::new();
    if reader.read_line(&mut first).unwrap_or(0) == 0 {
        return;
    }
    let (mut length, mut authorised) = (0, false);
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        let line = line.trim().to_owned();
        if line.is_empty() {
            break;
        }
        let (name, value) = line.split_once(':').unwrap();
        match name.to_ascii_lowercase().as_str() {
            "content-length" => length = value.trim().parse().unwrap(),
            "authorization" => authorised = value.trim().starts_with("Bearer ") && value.matches('.').count() == 2,
            _ => {}
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    let mut parts = first.split(' ');
    let (method, path) = (parts.next().unwrap(), parts.next().unwrap());
    let mut kept = kept.lock().unwrap();
    kept.calls += 1;
    if let Some(address) = &kept.redirect_to {
        let head = format!("HTTP/1.1 307 Elsewhere\r\nLocation: {address}{path}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        stream.write_all(head.as_bytes()).unwrap();
        return;
    }
    let trick = if method == "POST" { kept.tricks.pop_front() } else { kept.tricks_on_questions.pop_front() };
    let decided = decided(method, path, &body, authorised, trick, &mut kept);
    if matches!(trick, Some(Trick::HoldBeforeAccepting | Trick::HoldAfterAccepting)) {
        kept.held += 1;
        drop(kept);
        // The other end goes away, and with it the connection.
        let _nothing_more = stream.read(&mut [0]);
        return;
    }
    if let Some((status, body)) = decided {
        let head =
            format!("HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
        stream.write_all(format!("{head}{body}").as_bytes()).unwrap();
    }
    let _cut = stream.shutdown(Shutdown::Both);
}

/// Nothing: the connection is cut.
fn decided(method: &str, path: &str, body: &[u8], authorised: bool, trick: Option<Trick>, kept: &mut Kept) -> Option<(u16, String)> {
    let error = |status: u16, message: &str| {
        Some((status, json!({ "status_code": status, "errors": [{ "error": "Error", "message": message }] }).to_string()))
    };
    match trick {
        Some(Trick::CutBeforeAccepting | Trick::HoldBeforeAccepting) => return None,
        Some(Trick::Fail) => return error(500, "Internal server error"),
        Some(Trick::TooMany) => return error(429, "Exceeded rate limit for key type LIVE of 3000 requests per 60 seconds"),
        Some(Trick::Forbid) => return error(403, "Invalid token: API key not found"),
        Some(Trick::Refuse) => return error(400, "Letter content is not a valid PDF"),
        _ if !authorised => return error(401, "Unauthorized: authentication token must be provided"),
        _ => {}
    }
    if method == "POST" && path == "/v2/notifications/letter" {
        let sent: Value = serde_json::from_slice(body).unwrap();
        let text = |field: &str| sent[field].as_str().unwrap().to_owned();
        let letter = Letter { reference: text("reference"), content: STANDARD.decode(text("content")).unwrap(), postage: text("postage") };
        kept.letters.push(letter);
        let number = kept.letters.len() - 1;
        return match trick {
            Some(Trick::CutAfterAccepting | Trick::HoldAfterAccepting) => None,
            Some(Trick::FailAfterAccepting) => error(500, "Internal server error"),
            Some(Trick::AnswerNonsenseAfterAccepting) => Some((201, "<html>".to_owned())),
            _ => {
                Some((201, json!({ "id": format!("n-{number}"), "reference": text("reference"), "postage": text("postage") }).to_string()))
            }
        };
    }
    if let Some(query) = path.strip_prefix("/v2/notifications?") {
        return Some((200, json!({ "notifications": found(query, kept), "links": {} }).to_string()));
    }
    let number = path.strip_prefix("/v2/notifications/n-").and_then(|number| number.parse::<usize>().ok());
    match number.filter(|number| *number < kept.letters.len()) {
        Some(number) => Some((200, shown(number, kept).to_string())),
        None => error(404, "No result found"),
    }
}

fn shown(number: usize, kept: &Kept) -> Value {
    json!({ "id": format!("n-{number}"), "reference": kept.letters[number].reference, "type": "letter", "status": kept.status })
}

/// The newest first, a page of them.
fn found(query: &str, kept: &Kept) -> Vec<Value> {
    let value = |name: &str| query.split('&').filter_map(|pair| pair.split_once('=')).find(|(key, _)| *key == name).map(|(_, value)| value);
    let older_than = value("older_than").map_or(usize::MAX, |id| id["n-".len()..].parse().unwrap());
    let numbers = (0..kept.letters.len()).rev().filter(|number| *number < older_than);
    let numbers = numbers.filter(|number| value("reference").is_none_or(|reference| reference == kept.letters[*number].reference));
    numbers
        .filter(|_| value("status").is_none_or(|status| status == kept.status))
        .take(ON_A_PAGE)
        .map(|number| shown(number, kept))
        .collect()
}
