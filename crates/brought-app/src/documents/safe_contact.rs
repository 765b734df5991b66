//! Whether a document may go to somebody: asked at the moment at which it is issued, of the record as it is then (H16, H17, H44).

use crate::child_page::corrections;
use crate::chronology::Gathered;
use brought_domain::contact::Answer;
use brought_domain::person::{Address, PostalAddress};
use brought_domain::{Event, EventId, Fact, PersonId};
use std::collections::HashMap;

/// Whether a document may go to somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MayWrite {
    /// It may: this is their address, which somebody has said is safe to write to.
    Yes(PostalAddress),
    /// Nobody has said whether the address is safe: it takes a person's yes, each time.
    AfterAYes(PostalAddress),
    /// Nothing goes there.
    No(String),
}

/// Whether a document may go to this person about the person whose record it is. Not known never means safe.
pub fn may_write(gathered: &Gathered, to: &PersonId) -> MayWrite {
    let about = &gathered.chronology.subject;
    let to = gathered.chronology.links.record_of(to);
    let no = |why: &str| MayWrite::No(why.to_owned());
    let dead = |person: &PersonId| gathered.people.get(person).is_some_and(|row| row.dead);
    if dead(to) {
        return no("This person is recorded as having died: send nothing");
    }
    if dead(about) {
        return no("The child is recorded as having died: send nothing. Somebody who knows the family speaks to them");
    }
    let corrected = corrections(&gathered.chronology.events);
    let standing = || gathered.chronology.events.iter().filter(|event| !corrected.contains_key(&event.id));
    if standing().any(|event| event.about == *about && matches!(event.fact, Fact::PregnancyEnded)) {
        return no("The pregnancy is recorded as having ended: send nothing. Somebody who knows the family speaks to them");
    }
    let confided = |event: &&Event| matches!(&event.fact, Fact::AnalysisSigned(analysis) if analysis.confidentiality.is_some());
    if to != about && standing().filter(|event| event.about == *about).any(|event| confided(&event)) {
        return no(
            "A young person asked for something to be kept confidential: nothing goes to a parent or carer. Speak to the young person first",
        );
    }
    match latest_address(gathered, to).map(|(_, address)| address) {
        None => no("No address is known: find out where the family can be reached"),
        Some(Address::Withheld) => no("The address is withheld: nothing can be sent there from here"),
        Some(Address::Known(known)) => match known.safe_to_write_to {
            Answer::Yes => MayWrite::Yes(known.clone()),
            Answer::NotKnown => MayWrite::AfterAYes(known.clone()),
            Answer::No => no("It is not safe to write to this address: send nothing there"),
        },
    }
}

/// Whether dates of this person may stand where others may see them: not of the dead, after the end of a pregnancy, where a young person asked for
/// confidence, or where the address is withheld.
pub(crate) fn may_show_dates(gathered: &Gathered) -> bool {
    may_show_dates_of(gathered, &gathered.chronology.subject)
}

/// The same of anybody in the family.
pub(crate) fn may_show_dates_of(gathered: &Gathered, about: &PersonId) -> bool {
    let corrected = corrections(&gathered.chronology.events);
    let own = gathered.chronology.events.iter().filter(|event| event.about == *about && !corrected.contains_key(&event.id));
    let bars = |event: &Event| match &event.fact {
        Fact::Died | Fact::PregnancyEnded => true,
        Fact::AnalysisSigned(analysis) => analysis.confidentiality.is_some(),
        _ => false,
    };
    let is_withheld = matches!(own_address(gathered, &corrected, about), Some((_, Address::Withheld)));
    let is_dead = gathered.people.get(about).is_some_and(|row| row.dead);
    !is_dead && !is_withheld && !own.into_iter().any(bars)
}

/// The entry with the address by which it is decided whether something may go to this person.
pub(crate) fn address_entry<'g>(gathered: &'g Gathered, to: &PersonId) -> Option<&'g Event> {
    latest_address(gathered, gathered.chronology.links.record_of(to)).map(|(entry, _)| entry)
}

/// The latest address of somebody that stands: their own, and of somebody who lives with them as well. An unsafe or withheld address of the one holds
/// for the other, because it is the same door.
fn latest_address<'g>(gathered: &'g Gathered, person: &PersonId) -> Option<(&'g Event, &'g Address)> {
    let about = &gathered.chronology.subject;
    let together = |neighbour: &brought_store::Neighbour| neighbour.other == *person && neighbour.same_household == Answer::Yes;
    let shares_a_door = person != about && gathered.neighbours.iter().any(together);
    let corrected = corrections(&gathered.chronology.events);
    let own = own_address(gathered, &corrected, person);
    let of_child = if shares_a_door { own_address(gathered, &corrected, about) } else { None };
    let bars = |told: &(&Event, &Address)| match told.1 {
        Address::Withheld => true,
        Address::Known(known) => known.safe_to_write_to == Answer::No,
    };
    of_child.filter(bars).or(own).or(of_child)
}

/// The latest address that somebody's own record gives, of those that stand, with its entry.
pub(crate) fn own_address<'g>(
    gathered: &'g Gathered,
    corrected: &HashMap<&EventId, &Event>,
    person: &PersonId,
) -> Option<(&'g Event, &'g Address)> {
    let zone = brought_calendar::uk_time_zone();
    let told = gathered.chronology.events.iter().filter_map(|event| match &event.fact {
        Fact::AddressRecorded(recorded) if event.about == *person && !corrected.contains_key(&event.id) => Some((event, &recorded.address)),
        _ => None,
    });
    told.max_by_key(|(event, _)| (event.happened.earliest(&zone), event.recorded_at, &event.id))
}
