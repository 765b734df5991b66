//! Goes through rows that are in the order of the children, and works out one child after another.

use super::batch::{Batch, Held, Place, Sink};
use super::child::{Child, Order, order};
use super::concerns::{Concerns, Known};
use super::days::Days;
use super::fold::{Contacts, Fold, Rules};
use super::keys::{Key, KeyKind, Keys};
use super::rows::Rows;
use super::stop::Stop;

/// Where ids of contacts can be had that were not read with the rows.
pub(super) trait Ids {
    /// The ids of rows: from each place on so many.
    fn ids(&self, places: &mut dyn Iterator<Item = (Place, usize)>) -> Result<Keys, Stop>;

    /// A place in words.
    fn told(&self, place: Place) -> String;
}

/// What a piece of the rows comes to. Its first and its last child may have more rows in the pieces beside it.
pub(super) struct Walked {
    pub(super) head: Option<Child>,
    /// The children between, for each plan.
    pub(super) rows: Vec<Rows>,
    pub(super) tail: Option<Child>,
}

/// Works out children under every plan.
pub(super) struct Folds<'r> {
    pub(super) rules: &'r [Rules<'r>],
    pub(super) folds: Vec<Fold<'r>>,
    kind: KeyKind,
    /// How many children were worked out of whom the file of the children says nothing.
    pub(super) not_said: u64,
}

impl<'r> Folds<'r> {
    pub(super) fn new(rules: &'r [Rules<'r>], days: &'r Days, kind: KeyKind) -> Self {
        Self { rules, folds: rules.iter().map(|rules| Fold::new(rules, days)).collect(), kind, not_said: 0 }
    }

    pub(super) fn new_rows(&self) -> Vec<Rows> {
        self.rules.iter().map(|rules| Rules::new_rows(rules, self.kind)).collect()
    }

    /// Works out a child whose contacts are in order.
    #[inline]
    pub(super) fn add(&mut self, rows: &mut [Rows], child: Key<'_>, contacts: Contacts<'_>, known: Known) {
        self.not_said += u64::from(known == Known::NotSaid);
        for (fold, rows) in self.folds.iter_mut().zip(rows) {
            let figures = fold.child(contacts, known.counts());
            rows.push(child, &figures, &fold.first_days);
        }
    }

    /// Works out a child whose contacts are in order, where room was left.
    fn put(&mut self, rows: &mut [Rows], row: usize, child: &Child) {
        let contacts = child.held.contacts(0, child.held.len());
        for (fold, rows) in self.folds.iter_mut().zip(rows) {
            let figures = fold.child(contacts, child.known.counts());
            rows.put(row, &figures, &fold.first_days);
        }
    }

    /// Works out a child that has been put together from several pieces.
    pub(super) fn add_child(&mut self, rows: &mut [Rows], child: &mut Child, ids: &dyn Ids) -> Result<(), Stop> {
        let told = |place| ids.told(place);
        if order(&child.held.times, &child.held.outcomes, self.rules) != Order::Fine && !child.put_in_order(self.rules, None, &told)? {
            let found = ids.ids(&mut child.held.places())?;
            child.put_in_order(self.rules, Some(&found), &told)?;
        }
        if let Some(key) = child.id.get(0) {
            self.add(rows, key, child.held.contacts(0, child.held.len()), child.known);
        }
        Ok(())
    }
}

impl Rules<'_> {
    fn new_rows(&self, kind: KeyKind) -> Rows {
        Rows::new(kind, self.plan)
    }
}

/// A child for whom room was left among the rows, until the ids are there that say in which order contacts came.
struct Waiting {
    row: usize,
    child: Child,
}

/// Goes through one piece of the rows after another.
pub(super) struct Walk<'r> {
    pub(super) folds: Folds<'r>,
    pub(super) concerns: Concerns<'r>,
    ids: &'r dyn Ids,
    id_kind: KeyKind,
    held: Held,
    /// The children in `held`: who they are, and from which row on.
    children: Keys,
    starts: Vec<usize>,
    head: Option<Child>,
    rows: Vec<Rows>,
    waiting: Vec<Waiting>,
    /// How many contacts were gone through.
    pub(super) contacts: u64,
}

impl<'r> Walk<'r> {
    pub(super) fn new(folds: Folds<'r>, concerns: Concerns<'r>, ids: &'r dyn Ids, id_kind: KeyKind) -> Self {
        let (children, rows) = (Keys::new(folds.kind), folds.new_rows());
        let (held, starts, waiting) = (Held::default(), Vec::new(), Vec::new());
        Self { folds, concerns, ids, id_kind, held, children, starts, head: None, rows, waiting, contacts: 0 }
    }

    /// Ends a piece.
    pub(super) fn end(&mut self) -> Result<Walked, Stop> {
        let last = self.starts.len().checked_sub(1);
        let tail = last.map(|last| self.take_child(last, self.held.len())).transpose()?;
        self.held.clear();
        self.children.clear();
        self.starts.clear();
        self.settle()?;
        let rows = std::mem::replace(&mut self.rows, self.folds.new_rows());
        // With one child alone, it is the first.
        let (head, tail) = match self.head.take() {
            None => (tail, None),
            head => (head, tail),
        };
        Ok(Walked { head, rows, tail })
    }

    /// Takes a child out of those that are held.
    fn take_child(&mut self, number: usize, end: usize) -> Result<Child, Stop> {
        let id = self.children.part(number, number + 1);
        let known = match id.get(0) {
            Some(key) => self.concerns.of(key)?,
            None => Known::NotSaid,
        };
        let start = self.starts.get(number).copied().unwrap_or_default();
        Ok(Child { id, known, held: self.held.part(start, end) })
    }

    /// Works out the children that are whole: all but the last.
    fn work_out(&mut self) -> Result<(), Stop> {
        let whole = self.starts.len().saturating_sub(1);
        let mut from = 0;
        if whole > 0 && self.head.is_none() {
            let end = self.starts.get(1).copied().unwrap_or_default();
            self.head = Some(self.take_child(0, end)?);
            from = 1;
        }
        for number in from..whole {
            self.child(number)?;
        }
        if let Some(start) = self.starts.get(whole).copied().filter(|_| whole > 0) {
            self.held.drop_first(start);
            self.children.drop_first(whole);
            self.starts.clear();
            self.starts.push(0);
        }
        Ok(())
    }

    #[inline]
    fn child(&mut self, number: usize) -> Result<(), Stop> {
        let (Some([start, end]), Some(key)) = (self.starts.get(number..number + 2), self.children.get(number)) else { return Ok(()) };
        let (start, end) = (*start, *end);
        let contacts = self.held.contacts(start, end);
        let times = self.held.times.get(start..end).unwrap_or_default();
        if order(times, contacts.outcomes, self.folds.rules) != Order::Fine {
            return self.out_of_order(number, end);
        }
        let known = self.concerns.of(key)?;
        self.folds.add(&mut self.rows, key, contacts, known);
        Ok(())
    }

    #[cold]
    fn out_of_order(&mut self, number: usize, end: usize) -> Result<(), Stop> {
        let mut child = self.take_child(number, end)?;
        let ids = self.ids;
        let is_known = child.put_in_order(self.folds.rules, None, &|place| ids.told(place))?;
        let row = self.rows.first().map_or(0, Rows::len);
        if let Some(key) = child.id.get(0) {
            let contacts = child.held.contacts(0, if is_known { child.held.len() } else { 0 });
            // Whoever has to wait has a row without contacts so far, which nobody sees.
            self.folds.add(&mut self.rows, key, contacts, child.known);
        }
        if !is_known {
            self.waiting.push(Waiting { row, child });
        }
        Ok(())
    }

    /// Fetches the ids that somebody waits for.
    fn settle(&mut self) -> Result<(), Stop> {
        if self.waiting.is_empty() {
            return Ok(());
        }
        let waiting = std::mem::take(&mut self.waiting);
        let ids = self.ids.ids(&mut waiting.iter().flat_map(|waiting| waiting.child.held.places()))?;
        let (mut from, source) = (0, self.ids);
        for Waiting { row, mut child } in waiting {
            let to = from + child.held.len();
            child.put_in_order(self.folds.rules, Some(&ids.part(from, to)), &|place| source.told(place))?;
            self.folds.put(&mut self.rows, row, &child);
            from = to;
        }
        Ok(())
    }
}

impl Sink for Walk<'_> {
    fn batch(&mut self, batch: &Batch<'_>) -> Result<(), Stop> {
        let (base, rows) = (self.held.len(), batch.times.len());
        self.contacts += rows as u64;
        // Of the last child before, another list is asked while this one grows.
        let before = self.children.len().checked_sub(1).map(|last| self.children.part(last, last + 1));
        let (children, starts) = (&mut self.children, &mut self.starts);
        let wrong = batch.children.changes(before.as_ref().and_then(|before| before.get(0)), rows, |place, key| {
            starts.push(base + place);
            children.push(key);
        });
        if wrong.is_some() {
            return Err(Stop::NotInOrder);
        }
        self.held.add(batch, self.id_kind);
        self.work_out()
    }
}
