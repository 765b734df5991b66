//! Writes the events of one family, each with its id, its signature and the moment somebody wrote it down.

use super::dates::{Dates, plus_days};
use super::dice::Dice;
use super::directory::{Team, Who};
use brought_calendar::{at_local, end_of_day};
use brought_domain::circumstances::PlanKind;
use brought_domain::contact::{Arranged, Certainty, ContactPlanned, Outcome, OutcomeRecorded, ResponseKind, Setting};
use brought_domain::{Author, ContactId, Correction, Event, EventId, Fact, Happened, PersonId, ServiceId, Source};
use jiff::civil::{Date, Weekday, time};
use jiff::{SignedDuration, Timestamp};

/// The system that clinics book in, from which unconfirmed outcomes come.
pub(super) const BOOKING_SYSTEM: &str = "clinic-booking";

/// Writes the events of one family.
pub(super) struct Scribe<'a> {
    pub(super) dates: &'a Dates,
    pub(super) dice: Dice,
    family: usize,
    events: Vec<Event>,
    contacts: usize,
}

/// A contact as the people involved think of it.
#[derive(Clone, Copy)]
pub(super) struct Visit<'a> {
    pub(super) team: Team,
    pub(super) who: Who,
    pub(super) setting: Setting,
    pub(super) at: Timestamp,
    pub(super) arranged: Arranged,
    pub(super) purpose: &'a str,
    pub(super) essential_to: Option<PlanKind>,
}

/// What came of a contact, with what was done about it.
pub(super) struct CameTo<'a> {
    pub(super) outcome: Outcome,
    pub(super) responses: &'a [ResponseKind],
    pub(super) note: &'a str,
}

impl<'a> Scribe<'a> {
    pub(super) fn new(dates: &'a Dates, seed: u64, family: usize) -> Self {
        Self { dates, dice: Dice::new(seed, family as u64), family, events: Vec::new(), contacts: 0 }
    }

    pub(super) fn events(self) -> Vec<Event> {
        self.events
    }

    /// A local time on a day.
    pub(super) fn at(&self, day: Date, hour: i8, minute: i8) -> Timestamp {
        at_local(day, time(hour, minute, 0, 0))
    }

    /// A time in working hours on a day, on the quarter.
    pub(super) fn some_time_on(&mut self, day: Date) -> Timestamp {
        let (hour, quarter) = (self.dice.between(9, 15), self.dice.below(4));
        self.at(day, hour as i8, quarter as i8 * 15)
    }

    /// Writes down a fact that somebody signs.
    pub(super) fn write(&mut self, about: &PersonId, team: Option<Team>, happened: Happened, who: Who, fact: Fact) -> EventId {
        // What is known only by its day is written down together, and so in the order in which it is told.
        let minutes = if matches!(happened, Happened::On(_)) { 20 } else { self.dice.between(2, 50) };
        let delay = SignedDuration::from_mins(minutes as i64);
        self.write_after(delay, about, team, happened, who, fact)
    }

    /// Writes down a fact some time after it happened.
    pub(super) fn write_after(
        &mut self,
        delay: SignedDuration,
        about: &PersonId,
        team: Option<Team>,
        happened: Happened,
        who: Who,
        fact: Fact,
    ) -> EventId {
        let happened_by = match happened {
            Happened::At(instant) => instant,
            Happened::On(day) => self.at(day, 16, 0),
        };
        let recorded_at = (happened_by + delay).min(self.dates.now);
        let author = Author::Signed { by: who.id(), role: who.role() };
        self.push(about, team.map(Team::id), happened, recorded_at, author, Source::Entered, None, fact)
    }

    /// Writes down what the booking system says, which nobody has looked at.
    pub(super) fn import(&mut self, about: &PersonId, team: Team, happened: Happened, fact: Fact) -> EventId {
        let number = format!("{:06}", 100_000 + self.family * 50 + self.events.len());
        let source = Source::Imported { system: BOOKING_SYSTEM.into(), id: number, version: "1".into() };
        let night_after = match happened {
            Happened::At(instant) => end_of_day(brought_calendar::local_date(instant)),
            Happened::On(day) => end_of_day(day),
        };
        let author = Author::Reported { system: BOOKING_SYSTEM.into() };
        self.push(about, Some(team.id()), happened, night_after.min(self.dates.now), author, source, None, fact)
    }

    /// Withdraws an earlier event.
    pub(super) fn withdraw(&mut self, about: &PersonId, team: Team, at: Timestamp, who: Who, correction: Correction) -> EventId {
        let recorded_at = at.min(self.dates.now);
        let author = Author::Signed { by: who.id(), role: who.role() };
        let happened = Happened::At(at);
        self.push(about, Some(team.id()), happened, recorded_at, author, Source::Entered, Some(correction), Fact::CorrectionOnly)
    }

    #[allow(clippy::too_many_arguments, reason = "one argument for each field of an event")]
    fn push(
        &mut self,
        about: &PersonId,
        service: Option<ServiceId>,
        happened: Happened,
        recorded_at: Timestamp,
        author: Author,
        source: Source,
        corrects: Option<Correction>,
        fact: Fact,
    ) -> EventId {
        let id = EventId::new(format!("event-{:05}-{:03}", self.family, self.events.len() + 1)).expect("an event's id is printable");
        let about = about.clone();
        let event = Event { id: id.clone(), about, service, happened, recorded_at, author, source, corrects, answers: Vec::new(), fact };
        self.events.push(event);
        id
    }

    /// Plans a contact for one or more children of the family, some weeks ahead, and not later than yesterday.
    pub(super) fn plan(&mut self, people: &[&PersonId], visit: &Visit<'_>) -> ContactId {
        self.contacts += 1;
        let contact = ContactId::new(format!("contact-{:05}-{:03}", self.family, self.contacts)).expect("an id is printable");
        let day = brought_calendar::local_date(visit.at);
        let lead = if visit.arranged == Arranged::Opportunistic { 0 } else { self.dice.between(6, 25) as i64 };
        let latest = self.dates.days_ago(1);
        let planned_on = on_a_weekday(plus_days(day, -lead).min(latest));
        let happened = if lead == 0 { visit.at } else { self.some_time_on(planned_on) };
        let fact = ContactPlanned {
            contact: contact.clone(),
            service: visit.team.id(),
            planned_for: Happened::At(visit.at),
            setting: visit.setting,
            arranged: visit.arranged,
            practitioner: Some(visit.who.id()),
            purpose: Some(visit.purpose.to_owned()),
            essential_to: visit.essential_to,
            programme: None,
        };
        let clerk = if matches!(visit.setting, Setting::Clinic | Setting::Hospital) { Who::Administrator } else { visit.who };
        let clerk = if visit.team == Team::SocialCare { visit.who } else { clerk };
        for person in people {
            self.write(person, Some(visit.team), Happened::At(happened), clerk, Fact::ContactPlanned(fact.clone()));
        }
        contact
    }

    /// Records what came of a contact for one person, some minutes after it, or now and then a day or two late.
    pub(super) fn came_to(&mut self, person: &PersonId, contact: &ContactId, visit: &Visit<'_>, came_to: CameTo<'_>) -> EventId {
        let minutes = if self.dice.chance(3) { self.dice.between(1_200, 4_000) } else { self.dice.between(15, 110) };
        let fact = Fact::OutcomeRecorded(outcome_record(contact, Certainty::Confirmed, came_to));
        let delay = SignedDuration::from_mins(minutes as i64);
        self.write_after(delay, person, Some(visit.team), Happened::At(visit.at), visit.who, fact)
    }
}

/// The day itself, or the Friday before a weekend: letters are written in the week.
fn on_a_weekday(day: Date) -> Date {
    match day.weekday() {
        Weekday::Saturday => plus_days(day, -1),
        Weekday::Sunday => plus_days(day, -2),
        _ => day,
    }
}

/// An outcome as it is recorded.
pub(super) fn outcome_record(contact: &ContactId, certainty: Certainty, came_to: CameTo<'_>) -> OutcomeRecorded {
    OutcomeRecorded {
        contact: contact.clone(),
        outcome: came_to.outcome,
        certainty,
        responses: came_to.responses.to_vec(),
        note: (!came_to.note.is_empty()).then(|| came_to.note.to_owned()),
        original_code: None,
    }
}
