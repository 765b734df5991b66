//! Children whom several agencies look after together (NAF-16, NAF-26, NAF-27, NAF-28).

use super::second::{first_failed, nursery_of, school_of, think};
use crate::caseload::directory::{Team, Who};
use crate::caseload::scribe::{CameTo, Visit};
use crate::caseload::story::{Moment, Saw, Story, agency};
use brought_domain::Fact;
use brought_domain::circumstances::{ConcernQuestion, PlanKind};
use brought_domain::contact::{FurtherVisitSet, Outcome, OutcomeKind, ResponseKind, Setting};
use brought_domain::work::{AgencyKind, DiscussionHeld, DiscussionTopic, ReferralDecision, Role};
use jiff::Timestamp;

/// The plan, with everybody who works on it beside children's social care, who record it.
fn protection_plan(story: &mut Story<'_, '_>) {
    let (school, gp) = (school_or_nursery(story), story.home.gp);
    let members = [
        (AgencyKind::HealthVisiting, Team::HealthVisiting.name(), story.home.health_visitor.name(), Role::Practitioner),
        (school.0, school.1, "Designated lead", Role::SafeguardingLead),
        (AgencyKind::GpPractice, gp, "Dr Helen Marsh", Role::Practitioner),
    ];
    story.plan(48, PlanKind::ChildProtection, &members);
}

fn school_or_nursery(story: &Story<'_, '_>) -> (AgencyKind, &'static str) {
    match story.child.place {
        Some((brought_domain::person::PlaceKind::School, name)) => (AgencyKind::School, name),
        _ => (AgencyKind::Nursery, nursery_of(story)),
    }
}

/// The social worker visited and did not see the child.
fn visited_in_vain(story: &mut Story<'_, '_>, at: Timestamp) {
    let visit =
        Visit { at, essential_to: Some(PlanKind::ChildProtection), ..story.visit((1, 9, 0), Setting::Home, "Visit under the plan") };
    let responses = [ResponseKind::CardLeft, ResponseKind::TelephoneTried];
    let note = "A light was on upstairs. Knocked, rang the bell, rang the telephone: no answer. Card left.";
    story.came_to(&visit, CameTo { outcome: Outcome::Plain(OutcomeKind::NoResponse), responses: &responses, note });
}

fn kept_before(story: &mut Story<'_, '_>, days: usize) {
    let note = "Seen in the bedroom and the garden. Showed me a drawing of the family.";
    let visit =
        Visit { essential_to: Some(PlanKind::ChildProtection), ..story.visit((days, 15, 30), Setting::Home, "Visit under the plan") };
    story.came_to(&visit, CameTo { outcome: Outcome::Plain(OutcomeKind::Seen), responses: &[], note });
}

fn talked_with_the_manager(story: &mut Story<'_, '_>, moment: Moment) {
    let topic = DiscussionTopic::NotSeenUnderProtectionPlan;
    let summary = "Child last seen two weeks ago. Police welfare check if the next visit fails; school to tell us at once if absent.";
    story.discussed(moment, Who::SocialWorkManager, topic, ReferralDecision::NotAsked, summary);
}

/// Not seen yesterday afternoon, whatever day that was: the twenty-four hours are running.
pub(super) fn visit_yesterday(story: &mut Story<'_, '_>) {
    protection_plan(story);
    kept_before(story, 12);
    let yesterday = story.scribe.dates.days_ago(1);
    let day = if story.shift == 0 { yesterday } else { story.day(1) };
    let at = story.scribe.at(day, 16, 30);
    visited_in_vain(story, at);
}

/// Not seen, talked over in time, further visit set: the five working days are running.
pub(super) fn further_visit_set(story: &mut Story<'_, '_>) {
    protection_plan(story);
    kept_before(story, 14);
    let at = story.instant((3, 16, 0));
    visited_in_vain(story, at);
    talked_with_the_manager(story, (2, 10, 0));
    everybody_on_the_plan(story);
    let by = if story.shift == 0 { story.scribe.dates.ahead(2) } else { story.scribe.dates.ago(story.shift.saturating_sub(2)) };
    let visitor_id = Some(Who::DutyWorker.id());
    let fact = FurtherVisitSet { by, visitor: Role::DutyWorker, visitor_id, child: story.child.id.clone() };
    story.write_as(Who::SocialWorkManager, (2, 10, 30), Fact::FurtherVisitSet(fact));
}

/// Not seen four working days ago; nobody has talked it over.
pub(super) fn discussion_late(story: &mut Story<'_, '_>) {
    protection_plan(story);
    kept_before(story, 15);
    let at = story.instant((4, 11, 0));
    visited_in_vain(story, at);
}

/// A child in need: each agency on the plan is asked; one has answered.
pub(super) fn child_in_need(story: &mut Story<'_, '_>) {
    let nursery = nursery_of(story);
    let members = [
        (AgencyKind::ChildrensSocialCare, "East team", Who::SocialWorker.name(), Role::KeyWorker),
        (AgencyKind::Nursery, nursery, "Sally Thorne", Role::Practitioner),
        (AgencyKind::Housing, "Harrowmere Homes", "Tenancy officer", Role::Practitioner),
    ];
    story.plan(49, PlanKind::ChildInNeed, &members);
    first_failed(story, 21, "Development review");
    let visit = Visit {
        essential_to: Some(PlanKind::ChildInNeed),
        ..story.visit((2, 13, 0), Setting::Home, "Development review, asked for by the plan")
    };
    let came_to = CameTo {
        outcome: Outcome::Plain(OutcomeKind::NoResponse),
        responses: &[ResponseKind::CardLeft],
        note: "Neighbour says they went out ten minutes earlier. Card left.",
    };
    story.came_to(&visit, came_to);
    think(story, (1, 9, 30), "Whether the visit was remembered.");
    let saw = Saw::InPerson((1, 8, 45), nursery, "Sally Thorne", "key person at nursery");
    story.asked((1, 12, 0), agency(AgencyKind::Nursery, nursery), "Sally Thorne", saw, "Comes every day, in good spirits.");
    let summary = "The social worker visits on Friday and will say that the health visitor would like to come along.";
    told_the_key_worker(story, (1, 15, 0), Who::SocialWorker.name(), summary);
    story.planned_ahead(2, Setting::Home, "Development review");
}

/// Early help: the lead professional has been told that the plan's contact failed.
pub(super) fn early_help(story: &mut Story<'_, '_>) {
    let school = school_of(story);
    let members = [
        (AgencyKind::EarlyHelp, "Family hub", "Dawn Archer", Role::KeyWorker),
        (AgencyKind::School, school, "Mrs Patricia Lowe", Role::Practitioner),
    ];
    story.plan(60, PlanKind::EarlyHelp, &members);
    let visit = Visit {
        essential_to: Some(PlanKind::EarlyHelp),
        ..story.visit((7, 9, 30), Setting::School, "Sleep clinic session, part of the plan")
    };
    let came_to = CameTo {
        outcome: Outcome::Plain(OutcomeKind::WasNotBrought),
        responses: &[ResponseKind::TelephoneTried],
        note: "Absent from school that morning. Rang home; message left.",
    };
    story.came_to(&visit, came_to);
    think(story, (6, 9, 30), "Why absent that day.");
    let summary = "Dawn sees the family on Thursday and will ask what would make the session easier.";
    told_the_key_worker(story, (5, 14, 0), "Dawn Archer", summary);
}

/// The key worker knows that a contact the plan asks for did not take place (NAF-26).
fn told_the_key_worker(story: &mut Story<'_, '_>, moment: Moment, person: &str, summary: &str) {
    let fact = DiscussionHeld {
        with: Role::KeyWorker,
        person: Some(person.to_owned()),
        topic: DiscussionTopic::PlanNotMet,
        decision: ReferralDecision::NotAsked,
        summary: summary.to_owned(),
    };
    story.write(moment, Fact::DiscussionHeld(fact));
}

/// What the others on the protection plan know; the school saw the child the next morning.
fn everybody_on_the_plan(story: &mut Story<'_, '_>) {
    think(story, (2, 9, 15), "Why nobody opened although a light was on.");
    let (kind, place) = school_or_nursery(story);
    let saw = Saw::InPerson((2, 8, 50), place, "Mrs Patricia Lowe", "class teacher");
    story.asked((2, 9, 30), agency(kind, place), "Mrs Patricia Lowe", saw, "In school this morning, tired, ate a good breakfast there.");
    let gp = agency(AgencyKind::GpPractice, story.home.gp);
    story.asked((2, 12, 0), gp, "Dr Helen Marsh", Saw::No, "No visit this month. Same address.");
    let health = agency(AgencyKind::HealthVisiting, Team::HealthVisiting.name());
    let name = story.home.health_visitor.name();
    story.asked((2, 14, 0), health, name, Saw::No, "Next visit is planned for the end of the month.");
    story.followed_up((2, 17, 0), ResponseKind::SpokeToFamily, "Spoke by telephone: says the bell does not work. Agreed to a visit.");
    story.questions((2, 11, 0), &[ConcernQuestion::PlanNow], "Yes: a child protection plan is in force. No to the others.");
    let summary = "Nothing new beyond the plan. Further visit first; strategy discussion if the child is not seen then.";
    let reasons = "The child is known to children's social care, who hold the plan.".to_owned();
    story.discussed((2, 11, 30), Who::LineManager, DiscussionTopic::PlanNotMet, ReferralDecision::NotAsked, summary);
    let decision = ReferralDecision::DoNotRefer { reasons };
    story.discussed((2, 11, 35), Who::LineManager, DiscussionTopic::Concerns, decision, summary);
}

/// A looked-after young person who was not at the yearly health review.
pub(super) fn looked_after(story: &mut Story<'_, '_>) {
    let members = [
        (AgencyKind::ChildrensSocialCare, "Children looked after team", "Femi Oladapo", Role::SocialWorker),
        (AgencyKind::Voluntary, "Fernhill foster carers", "Foster carer", Role::Practitioner),
    ];
    story.plan(200, PlanKind::LookedAfter, &members);
    story.kept((180, 10, 0), Setting::School, "Health review", "Spoke about football and the new placement. Teeth need a check.");
    let responses = [ResponseKind::TelephoneTried, ResponseKind::MessageSent];
    let note = "Placement changed last week; the letter may have gone to the earlier one.";
    story.failed((1, 11, 0), Setting::School, "Yearly health review", OutcomeKind::WasNotBrought, &responses, note);
    let note = "Asked the social worker for the new address; will ring on Thursday if nothing has come.";
    story.write((1, 15, 15), Fact::NoteWritten(note.to_owned()));
}
