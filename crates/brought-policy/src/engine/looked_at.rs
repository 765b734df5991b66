//! What came of the rules of a pathway when they were last looked at, so that each is looked at again only when something else can come of it.

use crate::fact::{FactName, FactSet};
use crate::pack::{PartOfMany, Places, Watches};

/// What came of each of a block of rules when it was last looked at.
pub(super) struct LookedAt {
    /// Those whose condition did not hold.
    pub(super) does_not_hold: Places,
    /// For each fact: those that a part of their condition which uses it kept from holding.
    waiting: Box<[Places; FactName::COUNT]>,
    /// Those that have fired since the follow-up was opened and the family is the same.
    pub(super) asked: Places,
    /// Those of them that have fired since the latest contact failed.
    pub(super) asked_of_contact: Places,
    /// Those that may have asked for anything, whenever that was: what any other asks for, it asks for the first time.
    pub(super) has_asked: Places,
}

impl LookedAt {
    /// None of them has been looked at yet. Those may have asked for something nevertheless.
    pub(super) fn new(has_asked: Places) -> Self {
        Self { does_not_hold: 0, waiting: Box::new([0; FactName::COUNT]), asked: 0, asked_of_contact: 0, has_asked }
    }

    /// Notes that the condition of the rule in this place holds.
    pub(super) fn holds(&mut self, place: Places) {
        self.does_not_hold &= !place;
    }

    /// Notes that this part of the condition of the rule in this place does not hold. Which of these rules come to nothing by that, as well.
    pub(super) fn kept_by(&mut self, place: Places, rule: &Watches, part: &PartOfMany, these: Places) -> Places {
        rule.of_condition.iter().for_each(|fact| self.waiting[fact.index()] &= !place);
        let out = part.rules & these | place;
        part.facts.iter().for_each(|fact| self.waiting[fact.index()] |= out);
        self.does_not_hold |= out;
        out
    }

    /// Those whose condition did not hold because of a part that uses this fact.
    pub(super) fn waiting_for(&self, fact: FactName) -> Places {
        self.waiting[fact.index()] & self.does_not_hold
    }

    /// The same, for any of these facts.
    pub(super) fn waiting_for_any(&self, facts: FactSet) -> Places {
        facts.into_iter().fold(0, |places, fact| places | self.waiting_for(fact))
    }

    /// Notes that a rule has fired.
    pub(super) fn fired(&mut self, place: Places) {
        self.asked |= place;
        self.asked_of_contact |= place;
        self.has_asked |= place;
    }
}
