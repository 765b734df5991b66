//! What is kept of a document that was issued.

use crate::access::AccessGrant;
use crate::brought::Brought;
use crate::child_page::corrections;
use crate::chronology::{Gathered, gather};
use crate::documents::{MayWrite, dates_to_come, may_write};
use crate::failure::Failure;
#[cfg(feature = "pdf")]
use crate::failure::Refusal;
use crate::linked::read_together;
use crate::printed::printed;
use brought_documents::{FAMILY_DATES, Filled, Letterhead, Papers, Print, Sheet, WindowAddress, html};
use brought_domain::contact::ResponseKind;
use brought_domain::person::PostalAddress;
use brought_domain::work::LetterSent;
use brought_domain::{Event, EventId, Fact, PersonId};
use brought_store::IssuedDocument;

/// What the files are called in which the English twin of a letter in another language is kept.
const ENGLISH_TWIN: &str = "english-twin";

/// A document that is about to be issued.
#[derive(Clone, Debug)]
pub struct Making {
    paper: Paper,
    recipient: PersonId,
    /// The dates that were worked out from the record, where it tells any.
    dates: Option<String>,
}

#[derive(Clone, Debug)]
enum Paper {
    /// What goes to a family.
    Letter(Box<Letter>),
    /// What goes to another agency.
    Referral(Sheet),
}

#[derive(Clone, Debug)]
struct Letter {
    papers: Papers,
    letterhead: Option<Letterhead>,
    print: Print,
}

impl Making {
    /// The dates that were worked out from the record: they are asked about again when it is issued.
    pub fn dates(&self) -> Option<&str> {
        self.dates.as_deref()
    }

    /// A letter, card or leaflet to somebody.
    pub(crate) fn letter(papers: Papers, recipient: PersonId, letterhead: Option<Letterhead>, print: Print, dates: Option<String>) -> Self {
        Self { paper: Paper::Letter(Box::new(Letter { papers, letterhead, print })), recipient, dates }
    }

    /// A referral about somebody. It goes to an agency, in the way of the area, and not from here.
    pub(crate) fn referral(sheet: Sheet, about: PersonId) -> Self {
        Self { paper: Paper::Referral(sheet), recipient: about, dates: None }
    }

    /// The document as the content of a page, to be looked at before it is issued.
    pub fn on_a_page(&self) -> String {
        match &self.paper {
            Paper::Letter(letter) => {
                let page = |document: &Filled| html::fragment(document, letter.letterhead.as_ref());
                std::iter::once(letter.papers.document()).chain(letter.papers.english()).map(page).collect()
            }
            Paper::Referral(sheet) => sheet.passage(),
        }
    }

    /// How hard it is to read with what was filled in, in one line: for whoever writes it, before it is issued. Nothing: it is for professionals.
    pub fn reading_level(&self) -> Option<String> {
        let Paper::Letter(letter) = &self.paper else { return None };
        let level = letter.papers.document().reading_level();
        Some(level.map_or_else(|| "not worked out for this language; ask somebody who reads it".to_owned(), |level| level.in_words()))
    }

    /// The files of it. Typesetting takes a moment, and nobody else waits for it.
    pub(crate) async fn made(self, event: &EventId) -> Result<Vec<IssuedDocument>, Failure> {
        let recipient = self.recipient;
        let file = |name: String, media_type: &str, content: Vec<u8>| IssuedDocument {
            event: event.clone(),
            name,
            media_type: media_type.to_owned(),
            recipient: recipient.clone(),
            content,
        };
        let mut files = Vec::new();
        match self.paper {
            Paper::Letter(letter) => {
                let Letter { papers, letterhead, print } = *letter;
                for (name, document) in
                    std::iter::once(("document", papers.document())).chain(papers.english().map(|twin| (ENGLISH_TWIN, twin)))
                {
                    let page = html::page(document, letterhead.as_ref(), print);
                    files.push(file(format!("{name}.html"), HTML, page.into_bytes()));
                    if let Some(printed) = letter_printed(document, letterhead.as_ref(), print).await? {
                        files.push(file(format!("{name}.pdf"), PDF, printed));
                    }
                }
            }
            Paper::Referral(sheet) => {
                files.push(file(REFERRAL.to_owned(), HTML, sheet.page().into_bytes()));
                // That a name cannot be set in type does not hold a referral up: the page says the same.
                if let Some(Ok(printed)) = printed(&sheet).await {
                    files.push(file("referral.pdf".to_owned(), PDF, printed));
                }
            }
        }
        Ok(files)
    }
}

const HTML: &str = "text/html; charset=utf-8";
const PDF: &str = "application/pdf";
/// What the page of a referral is called that was kept.
pub const REFERRAL: &str = "referral.html";

#[cfg(feature = "pdf")]
async fn letter_printed(document: &Filled, letterhead: Option<&Letterhead>, print: Print) -> Result<Option<Vec<u8>>, Failure> {
    let (document, letterhead) = (document.clone(), letterhead.cloned());
    let set = tokio::task::spawn_blocking(move || brought_documents::pdf(&document, letterhead.as_ref(), print)).await;
    match set {
        Ok(Ok(bytes)) => Ok(Some(bytes)),
        Ok(Err(problem)) => Err(Failure::Refused(Refusal::one("form", format!("It cannot be printed: {problem}")))),
        // Typesetting that broke off is told as what it is; nothing was saved.
        Err(problem) => Err(Failure::Refused(Refusal::one("form", format!("It cannot be printed: {problem}")))),
    }
}

/// Built without typesetting: the page can be printed.
#[cfg(not(feature = "pdf"))]
async fn letter_printed(_: &Filled, _: Option<&Letterhead>, _: Print) -> Result<Option<Vec<u8>>, Failure> {
    Ok(None)
}

/// A file of a document that was issued.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssuedFile {
    /// The file.
    pub document: IssuedDocument,
    /// Why it must not be sent any more, when something was recorded since that speaks against it.
    pub do_not_send: Option<String>,
}

/// What the files are called that were issued with an entry of the record that was opened.
///
/// # Errors
/// [`Failure::Trouble`] when the record cannot be read.
pub async fn issued_names(brought: &Brought, grant: &AccessGrant, event: &EventId) -> Result<Vec<String>, Failure> {
    if !entries_with_documents(brought, grant).await?.contains(event) {
        return Ok(Vec::new());
    }
    Ok(brought.store.issued_names(event).await?)
}

/// The entries of the record that was opened with which documents were issued.
///
/// # Errors
/// [`Failure::Trouble`] when the record cannot be read.
pub async fn entries_with_documents(brought: &Brought, grant: &AccessGrant) -> Result<Vec<EventId>, Failure> {
    let mut entries = Vec::new();
    for record in read_together(brought, grant.person()).await? {
        entries.extend(brought.store.entries_with_documents(&record).await?);
    }
    Ok(entries)
}

/// A file that was issued with an entry of the record that was opened, and whether it may still go to whom it was written to: asked again now,
/// because it may lie on a desk for days (H16).
///
/// # Errors
/// [`Failure::Trouble`] when the record cannot be read or the file is not the one that was issued.
pub async fn issued_file(brought: &Brought, grant: &AccessGrant, event: &EventId, name: &str) -> Result<Option<IssuedFile>, Failure> {
    let gathered = gather(brought, grant.person()).await?;
    let Some(written) = gathered.own_events().find(|own| own.id == *event) else { return Ok(None) };
    let Some(document) = brought.store.issued(event, name).await? else { return Ok(None) };
    let do_not_send = match may_go(&gathered, written, &document.recipient) {
        MayGo::No(why) => Some(why),
        MayGo::Yes | MayGo::AfterAYes => None,
    };
    Ok(Some(IssuedFile { document, do_not_send }))
}

/// Whether a document that was issued may go now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum MayGo {
    /// It may.
    Yes,
    /// Nobody has said whether the address is safe: it takes a person's yes.
    AfterAYes,
    /// It must not.
    No(String),
}

/// Whether a document that was issued may go now to whom it was written to, by the record as it is now (H16, H19).
pub(crate) fn may_go(gathered: &Gathered, written: &Event, recipient: &PersonId) -> MayGo {
    let recipient = gathered.chronology.links.record_of(recipient);
    if matches!(written.fact, Fact::ReferralMade(_)) {
        let is_corrected = corrections(&gathered.chronology.events).contains_key(&written.id);
        let why = "The entry with which it was written was withdrawn or replaced: write it again if it still applies";
        return if is_corrected { MayGo::No(why.to_owned()) } else { MayGo::Yes };
    }
    let elsewhere = |address: &PostalAddress| went_elsewhere(gathered, written, recipient, address);
    match may_write(gathered, recipient) {
        MayWrite::No(why) => MayGo::No(why),
        _ if corrections(&gathered.chronology.events).contains_key(&written.id) => {
            MayGo::No("The entry with which it was written was withdrawn or replaced: write it again if it still applies".to_owned())
        }
        MayWrite::Yes(address) | MayWrite::AfterAYes(address) if elsewhere(&address) => {
            MayGo::No("The name or address on record is another now than when this was written: write it again".to_owned())
        }
        _ if tells_other_dates(gathered, written, recipient) => {
            MayGo::No("The dates on record are others now than when this was written: write it again".to_owned())
        }
        MayWrite::Yes(_) => MayGo::Yes,
        MayWrite::AfterAYes(_) => MayGo::AfterAYes,
    }
}

/// Whether a family's list of dates holds one that may not be told any more, or lacks one that was planned since (H16, H19).
fn tells_other_dates(gathered: &Gathered, written: &Event, recipient: &PersonId) -> bool {
    let Fact::LetterSent(LetterSent { document: Some(document), copy, .. }) = &written.fact else { return false };
    let then = || dates_to_come(gathered, recipient, written.recorded_at);
    document.starts_with(FAMILY_DATES) && then().is_none_or(|dates| copy.split("\n\n").all(|paragraph| paragraph != dates))
}

/// Whether a letter carries another name or address than the record has now. What is given by hand carries none.
fn went_elsewhere(gathered: &Gathered, written: &Event, recipient: &PersonId, address: &PostalAddress) -> bool {
    let Fact::LetterSent(sent) = &written.fact else { return true };
    let name = gathered.name(recipient);
    let by_hand = sent.kind == ResponseKind::CardLeft || sent.to == name;
    let now = WindowAddress::new(&name, &address.lines, address.postcode.as_deref());
    !by_hand && now.map_or(true, |now| now.lines().join(", ") != sent.to)
}
