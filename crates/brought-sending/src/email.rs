//! A notice by e-mail that a letter is on its way. It tells neither who it is about, nor why, nor who sends it: whoever looks over a shoulder, or shares
//! a mailbox, learns nothing (H17). The document itself is never sent by e-mail.

use crate::{Channel, HandOver, Outgoing, Receipt, Secret, SettingProblem, Trouble};
use jiff::Timestamp;
use lettre::message::header::ContentType;
use lettre::message::{Mailbox, Message};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::{SmtpTransport, Transport as _};
use std::time::Duration;

const SUBJECT: &str = "A letter is on its way to you";
const TEXT: &str = "Hello

We have written to you. A letter is on its way to the address that we have for you.

If it does not come within a week, please call us on the number that you have for us.

Please do not answer this e-mail: nobody reads the answers.
";

/// A connection that hangs must not keep other notices waiting.
const LONGEST_CALL: Duration = Duration::from_secs(60);

/// Where notices are handed over, and who signs for them.
#[derive(Clone, Debug)]
pub struct EmailSettings {
    /// The mail server: `smtps://HOST:PORT`, or `smtp://HOST:PORT`, which begins encrypting before anything is said.
    pub server: String,
    /// The sender's address.
    pub from: String,
    /// The name and the password at the server, where it asks for them.
    pub account: Option<(String, Secret)>,
}

/// Notices by e-mail.
pub struct Email {
    transport: SmtpTransport,
    from: Mailbox,
}

impl Email {
    /// Sets up the way to a mail server. Nothing is sent yet.
    ///
    /// # Errors
    /// When the settings cannot be used, or a notice would cross a network unencrypted.
    pub fn new(settings: &EmailSettings) -> Result<Self, SettingProblem> {
        let wrong = |words: &str| SettingProblem(words.to_owned());
        let from = settings.from.parse::<Mailbox>().map_err(|_| wrong("the sender's address is not an e-mail address: check it"))?;
        let (is_wrapped, rest) = match (settings.server.strip_prefix("smtps://"), settings.server.strip_prefix("smtp://")) {
            (Some(rest), _) => (true, rest),
            (_, Some(rest)) => (false, rest),
            _ => return Err(wrong("the mail server is written as smtps://HOST:PORT or smtp://HOST:PORT")),
        };
        let (host, port) =
            rest.trim_end_matches('/').rsplit_once(':').ok_or_else(|| wrong("the mail server needs its port, such as :465"))?;
        let port = port.parse().map_err(|_| wrong("the port of the mail server is a number, such as 465"))?;
        if host.is_empty() || host.contains(['@', '/']) {
            return Err(wrong("the name of the mail server holds neither a name nor a password: they are given apart from it"));
        }
        let parameters = || TlsParameters::new(host.to_owned()).map_err(|_| wrong("the name of the mail server cannot be used: check it"));
        let is_own_machine = matches!(host, "127.0.0.1" | "localhost" | "[::1]");
        let tls = match (is_wrapped, is_own_machine) {
            (true, _) => Tls::Wrapper(parameters()?),
            // Only what never leaves the machine goes unencrypted.
            (false, true) => Tls::Opportunistic(parameters()?),
            (false, false) => Tls::Required(parameters()?),
        };
        let mut transport = SmtpTransport::builder_dangerous(host).port(port).tls(tls).timeout(Some(LONGEST_CALL));
        if let Some((name, password)) = &settings.account {
            transport = transport.credentials(Credentials::new(name.clone(), password.reveal().to_owned()));
        }
        Ok(Self { transport: transport.build(), from })
    }

    fn notice(&self, to: &str, reference: &str, now: Timestamp) -> Result<Message, String> {
        let to = to.parse::<Mailbox>().map_err(|_| "What is on record is not an e-mail address: check it".to_owned())?;
        let built = Message::builder()
            .from(self.from.clone())
            // Without the name that may stand beside it.
            .to(Mailbox::new(None, to.email))
            .subject(SUBJECT)
            .message_id(Some(format!("<{reference}@{}>", self.from.email.domain())))
            .date(now.into())
            .header(ContentType::TEXT_PLAIN)
            .body(TEXT.to_owned());
        built.map_err(|_| "The notice could not be put together: ask whoever looks after the program".to_owned())
    }
}

/// Mail that bounces comes to the sender's mailbox, and whoever reads it says so.
impl Channel for Email {
    /// A mail server remembers nothing that could be asked for.
    fn find(&self, _reference: &str, _now: Timestamp) -> Result<Option<Receipt>, Trouble> {
        Ok(None)
    }

    fn hand_over(&self, message: &Outgoing, now: Timestamp) -> HandOver {
        let Some(to) = &message.email else {
            return HandOver::Refused("No e-mail address is on record".to_owned());
        };
        let notice = match self.notice(to, &message.reference, now) {
            Ok(notice) => notice,
            Err(why) => return HandOver::Refused(why),
        };
        // Before anything is said: what fails here has certainly sent nothing.
        if !self.transport.test_connection().unwrap_or(false) {
            return HandOver::NotTaken { why: "The mail server cannot be reached, or does not let us in".to_owned(), stop: true };
        }
        match self.transport.send(&notice) {
            Ok(_) => HandOver::Taken(Receipt(format!("{}@{}", message.reference, self.from.email.domain()))),
            // The words of a mail server hold addresses: its code is enough.
            Err(problem) if problem.is_permanent() => HandOver::Refused(format!("The mail server refused it{}", code(&problem))),
            Err(problem) if problem.is_transient() => {
                HandOver::NotTaken { why: format!("The mail server takes it later{}", code(&problem)), stop: false }
            }
            Err(_) => HandOver::Unclear("The connection to the mail server was cut off".to_owned()),
        }
    }
}

fn code(problem: &lettre::transport::smtp::Error) -> String {
    problem.status().map(|code| format!(" (code {code})")).unwrap_or_default()
}
