//! The work on one follow-up: its failed contacts, what was asked, and what became of it.

use super::can_change::{OF_CARERS, OF_FAILURES, OF_THE_FOLLOWED};
use super::evidence::Actions;
use super::few::Few;
use super::looked_at::LookedAt;
use super::memory::Memory;
use super::names::{Entry, Who, Whos};
use super::pathways::Stays;
use super::reason::{Reason, Reasons, is_same};
use super::world::World;
use crate::duty::Duty;
use crate::fact::FactSet;
use crate::pack::{Follows, On, Pathway, Places, Rule};
use crate::standing::Because;
use brought_domain::circumstances::PlanKind;
use brought_domain::contact::{
    Answer, Certainty, ContactPlanned, FurtherVisitSet, Outcome, OutcomeKind, OutcomeRecorded, ProgrammeContact, ResponseKind, Setting,
};
use brought_domain::ending::EndingLayer;
use brought_domain::steps::RecordKind;
use brought_domain::work::{Agency, Ask, Role};
use brought_domain::{ContactId, Event, EventId, Happened, PractitionerId, ServiceId};
use jiff::civil::Date;
use smallvec::{SmallVec, smallvec};
use std::cell::Cell;
use std::fmt;

/// The work on one follow-up, or on the child as a whole.
pub(super) struct Work<'a> {
    pub(super) person: Who,
    pub(super) service: Option<&'a ServiceId>,
    pub(super) follows: Follows,
    pub(super) family: Family,
    /// The facts that have been worked out.
    pub(super) facts: Box<Memory<'a>>,
    /// What the reasons rest on that stand below.
    pub(super) reasons: Reasons<'a>,
    /// The pathways it has been in; the last is the one that it is in.
    pub(super) pathways: SmallVec<[&'a Pathway; 2]>,
    /// Why it was last found to stay in that one, unless it has moved since.
    pub(super) stays: Cell<Option<Stays>>,
    /// Why it moved to that one, when it did.
    pub(super) pathway_because: Option<Reason<'a>>,
    pub(super) openings: u32,
    pub(super) opened: Option<Happened>,
    pub(super) failed: Vec<Failed<'a>>,
    /// Where among the failed contacts the run begins that last opened it.
    pub(super) run_from: usize,
    /// Whether it has been opened since the latest contact failed, so that the next failure begins a run of its own.
    run_is_over: bool,
    pub(super) ended: Option<(EndingLayer, &'a Event)>,
    /// Whether something came of a contact since offers were paused.
    pub(super) heard: bool,
    /// Whether the rules have yet to be looked at since it was opened.
    pub(super) has_just_opened: bool,
    /// Whether the entry that is being looked at reported another failed contact.
    pub(super) has_just_failed: bool,
    pub(super) stage: usize,
    pub(super) stage_because: Option<Reason<'a>>,
    /// Events about it since it was opened.
    pub(super) since: Vec<Entry<'a>>,
    /// Whatever has come since it was opened and moved to its pathway.
    pub(super) lately: Vec<&'a EventId>,
    pub(super) raised: Vec<Raised<'a>>,
    /// Before which of them all are settled.
    pub(super) settled_before: usize,
    /// What is asked for by all that is open, and perhaps by some that was.
    pub(super) asked_for: Actions,
    /// Whether the product may be asking on, because nothing else was asked.
    pub(super) asks_on: bool,
    /// What was known of planned contacts when their outcomes were last asked for, unless one of those questions has been settled since.
    pub(super) plans_known: Option<PlansKnown>,
    /// Obligations that were not raised because an open one already asks for the same.
    pub(super) joined: Vec<Asked<'a>>,
    /// Each time that a rule fired since it was opened.
    pub(super) fired: Vec<Fired<'a>>,
    /// What is known of the rules of its pathway, block by block.
    pub(super) looked_at: SmallVec<[LookedAt; 1]>,
    /// The rules for each change whose condition holds, so that nothing has changed until it ceases.
    pub(super) holding: Vec<&'a Rule>,
    /// For each rule with prompts: when they were last offered.
    pub(super) offered: Vec<(&'a Rule, Offered<'a>)>,
}

/// A rule that fired.
pub(super) struct Fired<'a> {
    pub(super) rule: &'a Rule,
    pub(super) because: Reason<'a>,
}

/// How often something had been said about any contact, and how often this follow-up had been opened and a contact of it had failed: as long as that
/// is so, no planned contact is another than it was.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct PlansKnown {
    pub(super) told_of_contacts: u32,
    pub(super) openings: u32,
    pub(super) failed: usize,
}

/// A rule's prompts, as last offered.
pub(super) struct Offered<'a> {
    pub(super) at: Happened,
    /// How many contacts had failed by then.
    pub(super) failed: usize,
    pub(super) because: Reason<'a>,
}

/// Whom a piece of work is about, each list in order.
#[derive(Default)]
pub(super) struct Family {
    /// The children.
    pub(super) children: Whos,
    /// Their carers.
    pub(super) carers: Whos,
    /// The children, their brothers and sisters, their carers, and the person followed.
    pub(super) household: Whos,
    /// When this was found out: how often relations had changed, and of a carer how often people had, and on which day.
    pub(super) known_at: Option<(u32, Option<(u32, Date)>)>,
}

impl Family {
    /// Whether these are the same people.
    pub(super) fn has_the_people_of(&self, other: &Self) -> bool {
        self.children == other.children && self.carers == other.carers && self.household == other.household
    }
}

/// A failed contact that counts.
#[derive(Clone)]
pub(super) struct Failed<'a> {
    pub(super) contact: &'a ContactId,
    /// Where it stands among the contacts.
    pub(super) place: usize,
    /// The event that first reported it.
    pub(super) event: &'a Event,
    /// The events that say something about its outcome, as far as the replay has come.
    pub(super) spoken: SmallVec<[&'a Event; 2]>,
    pub(super) at: Happened,
    /// The local day of that.
    pub(super) day: Date,
    pub(super) outcome: OutcomeKind,
    pub(super) actively_prevented: Answer,
    pub(super) setting: Setting,
    pub(super) essential_to: Option<PlanKind>,
    pub(super) programme: Option<ProgrammeContact>,
    pub(super) practitioner: Option<&'a PractitionerId>,
    pub(super) confirmed: bool,
    /// Whether a practitioner has confirmed it and recorded what was done.
    pub(super) responded: bool,
    /// The practitioner's entry that a card was left there.
    pub(super) card_left: Option<&'a Event>,
}

/// What makes one obligation what it is: asked again, it is the same one.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a> {
    /// The rule of the pack or of the product.
    pub(super) rule: &'a str,
    /// Which duty of that rule.
    pub(super) key: &'a str,
    pub(super) agency: Option<&'a Agency>,
    pub(super) child: Option<Who>,
    pub(super) occasion: Occasion<'a>,
}

impl Asked<'_> {
    /// Whether both are the same duty, asked of the same agency about the same child for the same occasion.
    #[inline]
    pub(super) fn is_same(&self, other: &Self) -> bool {
        // What tells most of them apart stands first.
        std::ptr::eq(self.key, other.key)
            && self.child == other.child
            && self.occasion.is_same(&other.occasion)
            && self.agency == other.agency
            && self.rule == other.rule
    }
}

/// For what something is asked.
#[derive(Clone, Copy)]
pub(super) enum Occasion<'a> {
    /// Once, since the follow-up was opened for this time.
    Opening(u32),
    /// For this entry.
    Entry(&'a EventId),
    /// For this failed contact, by the entry that first reported it.
    FailedContact(&'a EventId),
    /// For one month of those that the follow-up has been open.
    Month(u32, usize),
    /// For the entry, where the product asks and no rule of the pack.
    Core(&'a EventId),
    /// For the outcome of this contact on that day.
    Planned(&'a ContactId, Date),
    /// For the end of the pause that this entry began.
    PauseOver(&'a EventId, u32),
}

impl Occasion<'_> {
    /// Whether both are the same occasion of one replay.
    fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Entry(left), Self::Entry(right))
            | (Self::FailedContact(left), Self::FailedContact(right))
            | (Self::Core(left), Self::Core(right)) => is_same(left, right),
            (Self::Opening(left), Self::Opening(right)) => left == right,
            (Self::Month(left, one), Self::Month(right, other)) => (left, one) == (right, other),
            (Self::Planned(left, one), Self::Planned(right, other)) => (left, one) == (right, other),
            (Self::PauseOver(left, one), Self::PauseOver(right, other)) => is_same(left, right) && one == other,
            _ => false,
        }
    }
}

impl fmt::Display for Occasion<'_> {
    /// Part of the id of an obligation: this never changes.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Opening(opening) => write!(f, "opening {opening}"),
            Self::Entry(event) => write!(f, "event {event}"),
            Self::FailedContact(event) => write!(f, "failed contact {event}"),
            Self::Month(opening, month) => write!(f, "opening {opening} month {month}"),
            Self::Core(event) => write!(f, "{event}"),
            Self::Planned(contact, day) => write!(f, "{contact} {day}"),
            Self::PauseOver(event, opening) => write!(f, "{event} {opening}"),
        }
    }
}

/// A duty as raised on one occasion.
pub(super) struct Raised<'a> {
    pub(super) asked: Asked<'a>,
    pub(super) duty: &'a Duty,
    /// The contact it is about, for the duty to record an outcome or a response.
    pub(super) contact: Option<&'a ContactId>,
    pub(super) raised: Happened,
    /// Which entry of the replay raised it.
    pub(super) place: usize,
    pub(super) due: crate::deadline::Due,
    pub(super) because: Reason<'a>,
    /// What has been asked of the agency by now.
    pub(super) put: Few<Ask>,
    pub(super) reviewed: Few<RecordKind>,
    pub(super) owner: Option<&'a PractitionerId>,
    /// Who makes a further visit, as the manager set it while it was owed.
    pub(super) visitor: Option<&'a FurtherVisitSet>,
    pub(super) rung: usize,
    pub(super) settled: Option<(&'a Event, How)>,
}

impl Raised<'_> {
    /// Whether somebody still owes it: an offer is owed by nobody.
    pub(super) fn is_owed(&self) -> bool {
        self.settled.is_none() && !self.duty.is_offer()
    }
}

/// How a duty was settled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum How {
    Answered,
    Replaced(String),
    Waived(String),
}

impl<'a> Work<'a> {
    /// Whether something was asked because of this entry.
    pub(super) fn is_because_of(&self, raised: &Raised<'a>, event: &EventId) -> bool {
        self.reasons.rests_on(raised.because, event, &self.facts)
    }

    /// The entries on which a reason rests, each once, in order.
    pub(super) fn entries(&self, reason: Reason<'a>) -> Vec<&'a EventId> {
        self.reasons.entries(reason, &self.facts)
    }

    /// A reason with all its words.
    pub(super) fn in_words(&self, reason: Reason<'a>, world: &World<'_>) -> Because {
        self.reasons.in_words(reason, &self.facts, world)
    }

    pub(super) fn new(person: Who, service: Option<&'a ServiceId>, follows: Follows, pathway: Option<&'a Pathway>) -> Self {
        // A follow-up always comes to this much, and of a child as a whole it is mostly nothing: room that grows by steps costs more.
        let (some, many) = if service.is_some() { (32, 128) } else { (0, 0) };
        let mut work = Self {
            person,
            service,
            follows,
            family: Family::default(),
            facts: Box::new(Memory::new()),
            reasons: Reasons::with_room_for(many),
            pathways: pathway.into_iter().collect(),
            stays: Cell::new(None),
            pathway_because: None,
            openings: 0,
            opened: None,
            failed: Vec::new(),
            run_from: 0,
            run_is_over: false,
            ended: None,
            heard: false,
            has_just_opened: false,
            has_just_failed: false,
            stage: 0,
            stage_because: None,
            since: Vec::with_capacity(32),
            lately: Vec::with_capacity(32),
            raised: Vec::with_capacity(some),
            settled_before: 0,
            asked_for: Actions::default(),
            asks_on: false,
            plans_known: None,
            joined: Vec::new(),
            fired: Vec::with_capacity(some),
            looked_at: SmallVec::new(),
            holding: Vec::new(),
            offered: Vec::new(),
        };
        pathway.into_iter().for_each(|pathway| work.look_anew(pathway));
        work
    }

    /// What the rules stand on that are asked about it.
    pub(super) fn on(&self) -> On {
        if self.service.is_some() { On::FollowUp } else { On::Child }
    }

    /// Has yet to look at each of the rules of a pathway.
    pub(super) fn look_anew(&mut self, pathway: &'a Pathway) {
        self.facts.serve(&pathway.rules);
        // A pathway to which it comes by a move may be one in which it has been.
        let has_asked = if self.pathways.len() > 1 { Places::MAX } else { 0 };
        self.looked_at.clear();
        self.looked_at.resize_with(pathway.rules.looks(self.on()).blocks.len(), || LookedAt::new(has_asked));
    }

    /// Where among what was asked the first stands that is not settled: mostly long after the first.
    pub(super) fn first_open(&mut self) -> usize {
        let since = self.raised.get(self.settled_before..).unwrap_or_default();
        self.settled_before += since.iter().take_while(|raised| raised.settled.is_some()).count();
        self.settled_before
    }

    /// Whether a rule has fired since it was opened.
    pub(super) fn has_fired(&self, rule: &Rule) -> bool {
        self.fired.iter().any(|fired| std::ptr::eq(fired.rule, rule))
    }

    /// Lets every rule ask again, because it may be somebody else about whom it asks.
    pub(super) fn ask_anew(&mut self) {
        self.looked_at.iter_mut().for_each(|block| (block.asked, block.asked_of_contact) = (0, 0));
    }

    /// The prompts of a rule, as last offered since it was opened.
    pub(super) fn offered(&self, rule: &Rule) -> Option<&Offered<'a>> {
        self.offered.iter().find(|(offered, _)| std::ptr::eq(*offered, rule)).map(|(_, offered)| offered)
    }

    /// Notes that the prompts of a rule are offered.
    pub(super) fn note_offered(&mut self, rule: &'a Rule, offered: Offered<'a>) {
        match self.offered.iter_mut().find(|(known, _)| std::ptr::eq(*known, rule)) {
            Some((_, last)) => *last = offered,
            None => self.offered.push((rule, offered)),
        }
    }

    /// Whether it is open. The child as a whole always is.
    pub(super) fn is_open(&self) -> bool {
        self.ended.is_none() && (self.service.is_none() || !self.failed.is_empty())
    }

    /// Lets what came before be forgotten: it moves with this entry, or ends.
    pub(super) fn begin_lately(&mut self, event: &'a Event) {
        self.lately.clear();
        self.lately.push(&event.id);
    }

    /// What has come since it was opened and moved to its pathway.
    pub(super) fn lately(&self) -> impl Iterator<Item = &'a EventId> {
        self.lately.iter().copied()
    }

    /// The pathway it is in.
    pub(super) fn pathway(&self) -> Option<&'a Pathway> {
        self.pathways.last().copied()
    }

    /// The latest failed contact.
    pub(super) fn latest(&self) -> Option<&Failed<'a>> {
        self.failed.last()
    }

    /// Whether a signed event speaks about this work: about its person or one of the children it concerns, and for its service.
    pub(super) fn is_spoken_of(&self, entry: Entry<'_>) -> bool {
        let event = entry.event;
        let person = entry.about == self.person || self.family.children.contains(&entry.about);
        person && (self.service.is_none() || event.service.is_none() || event.service.as_ref() == self.service)
    }

    /// Lets go of the facts that an entry about this person can have changed, as far as they look at that person.
    pub(super) fn forget(&self, touched: FactSet, about: Who) {
        let of_carer = if self.family.carers.contains(&about) { touched } else { touched.without(OF_CARERS) };
        let is_followed = about == self.person || self.family.children.contains(&about);
        self.facts.forget(if is_followed { of_carer } else { of_carer.without(OF_THE_FOLLOWED) });
    }

    /// Opens it, for the first time or again. Its failed contacts and its stage stay.
    pub(super) fn open_again(&mut self) {
        self.ended = None;
        self.heard = false;
        self.openings += 1;
        self.run_is_over = true;
        self.has_just_opened = true;
        self.since.clear();
        self.lately.clear();
        self.fired.clear();
        self.ask_anew();
        self.holding.clear();
        self.offered.clear();
        self.facts.open_again();
    }

    /// Takes in a failed contact, or another word about one already known.
    pub(super) fn fail(
        &mut self,
        said: &'a OutcomeRecorded,
        decided: &'a OutcomeRecorded,
        planned: Option<&'a ContactPlanned>,
        (first, place, day): (&'a Event, usize, Date),
        event: &'a Event,
    ) {
        let confirmed = event.author.is_signed() && said.certainty == Certainty::Confirmed;
        // One word of a practitioner confirms it and says what was done: two halves of different people are no record (NAF-21).
        let responded = confirmed
            && event.author.role().is_some_and(Role::may_end)
            && said.responses.iter().any(|response| *response != ResponseKind::NothingYet);
        let left = said.responses.contains(&ResponseKind::CardLeft) && event.author.role().is_some_and(Role::may_end);
        let card_left = left.then_some(event);
        self.facts.forget(OF_FAILURES);
        if let Some(known) = self.failed.iter_mut().find(|failed| failed.contact == &decided.contact) {
            known.spoken.push(event);
            known.confirmed |= confirmed;
            known.responded |= responded;
            known.card_left = known.card_left.or(card_left);
            return;
        }
        if self.ended.is_some() || self.openings == 0 {
            self.open_again();
        }
        if std::mem::take(&mut self.run_is_over) {
            self.run_from = self.failed.len();
        }
        self.has_just_failed = true;
        self.looked_at.iter_mut().for_each(|block| block.asked_of_contact = 0);
        self.opened.get_or_insert(first.happened);
        let actively_prevented = match &decided.outcome {
            Outcome::UnseenChild { actively_prevented, .. } => *actively_prevented,
            _ => Answer::No,
        };
        self.failed.push(Failed {
            contact: &decided.contact,
            place,
            event: first,
            spoken: smallvec![event],
            at: first.happened,
            day,
            outcome: decided.outcome.kind(),
            actively_prevented,
            setting: planned.map_or(Setting::NotKnown, |planned| planned.setting),
            essential_to: planned.and_then(|planned| planned.essential_to),
            programme: planned.and_then(|planned| planned.programme),
            practitioner: planned.and_then(|planned| planned.practitioner.as_ref()),
            confirmed,
            responded,
            card_left,
        });
    }
}

/// Roles with the authority to waive a step.
pub(super) fn may_waive(role: Role) -> bool {
    matches!(
        role,
        Role::LineManager
            | Role::Supervisor
            | Role::SafeguardingLead
            | Role::NamedNurse
            | Role::SocialWorkManager
            | Role::DesignatedSafeguardingTeam
    )
}
