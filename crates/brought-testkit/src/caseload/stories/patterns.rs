//! Patterns over months: closure, flight, disguised compliance (NAF-03 to NAF-05).

use super::moved;
use super::second::{first_failed, think};
use crate::caseload::directory::{Team, Who};
use crate::caseload::scribe::{CameTo, Visit};
use crate::caseload::story::{Saw, Story, agency};
use brought_domain::Fact;
use brought_domain::contact::{Answer, Arranged, Outcome, OutcomeKind, ResponseKind, Setting};
use brought_domain::person::{PlaceChanged, PlaceKind};
use brought_domain::work::AgencyKind;

fn place(story: &mut Story<'_, '_>, days: usize, place: PlaceKind, to: Option<&str>, reported_by_family: Answer) {
    let fact = PlaceChanged { place, to: to.map(str::to_owned), reported_by_family };
    story.write_for_all(days, Fact::PlaceChanged(fact));
}

/// The family draws back: the door stays shut, contacts are cancelled, the child is taken out of school.
pub(super) fn closure(story: &mut Story<'_, '_>) {
    let note = "Rang to cancel: too much going on. Would not choose another day.";
    story.failed((68, 9, 30), Setting::School, "Health review", OutcomeKind::CancelledByFamily, &[], note);
    story.told_by(Team::HealthVisiting, story.home.health_visitor);
    story.no_answer((52, 11, 0), "Visit to the family", "Voices inside; nobody came to the door. Card left.");
    think(story, (51, 9, 30), "What has changed for the family since the summer.");
    let responses = [ResponseKind::CardLeft];
    let note = format!("{} spoke through the letter box: not today, please.", story.carer_name());
    story.failed((31, 13, 30), Setting::Home, "Visit to the family", OutcomeKind::RefusedByParentOrCarer, &responses, &note);
    story.told_by(Team::SchoolNursing, Who::SchoolNurse);
    place(story, 18, PlaceKind::School, None, Answer::No);
    story.failed((9, 10, 0), Setting::Clinic, "Health review", OutcomeKind::WasNotBrought, &[ResponseKind::TelephoneTried], NO_ANSWER);
    think(story, (8, 10, 0), "Whether the child is taught at home now.");
}

/// Three moves in half a year, two of which nobody was told about.
pub(super) fn flight(story: &mut Story<'_, '_>) {
    moved(story.scribe, story.home, 110 + story.shift, "4 Copper Street", Answer::Yes);
    first_failed(story, 74, "Health review");
    moved(story.scribe, story.home, 60 + story.shift, "Flat 9, Weavers Court", Answer::No);
    place(story, 57, PlaceKind::GpPractice, Some("Canal Side Medical Centre"), Answer::No);
    place(story, 44, PlaceKind::School, Some("Copper Street Primary School"), Answer::NotKnown);
    story.not_brought((30, 9, 30), "Health review, second offer", "Letter came back: gone away.");
    let council = agency(AgencyKind::Housing, "Harrowmere Homes");
    story.asked(
        (28, 11, 0),
        council,
        "Tenancy officer",
        Saw::NotKnown,
        "Gave up the tenancy at short notice. New address through the school.",
    );
    moved(story.scribe, story.home, 16 + story.shift, "61 Station Parade", Answer::No);
    story.not_brought((6, 9, 30), "Health review, third offer", "School has a new address again; ours was out of date.");
}

/// Agreed and moved, then failed, again and again; once seen only through a window.
pub(super) fn disguised_compliance(story: &mut Story<'_, '_>) {
    for (days, purpose) in [(58, "Weight check"), (41, "Weight check, new time")] {
        agreed_then_failed(story, days, purpose);
    }
    let note = "Rang that morning: visitors had come. Asked for Thursday, which we agreed.";
    story.failed((27, 10, 0), Setting::Home, "Weight check, third time", OutcomeKind::CancelledByFamily, &[], note);
    let note = format!(
        "{} held {} up at the upstairs window and waved, and said now was not a good time.",
        story.carer_name(),
        story.child_name()
    );
    let responses = [ResponseKind::CardLeft];
    story.failed((22, 10, 0), Setting::Home, "Weight check, fourth time", OutcomeKind::SeenAtADistance, &responses, &note);
    agreed_then_failed(story, 8, "Weight check, fifth time");
    think(story, (7, 9, 30), "How the child really is: nobody of us has been in the same room for three months.");
}

fn agreed_then_failed(story: &mut Story<'_, '_>, days: usize, purpose: &str) {
    let visit = Visit { arranged: Arranged::Verbally, ..story.visit((days, 11, 0), Setting::Clinic, purpose) };
    let note = "Had agreed this time on the telephone the day before and sounded pleased.";
    let came_to = CameTo { outcome: Outcome::Plain(OutcomeKind::WasNotBrought), responses: &[ResponseKind::TelephoneTried], note };
    story.came_to(&visit, came_to);
}

const NO_ANSWER: &str = "Rang both numbers; no answer. Text sent to say we would still like to meet.";
