//! The contacts of a child: when, with whom, where; and then what came of each.

use super::{Draft, Family, Member, Population, outcomes};
use crate::day::{Day, Days};
use crate::dice::Dice;
use crate::rows::Contact;
use crate::services::SERVICES;
use brought_domain::contact::OutcomeKind;

/// So many attempts at finding a day for each contact; a child for whom they are not enough has fewer.
const ATTEMPTS_FOR_EACH: i32 = 8;

/// The ordinary contacts of a child, in no order, all open.
pub(super) fn ordinary(population: &Population, dice: &mut Dice, member: &Member) -> Vec<Draft> {
    let room = population.days.last.0 - member.from_on.0;
    // A child born shortly before the end has no room for many: nobody is seen thirty times in the first two months.
    let most = 3 + room * i32::try_from(population.recipe.mean * 4).unwrap_or(i32::MAX) / population.days.count();
    let wanted = population.counts.at(dice.unit()).min(most);
    let mut drafts: Vec<Draft> = Vec::new();
    let mut attempts = wanted * ATTEMPTS_FOR_EACH;
    let wanted = usize::try_from(wanted).unwrap_or(0);
    while drafts.len() < wanted && attempts > 0 {
        attempts -= 1;
        course(population, dice, member, room, wanted, &mut drafts);
    }
    drafts
}

/// One contact, or a course of them some weeks apart.
fn course(population: &Population, dice: &mut Dice, member: &Member, room: i32, wanted: usize, drafts: &mut Vec<Draft>) {
    let mut day = member.from_on.plus(dice.between(0, room));
    let months = age_in_months(member.child.born_on, day);
    let service = dice.weighted(SERVICES.iter().map(|service| if service.sees(months) { service.weight } else { 0 }));
    let offered = SERVICES[service];
    let setting = offered.settings[dice.weighted(offered.settings.iter().map(|(_, weight)| *weight))].0;
    let length = if dice.happens(f64::from(offered.course.0) / 100.0) { dice.between(2, offered.course.1) } else { 1 };
    // One course in four is a block of weekly sessions.
    let (least, most) = if dice.happens(0.25) { (5, 8) } else { (40, 100) };
    for _ in 0..length {
        let Some(on) = population.days.working_on_or_after(day) else { return };
        if drafts.len() >= wanted {
            return;
        }
        if drafts.iter().all(|draft| draft.on != on) {
            let service = u8::try_from(service).unwrap_or(0);
            let provider = member.child.provider;
            drafts.push(Draft { on, minute: time_of_day(dice), service, provider, setting, outcome: None });
        }
        day = on.plus(dice.between(least, most));
    }
}

/// A quarter of an hour of a clinic's day, from 09:00 to 16:45.
pub(crate) fn time_of_day(dice: &mut Dice) -> u16 {
    u16::try_from(9 * 60 + dice.between(0, 31) * 15).unwrap_or(9 * 60)
}

pub(crate) fn age_in_months(born_on: Day, day: Day) -> i32 {
    ((day.0 - born_on.0) * 12 / 365).clamp(0, 215)
}

/// Puts contacts in order, decides what comes of those that are open, and writes them down.
pub(crate) fn settle(
    population: &Population,
    dice: &mut Dice,
    family: &Family,
    member: &Member,
    mut drafts: Vec<Draft>,
    into: &mut Vec<Contact>,
) {
    // Stable, so that what was planned earlier for the same minute stays earlier.
    drafts.sort_by_key(|draft| (draft.on, draft.minute));
    for (draft, ordinal) in drafts.iter().zip(1..) {
        let outcome = draft.outcome.unwrap_or_else(|| outcomes::outcome(population, dice, member, draft));
        into.push(Contact {
            child: member.child.number,
            ordinal,
            on: draft.on,
            minute: draft.minute,
            setting: draft.setting,
            outcome,
            came_late: outcome == OutcomeKind::Seen && dice.happens(0.07),
            service: draft.service,
            provider: draft.provider,
            born_on: member.child.born_on,
            postcode: family.postcode_known_on(draft.on),
            recorded_on: recorded_on(&population.days, dice, draft.on),
            fault: None,
        });
    }
}

/// Four rows in five are written on the day, one in a hundred after more than a month. What is not written by the last day is written on it.
fn recorded_on(days: &Days, dice: &mut Dice, on: Day) -> Day {
    let later = match dice.below(100) {
        0..80 => 0,
        80..95 => dice.between(1, 5),
        95..99 => dice.between(6, 30),
        _ => dice.between(31, 120),
    };
    on.plus(later).min(days.last)
}
