//! Which event answers which obligation.

use super::can_change::of_duty;
use super::core_rules::CORE_STILL_OPEN;
use super::ledger::not_before;
use super::names::{Entry, Who, contact_of};
use super::reason::is_same;
use super::rules::{is_called, may_set_visit};
use super::steps::{self, Of};
use super::work::{How, Occasion, Raised, Work, may_waive};
use super::world::{Reckoned, World};
use crate::duty::{Action, Detail, Duty, With};
use crate::fact::FactSet;
use crate::standing::SetAside;
use brought_domain::circumstances::{ConcernQuestion, StandingNow};
use brought_domain::contact::{OutcomeKind, ResponseKind, Setting};
use brought_domain::person::{RelationKind, RelationRecorded};
use brought_domain::steps::InformTopic;
use brought_domain::work::{
    Agency, AgencyKind, Ask, DiscussionTopic, LiaisonRecorded, ObligationSettled, ObligationSettlement, ReferralDecision, Role, SeenBy,
};
use brought_domain::{Event, Fact, ServiceId};

/// Settles what this event answers.
#[inline]
pub(super) fn settle<'a>(world: &World<'a>, work: &mut Work<'a>, entry: Entry<'a>, set_aside: &mut Vec<SetAside>) {
    // Of a child as a whole nothing is asked mostly.
    if !work.raised.is_empty() && settles(world, work, entry, set_aside) {
        // What else was closed without an answer stays among these until then: that costs a look, and hides nothing.
        work.asked_for = Actions::NONE;
        let mut changed = FactSet::NONE;
        for raised in &work.raised {
            match raised.settled {
                None => work.asked_for.add(raised.duty.action),
                Some((by, _)) if std::ptr::eq(by, entry.event) => changed = changed.with_all(of_duty(raised.duty)),
                Some(_) => {}
            }
        }
        work.facts.forget(changed);
        work.plans_known = None;
    }
}

/// Some of the actions.
#[derive(Clone, Copy, Default)]
pub(super) struct Actions(u64);

// Each action has a bit of its own.
const _: () = assert!(Action::ALL.len() <= u64::BITS as usize);

impl Actions {
    const NONE: Self = Self(0);

    const fn of(actions: &[Action]) -> Self {
        let (mut set, mut index) = (0, 0);
        while index < actions.len() {
            set |= 1 << actions[index] as u32;
            index += 1;
        }
        Self(set)
    }

    const fn has(self, action: Action) -> bool {
        self.0 & 1 << action as u32 != 0
    }

    const fn shares(self, others: Self) -> bool {
        self.0 & others.0 != 0
    }

    const fn with_all(self, others: Self) -> Self {
        Self(self.0 | others.0)
    }

    /// Adds this one.
    pub(super) const fn add(&mut self, action: Action) {
        self.0 |= 1 << action as u32;
    }
}

impl FromIterator<Action> for Actions {
    fn from_iter<I: IntoIterator<Item = Action>>(actions: I) -> Self {
        let mut set = Self::NONE;
        actions.into_iter().for_each(|action| set.add(action));
        set
    }
}

/// What may be asked for because nobody has seen the child.
const OF_THE_UNSEEN: Actions = Actions::of(&[Action::AgreePlan, Action::ContributeToPlan, Action::Inform]);

/// What an entry of this kind can be an answer to at all: most of what is asked need not be looked at any further.
fn can_answer(fact: &Fact) -> Actions {
    use Action as A;
    match fact {
        Fact::AnalysisSigned(_) => Actions::of(&[A::RecordImpactAndDecision, A::DecideNextStep, A::EstablishReason]),
        Fact::PlanAgreed(_) => Actions::of(&[A::DecideNextStep, A::AgreePlan, A::ContributeToPlan]),
        Fact::ContactPlanned(_) => Actions::of(&[A::DecideNextStep, A::PlanContact]),
        Fact::FamilyFollowedUp(_) => Actions::of(&[A::FollowUpFamily]),
        Fact::OutcomeRecorded(_) => {
            Actions::of(&[A::FollowUpFamily, A::MakeFurtherVisit, A::RecordOutcome, A::RecordResponse, A::Send, A::EstablishLastSeen])
        }
        Fact::LiaisonRecorded(_) => Actions::of(&[A::Liaise, A::TakeStep, A::EstablishLastSeen]),
        Fact::InvolvementRecorded(_) | Fact::UnscheduledAttendance(_) => Actions::of(&[A::Liaise]),
        Fact::SightingRecorded(_) => Actions::of(&[A::EstablishLastSeen]),
        Fact::NeedsConsidered(_) => Actions::of(&[A::ConsiderNeeds]),
        Fact::ConcernsDecided(_) => Actions::of(&[A::DecideConcerns]),
        Fact::DiscussionHeld(_) => Actions::of(&[A::Discuss]),
        Fact::ReferralMade(_) => Actions::of(&[A::Refer]),
        Fact::ReferralAnswered(_) => Actions::of(&[A::ObtainAnswerToReferral]),
        Fact::FurtherVisitSet(_) => Actions::of(&[A::SetFurtherVisit]),
        Fact::VulnerabilityAssessed(_) => Actions::of(&[A::AssessVulnerability]),
        Fact::RelationRecorded(_) => Actions::of(&[A::EstablishDependants]),
        Fact::Informed(_) => Actions::of(&[A::Inform]),
        Fact::RecordsReviewed(_) => Actions::of(&[A::ReviewRecords]),
        Fact::LetterSent(_) => Actions::of(&[A::Send]),
        Fact::HelpOffered(_) => Actions::of(&[A::OfferHelp]),
        Fact::StepTaken(_) => Actions::of(&[A::TakeStep]),
        Fact::AlertDecided(_) => Actions::of(&[A::DecideAlert]),
        Fact::MonthlyReviewed(_) => Actions::of(&[A::MonthlyReview]),
        Fact::AgreementMade(_) => Actions::of(&[A::AgreeNextStep]),
        Fact::PersonRecorded(..)
        | Fact::AddressRecorded(_)
        | Fact::PlaceChanged(_)
        | Fact::CommunicationNeedRecorded(_)
        | Fact::Born
        | Fact::Died
        | Fact::PregnancyEnded
        | Fact::PractitionerAssigned(_)
        | Fact::PlanRecorded(_)
        | Fact::FactorRecorded(_)
        | Fact::WhereaboutsRecorded(_)
        | Fact::RelationshipBrokenDown(_)
        | Fact::DischargeReported(_)
        | Fact::FollowUpEnded(_)
        | Fact::AccessDecided(_)
        | Fact::HandoverOffered(_)
        | Fact::HandoverAnswered(_)
        | Fact::ObligationSettled(_)
        | Fact::NoteWritten(_)
        | Fact::CorrectionOnly => Actions::NONE,
    }
}

fn settles<'a>(world: &World<'a>, work: &mut Work<'a>, entry: Entry<'a>, set_aside: &mut Vec<SetAside>) -> bool {
    let event = entry.event;
    if let Fact::ObligationSettled(settlement) = &event.fact {
        return settles_by_hand(world, work, event, settlement, set_aside);
    }
    ask_again(world, work, entry);
    let actions = can_answer(&event.fact);
    // Of what is open, mostly nothing is of a kind that the entry can answer.
    if !work.asked_for.shares(if tells_of_seeing(&event.fact) { actions.with_all(OF_THE_UNSEEN) } else { actions }) {
        return false;
    }
    let named = named_by(world, work, event);
    let several = named_agencies(work, event);
    let mut settled = no_longer_unseen(world, work, event);
    let first_open = work.first_open();
    let zone = &world.zone;
    let (person, service) = (work.person, work.service);
    let latest = work.latest().map(|latest| latest.at);
    let of = Of { service, latest, person, children: &work.family.children, reasons: &work.reasons, memory: &work.facts };
    let open = |raised: &Raised<'_>| actions.has(raised.duty.action) && raised.settled.is_none();
    for (index, raised) in (first_open..).zip(&mut work.raised[first_open..]).filter(|(_, raised)| open(raised)) {
        let named = named.contains(&index);
        let for_another = !event.answers.is_empty() && !named;
        // A later word about the failed contact says what was done at it, whenever it says that the contact was.
        let of_contact =
            matches!(event.fact, Fact::OutcomeRecorded(_)) && matches!(raised.duty.action, Action::RecordResponse | Action::Send);
        if for_another || !of_contact && !not_before(event, &raised.raised, zone) {
            continue;
        }
        // Naming an obligation narrows what an entry answers; it never turns into an answer what is none by its nature.
        let speaks = named || spoken_of(person, service, &work.family.children, raised, entry);
        if speaks && !ambiguous(&several, raised, event) && answers(world, &of, raised, entry) {
            raised.settled = Some((event, How::Answered));
            settled = true;
        }
    }
    settled
}

/// Settles by hand what the entry names, if whoever signed it may.
fn settles_by_hand<'a>(
    world: &World<'a>,
    work: &mut Work<'a>,
    event: &'a Event,
    settlement: &ObligationSettlement,
    set_aside: &mut Vec<SetAside>,
) -> bool {
    let settled = work.raised.iter().position(|raised| is_called(world, work, &raised.asked, &settlement.obligation));
    let Some(raised) = settled.map(|index| &mut work.raised[index]) else { return false };
    match settled_by_hand(event.author.role(), &settlement.how, raised.duty.needs_its_own_entry()) {
        Ok(how) if raised.settled.is_none() => {
            raised.settled = Some((event, how));
            true
        }
        Ok(_) => false,
        Err(why) => {
            set_aside.push(SetAside::entry(&event.id, why));
            false
        }
    }
}

/// A contact that was planned as the policy asks, or as the next step, and is then called off, by whomever, was not offered after all: it is asked for
/// again, unless another one is planned that fits (SWI-09, HAM-08).
fn ask_again<'a>(world: &World<'a>, work: &mut Work<'a>, entry: Entry<'a>) {
    let Fact::OutcomeRecorded(_) = &entry.event.fact else { return };
    let Some(contact) = entry.contact.map(|contact| &world.contacts[contact]) else { return };
    // Another word about it calls nothing off again.
    let is_off = |reckoned: &Reckoned<'_>| is_same(reckoned.event, &entry.event.id) && is_called_off(reckoned.outcome);
    if !contact.reckoned.as_ref().is_some_and(is_off) {
        return;
    }
    let planned_it = |by: &Event| by.about == entry.event.about && contact_of(by) == Some(contact.id);
    for index in 0..work.raised.len() {
        let raised = &work.raised[index];
        let was_planned = matches!(raised.duty.action, Action::PlanContact | Action::DecideNextStep)
            && raised
                .settled
                .as_ref()
                .is_some_and(|(by, how)| *how == How::Answered && matches!(by.fact, Fact::ContactPlanned(_)) && planned_it(by));
        if was_planned {
            work.facts.forget(of_duty(raised.duty));
            work.asked_for.add(raised.duty.action);
            // What is asked only where nothing else is gives way again to what is.
            work.asks_on |= raised.asked.rule == CORE_STILL_OPEN;
            work.settled_before = work.settled_before.min(index);
            work.raised[index].settled = steps::done_before(world, work, raised.duty, &raised.due).map(|by| (by, How::Answered));
        }
    }
}

/// A plan to establish safety was asked for because nobody had seen the child. Once every child concerned has been seen in person by
/// a professional, and somebody has signed that, the question is whether needs are met (NAF-18), and the plan gives way to it.
fn no_longer_unseen<'a>(world: &World<'a>, work: &mut Work<'a>, event: &'a Event) -> bool {
    let Some(latest) = work.latest().map(|latest| latest.at) else { return false };
    if !event.author.role().is_some_and(Role::may_end) || !tells_of_seeing(&event.fact) {
        return false;
    }
    let seen = |child: Who| {
        let of_child = world.sightings.iter().filter(|seen| seen.is_of(child) && seen.counts_as_seen());
        of_child.into_iter().any(|seen| seen.seen_at.is_certainly_after(&latest, &world.zone))
    };
    let first_open = work.first_open();
    let children = &work.family.children;
    let seen_here = |child: Who| {
        let of_child =
            world.sightings.iter().filter(|seen| seen.is_of(child) && seen.counts_as_seen() && seen.seen_by == SeenBy::ThisService);
        of_child.into_iter().any(|seen| seen.service == work.service && seen.seen_at.is_certainly_after(&latest, &world.zone))
    };
    let mut settled = false;
    for raised in work.raised.iter_mut().skip(first_open).filter(|raised| raised.settled.is_none()) {
        // Where nobody knows of any child, nobody has been seen.
        let all = |seen: &dyn Fn(Who) -> bool| !children.is_empty() && children.iter().all(|child| seen(*child));
        let of_all = |seen: &dyn Fn(Who) -> bool| raised.asked.child.map_or_else(|| all(seen), seen);
        let asks_for_plan = matches!(raised.duty.action, Action::AgreePlan | Action::ContributeToPlan);
        let why = if asks_for_plan && of_all(&seen) {
            "the child has been seen in person since; whether needs are met is asked instead"
        } else if tells_still_unseen(raised.duty) && of_all(&seen_here) {
            "this service has seen the child since"
        } else {
            continue;
        };
        raised.settled = Some((event, How::Replaced(why.into())));
        settled = true;
    }
    settled
}

fn tells_of_seeing(fact: &Fact) -> bool {
    matches!(fact, Fact::LiaisonRecorded(_) | Fact::SightingRecorded(_) | Fact::OutcomeRecorded(_))
}

/// Which obligations the author says that an event answers, by where they stand.
fn named_by(world: &World<'_>, work: &Work<'_>, event: &Event) -> Vec<usize> {
    if event.answers.is_empty() {
        return Vec::new();
    }
    let raised = work.raised.iter().enumerate();
    let named = |raised: &Raised<'_>| event.answers.iter().any(|id| is_called(world, work, &raised.asked, id));
    raised.filter(|(_, raised)| named(raised)).map(|(index, _)| index).collect()
}

/// Whether a duty is to tell somebody that the child has still not been seen: seen by this service, there is nothing to tell (HAM-08).
fn tells_still_unseen(duty: &Duty) -> bool {
    matches!(duty.detail, Detail::Inform { about: InformTopic::StillUnseen, .. })
}

/// Whether this is said of one child at a time, and the entry has no place to say of which: in the record of a carer of several, it is that of none of
/// them until it names what it answers (BOL-07).
fn is_of_each_child(fact: &Fact) -> bool {
    matches!(fact, Fact::AnalysisSigned(_) | Fact::MonthlyReviewed(_))
}

fn spoken_of(person: Who, service: Option<&ServiceId>, children: &[Who], raised: &Raised<'_>, entry: Entry<'_>) -> bool {
    // A duty about one child of several is answered only by what is about that child, or by what stands in the carer's record and names it.
    let is_unclear = raised.duty.for_each_child && children.len() > 1 && is_of_each_child(&entry.event.fact);
    let of_child = |child: Who| child == entry.about || entry.about == person && !is_unclear;
    let about = raised.asked.child.map_or_else(|| entry.about == person || children.contains(&entry.about), of_child);
    let of_service = match &entry.event.fact {
        Fact::OutcomeRecorded(_) | Fact::ContactPlanned(_) | Fact::UnscheduledAttendance(_) => true,
        _ => entry.event.service.is_none() || service.is_none() || entry.event.service.as_ref() == service,
    };
    about && of_service
}

/// The agencies that open obligations name, when somebody has spoken to one.
fn named_agencies<'a>(work: &Work<'a>, event: &Event) -> Vec<&'a Agency> {
    if !matches!(event.fact, Fact::LiaisonRecorded(_)) {
        return Vec::new();
    }
    let open = work.raised.iter().filter(|raised| raised.settled.is_none());
    open.filter_map(|raised| raised.asked.agency).filter(|agency| agency.name.is_some()).collect()
}

/// One call to "a school" does not answer for two schools that are known by name (NAF-16).
fn ambiguous(named: &[&Agency], raised: &Raised<'_>, event: &Event) -> bool {
    let Fact::LiaisonRecorded(liaison) = &event.fact else { return false };
    let named_here = raised.asked.agency.is_some_and(|agency| agency.name.is_some());
    named_here && liaison.agency.name.is_none() && named.iter().filter(|agency| agency.kind == liaison.agency.kind).count() > 1
}

/// How somebody signing in this role settles an obligation by hand. One that needs an entry of its own takes more (BOL-03, BOL-04, STW-18).
///
/// # Errors
/// A sentence for the person who wants to settle it: why not, and what to do instead.
pub(super) fn settled_by_hand(role: Option<Role>, how: &ObligationSettled, needs_its_own_entry: bool) -> Result<How, String> {
    let Some(role) = role else {
        return Err("an obligation is settled by hand only with a practitioner's signature".into());
    };
    if !role.may_end() {
        return Err(format!("an obligation is settled by hand by a practitioner; this was signed as {role}"));
    }
    let blank = |text: &str| text.trim().is_empty();
    match how {
        ObligationSettled::Done { evidence } if blank(evidence) => Err("say how it is known that the obligation was done".into()),
        // These are owed to others or made to somebody: they are shown by their own entry, or waived by somebody who may.
        ObligationSettled::Done { .. } | ObligationSettled::Replaced { .. } if needs_its_own_entry && !may_waive(role) => {
            Err("record what was asked for itself, with its own form: only somebody with the authority to waive it can settle it by hand"
                .into())
        }
        ObligationSettled::Done { .. } => Ok(How::Answered),
        ObligationSettled::Replaced { instead, reason } if blank(instead) || blank(reason) => {
            Err("say which step replaces the obligation, and why".into())
        }
        ObligationSettled::Replaced { instead, reason } => Ok(How::Replaced(format!("{instead}: {reason}"))),
        ObligationSettled::Waived { reason, .. } if blank(reason) => Err("say why the obligation is waived".into()),
        ObligationSettled::Waived { authority, .. } if !may_waive(*authority) || *authority != role => Err(format!(
            "an obligation is waived only by somebody with the authority to do so, signing in that role; this was signed as {role}"
        )),
        ObligationSettled::Waived { reason, authority } => Ok(How::Waived(format!("{authority}: {reason}"))),
    }
}

/// Whether somebody signing in this role can answer it at all. What the policy leaves to somebody else than the practitioner to decide or to talk over,
/// it does not leave to the practitioner: that answers it who is asked, who stands in, or who is in charge (BOL-11, HAM-07, NAF-27).
fn may_answer(role: Role, duty: &Duty) -> bool {
    let is_left_to_another = !matches!(duty.owner, Role::Practitioner | Role::Administrator)
        && matches!(duty.action, Action::DecideNextStep | Action::DecideConcerns | Action::Discuss | Action::MonthlyReview);
    role.may_end() && (!is_left_to_another || role == duty.owner || role == duty.fallback || may_waive(role))
}

/// Whether an event is, by its nature, what the duty asks for. Only what a person signed is; the outcome of a contact is what it is.
fn answers(world: &World<'_>, of: &Of<'_, '_>, raised: &mut Raised<'_>, entry: Entry<'_>) -> bool {
    let (event, duty) = (entry.event, raised.duty);
    let is_child = |named: &brought_domain::PersonId| raised.asked.child.is_none_or(|child| world.id(child) == named);
    // A visit that another system reports answers whether there was one (STW-17).
    let speaks_for_itself = duty.action == Action::RecordOutcome || matches!(event.fact, Fact::UnscheduledAttendance(_));
    if !event.author.role().is_some_and(|role| may_answer(role, duty)) && !speaks_for_itself {
        return false;
    }
    match (duty.action, &event.fact) {
        (Action::RecordImpactAndDecision, Fact::AnalysisSigned(analysis)) => match &duty.detail {
            Detail::Say(parts) => parts.iter().all(|part| part.is_said(analysis)),
            _ => true,
        },
        (Action::DecideNextStep, Fact::AnalysisSigned(_)) => true,
        (Action::DecideNextStep, Fact::PlanAgreed(_)) => true,
        // What another service plans decides nothing for this one, nor what any plans for a child as a whole.
        (Action::DecideNextStep, Fact::ContactPlanned(planned)) => {
            of.service.is_some_and(|service| *service == planned.service) && steps::is_planned_ahead(event, planned, &world.zone)
        }
        // To have done nothing yet is no attempt to reach anybody.
        (Action::FollowUpFamily, Fact::FamilyFollowedUp(tried)) => tried.how != ResponseKind::NothingYet,
        (Action::FollowUpFamily, Fact::OutcomeRecorded(recorded)) => world.says_who_was_met(recorded, entry),
        (Action::Liaise, Fact::LiaisonRecorded(liaison)) => liaison_answers(world, raised, liaison, entry),
        (Action::Liaise, Fact::InvolvementRecorded(involved)) => {
            let is_asked = raised.duty.ask.contains(&Ask::Involvement);
            let says = is_asked && involved.state != StandingNow::NotKnown && fits(raised, &involved.agency);
            raised.put.add(says.then_some(Ask::Involvement));
            says && everything_asked(raised)
        }
        (Action::Liaise, Fact::UnscheduledAttendance(_)) => {
            let asked = raised.duty.ask.contains(&Ask::UnscheduledAttendance);
            raised.put.add(asked.then_some(Ask::UnscheduledAttendance));
            asked && everything_asked(raised)
        }
        (Action::ConsiderNeeds, Fact::NeedsConsidered(needs)) => is_child(&needs.child),
        (Action::AgreePlan | Action::ContributeToPlan, Fact::PlanAgreed(_)) => true,
        // The seven questions are the least that is to be considered: each is answered, if only with "not known" (NAF-25).
        (Action::DecideConcerns, Fact::ConcernsDecided(decided)) => {
            ConcernQuestion::ALL.iter().all(|question| decided.answers.iter().any(|(answered, _)| answered == question))
        }
        (Action::Discuss, Fact::DiscussionHeld(held)) => {
            let decided = held.topic != DiscussionTopic::Concerns || held.decision != ReferralDecision::NotAsked;
            Some(held.topic) == duty.topic && decided && matches!(&duty.with, With::Roles(roles) if roles.contains(&held.with))
        }
        (Action::Refer, Fact::ReferralMade(referral)) => match duty.with {
            With::Agency(kind) => referral.to.kind == kind,
            _ => referral.to.kind == AgencyKind::ChildrensSocialCare,
        },
        (Action::ObtainAnswerToReferral, Fact::ReferralAnswered(answered)) => {
            matches!(raised.asked.occasion, Occasion::Entry(referral) if *referral == answered.referral)
        }
        (Action::SetFurtherVisit, Fact::FurtherVisitSet(set)) => may_set_visit(event.author.role(), duty.owner) && is_child(&set.child),
        (Action::MakeFurtherVisit, Fact::OutcomeRecorded(_)) => is_a_visit_made(world, of, raised, entry),
        (Action::AssessVulnerability, Fact::VulnerabilityAssessed(assessed)) => assessed.children.iter().any(is_child),
        (Action::EstablishDependants, Fact::RelationRecorded(relation)) => names_dependant(world, of, relation, entry),
        (Action::RecordOutcome, Fact::OutcomeRecorded(recorded)) => raised.contact == Some(&recorded.contact),
        (Action::RecordResponse, Fact::OutcomeRecorded(recorded)) => {
            raised.contact == Some(&recorded.contact)
                && recorded.certainty == brought_domain::contact::Certainty::Confirmed
                && recorded.responses.iter().any(|response| *response != brought_domain::contact::ResponseKind::NothingYet)
        }
        _ => steps::answers(world, of, raised, entry),
    }
}

/// Whether a relation makes known a child who depends on this carer: not one between others, nor between the carer's brothers and sisters (NAF-22).
fn names_dependant(world: &World<'_>, of: &Of<'_, '_>, relation: &RelationRecorded, entry: Entry<'_>) -> bool {
    let is_of = |relation: RelationKind, child: Who| relation == RelationKind::DependentChild && of.children.contains(&child);
    let from_here = |other: Who| entry.about == of.person && is_of(relation.relation, other);
    let from_there = |other: Who| other == of.person && is_of(relation.relation.from_the_other_side(), entry.about);
    world.names.find(&relation.other).is_some_and(|other| from_here(other) || from_there(other))
}

/// What was asked adds up over several conversations.
fn liaison_answers(world: &World<'_>, raised: &mut Raised<'_>, liaison: &LiaisonRecorded, entry: Entry<'_>) -> bool {
    if !fits(raised, &liaison.agency) {
        return false;
    }
    // Having seen one child of a family says nothing of when the other was seen.
    let of_this_child = raised.asked.child.is_none_or(|child| super::facts::speaks_of(world, liaison, &entry, child, entry.about));
    raised.put.add(liaison.asked.iter().copied().filter(|ask| *ask != Ask::LastSeen || of_this_child));
    everything_asked(raised)
}

/// Whether an answer of this agency is one of the agency that was to be asked.
fn fits(raised: &Raised<'_>, agency: &Agency) -> bool {
    match (raised.asked.agency, &raised.duty.with) {
        (Some(wanted), _) => wanted.is_answered_by(agency),
        (None, With::Agency(kind)) => *kind == agency.kind,
        _ => true,
    }
}

fn everything_asked(raised: &Raised<'_>) -> bool {
    raised.duty.ask.iter().all(|ask| raised.put.have(*ask))
}

/// A visit was made if somebody went to the home: whatever came of it, short of its being called off. A second word about the visit that
/// failed is not another visit.
fn is_a_visit_made(world: &World<'_>, of: &Of<'_, '_>, raised: &Raised<'_>, entry: Entry<'_>) -> bool {
    let Some(contact) = entry.contact.map(|contact| &world.contacts[contact]) else { return false };
    let Some(reckoned) = contact.reckoned.as_ref() else { return false };
    let is_before = reckoned.place <= raised.place || of.reasons.rests_on(raised.because, reckoned.event, of.memory);
    if is_before || !reckoned.at.is_not_before(&raised.raised, &world.zone) {
        return false;
    }
    let planned = contact.planned;
    let at_home = planned.is_none_or(|planned| matches!(planned.plan.setting, Setting::Home | Setting::NotKnown));
    reckoned.outcome == OutcomeKind::Seen || at_home && !is_called_off(reckoned.outcome)
}

/// Whether a contact with this outcome was called off, by whomever, or never was one.
fn is_called_off(kind: OutcomeKind) -> bool {
    matches!(kind, OutcomeKind::CancelledByFamily | OutcomeKind::CancelledByService | OutcomeKind::AdministrativeError)
}
