//! One child after another: their contacts in order, and what they come to. Nothing is asked of the memory for a child.

use super::codes::NOBODY;
use super::days::{Days, DueDays, NO_DAY};
use super::ladder::Steps;
use super::months::Months;
use super::plan::{Class, Plan};
use super::rows::Figures;

/// The contacts of a child in order, a list for each column, all of one length.
#[derive(Clone, Copy)]
pub(super) struct Contacts<'a> {
    pub(super) days: &'a [i32],
    pub(super) outcomes: &'a [u8],
    pub(super) providers: &'a [u32],
    /// Empty when no ladder is wanted.
    pub(super) services: &'a [u16],
}

/// What is the same for every child.
pub(super) struct Rules<'p> {
    pub(super) plan: &'p Plan,
    pub(super) classes: [Class; 256],
    pub(super) due_days: DueDays,
    /// The day asked about, and the first day of the window that ends with it.
    pub(super) as_of: i32,
    pub(super) window_from: i32,
    /// Whether months are counted. Under a second plan that takes all outcomes as the first does, they are the same.
    pub(super) counts_months: bool,
}

/// What works out the figures of a child under one plan.
pub(super) struct Fold<'p> {
    rules: &'p Rules<'p>,
    days: &'p Days,
    pub(super) months: Months,
    steps: Option<Steps>,
    pub(super) first_days: Vec<i32>,
    failed_on: Vec<i32>,
    /// For each provider, the last child who had a failed contact there within the window, counted up.
    met_at: Vec<u32>,
    child: u32,
}

/// Where a child stands while their contacts are gone through.
struct Sofar {
    figures: Figures,
    /// From where on in the days of failed contacts nobody saw the child since.
    row_from: usize,
    /// From where on they lie in the window that ends with the last.
    window_from: usize,
}

impl<'p> Fold<'p> {
    pub(super) fn new(rules: &'p Rules<'p>, days: &'p Days) -> Self {
        let first_days = vec![NO_DAY; rules.plan.first_day_of_count.len()];
        let steps = rules.plan.ladder.map(Steps::new);
        Self { rules, days, months: Months::default(), steps, first_days, failed_on: Vec::new(), met_at: Vec::new(), child: 0 }
    }

    /// The figures of a child. The first days are left in `first_days`.
    pub(super) fn child(&mut self, contacts: Contacts<'_>, known_concern: bool) -> Figures {
        self.child = self.child.wrapping_add(1);
        if self.child == 0 {
            self.met_at.fill(0);
            self.child = 1;
        }
        self.failed_on.clear();
        self.first_days.fill(NO_DAY);
        let nothing = Figures { last_seen_on: NO_DAY, days_since_seen: NO_DAY, follow_up_due_on: NO_DAY, ..Figures::default() };
        let mut sofar = Sofar { figures: nothing, row_from: 0, window_from: 0 };
        for ((day, outcome), provider) in contacts.days.iter().zip(contacts.outcomes).zip(contacts.providers) {
            match self.rules.classes[usize::from(*outcome)] {
                Class::Seen => {
                    if self.rules.counts_months {
                        self.months.count(*provider, self.days.month(*day), false);
                    }
                    self.seen(&mut sofar, *day);
                }
                Class::Failed => {
                    if self.rules.counts_months {
                        self.months.count(*provider, self.days.month(*day), true);
                    }
                    self.failed(&mut sofar, *day, *provider);
                }
                Class::CancelledByFamily => {
                    sofar.figures.cancelled_by_family_in_window += i32::from(*day >= self.rules.window_from);
                }
                Class::Neutral => {}
            }
        }
        let mut figures = self.end(sofar, known_concern);
        if let Some(steps) = &mut self.steps {
            figures.ladder = steps.child(self.rules, contacts, known_concern);
        }
        figures
    }

    fn seen(&mut self, sofar: &mut Sofar, day: i32) {
        let figures = &mut sofar.figures;
        figures.due += 1;
        figures.last_seen_on = day;
        if sofar.row_from < self.failed_on.len() {
            figures.not_seen_in_time += self.due_before(sofar.row_from, day);
            sofar.row_from = self.failed_on.len();
        }
    }

    fn failed(&mut self, sofar: &mut Sofar, day: i32, provider: u32) {
        self.failed_on.push(day);
        let failed = self.failed_on.len();
        let window = i32::try_from(self.rules.plan.window_days).unwrap_or(i32::MAX);
        while self.failed_on.get(sofar.window_from).is_some_and(|on| *on <= day - window) {
            sofar.window_from += 1;
        }
        let figures = &mut sofar.figures;
        let in_window = count(failed - sofar.window_from);
        figures.due += 1;
        figures.most_failed_in_a_row = figures.most_failed_in_a_row.max(count(failed - sofar.row_from));
        if in_window > figures.most_failed_in_window {
            figures.most_failed_in_window = in_window;
            for (first, wanted) in self.first_days.iter_mut().zip(&self.rules.plan.first_day_of_count) {
                // The count goes up one by one, and so it is the first time.
                if i64::from(*wanted) == i64::from(in_window) {
                    *first = day;
                }
            }
        }
        if day >= self.rules.window_from {
            figures.failed_in_window += i32::from(day <= self.rules.as_of);
            if provider != NOBODY {
                self.met(figures, provider);
            }
        }
    }

    fn met(&mut self, figures: &mut Figures, provider: u32) {
        let place = provider as usize;
        if place >= self.met_at.len() {
            self.met_at.resize(place + 1, 0);
        }
        if let Some(last) = self.met_at.get_mut(place)
            && *last != self.child
        {
            *last = self.child;
            figures.failed_providers += 1;
        }
    }

    /// How many of the failed contacts from a place on were due before a day and before the day asked about.
    fn due_before(&self, from: usize, day: i32) -> i32 {
        let before = day.min(self.rules.as_of);
        let of_row = self.failed_on.get(from..).unwrap_or_default();
        count(of_row.iter().filter(|on| self.rules.due_days.due(**on) < before).count())
    }

    fn end(&self, sofar: Sofar, known_concern: bool) -> Figures {
        let (mut figures, as_of) = (sofar.figures, self.rules.as_of);
        figures.failed = count(self.failed_on.len());
        if figures.last_seen_on != NO_DAY {
            figures.days_since_seen = as_of - figures.last_seen_on;
        }
        if let Some(first) = self.failed_on.get(sofar.row_from) {
            figures.failed_in_a_row = count(self.failed_on.len() - sofar.row_from);
            figures.not_seen_in_time += self.due_before(sofar.row_from, i32::MAX);
            figures.follow_up_due_on = self.rules.due_days.due(*first);
            figures.is_overdue = i32::from(figures.follow_up_due_on < as_of);
            let highest = i32::try_from(self.rules.plan.highest_state).unwrap_or(i32::MAX);
            figures.state = (figures.failed_in_a_row + i32::from(known_concern)).min(highest) + figures.is_overdue;
        }
        figures
    }
}

fn count(of: usize) -> i32 {
    i32::try_from(of).unwrap_or(i32::MAX)
}
