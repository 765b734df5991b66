//! Which obligations under one pack are the same as which under another.

use super::What;
use crate::standing::Obligation;
use brought_domain::work::Role;
use brought_domain::{PersonId, ServiceId};
use jiff::civil::Date;

/// An obligation under the one pack, under the other, or under both.
#[derive(Clone, Copy, Debug)]
pub struct Pair<'o> {
    /// Under A.
    pub left: Option<&'o Obligation>,
    /// Under B.
    pub right: Option<&'o Obligation>,
}

/// Pairs what is the same thing: by its id, which two versions of a pack share; then what asks the same about the same child in the same
/// service, so that as little as possible changes. Every obligation is in exactly one pair.
pub fn pairs<'o>(mut left: Vec<&'o Obligation>, mut right: Vec<&'o Obligation>) -> Vec<Pair<'o>> {
    let mut found = Vec::new();
    take(&mut left, &mut right, &mut found, |left, right| left.id == right.id);
    let owed = |obligation: &Obligation| (obligation.due.on, obligation.owner.role);
    let (left_things, right_things): (Vec<_>, Vec<_>) =
        (left.iter().map(|of| thing(of)).collect(), right.iter().map(|of| thing(of)).collect());
    let mut left: Vec<(Thing<'_>, &Obligation)> = left_things.into_iter().zip(left).collect();
    let mut right: Vec<(Thing<'_>, &Obligation)> = right_things.into_iter().zip(right).collect();
    let steps: [fn(Owed, Owed) -> bool; 3] = [|left, right| left == right, |left, right| left.0 == right.0, |_, _| true];
    for together in steps {
        left.retain(|(thing, obligation)| {
            let place = right.iter().position(|(other, right)| other == thing && together(owed(obligation), owed(right)));
            match place {
                Some(place) => {
                    found.push(Pair { left: Some(obligation), right: Some(right.remove(place).1) });
                    false
                }
                None => true,
            }
        });
    }
    found.extend(left.into_iter().map(|(_, obligation)| Pair { left: Some(obligation), right: None }));
    found.extend(right.into_iter().map(|(_, obligation)| Pair { left: None, right: Some(obligation) }));
    found
}

type Owed = (Date, Role);
type Thing<'o> = (What, &'o PersonId, Option<&'o PersonId>, Option<&'o ServiceId>);

fn thing(obligation: &Obligation) -> Thing<'_> {
    (What::of(obligation), &obligation.person, obligation.child.as_ref(), obligation.service.as_ref())
}

fn take<'o>(
    left: &mut Vec<&'o Obligation>,
    right: &mut Vec<&'o Obligation>,
    found: &mut Vec<Pair<'o>>,
    together: impl Fn(&Obligation, &Obligation) -> bool,
) {
    left.retain(|obligation| match right.iter().position(|other| together(obligation, other)) {
        Some(place) => {
            found.push(Pair { left: Some(obligation), right: Some(right.remove(place)) });
            false
        }
        None => true,
    });
}
