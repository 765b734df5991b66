//! The values of facts that have been worked out.
//!
//! A fact is worked out once and kept until something happens on which it may rest: what that is stands in [`super::can_change`], fact by fact.

use super::can_change::OF_OPENING;
use super::reason::{Span, is_same};
use crate::expression::FactValue;
use crate::fact::{FactName, FactSet};
use crate::pack::{Limits, Rules};
use brought_domain::EventId;
use brought_domain::contact::Answer;
use std::cell::{Cell, RefCell};

/// The values that are known of one piece of work.
pub(super) struct Memory<'a> {
    values: [Cell<FactValue>; FactName::COUNT],
    /// Where it is told what became of each last.
    latest: [Cell<Moment>; FactName::COUNT],
    /// What became of each fact whenever that was another than before, one after the other.
    told: RefCell<Vec<Told>>,
    known: FactCells,
    /// Whose value, as it was worked out last, a condition takes for yes.
    is_yes: FactCells,
    /// Whose it takes for no.
    is_no: FactCells,
    /// What may have changed since the rules were last looked at.
    changed: FactCells,
    /// Whose value was found to be another for a condition than before, since the rules were last looked at.
    differ: FactCells,
    /// Of which that was found, or that they rest on other entries than before.
    renewed: FactCells,
    /// What the conditions of the pathway can tell apart.
    limits: Cell<Option<&'a Limits>>,
    /// On which facts it rests whether a pattern is active.
    of_patterns: Cell<FactSet>,
    /// Whether anything is kept at all: a test looks at every rule and every fact anew at every entry.
    keeps: Cell<bool>,
    /// The entries on which facts rest or have rested, fact after fact: what has been asked for refers to them.
    entries: RefCell<Vec<&'a EventId>>,
    /// Room for those of the fact that is being worked out.
    room: Cell<Vec<&'a EventId>>,
}

/// What became of a fact.
#[derive(Clone, Copy)]
struct Told {
    value: FactValue,
    /// Where the entries stand on which it rests.
    grounds: Span,
    /// Where it is told what it was before.
    before: Moment,
}

impl Told {
    const NOTHING: Self = Self { value: FactValue::NotRecorded, grounds: Span::NOWHERE, before: Moment::NEVER };
}

/// A point of the replay, as far as facts are concerned: what was told of them by then, and not what was told afterwards.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Moment(u32);

impl Moment {
    /// Before anything was told.
    pub(super) const FIRST: Self = Self(0);
    const NEVER: Self = Self(u32::MAX);
}

/// Some of the facts. Word by word, because whether one is known is asked at every step of every condition.
#[derive(Default)]
struct FactCells([Cell<u64>; 2]);

impl FactCells {
    fn all() -> Self {
        let all = Self::default();
        all.set(FactSet::ALL);
        all
    }

    #[inline]
    fn have(&self, fact: FactName) -> bool {
        self.0[fact.index() / 64].get() >> (fact.index() % 64) & 1 != 0
    }

    fn add(&self, fact: FactName) {
        let word = &self.0[fact.index() / 64];
        word.set(word.get() | 1 << (fact.index() % 64));
    }

    /// Whether it is one of them from now on.
    #[inline]
    fn put(&self, fact: FactName, is: bool) {
        let (word, place) = (&self.0[fact.index() / 64], fact.index() % 64);
        word.set(word.get() & !(1 << place) | u64::from(is) << place);
    }

    fn add_all(&self, facts: FactSet) {
        let ([low, high], (of_low, of_high)) = (&self.0, facts.words());
        low.set(low.get() | of_low);
        high.set(high.get() | of_high);
    }

    fn remove_all(&self, facts: FactSet) {
        let ([low, high], (of_low, of_high)) = (&self.0, facts.words());
        low.set(low.get() & !of_low);
        high.set(high.get() & !of_high);
    }

    fn get(&self) -> FactSet {
        let [low, high] = &self.0;
        FactSet::of_words(low.get(), high.get())
    }

    fn take(&self) -> FactSet {
        let [low, high] = &self.0;
        FactSet::of_words(low.take(), high.take())
    }

    fn set(&self, facts: FactSet) {
        let [low, high] = &self.0;
        let (of_low, of_high) = facts.words();
        low.set(of_low);
        high.set(of_high);
    }
}

/// As many entries as facts mostly come to rest on: room that grows by steps costs more.
const ENTRIES: usize = 48;

impl<'a> Memory<'a> {
    pub(super) fn new() -> Self {
        Self {
            values: [const { Cell::new(FactValue::NotRecorded) }; FactName::COUNT],
            latest: [const { Cell::new(Moment::NEVER) }; FactName::COUNT],
            told: RefCell::new(Vec::with_capacity(ENTRIES)),
            known: FactCells::default(),
            is_yes: FactCells::default(),
            is_no: FactCells::all(),
            changed: FactCells::all(),
            differ: FactCells::default(),
            renewed: FactCells::default(),
            limits: Cell::new(None),
            of_patterns: Cell::new(FactSet::NONE),
            keeps: Cell::new(true),
            entries: RefCell::new(Vec::with_capacity(ENTRIES)),
            room: Cell::new(Vec::new()),
        }
    }

    /// The value, if it is known.
    #[inline]
    pub(super) fn known(&self, fact: FactName) -> Option<FactValue> {
        self.knows(fact).then(|| self.values[fact.index()].get())
    }

    /// The value, worked out, together with the entries on which it rests.
    #[inline]
    pub(super) fn find_out(&self, fact: FactName, work_out: impl FnOnce(&mut Vec<&'a EventId>) -> FactValue) -> FactValue {
        // Whether a pattern is active is worked out from other facts: meanwhile those have no room, and make their own.
        let mut grounds = self.room.take();
        let value = work_out(&mut grounds);
        let known = self.latest(fact).grounds;
        let now = self.keep_grounds(known, &grounds);
        grounds.clear();
        self.room.set(grounds);
        let is_another = self.values[fact.index()].get() != value;
        if is_another || now.is_some() {
            self.tell(fact, value, is_another, now.unwrap_or(known), now.is_some());
        }
        if self.keeps.get() {
            self.known.add(fact);
        }
        value
    }

    /// Where the entries stand on which a fact rests now, if they are others than before.
    #[inline]
    fn keep_grounds(&self, known: Span, grounds: &[&'a EventId]) -> Option<Span> {
        let known = known.range();
        if known.is_empty() && grounds.is_empty() {
            return None;
        }
        let mut entries = self.entries.borrow_mut();
        let same = known.len() == grounds.len() && entries[known].iter().zip(grounds).all(|(known, event)| is_same(known, event));
        (!same).then(|| {
            let from = entries.len();
            entries.extend_from_slice(grounds);
            Span::new(from, entries.len())
        })
    }

    /// Notes what became of a fact: whether it has another value than before, and whether it rests on other entries.
    fn tell(&self, fact: FactName, value: FactValue, is_another: bool, grounds: Span, rests_on_others: bool) {
        let before = self.values[fact.index()].replace(value);
        let place = self.now();
        self.told.borrow_mut().push(Told { value, grounds, before: self.latest[fact.index()].replace(place) });
        let differs = is_another && self.limits.get().is_none_or(|limits| limits.tell_apart(fact, before, value));
        if differs {
            self.differ.add(fact);
            self.is_yes.put(fact, value.truth() == Answer::Yes);
            self.is_no.put(fact, value.is_no());
        }
        if differs || rests_on_others {
            self.renewed.add(fact);
        }
    }

    /// What became of a fact last.
    #[inline]
    fn latest(&self, fact: FactName) -> Told {
        let latest = self.latest[fact.index()].get();
        self.told.borrow().get(latest.0 as usize).copied().unwrap_or(Told::NOTHING)
    }

    /// The moment at which the replay is.
    pub(super) fn now(&self) -> Moment {
        Moment(u32::try_from(self.told.borrow().len()).unwrap_or(u32::MAX))
    }

    /// The value that a fact had at a moment, and where the entries stand on which it rested then. It was known.
    pub(super) fn at(&self, moment: Moment, fact: FactName) -> (FactValue, Span) {
        let told = self.told.borrow();
        let mut place = self.latest[fact.index()].get();
        loop {
            let found = told.get(place.0 as usize).copied().unwrap_or(Told::NOTHING);
            if place < moment || place == Moment::NEVER {
                return (found.value, found.grounds);
            }
            place = found.before;
        }
    }

    /// Another day has given a known fact that rests on no entry this value.
    pub(super) fn becomes(&self, fact: FactName, value: FactValue) {
        if self.values[fact.index()].get() == value {
            return;
        }
        self.changed.add(fact);
        if self.of_patterns.get().has(fact) {
            self.forget(FactSet::of(&[FactName::PatternActive]));
        }
        self.tell(fact, value, true, Span::NOWHERE, false);
    }

    /// Of these nobody has ever recorded anything on which they rest: their value need not be worked out.
    pub(super) fn never_told(&self, facts: FactSet) {
        if self.keeps.get() {
            self.known.add_all(facts);
        }
    }

    /// The facts that are known, and that a condition takes for yes.
    #[inline]
    pub(super) fn known_for_yes(&self) -> FactSet {
        self.known.get().both(self.is_yes.get())
    }

    /// Whether a condition takes all of these for no, as they were worked out last.
    #[inline]
    pub(super) fn are_no(&self, facts: FactSet) -> bool {
        facts.without(self.is_no.get()) == FactSet::NONE
    }

    /// Where the entries stand on which a fact rests whose value is known.
    pub(super) fn grounds(&self, fact: FactName) -> Span {
        self.latest(fact).grounds
    }

    /// Whether this entry is one of those.
    pub(super) fn is_among(&self, grounds: Span, event: &EventId) -> bool {
        self.entries.borrow()[grounds.range()].iter().any(|known| is_same(known, event))
    }

    /// Goes through those.
    pub(super) fn for_each_ground(&self, grounds: Span, act: impl FnMut(&'a EventId)) {
        self.entries.borrow()[grounds.range()].iter().copied().for_each(act);
    }

    /// Keeps nothing from now on.
    pub(super) fn keep_nothing(&self) {
        self.keeps.set(false);
        self.known.set(FactSet::NONE);
    }

    /// These are the rules for which facts are worked out.
    pub(super) fn serve(&self, rules: &'a Rules) {
        self.of_patterns.set(rules.of_patterns);
        self.limits.set(Some(&rules.limits));
    }

    /// These may have changed, and with them whether a pattern is active: all that may have.
    pub(super) fn forget(&self, facts: FactSet) -> FactSet {
        let facts = if facts.shares(self.of_patterns.get()) { facts.with(FactName::PatternActive) } else { facts };
        self.known.remove_all(facts);
        self.changed.add_all(facts);
        facts
    }

    /// The follow-up is opened: every rule asks anew, and only some of the facts look at since when it is open.
    pub(super) fn open_again(&self) {
        self.forget(OF_OPENING);
        self.changed.set(FactSet::ALL);
    }

    /// Everything may have changed.
    pub(super) fn forget_all(&self) {
        self.forget(FactSet::ALL);
    }

    /// What may have changed since it was last taken.
    pub(super) fn changed(&self) -> FactSet {
        if self.keeps.get() { self.changed.get() } else { FactSet::ALL }
    }

    /// Whether things may be taken to be as they were.
    pub(super) fn keeps(&self) -> bool {
        self.keeps.get()
    }

    /// Whether the value of a fact is known at this moment.
    #[inline]
    pub(super) fn knows(&self, fact: FactName) -> bool {
        self.known.have(fact)
    }

    /// Those of them whose value is not known at this moment.
    pub(super) fn not_known(&self, facts: FactSet) -> FactSet {
        facts.without(self.known.get())
    }

    /// Whose value was found to be another for a condition than before, and which were found to be that or to rest on other entries: since the
    /// rules were last looked at.
    pub(super) fn found(&self) -> Found {
        Found { differ: self.differ.get(), renewed: self.renewed.get() }
    }

    /// The same, since this was last asked.
    pub(super) fn take_found(&self) -> Found {
        Found { differ: self.differ.take(), renewed: self.renewed.take() }
    }

    /// What may have changed since this was last asked.
    pub(super) fn take_changed(&self) -> FactSet {
        let changed = self.changed();
        self.changed.set(FactSet::NONE);
        changed
    }
}

/// What was found of facts that have been worked out anew.
#[derive(Clone, Copy)]
pub(super) struct Found {
    /// Those that have another value than before, as far as a condition can tell.
    pub(super) differ: FactSet,
    /// Those, and those that rest on other entries than before.
    pub(super) renewed: FactSet,
}

impl Found {
    pub(super) fn with(self, other: Self) -> Self {
        Self { differ: self.differ.with_all(other.differ), renewed: self.renewed.with_all(other.renewed) }
    }
}
