//! A child with a vast number of contacts, which no real child has: whatever looks at all contacts of one child at once shows it here.

use crate::dice::Dice;
use crate::make::{Draft, Family, Part, Population, settle, time_of_day};
use crate::recipe::HOT_CONTACTS;
use crate::rows::{Label, Truth};
use brought_domain::contact::{OutcomeKind, Setting};

/// The stream from which it is drawn: that of no chunk.
const STREAM: u64 = u64::MAX - 1;

/// Gives the first child so many failed contacts more, several in the same minute.
pub(crate) fn heat(population: &Population, families: &[Family], into: &mut Part) {
    let Some((family, member)) = families.first().and_then(|family| Some((family, family.members.first()?))) else { return };
    let mut dice = Dice::new(population.recipe.seed, STREAM);
    let days = population.days.last.0 - member.from_on.0;
    let mut drafts = Vec::new();
    while drafts.len() < HOT_CONTACTS as usize {
        let Some(on) = population.days.working_on_or_after(member.from_on.plus(dice.between(0, days))) else { continue };
        let (minute, provider) = (time_of_day(&mut dice), member.child.provider);
        drafts.push(Draft { on, minute, service: 2, provider, setting: Setting::Clinic, outcome: Some(OutcomeKind::WasNotBrought) });
    }
    let own = into.contacts.iter().take_while(|contact| contact.child == member.child.number).count();
    let mut contacts: Vec<_> = into.contacts.drain(..own).collect();
    settle(population, &mut dice, family, member, drafts, &mut contacts);
    contacts.sort_by_key(|contact| (contact.on, contact.minute));
    for (contact, ordinal) in contacts.iter_mut().zip(1..) {
        contact.ordinal = ordinal;
    }
    let (from_on, to_on) = (contacts.first().map(|contact| contact.on), contacts.last().map(|contact| contact.on));
    into.contacts.splice(0..0, contacts);
    let (child, household) = (Some(member.child.number), Some(family.household.number));
    let from_on = from_on.unwrap_or(member.from_on);
    into.truth.insert(0, Truth { label: Label::HotChild, child, household, provider: None, from_on, to_on });
}
