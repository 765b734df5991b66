//! Which events stand: corrections are resolved in one place, for the engine, the lists and the pages alike (S7).

use crate::contact::OutcomeKind;
use crate::event::{CorrectionKind, Event, Fact};
use crate::identity::EventId;
use crate::work::Role;
use std::collections::{BTreeMap, BTreeSet};

/// What corrections did to a set of events.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Corrections<'a> {
    /// Events that a standing correction replaced or withdrew.
    pub gone: BTreeSet<&'a EventId>,
    /// Corrections that do not take, each with the reason. Nothing is dropped silently.
    pub refused: Vec<(&'a EventId, &'static str)>,
}

impl<'a> Corrections<'a> {
    /// Resolves the corrections among these events, in whatever order they come.
    ///
    /// The one recorded last is looked at first, so that withdrawing a correction brings the earlier event back. A correction reaches only
    /// what was recorded before it and in the same record, so corrections cannot take each other away in a circle.
    pub fn among(events: impl IntoIterator<Item = &'a Event>) -> Self {
        let mut latest_first: Vec<&'a Event> = events.into_iter().collect();
        latest_first.sort_by(|left, right| (right.recorded_at, &right.id).cmp(&(left.recorded_at, &left.id)));
        let by_id: BTreeMap<&EventId, &'a Event> = latest_first.iter().map(|event| (&event.id, *event)).collect();
        let mut corrections = Self::default();
        for event in latest_first {
            let Some(correction) = event.corrects.as_ref().filter(|_| !corrections.gone.contains(&event.id)) else { continue };
            let why = match by_id.get(&correction.event) {
                None => "it corrects an entry that is not in this record",
                Some(target) if (target.recorded_at, &target.id) >= (event.recorded_at, &event.id) => {
                    "it corrects an entry that was recorded after it"
                }
                Some(target) if target.about != event.about => "it corrects an entry in another person's record",
                Some(target) if let Some(why) = may_not_correct(event, target) => why,
                Some(target) => {
                    corrections.gone.insert(&target.id);
                    continue;
                }
            };
            corrections.refused.push((&event.id, why));
        }
        corrections
    }

    /// Whether the event says something that stands. One that only withdraws another says nothing more.
    pub fn leaves(&self, event: &Event) -> bool {
        let only_withdraws = matches!(event.fact, Fact::CorrectionOnly)
            && event.corrects.as_ref().is_some_and(|correction| correction.how == CorrectionKind::Withdraws);
        !only_withdraws && !self.gone.contains(&event.id)
    }
}

/// Why the author of a correction may not take back this entry. What a practitioner signed, a practitioner takes back; and a failed contact leaves
/// the list by nobody else's second thoughts: a person has to look.
fn may_not_correct(correction: &Event, target: &Event) -> Option<&'static str> {
    match correction.author.role() {
        None if target.reports_failure() => {
            Some("another system's correction does not take a failed contact away until a practitioner confirms it")
        }
        None if target.author != correction.author => {
            Some("another system's correction reaches only what that system reported, until a practitioner confirms it")
        }
        Some(Role::Administrator) if target.reports_failure() => {
            Some("an administrator's correction does not take a failed contact away until a practitioner confirms it")
        }
        Some(Role::Administrator) if target.author.role().is_some_and(|role| role != Role::Administrator) => {
            Some("an administrator's correction does not take back what a practitioner signed, until a practitioner confirms it")
        }
        _ => None,
    }
}

impl Event {
    /// Whether it reports that a contact came to anything but success, an act of the service, or an error.
    pub fn reports_failure(&self) -> bool {
        let Fact::OutcomeRecorded(recorded) = &self.fact else { return false };
        !matches!(
            recorded.outcome.kind(),
            OutcomeKind::Seen
                | OutcomeKind::Attended
                | OutcomeKind::SpokenTo
                | OutcomeKind::CancelledByService
                | OutcomeKind::AdministrativeError
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contact::{Certainty, Outcome, OutcomeRecorded};
    use crate::event::{Author, Correction, Source};
    use crate::time::Happened;
    use jiff::Timestamp;

    fn event(id: &str, hour: i64, corrects: Option<&str>) -> Event {
        let at = Timestamp::from_second(hour * 3_600).unwrap();
        Event {
            id: EventId::new(id).unwrap(),
            about: "sam".parse().unwrap(),
            service: None,
            happened: Happened::At(at),
            recorded_at: at,
            author: Author::Signed { by: "nurse".parse().unwrap(), role: Role::Practitioner },
            source: Source::Entered,
            corrects: corrects.map(|event| Correction {
                event: EventId::new(event).unwrap(),
                how: CorrectionKind::Withdraws,
                reason: "slip".into(),
            }),
            answers: vec![],
            fact: if corrects.is_some() { Fact::CorrectionOnly } else { Fact::NoteWritten("n".into()) },
        }
    }

    fn standing(events: &[Event]) -> Vec<&str> {
        let corrections = Corrections::among(events);
        events.iter().filter(|event| corrections.leaves(event)).map(|event| event.id.as_str()).collect()
    }

    #[test]
    fn withdrawing_a_withdrawal_brings_the_entry_back() {
        let (note, slip, again) = (event("note", 1, None), event("slip", 2, Some("note")), event("again", 3, Some("slip")));
        assert_eq!(standing(&[note.clone(), slip.clone()]), Vec::<&str>::new());
        assert_eq!(standing(&[again, note, slip]), ["note"]);
    }

    /// Nobody who does not assess takes a failed contact off a list: it stays until a practitioner has looked (NAF-10).
    #[test]
    fn an_administrator_does_not_take_a_failed_contact_away() {
        let by = |role| {
            let mut missed = event("missed", 1, None);
            missed.fact = Fact::OutcomeRecorded(OutcomeRecorded {
                contact: "clinic".parse().unwrap(),
                outcome: Outcome::Plain(OutcomeKind::WasNotBrought),
                certainty: Certainty::Confirmed,
                responses: vec![],
                note: None,
                original_code: None,
            });
            let mut tidying = event("tidying", 2, Some("missed"));
            tidying.author = Author::Signed { by: "sam".parse().unwrap(), role };
            let events = [missed, tidying];
            let corrections = Corrections::among(&events);
            (corrections.gone.len(), corrections.refused.len())
        };
        assert_eq!(by(Role::Administrator), (0, 1));
        assert_eq!(by(Role::Practitioner), (1, 0));
    }

    #[test]
    fn a_correction_reaches_only_what_came_before_it_in_the_same_record() {
        let (early, late) = (event("early", 1, Some("note")), event("note", 2, None));
        assert_eq!(standing(&[early, late]), ["note"]);
        let mut other = event("other", 3, Some("note"));
        other.about = "ruby".parse().unwrap();
        assert_eq!(standing(&[event("note", 2, None), other]), ["note"]);
        assert_eq!(Corrections::among(&[event("lost", 1, Some("gone"))]).refused.len(), 1);
    }

    #[test]
    fn corrections_of_each_other_leave_the_one_recorded_last() {
        let (one, two) = (event("one", 1, Some("two")), event("two", 2, Some("one")));
        let events = [one, two];
        let corrections = Corrections::among(&events);
        assert_eq!(corrections.gone.into_iter().map(EventId::as_str).collect::<Vec<_>>(), ["one"]);
    }
}
