//! Writing a letter, card or leaflet of the policy, and keeping what was issued byte for byte (HAM-07, HAM-09, SWI-14, BOL-08).

use super::checks::{Checks, said};
use super::entry::{Basis, Entry, EntryHead};
use crate::chronology::Gathered;
use crate::documents::{Making, MayWrite, dates_to_come, may_write};
use brought_calendar::{day_in_words, local_date};
use brought_documents::{Letterhead, Papers, Placeholder, Print, Template, Values, WindowAddress, Writable, own_document, own_documents};
use brought_domain::contact::{Answer, ResponseKind};
use brought_domain::person::{PersonKind, PostalAddress};
use brought_domain::work::LetterSent;
use brought_domain::{Fact, PersonId, ServiceId};
use brought_policy::pack::{Document, DocumentKind};
use brought_policy::{Pack, PoliciesInForce};
use jiff::Timestamp;

/// The form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssueDocument {
    /// What every form carries.
    pub head: EntryHead,
    /// The id of the document of the policy.
    pub document: String,
    /// To whom it goes.
    pub to: Option<PersonId>,
    /// What is filled in.
    pub values: Values,
    /// A person's yes to an address of which nobody has said whether it is safe to write to.
    pub address_is_safe: Answer,
    /// How large it is printed.
    pub print: Print,
}

/// Somebody to whom a document may be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipient {
    /// Who.
    pub person: PersonId,
    /// Their name, and what they are to the child.
    pub words: String,
    /// Their name.
    pub name: String,
    /// Whether anything may go to them.
    pub may_write: MayWrite,
}

/// To whom this document of this record may be written: what greets a young person to the child alone, all else to the carers; and in a carer's own
/// record, to them.
pub(crate) fn recipients(gathered: &Gathered, template: &Template) -> Vec<Recipient> {
    let about = &gathered.chronology.subject;
    let is_carer = |person: &PersonId| gathered.people.get(person).and_then(|row| row.kind) == Some(PersonKind::Carer);
    let to_the_child = template.placeholders.contains(&Placeholder::YoungPersonName);
    // Where somebody lives whose record is restricted to others is not for whoever writes this.
    let is_open = |person: &PersonId| !gathered.closed.contains(person);
    let carers = gathered.neighbours.iter().filter(|neighbour| is_carer(&neighbour.other) && is_open(&neighbour.other));
    let carers = carers.map(|neighbour| (&neighbour.other, format!("{}, {}", gathered.name(&neighbour.other), neighbour.relation.words())));
    let own = (about, gathered.name(about));
    let recipient = |(person, words): (&PersonId, String)| Recipient {
        person: person.clone(),
        words,
        name: gathered.name(person),
        may_write: may_write(gathered, person),
    };
    let own = std::iter::once(own).filter(|_| to_the_child || is_carer(about));
    carers.filter(|_| !to_the_child).chain(own).map(recipient).collect()
}

/// The policy in force at a moment that has a document: the service's, and otherwise any.
fn pack_with<'p>(policies: &'p PoliciesInForce, service: Option<&ServiceId>, document: &str, now: Timestamp) -> Option<&'p Pack> {
    let services = std::iter::once(service).chain([None]).chain(policies.services().into_iter().map(Some));
    let mut packs = services.map(|service| policies.pack_for(service, now).as_ref());
    packs.find(|pack| pack.documents.contains_key(document))
}

/// A document of a policy in force at a moment, or else one of the program's own, to be filled in, with its English twin if it is in another
/// language. Nothing: there is none of this id, or it cannot be read, or it lacks its twin.
pub(crate) fn document_to_write(
    policies: &PoliciesInForce,
    service: Option<&ServiceId>,
    document: &str,
    now: Timestamp,
) -> Option<Writable> {
    let pack = pack_with(policies, service, document, now);
    let of_pack = |id: &str| pack.and_then(|pack| pack.documents.get(id)).map(|found| found.text.as_str());
    let read = |id: &str| of_pack(id).or_else(|| own_document(id)).and_then(|text| Template::parse(text).ok());
    Writable::new(read(document)?, read)
}

/// The same as the policy has it.
pub(crate) fn document_in_force<'p>(
    policies: &'p PoliciesInForce,
    service: Option<&ServiceId>,
    document: &str,
    now: Timestamp,
) -> Option<&'p Document> {
    pack_with(policies, service, document, now)?.documents.get(document)
}

/// The other versions of a document: the usual one, in easy words, in other languages.
pub(crate) fn other_versions(policies: &PoliciesInForce, service: Option<&ServiceId>, chosen: &Template, now: Timestamp) -> Vec<Template> {
    let usual = chosen.version.of().unwrap_or(&chosen.id);
    let ids: Vec<&str> = match pack_with(policies, service, &chosen.id, now) {
        Some(pack) => pack.documents.keys().map(String::as_str).collect(),
        None => own_documents().collect(),
    };
    let others = ids.into_iter().filter(|id| *id != chosen.id).filter_map(|id| document_to_write(policies, service, id, now));
    others.map(|found| found.template().clone()).filter(|found| found.version.of().unwrap_or(&found.id) == usual).collect()
}

/// The words of it, and where it goes.
struct Written {
    papers: Papers,
    address: Option<WindowAddress>,
    dates: Option<String>,
}

impl IssueDocument {
    fn writable(&self, basis: &Basis<'_>) -> Option<Writable> {
        document_to_write(basis.policies, self.head.service.as_ref(), &self.document, basis.now)
    }

    /// The document, or everything that stands in its way.
    fn written(&self, basis: &Basis<'_>, checks: &mut Checks) -> Option<Written> {
        let Some(writable) = self.writable(basis) else {
            checks.refuse("form", "The policy in force has no such document, or it cannot be read: `brought policy check` says why");
            return None;
        };
        let template = writable.template();
        let mut values = self.values.clone();
        let dates = if writable.placeholders().contains(&Placeholder::Appointments) { self.dates(basis, checks) } else { None };
        values.set(Placeholder::Appointments, dates.as_deref().unwrap_or_default());
        let papers = match writable.fill(&values) {
            Ok(papers) => Some(papers),
            Err(unfilled) => {
                for placeholder in unfilled.into_iter().filter(|placeholder| !placeholder.is_worked_out()) {
                    checks.refuse(placeholder.code(), format!("Say {}", placeholder.words()));
                }
                None
            }
        };
        let Some(recipient) =
            self.to.as_ref().and_then(|to| recipients(basis.gathered, template).into_iter().find(|known| known.person == *to))
        else {
            checks.refuse("to", "Choose to whom it goes");
            return None;
        };
        let by_hand = template.kind != DocumentKind::Letter;
        let address = match recipient.may_write {
            MayWrite::No(why) => {
                checks.refuse("to", why);
                return None;
            }
            MayWrite::AfterAYes(_) if self.address_is_safe != Answer::Yes => {
                let words = "Nobody has said whether it is safe to write to this address: find out, then say so here";
                checks.refuse("address_is_safe", words);
                return None;
            }
            MayWrite::AfterAYes(address) | MayWrite::Yes(address) => address,
        };
        let address = if by_hand { None } else { Some(Self::window(&recipient.name, &address, checks)?) };
        Some(Written { papers: papers?, address, dates })
    }

    /// The dates that may be told to whom it goes. What was looked at is what is issued: if the dates have changed since, it is looked at again.
    fn dates(&self, basis: &Basis<'_>, checks: &mut Checks) -> Option<String> {
        let Some(dates) = dates_to_come(basis.gathered, self.to.as_ref()?, basis.now) else {
            checks.refuse(Placeholder::Appointments.code(), "No date to come is on record that may be told to them");
            return None;
        };
        let shown = self.values.get(Placeholder::Appointments).map(|shown| shown.replace("\r\n", "\n"));
        if shown.is_some_and(|shown| shown != dates) {
            checks.refuse(Placeholder::Appointments.code(), "The dates have changed since you looked at them: look at them again");
            return None;
        }
        Some(dates)
    }

    fn window(name: &str, address: &PostalAddress, checks: &mut Checks) -> Option<WindowAddress> {
        let window = WindowAddress::new(name, &address.lines, address.postcode.as_deref());
        if let Err(problem) = &window {
            checks.refuse("to", format!("It cannot be sent: {problem}"));
        }
        window.ok()
    }

    fn letterhead(&self, to: WindowAddress, basis: &Basis<'_>) -> Letterhead {
        let told = [Placeholder::ServiceName, Placeholder::Telephone].into_iter().filter_map(|place| self.values.get(place));
        Letterhead { to, from: told.map(str::to_owned).collect(), written_on: day_in_words(local_date(basis.now)) }
    }

    /// The document as it would be issued, to be looked at first. Pure.
    pub(crate) fn making(&self, basis: &Basis<'_>, checks: &mut Checks) -> Option<Making> {
        let Written { papers, address, dates } = self.written(basis, checks)?;
        let letterhead = address.map(|address| self.letterhead(address, basis));
        Some(Making::letter(papers, self.to.clone()?, letterhead, self.print, dates))
    }
}

impl Entry for IssueDocument {
    fn head(&self) -> &EntryHead {
        &self.head
    }

    fn plan(&self, basis: &Basis<'_>, checks: &mut Checks) -> Option<Fact> {
        let Written { papers, address, .. } = self.written(basis, checks)?;
        let kind = match papers.document().kind {
            DocumentKind::Letter | DocumentKind::Leaflet => ResponseKind::LetterSent,
            DocumentKind::Card => ResponseKind::CardLeft,
        };
        let to = match address {
            Some(address) => address.lines().join(", "),
            None => self.to.as_ref().map(|to| basis.gathered.name(to)).unwrap_or_default(),
        };
        Some(Fact::LetterSent(LetterSent { kind, to, copy: papers.words(), document: said(Some(&self.document)) }))
    }

    fn issues(&self, basis: &Basis<'_>) -> Option<Making> {
        self.making(basis, &mut Checks::default())
    }
}
