//! By when something is due that a pack asks for about what had happened before it came into force: from then on, so that nobody is late
//! for what nobody had asked.

use super::replay::Replay;
use super::{Answer, Span};
use crate::clock::UkClock;
use crate::compare::pairs;
use crate::pack::Pack;
use crate::standing::{Obligation, ObligationState};
use brought_calendar::{Calendar, local_date, start_of_day};
use brought_domain::work::Role;
use brought_domain::{Happened, ObligationId, ServiceId};
use jiff::{Timestamp, ToSpan as _};
use std::collections::BTreeMap;

/// What one change of pack made of the obligations open at it: each that the new pack asks for, with the one that it takes the place of
/// and the place of the pack that asked for that one.
type Taken = BTreeMap<ObligationId, Option<(ObligationId, usize)>>;

/// Sets the days of one service, or of the child as a whole.
pub(super) fn set(replay: &mut Replay<'_>, answer: &mut Answer, service: Option<&ServiceId>, spans: &[Span<'_>]) {
    let Some(last) = spans.len().checked_sub(1).filter(|last| *last > 0) else { return };
    let taken: Vec<Taken> = (0..spans.len()).map(|place| taken(replay, service, spans, place)).collect();
    let (calendar, as_of) = (replay.calendar, replay.as_of);
    let is_of = |answer: &Answer, obligation: &Obligation| {
        let told_elsewhere = obligation.follow_up.as_ref().is_some_and(|id| answer.told_by.contains_key(id));
        obligation.service.as_ref() == service && !answer.stays.contains_key(&obligation.id) && !told_elsewhere && !obligation.offer
    };
    let of_it: Vec<usize> =
        answer.standing.obligations.iter().enumerate().filter(|(_, of)| is_of(answer, of)).map(|(place, _)| place).collect();
    for place in of_it {
        let Some(obligation) = answer.standing.obligations.get_mut(place) else { continue };
        if let Some(from) = asked_from(&obligation.id, last, spans, &taken)
            && let Some(pack) = spans.get(last).map(|span| span.pack)
        {
            postpone(obligation, from, pack, calendar, as_of);
        }
    }
}

/// Since which change of pack it has been asked for without a break. Nothing: it was asked for when it happened.
fn asked_from(id: &ObligationId, last: usize, spans: &[Span<'_>], taken: &[Taken]) -> Option<Timestamp> {
    let (mut id, mut place) = (id.clone(), last);
    loop {
        match taken.get(place)?.get(&id)? {
            None => return spans.get(place)?.from,
            Some((before, earlier)) => (id, place) = (before.clone(), *earlier),
        }
    }
}

fn taken(replay: &mut Replay<'_>, service: Option<&ServiceId>, spans: &[Span<'_>], place: usize) -> Taken {
    let Some((span, changed_at)) = spans.get(place).and_then(|span| Some((span, span.from?))) else { return Taken::new() };
    let open = |obligations: &[Obligation]| -> Vec<Obligation> {
        obligations.iter().filter(|obligation| obligation.is_open() && obligation.service.as_ref() == service).cloned().collect()
    };
    let mut asked = open(&replay.standing(span.pack, changed_at).obligations);
    let mut taken = Taken::new();
    // The pack before first, and then those before it, from which something may stay.
    for (earlier, before) in spans.iter().enumerate().take(place).rev() {
        let was = open(&replay.standing(before.pack, changed_at).obligations);
        for pair in pairs(was.iter().collect(), asked.iter().collect()) {
            if let (Some(left), Some(right)) = (pair.left, pair.right) {
                taken.insert(right.id.clone(), Some((left.id.clone(), earlier)));
            }
        }
        asked.retain(|obligation| !taken.contains_key(&obligation.id));
    }
    taken.extend(asked.into_iter().map(|obligation| (obligation.id, None)));
    taken
}

fn postpone(obligation: &mut Obligation, from: Timestamp, pack: &Pack, calendar: &Calendar, as_of: Timestamp) {
    let due = obligation.due.deadline.due(Happened::At(from), calendar);
    if due.by <= obligation.due.by {
        return;
    }
    // What was escalated for another reason than the time stays escalated.
    let by_time_alone = escalated(pack, calendar, obligation, as_of) == obligation.escalated_to;
    obligation.due = due;
    let zone = UkClock;
    obligation.state = match obligation.state.clone() {
        ObligationState::DoneLate(settled) if settled.at.latest(&zone) <= obligation.due.by => ObligationState::Done(settled),
        ObligationState::DueLater | ObligationState::Due | ObligationState::Overdue => {
            let today = local_date(as_of);
            match () {
                () if as_of > obligation.due.by => ObligationState::Overdue,
                () if today >= obligation.due.on || obligation.due.not_before.is_some_and(|first| today >= first) => ObligationState::Due,
                () => ObligationState::DueLater,
            }
        }
        settled => settled,
    };
    if by_time_alone {
        obligation.escalated_to = escalated(pack, calendar, obligation, as_of);
    }
}

/// The highest rung of the ladder that is reached by the time it has been overdue.
fn escalated(pack: &Pack, calendar: &Calendar, obligation: &Obligation, as_of: Timestamp) -> Option<Role> {
    if !obligation.is_open() || as_of <= obligation.due.by {
        return None;
    }
    // A calendar that has run out makes every rung count as reached: nothing waits for want of a holiday list.
    let late_by = calendar.working_days_between(obligation.due.on, local_date(as_of)).unwrap_or(i64::MAX);
    pack.escalation.iter().rfind(|rung| late_by > i64::from(rung.after_working_days)).map(|rung| rung.to)
}

/// When the state of an open obligation may change by itself.
pub(super) fn changes(obligation: &Obligation, as_of: Timestamp) -> impl Iterator<Item = Timestamp> {
    let due = &obligation.due;
    let is_late = as_of > due.by;
    let days = [Some(due.on), due.not_before, is_late.then(|| local_date(as_of).saturating_add(1.day()))];
    let over = due.by.saturating_add(1.second()).unwrap_or(Timestamp::MAX);
    let shown = obligation.is_open() && !obligation.offer;
    days.into_iter().flatten().map(start_of_day).chain([over]).filter(move |at| shown && *at > as_of)
}
