//! Puts into contacts what real files have wrong with them, and says where.

use crate::day::Day;
use crate::dice::mixed;
use crate::ids;
use crate::rows::{Contact, Fault, Faulty};
use brought_domain::contact::{OutcomeKind, Setting};

/// Of a thousand rows, how many have each fault. What a row has follows from the row alone.
const OF_A_THOUSAND: &[(u64, Fault)] = &[
    (3, Fault::Duplicate),
    (2, Fault::BadCheckDigit),
    (2, Fault::ImpossibleDate),
    (2, Fault::UnknownCode),
    (5, Fault::Amendment),
    (2, Fault::LateArrival),
];

/// Spoils the rows: some get a fault, some a further row, and some move behind the others.
///
/// A row for which a fault makes no sense keeps none: a child without an NHS number, a row so new that nobody could have changed it.
pub(crate) fn spoil(seed: u64, last: Day, keeps_order: bool, contacts: &mut Vec<Contact>) -> Vec<Faulty> {
    let last_child = contacts.last().map_or(0, |contact| contact.child);
    let mut faults = Vec::new();
    let mut spoilt = Vec::with_capacity(contacts.len() + contacts.len() / 100);
    let mut behind = Vec::new();
    for mut contact in contacts.drain(..) {
        let drawn = mixed([seed ^ 0xD1127, contact.child.into(), contact.ordinal.into()]);
        let fault = drawn_fault(drawn % 1_000).filter(|fault| match fault {
            Fault::BadCheckDigit => ids::nhs_number(contact.child).is_some(),
            Fault::Amendment => contact.recorded_on.plus(30) < last,
            Fault::LateArrival => keeps_order && contact.child != last_child,
            _ => true,
        });
        let Some(fault) = fault else {
            spoilt.push(contact);
            continue;
        };
        faults.push(Faulty { child: contact.child, ordinal: contact.ordinal, fault });
        match fault {
            Fault::Duplicate => spoilt.extend([contact, Contact { fault: Some(fault), ..contact }]),
            Fault::Amendment => spoilt.extend([contact, amended(contact, drawn)]),
            Fault::LateArrival => behind.push(Contact { fault: Some(fault), ..contact }),
            _ => {
                contact.fault = Some(fault);
                spoilt.push(contact);
            }
        }
    }
    spoilt.append(&mut behind);
    *contacts = spoilt;
    faults
}

fn drawn_fault(mut drawn: u64) -> Option<Fault> {
    for (times, fault) in OF_A_THOUSAND {
        match drawn.checked_sub(*times) {
            Some(rest) => drawn = rest,
            None => return Some(*fault),
        }
    }
    None
}

/// A later row for the same contact: it took place after all, or it did not after all.
fn amended(contact: Contact, drawn: u64) -> Contact {
    let is_call = matches!(contact.setting, Setting::Telephone | Setting::Video);
    let outcome = match (contact.has_failed(), is_call, contact.setting) {
        (true, true, _) => OutcomeKind::SpokenTo,
        (true, false, _) => OutcomeKind::Seen,
        (false, true, _) | (false, _, Setting::Home) => OutcomeKind::NoResponse,
        (false, ..) => OutcomeKind::WasNotBrought,
    };
    let later = 1 + i32::try_from(drawn / 1_000 % 20).unwrap_or(0);
    Contact { outcome, came_late: false, recorded_on: contact.recorded_on.plus(later), fault: Some(Fault::Amendment), ..contact }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{CHUNK, Population, Recipe};

    fn spoilt(keeps_order: bool) -> (Vec<Contact>, Vec<Contact>, Vec<Faulty>) {
        let population = Population::new(Recipe { children: 2 * CHUNK, ..Recipe::default() }).unwrap();
        let clean = population.part(1..2 * CHUNK + 1).contacts;
        let mut contacts = clean.clone();
        let faults = spoil(9, population.days.last, keeps_order, &mut contacts);
        (clean, contacts, faults)
    }

    #[test]
    fn every_fault_is_told_and_every_row_that_is_told_has_it() {
        let (clean, dirty, faults) = spoilt(true);
        for (times, fault) in OF_A_THOUSAND {
            let told: Vec<&Faulty> = faults.iter().filter(|told| told.fault == *fault).collect();
            let expected = clean.len() * *times as usize / 1_000;
            assert!(told.len() > expected / 2 && told.len() < expected * 2, "{fault}: {} of about {expected}", told.len());
            let has =
                |told: &&Faulty| dirty.iter().any(|row| (row.child, row.ordinal, row.fault) == (told.child, told.ordinal, Some(*fault)));
            assert!(told.iter().all(has), "{fault}");
            assert_eq!(dirty.iter().filter(|row| row.fault == Some(*fault)).count(), told.len(), "{fault}");
        }
        let further = faults.iter().filter(|told| matches!(told.fault, Fault::Duplicate | Fault::Amendment)).count();
        assert_eq!(dirty.len(), clean.len() + further);
    }

    #[test]
    fn an_amendment_comes_after_the_row_it_changes_and_says_otherwise() {
        let (_, dirty, _) = spoilt(true);
        for pair in dirty.windows(2).filter(|pair| pair[1].fault == Some(Fault::Amendment)) {
            assert_eq!((pair[0].child, pair[0].ordinal), (pair[1].child, pair[1].ordinal));
            assert!(pair[0].outcome != pair[1].outcome && pair[0].recorded_on < pair[1].recorded_on);
        }
    }

    #[test]
    fn late_rows_stand_behind_those_of_later_children_and_only_where_there_is_an_order() {
        let (_, dirty, _) = spoilt(true);
        let first = dirty.iter().position(|row| row.fault == Some(Fault::LateArrival)).unwrap();
        assert!(dirty[first..].iter().all(|row| row.fault == Some(Fault::LateArrival)));
        assert!(dirty[first].child < dirty[first - 1].child);
        assert!(spoilt(false).2.iter().all(|told| told.fault != Fault::LateArrival));
    }
}
