//! What is planned for somebody.

use crate::child_page::corrections;
use crate::chronology::Gathered;
use brought_domain::contact::ContactPlanned;
use brought_domain::{ContactId, Event, Fact, PersonId};
use std::collections::BTreeMap;

/// The contacts of a person as they were planned last, those left out of which somebody has recorded what came of them.
pub(crate) fn planned_of<'g>(gathered: &'g Gathered, person: &PersonId) -> Vec<&'g ContactPlanned> {
    let corrected = corrections(&gathered.chronology.events);
    let (mut latest, mut over): (BTreeMap<&ContactId, (&Event, &ContactPlanned)>, Vec<&ContactId>) = (BTreeMap::new(), Vec::new());
    for event in gathered.chronology.events.iter().filter(|event| event.about == *person && !corrected.contains_key(&event.id)) {
        match &event.fact {
            Fact::OutcomeRecorded(outcome) => over.push(&outcome.contact),
            Fact::ContactPlanned(plan) => {
                let is_newer =
                    latest.get(&plan.contact).is_none_or(|(known, _)| (known.recorded_at, &known.id) < (event.recorded_at, &event.id));
                if is_newer {
                    latest.insert(&plan.contact, (event, plan));
                }
            }
            _ => {}
        }
    }
    latest.into_iter().filter(|(contact, _)| !over.contains(contact)).map(|(_, (_, plan))| plan).collect()
}
