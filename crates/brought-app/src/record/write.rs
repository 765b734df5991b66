//! Carrying a plan out: append, then work out anew what the policy asks of everybody concerned.

use super::checks::Checks;
use super::conflict::conflict;
use super::entry::{Basis, Entry};
use super::sent_again::{own_entry, sent_again};
use crate::access::AccessGrant;
use crate::brought::Brought;
use crate::chronology::{Gathered, gather_for};
use crate::failure::{Failure, Refusal};
use crate::worklist;
use brought_domain::{Author, Event, EventId, Fact, ObligationId, PersonId, Source};
use brought_policy::Standing;
use brought_policy::standing::Obligation;
use brought_store::{Expected, PersonAppend, StoreProblem};
use jiff::Timestamp;

/// What was saved, and what it changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Saved {
    /// The entry.
    pub event: EventId,
    /// Whose record it is in.
    pub person: PersonId,
    /// The version of the record now.
    pub version: u64,
    /// What is no longer owed, in words.
    pub settled: Vec<String>,
    /// What is newly owed, in words.
    pub raised: Vec<String>,
    /// Whether this very entry had been saved before, as when a button is pressed twice. Nothing was added this time.
    pub repeated: bool,
}

/// Records an entry in the record that was opened.
///
/// `id` becomes the id of the event. A form that carries it may be sent twice: the second time nothing is added, if it says the same.
///
/// # Errors
/// [`Failure::Refused`] with everything that has to be put right; [`Failure::Conflict`] when the record has grown since the form was shown,
/// or when the form was saved already and says something else now; [`Failure::Trouble`]. In every case nothing was saved.
pub async fn record(brought: &Brought, grant: &AccessGrant, id: EventId, now: Timestamp, entry: &dyn Entry) -> Result<Saved, Failure> {
    let gathered = gather_for(brought, grant).await?;
    if let Some(saved) = own_entry(&gathered, grant, &id) {
        return sent_again(brought, grant, &gathered, saved, now, entry).await;
    }
    let in_force = brought.in_force().await?;
    let before = in_force.policies().answer(&brought.calendar, &gathered.chronology, now).standing;
    let basis = Basis {
        gathered: &gathered,
        standing: &before,
        policies: in_force.policies(),
        calendar: &brought.calendar,
        actor: grant.actor(),
        now,
    };
    let event = plan(entry, &basis, id.clone())?;
    let making = entry.issues(&basis);
    let expected = entry.head().expected_version;
    if gathered.version != expected {
        return Err(conflict(&gathered, expected, &event));
    }
    let append = PersonAppend { person: event.about.clone(), expected: Expected::Version(expected), events: vec![event.clone()] };
    let issued = match making {
        Some(making) => making.made(&id).await?,
        None => Vec::new(),
    };
    let batch = std::iter::once(append).chain(in_linked_records(&event, &gathered)?).collect();
    match brought.store.append_with(batch, issued).await {
        Ok(_) => Ok(saved(brought, &event, &before, now).await),
        Err(StoreProblem::Conflict { .. }) => Err(conflict(&gather_for(brought, grant).await?, expected, &event)),
        // A button pressed twice in a moment: the first was not there yet when this one was looked for.
        Err(problem @ StoreProblem::SameIdOtherContent { .. }) => {
            let gathered = gather_for(brought, grant).await?;
            match own_entry(&gathered, grant, &id) {
                Some(saved) => sent_again(brought, grant, &gathered, saved, now, entry).await,
                None => Err(problem.into()),
            }
        }
        Err(problem) => Err(problem.into()),
    }
}

/// Who may open a record is decided for every record that is read as one with it: taken apart again, none of them stands more open than it was meant to.
fn in_linked_records(event: &Event, gathered: &Gathered) -> Result<Vec<PersonAppend>, Failure> {
    let together = gathered.chronology.links.read_together(&event.about);
    if !matches!(event.fact, Fact::AccessDecided(_)) {
        return Ok(Vec::new());
    }
    let copy = |(place, other): (usize, &&PersonId)| {
        let id = EventId::new(format!("{}-{}", event.id, place + 1)).map_err(|problem| Failure::unforeseen(problem.to_string()))?;
        let event = Event { id, about: (*other).clone(), ..event.clone() };
        Ok(PersonAppend { person: (*other).clone(), expected: Expected::Any, events: vec![event] })
    };
    together.iter().enumerate().skip(1).map(copy).collect()
}

/// Says whether [`record`] would take an entry now: `false` when the record has grown since the form was shown. Nothing is saved.
///
/// # Errors
/// [`Failure::Refused`] with everything that has to be put right; [`Failure::Trouble`].
pub(crate) async fn check(brought: &Brought, grant: &AccessGrant, now: Timestamp, entry: &dyn Entry) -> Result<bool, Failure> {
    let gathered = gather_for(brought, grant).await?;
    let in_force = brought.in_force().await?;
    let standing = in_force.policies().answer(&brought.calendar, &gathered.chronology, now).standing;
    let (policies, calendar) = (in_force.policies(), &brought.calendar);
    let basis = Basis { gathered: &gathered, standing: &standing, policies, calendar, actor: grant.actor(), now };
    let (fact, checks) = planned(entry, &basis);
    checks.finish(fact)?;
    Ok(gathered.version == entry.head().expected_version)
}

/// The event, or everything that is wrong with the form. Pure.
pub(super) fn plan(entry: &dyn Entry, basis: &Basis<'_>, id: EventId) -> Result<Event, Refusal> {
    let (fact, checks) = planned(entry, basis);
    let fact = checks.finish(fact)?;
    Ok(event_of(entry, basis, id, fact))
}

/// What the form says, and what is wrong with it. Pure.
pub(super) fn planned(entry: &dyn Entry, basis: &Basis<'_>) -> (Option<Fact>, Checks) {
    let mut checks = Checks::default();
    checks.head(entry.head(), basis);
    let fact = entry.plan(basis, &mut checks);
    (fact, checks)
}

/// The event that the form becomes. Pure.
pub(super) fn event_of(entry: &dyn Entry, basis: &Basis<'_>, id: EventId, fact: Fact) -> Event {
    Event {
        id,
        about: basis.gathered.chronology.subject.clone(),
        service: entry.service(basis),
        happened: entry.happened(basis),
        recorded_at: basis.now,
        author: Author::Signed { by: basis.actor.practitioner.clone(), role: entry.role() },
        source: Source::Entered,
        corrects: entry.corrects(),
        answers: entry.head().answers.clone(),
        fact,
    }
}

/// What the entry changed. The entry is on the disk by now, so nothing in here may fail: a worklist that cannot be brought up to date now
/// is marked as stale since the append, and is brought up to date before it is shown.
async fn saved(brought: &Brought, event: &Event, before: &Standing, now: Timestamp) -> Saved {
    let after = worklist::refresh_around(brought, &event.about, now).await.ok();
    let is_open_in = |standing: &Standing, id: &ObligationId| standing.obligations.iter().any(|other| other.id == *id && other.is_open());
    let words = |obligations: &[Obligation], other: &Standing| -> Vec<String> {
        let changed = obligations.iter().filter(|obligation| obligation.is_open() && !is_open_in(other, &obligation.id));
        changed.map(|obligation| obligation.words.clone()).collect()
    };
    Saved {
        event: event.id.clone(),
        person: event.about.clone(),
        version: after.as_ref().map_or(0, |after| after.version),
        settled: after.as_ref().map(|after| words(&before.obligations, &after.standing)).unwrap_or_default(),
        raised: after.as_ref().map(|after| words(&after.standing.obligations, before)).unwrap_or_default(),
        repeated: false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::{ConsiderNeeds, WriteNote};
    use super::*;
    use crate::testing::{head, open, the_id, with};
    use brought_domain::contact::Answer;
    use brought_testkit::Family;
    use brought_testkit::builders::{at, was_not_brought};

    const NOW: &str = "2026-01-07T09:00:00Z";

    async fn record_of_ana() -> Brought {
        let family = Family::new().child("ana", |ana| ana.born("2023-05-01")).mother("mum");
        with(&family.clinic("2026-01-05T10:00", was_not_brought()).chronology()).await
    }

    fn note(head: crate::EntryHead, words: &str) -> WriteNote {
        WriteNote { head, note: words.into() }
    }

    fn refused(outcome: Result<Saved, Failure>) -> Refusal {
        match outcome {
            Err(Failure::Refused(refusal)) => refusal,
            other => panic!("not refused: {other:?}"),
        }
    }

    /// J8, S21: nothing is lost, and the page can show both texts and whose record it is.
    #[tokio::test]
    async fn the_second_of_two_nurses_sees_both_texts_and_nothing_is_overwritten() {
        let brought = record_of_ana().await;
        let (grant, shown) = (open(&brought, "ana", NOW).await, head(&brought, "ana", NOW).await);
        let now = at(NOW);
        record(&brought, &grant, the_id("e-first"), now, &note(shown.clone(), "Rang the mother")).await.unwrap();
        let second = record(&brought, &grant, the_id("e-second"), now, &note(shown.clone(), "Rang the nursery")).await;
        let Err(Failure::Conflict(conflict)) = second else { panic!("{second:?}") };
        assert_eq!((conflict.name.as_str(), conflict.second_identifier.as_str()), ("ana Example", "born 1 May 2023"));
        assert_eq!(conflict.theirs.len(), 1);
        assert_eq!(conflict.theirs[0].details, [("Note", "Rang the mother".to_owned())]);
        assert_eq!(conflict.yours.details, [("Note", "Rang the nursery".to_owned())]);
        let again = crate::EntryHead { expected_version: conflict.found, ..shown };
        record(&brought, &grant, the_id("e-second"), now, &note(again, "Rang the nursery")).await.unwrap();
        let record = brought.store.events_of(&the_id("ana")).await.unwrap();
        assert_eq!(record.events.iter().filter(|event| event.fact.code() == "note_written").count(), 2);
    }

    /// An entry opens the record to everybody of the service for which it is recorded.
    #[tokio::test]
    async fn nobody_writes_for_a_service_that_has_nothing_to_do_with_them_or_the_family() {
        let brought = record_of_ana().await;
        let (grant, shown) = (open(&brought, "ana", NOW).await, head(&brought, "ana", NOW).await);
        let wrong = crate::EntryHead { service: Some(the_id("no-such-service")), ..shown.clone() };
        let refusal = refused(record(&brought, &grant, the_id("new-1"), at(NOW), &note(wrong, "Rang the mother")).await);
        assert_eq!(refusal.problems[0].field, "service");
        let of_the_family = crate::EntryHead { service: Some(the_id("health-visiting")), ..shown };
        record(&brought, &grant, the_id("new-1"), at(NOW), &note(of_the_family, "Rang the mother")).await.unwrap();
    }

    #[tokio::test]
    async fn a_button_pressed_twice_saves_once() {
        let brought = record_of_ana().await;
        let (grant, shown) = (open(&brought, "ana", NOW).await, head(&brought, "ana", NOW).await);
        let entry = note(shown, "Rang the mother");
        let first = record(&brought, &grant, the_id("new-1"), at(NOW), &entry).await.unwrap();
        let second = record(&brought, &grant, the_id("new-1"), at(NOW), &entry).await.unwrap();
        assert!(!first.repeated && second.repeated);
        assert_eq!(first.version, second.version);
    }

    /// S21, H44: the browser's Back shows a form that was saved already, and what is written in it then is another entry.
    #[tokio::test]
    async fn a_form_that_was_saved_and_now_says_something_else_is_shown_with_both_texts_and_not_called_saved() {
        let brought = record_of_ana().await;
        let (grant, shown) = (open(&brought, "ana", NOW).await, head(&brought, "ana", NOW).await);
        record(&brought, &grant, the_id("new-1"), at(NOW), &note(shown.clone(), "FIRST TEXT")).await.unwrap();
        let second = record(&brought, &grant, the_id("new-1"), at(NOW), &note(shown.clone(), "SECOND TEXT")).await;
        let Err(Failure::Conflict(conflict)) = second else { panic!("{second:?}") };
        assert!(conflict.saved_before, "what is sent again needs an id of its own");
        assert_eq!(conflict.theirs[0].details, [("Note", "FIRST TEXT".to_owned())]);
        assert_eq!(conflict.yours.details, [("Note", "SECOND TEXT".to_owned())]);
        let again = crate::EntryHead { expected_version: conflict.found, ..shown };
        record(&brought, &grant, the_id("new-2"), at(NOW), &note(again, "SECOND TEXT")).await.unwrap();
        let record = brought.store.events_of(&the_id("ana")).await.unwrap();
        assert_eq!(record.events.iter().filter(|event| event.fact.code() == "note_written").count(), 2);
    }

    /// A time that the clock set is no part of what somebody wrote; one that they typed is.
    #[tokio::test]
    async fn a_button_pressed_again_later_saves_once_and_another_time_that_was_typed_is_another_entry() {
        let brought = record_of_ana().await;
        let (grant, shown) = (open(&brought, "ana", NOW).await, head(&brought, "ana", NOW).await);
        record(&brought, &grant, the_id("new-1"), at(NOW), &note(shown.clone(), "Rang the mother")).await.unwrap();
        let later = "2026-01-07T09:20:00Z";
        let by_the_clock = crate::EntryHead { happened: brought_domain::Happened::At(at(later)), ..shown.clone() };
        let again = record(&brought, &grant, the_id("new-1"), at(later), &note(by_the_clock, "Rang the mother")).await.unwrap();
        assert!(again.repeated);
        let typed = crate::EntryHead { happened: brought_domain::Happened::At(at("2026-01-06T15:00:00Z")), ..shown };
        let other = record(&brought, &grant, the_id("new-1"), at(later), &note(typed, "Rang the mother")).await;
        assert!(matches!(other, Err(Failure::Conflict(_))), "{other:?}");
    }

    /// What is wrong with it is said: it was never the entry that was saved.
    #[tokio::test]
    async fn a_form_that_was_saved_and_now_lacks_something_is_refused_and_not_called_saved() {
        let brought = record_of_ana().await;
        let (grant, shown) = (open(&brought, "ana", NOW).await, head(&brought, "ana", NOW).await);
        record(&brought, &grant, the_id("new-1"), at(NOW), &note(shown.clone(), "Rang the mother")).await.unwrap();
        let refusal = refused(record(&brought, &grant, the_id("new-1"), at(NOW), &note(shown, " ")).await);
        assert!(refusal.is_about("note"), "{refusal}");
    }

    /// An entry that ends what it is about would be refused by what it did itself.
    #[tokio::test]
    async fn an_entry_that_changed_what_it_rests_on_is_recognised_when_it_comes_again() {
        let brought = record_of_ana().await;
        let (grant, shown) = (open(&brought, "ana", NOW).await, head(&brought, "ana", NOW).await);
        let outcome = brought.store.events_of(&the_id("ana")).await.unwrap().events;
        let outcome = outcome.iter().find(|event| event.fact.code() == "outcome_recorded").unwrap().id.clone();
        let entry = crate::WithdrawEvent { head: shown, event: outcome, reason: "wrong child".into() };
        record(&brought, &grant, the_id("new-1"), at(NOW), &entry).await.unwrap();
        assert!(record(&brought, &grant, the_id("new-1"), at(NOW), &entry).await.unwrap().repeated);
        let other = crate::WithdrawEvent { reason: "booked by mistake".into(), ..entry };
        let other = record(&brought, &grant, the_id("new-1"), at(NOW), &other).await;
        assert!(matches!(other, Err(Failure::Conflict(_))), "{other:?}");
    }

    #[tokio::test]
    async fn two_that_arrive_together_save_once() {
        let brought = record_of_ana().await;
        let (grant, shown) = (open(&brought, "ana", NOW).await, head(&brought, "ana", NOW).await);
        let entry = note(shown, "Rang the mother");
        let (later, id) = (at("2026-01-07T09:00:01Z"), || the_id("new-1"));
        let both = tokio::join!(record(&brought, &grant, id(), at(NOW), &entry), record(&brought, &grant, id(), later, &entry));
        assert_ne!(both.0.unwrap().repeated, both.1.unwrap().repeated);
    }

    /// S24: a form of one child never lands in another child's record.
    #[tokio::test]
    async fn a_form_shown_for_another_child_is_refused_and_writes_nothing() {
        let brought = record_of_ana().await;
        let (grant, shown) = (open(&brought, "mum", NOW).await, head(&brought, "ana", NOW).await);
        let refusal = refused(record(&brought, &grant, the_id("new-1"), at(NOW), &note(shown, "Rang the mother")).await);
        assert!(refusal.is_about("person"), "{refusal}");
        assert!(brought.store.event(&the_id("new-1")).await.unwrap().is_none());
    }

    #[tokio::test]
    async fn everything_that_is_wrong_is_said_at_once() {
        let brought = record_of_ana().await;
        let (grant, mut shown) = (open(&brought, "ana", NOW).await, head(&brought, "ana", NOW).await);
        shown.happened = brought_domain::Happened::At(at("2026-01-07T09:06:00Z"));
        shown.role = brought_domain::work::Role::NamedNurse;
        let entry = ConsiderNeeds {
            head: shown,
            child: the_id("somebody-else"),
            met: Answer::Yes,
            basis: " ".into(),
            family_vulnerable: Answer::No,
        };
        let refusal = refused(record(&brought, &grant, the_id("new-1"), at(NOW), &entry).await);
        let fields: Vec<&str> = refusal.problems.iter().map(|problem| problem.field.as_str()).collect();
        assert_eq!(fields, ["role", "happened", "child", "basis"]);
    }

    #[tokio::test]
    async fn a_clock_may_be_a_few_minutes_fast() {
        let brought = record_of_ana().await;
        let (grant, mut shown) = (open(&brought, "ana", NOW).await, head(&brought, "ana", NOW).await);
        shown.happened = brought_domain::Happened::At(at("2026-01-07T09:05:00Z"));
        record(&brought, &grant, the_id("new-1"), at(NOW), &note(shown, "Rang")).await.unwrap();
    }
}
