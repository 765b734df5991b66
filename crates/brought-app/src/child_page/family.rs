//! The family, and what the record says of the person themselves.

use super::entries::corrections;
use super::view::{AddressLine, FamilyMember, Who};
use crate::chronology::Gathered;
use crate::words::{age_in_words, capitalised, happened_in_words, second_identifier};
use brought_calendar::{date_in_words, local_date, uk_time_zone};
use brought_domain::circumstances::StandingNow;
use brought_domain::contact::Answer;
use brought_domain::person::{Address, PersonKind};
use brought_domain::steps::InvolvementRecorded;
use brought_domain::vocabulary::Vocabulary;
use brought_domain::{Event, Fact};
use jiff::Timestamp;
use std::collections::BTreeMap;

/// Those around the person: siblings first, because theirs is the care that is forgotten (NAF-24).
pub(super) fn family(gathered: &Gathered) -> Vec<FamilyMember> {
    let mut members: Vec<FamilyMember> = gathered
        .neighbours
        .iter()
        .map(|neighbour| FamilyMember {
            person: neighbour.other.to_string(),
            name: gathered.name(&neighbour.other),
            relation: neighbour.relation.words(),
            relation_code: neighbour.relation.code(),
            second_identifier: gathered.people.get(&neighbour.other).map_or_else(|| "not on record".to_owned(), second_identifier),
            same_household: neighbour.same_household.code(),
        })
        .collect();
    members.sort_by(|left, right| {
        let is_child = |member: &FamilyMember| matches!(member.relation_code, "sibling" | "dependent_child");
        (!is_child(left), &left.name, &left.person).cmp(&(!is_child(right), &right.name, &right.person))
    });
    members
}

/// Who it is, as was known at a moment.
pub(crate) fn who(gathered: &Gathered, as_of: Timestamp) -> Who {
    let row = gathered.people.get(&gathered.chronology.subject);
    let told = Told::by(gathered, as_of);
    let kind = row.and_then(|row| row.kind);
    Who {
        kind: kind.map_or("not_known", PersonKind::code),
        kind_words: kind.map_or("not known whether a child or a carer", PersonKind::words),
        is_child: kind.is_none_or(PersonKind::is_child),
        name: gathered.name(&gathered.chronology.subject),
        age: age_in_words(row.and_then(|row| row.born_on), row.and_then(|row| row.due_on), local_date(as_of)),
        born_on: row.and_then(|row| row.born_on).map(date_in_words),
        nhs_number: row.and_then(|row| row.nhs_number).map(|number| number.to_string()),
        second_identifier: row.map_or_else(|| "date of birth not known".to_owned(), second_identifier),
        address: told.address,
        language: told.language,
        telephones: told.telephones,
        emails: told.emails,
        communication_needs: told.communication_needs,
        circumstances: told.circumstances.into_values().collect(),
        involved: told.involved.into_values().collect(),
        places: told.places.into_values().collect(),
        dead: row.is_some_and(|row| row.dead),
    }
}

/// What the person's own entries tell, the latest of each sort.
struct Told {
    address: AddressLine,
    language: Option<String>,
    telephones: Vec<String>,
    emails: Vec<String>,
    communication_needs: Vec<String>,
    circumstances: BTreeMap<&'static str, String>,
    involved: BTreeMap<(&'static str, Option<String>), String>,
    places: BTreeMap<&'static str, String>,
}

impl Told {
    fn by(gathered: &Gathered, as_of: Timestamp) -> Self {
        let unknown = AddressLine {
            state: "not_known",
            words: "Address not known".to_owned(),
            since: None,
            safe_to_write_to: Answer::NotKnown.code(),
        };
        let mut told = Self {
            address: unknown,
            language: None,
            telephones: Vec::new(),
            emails: Vec::new(),
            communication_needs: Vec::new(),
            circumstances: BTreeMap::new(),
            involved: BTreeMap::new(),
            places: BTreeMap::new(),
        };
        let corrected = corrections(&gathered.chronology.events);
        let zone = uk_time_zone();
        let mut events: Vec<&Event> =
            gathered.own_events().filter(|event| event.recorded_at <= as_of && !corrected.contains_key(&event.id)).collect();
        events.sort_by_key(|event| (event.happened.earliest(&zone), event.recorded_at, event.id.clone()));
        events.into_iter().for_each(|event| told.learn(event));
        told
    }

    fn learn(&mut self, event: &Event) {
        match &event.fact {
            Fact::PersonRecorded(_, details) => {
                self.language = details.language.clone().or(self.language.take());
                if !details.telephones.is_empty() {
                    self.telephones.clone_from(&details.telephones);
                }
                if !details.emails.is_empty() {
                    self.emails.clone_from(&details.emails);
                }
            }
            Fact::AddressRecorded(recorded) => self.address = address(&recorded.address, event),
            Fact::CommunicationNeedRecorded(need) => {
                let note = need.note.as_ref().map(|note| format!(": {note}")).unwrap_or_default();
                self.communication_needs.push(format!("{}{note}", capitalised(need.kind.words())));
            }
            Fact::PlanRecorded(plan) => self.holds(plan.plan, plan.state, None),
            Fact::FactorRecorded(factor) => self.holds(factor.factor, factor.state, factor.note.as_deref()),
            Fact::InvolvementRecorded(involvement) => {
                let agency = &involvement.agency;
                self.involved.insert((agency.kind.code(), agency.name.clone()), involved(involvement));
            }
            Fact::PlaceChanged(change) => {
                let words = change.to.clone().unwrap_or_else(|| "left; no new one is known".to_owned());
                self.places.insert(change.place.code(), format!("{}: {words}", capitalised(change.place.words())));
            }
            _ => {}
        }
    }

    /// A plan or factor that has ended goes; one of which it is not known whether it holds stays, and says so (H30).
    fn holds<T: Vocabulary>(&mut self, what: T, state: StandingNow, note: Option<&str>) {
        let note = note.map(|note| format!(": {note}")).unwrap_or_default();
        let words = capitalised(what.words_of());
        match state {
            StandingNow::Ended => drop(self.circumstances.remove(what.code_of())),
            StandingNow::Current => drop(self.circumstances.insert(what.code_of(), format!("{words}{note}"))),
            StandingNow::NotKnown => {
                drop(self.circumstances.insert(what.code_of(), format!("{words}, not known whether it still holds{note}")))
            }
        }
    }
}

/// What is known of a service's part in the family. That it is no longer involved is knowledge too, and stays.
fn involved(involvement: &InvolvementRecorded) -> String {
    let state = match involvement.state {
        StandingNow::Current => "involved",
        StandingNow::Ended => "no longer involved",
        StandingNow::NotKnown => "not known whether it is involved",
    };
    let person = involvement.person.as_ref().map(|person| format!(" ({person})")).unwrap_or_default();
    format!("{}: {state}{person}", capitalised(&involvement.agency.words()))
}

fn address(address: &Address, event: &Event) -> AddressLine {
    let since = Some(happened_in_words(event.happened));
    match address {
        Address::Known(known) => {
            AddressLine { state: "known", words: known.one_line(), since, safe_to_write_to: known.safe_to_write_to.code() }
        }
        Address::Withheld => {
            AddressLine { state: "withheld", words: "Address withheld".to_owned(), since, safe_to_write_to: Answer::NotKnown.code() }
        }
    }
}
