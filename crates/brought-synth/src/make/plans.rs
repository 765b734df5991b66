//! The plans that agencies have for children, with their history.

use crate::day::{Day, Days};
use crate::dice::Dice;
use crate::rows::Plan;
use brought_domain::circumstances::PlanKind;

/// How likely it is that a household of each tenth of neighbourhoods has children with a plan, the most deprived first. Over all children
/// it comes to 4.8 in a hundred.
const CONCERNS: [f64; 10] = [0.0927, 0.0832, 0.0747, 0.0671, 0.0603, 0.0541, 0.0486, 0.0436, 0.0392, 0.0352];
/// Scales the row above to the published share.
const SCALE: f64 = 0.86;

use PlanKind::{ChildInNeed, ChildProtection, EarlyHelp, LookedAfter};

/// The courses that plans take, with weights.
const COURSES: &[(u32, &[PlanKind])] = &[
    (34, &[ChildInNeed]),
    (18, &[EarlyHelp, ChildInNeed]),
    (8, &[EarlyHelp, ChildInNeed, ChildProtection, ChildInNeed]),
    (14, &[ChildInNeed, ChildProtection, ChildInNeed]),
    (10, &[ChildProtection]),
    (4, &[ChildProtection, LookedAfter]),
    (12, &[LookedAfter]),
];

pub(crate) fn household_has_concerns(dice: &mut Dice, decile: u8) -> bool {
    let share = CONCERNS.get(usize::from(decile) - 1).copied().unwrap_or(0.0);
    dice.happens(share * SCALE)
}

/// The plans of a child in a household of which something is known; for one child in ten none. All of them hold on some of the days.
pub(crate) fn make_up(dice: &mut Dice, child: u32, born_on: Day, days: &Days) -> Vec<Plan> {
    if dice.happens(0.1) {
        return Vec::new();
    }
    let course = COURSES[dice.weighted(COURSES.iter().map(|(weight, _)| *weight))].1;
    let earliest = days.first.plus(-60).max(born_on);
    let mut from_on = earliest.plus(dice.between(0, days.last.0 - 30 - earliest.0));
    let mut plans: Vec<Plan> = Vec::new();
    for kind in course {
        if from_on > days.last {
            break;
        }
        let to_on = from_on.plus(if *kind == LookedAfter { dice.between(300, 2_000) } else { dice.between(90, 360) });
        plans.push(Plan { child, kind: *kind, from_on, to_on: (to_on <= days.last).then_some(to_on) });
        from_on = to_on;
    }
    plans
}

/// How many times as high a child's odds of a failure are while a plan holds.
///
/// A child protection alert in the notes went with odds 2.72 times as high (95 % interval 1.26 to 5.88) in French and others 2017. That is
/// over children who differ among themselves, for which the odds of each have to differ more.
pub(crate) fn odds_on(plans: &[Plan], day: Day) -> f64 {
    let holds = |plan: &&Plan| plan.from_on <= day && plan.to_on.is_none_or(|to_on| day < to_on);
    match plans.iter().find(holds).map(|plan| plan.kind) {
        Some(ChildProtection) => 3.0,
        Some(LookedAfter) => 1.1,
        Some(_) => 1.7,
        None => 1.0,
    }
}
