//! Somebody found a concern: it is talked over, and perhaps referred (NAF-20, NAF-25).

use super::second::{first_failed, school_of, second_failed_at_home, think};
use crate::caseload::directory::Who;
use crate::caseload::story::{Saw, Story, agency};
use brought_domain::circumstances::ConcernQuestion;
use brought_domain::contact::{Answer, ResponseKind};
use brought_domain::work::{AgencyKind, DiscussionTopic, ReferralDecision};

/// Twice not seen, and one of the seven questions is answered yes.
fn with_concern(story: &mut Story<'_, '_>, days: usize) {
    first_failed(story, days + 22, "Development review");
    second_failed_at_home(story, days + 4, "Development review at home");
    think(story, (days + 3, 9, 30), "What the shouting was about, and where the children were.");
    story.followed_up((days + 3, 10, 0), ResponseKind::TelephoneTried, "No answer; message left asking how everybody is.");
    let police = agency(AgencyKind::Police, "Harrowmere neighbourhood team");
    let learnt = "Called to the address three weeks ago because of shouting between the adults.";
    story.asked((days + 2, 14, 0), police, "PC Dilys Rowe", Saw::NotAsked, learnt);
    story.questions((days + 1, 10, 0), &[ConcernQuestion::FamilyViolence], "Yes to violence in the family: the police were called.");
}

/// A concern was found yesterday; the discussion is owed.
pub(super) fn found(story: &mut Story<'_, '_>) {
    with_concern(story, 0);
}

/// Talked over with the safeguarding lead: refer. The referral is owed.
pub(super) fn refer_decided(story: &mut Story<'_, '_>) {
    first_failed(story, 25, "Health review");
    story.not_brought((6, 10, 30), "Health review, second offer", "School says absent all week. Rang home, no answer.");
    let school = school_of(story);
    let learnt = "Away for nine days. The epilepsy medicine kept at school has not been asked for; the one at home runs out this week.";
    story.asked((5, 9, 30), agency(AgencyKind::School, school), "Head of pastoral care", Saw::No, learnt);
    story.followed_up((5, 11, 0), ResponseKind::TelephoneTried, "No answer on either number.");
    think(story, (5, 11, 30), "Where the child is, and who has the medicine.");
    let reasons = "Yes: medicine is needed every day and may have run out.";
    story.questions((4, 10, 0), &[ConcernQuestion::EndangeredNow], reasons);
    let summary = "Refer today, and ask the GP and the pharmacy whether a prescription was collected anywhere.";
    story.discussed((2, 15, 0), Who::SafeguardingLead, DiscussionTopic::Concerns, ReferralDecision::Refer, summary);
}

fn refer(story: &mut Story<'_, '_>, days: usize) -> brought_domain::EventId {
    with_concern(story, days + 1);
    let summary = "Violence at home reported, young child not seen for some weeks. Refer.";
    story.discussed((days + 1, 16, 0), Who::Supervisor, DiscussionTopic::Concerns, ReferralDecision::Refer, summary);
    let content = format!(
        "{} has not been seen by us for some weeks. Police attended in that time because of shouting. We ask for an assessment and \
         a visit. What the family would like is not known.",
        story.child_name()
    );
    story.referred((days, 10, 30), &content)
}

/// Referred some days ago; nobody has answered.
pub(super) fn referral_unanswered(story: &mut Story<'_, '_>) {
    refer(story, 5);
}

/// Referred and answered: an assessment has begun.
pub(super) fn referral_answered(story: &mut Story<'_, '_>) {
    let referral = refer(story, 9);
    let answer = "Accepted. A social worker visits this week and will tell us what was seen.";
    story.answered((7, 12, 0), &referral, answer, Answer::Yes);
}

/// Talked over with the line manager: no referral, for these reasons.
pub(super) fn not_referred(story: &mut Story<'_, '_>) {
    first_failed(story, 29, "Weight check");
    second_failed_at_home(story, 10, "Weight check at home");
    think(story, (9, 9, 30), "How things are since the support package ended.");
    story.followed_up((9, 10, 15), ResponseKind::SpokeToFamily, "Spoke to an aunt, who says everybody is well and will pass it on.");
    let gp = agency(AgencyKind::GpPractice, story.home.gp);
    let saw = Saw::InPerson((9, 16, 0), story.home.gp, "Dr Helen Marsh", "GP");
    story.asked((8, 12, 30), gp, "Dr Helen Marsh", saw, "Came with an ear infection the day before. Weight fine, lively.");
    story.questions((8, 14, 0), &[ConcernQuestion::EarlierConcerns], "Yes to earlier concerns: support package two years ago, ended well.");
    let reasons = "Seen by the GP in person this week; earlier support ended well; the family answered through the aunt.".to_owned();
    let summary = "Agreed to carry on with home visits and to ask early help whether the family would like some support.";
    story.discussed((7, 9, 30), Who::LineManager, DiscussionTopic::Concerns, ReferralDecision::DoNotRefer { reasons }, summary);
    story.needs((6, 10, 0), Answer::NotKnown, Answer::NotKnown, "One look at the surgery tells us little about home.");
}
