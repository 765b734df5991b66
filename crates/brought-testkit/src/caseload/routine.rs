//! The ordinary year of a child: most contacts are kept; one that fails is followed up until somebody knows that the child is well.

use super::directory::{Team, Who};
use super::household::{Age, Child, Household};
use super::scribe::{CameTo, Scribe, Visit};
use super::story::{Moment, Saw, Story, Thought, agency, steps};
use brought_domain::contact::{Answer, Arranged, Outcome, OutcomeKind, ResponseKind, Setting};
use brought_domain::work::{AgencyKind, HowSeen, ReasonKind, SeenBy};
use jiff::Timestamp;

/// How long before today the ordinary contacts of a child with a story of its own end, so that the story stands by itself.
const QUIET_BEFORE_A_STORY: usize = 70;

/// What a service does: where, what for, and what is written about it afterwards.
struct Habit {
    team: Team,
    settings: &'static [Setting],
    /// The purpose of a contact, and the note of one that was kept.
    contacts: &'static [(&'static str, &'static str)],
}

const ANTENATAL: Habit = Habit {
    team: Team::HealthVisiting,
    settings: &[Setting::Home, Setting::Home, Setting::Telephone],
    contacts: &[("Antenatal visit", "Talked about feeding, sleep and who will help after the birth.")],
};
const BABY: Habit = Habit {
    team: Team::HealthVisiting,
    settings: &[Setting::Home, Setting::Home, Setting::Clinic, Setting::Clinic, Setting::Telephone],
    contacts: &[
        ("Weight check", "Growing along the same line; pink and alert."),
        ("Feeding", "Feeding well, six wet nappies a day. Parents less worried than last week."),
        ("Sleep and settling", "Talked about safe sleep; Moses basket beside the bed."),
        ("Talk about immunisations", "First ones booked at the surgery; questions answered."),
    ],
};
const TODDLER: Habit = Habit {
    team: Team::HealthVisiting,
    settings: &[Setting::Home, Setting::Clinic, Setting::Clinic, Setting::Telephone],
    contacts: &[
        ("Development review", "Happy and curious, points at what is wanted, plays beside other children."),
        ("Growth", "Weighed and measured; on the same line as last time. Eats family food."),
        ("Sleep", "The family would like to try an earlier bedtime."),
        ("Play and talking", "Brought a book to show me; new words every week."),
    ],
};
const SCHOOL_NURSING: Habit = Habit {
    team: Team::SchoolNursing,
    settings: &[Setting::School],
    contacts: &[
        ("Health review", "Seen at school, chatty and well. Teacher has no worries."),
        ("Height and weight", "Measured; letter sent home."),
        ("Vision check", "Sees the last line with both eyes."),
        ("Drop-in", "Talked about sleep before tests and what helps."),
    ],
};
const ASTHMA: Habit = Habit {
    team: Team::Asthma,
    settings: &[Setting::Hospital, Setting::Clinic],
    contacts: &[
        ("Asthma review", "Fewer night coughs since spring. Plan written down for school."),
        ("Inhaler technique", "Preventer taken most days; spacer technique good."),
    ],
};
const AUDIOLOGY: Habit = Habit {
    team: Team::Audiology,
    settings: &[Setting::Clinic],
    contacts: &[
        ("Hearing test", "Turned to sounds on both sides."),
        ("Hearing test after glue ear", "Mild loss on the left; test again in three months."),
    ],
};
const SPEECH: Habit = Habit {
    team: Team::Speech,
    settings: &[Setting::Clinic, Setting::Nursery, Setting::Clinic],
    contacts: &[
        ("Speech and language session", "Played the turn-taking game; practice ideas sent home."),
        ("Language assessment", "Put two words together several times."),
    ],
};
const DENTAL: Habit = Habit {
    team: Team::Dental,
    settings: &[Setting::Clinic],
    contacts: &[("Dental check", "Teeth clean, fluoride varnish put on."), ("Filling", "One filling done; was brave and proud of it.")],
};
const CAMHS: Habit = Habit {
    team: Team::Camhs,
    settings: &[Setting::Clinic, Setting::Clinic, Setting::Video],
    contacts: &[
        ("Therapy session", "Spoke openly about school. Would like to keep coming."),
        ("Review", "Has slept better this fortnight; safety plan looked at together."),
    ],
};
/// What is written after a call: nobody was looked at or weighed.
const CALL: &str = "Spoke for a quarter of an hour; things are going well. Visit offered, not needed now.";

/// Writes the ordinary contacts of a child. A child with a story of its own has none that fail, and none lately.
pub(super) fn tell(scribe: &mut Scribe<'_>, home: &Household, child: &Child, has_story: bool) {
    for (habit, contacts) in habits(scribe, child.age) {
        let first = scribe.dice.below(habit.contacts.len());
        for number in first..first + contacts {
            let least = if has_story { QUIET_BEFORE_A_STORY } else { 2 };
            let most = match child.age {
                Age::Unborn => 60,
                _ => scribe.dates.working_days_since(child.day).min(250),
            };
            if least + 2 < most {
                let days = scribe.dice.between(least, most - 1);
                one_contact(scribe, home, child, habit, number, days, has_story);
            }
        }
        if !has_story && scribe.dice.chance(14) {
            let mut story = story(scribe, home, child, habit);
            let days = story.scribe.dice.between(1, 20);
            story.planned_ahead(days, habit.settings[0], habit.contacts[0].0);
        }
    }
}

/// What a child of this age usually has in a year, and how often.
fn habits(scribe: &mut Scribe<'_>, age: Age) -> Vec<(&'static Habit, usize)> {
    let dice = &mut scribe.dice;
    let (usual, now_and_then): ((&Habit, usize), &[(&Habit, usize)]) = match age {
        Age::Unborn => ((&ANTENATAL, dice.between(1, 2)), &[]),
        Age::Baby => ((&BABY, dice.between(4, 7)), &[(&AUDIOLOGY, 12)]),
        Age::Toddler => ((&TODDLER, dice.between(3, 6)), &[(&AUDIOLOGY, 14), (&SPEECH, 20), (&ASTHMA, 10)]),
        Age::School => ((&SCHOOL_NURSING, dice.between(2, 4)), &[(&ASTHMA, 22), (&DENTAL, 30), (&SPEECH, 10)]),
        Age::Teenager => ((&SCHOOL_NURSING, dice.between(1, 3)), &[(&CAMHS, 22), (&ASTHMA, 12), (&DENTAL, 20)]),
    };
    let mut all = vec![usual];
    for (habit, percent) in now_and_then {
        if dice.chance(*percent) {
            all.push((*habit, dice.between(2, 5)));
        }
    }
    all
}

fn story<'s, 'a>(scribe: &'s mut Scribe<'a>, home: &'s Household, child: &'s Child, habit: &Habit) -> Story<'s, 'a> {
    let who = if habit.team == Team::HealthVisiting { home.health_visitor } else { habit.team.usual_practitioner() };
    Story { scribe, home, child, about: child.id.clone(), team: habit.team, who, shift: 0 }
}

fn one_contact(scribe: &mut Scribe<'_>, home: &Household, child: &Child, habit: &Habit, number: usize, days: usize, certainly_kept: bool) {
    let setting = scribe.dice.pick(habit.settings);
    let (purpose, note) = habit.contacts[number % habit.contacts.len()];
    let day = scribe.dates.ago(days);
    let at = scribe.some_time_on(day);
    let fate = if certainly_kept { 0 } else { scribe.dice.below(1000) };
    let mut story = story(scribe, home, child, habit);
    let arranged = if fate % 3 == 0 { Arranged::ByMessage } else { Arranged::ByLetter };
    let visit = Visit { at, arranged, ..story.visit((days, 9, 0), setting, purpose) };
    match fate {
        920..945 => cancelled_by_service(&mut story, &visit, days),
        945..958 => cancelled_by_family(&mut story, &visit, days),
        958..960 => mistaken(&mut story, &visit),
        960.. if child.age != Age::Unborn => failed_and_followed_up(&mut story, &visit, days),
        _ => {
            let remote = matches!(setting, Setting::Telephone | Setting::Video);
            let (kind, note) = if remote { (OutcomeKind::SpokenTo, CALL) } else { (OutcomeKind::Seen, note) };
            story.came_to(&visit, CameTo { outcome: Outcome::Plain(kind), responses: &[], note });
        }
    }
}

fn cancelled_by_service(story: &mut Story<'_, '_>, visit: &Visit<'_>, days: usize) {
    let note = "Practitioner ill. Rang the family to say sorry and to find another day.";
    story.came_to(visit, CameTo { outcome: Outcome::Plain(OutcomeKind::CancelledByService), responses: &[], note });
    offer_again(story, visit, days, 8);
}

fn cancelled_by_family(story: &mut Story<'_, '_>, visit: &Visit<'_>, days: usize) {
    let note = "Rang the day before: another child is unwell. Asked for the week after.";
    story.came_to(visit, CameTo { outcome: Outcome::Plain(OutcomeKind::CancelledByFamily), responses: &[], note });
    offer_again(story, visit, days, 6);
}

fn mistaken(story: &mut Story<'_, '_>, visit: &Visit<'_>) {
    let evidence = "Booked twice by mistake; the letter for this time was never sent.".to_owned();
    story.came_to(visit, CameTo { outcome: Outcome::AdministrativeError { evidence }, responses: &[], note: "" });
}

/// Another contact some working days later: kept, if that day has come; planned, if it has not.
fn offer_again(story: &mut Story<'_, '_>, visit: &Visit<'_>, days: usize, later: usize) -> Option<Moment> {
    match days.checked_sub(later).filter(|days| *days >= 1) {
        Some(days) => {
            let remote = matches!(visit.setting, Setting::Telephone | Setting::Video);
            let note = if remote { CALL } else { "Met at the new time. Well, and pleased to be seen." };
            story.kept((days, 10, 0), visit.setting, visit.purpose, note);
            Some((days, 10, 0))
        }
        None => {
            story.planned_ahead(later.saturating_sub(days).max(2), visit.setting, visit.purpose);
            None
        }
    }
}

/// A contact that failed, and what was done, as far as there has been time for it.
fn failed_and_followed_up(story: &mut Story<'_, '_>, visit: &Visit<'_>, days: usize) {
    let (kind, responses): (_, &[ResponseKind]) = match visit.setting {
        Setting::Home => (OutcomeKind::NoResponse, &[ResponseKind::CardLeft, ResponseKind::TelephoneTried]),
        Setting::Telephone => (OutcomeKind::NoResponse, &[ResponseKind::TelephoneTried, ResponseKind::MessageSent]),
        _ => (OutcomeKind::WasNotBrought, &[ResponseKind::TelephoneTried, ResponseKind::MessageSent]),
    };
    let note = "Waited fifteen minutes, then rang; left a message with our number.";
    story.came_to(visit, CameTo { outcome: Outcome::Plain(kind), responses, note });
    if days >= 2 {
        analysed(story, days - 1);
    }
    if days >= 4 && story.scribe.dice.chance(60) {
        let gp = agency(AgencyKind::GpPractice, story.home.gp);
        story.asked((days - 3, 14, 15), gp, "Practice nurse", Saw::NotKnown, "Same address and number. Will tell us at the next visit.");
    }
    if let Some(seen) = offer_again(story, visit, days, 9) {
        end_with_assurance(story, visit, seen);
    }
}

fn analysed(story: &mut Story<'_, '_>, days: usize) {
    let causes = [
        (ReasonKind::Forgetfulness, "The letter had slipped down behind the shoes by the door."),
        (ReasonKind::Logistics, "The bus from the estate no longer stops near us."),
        (ReasonKind::Illness, "Everybody at home had a stomach bug."),
        (ReasonKind::Communication, "The letter came in English only."),
    ];
    let (reason, said) = story.scribe.dice.pick(&causes);
    let impact = format!("{} waits some more weeks; nothing urgent hangs on this contact.", story.child_name());
    story.followed_up((days, 11, 30), ResponseKind::SpokeToFamily, said);
    story.analysed(
        (days, 12, 0),
        Thought {
            impact: &impact,
            known: said,
            not_known: "",
            decision: steps("Offer a new time that suits the family, with a text the day before."),
            reasons: &[reason],
            wishes: "Would like a morning.",
        },
    );
}

/// Ends the follow-up when the child has been met in person since; a telephone call does not end it.
fn end_with_assurance(story: &mut Story<'_, '_>, visit: &Visit<'_>, (days, hour, _): Moment) {
    if matches!(visit.setting, Setting::Telephone | Setting::Video) {
        return;
    }
    let child = story.child.id.clone();
    let basis = "Examined and talked with the family; growth, play and care as they should be.";
    story.needs((days, hour + 1, 0), Answer::Yes, Answer::No, basis);
    story.assessed((days, hour + 2, 0), std::slice::from_ref(&child), Answer::No, "Nothing found that makes this child vulnerable.");
    let seen = story.seen(
        &child,
        (days, hour, 0),
        visit.setting.words(),
        (story.who.name(), SeenBy::ThisService, "practitioner"),
        HowSeen::InPerson,
    );
    let gp = format!("{} (GP practice)", story.home.gp);
    story.assured((days, hour + 2, 30), vec![seen], basis, "Seen at the new time and well.", &["the family", &gp]);
}

/// A parent's own ordinary contacts with a service for parents.
pub(super) fn tell_of_a_parent(scribe: &mut Scribe<'_>, home: &Household) {
    let (Some(carer), Some(child)) = (home.carers.first(), home.children.first()) else { return };
    let (team, who) = (Team::ParentsMentalHealth, Who::MentalHealthNurse);
    let about = carer.id.clone();
    let contacts = scribe.dice.between(2, 5);
    for _ in 0..contacts {
        let days = scribe.dice.between(3, 220);
        let mut story = Story { scribe: &mut *scribe, home, child, about: about.clone(), team, who, shift: 0 };
        story.kept((days, 13, 30), Setting::Clinic, "Review", "Feels steadier. Family helps with the school run.");
    }
}

/// The instant at which a contact some working days ago may have been missed without anybody noting what came of it.
pub(super) fn without_outcome(story: &mut Story<'_, '_>, moment: Moment, setting: Setting, purpose: &str) -> Timestamp {
    let visit = story.visit(moment, setting, purpose);
    let about = story.about.clone();
    story.scribe.plan(&[&about], &visit);
    visit.at
}
