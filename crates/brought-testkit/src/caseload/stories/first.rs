//! One contact failed.

use crate::caseload::routine;
use crate::caseload::story::{Story, Thought, steps};
use brought_domain::circumstances::FactorKind;
use brought_domain::contact::{OutcomeKind, ResponseKind, Setting};
use brought_domain::work::ReasonKind;

/// Expected at the clinic on the last working day; nobody has recorded what came of it.
pub(super) fn missed_clinic_first(story: &mut Story<'_, '_>) {
    story.kept((24, 10, 0), Setting::Home, "Feeding and weight", "Feeding well, smiles at voices. Clinic review agreed for next month.");
    routine::without_outcome(story, (1, 14, 0), Setting::Clinic, "Development review");
}

/// Not brought; nothing but the outcome and the response is recorded.
pub(super) fn awaiting_analysis(story: &mut Story<'_, '_>) {
    story.kept((60, 11, 0), Setting::Home, "Two-year visit", "Runs, climbs and talks about the dog next door.");
    story.not_brought((1, 10, 15), "Two-year review", "Rang at half past ten; left a message with the clinic's number.");
}

/// Nobody answered the door yesterday.
pub(super) fn no_access(story: &mut Story<'_, '_>) {
    story.kept((30, 10, 0), Setting::Home, "New baby visit", "Baby well, family settling in. Next visit agreed.");
    story.no_answer((1, 11, 30), "Weight check at home", "Rang the bell twice and knocked. Curtains open. Card put through the door.");
}

/// Not brought; a concern about the child's welfare was known before, so everything starts at once (NAF-14).
pub(super) fn with_welfare_concern(story: &mut Story<'_, '_>) {
    let note = "Nursery told us in the spring that lunch boxes were often empty on Mondays.";
    story.factor(55, FactorKind::WelfareConcern, note);
    story.kept((40, 9, 30), Setting::Home, "Weight check", "Weight slightly below the earlier line. Food bank voucher given.");
    story.not_brought((1, 9, 45), "Weight check", "Rang twice; the number rings out. Text sent with a new time to choose.");
}

/// Not brought to the asthma clinic after a stay in hospital.
pub(super) fn with_severe_condition(story: &mut Story<'_, '_>) {
    story.factor(50, FactorKind::SevereHealthCondition, "Asthma with two stays in hospital this year, one in intensive care.");
    story.kept((48, 10, 0), Setting::Hospital, "Review after hospital stay", "Breathing easily. Preventer doubled; plan given to school.");
    let note = "Spare inhaler prescription is due this week. Rang the home number, no answer.";
    story.not_brought((1, 13, 30), "Asthma review", note);
}

/// The door was opened but not further; the practitioner is worried about the parent.
pub(super) fn with_worrying_presentation(story: &mut Story<'_, '_>) {
    story.kept((28, 14, 0), Setting::Home, "Six-week visit", "Feeding well. Talked about tiredness; would like another visit.");
    let note = format!("{} came to the door, spoke very quietly and asked to be left alone today.", story.carer_name());
    let responses = [ResponseKind::CardLeft, ResponseKind::MessageSent];
    story.failed((2, 10, 0), Setting::Home, "Follow-up visit", OutcomeKind::DoorstepOnly, &responses, &note);
    let factor = "Looked exhausted and tearful at the door; different from earlier visits.";
    story.factor(1, FactorKind::WorryingParentalPresentation, factor);
}

/// Not brought; the impact was thought about and a new session is booked.
pub(super) fn analysed(story: &mut Story<'_, '_>) {
    story.kept((35, 13, 0), Setting::Clinic, "Language assessment", "Understands much more than is said. Six sessions offered.");
    story.not_brought((6, 13, 0), "Speech and language session", "Rang after ten minutes; number engaged. Text sent.");
    let said = "Nursery moved its hours, so the session now falls into nap time.";
    story.followed_up((5, 10, 30), ResponseKind::SpokeToFamily, said);
    let impact = format!("{} misses one of six sessions; the practice ideas at home carry on.", story.child_name());
    story.analysed(
        (5, 11, 0),
        Thought {
            impact: &impact,
            known: said,
            not_known: "Whether the later sessions clash as well.",
            decision: steps("Move the sessions to the morning and ring after the next one."),
            reasons: &[ReasonKind::Logistics],
            wishes: "Would like to come; mornings only.",
        },
    );
    story.planned_ahead(4, Setting::Clinic, "Speech and language session");
}
