//! Collecting everything that is wrong with a form, so that it is said once and all together.

use super::entry::{Basis, EntryHead};
use crate::failure::{Problem, Refusal};
use brought_calendar::local_date;
use brought_domain::person::RelationKind;
use brought_domain::{Happened, PersonId, ServiceId};
use jiff::{SignedDuration, Timestamp};

/// How far ahead of this clock another one may be: more is a mistake, or a clock that is wrong (H23).
const CLOCKS_MAY_DIFFER: SignedDuration = SignedDuration::from_mins(5);

/// The problems found so far.
#[derive(Debug, Default)]
pub struct Checks {
    problems: Vec<Problem>,
}

/// Whether an entry may be recorded for a service: it opens the record to all who work in that. Whoever works in none is asked for which.
fn may_write_for(service: &ServiceId, basis: &Basis<'_>) -> bool {
    let mine = &basis.actor.services;
    let is_known = || basis.gathered.chronology.services.iter().any(|known| known.id == *service);
    let of_family = || basis.gathered.chronology.events.iter().any(|event| event.service.as_ref() == Some(service));
    mine.is_empty() || mine.contains(service) || is_known() || of_family()
}

impl Checks {
    /// Checks what every form carries.
    pub(crate) fn head(&mut self, head: &EntryHead, basis: &Basis<'_>) {
        if head.person != basis.gathered.chronology.subject {
            self.refuse("person", "This form was shown on another person’s page. Open the right page and write it there");
        }
        if !basis.actor.holds(head.role) {
            self.refuse("role", format!("You do not hold the role of {}: choose one that you hold", head.role));
        }
        if let Some(service) = head.service.as_ref().filter(|service| !may_write_for(service, basis)) {
            self.refuse("service", format!("Choose a service that you work in, or one that works with this family: {service} is neither"));
        }
        self.past("happened", head.happened, basis.now);
        for answered in &head.answers {
            if !basis.standing.obligations.iter().any(|obligation| obligation.id == *answered) {
                self.refuse("answers", "An obligation that this entry says it answers is not on this record. Open the page again");
            }
        }
    }

    /// Notes a problem.
    pub(super) fn refuse(&mut self, field: impl Into<String>, words: impl Into<String>) {
        self.problems.push(Problem { field: field.into(), words: words.into(), clause: None });
    }

    /// Notes a problem that rests on a clause.
    pub(super) fn refuse_by(&mut self, clause: &str, field: impl Into<String>, words: impl Into<String>) {
        self.problems.push(Problem { field: field.into(), words: words.into(), clause: Some(clause.to_owned()) });
    }

    /// A text that must say something.
    pub(super) fn text(&mut self, field: impl Into<String>, text: &str, words: impl Into<String>) -> String {
        if text.trim().is_empty() {
            self.refuse(field, words);
        }
        text.trim().to_owned()
    }

    /// A list that must name somebody or something.
    pub(super) fn texts(&mut self, field: impl Into<String>, texts: &[String], words: impl Into<String>) -> Vec<String> {
        let said: Vec<String> = texts.iter().filter_map(|text| said(Some(text))).collect();
        if said.is_empty() {
            self.refuse(field, words);
        }
        said
    }

    /// Something that has happened: not in the future.
    pub(super) fn past(&mut self, field: impl Into<String>, happened: Happened, now: Timestamp) {
        let is_past = match happened {
            Happened::At(instant) => instant.duration_since(now) <= CLOCKS_MAY_DIFFER,
            Happened::On(day) => day <= local_date(now),
        };
        if !is_past {
            self.refuse(field, "The date and time must not be in the future");
        }
    }

    /// A child of this record: the person themselves, a brother or sister, or a dependent child.
    pub(super) fn child(&mut self, field: impl Into<String>, child: &PersonId, basis: &Basis<'_>) {
        let is_of_the_family = *child == basis.gathered.chronology.subject
            || basis.gathered.neighbours.iter().any(|neighbour| {
                neighbour.other == *child && matches!(neighbour.relation, RelationKind::Sibling | RelationKind::DependentChild)
            });
        if !is_of_the_family {
            self.refuse(field, "Choose a child of this record");
        }
    }

    /// Whether nothing was wrong so far.
    pub(super) fn is_clean(&self) -> bool {
        self.problems.is_empty()
    }

    /// Whether something was wrong with a field.
    pub(super) fn is_about(&self, field: &str) -> bool {
        self.problems.iter().any(|problem| problem.field == field)
    }

    /// What was planned, unless something was wrong.
    pub(crate) fn finish<T>(self, planned: Option<T>) -> Result<T, Refusal> {
        match planned {
            Some(planned) if self.problems.is_empty() => Ok(planned),
            _ if self.problems.is_empty() => Err(Refusal::one("form", "This form is not complete: fill it in and send it again")),
            _ => Err(Refusal { problems: self.problems }),
        }
    }
}

/// A text that may be left out: blank is left out.
pub(super) fn said(text: Option<&String>) -> Option<String> {
    text.map(|text| text.trim()).filter(|text| !text.is_empty()).map(str::to_owned)
}
