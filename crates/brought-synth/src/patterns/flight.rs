//! Flight (NAF-04): the family moves, at short notice and without telling anybody, each time after a failed contact.

use super::{Moves, Script};
use crate::day::Day;
use crate::dice::Dice;
use crate::make::{Family, some_postcode};
use crate::rows::Move;
use brought_domain::contact::{OutcomeKind, Setting};

/// A failed contact and a move, twice or three times, and a failed contact after the last move.
pub(super) fn tell(script: &mut Script<'_>) -> Moves {
    script.later(0, 0);
    let mut moves = Moves::new();
    for _ in 0..script.dice.between(2, 3) {
        failed(script);
        let moved_on = script.on.plus(script.dice.between(3, 20));
        let known_on = moved_on.plus(script.dice.between(30, 90));
        // Where from and where to is filled in when the household's other moves are known.
        moves.push(Move { household: 0, moved_on, from: 0, to: 0, reported: false, known_on });
        script.on = moved_on;
        script.later(10, 50);
    }
    failed(script);
    moves
}

fn failed(script: &mut Script<'_>) {
    let service = script.usual_service();
    if script.dice.happens(0.5) {
        script.contact(service, Setting::Home, OutcomeKind::NoResponse);
    } else {
        script.contact(service, Setting::Clinic, OutcomeKind::WasNotBrought);
    }
}

/// Has the household make these moves, instead of any it would have made around that time.
pub(super) fn move_house(family: &mut Family, dice: &mut Dice, moves: &[Move], (first, last): (Day, Day)) {
    family.moves.retain(|moved| moved.moved_on < first.plus(-180) || moved.moved_on > last.plus(30));
    family.moves.extend(moves);
    family.moves.sort_by_key(|moved| moved.moved_on);
    let mut from = family.household.postcode;
    for moved in &mut family.moves {
        let is_new = moved.household == 0;
        let to = if is_new { some_postcode(dice) } else { moved.to };
        (moved.household, moved.from, moved.to) = (family.household.number, from, to);
        from = to;
    }
}
