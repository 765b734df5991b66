//! What is kept of a document that was issued.

use crate::access::AccessGrant;
use crate::brought::Brought;
use crate::child_page::corrections;
use crate::chronology::{Gathered, gather};
use crate::documents::{MayWrite, may_write};
use crate::failure::Failure;
#[cfg(feature = "pdf")]
use crate::failure::Refusal;
use brought_documents::{Filled, Letterhead, Papers, Print, WindowAddress, html};
use brought_domain::contact::ResponseKind;
use brought_domain::person::PostalAddress;
use brought_domain::{Event, EventId, Fact, PersonId};
use brought_store::IssuedDocument;

/// What the files are called in which the English twin of a letter in another language is kept.
const ENGLISH_TWIN: &str = "english-twin";

/// A document that is about to be issued.
#[derive(Clone, Debug)]
pub struct Making {
    pub(crate) papers: Papers,
    pub(crate) recipient: PersonId,
    pub(crate) letterhead: Option<Letterhead>,
    pub(crate) print: Print,
}

impl Making {
    /// The document as the content of a page, to be looked at before it is issued.
    pub fn on_a_page(&self) -> String {
        let page = |document: &Filled| html::fragment(document, self.letterhead.as_ref());
        std::iter::once(self.papers.document()).chain(self.papers.english()).map(page).collect()
    }

    /// How hard it is to read with what was filled in, in one line: for whoever writes it, before it is issued.
    pub fn reading_level(&self) -> String {
        self.papers
            .document()
            .reading_level()
            .map_or_else(|| "not worked out for this language; ask somebody who reads it".to_owned(), |level| level.in_words())
    }

    /// The files of it. Typesetting takes a moment, and nobody else waits for it.
    pub(crate) async fn made(self, event: &EventId) -> Result<Vec<IssuedDocument>, Failure> {
        let file = |name: &str, media_type: &str, content: Vec<u8>| IssuedDocument {
            event: event.clone(),
            name: name.to_owned(),
            media_type: media_type.to_owned(),
            recipient: self.recipient.clone(),
            content,
        };
        let mut files = Vec::new();
        for (name, document) in
            std::iter::once(("document", self.papers.document())).chain(self.papers.english().map(|twin| (ENGLISH_TWIN, twin)))
        {
            let page = html::page(document, self.letterhead.as_ref(), self.print);
            files.push(file(&format!("{name}.html"), "text/html; charset=utf-8", page.into_bytes()));
            if let Some(printed) = self.printed(document).await? {
                files.push(file(&format!("{name}.pdf"), "application/pdf", printed));
            }
        }
        Ok(files)
    }

    #[cfg(feature = "pdf")]
    async fn printed(&self, document: &Filled) -> Result<Option<Vec<u8>>, Failure> {
        let (document, letterhead, print) = (document.clone(), self.letterhead.clone(), self.print);
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
    async fn printed(&self, _: &Filled) -> Result<Option<Vec<u8>>, Failure> {
        Ok(None)
    }
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
    if !brought.store.entries_with_documents(grant.person()).await?.contains(event) {
        return Ok(Vec::new());
    }
    Ok(brought.store.issued_names(event).await?)
}

/// The entries of the record that was opened with which documents were issued.
///
/// # Errors
/// [`Failure::Trouble`] when the record cannot be read.
pub async fn entries_with_documents(brought: &Brought, grant: &AccessGrant) -> Result<Vec<EventId>, Failure> {
    Ok(brought.store.entries_with_documents(grant.person()).await?)
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
    let elsewhere = |address: &PostalAddress| went_elsewhere(gathered, written, recipient, address);
    match may_write(gathered, recipient) {
        MayWrite::No(why) => MayGo::No(why),
        _ if corrections(&gathered.chronology.events).contains_key(&written.id) => {
            MayGo::No("The entry with which it was written was withdrawn or replaced: write it again if it still applies".to_owned())
        }
        MayWrite::Yes(address) | MayWrite::AfterAYes(address) if elsewhere(&address) => {
            MayGo::No("The name or address on record is another now than when this was written: write it again".to_owned())
        }
        MayWrite::Yes(_) => MayGo::Yes,
        MayWrite::AfterAYes(_) => MayGo::AfterAYes,
    }
}

/// Whether a letter carries another name or address than the record has now. What is given by hand carries none.
fn went_elsewhere(gathered: &Gathered, written: &Event, recipient: &PersonId, address: &PostalAddress) -> bool {
    let Fact::LetterSent(sent) = &written.fact else { return true };
    let name = gathered.name(recipient);
    let by_hand = sent.kind == ResponseKind::CardLeft || sent.to == name;
    let now = WindowAddress::new(&name, &address.lines, address.postcode.as_deref());
    !by_hand && now.map_or(true, |now| now.lines().join(", ") != sent.to)
}
