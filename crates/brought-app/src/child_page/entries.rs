//! The entries of a chronology, in words.

use super::view::{ChronologyEntry, CorrectionLine};
use crate::chronology::Gathered;
use crate::words::{fact_in_words, happened_in_words, instant_in_words, is_significant};
use brought_calendar::{local_date, uk_time_zone};
use brought_domain::{Event, EventId, PersonId};
use std::collections::HashMap;

/// Makes entries of events.
pub(crate) struct Entries<'a> {
    gathered: &'a Gathered,
    corrected: HashMap<&'a EventId, &'a Event>,
}

impl<'a> Entries<'a> {
    /// For the events of one chronology.
    pub(crate) fn of(gathered: &'a Gathered) -> Self {
        Self { gathered, corrected: corrections(&gathered.chronology.events) }
    }

    /// All entries known at a moment, latest first.
    pub(crate) fn known_at(&self, as_of: jiff::Timestamp) -> Vec<ChronologyEntry> {
        let zone = uk_time_zone();
        let mut events: Vec<&Event> = self.gathered.chronology.events.iter().filter(|event| event.recorded_at <= as_of).collect();
        events.sort_by(|left, right| {
            let key = |event: &Event| (event.happened.earliest(&zone), event.recorded_at);
            key(right).cmp(&key(left)).then_with(|| right.id.cmp(&left.id))
        });
        events.into_iter().map(|event| self.entry(event)).collect()
    }

    /// One entry.
    pub(crate) fn entry(&self, event: &Event) -> ChronologyEntry {
        let words = fact_in_words(&event.fact, self.gathered);
        let happened_on = event.happened.day(&uk_time_zone());
        ChronologyEntry {
            event: event.id.to_string(),
            person: event.about.to_string(),
            about: self.about(&event.about),
            when: happened_in_words(event.happened),
            day: happened_on.to_string(),
            kind: event.fact.code(),
            kind_words: event.fact.words(),
            summary: words.summary,
            details: words.details,
            recorded_by: self.gathered.author(&event.author),
            recorded: instant_in_words(event.recorded_at),
            late: local_date(event.recorded_at) > happened_on,
            service: event.service.as_ref().map(|service| self.gathered.service_name(service)),
            significant: is_significant(&event.fact),
            corrected: self.corrected.get(&event.id).and_then(|by| self.correction(by, &by.id)),
            corrects: event.corrects.as_ref().and_then(|correction| self.correction(event, &correction.event)),
        }
    }

    fn about(&self, person: &PersonId) -> Option<String> {
        if *person == self.gathered.chronology.subject {
            return None;
        }
        let name = self.gathered.name(person);
        let relation = self.gathered.neighbours.iter().find(|neighbour| neighbour.other == *person);
        Some(relation.map_or_else(|| name.clone(), |neighbour| format!("{name}, {}", neighbour.relation)))
    }

    /// What a correcting event does, told with the other entry's id.
    fn correction(&self, correcting: &Event, other: &EventId) -> Option<CorrectionLine> {
        correcting.corrects.as_ref().map(|correction| CorrectionLine {
            event: other.to_string(),
            how: correction.how.code(),
            reason: correction.reason.clone(),
            by: self.gathered.author(&correcting.author),
        })
    }
}

/// Which events a later one put right, with that later one. A correction that was itself put right corrects nothing; corrections in a
/// circle, which no honest record contains, take nothing away.
pub(crate) fn corrections(events: &[Event]) -> HashMap<&EventId, &Event> {
    let mut by_target: HashMap<&EventId, Vec<&Event>> = HashMap::new();
    for event in events {
        if let Some(correction) = &event.corrects {
            by_target.entry(&correction.event).or_default().push(event);
        }
    }
    events.iter().filter_map(|event| standing_correction(&event.id, &by_target, events.len()).map(|by| (&event.id, by))).collect()
}

fn standing_correction<'a>(target: &EventId, by_target: &HashMap<&'a EventId, Vec<&'a Event>>, steps_left: usize) -> Option<&'a Event> {
    if steps_left == 0 {
        return None;
    }
    by_target.get(target)?.iter().copied().find(|by| standing_correction(&by.id, by_target, steps_left - 1).is_none())
}
