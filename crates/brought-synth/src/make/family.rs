//! Households: who lives there, in what neighbourhood, and when they move.

use super::Population;
use super::plans;
use crate::day::Day;
use crate::dice::Dice;
use crate::ids::POSTCODES;
use crate::rows::{Carer, Child, Household, Move, Plan};
use brought_domain::person::RelationKind;

/// Of a thousand households with children, how many have one, two and so on up to six. The first three follow the United Kingdom's
/// families of 2024: 3.7 million with one child, 3.4 with two, 1.2 with three or more.
const SIZES: [u32; 6] = [446, 410, 105, 28, 8, 3];

/// How likely each year of age is among the children whom the services see: more of the young, who have a health visitor.
const AGES: [u32; 18] = [8, 9, 9, 8, 8, 6, 6, 6, 5, 5, 5, 5, 4, 4, 4, 4, 4, 3];

/// How many households live in each tenth of neighbourhoods, the most deprived first: more families do in the more deprived.
const DECILES: [u32; 10] = [118, 112, 107, 102, 98, 96, 94, 92, 91, 90];

/// The youngest a child is on the last day, in days: unborn and newborn children are not made.
const YOUNGEST: i32 = 60;

/// Of a thousand households, how many move in a year.
const MOVES_IN_A_YEAR: f64 = 0.10;

/// A household with everybody in it, before any contact.
#[derive(Clone, Debug)]
pub(crate) struct Family {
    pub(crate) household: Household,
    pub(crate) carers: Vec<Carer>,
    pub(crate) moves: Vec<Move>,
    pub(crate) members: Vec<Member>,
}

/// A child of a household with what is known of it.
#[derive(Clone, Debug)]
pub(crate) struct Member {
    pub(crate) child: Child,
    /// The exact propensity, of which the child's row has the rounded one.
    pub(crate) propensity: f64,
    pub(crate) plans: Vec<Plan>,
    /// The first day on which a contact can be.
    pub(crate) from_on: Day,
}

impl Family {
    /// Makes up a household whose first child has this number, with no more children than there is room for.
    pub(crate) fn make_up(population: &Population, dice: &mut Dice, number: u32, room: u32) -> Self {
        let size = (u32::try_from(dice.weighted(SIZES.into_iter())).unwrap_or(0) + 1).min(room);
        let decile = u8::try_from(dice.weighted(DECILES.into_iter())).unwrap_or(0) + 1;
        let provider = dice.weighted(population.providers.iter().map(|provider| provider.weight));
        let provider = u16::try_from(provider).unwrap_or(0);
        let household = Household { number, decile, provider, postcode: some_postcode(dice) };
        let carers = carers(dice, number);
        let moves = moves(population, dice, household);
        let shared = dice.unit();
        let concern = plans::household_has_concerns(dice, decile);
        let mut members: Vec<Member> = Vec::new();
        for place in 0..size {
            let born_on = birthday(dice, population.days.last, &members);
            // Half of the children share their household's propensity: brothers and sisters are alike, and the spread over all stays the same.
            let share = if dice.happens(0.5) { shared } else { dice.unit() };
            let propensity = population.propensities.at(share);
            let child = number + place;
            let plans = if concern { plans::make_up(dice, child, born_on, &population.days) } else { Vec::new() };
            let row = Child {
                number: child,
                household: number,
                born_on,
                decile,
                provider,
                known_concern: !plans.is_empty(),
                propensity: (propensity * 100_000.0) as u32,
            };
            // The midwife comes first; nobody else is expected to have met the child before.
            let from_on = population.days.first.max(born_on.plus(10));
            members.push(Member { child: row, propensity, plans, from_on });
        }
        Self { household, carers, moves, members }
    }

    /// Where the services believe that the household lives on this day.
    pub(crate) fn postcode_known_on(&self, day: Day) -> u32 {
        let known = self.moves.iter().rev().find(|moved| moved.known_on <= day);
        known.map_or(self.household.postcode, |moved| moved.to)
    }
}

pub(crate) fn some_postcode(dice: &mut Dice) -> u32 {
    u32::try_from(dice.below(POSTCODES)).unwrap_or(0)
}

/// A birthday that fits between those of brothers and sisters: nine months and more apart, or the same day.
fn birthday(dice: &mut Dice, until: Day, members: &[Member]) -> Day {
    let mut twin = until;
    for _ in 0..8 {
        let years = i32::try_from(dice.weighted(AGES.into_iter())).unwrap_or(0);
        // Nobody is eighteen on the last day.
        let days = (years * 365 + dice.between(0, 364)).max(YOUNGEST);
        let born_on = until.plus(-days);
        if members.iter().all(|member| (member.child.born_on.0 - born_on.0).abs() >= 280) {
            return born_on;
        }
        twin = members.last().map_or(born_on, |member| member.child.born_on);
    }
    twin
}

fn carers(dice: &mut Dice, household: u32) -> Vec<Carer> {
    let carer = |place, relation, lives_there| Carer { household, place, relation, lives_there };
    match dice.below(100) {
        0..72 => {
            let lives_there = dice.happens(0.82);
            vec![carer(0, RelationKind::Mother, true), carer(1, RelationKind::Father, lives_there)]
        }
        72..90 => vec![carer(0, RelationKind::Mother, true)],
        90..94 => vec![carer(0, RelationKind::Father, true)],
        94..97 => vec![carer(0, RelationKind::Mother, true), carer(1, RelationKind::Mother, true)],
        _ => vec![carer(0, RelationKind::OtherCarer, true)],
    }
}

fn moves(population: &Population, dice: &mut Dice, household: Household) -> Vec<Move> {
    let mut days: Vec<Day> = Vec::new();
    for year in 0..i32::from(population.recipe.years) {
        if dice.happens(MOVES_IN_A_YEAR) {
            days.push(population.days.first.plus(year * 365 + dice.between(0, 364)));
        }
    }
    let mut from = household.postcode;
    let mut moves = Vec::new();
    for moved_on in days {
        let to = some_postcode(dice);
        let reported = dice.happens(0.92);
        let known_on = moved_on.plus(if reported { dice.between(-10, 20) } else { dice.between(30, 150) });
        moves.push(Move { household: household.number, moved_on, from, to, reported, known_on });
        from = to;
    }
    moves
}
