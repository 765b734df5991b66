//! Odd ways in which a contact can come to nothing, or the record of it can be wrong.

use super::second::{LETTER, first_failed, think};
use crate::caseload::directory::Who;
use crate::caseload::routine;
use crate::caseload::scribe::{CameTo, Visit};
use crate::caseload::story::{Saw, Story, Thought, agency, steps};
use brought_domain::contact::{Answer, Arranged, Outcome, OutcomeKind, ResponseKind, Setting, UnscheduledAttendance};
use brought_domain::person::{CommunicationNeed, CommunicationNeedKind};
use brought_domain::work::{AgencyKind, HowSeen, ReasonKind, SeenBy};
use brought_domain::{Correction, CorrectionKind, Fact, Happened};
use jiff::SignedDuration;

/// Let in, and kept from seeing the child: a risk indicator (NAF-09).
pub(super) fn actively_prevented(story: &mut Story<'_, '_>) {
    story.kept((62, 10, 0), Setting::Home, "Development review", "Shy at first, then showed me all the cars.");
    let visit = story.visit((1, 11, 0), Setting::Home, "Growth review at home");
    let outcome = Outcome::UnseenChild { reason: Some("said to be asleep upstairs".into()), actively_prevented: Answer::Yes };
    let note = "Heard crying upstairs and asked to look in. An adult stood on the stairs and asked me to leave.";
    story.came_to(&visit, CameTo { outcome, responses: &[ResponseKind::SpokeToFamily], note });
}

/// One visit, two children: one seen, one not, for a good reason.
pub(super) fn sibling_not_seen(story: &mut Story<'_, '_>) {
    let visit = story.visit((1, 10, 0), Setting::Home, "Review of both children");
    let people: Vec<_> = story.home.children.iter().take(2).map(|child| child.id.clone()).collect();
    let contact = story.scribe.plan(&people.iter().collect::<Vec<_>>(), &visit);
    let note = "At a birthday party; shown photographs from the morning.";
    let outcome = Outcome::UnseenChild { reason: Some("at a birthday party".into()), actively_prevented: Answer::No };
    story.scribe.came_to(&people[0], &contact, &visit, CameTo { outcome, responses: &[ResponseKind::SpokeToFamily], note });
    if let Some(sibling) = people.get(1) {
        let note = "Growing well, read me a page of a book.";
        let came_to = CameTo { outcome: Outcome::Plain(OutcomeKind::Seen), responses: &[], note };
        story.scribe.came_to(sibling, &contact, &visit, came_to);
    }
}

/// The booking system says that the child was not brought; nobody has confirmed it.
pub(super) fn imported_unconfirmed(story: &mut Story<'_, '_>) {
    story.kept((75, 10, 0), Setting::Clinic, "Asthma review", "Peak flow better than in winter.");
    story.imported_not_brought((2, 10, 0), "Asthma review", "3");
}

/// Recorded as not brought; it turned out that nobody had been told of the new time.
pub(super) fn administrative_error(story: &mut Story<'_, '_>) {
    let visit = story.visit((15, 10, 0), Setting::Clinic, "Asthma review");
    let note = "Waited fifteen minutes, rang, no answer.";
    let came_to = CameTo { outcome: Outcome::Plain(OutcomeKind::WasNotBrought), responses: &[ResponseKind::TelephoneTried], note };
    let contact = story.came_to(&visit, came_to);
    let evidence = "The clinic was moved to Thursday and the letter with the new day was never sent (print run of that day).".to_owned();
    let delay = SignedDuration::from_hours(49);
    let record = crate::caseload::scribe::outcome_record(
        &contact,
        brought_domain::contact::Certainty::Confirmed,
        CameTo {
            outcome: Outcome::AdministrativeError { evidence },
            responses: &[ResponseKind::SpokeToFamily],
            note: "Rang to say sorry.",
        },
    );
    let about = story.about.clone();
    let fact = Fact::OutcomeRecorded(record);
    story.scribe.write_after(delay, &about, Some(story.team), Happened::At(visit.at), story.who, fact);
    story.planned_ahead(5, Setting::Clinic, "Asthma review");
}

/// An outcome written into the wrong child's record, and withdrawn.
pub(super) fn entry_withdrawn(story: &mut Story<'_, '_>) {
    let visit = story.visit((11, 9, 0), Setting::Clinic, "Speech and language session");
    let about = story.about.clone();
    let contact = story.scribe.plan(&[&about], &visit);
    let note = "Waited; nobody came.";
    let came_to = CameTo { outcome: Outcome::Plain(OutcomeKind::WasNotBrought), responses: &[ResponseKind::TelephoneTried], note };
    let event = story.scribe.came_to(&about, &contact, &visit, came_to);
    let reason = "Written into the wrong record: this child was in the waiting room and was seen.".to_owned();
    let correction = Correction { event, how: CorrectionKind::Withdraws, reason };
    let at = story.instant((6, 16, 0));
    story.scribe.withdraw(&about, story.team, at, story.who, correction);
    let seen = CameTo { outcome: Outcome::Plain(OutcomeKind::Seen), responses: &[], note: "Three new words. Practised the sound s." };
    let record = crate::caseload::scribe::outcome_record(&contact, brought_domain::contact::Certainty::Confirmed, seen);
    let delay = at.duration_since(visit.at) + SignedDuration::from_mins(4);
    let fact = Fact::OutcomeRecorded(record);
    story.scribe.write_after(delay, &about, Some(story.team), Happened::At(visit.at), story.who, fact);
}

/// The service cancelled twice: never counted against a family.
pub(super) fn cancelled_by_service(story: &mut Story<'_, '_>) {
    for (days, note) in [(40, "Audiologist ill; rang the family that morning."), (16, "Sound booth broken; letter with a new day sent.")] {
        story.failed((days, 9, 30), Setting::Clinic, "Hearing test", OutcomeKind::CancelledByService, &[], note);
    }
    story.planned_ahead(6, Setting::Clinic, "Hearing test");
}

/// Two visits that nobody had arranged: the first found nobody in, at the second the baby was seen.
pub(super) fn opportunistic_visits(story: &mut Story<'_, '_>) {
    let visits = [
        (20, OutcomeKind::NoResponse, &[ResponseKind::CardLeft][..], "Was in the street and rang the bell. Card left to say hello."),
        (12, OutcomeKind::Seen, &[][..], "Met at the door on the way out. Baby awake, pink and smiling."),
    ];
    for (days, kind, responses, note) in visits {
        let visit = Visit { arranged: Arranged::Opportunistic, ..story.visit((days, 12, 0), Setting::Home, "Passing by") };
        story.came_to(&visit, CameTo { outcome: Outcome::Plain(kind), responses, note });
    }
}

/// Three past sessions of which nobody has recorded what came of them.
pub(super) fn without_outcome(story: &mut Story<'_, '_>) {
    for days in [21, 14, 7] {
        routine::without_outcome(story, (days, 11, 0), Setting::Nursery, "Speech and language session");
    }
}

/// Not brought a week ago, written down yesterday.
pub(super) fn recorded_late(story: &mut Story<'_, '_>) {
    let visit = story.visit((6, 10, 0), Setting::Clinic, "Dental check");
    let about = story.about.clone();
    let contact = story.scribe.plan(&[&about], &visit);
    let note = "Written down from my paper diary; I was away at another site since.";
    let came_to = CameTo { outcome: Outcome::Plain(OutcomeKind::WasNotBrought), responses: &[ResponseKind::MessageSent], note };
    let record = crate::caseload::scribe::outcome_record(&contact, brought_domain::contact::Certainty::Confirmed, came_to);
    let delay = story.instant((1, 16, 45)).duration_since(visit.at);
    let fact = Fact::OutcomeRecorded(record);
    story.scribe.write_after(delay, &about, Some(story.team), Happened::At(visit.at), story.who, fact);
}

/// Left the clinic before being seen, then came to the emergency department at night.
pub(super) fn left_before_being_seen(story: &mut Story<'_, '_>) {
    let note = "Clinic ran ninety minutes late. They told the desk that the bus would not wait.";
    let responses = [ResponseKind::SpokeToFamily];
    story.failed((8, 15, 0), Setting::Hospital, "Asthma review", OutcomeKind::LeftBeforeBeingSeen, &responses, note);
    let visit = UnscheduledAttendance {
        place: "Harrowmere General Hospital, emergency department".into(),
        reason: Some("wheeze at night".into()),
        seen: Answer::Yes,
    };
    story.write_as(Who::ClinicNurse, (6, 23, 10), Fact::UnscheduledAttendance(visit));
    think(story, (5, 9, 30), "Whether the blue inhaler at home was empty.");
}

/// A pregnancy: the antenatal visit found nobody in.
pub(super) fn unborn(story: &mut Story<'_, '_>) {
    story.kept((30, 10, 0), Setting::Home, "Antenatal visit", "Looking forward to the baby. Cot borrowed from a cousin.");
    story.no_answer((7, 10, 0), "Antenatal visit", "No answer; card left. Midwife sees the family on Friday.");
    let midwife = agency(AgencyKind::Midwifery, "Harrowmere community midwives");
    let learnt = "Kept every antenatal appointment. Same address; new mobile number.";
    story.asked((6, 12, 0), midwife, "Ceri Bowen", Saw::NotAsked, learnt);
    think(story, (6, 12, 30), "Whether the visit letter went to the earlier address.");
}

/// Letters came in English only.
pub(super) fn interpreter_needed(story: &mut Story<'_, '_>) {
    story.not_brought((17, 9, 30), "Hearing test", "Rang; we did not understand one another.");
    let need = CommunicationNeed {
        kind: CommunicationNeedKind::Interpreter,
        note: Some("Please book a Tigrinya interpreter and send letters in Tigrinya.".into()),
    };
    story.write_for_all(15, Fact::CommunicationNeedRecorded(need));
    story.followed_up((14, 11, 0), ResponseKind::SpokeToFamily, "Rang with an interpreter: had not understood the letter. Wants to come.");
    story.analysed(
        (14, 11, 30),
        Thought {
            impact: "The hearing test is six weeks later than it should be; speech depends on it.",
            known: "The letter was in English only.",
            not_known: "",
            decision: steps("Book an interpreter for the test and send the letter in Tigrinya."),
            reasons: &[ReasonKind::Communication, ReasonKind::ServiceError],
            wishes: "Would like the test soon and an interpreter who is a woman.",
        },
    );
    story.wrote((14, 12, 0), LETTER);
    story.planned_ahead(3, Setting::Clinic, "Hearing test with interpreter");
}

/// A parent says that the young person refuses to come; nobody has asked the young person.
pub(super) fn reported_to_refuse(story: &mut Story<'_, '_>) {
    story.kept((72, 15, 0), Setting::Clinic, "Therapy session", "Spoke about friends; would like to keep coming.");
    let visit = story.visit((9, 15, 0), Setting::Clinic, "Therapy session");
    let outcome = Outcome::ReportedToRefuse { reporter: story.carer_name().to_owned() };
    let note = "Told on the telephone that today was too much. Have not heard it from the young person.";
    story.came_to(&visit, CameTo { outcome, responses: &[ResponseKind::SpokeToFamily], note });
    think(story, (8, 9, 30), "What the young person thinks: nobody has asked yet.");
}

/// Seen only across a car park.
pub(super) fn seen_at_a_distance(story: &mut Story<'_, '_>) {
    first_failed(story, 24, "Weight check");
    let note = "Saw the child in the car across the road; they drove off before I could say hello.";
    story.failed((6, 12, 0), Setting::Home, "Weight check at home", OutcomeKind::SeenAtADistance, &[ResponseKind::CardLeft], note);
    let child = story.child.id.clone();
    let seen = story.seen(&child, (4, 9, 0), "playground", ("Joy Adler", SeenBy::FamilyOrFriend, "neighbour"), HowSeen::AtADistance);
    story.write((4, 12, 0), Fact::SightingRecorded(seen));
    let gp = agency(AgencyKind::GpPractice, story.home.gp);
    let saw = Saw::AtADistance((3, 9, 0), "surgery car park", "Receptionist", "receptionist");
    story.asked((3, 14, 0), gp, "Receptionist", saw, "Waved from the car when picking up a prescription.");
}

/// Nobody knows where the family is.
pub(super) fn whereabouts_unknown(story: &mut Story<'_, '_>) {
    first_failed(story, 22, "Development review");
    let note = "House empty, letters behind the door. A neighbour thinks they left at the weekend.";
    story.failed((2, 10, 0), Setting::Home, "Development review", OutcomeKind::WhereaboutsUnknown, &[ResponseKind::TelephoneTried], note);
    let gp = agency(AgencyKind::GpPractice, story.home.gp);
    story.asked((1, 11, 0), gp, "Practice manager", Saw::No, "Still on the list; no request for the notes from elsewhere.");
}
