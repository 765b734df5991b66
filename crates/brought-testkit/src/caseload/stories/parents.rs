//! Parents' own contacts: those that their children depend on (NAF-11, NAF-12, NAF-22, NAF-23).

use super::second::{LETTER, first_failed, school_of};
use crate::caseload::directory::{Team, Who};
use crate::caseload::household::Child;
use crate::caseload::story::{Saw, Story, Thought, agency, steps};
use brought_domain::circumstances::FactorKind;
use brought_domain::contact::{Answer, OutcomeKind, ResponseKind, Setting};
use brought_domain::person::{Name, PersonDetails, PersonKind, PlaceKind};
use brought_domain::work::{AgencyKind, HowSeen, ReasonKind, SeenBy};
use brought_domain::{Fact, Happened, PersonId};

/// From here on the events go into the record of the first carer.
fn about_the_carer(story: &mut Story<'_, '_>) -> &'static str {
    if let Some(carer) = story.home.carers.first() {
        story.about = carer.id.clone();
    }
    story.carer_name()
}

fn missed(story: &mut Story<'_, '_>, moment: (usize, i8, i8), purpose: &str, note: &str) {
    let responses = [ResponseKind::TelephoneTried];
    story.failed(moment, Setting::Clinic, purpose, OutcomeKind::AdultDidNotAttend, &responses, note);
}

fn thought(story: &mut Story<'_, '_>, days: usize, not_known: &str) {
    let impact = "The children depend on this parent; when treatment stops, mornings and meals become harder.";
    story.analysed(
        (days, 10, 0),
        Thought {
            impact,
            known: "Was doing well six weeks ago.",
            not_known,
            decision: steps("Ring the other parent and the health visitor; offer a visit at home."),
            reasons: &[ReasonKind::NotYetKnown],
            wishes: "",
        },
    );
}

/// A service for parents' mental health: twice missed; three children, one of whom has been seen.
pub(super) fn mental_health(story: &mut Story<'_, '_>) {
    let name = about_the_carer(story);
    story.factor(49, FactorKind::MentalIllness, "Depression after the last birth; medicine and fortnightly sessions.");
    story.kept((45, 13, 0), Setting::Clinic, "Session", "Sleeping better. Children's drawings on the phone.");
    missed(story, (27, 13, 0), "Session", "Rang; no answer. Text sent.");
    thought(story, 26, "How the last weeks have been.");
    missed(story, (10, 13, 0), "Session", &format!("Rang; {name} did not pick up. Voicemail left."));
    thought(story, 9, "Whether the medicine is still taken.");
    story.followed_up((9, 10, 40), ResponseKind::TelephoneTried, "No answer. Card sent with the duty number.");
    let gp = agency(AgencyKind::GpPractice, story.home.gp);
    story.asked((8, 11, 0), gp, "Dr Helen Marsh", Saw::No, "Prescription not collected this month. Address the same.");
    // One child of the family has been asked about, and only if old enough for a nursery or school.
    let Some((child, kind, place)) = story.home.children.iter().rev().find_map(at_a_place) else { return };
    let saw = Saw::InPerson((8, 9, 0), place, "Mrs Patricia Lowe", "teacher");
    story.asked_about(
        (7, 15, 30),
        agency(kind, place),
        "Mrs Patricia Lowe",
        &child,
        saw,
        "Comes every day, quiet this week. Came without a coat.",
    );
}

fn at_a_place(child: &Child) -> Option<(PersonId, AgencyKind, &'static str)> {
    let (place, name) = child.place?;
    let kind = if place == PlaceKind::Nursery { AgencyKind::Nursery } else { AgencyKind::School };
    Some((child.id.clone(), kind, name))
}

/// A drug and alcohol service: missed three times; two children, nobody has been asked about one of them.
pub(super) fn substance_misuse(story: &mut Story<'_, '_>) {
    about_the_carer(story);
    story.factor(70, FactorKind::SubstanceMisuse, "In treatment for alcohol; the children live at home.");
    story.kept((66, 10, 0), Setting::Clinic, "Key work session", "Three weeks without a drink. Proud, and worried about the weekend.");
    missed(story, (38, 10, 0), "Key work session", "Rang at noon; said to be asleep.");
    thought(story, 37, "Who looks after the children in the evening.");
    missed(story, (18, 10, 0), "Key work session", "Rang; number not available.");
    missed(story, (4, 10, 0), "Key work session", "Rang the other parent, who will ask for a call back.");
    story.wrote((3, 9, 30), LETTER);
    let school = school_of(story);
    let saw = Saw::InPerson((3, 9, 0), school, "Mr Desmond Clay", "head of year");
    story.asked((2, 15, 0), agency(AgencyKind::School, school), "Mr Desmond Clay", saw, "In school, on time, well.");
}

/// A carer of whom nobody has recorded which children depend on them. The record stands beside a family, with no relation to it.
pub(super) fn dependants_not_known(story: &mut Story<'_, '_>) {
    let id = PersonId::new(format!("carer-{:05}-9", story.home.number)).expect("an id is printable");
    let name = Name { given: "Morgan".into(), family: story.home.family_name.into(), preferred: None };
    let details = PersonDetails { name: Some(name), ..PersonDetails::default() };
    let since = Happened::On(story.day(75));
    story.scribe.write(&id, None, since, story.who, Fact::PersonRecorded(PersonKind::Carer, details));
    story.about = id;
    story.kept((50, 11, 0), Setting::Clinic, "First meeting", "Spoke of children who are with a relative; names not given yet.");
    missed(story, (20, 11, 0), "Key work session", "Rang; no answer.");
    missed(story, (5, 11, 0), "Key work session", "Rang; voicemail full.");
}

/// A parent's follow-up that ended: each child was seen and is well.
pub(super) fn closed(story: &mut Story<'_, '_>) {
    about_the_carer(story);
    missed(story, (48, 14, 0), "Session", "Rang; no answer.");
    thought(story, 47, "How things are at home.");
    story.kept((36, 14, 0), Setting::Clinic, "Session", "Came today. Had mixed up the weeks; would like a text the day before.");
    let children: Vec<PersonId> = story.home.children.iter().map(|child| child.id.clone()).collect();
    let basis = "Spoke to school and health visitor about each child: fed, rested, in school, immunised.";
    story.assessed((35, 10, 0), &children, Answer::No, "For each child: another adult at home every day, nothing found that worries us.");
    let sightings = children
        .iter()
        .map(|child| {
            story.seen(child, (35, 9, 0), "at home", ("Declan Foy", SeenBy::OtherProfessional, "family support worker"), HowSeen::InPerson)
        })
        .collect();
    story.assured(
        (35, 11, 0),
        sightings,
        basis,
        "Parent is back in treatment; each child seen and well.",
        &["the parent", "health visitor"],
    );
}

/// A mother or father misses contacts for their own health while the baby's contacts begin to fail too (NAF-11).
pub(super) fn own_health(story: &mut Story<'_, '_>) {
    first_failed(story, 9, "Weight check");
    let (child, team, who) = (story.about.clone(), story.team, story.who);
    about_the_carer(story);
    story.told_by(Team::ParentsMentalHealth, Who::MentalHealthNurse);
    missed(story, (14, 15, 0), "First appointment", "Rang; no answer. Letter with a second time sent.");
    story.about = child;
    story.told_by(team, who);
}
