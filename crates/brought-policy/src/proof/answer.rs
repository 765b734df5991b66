//! What the policy says about a chronology, cut down to what the search compares.

use super::refused::UnheldEnding;
use super::scene::Scene;
use crate::clock::UkClock;
use crate::duty::{Action, Detail};
use crate::engine;
use crate::expression::FactValue;
use crate::fact::FactName;
use crate::pack::Pack;
use crate::standing::{FollowUpState, ObligationStateKind, Standing};
use brought_calendar::Calendar;
use brought_domain::contact::{Answer as Truth, OutcomeKind, Setting};
use brought_domain::ending::EndingLayer;
use brought_domain::steps::Party;
use brought_domain::work::{Agency, Ask, DiscussionTopic, Role};
use brought_domain::{Event, EventId, ObligationId, PersonId};
use jiff::Timestamp;
use std::collections::BTreeMap;

/// The policy under proof: a pack, run by the engine, and what it would do by itself if anything let it.
pub(super) struct Policy<'p> {
    pub(super) pack: &'p Pack,
    pub(super) calendar: Calendar,
    /// Empty but for packs that are refused: see [`super::refused`].
    pub(super) unheld: &'p [UnheldEnding],
}

/// How a follow-up ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum EndedBy {
    /// By an entry, under a layer.
    Entry(EventId, EndingLayer),
    /// By a rule alone, with no entry of anybody's.
    Rule(String),
}

/// A follow-up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Following {
    pub(super) person: PersonId,
    pub(super) stage: String,
    pub(super) ended: Option<EndedBy>,
    pub(super) failed: usize,
    pub(super) openings: u32,
    pub(super) latest: Option<(EventId, OutcomeKind, Setting, bool)>,
}

/// An obligation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Owed {
    pub(super) id: ObligationId,
    pub(super) of_follow_up: bool,
    pub(super) person: PersonId,
    pub(super) child: Option<PersonId>,
    pub(super) rule: String,
    pub(super) action: Action,
    pub(super) topic: Option<DiscussionTopic>,
    pub(super) detail: Detail,
    pub(super) party: Option<Party>,
    pub(super) with_roles: Vec<Role>,
    pub(super) agency: Option<Agency>,
    pub(super) ask: Vec<Ask>,
    pub(super) owner: (Role, Role),
    pub(super) state: ObligationStateKind,
    pub(super) settled_by: Option<EventId>,
    pub(super) raised: Timestamp,
    pub(super) events: Vec<EventId>,
    pub(super) words: String,
    pub(super) before_end: bool,
}

impl Owed {
    pub(super) fn is_open(&self) -> bool {
        self.state.is_open()
    }
}

/// What a rule makes of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fired {
    pub(super) rule: String,
    pub(super) of_follow_up: bool,
    pub(super) fired: bool,
    pub(super) now: Truth,
}

/// What the policy says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Says {
    pub(super) followings: Vec<Following>,
    pub(super) owed: Vec<Owed>,
    pub(super) rules: Vec<Fired>,
    pub(super) facts: BTreeMap<(bool, FactName), FactValueKey>,
}

/// A fact's value, which can be compared and printed.
pub(super) type FactValueKey = FactValue;

impl Says {
    pub(super) fn following(&self, person: &PersonId) -> Option<&Following> {
        self.followings.iter().find(|following| &following.person == person)
    }

    pub(super) fn open(&self) -> impl Iterator<Item = &Owed> {
        self.owed.iter().filter(|owed| owed.is_open())
    }
}

impl Policy<'_> {
    /// What the policy says at a moment.
    pub(super) fn says(&self, scene: &Scene, events: &[Event], now: Timestamp) -> Says {
        let standing = engine::standing(self.pack, &self.calendar, &scene.chronology(events), now);
        let mut says = cut(&standing);
        for ending in self.unheld {
            ending.apply(&mut says, events, now);
        }
        says
    }
}

fn cut(standing: &Standing) -> Says {
    let zone = UkClock;
    let followings = standing.follow_ups.iter().map(|follow_up| Following {
        person: follow_up.person.clone(),
        stage: follow_up.stage.clone(),
        ended: match &follow_up.state {
            FollowUpState::Open => None,
            FollowUpState::Ended { layer, by, .. } => Some(EndedBy::Entry(by.clone(), *layer)),
        },
        failed: follow_up.failed_contacts.len(),
        openings: follow_up.openings,
        latest: follow_up.failed_contacts.last().map(|failed| (failed.event.clone(), failed.outcome, failed.setting, failed.confirmed)),
    });
    let owed = standing.obligations.iter().map(|obligation| Owed {
        id: obligation.id.clone(),
        of_follow_up: obligation.follow_up.is_some(),
        person: obligation.person.clone(),
        child: obligation.child.clone(),
        rule: obligation.because.rule.clone(),
        action: obligation.action,
        topic: obligation.topic,
        detail: obligation.detail.clone(),
        party: obligation.party,
        with_roles: obligation.with_roles.clone(),
        agency: obligation.agency.clone(),
        ask: obligation.ask.clone(),
        owner: (obligation.owner.role, obligation.owner.fallback),
        state: obligation.state.kind(),
        settled_by: obligation.state.settled().map(|settled| settled.by.clone()),
        raised: obligation.raised.earliest(&zone),
        events: obligation.because.events.clone(),
        words: obligation.words.clone(),
        before_end: obligation.before_end,
    });
    let rules = standing.trace.iter().map(|trace| Fired {
        rule: trace.rule.clone(),
        of_follow_up: trace.follow_up.is_some(),
        fired: trace.fired,
        now: trace.now,
    });
    let facts =
        standing.trace.iter().flat_map(|trace| trace.facts.iter().map(|(fact, value)| ((trace.follow_up.is_some(), *fact), *value)));
    Says { followings: followings.collect(), owed: owed.collect(), rules: rules.collect(), facts: facts.collect() }
}
