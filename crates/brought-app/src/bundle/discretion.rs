//! What must not leave with a bundle: whatever tells where somebody is whose address is withheld, and what a young person asked to be kept
//! confidential (S13, H15, STW-07).

use crate::chronology::Gathered;
use brought_domain::contact::Answer;
use brought_domain::person::{Address, PersonDetails, PostalAddress};
use brought_domain::{Event, Fact, PersonId};
use std::collections::BTreeSet;

/// The fewest letters and figures by which an address is recognised. Fewer stand in other words by chance.
const FEWEST: usize = 5;

/// What is left out.
#[derive(Clone, Debug)]
pub(super) struct Discretion {
    /// Those whose address is withheld, and those who may live with them.
    withheld: BTreeSet<PersonId>,
    /// What would tell where they are or were, in small letters and figures alone.
    secrets: BTreeSet<String>,
}

impl Discretion {
    /// By the record as it is now, however long ago the day is that a bundle looks back on.
    pub(super) fn of(gathered: &Gathered) -> Self {
        let subject = &gathered.chronology.subject;
        let mut withheld = gathered.withheld();
        // That somebody lives elsewhere has to be known before their address may be told although that of the other is withheld.
        let roof = gathered.neighbours.iter().filter(|neighbour| neighbour.same_household != Answer::No).map(|neighbour| &neighbour.other);
        let under_one_roof: BTreeSet<PersonId> = roof.chain([subject]).cloned().collect();
        if !under_one_roof.is_disjoint(&withheld) {
            withheld.extend(under_one_roof);
        }
        let events = gathered.chronology.events.iter().filter(|event| withheld.contains(&event.about));
        let secrets = events.flat_map(secrets_of).map(|words| normal(&words)).filter(|words| words.len() >= FEWEST).collect();
        Self { withheld, secrets }
    }

    /// Whether nothing may tell where this person is.
    pub(super) fn is_withheld(&self, person: &PersonId) -> bool {
        self.withheld.contains(person)
    }

    /// Whether words tell where somebody is whose address is withheld.
    pub(super) fn tells(&self, words: &str) -> bool {
        if self.secrets.is_empty() {
            return false;
        }
        let words = normal(words);
        self.secrets.iter().any(|secret| words.contains(secret.as_str()))
    }

    /// The record without what must not leave, and how many entries lost something or are not in it at all.
    pub(super) fn over(&self, gathered: &Gathered) -> (Gathered, usize) {
        let (mut discreet, mut changed) = (gathered.clone(), 0);
        discreet.chronology.events = gathered
            .chronology
            .events
            .iter()
            .filter_map(|event| {
                let told = self.event(event);
                changed += usize::from(told.as_ref() != Some(event));
                told
            })
            .collect();
        (discreet, changed)
    }

    fn event(&self, event: &Event) -> Option<Event> {
        let is_withheld = self.is_withheld(&event.about);
        let fact = match &event.fact {
            Fact::AddressRecorded(recorded) if is_withheld && matches!(recorded.address, Address::Known(_)) => return None,
            Fact::PlaceChanged(_) if is_withheld => return None,
            Fact::PersonRecorded(kind, details) if is_withheld => {
                Fact::PersonRecorded(*kind, PersonDetails { telephones: Vec::new(), emails: Vec::new(), ..details.clone() })
            }
            Fact::AnalysisSigned(analysis) => {
                let mut analysis = analysis.clone();
                analysis.confidentiality = None;
                Fact::AnalysisSigned(analysis)
            }
            other => other.clone(),
        };
        Some(Event { fact, ..event.clone() })
    }
}

/// What an entry tells of where somebody is, or how they are reached.
fn secrets_of(event: &Event) -> Vec<String> {
    match &event.fact {
        Fact::AddressRecorded(recorded) => match &recorded.address {
            Address::Known(address) => of_address(address),
            Address::Withheld => Vec::new(),
        },
        Fact::PlaceChanged(change) => change.to.iter().cloned().collect(),
        Fact::PersonRecorded(_, details) => {
            details.telephones.iter().map(|number| of_telephone(number)).chain(details.emails.iter().cloned()).collect()
        }
        _ => Vec::new(),
    }
}

/// The last nine figures, which are the same however the number begins: 07700 900977, +44 7700 900977.
fn of_telephone(number: &str) -> String {
    let figures: Vec<char> = number.chars().filter(char::is_ascii_digit).collect();
    figures[figures.len().saturating_sub(9)..].iter().collect()
}

/// The first line, every line with a number, and the postcode: the rest is the name of a town, which stands in much that tells nothing.
fn of_address(address: &PostalAddress) -> Vec<String> {
    let has_number = |line: &&String| line.chars().any(|letter| letter.is_ascii_digit());
    let lines = address.lines.iter().take(1).chain(address.lines.iter().skip(1).filter(has_number));
    lines.chain(&address.postcode).cloned().collect()
}

/// Small letters and figures alone, so that neither a comma nor a line's end hides anything.
fn normal(words: &str) -> String {
    words.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
