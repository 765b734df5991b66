//! Reading a form into the domain's words, collecting everything that is wrong with it.

use super::sent::Values;
use super::when;
use brought_app::Problem;
use brought_calendar::{at_local, local_date};
use brought_domain::identity::IdentifierProblem;
use brought_domain::vocabulary::{Vocabulary, read};
use brought_domain::work::Sighting;
use brought_domain::{ContactId, EventId, FollowUpId, Happened, ObligationId, PersonId, PractitionerId};
use jiff::Timestamp;
use jiff::civil::Date;
use std::cell::RefCell;
use std::str::FromStr;

/// A form being read. Whatever cannot be read is noted, and something that could be there is given back in its place, so that everything
/// that is wrong is found in one go; a form with a problem is never saved.
pub(crate) struct Reading<'a> {
    sent: &'a Values,
    now: Timestamp,
    problems: RefCell<Vec<Problem>>,
}

impl<'a> Reading<'a> {
    pub(crate) fn new(sent: &'a Values, now: Timestamp) -> Self {
        Self { sent, now, problems: RefCell::default() }
    }

    /// Everything that is wrong.
    pub(crate) fn problems(self) -> Vec<Problem> {
        self.problems.into_inner()
    }

    /// Notes a problem.
    pub(crate) fn refuse(&self, field: impl Into<String>, words: impl Into<String>) {
        self.problems.borrow_mut().push(Problem { field: field.into(), words: words.into(), clause: None });
    }

    /// A text; whether it may be left out is for the use case to say.
    pub(crate) fn text(&self, field: &str) -> String {
        self.sent.text(field).to_owned()
    }

    /// A text that may be left out.
    pub(crate) fn said(&self, field: &str) -> Option<String> {
        self.sent.said(field)
    }

    /// Every line of a text that says something.
    pub(crate) fn lines(&self, field: &str) -> Vec<String> {
        self.sent.text(field).lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
    }

    /// Whether a box is ticked.
    pub(crate) fn is_ticked(&self, field: &str) -> bool {
        self.sent.said(field).is_some()
    }

    /// One word of a list, chosen from what the page offered. `words` say what to do when none was.
    pub(crate) fn word<T: Vocabulary>(&self, field: &str, words: &str) -> T {
        self.chosen(field).unwrap_or_else(|| {
            self.refuse(field, words);
            T::MEMBERS[0]
        })
    }

    /// One word of a list, if one was chosen.
    pub(crate) fn chosen<T: Vocabulary>(&self, field: &str) -> Option<T> {
        read(self.sent.text(field)).ok()
    }

    /// Several words of a list.
    pub(crate) fn words<T: Vocabulary>(&self, field: &str) -> Vec<T> {
        self.sent.all(field).filter_map(|code| read(code).ok()).collect()
    }

    /// A person, chosen from those the page offered.
    pub(crate) fn person(&self, field: &str, words: &str) -> PersonId {
        self.sent.text(field).parse().unwrap_or_else(|_| self.refused(field, words))
    }

    /// Several people.
    pub(crate) fn people(&self, field: &str) -> Vec<PersonId> {
        self.sent.all(field).filter_map(|id| id.parse().ok()).collect()
    }

    /// A day that has to be there. `what` begins the sentence that says what is wrong: "Date of the visit".
    pub(crate) fn day(&self, field: &str, what: &str) -> Date {
        self.day_if_any(field, what).unwrap_or_else(|| {
            if !self.has_problem(field) {
                self.refuse(field, format!("Enter the {}", what.to_lowercase()));
            }
            local_date(self.now)
        })
    }

    /// A day that may be left out.
    pub(crate) fn day_if_any(&self, field: &str, what: &str) -> Option<Date> {
        let part = |part: &str| self.sent.text(&format!("{field}.{part}"));
        when::day(part("day"), part("month"), part("year"), what).unwrap_or_else(|words| {
            self.refuse(field, words);
            None
        })
    }

    /// A day that has to be there, with a time of day where that is known.
    pub(crate) fn moment(&self, field: &str, what: &str) -> Happened {
        self.at_time(field, self.day(field, what))
    }

    /// The same, where it may be left out.
    pub(crate) fn moment_if_any(&self, field: &str, what: &str) -> Option<Happened> {
        self.day_if_any(field, what).map(|day| self.at_time(field, day))
    }

    fn at_time(&self, field: &str, day: Date) -> Happened {
        let (field, shown) = (format!("{field}.time"), format!("{field}.shown"));
        let typed = self.sent.text(&field);
        if typed.is_empty() {
            return Happened::On(day);
        }
        match when::time(typed) {
            Some(time) => Happened::At(self.within_its_minute(&shown, at_local(day, time))),
            None => {
                self.refuse(field, "Enter a time of day, such as 10:20 or 2:15pm, or leave it out");
                Happened::On(day)
            }
        }
    }

    /// A time that was left as the form showed it is the moment at which it was shown, to the fraction of a second. At the beginning of that minute, a
    /// referral would stand before the danger that was written down seconds earlier and that it answers.
    fn within_its_minute(&self, shown: &str, typed: Timestamp) -> Timestamp {
        let shown = self.sent.text(shown).parse::<Timestamp>().ok();
        let is_in_that_minute = |shown: &Timestamp| *shown >= typed && shown.duration_since(typed).as_secs() < 60;
        shown.filter(is_in_that_minute).map_or(typed, |shown| shown.min(self.now))
    }

    /// The moment at which the form is read.
    pub(crate) fn now(&self) -> Timestamp {
        self.now
    }

    /// Who saw whom, when, where and how. What is left blank is for the use case to refuse.
    pub(crate) fn sighting(&self, field: &str) -> Sighting {
        let part = |part: &str| format!("{field}.{part}");
        Sighting {
            child: self.person(&part("child"), "Choose the child who was seen"),
            seen_at: self.moment(&part("seen_at"), "Date the child was seen"),
            place: self.text(&part("place")),
            by: self.text(&part("by")),
            seen_by: self.word(&part("seen_by"), "Choose who saw the child: this service, another professional or somebody else"),
            relation: self.text(&part("relation")),
            how: self.word(&part("how"), "Choose how the child was seen"),
        }
    }

    /// A practitioner who was chosen, if one was.
    pub(crate) fn practitioner(&self, field: &str) -> Option<PractitionerId> {
        self.sent.said(field).and_then(|id| id.parse().ok())
    }

    /// Several practitioners.
    pub(crate) fn practitioners(&self, field: &str) -> Vec<PractitionerId> {
        self.sent.all(field).filter_map(|id| PractitionerId::new(id).ok()).collect()
    }

    /// An earlier entry, chosen from those the page offered.
    pub(crate) fn event(&self, field: &str, words: &str) -> EventId {
        self.sent.text(field).parse().unwrap_or_else(|_| self.refused(field, words))
    }

    /// An entry that the address does not name rightly.
    pub(crate) fn no_event(&self, field: &str) -> EventId {
        self.refused(field, "There is no such entry. Open the page again")
    }

    /// A follow-up that the address does not name rightly.
    pub(crate) fn no_follow_up(&self, field: &str) -> FollowUpId {
        self.refused(field, "There is no such follow-up. Open the page again")
    }

    /// A contact that the address does not name rightly.
    pub(crate) fn no_contact(&self, field: &str) -> ContactId {
        self.refused(field, "There is no such contact. Open the page again")
    }

    /// An obligation that the address does not name rightly.
    pub(crate) fn no_obligation(&self, field: &str) -> ObligationId {
        self.refused(field, "There is no such obligation. Open the page again")
    }

    /// A new contact: its id is that of the entry that plans it.
    pub(crate) fn new_contact(&self) -> ContactId {
        self.sent.text("entry").parse().unwrap_or_else(|_| self.no_contact("form"))
    }

    fn refused<T: FromStr<Err = IdentifierProblem>>(&self, field: &str, words: &str) -> T {
        self.refuse(field, words);
        nobody()
    }

    fn has_problem(&self, field: &str) -> bool {
        self.problems.borrow().iter().any(|problem| problem.field == field)
    }
}

/// Stands for what was not chosen, in a form that is refused for that reason.
fn nobody<T: FromStr<Err = IdentifierProblem>>() -> T {
    #[allow(clippy::expect_used, reason = "the text is not empty, short and printable")]
    "not-chosen".parse().expect("a right identifier")
}
