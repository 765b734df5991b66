//! One chunk of children, from one stream.

use super::{CHUNK, Family, Part, Population, contacts};
use crate::dice::Dice;
use crate::patterns::{self, Planting};
use crate::rows::Truth;
use std::ops::Range;

/// Makes the chunk and keeps what is about the children with these numbers.
pub(super) fn make(population: &Population, chunk: u32, wanted: Range<u32>, into: &mut Part) {
    let mut dice = Dice::new(population.recipe.seed, u64::from(chunk));
    let first = chunk * CHUNK + 1;
    let mut families = families(population, &mut dice, first);
    let planted = patterns::plant(population, &mut dice, &mut families);
    for family in &families {
        keep_family(population, &mut dice, family, &planted, &wanted, into);
    }
    if population.recipe.hot_child && wanted.contains(&1) && first == 1 {
        patterns::heat(population, &families, into);
    }
}

fn families(population: &Population, dice: &mut Dice, first: u32) -> Vec<Family> {
    let mut families = Vec::new();
    let mut next = first;
    while next < first + CHUNK {
        let family = Family::make_up(population, dice, next, first + CHUNK - next);
        next += u32::try_from(family.members.len()).unwrap_or(1).max(1);
        families.push(family);
    }
    families
}

fn keep_family(population: &Population, dice: &mut Dice, family: &Family, planted: &[Planting], wanted: &Range<u32>, into: &mut Part) {
    if wanted.contains(&family.household.number) {
        into.households.push(family.household);
        into.carers.extend(&family.carers);
        into.moves.extend(&family.moves);
    }
    for member in &family.members {
        let number = member.child.number;
        let planting = planted.iter().find(|planting| planting.child == number);
        let mut drafts = contacts::ordinary(population, dice, member);
        if let Some(planting) = planting {
            planting.replace(&mut drafts);
        }
        let kept = into.contacts.len();
        super::settle(population, dice, family, member, drafts, &mut into.contacts);
        if !wanted.contains(&number) {
            // The dice had to be thrown all the same: the children after this one are drawn from what comes next.
            into.contacts.truncate(kept);
            continue;
        }
        into.children.push(member.child);
        into.plans.extend(&member.plans);
        into.truth.extend(planting.map(|planting| planting.truth(family.household.number)));
    }
}

impl Planting {
    fn truth(&self, household: u32) -> Truth {
        let (from_on, to_on) = (self.from_on, Some(self.to_on));
        Truth { label: self.label, child: Some(self.child), household: Some(household), provider: None, from_on, to_on }
    }
}
