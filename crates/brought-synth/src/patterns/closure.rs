//! Closure (NAF-03): nobody answers, appointments are not kept, callers are turned away, appointments are called off.

use super::{Moves, Script};
use brought_domain::contact::{OutcomeKind, Setting};

/// The ways in which a door stays shut.
const WAYS: &[(Setting, OutcomeKind)] = &[
    (Setting::Home, OutcomeKind::NoResponse),
    (Setting::Clinic, OutcomeKind::WasNotBrought),
    (Setting::Home, OutcomeKind::RefusedByParentOrCarer),
    (Setting::Clinic, OutcomeKind::CancelledByFamily),
];

/// Four to six contacts, the first two of different kinds, none of which comes to anything.
pub(super) fn tell(script: &mut Script<'_>) -> Moves {
    script.later(0, 0);
    for count in 0..usize::try_from(script.dice.between(4, 6)).unwrap_or(4) {
        let (setting, outcome) = WAYS[if count < 2 { count } else { script.dice.below(WAYS.len()) }];
        let service = script.usual_service();
        script.contact(service, setting, outcome);
        script.later(14, 45);
    }
    Moves::new()
}
