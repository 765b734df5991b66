//! Notices by e-mail, against a mail server that stands in.
#![cfg(feature = "email")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use brought_sending::{Channel as _, Email, EmailSettings, HandOver, Outgoing};
use jiff::Timestamp;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};

const REFERENCE: &str = "0123456789abcdef0123456789abcdef";

fn now() -> Timestamp {
    "2026-01-08T09:00:00Z".parse().unwrap()
}

/// A mail server that answers the text of a mail with this line, or with nothing. What it was given comes out at the other end.
fn server(answer: Option<&'static str>) -> (String, Receiver<String>) {
    server_at("127.0.0.1", answer)
}

fn server_at(host: &str, answer: Option<&'static str>) -> (String, Receiver<String>) {
    let listener = TcpListener::bind((host, 0)).unwrap();
    let address = format!("smtp://{host}:{}", listener.local_addr().unwrap().port());
    let (given, taken) = channel();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            talk(stream.unwrap(), answer, &given);
        }
    });
    (address, taken)
}

fn talk(mut stream: TcpStream, answer: Option<&str>, given: &Sender<String>) {
    let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
    stream.write_all(b"220 stand-in\r\n").unwrap();
    while let Some(Ok(line)) = lines.next() {
        let reply = match line.split(' ').next().unwrap_or_default() {
            "EHLO" => "250 stand-in",
            "DATA" => {
                stream.write_all(b"354 go on\r\n").unwrap();
                let text: Vec<String> = lines.by_ref().map_while(Result::ok).take_while(|line| line != ".").collect();
                given.send(text.join("\n")).unwrap();
                let Some(answer) = answer else { return };
                answer
            }
            "QUIT" => "221 bye",
            _ => "250 well",
        };
        stream.write_all(format!("{reply}\r\n").as_bytes()).unwrap();
    }
}

fn email(server: &str) -> Email {
    Email::new(&EmailSettings { server: server.to_owned(), from: "letters@service.test".to_owned(), account: None }).unwrap()
}

fn to(address: Option<&str>) -> Outgoing {
    Outgoing { reference: REFERENCE.to_owned(), files: Vec::new(), email: address.map(str::to_owned) }
}

#[test]
fn a_notice_tells_nothing_but_that_a_letter_comes() {
    let (server, taken) = server(Some("250 taken"));
    let outcome = email(&server).hand_over(&to(Some("Ewa Nowak <ewa@home.test>")), now());
    assert!(matches!(outcome, HandOver::Taken(_)), "{outcome:?}");
    let mail = taken.recv().unwrap();
    for words in
        ["Subject: A letter is on its way to you", "To: ewa@home.test", "From: letters@service.test", REFERENCE, "08 Jan 2026 09:00:00"]
    {
        assert!(mail.contains(words), "{words}: {mail}");
    }
    let text = mail.to_lowercase();
    for word in ["nowak", "child", "appointment", "health", "clinic", "nhs", "safeguarding", "brought"] {
        assert!(!text.contains(word), "{word}: {mail}");
    }
}

#[test]
fn what_the_mail_server_answers_decides() {
    for (answer, expected) in [
        (Some("550 5.1.1 <ewa@home.test> unknown"), HandOver::Refused("The mail server refused it (code 550)".to_owned())),
        (Some("451 later"), HandOver::NotTaken { why: "The mail server takes it later (code 451)".to_owned(), stop: false }),
        (None, HandOver::Unclear("The connection to the mail server was cut off".to_owned())),
    ] {
        let (server, _taken) = server(answer);
        assert_eq!(email(&server).hand_over(&to(Some("ewa@home.test")), now()), expected);
    }
    assert!(matches!(email("smtp://127.0.0.1:1").hand_over(&to(Some("ewa@home.test")), now()), HandOver::NotTaken { stop: true, .. }));
    let (server, _taken) = server(Some("250 taken"));
    for nobody in [None, Some("not an address")] {
        assert!(matches!(email(&server).hand_over(&to(nobody), now()), HandOver::Refused(_)));
    }
}

#[test]
fn settings_that_cannot_be_used_are_told() {
    let made =
        |server: &str, from: &str| Email::new(&EmailSettings { server: server.to_owned(), from: from.to_owned(), account: None }).is_ok();
    assert!(made("smtps://mail.test:465", "letters@service.test") && made("smtp://mail.test:587", "letters@service.test"));
    for (server, from) in [
        ("mail.test:465", "letters@service.test"),
        ("smtps://mail.test", "letters@service.test"),
        ("smtps://name:password@mail.test:465", "letters@service.test"),
        ("smtps://mail.test:465", "letters"),
    ] {
        assert!(!made(server, from), "{server} {from}");
    }
}

/// Nothing leaves the machine before the connection is encrypted.
#[cfg(target_os = "linux")]
#[test]
fn a_server_elsewhere_that_does_not_encrypt_is_given_nothing() {
    // Another address of this machine stands for another machine.
    let (address, taken) = server_at("127.0.0.2", Some("250 taken"));
    let outcome = email(&address).hand_over(&to(Some("ewa@home.test")), now());
    assert!(matches!(outcome, HandOver::NotTaken { .. }), "{outcome:?}");
    assert!(taken.try_recv().is_err());
}
