//! What a moment in the past did not know: entries about what had happened by then and was written down only later.
//!
//! A standing as of a moment takes in what had been recorded by then. A practice review has to see the rest beside it, and apart from it:
//! what could be known then is one question, what is known now another.

use crate::clock::UkClock;
use brought_domain::{Chronology, Corrections, Event, Fact};
use jiff::Timestamp;

/// What is known now about a moment and was not known then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hindsight<'a> {
    /// What had happened by then and was recorded later, in the order in which it happened. What has been taken back since is not among it.
    pub known_later: Vec<&'a Event>,
    /// What was on record then and was put right later, each with the entry that did so.
    pub put_right_later: Vec<(&'a Event, &'a Event)>,
}

/// What was known of a moment only later.
pub fn hindsight(chronology: &Chronology, as_of: Timestamp) -> Hindsight<'_> {
    let zone = UkClock;
    let corrections = Corrections::among(chronology.events.iter());
    let mut known_later: Vec<&Event> = chronology
        .events
        .iter()
        // An entry that only takes another back is not among those that are left: it stands beside the one it takes back.
        .filter(|event| event.recorded_at > as_of && event.happened.earliest(&zone) <= as_of && corrections.leaves(event))
        .collect();
    // A plan stands before what came of it, also when both were written down at once.
    let is_plan = |event: &Event| matches!(event.fact, Fact::ContactPlanned(_));
    let order = |event: &Event| (event.happened.earliest(&zone), event.recorded_at, !is_plan(event), event.id.clone());
    known_later.sort_by_cached_key(|event| order(event));
    let takes =
        |event: &Event| !corrections.gone.contains(&event.id) && corrections.refused.iter().all(|(refused, _)| **refused != event.id);
    let put_right_by = |event: &Event| {
        let mut later = chronology.events.iter().filter(|other| other.recorded_at > as_of && takes(other));
        later.find(|other| other.corrects.as_ref().is_some_and(|correction| correction.event == event.id))
    };
    let known = chronology.events.iter().filter(|event| event.recorded_at <= as_of);
    let mut put_right_later: Vec<_> = known.filter_map(|event| put_right_by(event).map(|by| (event, by))).collect();
    put_right_later.sort_by_cached_key(|(event, _)| order(event));
    Hindsight { known_later, put_right_later }
}

#[cfg(test)]
mod tests {
    use super::*;
    use brought_forms::chronology_file::read_toml;

    fn sam(events: &str) -> Chronology {
        let head = "format = \"brought-chronology/1\"\nauthor = { practitioner = \"jo\", role = \"practitioner\" }\n\
                    people = [{ id = \"sam\", born_on = 2023-05-01 }]\n";
        read_toml(&format!("{head}events = [\n{events}\n]")).unwrap()
    }

    fn check(events: &str, as_of: &str, known_later: &[&str], put_right_later: &[(&str, &str)]) {
        let chronology = sam(events);
        let found = hindsight(&chronology, as_of.parse().unwrap());
        let ids: Vec<&str> = found.known_later.iter().map(|event| event.id.as_str()).collect();
        let pairs: Vec<(&str, &str)> = found.put_right_later.iter().map(|(event, by)| (event.id.as_str(), by.id.as_str())).collect();
        assert_eq!((ids.as_slice(), pairs.as_slice()), (known_later, put_right_later), "as of {as_of}");
    }

    const NURSERY: &str =
        "{ id = \"nursery\", happened = 2026-01-05, recorded_at = 2026-01-20T10:00:00, note_written = \"Seen with a bruise.\" },";
    const VISIT: &str = "{ id = \"visit\", happened = 2026-01-12T10:00:00, note_written = \"Nobody in.\" },";

    #[test]
    fn what_happened_before_and_was_written_down_after_was_known_only_later() {
        check(&format!("{NURSERY}{VISIT}"), "2026-01-09T23:59:59Z", &["nursery"], &[]);
        check(&format!("{NURSERY}{VISIT}"), "2026-01-20T23:59:59Z", &[], &[]);
        check(&format!("{NURSERY}{VISIT}"), "2026-01-04T23:59:59Z", &[], &[]);
    }

    #[test]
    fn what_was_on_record_and_taken_back_later_is_told_with_what_took_it_back() {
        let wrong = "{ id = \"wrong\", happened = 2026-01-05T10:00:00, note_written = \"Moved away.\" },\n\
                     { id = \"back\", happened = 2026-01-14T10:00:00, corrects = { event = \"wrong\", how = \"withdraws\", reason = \"wrong child\" }, correction_only = true },";
        check(wrong, "2026-01-09T23:59:59Z", &[], &[("wrong", "back")]);
        check(wrong, "2026-01-14T23:59:59Z", &[], &[]);
    }

    /// Then nobody ever has to read it as what could have been known.
    #[test]
    fn what_was_written_down_later_and_taken_back_since_is_left_out() {
        let late = "{ id = \"late\", happened = 2026-01-05, recorded_at = 2026-01-12T10:00:00, note_written = \"Moved.\" },\n\
                    { id = \"back\", happened = 2026-01-14T10:00:00, corrects = { event = \"late\", how = \"withdraws\", reason = \"wrong child\" }, correction_only = true },";
        check(late, "2026-01-09T23:59:59Z", &[], &[]);
    }
}
