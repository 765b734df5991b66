//! What packs made up at random showed: what the engine did wrong, and what no pack can mean.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod tiny;

use brought_calendar::{Calendar, Division};
use brought_policy::Standing;
use brought_policy::standing::ObligationState;
use tiny::{pack, problems, rule, version, with};

fn ask(pack: &brought_policy::Pack, more: &str) -> Standing {
    let child = with("sam", &[("2026-01-05", "was_not_brought")], more);
    brought_policy::standing(pack, &Calendar::bundled(Division::EnglandAndWales), &child, "2026-01-09T09:00:00Z".parse().unwrap())
}

/// The day on which the only thing that the rule asks for is due, the first day on which it may be done, and who owes it.
fn due(standing: &Standing) -> (String, Option<String>, String) {
    let [owed] = &standing.obligations.iter().filter(|owed| owed.because.rule == "S-R1").collect::<Vec<_>>()[..] else {
        panic!("{:?}", standing.obligations)
    };
    (owed.due.on.to_string(), owed.due.not_before.map(|day| day.to_string()), owed.owner.role.to_string())
}

const SET: &str = "[[events]]\nhappened = 2026-01-06T10:00:00\nfurther_visit_set = { by = 2026-01-08, visitor = \"duty_worker\" }\n";

/// A visit that somebody in charge has set for a day before the policy's window has no window any more: nothing is due before it may be done (NAF-28).
#[test]
fn a_visit_that_is_set_for_an_earlier_day_waits_for_no_window() {
    let duty = "do = \"make_further_visit\", owner = \"practitioner\", due = \"$later\"";
    let in_window =
        version("1.0", &rule("S-R1", "always", duty), |manifest| *manifest = manifest.replace("\"2 weeks\"", "\"4 to 6 weeks\""));
    assert_eq!(due(&ask(&in_window, "")), ("2026-02-16".into(), Some("2026-02-02".into()), "practitioner".into()));
    assert_eq!(due(&ask(&in_window, SET)), ("2026-01-08".into(), None, "duty worker".into()));
}

/// What is set names who makes a visit that is asked of the child as a whole, too: before it is asked for, and after.
#[test]
fn who_makes_a_visit_is_named_where_it_is_asked_of_the_child() {
    let duty = "do = \"make_further_visit\", owner = \"practitioner\", due = \"$later\"";
    let of_child = |when: &str| {
        let rule = rule("S-R1", when, duty).replace("each = \"failed_contact\"", "on = \"child\"");
        version("1.0", &rule, |_| ())
    };
    let concern = "[[events]]\nhappened = 2026-01-07T10:00:00\nfactor_recorded = { factor = \"neglect\", state = \"current\" }\n";
    let asked_later = ask(&of_child("welfare_concern"), &format!("{SET}{concern}"));
    assert_eq!(due(&asked_later).2, "duty worker");
    assert_eq!(due(&ask(&of_child("always"), SET)), ("2026-01-08".into(), None, "duty worker".into()));
}

/// That a service is involved is an answer only to whoever asks for that: nobody has spoken to it.
#[test]
fn that_a_service_is_involved_is_no_talk_with_it() {
    let involved =
        "[[events]]\nhappened = 2026-01-06T10:00:00\ninvolvement_recorded = { agency = \"mental_health\", state = \"current\" }\n";
    let answered = |ask_for: &str| {
        let duty = format!("do = \"liaise\", with = \"mental_health\", {ask_for}owner = \"practitioner\", due = \"$later\"");
        let standing = ask(&pack("always", &duty), involved);
        let owed = standing.obligations.iter().find(|owed| owed.because.rule == "S-R1").unwrap();
        matches!(owed.state, ObligationState::Done { .. })
    };
    assert!(answered("ask = [\"involvement\"], "));
    assert!(!answered(""));
    assert!(!answered("ask = [\"circumstances\"], "));
}

/// Each of these could never be done, or would be done by half: a pack that asks for it is told so.
#[test]
fn what_could_not_be_answered_is_refused() {
    let refused = |duty: &str, each: &str| {
        let duty = format!("{duty}, owner = \"practitioner\", due = \"$soon\"");
        let rule = rule("S-R1", "referral_made or always", &duty).replace("each = \"failed_contact\"", each);
        let rule = if each.contains("child") { rule.replace("referral_made or always", "always") } else { rule };
        problems(&rule, |_| ()).into_iter().find(|problem| !problem.contains("parameter")).unwrap_or_default()
    };
    let cases = [
        ("do = \"record_response\"", "on = \"child\"", "this rule stands on the child as a whole"),
        ("do = \"plan_contact\"", "on = \"child\"", "this rule stands on the child as a whole"),
        ("do = \"record_response\", each = \"month\"", "", "cannot come again each month"),
        ("do = \"plan_contact\", each = \"month\"", "", "cannot come again each month"),
        ("do = \"obtain_answer_to_referral\"", "each = \"failed_contact\"", "each referral has its own answer"),
    ];
    for (duty, each, expected) in cases {
        let said = refused(duty, each);
        assert!(said.contains(expected), "{duty} {each}: {said:?}");
    }
    for (duty, each) in [("do = \"obtain_answer_to_referral\"", "each = \"occasion\""), ("do = \"follow_up_family\", each = \"month\"", "")]
    {
        assert_eq!(refused(duty, each), "", "{duty} {each}");
    }
}

/// What comes again each month is due so long after the day before: with no days between, the next would be late before it began.
#[test]
fn what_comes_again_each_month_has_days() {
    let refused = |due: &str| {
        let duty = format!("do = \"follow_up_family\", owner = \"practitioner\", due = \"{due}\", each = \"month\"");
        let rule = rule("S-R1", "always", &duty).replace("each = \"failed_contact\"\n", "");
        let later = "values = [{ from = 2024-01-01, value = \"2 weeks\" }, { from = 2026-01-01, value = \"24 hours\" }]";
        let found = problems(&rule, |manifest| *manifest = manifest.replace("value = \"2 weeks\"", later));
        found.iter().any(|problem| problem.contains("this is no day"))
    };
    assert!(refused("at once") && refused("end of day"));
    assert!(refused("$later"), "one of its values has no days");
    assert!(!refused("$soon"));
}

/// Of several children of a carer each is asked about: what is said of one says nothing of another (BOL-07).
#[test]
fn what_is_said_of_one_child_is_asked_of_each() {
    let of_carers = |more: &str| {
        let duty = format!("do = \"establish_last_seen\", owner = \"practitioner\", due = \"$soon\"{more}");
        let found = problems(&rule("S-R1", "always", &duty), |manifest| {
            *manifest = manifest.replace("follows = \"children\"", "follows = \"carers\"");
        });
        found.into_iter().any(|problem| problem.contains("a carer may have several"))
    };
    assert!(of_carers(""));
    assert!(!of_carers(", for_each = \"dependent_child\""));
}

/// A pathway is not chosen by a pattern that its own rules recognise.
#[test]
fn a_pathway_does_not_ask_about_its_own_patterns() {
    let found = problems(&rule("S-R1", "always", "do = \"follow_up_family\", owner = \"practitioner\", due = \"$soon\""), |manifest| {
        *manifest = manifest.replace("follows = \"children\"", "follows = \"children\"\nwhen = \"pattern_active\"");
    });
    assert!(found.iter().any(|problem| problem.contains("it would ask about itself")), "{found:?}");
}
