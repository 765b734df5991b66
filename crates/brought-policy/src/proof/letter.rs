//! The entries that chronologies are made of: each letter is one thing that somebody may record, in words and as events.

use super::answer::Says;
use super::scene::{Scene, contact_id, failed, instant, reported, signed};
use crate::pack::Pack;
use brought_domain::circumstances::PlanKind;
use brought_domain::contact::{
    Answer, Arranged, Certainty, ContactPlanned, Outcome, OutcomeKind, OutcomeRecorded, ProgrammeContact, ResponseKind, Setting,
};
use brought_domain::work::Role;
use brought_domain::{ContactId, Event, EventId, Fact, Happened, PersonId};
use jiff::{SignedDuration, Timestamp};

/// The moment at which something is recorded, with what came before it.
pub(super) struct Moment<'m> {
    pub(super) pack: &'m Pack,
    pub(super) scene: &'m Scene,
    pub(super) events: &'m [Event],
    pub(super) says: &'m Says,
    pub(super) now: Timestamp,
}

impl Moment<'_> {
    /// The latest failed contact that stands.
    pub(super) fn latest_failed(&self) -> Option<(ContactId, Timestamp)> {
        let latest = failed(self.pack, self.scene, self.events).pop()?;
        Some((latest.contact.clone(), latest.at))
    }

    /// The latest referral.
    pub(super) fn latest_referral(&self) -> Option<EventId> {
        let mut referrals = self.events.iter().rev().filter(|event| matches!(event.fact, Fact::ReferralMade(_)));
        referrals.next().map(|event| event.id.clone())
    }

    /// A contact that is planned and of which nobody has said what came of it.
    pub(super) fn planned_contact(&self) -> Option<&ContactPlanned> {
        let spoken_of = |contact: &ContactId| {
            self.events.iter().any(|event| matches!(&event.fact, Fact::OutcomeRecorded(recorded) if &recorded.contact == contact))
        };
        self.events.iter().find_map(|event| match &event.fact {
            Fact::ContactPlanned(planned) if !spoken_of(&planned.contact) => Some(planned),
            _ => None,
        })
    }

    pub(super) fn earlier(&self, hours: i64) -> Happened {
        Happened::At(self.now.saturating_sub(SignedDuration::from_hours(hours)).unwrap_or(Timestamp::MIN))
    }

    pub(super) fn child(&self) -> PersonId {
        self.scene.child.clone()
    }
}

/// One entry: what is recorded, about whom, signed in which role. Nothing for a role: another system says so.
pub(super) struct Entry {
    pub(super) about: PersonId,
    pub(super) role: Option<Role>,
    pub(super) fact: Fact,
}

type Make = Box<dyn Fn(&Moment<'_>) -> Vec<Entry> + Send + Sync>;

/// One letter of the alphabet.
pub(super) struct Letter {
    /// What happened, as a sentence for a nurse.
    pub(super) sentence: String,
    /// What it takes to record it. Empty at a moment at which it makes no sense.
    make: Make,
    /// Days that pass with nobody recording anything; nought for an entry.
    pub(super) quiet_days: i64,
}

impl Letter {
    pub(super) fn new(sentence: impl Into<String>, make: impl Fn(&Moment<'_>) -> Vec<Entry> + Send + Sync + 'static) -> Self {
        Self { sentence: sentence.into(), make: Box::new(make), quiet_days: 0 }
    }

    /// A practitioner records this about the person followed.
    pub(super) fn of_person(sentence: impl Into<String>, make: impl Fn(&Moment<'_>) -> Option<Fact> + Send + Sync + 'static) -> Self {
        Self::signed_as(sentence, Some(Role::Practitioner), make)
    }

    /// Somebody records this about the person followed.
    pub(super) fn signed_as(
        sentence: impl Into<String>,
        role: Option<Role>,
        make: impl Fn(&Moment<'_>) -> Option<Fact> + Send + Sync + 'static,
    ) -> Self {
        Self::new(sentence, move |moment| {
            let about = moment.scene.person.clone();
            make(moment).into_iter().map(|fact| Entry { about: about.clone(), role, fact }).collect()
        })
    }

    /// A practitioner records this about the child, whoever is followed.
    pub(super) fn of_child(sentence: impl Into<String>, make: impl Fn(&Moment<'_>) -> Option<Fact> + Send + Sync + 'static) -> Self {
        Self::new(sentence, move |moment| {
            let entry = |fact| Entry { about: moment.child(), role: Some(Role::Practitioner), fact };
            make(moment).into_iter().map(entry).collect()
        })
    }

    /// So many days pass.
    pub(super) fn quiet(days: i64) -> Self {
        Self { quiet_days: days, ..Self::new(format!("{days} days pass, and nobody records anything"), |_| Vec::new()) }
    }

    /// The events it adds at a moment. Nothing: it makes no sense here.
    pub(super) fn events(&self, moment: &Moment<'_>) -> Option<Vec<Event>> {
        if self.quiet_days > 0 {
            return Some(Vec::new());
        }
        let entries = (self.make)(moment);
        let first = moment.scene.before.len() + moment.events.len();
        let events = entries.into_iter().enumerate().map(|(number, entry)| {
            let author = entry.role.map_or_else(reported, signed);
            // What is recorded together stands a minute apart, so that its order is certain.
            let at = moment.now.saturating_add(SignedDuration::from_mins(i64::try_from(number).unwrap_or(0))).unwrap_or(Timestamp::MAX);
            moment.scene.event(first + number, &entry.about, at, author, entry.fact)
        });
        let events: Vec<_> = events.collect();
        (!events.is_empty()).then_some(events)
    }
}

/// A contact with its outcome, as one entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Came {
    pub(super) kind: OutcomeKind,
    pub(super) setting: Setting,
    pub(super) prevented: Answer,
    pub(super) arranged: Arranged,
    pub(super) essential_to: Option<PlanKind>,
    pub(super) programme: Option<ProgrammeContact>,
    /// Whether only another system says so, and nobody has said what was done.
    pub(super) unconfirmed: bool,
}

impl Came {
    pub(super) fn of(kind: OutcomeKind, setting: Setting) -> Self {
        Self { kind, setting, prevented: Answer::No, arranged: Arranged::ByLetter, essential_to: None, programme: None, unconfirmed: false }
    }

    pub(super) fn sentence(&self) -> String {
        let prevented = match (self.kind, self.prevented) {
            (OutcomeKind::UnseenChild, Answer::Yes) => ", and somebody kept the practitioner from seeing the child",
            (OutcomeKind::UnseenChild, Answer::NotKnown) => ", and nobody knows whether somebody prevented it",
            _ => "",
        };
        let plan = self.essential_to.map(|plan| format!(" that the {plan} asks for")).unwrap_or_default();
        let programme = self.programme.map(|programme| format!(" ({programme})")).unwrap_or_default();
        let source = if self.unconfirmed { " (another system says so)" } else { "" };
        let unplanned = if self.arranged == Arranged::Opportunistic { ", not arranged" } else { "" };
        format!("A contact {}{unplanned}{plan}{programme}: {}{prevented}{source}", self.setting, self.kind)
    }

    /// The plan of the contact and what came of it.
    pub(super) fn facts(&self, scene: &Scene, contact: ContactId, at: Timestamp) -> [Fact; 2] {
        let planned = ContactPlanned {
            contact: contact.clone(),
            service: scene.service.clone(),
            planned_for: Happened::At(at),
            setting: self.setting,
            arranged: self.arranged,
            practitioner: None,
            purpose: None,
            essential_to: self.essential_to,
            programme: self.programme,
        };
        [Fact::ContactPlanned(planned), Fact::OutcomeRecorded(self.outcome(contact))]
    }

    pub(super) fn outcome(&self, contact: ContactId) -> OutcomeRecorded {
        let outcome = match self.kind {
            OutcomeKind::UnseenChild => Outcome::UnseenChild { reason: None, actively_prevented: self.prevented },
            OutcomeKind::ReportedToRefuse => Outcome::ReportedToRefuse { reporter: "the mother".into() },
            OutcomeKind::AdministrativeError => Outcome::AdministrativeError { evidence: "sent to another address".into() },
            kind => Outcome::Plain(kind),
        };
        OutcomeRecorded {
            contact,
            outcome,
            certainty: if self.unconfirmed { Certainty::Unconfirmed } else { Certainty::Confirmed },
            responses: if self.unconfirmed { vec![] } else { vec![ResponseKind::TelephoneTried] },
            note: None,
            original_code: None,
        }
    }

    /// The letter for it.
    pub(super) fn letter(self) -> Letter {
        Letter::new(self.sentence(), move |moment| {
            let role = (!self.unconfirmed).then_some(Role::Practitioner);
            let facts = self.facts(moment.scene, contact_id(moment.events.len()), moment.now);
            // Both stand at one instant: the plan was made before, and is written down with its outcome.
            facts.into_iter().map(|fact| Entry { about: moment.scene.person.clone(), role, fact }).collect()
        })
    }
}

/// When an event was recorded, as an instant.
pub(super) fn recorded(event: &Event) -> Timestamp {
    instant(&event.happened)
}
