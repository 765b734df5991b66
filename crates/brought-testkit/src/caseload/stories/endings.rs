//! Follow-ups that ended, opened again, or were reported as ended by somebody who cannot end them.

use super::second::{everybody_answers, first_failed, second_failed_at_home, think};
use crate::caseload::scribe::BOOKING_SYSTEM;
use crate::caseload::story::{Moment, Story, Thought, steps};
use brought_domain::contact::{Answer, OutcomeKind, ResponseKind, Setting};
use brought_domain::work::{DischargeReported, HowSeen, ReasonKind, SeenBy};
use brought_domain::{Fact, Happened};

/// The child came, was seen and assessed, and the follow-up was ended with both halves of the evidence.
fn seen_and_assured(story: &mut Story<'_, '_>, (days, hour, minute): Moment) {
    story.kept((days, hour, minute), Setting::Home, "Visit at a time the family chose", "Opened the door with a wave. Growth on its line.");
    let child = story.child.id.clone();
    story.needs((days, hour + 1, 0), Answer::Yes, Answer::No, "Weighed, measured, watched at play; home warm and tidy enough to play in.");
    let findings = "No vulnerability found: support from grandparents, steady work, same GP for years.";
    story.assessed((days, hour + 1, 20), std::slice::from_ref(&child), Answer::No, findings);
    let seen =
        story.seen(&child, (days, hour, minute), "at home", (story.who.name(), SeenBy::ThisService, "health visitor"), HowSeen::InPerson);
    let gp = format!("{} (GP practice)", story.home.gp);
    let basis = "Growth on its line, immunised, warm between parent and child.";
    story.assured(
        (days, hour + 1, 40),
        vec![seen],
        basis,
        "Seen in person and well; reason for the missed contacts known.",
        &["the family", &gp],
    );
}

/// Ended with the child seen and needs met.
pub(super) fn closed_with_assurance(story: &mut Story<'_, '_>) {
    first_failed(story, 50, "Development review");
    second_failed_at_home(story, 34, "Development review at home");
    story.followed_up((33, 10, 0), ResponseKind::SpokeToFamily, "New telephone; had been in hospital with an older child.");
    think(story, (33, 10, 30), "Nothing open: the reason is known.");
    seen_and_assured(story, (24, 10, 0));
}

/// Ended, and opened again by a later failed contact.
pub(super) fn closed_and_reopened(story: &mut Story<'_, '_>) {
    first_failed(story, 90, "Growth review");
    story.followed_up((88, 10, 0), ResponseKind::SpokeToFamily, "Forgot; would like a reminder by text.");
    seen_and_assured(story, (80, 10, 30));
    story.not_brought((1, 9, 30), "Two-year review", "Reminder had been sent. Rang: straight to voicemail.");
}

/// Another system says that the child was discharged: it ends nothing (NAF-10).
pub(super) fn discharge_reported(story: &mut Story<'_, '_>) {
    first_failed(story, 24, "Development review");
    second_failed_at_home(story, 6, "Development review at home");
    think(story, (5, 9, 30), "How the family is; the nursery may know.");
    story.followed_up((5, 10, 0), ResponseKind::TelephoneTried, "No answer; message left with both numbers.");
    everybody_answers(story, 4);
    story.questions((4, 14, 0), &[], "No to all seven, from the record, the nursery and the GP.");
    let (about, at) = (story.about.clone(), Happened::At(story.instant((1, 18, 0))));
    let reason = Some(format!("Two appointments missed; closed automatically by {BOOKING_SYSTEM}"));
    story.scribe.import(&about, story.team, at, Fact::DischargeReported(DischargeReported { reason }));
}

/// The family would rather not have the service: heard, and thought about (NAF-02).
pub(super) fn declined(story: &mut Story<'_, '_>) {
    story.kept((70, 10, 0), Setting::Home, "Development review", "Well and full of words. Parents feel they need no further visits.");
    let note = "Rang to say thank you, they would rather not have the review. Will ring if anything changes.";
    story.failed((2, 10, 0), Setting::Clinic, "Two-year review", OutcomeKind::Declined, &[ResponseKind::SpokeToFamily], note);
    story.analysed(
        (1, 13, 0),
        Thought {
            impact: "The two-year review is the last planned look at speech and growth before school.",
            known: "Nursery four days a week; second child of the family; GP visits as expected.",
            not_known: "Whether the nursery does a review of its own.",
            decision: steps("Ask the nursery, with the parents' consent, and leave the door open."),
            reasons: &[ReasonKind::OptingOut],
            wishes: "Parents are content with nursery and GP and would like no visits for now.",
        },
    );
}
