//! Writing a letter, card or leaflet of the policy: filled in, looked at, and then issued (J7, HAM-07, HAM-09, SWI-14, BOL-08).

use super::document_shown::{IssuingForm, Told};
use super::{Opened, RecordForm};
use crate::address::part;
use crate::form::{Choice, Reading, Values};
use crate::problem::WebProblem;
use crate::state::WebState;
use crate::templating::shown;
use brought_app::{EntryHead, IssueDocument, MayWrite, Recipient, Saved, begin_document};
use brought_documents::{Placeholder, Print};
use brought_domain::ServiceId;
use brought_domain::contact::Answer;
use brought_policy::pack::DocumentKind;
use minijinja::Value;

pub(crate) struct DocumentForm;

impl RecordForm for DocumentForm {
    type Entry = IssueDocument;
    const TEMPLATE: &'static str = "pages/record/document.jinja";
    const BUTTON: &'static str = "Show it before it is issued";

    async fn prepare(state: &WebState, opened: &mut Opened) -> Result<(), WebProblem> {
        let document = opened.path.get("document").cloned().unwrap_or_default();
        let service = opened.service().and_then(|service| ServiceId::new(service).ok());
        let begun = begin_document(&state.brought, &opened.grant, service.as_ref(), &document, opened.now).await?;
        opened.writing = Some(begun.ok_or(WebProblem::NoSuchPage)?);
        Ok(())
    }

    fn fill(opened: &Opened, values: &mut Values) {
        let Some(writing) = &opened.writing else { return };
        for placeholder in &writing.placeholders {
            values.set(placeholder.code(), writing.values.get(*placeholder).unwrap_or_default());
        }
        let may = |recipient: &&Recipient| !matches!(recipient.may_write, MayWrite::No(_));
        if let Some(first) = writing.recipients.iter().find(may) {
            values.set("to", first.person.to_string());
        }
    }

    fn shown(opened: &Opened) -> Value {
        let Some(writing) = &opened.writing else { return shown! {} };
        let dates = writing.placeholders.contains(&Placeholder::Appointments);
        let fields = writing.placeholders.iter().filter(|placeholder| !placeholder.is_worked_out());
        let fields: Vec<_> = fields
            .map(|field| shown! { name => field.code(), label => crate::form::capitalised(field.words()), long => field.is_long() })
            .collect();
        let versions: Vec<_> = writing
            .versions
            .iter()
            .map(|version| shown! { words => version.version_words(), address => version_address(opened, &version.id) })
            .collect();
        let recipients: Vec<Choice> =
            writing.recipients.iter().map(|recipient| Choice { value: recipient.person.to_string(), text: told(recipient) }).collect();
        let asks_address = writing.recipients.iter().any(|recipient| matches!(recipient.may_write, MayWrite::AfterAYes(_)));
        shown! {
            title => writing.template.title, purpose => writing.template.purpose, outside => writing.template.outside,
            kind => writing.template.kind.words(), fields, dates, recipients, asks_address, versions,
            version => writing.template.version_words(),
            otherwise => opened.query.said("for").map(|id| format!("/children/{}/sent?for={}", part(&opened.page.person), part(&id))),
        }
    }

    fn read(head: EntryHead, form: &Reading<'_>, opened: &Opened) -> IssueDocument {
        let mut values = brought_documents::Values::default();
        for placeholder in Placeholder::ALL {
            values.set(*placeholder, &form.text(placeholder.code()));
        }
        IssueDocument {
            head,
            document: opened.path.get("document").cloned().unwrap_or_default(),
            to: form.said("to").and_then(|to| to.parse().ok()),
            values,
            address_is_safe: form.chosen("address_is_safe").unwrap_or(Answer::NotKnown),
            print: if form.is_ticked("large") { Print::Large } else { Print::Usual },
        }
    }

    fn after(saved: &Saved) -> String {
        format!("/children/{}/issued/{}", part(saved.person.as_str()), part(saved.event.as_str()))
    }
}

impl IssuingForm for DocumentForm {
    fn told(opened: &Opened) -> Told {
        let template = opened.writing.as_ref().map(|writing| &writing.template);
        let by_hand = template.is_some_and(|template| template.kind != DocumentKind::Letter);
        Told {
            read_it: "Read it as the family will.",
            outside: template.map(|template| template.outside.clone()).unwrap_or_default(),
            kind: template.map_or("document", |template| template.kind.words()),
            keep: if by_hand { "Keep it and leave or give it" } else { "Keep it and print it" },
        }
    }
}

/// Where another version is written, for the same obligation and service.
fn version_address(opened: &Opened, document: &str) -> String {
    let said = ["for", "service"].into_iter().filter_map(|name| Some(format!("{name}={}", part(&opened.query.said(name)?))));
    let query = said.collect::<Vec<_>>().join("&");
    let mark = if query.is_empty() { "" } else { "?" };
    format!("/children/{}/documents/{}{mark}{query}", part(&opened.page.person), part(document))
}

/// A recipient, and what stands in the way of writing to them.
fn told(recipient: &Recipient) -> String {
    match &recipient.may_write {
        MayWrite::Yes(address) => format!("{}: {}", recipient.words, address.one_line()),
        MayWrite::AfterAYes(address) => {
            format!("{}: {} (not known whether it is safe to write there)", recipient.words, address.one_line())
        }
        MayWrite::No(why) => format!("{}: {why}", recipient.words),
    }
}
