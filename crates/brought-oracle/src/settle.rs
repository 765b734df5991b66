//! What settles what is owed: for everything owed, the first entry that answers it.

use crate::adds_up::{asked_all, looked_through};
use crate::policy::Work;
use crate::replay::Replay;
use crate::scene::Scene;
use crate::story::{How, Owed, Settled, other_place};
use crate::told::may_sign_work;
use crate::{facts, naming};
use brought_domain::PersonId;
use brought_domain::circumstances::ConcernQuestion;
use brought_domain::contact::{Answer, Arranged, Certainty, ContactPlanned, OutcomeKind as O, OutcomeRecorded, ResponseKind, Setting};
use brought_domain::event::{Event, Fact};
use brought_domain::person::RelationKind;
use brought_domain::steps::{InformTopic, Informed, OfferAnswer, Party, Step};
use brought_domain::work::{
    AgencyKind, AnalysisSigned, Ask, DiscussionTopic, HowSeen, ObligationSettled, ReasonKind, ReferralDecision, Role,
};

/// The roles that may waive, and settle by hand what is owed to others.
pub const AUTHORITY: &[Role] = &[
    Role::LineManager,
    Role::Supervisor,
    Role::SafeguardingLead,
    Role::NamedNurse,
    Role::SocialWorkManager,
    Role::DesignatedSafeguardingTeam,
];

/// Looks, for everything that is owed, for the first entry that answers it.
pub fn settle_all(replay: &mut Replay<'_, '_>) {
    for place in 0..replay.story.owed.len() {
        if !replay.story.owed[place].is_open() {
            continue;
        }
        let from = replay.story.owed[place].raised_at + 1;
        if replay.upto > from && is_seen_after_all(replay, &replay.story.owed[place]) {
            replay.story.owed[place].settled = Some(Settled { how: How::Replaced, by: replay.upto - 1 });
            continue;
        }
        let answer = |index: usize| settles(replay, place, index).map(|how| Settled { how, by: index });
        let found = if already(replay, place) {
            // Of what was done beforehand, what was on record first.
            let on_record = |found: &Settled| (replay.entry(found.by).recorded_at, &replay.entry(found.by).id);
            (0..replay.upto).filter_map(answer).min_by_key(on_record)
        } else {
            // Everything else has been looked at when it came.
            (from.max(replay.upto.saturating_sub(1))..replay.upto).find_map(answer)
        };
        if let Some(settled) = found {
            replay.story.owed[place].settled = Some(settled);
        }
    }
}

/// What is settled by hand by somebody who may not is told, and settles nothing.
pub fn refuse(replay: &mut Replay<'_, '_>, index: usize) {
    let event = replay.entry(index);
    let Fact::ObligationSettled(settled) = &event.fact else { return };
    let role = event.author.role();
    let unwaived = match &settled.how {
        ObligationSettled::Waived { authority, .. } => !role.is_some_and(|role| AUTHORITY.contains(&role) && role == *authority),
        _ => false,
    };
    let nobody = role.is_none_or(|role| role == Role::Administrator);
    let refused = replay
        .story
        .owed
        .iter()
        .any(|owed| naming::names(replay, &settled.obligation, owed) && by_hand(owed, event, &settled.how).is_none());
    let known = replay.story.owed.iter().any(|owed| {
        let going_on = owed.follow_up.is_none_or(|place| replay.story.follow_ups[place].is_open());
        going_on && naming::names(replay, &settled.obligation, owed)
    });
    if known && (unwaived || nobody || refused) {
        replay.story.set_aside.insert(event.id.clone());
    }
}

/// The scene in which something is owed.
pub fn scene_of<'s, 'a>(replay: &'s Replay<'_, 'a>, owed: &Owed<'a>) -> Scene<'s, 'a> {
    match owed.follow_up {
        Some(place) => replay.scene_of(place),
        None => replay.scene_of_child(owed.person, None),
    }
}

/// Whether an entry settles what is owed, and how.
fn settles(replay: &Replay<'_, '_>, place: usize, index: usize) -> Option<How> {
    let owed = &replay.story.owed[place];
    let event = replay.entry(index);
    let scene = scene_of(replay, owed);
    let by_hand_alone = matches!(event.fact, Fact::ObligationSettled(_));
    // What was said of a contact before the word that gives it its time does nothing.
    if scene.told.is_before_its_contact(index) && owed.work != Work::RecordOutcome {
        return None;
    }
    // A card that had been left at the contact when it was asked for was left, whatever else the entry answers.
    let card = is_card_left(replay, owed, event) && index <= owed.raised_at;
    if !card && !by_hand_alone && answers_another(replay, owed, event) {
        return None;
    }
    if let Fact::ObligationSettled(settled) = &event.fact {
        let named = index > owed.raised_at && index + 1 == replay.upto && naming::names(replay, &settled.obligation, owed);
        return if named { by_hand(owed, event, &settled.how) } else { None };
    }
    // It does not matter which service makes a further visit, meets the family, or tells of an attendance.
    let met = match owed.work {
        Work::MakeFurtherVisit => true,
        Work::FollowUpFamily | Work::EstablishLastSeen => matches!(event.fact, Fact::OutcomeRecorded(_)),
        Work::Liaise => matches!(event.fact, Fact::UnscheduledAttendance(_)),
        _ => false,
    };
    // An entry that names what it answers may stand anywhere in the family's record.
    let named = !event.answers.is_empty();
    // What is asked about one child is answered by that child, also where more have become known since.
    let of_child = owed.child.map_or_else(|| scene.children().contains(&&event.about), |child| child == &event.about);
    let visit = named || met && (&event.about == owed.person || of_child);
    let left = is_card_left(replay, owed, event);
    let before = owed.work == Work::PlanContact || left;
    // A later word about the contact stands where it was recorded, whenever it says that the contact was.
    let after = owed.work == Work::RecordResponse || scene.comes_after(event, &owed.since);
    // A card left at the contact is left by whichever service says so.
    if !(visit || left || is_theirs(scene, owed, event)) || !before && (index <= owed.raised_at || !after) {
        return None;
    }
    let signed = may_sign_work(&event.author) && event.author.role().is_some_and(|role| is_for(owed, role));
    if by_anybody(replay, scene, owed, index) || signed && by_nature(replay, scene, owed, index) {
        return Some(How::Done);
    }
    None
}

/// What is asked of anybody but the practitioner, and is to be decided or talked over, is for whoever is asked, whoever stands in for them, and whoever
/// has authority.
fn is_for(owed: &Owed<'_>, role: Role) -> bool {
    let anybody = [Role::Practitioner, Role::Administrator].contains(&owed.asked_of)
        || !matches!(owed.work, Work::DecideNextStep | Work::DecideConcerns | Work::Discuss | Work::MonthlyReview);
    anybody || [owed.asked_of, owed.fallback].contains(&role) || AUTHORITY.contains(&role)
}

/// An entry that names what it answers settles nothing else.
pub(crate) fn answers_another(replay: &Replay<'_, '_>, owed: &Owed<'_>, event: &Event) -> bool {
    !event.answers.is_empty() && !event.answers.iter().any(|id| naming::names(replay, id, owed))
}

/// What may have been done before anybody asked: a contact that was planned already, a card that was left at the contact.
fn already(replay: &Replay<'_, '_>, place: usize) -> bool {
    matches!(replay.story.owed[place].work, Work::PlanContact | Work::Send)
}

/// A plan for a child whom nobody had seen gives way when a professional has seen the child: at once when that is what the entry tells, or with the
/// next entry when it had been known already.
fn is_seen_after_all(replay: &Replay<'_, '_>, owed: &Owed<'_>) -> bool {
    let scene = scene_of(replay, owed);
    let Some(latest) = scene.latest() else { return false };
    let still_unseen = owed.work == Work::Inform && owed.detail.about == Some(InformTopic::StillUnseen);
    if !still_unseen && !matches!(owed.work, Work::AgreePlan | Work::ContributeToPlan) {
        return false;
    }
    let tells = |index: usize| {
        may_sign_work(&replay.entry(index).author)
            && matches!(replay.entry(index).fact, Fact::OutcomeRecorded(_) | Fact::SightingRecorded(_) | Fact::LiaisonRecorded(_))
    };
    let children = scene.children();
    if !tells(replay.upto - 1) {
        return false;
    }
    if still_unseen {
        return facts::find(scene, crate::policy::FactName::StillUnseen).value == crate::policy::Value::Is(false);
    }
    let is_seen = |child: &PersonId| {
        (0..replay.upto).filter(|index| tells(*index) || index + 1 < replay.upto).any(|index| {
            facts::seen_by(scene, index)
                .iter()
                .any(|seen| seen.child == child && seen.counts() && seen.at.is_certainly_after(&latest.at, &scene.told.zone))
        })
    };
    // Where it is asked about one, that one has been seen, grown up since or not; where nobody knows of any child, nobody has.
    owed.child.map_or_else(|| !children.is_empty() && children.iter().all(|child| is_seen(child)), is_seen)
}

/// Work of the follow-up's service, or of every service, about the person or a child of theirs.
pub(crate) fn is_theirs(scene: Scene<'_, '_>, owed: &Owed<'_>, event: &Event) -> bool {
    let child = owed.child.map_or(scene.children().contains(&&event.about), |child| child == &event.about);
    // One analysis or review in the record of a carer of several is about none of them by name.
    let of_each = owed.by_child && matches!(event.fact, Fact::AnalysisSigned(_) | Fact::MonthlyReviewed(_)) && scene.children().len() > 1;
    let about = &event.about == owed.person && !(owed.child.is_some() && of_each && !child) || child;
    // A word about the very contact is one in whichever service it is written.
    let asks_of =
        |recorded: &OutcomeRecorded| matches!(owed.work, Work::RecordResponse | Work::RecordOutcome) && is_of_occasion(owed, recorded);
    let of_contact =
        matches!(&event.fact, Fact::OutcomeRecorded(recorded) if Some(&recorded.contact) == owed.contact.as_ref() || asks_of(recorded));
    about && (scene.is_of_service(event) || of_contact)
}

/// Settled by hand: what is owed to others only by somebody who may waive it.
fn by_hand(owed: &Owed<'_>, event: &Event, how: &ObligationSettled) -> Option<How> {
    let role = event.author.role()?;
    let to_others = matches!(
        owed.work,
        Work::Discuss | Work::Refer | Work::ObtainAnswerToReferral | Work::SetFurtherVisit | Work::MakeFurtherVisit | Work::RecordResponse
    );
    let police = owed.work == Work::Inform && owed.party == Some(Some(Party::Police));
    let alert = owed.work == Work::DecideAlert && owed.detail.active;
    let may = if (to_others || owed.before_end) && !owed.is_offer() || police || alert {
        AUTHORITY.contains(&role)
    } else {
        role != Role::Administrator
    };
    match how {
        ObligationSettled::Done { .. } if may => Some(How::Done),
        ObligationSettled::Replaced { .. } if may => Some(How::Replaced),
        ObligationSettled::Waived { authority, .. } if AUTHORITY.contains(&role) && *authority == role => Some(How::Waived),
        _ => None,
    }
}

/// What anybody's word settles.
fn by_anybody(replay: &Replay<'_, '_>, scene: Scene<'_, '_>, owed: &Owed<'_>, index: usize) -> bool {
    let event = replay.entry(index);
    match owed.work {
        Work::RecordOutcome => {
            matches!(&event.fact, Fact::OutcomeRecorded(recorded) if Some(&recorded.contact) == owed.contact.as_ref().or(owed.of_contact))
        }
        Work::EstablishLastSeen if may_sign_work(&event.author) => {
            matches!(event.fact, Fact::SightingRecorded(_) | Fact::LiaisonRecorded(_))
                && facts::sightings(event).iter().any(|seen| owed.child == Some(seen.child) && seen.how != HowSeen::NotKnown)
                || owed.child == Some(&event.about)
                    && matches!(&event.fact, Fact::OutcomeRecorded(recorded) if scene.told.tells_of_a_meeting(index, recorded))
        }
        Work::Liaise => {
            let asked = owed.detail.ask.contains(&Ask::UnscheduledAttendance) && matches!(event.fact, Fact::UnscheduledAttendance(_));
            asked && asked_all(replay, scene, owed, index)
        }
        _ => false,
    }
}

/// What a signed entry settles by its nature.
fn by_nature(replay: &Replay<'_, '_>, scene: Scene<'_, '_>, owed: &Owed<'_>, index: usize) -> bool {
    let event = replay.entry(index);
    let detail = &owed.detail;
    match (&event.fact, owed.work) {
        (Fact::OutcomeRecorded(_), Work::RecordResponse) => response_recorded(replay, owed, index),
        (Fact::OutcomeRecorded(recorded), Work::MakeFurtherVisit) => {
            let another = owed.occasions.iter().all(
                |occasion| !matches!(&replay.entry(*occasion).fact, Fact::OutcomeRecorded(failed) if failed.contact == recorded.contact),
            );
            let contact = scene.told.contacts.iter().find(|contact| contact.id == &recorded.contact && contact.person == &event.about);
            let kind = contact.and_then(|contact| contact.verdict.as_ref()).map_or(recorded.outcome.kind(), |verdict| verdict.kind());
            let made = contact.is_some_and(|contact| kind == O::Seen || matches!(contact.setting(), Setting::Home | Setting::NotKnown));
            another
                && contact.and_then(|contact| contact.verdict.as_ref()).is_none_or(|verdict| {
                    verdict.first > owed.raised_at && replay.when(verdict.first).is_not_before(&owed.since, &scene.told.zone)
                })
                && made
                && event.happened.is_not_before(&owed.since, &scene.told.zone)
                && !matches!(kind, O::CancelledByService | O::CancelledByFamily | O::AdministrativeError)
        }
        (Fact::OutcomeRecorded(recorded), Work::FollowUpFamily) => scene.told.tells_of_a_meeting(index, recorded),
        (Fact::AnalysisSigned(analysis), Work::RecordImpactAndDecision) => detail.say.iter().all(|part| says(analysis, part)),
        (Fact::AnalysisSigned(_) | Fact::PlanAgreed(_), Work::DecideNextStep) => true,
        (Fact::ContactPlanned(planned), Work::DecideNextStep) => {
            Some(&planned.service) == scene.service() && is_expected(planned, event, &scene.told.zone)
        }
        (Fact::AnalysisSigned(analysis), Work::EstablishReason) => analysis.reasons.iter().any(|reason| *reason != ReasonKind::NotYetKnown),
        (Fact::FamilyFollowedUp(tried), Work::FollowUpFamily) => tried.how != ResponseKind::NothingYet,
        (Fact::NeedsConsidered(considered), Work::ConsiderNeeds) => owed.child.is_none_or(|child| child == &considered.child),
        (Fact::ConcernsDecided(decided), Work::DecideConcerns) => {
            ConcernQuestion::ALL.iter().all(|question| decided.answers.iter().any(|(asked, _)| asked == question))
        }
        (Fact::VulnerabilityAssessed(assessed), Work::AssessVulnerability) => {
            owed.child.is_none_or(|child| assessed.children.contains(child))
        }
        (Fact::RelationRecorded(relation), Work::EstablishDependants) => {
            let of_carer = |carer: &PersonId, child: &PersonId| carer == scene.person && scene.children().contains(&child);
            match relation.relation {
                RelationKind::DependentChild => of_carer(&event.about, &relation.other),
                RelationKind::Mother | RelationKind::Father | RelationKind::OtherCarer => of_carer(&relation.other, &event.about),
                RelationKind::Sibling => false,
            }
        }
        (Fact::PlanAgreed(_), Work::AgreePlan | Work::ContributeToPlan) => true,
        // To whom nobody says is to children's social care.
        (Fact::ReferralMade(made), Work::Refer) => {
            owed.agency.as_ref().map_or(made.to.kind == AgencyKind::ChildrensSocialCare, |agency| agency.is_answered_by(&made.to))
        }
        (Fact::ReferralAnswered(answered), Work::ObtainAnswerToReferral) => {
            owed.occasions.iter().any(|occasion| replay.entry(*occasion).id == answered.referral)
        }
        (Fact::LiaisonRecorded(_), Work::Liaise) => asked_all(replay, scene, owed, index),
        (Fact::InvolvementRecorded(_), Work::Liaise) => detail.ask.contains(&Ask::Involvement) && asked_all(replay, scene, owed, index),
        (Fact::DiscussionHeld(held), Work::Discuss) => {
            // A concern is discussed to decide whether to refer.
            let decided = held.topic != DiscussionTopic::Concerns || held.decision != ReferralDecision::NotAsked;
            decided && Some(held.topic) == detail.topic && detail.roles.contains(&held.with)
        }
        (Fact::FurtherVisitSet(set), Work::SetFurtherVisit) if scene.children().contains(&&set.child) => {
            owed.owner == Role::Practitioner || event.author.role().is_some_and(|role| AUTHORITY.contains(&role))
        }
        (Fact::Informed(told), Work::Inform) => is_told(owed, told),
        (Fact::RecordsReviewed(_), Work::ReviewRecords) => looked_through(replay, scene, owed, index),
        (Fact::LetterSent(sent), Work::Send) => sent.document == detail.document,
        (Fact::OutcomeRecorded(_), Work::Send) => is_card_left(replay, owed, event),
        (Fact::HelpOffered(offered), Work::OfferHelp) => {
            offered.answer != OfferAnswer::NoAnswerYet && (detail.help.is_empty() || detail.help.contains(&offered.help))
        }
        (Fact::MonthlyReviewed(_), Work::MonthlyReview) => true,
        (Fact::StepTaken(taken), Work::TakeStep) => Some(taken.step) == detail.step,
        (Fact::LiaisonRecorded(liaison), Work::TakeStep) => {
            let asked = [Ask::Address, Ask::ContactDetails].iter().all(|ask| liaison.asked.contains(ask));
            detail.step == Some(Step::ConfirmDetails) && asked
        }
        (Fact::AlertDecided(decided), Work::DecideAlert) => {
            let stands = decided.active && !decided.directions.trim().is_empty();
            Some(decided.place) == detail.place && (stands || !detail.active)
        }
        (Fact::AgreementMade(_), Work::AgreeNextStep) => true,
        (Fact::ContactPlanned(_), Work::PlanContact) => planned_in_time(replay, scene, owed, index),
        _ => false,
    }
}

/// A practitioner confirms what came of each contact, and says what was done.
fn response_recorded(replay: &Replay<'_, '_>, owed: &Owed<'_>, index: usize) -> bool {
    let event = replay.entry(index);
    let Fact::OutcomeRecorded(recorded) = &event.fact else { return false };
    &event.about == owed.person
        && is_of_occasion(owed, recorded)
        && recorded.certainty == Certainty::Confirmed
        && recorded.responses.iter().any(|response| *response != ResponseKind::NothingYet)
}

/// Whether this is said of the contact that had failed last when it was asked for.
fn is_of_occasion(owed: &Owed<'_>, recorded: &OutcomeRecorded) -> bool {
    owed.of_contact == Some(&recorded.contact)
}

/// A card counts as sent when it was left at the contact.
fn is_card_left(replay: &Replay<'_, '_>, owed: &Owed<'_>, event: &Event) -> bool {
    let Fact::OutcomeRecorded(recorded) = &event.fact else { return false };
    let card =
        owed.detail.document.as_ref().is_some_and(|document| replay.policy.documents.get(document).is_some_and(|kind| kind == "card"));
    let of_this = owed.of_contact == Some(&recorded.contact) && owed.person == &event.about;
    owed.work == Work::Send && card && of_this && recorded.responses.contains(&ResponseKind::CardLeft)
}

fn says(analysis: &AnalysisSigned, part: &str) -> bool {
    let said = match part {
        "known" => &analysis.known,
        "not_known" => &analysis.not_known,
        "child_wishes" => &analysis.child_wishes,
        "parent_wishes" => &analysis.parent_wishes,
        "information_given" => &analysis.information_given,
        "shared_understanding" => &analysis.shared_understanding,
        "parents_views" => &analysis.parents_views,
        "reflection" => &analysis.reflection,
        _ => &analysis.confidentiality,
    };
    said.as_ref().is_some_and(|said| !said.trim().is_empty())
}

/// The social worker and the duty team are both children's social care.
fn is_told(owed: &Owed<'_>, told: &Informed) -> bool {
    let social_care = matches!(told.party, Party::AllocatedSocialWorker | Party::EmergencyDutyTeam);
    let right = match owed.party {
        Some(None) => social_care,
        Some(Some(Party::ChildrensSocialCare)) => social_care || told.party == Party::ChildrensSocialCare,
        Some(Some(party)) => told.party == party,
        None => false,
    };
    let understood = !owed.detail.understood || told.understood == Answer::Yes;
    right && understood && Some(told.about) == owed.detail.about && told.is_traceable()
}

/// Another contact of this service, for a time after the failed one; in the window, where the time is that of the contact.
fn planned_in_time(replay: &Replay<'_, '_>, scene: Scene<'_, '_>, owed: &Owed<'_>, index: usize) -> bool {
    let Fact::ContactPlanned(planned) = &scene.told.entries[index].fact else { return false };
    let zone = &scene.told.zone;
    let in_window = !owed.term.is_of_the_thing_itself() || planned.planned_for.day(zone) <= owed.due.on;
    // Another contact is none of which something has come already; what was said of it before it was planned, and before the word that gives it its time,
    // is nothing.
    let has_come = |outcome: usize| outcome < scene.upto && (outcome > index || !scene.told.is_before_its_contact(outcome));
    let another = !scene
        .told
        .contacts
        .iter()
        .filter(|contact| contact.id == &planned.contact)
        .any(|contact| contact.outcomes.iter().any(|(outcome, _)| has_come(*outcome)));
    // That it lies ahead is asked of one that is planned now, and not of one that had been.
    let now = index > owed.raised_at && index + 1 == replay.upto;
    let arranged = if now { is_expected(planned, scene.told.entries[index], zone) } else { planned.arranged != Arranged::Opportunistic };
    // Of what was planned before, only the contacts of the one followed are looked at, as their plans are by now.
    let holds = |contact: &crate::told::Contact<'_>| contact.plan_before(scene.upto).is_some_and(|plan| plan.index == index);
    let theirs = &scene.told.entries[index].about == owed.person && scene.told.contacts.iter().any(holds);
    let known = now || theirs;
    // One that was planned already counts when it is asked for; a new one counts when it is planned.
    // When the contact that had answered is called off, another that is planned counts.
    let looked_for = [Some(owed.raised_at), owed.called_off_at].contains(&Some(replay.upto - 1));
    let in_time = index + 1 == replay.upto || looked_for;
    let after = scene.latest().is_some_and(|latest| planned.planned_for.is_certainly_after(&latest.at, zone));
    Some(&planned.service) == scene.service()
        && another
        && arranged
        && known
        && in_time
        && after
        && in_window
        && !other_place(owed.detail.setting, planned.setting)
}

/// Whether the family can expect it: a contact that was arranged, and for a time after it was written down.
fn is_expected(planned: &ContactPlanned, event: &Event, zone: &jiff::tz::TimeZone) -> bool {
    planned.arranged != Arranged::Opportunistic && planned.planned_for.is_certainly_after(&event.happened, zone)
}

/// What was planned and is called off is to be planned again.
pub fn called_off(replay: &mut Replay<'_, '_>, index: usize) {
    for place in 0..replay.story.owed.len() {
        let owed = &replay.story.owed[place];
        let Some(settled) = owed
            .settled
            .as_ref()
            .filter(|settled| settled.how == How::Done && matches!(owed.work, Work::PlanContact | Work::DecideNextStep))
        else {
            continue;
        };
        let Fact::ContactPlanned(planned) = &replay.entry(settled.by).fact else { continue };
        let about = &replay.entry(settled.by).about;
        let goes_on = owed.follow_up.is_none_or(|place| replay.story.follow_ups[place].is_open());
        let off = replay.told.contacts.iter().filter(|contact| contact.id == &planned.contact && contact.person == about).any(|contact| {
            contact.verdict.as_ref().is_some_and(|verdict| {
                verdict.first == index && matches!(verdict.kind(), O::CancelledByService | O::CancelledByFamily | O::AdministrativeError)
            })
        });
        if off && goes_on {
            replay.story.owed[place].settled = None;
            replay.story.owed[place].called_off_at = Some(index);
        }
    }
}

/// What the pathway left would have sent is sent no more.
pub fn send_no_more(replay: &mut Replay<'_, '_>, place: Option<usize>, left: usize, index: usize) {
    let rules = &replay.policy.pathways[left].rules;
    for owed in &mut replay.story.owed {
        if rules.iter().any(|rule| rule.id == owed.rule) && owed.follow_up == place && owed.work == Work::Send && owed.is_open() {
            owed.settled = Some(Settled { how: How::Replaced, by: index });
        }
    }
}
