//! Which open obligations would change if another pack were put in force.

use super::weeks::own;
use super::{Side, What};
use crate::standing::{Obligation, Standing};
use brought_calendar::end_of_day;
use brought_domain::work::Role;
use brought_domain::{Chronology, PersonId, ServiceId};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// An open obligation under one pack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenObligation {
    /// Of whom.
    pub owner: Role,
    /// By when.
    pub due_on: Date,
}

/// What happens to one obligation when B takes the place of A.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// In whose record it stands.
    pub person: PersonId,
    /// About which child.
    pub child: Option<PersonId>,
    /// Of which service.
    pub service: Option<ServiceId>,
    /// What is asked.
    pub what: What,
    /// Under A. Nothing: B adds it.
    pub left: Option<OpenObligation>,
    /// Under B. Nothing: B removes it.
    pub right: Option<OpenObligation>,
}

/// What happens to the open obligations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenChanges {
    /// At the end of which day.
    pub on: Date,
    /// Open under both, by the same day and of the same role.
    pub unchanged: usize,
    /// Open under A, and not under B.
    pub removed: Vec<Change>,
    /// Open under B, and not under A.
    pub added: Vec<Change>,
    /// Open under both, by another day; the role may be another as well.
    pub moved: Vec<Change>,
    /// Open under both by the same day, but of another role.
    pub reassigned: Vec<Change>,
}

impl OpenChanges {
    pub(super) fn on(on: Date) -> Self {
        Self { on, unchanged: 0, removed: Vec::new(), added: Vec::new(), moved: Vec::new(), reassigned: Vec::new() }
    }

    pub(super) fn add(&mut self, other: Self) {
        self.unchanged += other.unchanged;
        self.removed.extend(other.removed);
        self.added.extend(other.added);
        self.moved.extend(other.moved);
        self.reassigned.extend(other.reassigned);
    }
}

type Thing = (What, Option<PersonId>, Option<ServiceId>);

/// The changes for one person at the end of a day, as far as was known then.
pub(super) fn changes(left: Side<'_>, right: Side<'_>, chronology: &Chronology, day: Date) -> OpenChanges {
    let as_of = end_of_day(day);
    let (under_left, under_right) = (left.standing(chronology, as_of), right.standing(chronology, as_of));
    let mut things: BTreeMap<Thing, (Vec<OpenObligation>, Vec<OpenObligation>)> = BTreeMap::new();
    for (thing, open) in open(&under_left) {
        things.entry(thing).or_default().0.push(open);
    }
    for (thing, open) in open(&under_right) {
        things.entry(thing).or_default().1.push(open);
    }
    let mut changes = OpenChanges::on(day);
    for (thing, (before, after)) in things {
        pair(&chronology.subject, &thing, before, after, &mut changes);
    }
    changes
}

/// By due time, as a standing gives them.
fn open(standing: &Standing) -> impl Iterator<Item = (Thing, OpenObligation)> {
    own(standing).filter(|obligation| obligation.is_open()).map(|obligation: &Obligation| {
        let thing = (What::of(obligation), obligation.child.clone(), obligation.service.clone());
        (thing, OpenObligation { owner: obligation.owner.role, due_on: obligation.due.on })
    })
}

/// The same thing may be asked several times. Those that stay as they are are found first, then those of the same day, and then the rest is
/// paired in the order of the due days.
fn pair(person: &PersonId, thing: &Thing, mut before: Vec<OpenObligation>, mut after: Vec<OpenObligation>, changes: &mut OpenChanges) {
    let change = |left, right| Change {
        person: person.clone(),
        child: thing.1.clone(),
        service: thing.2.clone(),
        what: thing.0.clone(),
        left,
        right,
    };
    changes.unchanged += take_pairs(&mut before, &mut after, |left, right| left == right).len();
    for (left, right) in take_pairs(&mut before, &mut after, |left, right| left.due_on == right.due_on) {
        changes.reassigned.push(change(Some(left), Some(right)));
    }
    for (left, right) in take_pairs(&mut before, &mut after, |_, _| true) {
        changes.moved.push(change(Some(left), Some(right)));
    }
    changes.removed.extend(before.into_iter().map(|left| change(Some(left), None)));
    changes.added.extend(after.into_iter().map(|right| change(None, Some(right))));
}

/// Takes out those that belong together.
fn take_pairs(
    before: &mut Vec<OpenObligation>,
    after: &mut Vec<OpenObligation>,
    together: impl Fn(&OpenObligation, &OpenObligation) -> bool,
) -> Vec<(OpenObligation, OpenObligation)> {
    let mut pairs = Vec::new();
    before.retain(|left| match after.iter().position(|right| together(left, right)) {
        Some(place) => {
            pairs.push((*left, after.remove(place)));
            false
        }
        None => true,
    });
    pairs
}
