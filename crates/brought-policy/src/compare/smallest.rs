//! The smallest chronology that tells two packs apart.

use super::{Difference, Side, difference, on_all};
use crate::proof::Workers;
use brought_domain::{Chronology, ContactId, Event, Fact, PersonId};
use jiff::Timestamp;

/// A chronology from which nothing more can be left out without both packs asking for the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Smallest {
    /// The chronology. It is part of somebody's record.
    pub chronology: Chronology,
    /// How many entries the chronology had from which it was made.
    pub made_from: usize,
    /// What the packs ask for differently.
    pub difference: Difference,
}

/// Shrinks the shortest of those that tell the packs apart, and gives the smallest of them; of several, the first.
pub(super) fn smallest(
    left: Side<'_>,
    right: Side<'_>,
    mut apart: Vec<&Chronology>,
    until: Timestamp,
    most: usize,
    workers: &dyn Workers,
) -> Option<Smallest> {
    // Stable: of equally long ones the first comes first.
    apart.sort_by_key(|chronology| chronology.events.len());
    let shortest: Vec<Chronology> = apart.into_iter().take(most).cloned().collect();
    let shrunk = on_all(&shortest, workers, |chronology| shrink(left, right, chronology, until));
    shrunk.into_iter().flatten().min_by_key(|smallest| smallest.chronology.events.len())
}

/// Leaves out of a chronology all that it does not take to tell the packs apart, in a fixed order. Nothing when both ask for the same.
///
/// A contact is left out with what came of it, and who the person asked about is stays. What is left is smallest in that no single contact
/// or other entry can be left out; there may be a smaller one that is not part of this one.
pub fn shrink(left: Side<'_>, right: Side<'_>, chronology: &Chronology, until: Timestamp) -> Option<Smallest> {
    let (fixed, mut kept) = pieces(chronology, until);
    let whole = |kept: &[Vec<Event>]| [fixed.as_slice(), &kept.concat()].concat();
    let tells = |kept: &[Vec<Event>]| {
        let smaller = Chronology { events: whole(kept), ..chronology.clone() };
        !difference(left, right, &smaller, until).is_empty()
    };
    if !tells(&kept) {
        return None;
    }
    // Large steps first, and each single piece at the end, until none can be left out any more.
    let mut step = kept.len().div_ceil(2).max(1);
    loop {
        let before = kept.len();
        let mut end = kept.len();
        // From the back: what came later is less often the cause of what is asked.
        while end > 0 {
            let from = end.saturating_sub(step);
            let smaller: Vec<_> = kept.iter().take(from).chain(kept.iter().skip(end)).cloned().collect();
            if smaller.len() < kept.len() && tells(&smaller) {
                kept = smaller;
            }
            end = from;
        }
        if step == 1 && kept.len() == before {
            break;
        }
        step = (step / 2).max(1);
    }
    let mut events = whole(&kept);
    // In the order in which they stood.
    events.sort_by_cached_key(|event| chronology.events.iter().position(|known| known == event));
    let smallest = only_what_it_names(chronology, events);
    let difference = difference(left, right, &smallest, until);
    Some(Smallest { difference, made_from: chronology.events.len(), chronology: smallest })
}

/// The entries of one contact of one person, or an entry by itself.
type Piece<'a> = (Option<(&'a PersonId, &'a ContactId)>, Vec<Event>);

/// Who the subject is, which stays; and what is left out as a whole, by the first entry of each.
fn pieces(chronology: &Chronology, until: Timestamp) -> (Vec<Event>, Vec<Vec<Event>>) {
    let is_subject = |event: &Event| event.about == chronology.subject && matches!(event.fact, Fact::PersonRecorded(..));
    let known = chronology.events.iter().filter(|event| event.recorded_at <= until);
    let (fixed, others): (Vec<&Event>, Vec<&Event>) = known.partition(|event| is_subject(event));
    let mut pieces: Vec<Piece<'_>> = Vec::new();
    for event in others {
        let contact = contact_of(event);
        match pieces.iter_mut().find(|(of, _)| contact.is_some() && *of == contact) {
            Some((_, events)) => events.push(event.clone()),
            None => pieces.push((contact, vec![event.clone()])),
        }
    }
    (fixed.into_iter().cloned().collect(), pieces.into_iter().map(|(_, events)| events).collect())
}

fn contact_of(event: &Event) -> Option<(&PersonId, &ContactId)> {
    match &event.fact {
        Fact::ContactPlanned(planned) => Some((&event.about, &planned.contact)),
        Fact::OutcomeRecorded(recorded) => Some((&event.about, &recorded.contact)),
        _ => None,
    }
}

/// The directory without services and practitioners that nothing speaks of any more.
fn only_what_it_names(whole: &Chronology, events: Vec<Event>) -> Chronology {
    let of_service = |event: &Event, id| match &event.fact {
        Fact::ContactPlanned(planned) => &planned.service == id || event.service.as_ref() == Some(id),
        _ => event.service.as_ref() == Some(id),
    };
    let services = whole.services.iter().filter(|service| events.iter().any(|event| of_service(event, &service.id)));
    let signed = |event: &Event, id| event.author.practitioner() == Some(id);
    let practitioners = whole.practitioners.iter().filter(|one| events.iter().any(|event| signed(event, &one.id)));
    Chronology {
        subject: whole.subject.clone(),
        services: services.cloned().collect(),
        practitioners: practitioners.cloned().collect(),
        events,
        links: whole.links.clone(),
    }
}
