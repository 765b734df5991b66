//! A second contact failed: other agencies are asked, and what they say decides what comes next.

use crate::caseload::story::{Moment, Saw, Story, Thought, agency, steps};
use brought_domain::contact::{Answer, OutcomeKind, ResponseKind, Setting};
use brought_domain::person::PlaceKind;
use brought_domain::work::{AgencyKind, ReasonKind};

/// A first contact failed so many working days ago; what it means was thought about the day after.
pub(super) fn first_failed(story: &mut Story<'_, '_>, days: usize, purpose: &str) {
    let note = "Waited, then rang: the number rings out. Message left with our number.";
    story.not_brought((days, 10, 0), purpose, note);
    think(story, (days - 1, 11, 15), "Why the family could not come.");
}

/// A second contact failed at home.
pub(super) fn second_failed_at_home(story: &mut Story<'_, '_>, days: usize, purpose: &str) {
    story.no_answer((days, 14, 30), purpose, "Knocked and waited ten minutes. Left a card with a friendly note and our number.");
}

/// A short analysis.
pub(super) fn think(story: &mut Story<'_, '_>, moment: Moment, not_known: &str) {
    let impact = format!("We do not know how {} is growing since the last time we met.", story.child_name());
    story.analysed(
        moment,
        Thought {
            impact: &impact,
            known: "Well when last seen; immunisations up to date.",
            not_known,
            decision: steps("Offer another time, at home or at the clinic, and ring the evening before."),
            reasons: &[ReasonKind::NotYetKnown],
            wishes: "",
        },
    );
}

/// Twice not brought; of the second time only the outcome and the response are recorded.
pub(super) fn all_open(story: &mut Story<'_, '_>) {
    story.kept((65, 9, 30), Setting::Home, "Development review", "Busy with building blocks. Walks along the furniture.");
    first_failed(story, 23, "Development review");
    let note = "Rang at ten past two and at three; the line is dead. Posted a card on the way home.";
    let responses = [ResponseKind::TelephoneTried, ResponseKind::CardLeft];
    story.failed((1, 14, 0), Setting::Clinic, "Development review, second offer", OutcomeKind::WasNotBrought, &responses, note);
}

/// Twice not brought, seen since at nursery, needs met: the assessment of vulnerability is what is lacking.
pub(super) fn ready_to_close(story: &mut Story<'_, '_>) {
    story.kept((66, 9, 30), Setting::Home, "Development review", "Sings, counts to three. Nursery place found.");
    first_failed(story, 30, "Growth review");
    story.not_brought((7, 11, 0), "Growth review, second offer", "Rang, spoke to nobody. Text sent.");
    let said = "Started a new job with early shifts; had not told us yet. Glad we rang.";
    story.followed_up((6, 17, 0), ResponseKind::SpokeToFamily, said);
    think(story, (6, 17, 15), "Nothing open: the reason is known now.");
    everybody_answers(story, 5);
    story.questions((3, 9, 30), &[], "No to all seven, from the record, the nursery and the GP.");
    let nursery = nursery_of(story);
    let basis = format!("{nursery} sees {} four days a week: eats well, plays, growing out of shoes.", story.child_name());
    story.needs((1, 10, 0), Answer::Yes, Answer::No, &basis);
}

/// The nursery saw the child that morning; the GP says what is known there.
pub(super) fn everybody_answers(story: &mut Story<'_, '_>, days: usize) {
    let nursery = nursery_of(story);
    let saw = Saw::InPerson((days, 9, 0), nursery, "Sally Thorne", "key person at nursery");
    let learnt = "Comes four days a week. Collected on time. No worries.";
    story.asked((days, 11, 30), agency(AgencyKind::Nursery, nursery), "Sally Thorne", saw, learnt);
    let gp = agency(AgencyKind::GpPractice, story.home.gp);
    story.asked((days, 12, 0), gp, "Practice nurse", Saw::No, "Same address and number. No visit since the summer.");
}

pub(super) fn nursery_of(story: &Story<'_, '_>) -> &'static str {
    match story.child.place {
        Some((PlaceKind::Nursery, name)) => name,
        _ => "Canal Side Children's Centre",
    }
}

/// The name of the child's school.
pub(super) fn school_of(story: &Story<'_, '_>) -> &'static str {
    match story.child.place {
        Some((PlaceKind::School, name)) => name,
        _ => "Harrowmere Juniors",
    }
}

/// The GP has answered; the family and the other agencies have not.
pub(super) fn partly_answered(story: &mut Story<'_, '_>) {
    first_failed(story, 19, "Weight check");
    second_failed_at_home(story, 1, "Weight check at home");
    think(story, (1, 15, 45), "Whether the family is away.");
    let gp = agency(AgencyKind::GpPractice, story.home.gp);
    story.asked((1, 16, 10), gp, "Receptionist", Saw::NotAsked, "Same address and number. Baby registered there since birth.");
}

/// Everything asked has been answered; the child has been seen at nursery; the next contact is booked.
pub(super) fn all_answered(story: &mut Story<'_, '_>) {
    first_failed(story, 28, "Development review");
    second_failed_at_home(story, 9, "Development review at home");
    story.followed_up((8, 12, 0), ResponseKind::SpokeToFamily, "Were with grandparents for two weeks. Back now.");
    think(story, (8, 12, 20), "Nothing open: the family was away.");
    everybody_answers(story, 7);
    story.questions((5, 10, 0), &[], "No to all seven.");
    story.needs((5, 10, 20), Answer::Yes, Answer::No, "Nursery and grandparents both describe a well child.");
    story.planned_ahead(3, Setting::Home, "Development review");
}

/// School sees the child, the hearing clinic does not: whether needs are met still has to be thought about (NAF-18).
pub(super) fn seen_by_others_only(story: &mut Story<'_, '_>) {
    first_failed(story, 40, "Hearing test");
    story.not_brought((12, 9, 15), "Hearing test, second offer", "Rang; number not in use any more.");
    think(story, (11, 9, 0), "Whether the hearing is still as it was in spring.");
    story.followed_up((11, 9, 30), ResponseKind::LetterSent, "Letter sent, because the telephone number no longer works.");
    story.wrote((11, 9, 40), LETTER);
    let gp = agency(AgencyKind::GpPractice, story.home.gp);
    story.asked((10, 10, 0), gp, "Dr Amar Sethi", Saw::NotAsked, "Address the same; new mobile number given to us.");
    let school = school_of(story);
    let saw = Saw::InPerson((9, 9, 0), school, "Mrs Patricia Lowe", "class teacher");
    let learnt = "In school every day. Sits at the front and asks for things to be repeated.";
    story.asked((9, 15, 45), agency(AgencyKind::School, school), "Mrs Patricia Lowe", saw, learnt);
}

/// Nobody who was asked has seen the child: a plan is needed (NAF-19).
pub(super) fn seen_by_nobody(story: &mut Story<'_, '_>) {
    first_failed(story, 26, "Development review");
    second_failed_at_home(story, 3, "Development review at home");
    think(story, (2, 9, 30), "Where the family is during the day.");
    nobody_has_seen(story, 1);
}

/// Three agencies were asked on one day, and none has seen the child.
fn nobody_has_seen(story: &mut Story<'_, '_>, days: usize) {
    story.followed_up((days, 9, 15), ResponseKind::TelephoneTried, "Rang in the morning and in the evening; message left both times.");
    let gp = agency(AgencyKind::GpPractice, story.home.gp);
    story.asked((days, 10, 30), gp, "Practice manager", Saw::No, "Same address. Last visit eleven months ago.");
    let nursery = nursery_of(story);
    let learnt = "Place kept, but has not come for four weeks. Their calls are not answered either.";
    story.asked((days, 11, 0), agency(AgencyKind::Nursery, nursery), "Manager", Saw::No, learnt);
    let housing = agency(AgencyKind::Housing, "Harrowmere Homes");
    story.asked((days, 14, 0), housing, "Tenancy officer", Saw::No, "Rent is paid. No report of a move.");
    story.questions((days, 15, 30), &[], "No to all seven as far as the record goes; the picture is thin.");
}

/// Nobody had seen the child; a plan was agreed and is being carried out.
pub(super) fn plan_agreed(story: &mut Story<'_, '_>) {
    first_failed(story, 33, "Weight check");
    second_failed_at_home(story, 14, "Weight check at home");
    think(story, (13, 9, 30), "Who sees the child during the week.");
    nobody_has_seen(story, 12);
    let members = ["Health visitor", "GP practice", "Nursery manager", "Family hub"];
    let actions = [("Visit together, early evening", "Health visitor and family hub", 2), ("Ring the grandmother", "Nursery manager", 1)];
    story.agreed((8, 13, 0), &members, &actions);
}

/// Three times not brought over a summer; much is late.
pub(super) fn third(story: &mut Story<'_, '_>) {
    first_failed(story, 46, "Filling");
    story.not_brought((27, 9, 0), "Filling, second offer", "Rang; a child answered and hung up.");
    let gp = agency(AgencyKind::GpPractice, story.home.gp);
    story.asked((20, 16, 0), gp, "Receptionist", Saw::NotAsked, "Address the same.");
    story.not_brought((5, 9, 0), "Filling, third offer", "Rang twice. Toothache was reported by school last month.");
}

/// A letter in plain words.
pub(super) const LETTER: &str = "We were sorry not to see you this week. If the day or place was awkward, please tell us and we will \
                                 find another. If you would like help to get here, or an interpreter, ring us on 01632 960123.";
