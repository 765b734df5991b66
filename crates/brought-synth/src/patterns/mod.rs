//! Patterns that are planted with some children, so that what looks for them can be told right from wrong.

mod closure;
mod disguised;
mod flight;
mod hot;
mod over_engagement;

pub(crate) use hot::heat;

use crate::day::Day;
use crate::dice::Dice;
use crate::make::{Draft, Family, Member, Population, time_of_day};
use crate::rows::{Label, Move};
use brought_domain::contact::{OutcomeKind, Setting};

/// What is planted in each chunk of 1,024 children, and how often.
const PLANTED: &[(Label, usize)] = &[(Label::Closure, 4), (Label::Flight, 3), (Label::DisguisedCompliance, 4), (Label::OverEngagement, 3)];

/// The room that a pattern needs, in days: less than a year, because that is how far the policies look back.
const ROOM: i32 = 330;

/// A pattern in one child's life.
#[derive(Clone, Debug)]
pub(crate) struct Planting {
    pub(crate) label: Label,
    pub(crate) child: u32,
    pub(crate) from_on: Day,
    pub(crate) to_on: Day,
    drafts: Vec<Draft>,
}

impl Planting {
    /// Puts the pattern into the child's life. Where its point is that nobody met the child, ordinary contacts make way for it.
    pub(crate) fn replace(&self, drafts: &mut Vec<Draft>) {
        let (from_on, to_on) = (self.from_on, self.to_on);
        if self.label != Label::OverEngagement {
            drafts.retain(|draft| !(from_on..=to_on).contains(&draft.on));
        }
        drafts.extend(&self.drafts);
    }
}

/// Plants the patterns of a chunk: each in another household, and only where there is room.
pub(crate) fn plant(population: &Population, dice: &mut Dice, families: &mut [Family]) -> Vec<Planting> {
    let mut planted: Vec<Planting> = Vec::new();
    let mut taken = vec![false; families.len()];
    for (label, times) in PLANTED {
        let mut attempts = 40 * times;
        let mut left = *times;
        while left > 0 && attempts > 0 {
            attempts -= 1;
            let place = dice.below(families.len());
            let family = &mut families[place];
            let member = family.members[dice.below(family.members.len())].clone();
            let room = population.days.last.0 - member.from_on.0 - ROOM;
            if taken[place] || room < 0 {
                continue;
            }
            let begins_on = member.from_on.plus(dice.between(0, room));
            let mut script = Script { population, dice, member: &member, on: begins_on, drafts: Vec::new() };
            let moves = match label {
                Label::Closure => closure::tell(&mut script),
                Label::Flight => flight::tell(&mut script),
                Label::DisguisedCompliance => disguised::tell(&mut script),
                _ => over_engagement::tell(&mut script),
            };
            let drafts = script.drafts;
            let (Some(first), Some(last)) = (drafts.iter().map(|draft| draft.on).min(), drafts.iter().map(|draft| draft.on).max()) else {
                continue;
            };
            if !moves.is_empty() {
                flight::move_house(family, dice, &moves, (first, last));
            }
            planted.push(Planting { label: *label, child: member.child.number, from_on: first, to_on: last, drafts });
            taken[place] = true;
            left -= 1;
        }
    }
    planted
}

/// A pattern while it is told.
struct Script<'p> {
    population: &'p Population,
    dice: &'p mut Dice,
    member: &'p Member,
    on: Day,
    drafts: Vec<Draft>,
}

impl Script<'_> {
    /// Goes on by so many days, to the next working day.
    fn later(&mut self, least: i32, most: i32) -> Day {
        let on = self.on.plus(self.dice.between(least, most));
        self.on = self.population.days.working_on_or_after(on).unwrap_or(on);
        self.on
    }

    /// A contact on the day that has been reached.
    fn contact(&mut self, service: usize, setting: Setting, outcome: OutcomeKind) {
        let (service, minute) = (u8::try_from(service).unwrap_or(0), time_of_day(self.dice));
        let provider = self.member.child.provider;
        self.drafts.push(Draft { on: self.on, minute, service, provider, setting, outcome: Some(outcome) });
    }

    /// The service that has the most to do with a child of this age: the health visitor or the school nurse.
    fn usual_service(&self) -> usize {
        usize::from(crate::make::age_in_months(self.member.child.born_on, self.on) >= 60)
    }
}

/// A move that a pattern asks for.
type Moves = Vec<Move>;
