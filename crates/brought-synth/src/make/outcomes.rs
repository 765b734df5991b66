//! What comes of a contact.

use super::{Draft, Member, Population, plans};
use crate::dice::Dice;
use crate::services::SERVICES;
use brought_domain::contact::{OutcomeKind, Setting};

/// Brings the share of failures among due contacts to 11.2 in a hundred, all planted patterns included.
const LEVEL: f64 = 0.865;

/// How many times as high a child's odds of a failure are in each tenth of neighbourhoods, the most deprived first: 2.75 times as high in
/// the first as in the last, in equal steps. Over children who differ among themselves that is 2.4 times.
const DEPRIVATION: [f64; 10] = [1.658, 1.482, 1.324, 1.184, 1.058, 0.9453, 0.8448, 0.7550, 0.6747, 0.6030];

/// Of all contacts, how many the service cancels.
const CANCELLED_BY_SERVICE: f64 = 0.03;
/// Of all contacts, how many families cancel: more those whose contacts fail, too.
const CANCELLED_BY_FAMILY: f64 = 0.05;

/// What comes of an ordinary contact.
pub(super) fn outcome(population: &Population, dice: &mut Dice, member: &Member, draft: &Draft) -> OutcomeKind {
    if dice.happens(CANCELLED_BY_SERVICE) {
        return OutcomeKind::CancelledByService;
    }
    if dice.happens(CANCELLED_BY_FAMILY * (0.7 + 2.63 * member.propensity)) {
        return OutcomeKind::CancelledByFamily;
    }
    if dice.happens(chance_of_failure(population, member, draft)) {
        return failure(dice, draft.setting);
    }
    if is_call(draft.setting) { OutcomeKind::SpokenTo } else { OutcomeKind::Seen }
}

/// The child's propensity, moved on the scale of odds by what else matters.
fn chance_of_failure(population: &Population, member: &Member, draft: &Draft) -> f64 {
    let place = usize::from(member.child.decile.saturating_sub(1));
    let deprivation = DEPRIVATION.get(place).copied().unwrap_or(1.0);
    let service = SERVICES.get(usize::from(draft.service)).map_or(1.0, |service| service.odds);
    let provider = population.providers.get(usize::from(draft.provider)).map_or(1.0, |provider| provider.odds_on(draft.on));
    let factor = LEVEL * deprivation * service * provider * plans::odds_on(&member.plans, draft.on);
    let weighed = factor * member.propensity;
    weighed / (1.0 - member.propensity + weighed)
}

/// The ways in which a contact fails, by where it was to be.
fn failure(dice: &mut Dice, setting: Setting) -> OutcomeKind {
    use OutcomeKind as O;
    let ways: &[(u32, OutcomeKind)] = match setting {
        Setting::Home => &[
            (62, O::NoResponse),
            (12, O::RefusedByParentOrCarer),
            (2, O::RefusedByThirdParty),
            (10, O::DoorstepOnly),
            (14, O::UnseenChild),
        ],
        Setting::Telephone | Setting::Video => &[(1, O::NoResponse)],
        Setting::School | Setting::Nursery => &[(1, O::WasNotBrought)],
        _ => &[(97, O::WasNotBrought), (3, O::LeftBeforeBeingSeen)],
    };
    ways[dice.weighted(ways.iter().map(|(weight, _)| *weight))].1
}

pub(super) fn is_call(setting: Setting) -> bool {
    matches!(setting, Setting::Telephone | Setting::Video)
}
