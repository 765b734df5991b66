//! A file whose parts have been read one by one, before they are put together.

use super::event::Surroundings;
use super::{ChronologyParts, FORMAT, Format, NAMES, checks, dates, event, known, people};
use crate::form::directory::{PersonForm, PractitionerForm, ServiceForm};
use crate::form::event::{AuthorForm, EventForm};
use crate::leaf::{Coded, Id, Text};
use crate::problem::FormProblem;
use crate::reader::{Form, Known, Reader, Written};
use crate::text::{self, Problems, Tree};
use brought_domain::person::{Audience, Practitioner, Service};
use brought_domain::vocabulary::nearest;
use brought_domain::{Chronology, Event, Links, PersonId, ServiceId};
use serde::Deserialize;
use std::collections::BTreeSet;

/// Parts with their places in the file, because a part that could not be read leaves a gap.
pub(super) type Placed<T> = Vec<(usize, T)>;

#[derive(Default)]
pub(super) struct Draft {
    pub(super) subject: Option<Id<PersonId>>,
    pub(super) people: Placed<PersonForm>,
    pub(super) services: Option<Placed<ServiceForm>>,
    pub(super) practitioners: Placed<PractitionerForm>,
    pub(super) author: Option<AuthorForm>,
    pub(super) mentioned: Placed<Text>,
    pub(super) events: Placed<EventForm>,
    /// The texts of the parts that could not be read: among them may be ids that other parts refer to.
    pub(super) broken: BTreeSet<String>,
}

fn placed<T>(values: Vec<T>) -> Placed<T> {
    values.into_iter().enumerate().collect()
}

impl From<ChronologyParts> for Draft {
    fn from(parts: ChronologyParts) -> Self {
        Self {
            subject: parts.subject,
            people: placed(parts.people),
            services: parts.services.map(placed),
            practitioners: placed(parts.practitioners),
            author: parts.author,
            mentioned: placed(parts.mentioned),
            events: placed(parts.events),
            broken: BTreeSet::new(),
        }
    }
}

impl Draft {
    /// Reads each part of a file by itself, so that a mistake in one does not hide those in the others.
    pub(super) fn of_tree(tree: &Tree) -> (Self, Vec<FormProblem>) {
        let problems = Problems::default();
        let mut draft = Self::default();
        let Tree::Object(fields) = tree else {
            let what = format!("expected an object with `format`, `people` and `events`, found {}", tree.words());
            return (draft, vec![FormProblem::new("", what)]);
        };
        for (name, tree) in fields {
            let broken = &mut draft.broken;
            match name.as_str() {
                "subject" => draft.subject = read_part(tree, name, &problems, broken),
                "people" => draft.people = read_list(tree, name, &problems, broken),
                "services" => draft.services = Some(read_list(tree, name, &problems, broken)),
                "practitioners" => draft.practitioners = read_list(tree, name, &problems, broken),
                "author" => draft.author = read_part(tree, name, &problems, broken),
                "mentioned" => draft.mentioned = read_list(tree, name, &problems, broken),
                "events" => draft.events = read_list(tree, name, &problems, broken),
                "format" => {}
                _ => {
                    tree.texts(broken);
                    problems.borrow_mut().push(unknown_name(name));
                }
            }
        }
        (draft, problems.into_inner())
    }

    /// Puts the parts together. When some of them could not be read, `before` says so.
    pub(super) fn read(&self, before: Vec<FormProblem>) -> Result<Chronology, Vec<FormProblem>> {
        let mut reader = Reader::new(Written::ByHand);
        reader.known = Some(self.known());
        reader.add(before);
        let chronology = self.read_with(&mut reader);
        match chronology {
            Some(chronology) if reader.is_clean() => Ok(chronology),
            _ => Err(reader.into_problems()),
        }
    }

    fn is_broken(&self) -> bool {
        !self.broken.is_empty()
    }

    pub(super) fn known(&self) -> Known {
        known::ids(self)
    }

    pub(super) fn read_with(&self, reader: &mut Reader) -> Option<Chronology> {
        checks::each_id_once(self, reader);
        let services = self.read_services(reader);
        let practitioners = self.read_practitioners(reader);
        let author = reader.field("author", &self.author);
        let subject = self.read_subject(reader);
        let around = Surroundings {
            subject: subject.as_ref(),
            author: author.as_ref().and_then(Option::as_ref),
            author_is_wrong: author.is_none() || self.is_broken(),
            broken: &self.broken,
            services: services.as_deref(),
            kinds: known::kinds(self),
        };
        let events = self.read_events(&around, reader);
        let first_author = events.first().map(|(_, event)| &event.author);
        let opening = people::opening_events(self, &events, around.author.or(first_author), reader);
        checks::outcomes_fit(&events, &around.kinds, reader);
        dates::possible(&events, reader);
        let events: Vec<Event> = opening.into_iter().flatten().chain(events.into_iter().map(|(_, event)| event)).collect();
        Some(Chronology { subject: subject?, services: services?, practitioners: practitioners?, events, links: Links::default() })
    }

    fn read_services(&self, reader: &mut Reader) -> Option<Vec<Service>> {
        match &self.services {
            Some(services) => read_placed("services", services, reader),
            None => {
                let id = ServiceId::new("service").ok()?;
                Some(vec![Service { id, name: "Service".into(), audience: Audience::Children, health: true, organisation: None }])
            }
        }
    }

    fn read_practitioners(&self, reader: &mut Reader) -> Option<Vec<Practitioner>> {
        read_placed("practitioners", &self.practitioners, reader)
    }

    fn read_subject(&self, reader: &mut Reader) -> Option<PersonId> {
        if let Some(subject) = &self.subject {
            return reader.field("subject", subject);
        }
        let children: Vec<_> = self.people.iter().filter(|(_, person)| person.is_child()).collect();
        match (self.people.as_slice(), children.as_slice()) {
            ([(place, person)], _) | (_, [(place, person)]) => reader
                .within("people", |reader| reader.within_index(*place, |reader| reader.within("id", |reader| person.id.read_new(reader)))),
            // A person that could not be read may have been the subject.
            _ if self.is_broken() => None,
            ([], _) => reader.problem("nobody is described; add the child to `people`, such as {\"id\": \"child-1\"}"),
            _ => reader.within("subject", |reader| reader.problem("is missing; say which of the people the chronology is about")),
        }
    }

    fn read_events(&self, around: &Surroundings<'_>, reader: &mut Reader) -> Placed<Event> {
        let mut events = Vec::new();
        for (place, form) in &self.events {
            let read = reader.within("events", |reader| reader.within_index(*place, |reader| event::read(*place, form, around, reader)));
            if read.is_none() && reader.is_clean() {
                // Nothing may drop out of a record without a word.
                reader.within("events", |reader| reader.within_index(*place, |reader| reader.problem::<()>("cannot be read")));
            }
            events.extend(read.into_iter().flatten().map(|event| (*place, event)));
        }
        events
    }
}

/// Says that a file is of another format, or does not say of which.
pub(super) fn check_format(tree: &Tree) -> Option<FormProblem> {
    let Tree::Object(fields) = tree else { return None };
    match fields.iter().find(|(name, _)| name == "format") {
        Some((_, Tree::Text(format))) if format == FORMAT => None,
        Some((_, Tree::Text(format))) => {
            let suggestion = nearest(format, [FORMAT]);
            Some(
                FormProblem::new("format", format!("`{format}` is not a format this program reads; it reads `{FORMAT}`"))
                    .suggesting(suggestion),
            )
        }
        Some((_, other)) => Some(FormProblem::new("format", format!("expected \"{FORMAT}\", found {}", other.words()))),
        None => Some(FormProblem::new(
            "",
            format!("`format` is missing; write \"format\": \"{FORMAT}\" in JSON, format = \"{FORMAT}\" in TOML"),
        )),
    }
}

impl Default for Coded<Format> {
    fn default() -> Self {
        Self::of(Format::One)
    }
}

fn unknown_name(name: &str) -> FormProblem {
    let known = NAMES.iter().copied().chain(["format"]);
    let list = known.clone().collect::<Vec<_>>().join(", ");
    FormProblem::new(name, format!("`{name}` is not known here; known are: {list}")).suggesting(nearest(name, known))
}

fn read_part<'t, T: Deserialize<'t>>(tree: &'t Tree, path: &str, problems: &'t Problems, broken: &mut BTreeSet<String>) -> Option<T> {
    let part = text::read(tree, path, problems);
    if part.is_none() {
        tree.texts(broken);
    }
    part
}

fn read_list<'t, T: Deserialize<'t>>(tree: &'t Tree, name: &str, problems: &'t Problems, broken: &mut BTreeSet<String>) -> Placed<T> {
    let Tree::List(values) = tree else {
        tree.texts(broken);
        problems.borrow_mut().push(FormProblem::new(name, format!("expected a list, found {}", tree.words())));
        return Vec::new();
    };
    let read = |(place, tree)| read_part(tree, &format!("{name}[{place}]"), problems, broken).map(|form| (place, form));
    values.iter().enumerate().filter_map(read).collect()
}

fn read_placed<F: Form>(name: &'static str, forms: &Placed<F>, reader: &mut Reader) -> Option<Vec<F::Domain>> {
    let read: Vec<_> =
        reader.within(name, |reader| forms.iter().map(|(place, form)| reader.within_index(*place, |reader| form.read(reader))).collect());
    read.into_iter().collect()
}
