//! Disguised compliance (NAF-05): an appointment is agreed and then not kept, again and again; the child is shown from afar.

use super::{Moves, Script};
use brought_domain::contact::{OutcomeKind, Setting};

/// Three rounds, each agreed in a call and then not kept; between them a visit at which the child is shown at the window.
pub(super) fn tell(script: &mut Script<'_>) -> Moves {
    script.later(0, 0);
    for round in 0..3 {
        let service = script.usual_service();
        script.contact(service, Setting::Telephone, OutcomeKind::SpokenTo);
        script.later(2, 8);
        script.contact(service, Setting::Clinic, OutcomeKind::WasNotBrought);
        if round > 0 {
            script.later(7, 21);
            script.contact(service, Setting::Home, OutcomeKind::SeenAtADistance);
        }
        script.later(14, 40);
    }
    Moves::new()
}
