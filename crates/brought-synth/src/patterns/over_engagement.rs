//! Over-engagement (HAM-05): the child is brought to one service after another, more often than seems needed.

use super::{Moves, Script};
use crate::make::age_in_months;
use crate::providers::PROVIDERS;
use crate::services::SERVICES;
use brought_domain::contact::{OutcomeKind, Setting};

/// Twelve to eighteen contacts within half a year, all kept, in four services and more, of two providers.
pub(super) fn tell(script: &mut Script<'_>) -> Moves {
    script.later(0, 0);
    let months = age_in_months(script.member.child.born_on, script.on);
    let mut services: Vec<usize> = Vec::new();
    for (place, service) in SERVICES.iter().enumerate() {
        // Those that still see the child at the end of it.
        if service.sees(months) && service.sees((months + 7).min(215)) {
            services.push(place);
        }
    }
    let kept = usize::try_from(script.dice.between(12, 18)).unwrap_or(12);
    let begin = script.dice.below(services.len());
    for count in 0..kept {
        let service = services[(begin + count) % services.len()];
        script.contact(service, Setting::Clinic, OutcomeKind::Seen);
        // Every third contact is somewhere else, where nobody knows of the others.
        if let (2, Some(draft)) = (count % 3, script.drafts.last_mut()) {
            draft.provider = (draft.provider + 1) % PROVIDERS;
        }
        script.later(3, 8);
    }
    Moves::new()
}
