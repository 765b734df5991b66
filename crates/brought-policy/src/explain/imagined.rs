//! What would come of the next contact. Nobody guesses: one imagined contact is added to the chronology, and the engine is asked again.

use crate::clock::UkClock;
use crate::pack::Pack;
use crate::standing::{FollowUp, Missing, Obligation, Standing};
use brought_calendar::{Calendar, at_local, local_date};
use brought_domain::contact::{
    Arranged, Certainty, ContactPlanned, ContactSubject, Outcome, OutcomeKind, OutcomeRecorded, ResponseKind, Setting,
};
use brought_domain::person::Audience;
use brought_domain::work::Role;
use brought_domain::{
    Author, Chronology, ContactId, Event, EventId, Fact, FollowUpId, Happened, PersonId, PractitionerId, ServiceId, Source, vocabulary,
};
use jiff::civil::{Date, Time};
use jiff::{Timestamp, ToSpan};

/// When an imagined contact takes place: within anybody's working day.
const HOUR: Time = Time::constant(10, 0, 0, 0);
/// Who keeps an imagined contact when the record names nobody.
const NOBODY_NAMED: &str = "imagined-practitioner";

vocabulary! {
    /// The ways in which the next contact can go.
    pub enum Continuation ("way in which the next contact can go") {
        /// It fails: was not brought, no access, or an adult's own appointment not attended.
        Fails = "fails", "if the next contact fails";
        /// It is kept: the child is seen.
        IsKept = "is_kept", "if the next contact is kept";
        /// The family cancels it.
        IsCancelled = "is_cancelled", "if the family cancels the next contact";
    }
}

/// What would come of one imagined contact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imagined {
    /// How it goes.
    pub how: Continuation,
    /// Whose contact it is.
    pub person: PersonId,
    /// Of which service.
    pub service: ServiceId,
    /// Where.
    pub setting: Setting,
    /// On which day: the day after the one asked about.
    pub on: Date,
    /// What comes of it.
    pub outcome: OutcomeKind,
    /// The rules that would fire and have not yet; those of the product itself included.
    pub fires: Vec<String>,
    /// What would be asked for that is not asked for now.
    pub raised: Vec<Obligation>,
    /// What is asked for now and would be answered for this contact too.
    pub joined: Vec<Obligation>,
    /// What is owed now and would be settled by it.
    pub settled: Vec<Obligation>,
    /// How stages would change, follow-ups that would open included.
    pub stages: Vec<StageChange>,
    /// Alerts that would be shown and are not yet, in words.
    pub alerts: Vec<String>,
    /// What would still be missing before each open follow-up of this person and service may end.
    pub missing: Vec<StillMissing>,
}

/// A follow-up that would be in another stage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StageChange {
    /// The follow-up.
    pub follow_up: FollowUpId,
    /// Its stage before, in words. Nothing: it would be opened.
    pub from: Option<String>,
    /// Its stage then, in words.
    pub to: String,
}

/// What would be missing before a follow-up may end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StillMissing {
    /// The follow-up.
    pub follow_up: FollowUpId,
    /// What.
    pub missing: Vec<Missing>,
    /// What is missing now and would not be any more.
    pub no_longer: Vec<Missing>,
}

/// Every continuation of what is recorded by the moment asked about.
pub(super) fn imagine(pack: &Pack, calendar: &Calendar, chronology: &Chronology, standing: &Standing) -> Vec<Imagined> {
    let mut known = chronology.clone();
    known.events.retain(|event| event.recorded_at <= standing.as_of);
    let on = local_date(standing.as_of).saturating_add(1.day());
    let at = at_local(on, HOUR).max(standing.as_of);
    // What time alone brings about by then is no consequence of the contact.
    let without = crate::standing(pack, calendar, &known, at);
    let mut all = Vec::new();
    for template in templates(&known, standing) {
        for how in Continuation::ALL {
            let mut with = known.clone();
            let outcome = template.outcome(*how);
            with.events.extend(template.events(outcome, at, &known));
            let then = crate::standing(pack, calendar, &with, at);
            all.push(compare(*how, &template, outcome, on, &without, &then));
        }
    }
    all
}

/// The contact that is imagined: like the latest one that was planned.
struct Template {
    person: PersonId,
    service: ServiceId,
    subject: ContactSubject,
    planned: Option<ContactPlanned>,
}

/// One for each open follow-up. When none is open: one for the service that the subject last had a contact with.
fn templates(known: &Chronology, standing: &Standing) -> Vec<Template> {
    let open: Vec<(PersonId, ServiceId)> = standing
        .follow_ups
        .iter()
        .filter(|follow_up| follow_up.is_open())
        .map(|open| (open.person.clone(), open.service.clone()))
        .collect();
    let subject = &standing.subject;
    let wanted = if open.is_empty() {
        let audience = if is_carer(known, subject) { Audience::ParentsOrCarers } else { Audience::Children };
        let latest = latest_plan(known, subject, None).map(|planned| planned.service.clone());
        let service =
            latest.or_else(|| known.services.iter().find(|service| service.audience == audience).map(|service| service.id.clone()));
        service.map(|service| (subject.clone(), service)).into_iter().collect()
    } else {
        open
    };
    let template = |(person, service): (PersonId, ServiceId)| Template {
        subject: if is_carer(known, &person) { ContactSubject::Carer } else { ContactSubject::Child },
        planned: latest_plan(known, &person, Some(&service)).cloned(),
        person,
        service,
    };
    wanted.into_iter().map(template).collect()
}

fn is_carer(known: &Chronology, person: &PersonId) -> bool {
    let kinds = known.events.iter().filter(|event| &event.about == person).filter_map(|event| match &event.fact {
        Fact::PersonRecorded(kind, _) => Some((event.recorded_at, kind.is_child())),
        _ => None,
    });
    kinds.max_by_key(|(recorded_at, _)| *recorded_at).is_some_and(|(_, is_child)| !is_child)
}

fn latest_plan<'k>(known: &'k Chronology, person: &PersonId, service: Option<&ServiceId>) -> Option<&'k ContactPlanned> {
    let zone = UkClock;
    let plans = known.events.iter().filter(|event| &event.about == person).filter_map(|event| match &event.fact {
        Fact::ContactPlanned(planned) if service.is_none_or(|service| *service == planned.service) => Some((planned, event)),
        _ => None,
    });
    plans.max_by_key(|(planned, event)| (planned.planned_for.earliest(&zone), event.recorded_at, &event.id)).map(|(planned, _)| planned)
}

impl Template {
    fn setting(&self) -> Setting {
        self.planned.as_ref().map_or(Setting::NotKnown, |planned| planned.setting)
    }

    fn outcome(&self, how: Continuation) -> OutcomeKind {
        let setting = self.setting();
        let remote = matches!(setting, Setting::Telephone | Setting::Video);
        match (how, self.subject) {
            (Continuation::IsCancelled, _) => OutcomeKind::CancelledByFamily,
            (Continuation::IsKept, ContactSubject::Child) if remote => OutcomeKind::SpokenTo,
            (Continuation::IsKept, ContactSubject::Child) => OutcomeKind::Seen,
            (Continuation::IsKept, ContactSubject::Carer) => OutcomeKind::Attended,
            (Continuation::Fails, _) if setting == Setting::Home || remote => OutcomeKind::NoResponse,
            (Continuation::Fails, ContactSubject::Child) => OutcomeKind::WasNotBrought,
            (Continuation::Fails, ContactSubject::Carer) => OutcomeKind::AdultDidNotAttend,
        }
    }

    /// The contact and what came of it, signed on the same day by whoever was to see them, with what was done.
    fn events(&self, outcome: OutcomeKind, at: Timestamp, known: &Chronology) -> [Event; 2] {
        let name = unused_name(known);
        let contact: ContactId = identifier(&name);
        let practitioner = self.planned.as_ref().and_then(|planned| planned.practitioner.clone());
        let planned = ContactPlanned {
            contact: contact.clone(),
            service: self.service.clone(),
            planned_for: Happened::At(at),
            setting: self.setting(),
            // Nobody expected to be let in at a visit that nobody arranged: the next contact is one that was.
            arranged: self
                .planned
                .as_ref()
                .map(|planned| planned.arranged)
                .filter(|how| *how != Arranged::Opportunistic)
                .unwrap_or(Arranged::ByLetter),
            practitioner: practitioner.clone(),
            purpose: None,
            essential_to: self.planned.as_ref().and_then(|planned| planned.essential_to),
            programme: self.planned.as_ref().and_then(|planned| planned.programme),
        };
        let responses = match outcome {
            OutcomeKind::NoResponse if self.setting() == Setting::Home => vec![ResponseKind::CardLeft],
            _ if outcome.met_in_person() || outcome == OutcomeKind::SpokenTo => Vec::new(),
            _ => vec![ResponseKind::TelephoneTried],
        };
        let recorded = OutcomeRecorded {
            contact,
            outcome: Outcome::Plain(outcome),
            certainty: Certainty::Confirmed,
            responses,
            note: None,
            original_code: None,
        };
        let by = practitioner.unwrap_or_else(|| identifier(NOBODY_NAMED));
        let event = |id: String, fact| Event {
            id: identifier::<EventId>(&id),
            about: self.person.clone(),
            service: Some(self.service.clone()),
            happened: Happened::At(at),
            recorded_at: at,
            author: Author::Signed { by: by.clone(), role: Role::Practitioner },
            source: Source::Entered,
            corrects: None,
            answers: Vec::new(),
            fact,
        };
        [event(format!("{name}-planned"), Fact::ContactPlanned(planned)), event(name, Fact::OutcomeRecorded(recorded))]
    }
}

/// A name that no entry and no contact has.
fn unused_name(known: &Chronology) -> String {
    let taken = |name: &str| {
        known.events.iter().any(|event| {
            let contact = match &event.fact {
                Fact::ContactPlanned(planned) => planned.contact.as_str(),
                Fact::OutcomeRecorded(recorded) => recorded.contact.as_str(),
                _ => "",
            };
            event.id.as_str() == name || contact == name || event.id.as_str().strip_suffix("-planned") == Some(name)
        })
    };
    let mut name = "imagined".to_owned();
    while taken(&name) {
        name.push('-');
    }
    name
}

fn identifier<T: std::str::FromStr<Err = brought_domain::identity::IdentifierProblem>>(text: &str) -> T {
    match text.parse() {
        Ok(id) => id,
        Err(problem) => unreachable!("a short word is an identifier: {problem}"),
    }
}

fn compare(how: Continuation, template: &Template, outcome: OutcomeKind, on: Date, without: &Standing, then: &Standing) -> Imagined {
    let before = |obligation: &Obligation| without.obligations.iter().find(|other| other.id == obligation.id);
    let mut raised: Vec<Obligation> =
        then.obligations.iter().filter(|obligation| obligation.is_open() && before(obligation).is_none()).cloned().collect();
    raised.iter_mut().for_each(name_nobody);
    let joined = then.obligations.iter().filter(|obligation| {
        obligation.is_open() && before(obligation).is_some_and(|before| before.because.events.len() < obligation.because.events.len())
    });
    let settled = then.obligations.iter().filter(|obligation| !obligation.is_open() && before(obligation).is_some_and(Obligation::is_open));
    let fired = |standing: &Standing, rule: &str, follow_up: &Option<FollowUpId>| {
        standing.trace.iter().any(|trace| trace.fired && trace.rule == rule && &trace.follow_up == follow_up)
    };
    let newly = then.trace.iter().filter(|trace| trace.fired && !fired(without, &trace.rule, &trace.follow_up));
    let mut fires: Vec<String> = newly.map(|trace| trace.rule.clone()).collect();
    fires.extend(raised.iter().map(|obligation| obligation.because.rule.clone()));
    let mut once = std::collections::BTreeSet::new();
    fires.retain(|rule| once.insert(rule.clone()));
    let of_contact = |follow_up: &&FollowUp| follow_up.person == template.person && follow_up.service == template.service;
    Imagined {
        how,
        person: template.person.clone(),
        service: template.service.clone(),
        setting: template.setting(),
        on,
        outcome,
        fires,
        joined: joined.cloned().collect(),
        settled: settled.cloned().collect(),
        stages: stages(without, then),
        alerts: then
            .alerts
            .iter()
            .filter(|alert| !without.alerts.iter().any(|other| other.words == alert.words && other.follow_up == alert.follow_up))
            .map(|alert| alert.words.clone())
            .collect(),
        missing: then
            .follow_ups
            .iter()
            .filter(|follow_up| follow_up.is_open())
            .filter(of_contact)
            .map(|follow_up| still_missing(follow_up, without))
            .collect(),
        raised,
    }
}

fn still_missing(then: &FollowUp, without: &Standing) -> StillMissing {
    let now = without.follow_ups.iter().filter(|follow_up| follow_up.id == then.id).flat_map(|follow_up| &follow_up.missing);
    let found = |missing: &&Missing| !then.missing.iter().any(|still| still.kind == missing.kind && still.child == missing.child);
    StillMissing { follow_up: then.id.clone(), missing: then.missing.clone(), no_longer: now.filter(found).cloned().collect() }
}

/// An imagined practitioner owes nothing by name.
fn name_nobody(obligation: &mut Obligation) {
    if obligation.owner.practitioner.as_ref().map(PractitionerId::as_str) == Some(NOBODY_NAMED) {
        obligation.owner.practitioner = None;
    }
}

fn stages(without: &Standing, then: &Standing) -> Vec<StageChange> {
    let before = |follow_up: &FollowUp| without.follow_ups.iter().find(|other| other.id == follow_up.id && other.is_open());
    let open = then.follow_ups.iter().filter(|follow_up| follow_up.is_open());
    open.filter(|follow_up| before(follow_up).is_none_or(|before| before.stage != follow_up.stage))
        .map(|follow_up| StageChange {
            follow_up: follow_up.id.clone(),
            from: before(follow_up).map(|before| before.stage_words.clone()),
            to: follow_up.stage_words.clone(),
        })
        .collect()
}
