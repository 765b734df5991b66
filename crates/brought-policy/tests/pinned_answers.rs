//! Which entry answers what is asked for and which does not, one duty at a time, and what it takes to settle one by hand.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod tiny;

use brought_calendar::{Calendar, Division};
use brought_domain::work::{ObligationSettled, Role};
use brought_policy::Pack;
use brought_policy::engine::may_settle_by_hand;
use brought_policy::standing::{Obligation, Standing};

fn asking(duty: &str) -> Pack {
    tiny::pack("failed_contacts >= 1", &format!("{duty}, owner = \"practitioner\", due = \"$soon\""))
}

/// Sam was not brought on Monday 5 January at ten; asked on the Friday, after these entries.
fn after(pack: &Pack, entries: &str) -> Standing {
    let text = format!(
        r#"
        format = "brought-chronology/1"
        subject = "sam"
        author = {{ practitioner = "jo", role = "practitioner" }}
        people = [
          {{ id = "sam", born_on = 2023-01-06, relations = [{{ other = "mum", relation = "mother" }}] }},
          {{ id = "ruby", born_on = 2025-01-06, relations = [{{ other = "mum", relation = "mother" }}, {{ other = "sam", relation = "sibling" }}] }},
          {{ id = "mum", kind = "carer" }},
        ]
        events = [
          {{ happened = 2026-01-05T10:00:00, contact = {{ setting = "clinic", arranged = "by_letter", outcome = "was_not_brought" }} }},
          {entries}
        ]
        "#
    );
    let chronology = brought_forms::chronology_file::read_toml(&text).unwrap_or_else(|problems| panic!("{problems:?}"));
    brought_policy::standing(pack, &Calendar::bundled(Division::EnglandAndWales), &chronology, "2026-01-09T09:00:00Z".parse().unwrap())
}

fn asked(standing: &Standing) -> Vec<&Obligation> {
    standing.obligations.iter().filter(|owed| owed.because.rule == "S-R1").collect()
}

/// How many of those asked for are still open.
fn open(pack: &Pack, entries: &str) -> usize {
    let standing = after(pack, entries);
    assert!(!asked(&standing).is_empty());
    asked(&standing).iter().filter(|owed| owed.is_open()).count()
}

fn entry(what: &str) -> String {
    format!("{{ happened = 2026-01-06T10:00:00, {what} }},\n")
}

fn by(role: &str, entry: &str) -> String {
    entry.replacen('{', &format!("{{ author = {{ practitioner = \"p\", role = \"{role}\" }}, "), 1)
}

fn answered(duty: &str, table: &[(bool, String)]) {
    let pack = asking(duty);
    for (answers, entries) in table {
        assert_eq!(open(&pack, entries) == 0, *answers, "{duty} after {entries}");
    }
}

#[test]
fn settling_by_hand_takes_a_reason_and_the_authority() {
    let of = |duty: &str| asked(&after(&asking(duty), ""))[0].clone();
    let (usual, owed_to_others) = (of("do = \"consider_needs\""), of("do = \"record_response\""));
    assert!(!usual.needs_its_own_entry && owed_to_others.needs_its_own_entry);
    let done = |evidence: &str| ObligationSettled::Done { evidence: evidence.into() };
    let replaced = |instead: &str, reason: &str| ObligationSettled::Replaced { instead: instead.into(), reason: reason.into() };
    let waived = |authority, reason: &str| ObligationSettled::Waived { authority, reason: reason.into() };
    let (anybody, lead) = (Role::Practitioner, Role::SafeguardingLead);
    for (obligation, role, how, refused) in [
        (&usual, anybody, done("on paper"), ""),
        (&usual, anybody, done(" "), "how it is known"),
        (&usual, Role::Administrator, done("on paper"), "by a practitioner"),
        (&owed_to_others, anybody, done("on paper"), "with its own form"),
        (&owed_to_others, lead, done("on paper"), ""),
        (&usual, anybody, replaced("joint visit", "asked to"), ""),
        (&usual, anybody, replaced(" ", "asked to"), "which step replaces"),
        (&usual, anybody, replaced("joint visit", " "), "which step replaces"),
        (&owed_to_others, anybody, replaced("joint visit", "asked to"), "with its own form"),
        (&owed_to_others, lead, replaced("joint visit", "asked to"), ""),
        (&usual, lead, waived(lead, "sent yesterday"), ""),
        (&usual, lead, waived(lead, " "), "why the obligation is waived"),
        (&usual, lead, waived(Role::NamedNurse, "sent yesterday"), "with the authority to do so"),
        (&usual, anybody, waived(anybody, "sent yesterday"), "with the authority to do so"),
    ] {
        let why = may_settle_by_hand(role, &how, obligation).err().unwrap_or_default();
        assert!(why.contains(refused) && why.is_empty() == refused.is_empty(), "{role} {how:?}: {why}");
    }
}

#[test]
fn what_was_settled_by_hand_is_not_settled_again() {
    let pack = asking("do = \"consider_needs\"");
    let id = asked(&after(&pack, ""))[0].id.clone();
    let done = |hour: u8, evidence: &str| {
        format!(
            "{{ id = \"by-{hour}\", happened = 2026-01-06T{hour}:00:00, obligation_settled = {{ obligation = \"{id}\", how = {{ done = \"{evidence}\" }} }} }},"
        )
    };
    let by_what = |entries: &str| {
        let standing = after(&pack, entries);
        (asked(&standing)[0].state.settled().map(|settled| settled.by.to_string()), standing.set_aside.len())
    };
    assert_eq!(by_what(&done(10, "on paper")), (Some("by-10".into()), 0));
    assert_eq!(by_what(&format!("{}{}", done(10, "on paper"), done(11, "again"))), (Some("by-10".into()), 0));
    assert_eq!(by_what(&by("administrator", &done(10, "on paper"))), (None, 1), "a refused one is told");
    assert_eq!(by_what(&done(10, "on paper").replace("ob-", "of-")), (None, 0), "of nothing that is owed here");
}

/// NAF-16: one call to "a school" does not answer for two schools that are known by name.
#[test]
fn a_call_to_an_agency_without_a_name_does_not_answer_for_two_that_have_one() {
    let pack = asking("do = \"liaise\", with = \"each_plan_agency\", ask = [\"circumstances\"]");
    let member = |kind: &str, name: &str| format!("{{ agency = {{ kind = \"{kind}\", name = \"{name}\" }} }}");
    let plan = |members: &[String]| {
        format!(
            "{{ happened = 2026-01-02, plan_recorded = {{ plan = \"early_help\", state = \"current\", members = [{}] }} }},",
            members.join(", ")
        )
    };
    let call = |agency: &str| {
        entry(&format!("liaison_recorded = {{ agency = {agency}, asked = [\"circumstances\"], seen = \"not_known\", learnt = \"l\" }}"))
    };
    let hill = member("school", "Hill School");
    let two_schools = plan(&[hill.clone(), member("school", "Dale School")]);
    let school_and_nursery = plan(&[hill.clone(), member("nursery", "Acorns")]);
    let named = "{ kind = \"school\", name = \"Hill School\" }";
    for (plan, calls, left) in [
        (&two_schools, String::new(), 2),
        (&two_schools, call("\"school\""), 2),
        (&two_schools, call(named), 1),
        (&two_schools, format!("{}{}", call(named), call("\"school\"")), 0),
        (&school_and_nursery, call("\"school\""), 1),
        (&school_and_nursery, call("\"nursery\""), 1),
        (&school_and_nursery, call("\"police\""), 2),
        (&plan(std::slice::from_ref(&hill)), call("\"school\""), 0),
    ] {
        assert_eq!(open(&pack, &format!("{plan}{calls}")), left, "{plan} {calls}");
    }
}

#[test]
fn whether_an_agency_is_involved_is_answered_by_its_saying_so() {
    let involved = |agency: &str, state: &str| entry(&format!("involvement_recorded = {{ agency = \"{agency}\", state = \"{state}\" }}"));
    let liaison = |asked: &str| {
        entry(&format!("liaison_recorded = {{ agency = \"mental_health\", asked = [\"{asked}\"], seen = \"not_known\", learnt = \"l\" }}"))
    };
    let duty = "do = \"liaise\", with = \"mental_health\", ask = [\"involvement\"]";
    answered(
        duty,
        &[
            (true, involved("mental_health", "current")),
            (true, involved("mental_health", "ended")),
            (false, involved("mental_health", "not_known")),
            (false, involved("substance_misuse", "current")),
            (true, liaison("involvement")),
            (false, liaison("circumstances")),
        ],
    );
    // What was asked adds up over several entries.
    let duty = "do = \"liaise\", with = \"mental_health\", ask = [\"involvement\", \"circumstances\"]";
    answered(
        duty,
        &[
            (false, involved("mental_health", "current")),
            (false, liaison("circumstances")),
            (true, format!("{}{}", involved("mental_health", "current"), liaison("circumstances"))),
            (false, format!("{}{}", involved("mental_health", "not_known"), liaison("circumstances"))),
        ],
    );
}

#[test]
fn an_attendance_answers_whether_there_was_one_and_nothing_else() {
    let attended = entry("unscheduled_attendance = { place = \"emergency department\", seen = \"not_known\" }");
    let liaison =
        entry("liaison_recorded = { agency = \"out_of_hours\", asked = [\"circumstances\"], seen = \"not_known\", learnt = \"l\" }");
    answered("do = \"liaise\", with = \"out_of_hours\", ask = [\"unscheduled_attendance\"]", &[(true, attended.clone())]);
    answered(
        "do = \"liaise\", with = \"out_of_hours\", ask = [\"unscheduled_attendance\", \"circumstances\"]",
        &[(false, attended.clone()), (false, liaison.clone()), (true, format!("{attended}{liaison}"))],
    );
    answered("do = \"liaise\", with = \"out_of_hours\", ask = [\"circumstances\"]", &[(false, attended), (true, liaison)]);
}

#[test]
fn a_referral_goes_to_whom_the_policy_names() {
    let made = |to: &str| entry(&format!("id = \"r\", referral_made = {{ to = \"{to}\", content = \"c\" }}"));
    answered("do = \"refer\"", &[(true, made("childrens_social_care")), (false, made("early_help"))]);
    answered("do = \"refer\", with = \"early_help\"", &[(false, made("childrens_social_care")), (true, made("early_help"))]);
}

#[test]
fn a_discussion_is_with_whom_and_about_what_was_asked_and_decides_about_concerns() {
    let held = |with: &str, topic: &str, decision: &str| {
        entry(&format!("discussion_held = {{ with = \"{with}\", topic = \"{topic}\", summary = \"s\" {decision} }}"))
    };
    answered(
        "do = \"discuss\", with = [\"supervisor\"], about = \"concerns\"",
        &[
            (true, held("supervisor", "concerns", ", decision = \"refer\"")),
            (false, held("supervisor", "concerns", "")),
            (false, held("line_manager", "concerns", ", decision = \"refer\"")),
            (false, held("supervisor", "plan_not_met", ", decision = \"refer\"")),
        ],
    );
    answered(
        "do = \"discuss\", with = [\"supervisor\"], about = \"plan_not_met\"",
        &[(true, held("supervisor", "plan_not_met", "")), (false, held("supervisor", "concerns", ", decision = \"refer\""))],
    );
}

#[test]
fn a_further_visit_is_set_by_whoever_is_in_charge_unless_the_practitioner_owes_it() {
    let set = |child: &str| entry(&format!("further_visit_set = {{ child = \"{child}\", by = 2026-01-10, visitor = \"duty_worker\" }}"));
    let manager = tiny::pack(
        "failed_contacts >= 1",
        "do = \"set_further_visit\", owner = \"social_work_manager\", fallback = \"safeguarding_lead\", due = \"$soon\"",
    );
    let own = asking("do = \"set_further_visit\"");
    assert_eq!(open(&manager, &set("sam")), 1, "by a practitioner");
    assert_eq!(open(&manager, &by("line_manager", &set("sam"))), 0);
    assert_eq!(open(&own, &set("sam")), 0);
    assert_eq!(open(&own, &by("administrator", &set("sam"))), 1);
}

#[test]
fn a_plan_is_agreed_by_agreeing_one() {
    let agreed =
        entry("plan_agreed = { members = [\"Jo\"], actions = [{ what = \"joint visit\", who = \"K. Lee\", by_on = 2026-01-10 }] }");
    let needs = entry("needs_considered = { child = \"sam\", met = \"yes\", basis = \"b\", family_vulnerable = \"no\" }");
    for action in ["agree_plan", "contribute_to_plan", "decide_next_step"] {
        answered(&format!("do = \"{action}\""), &[(true, agreed.clone()), (false, by("administrator", &agreed)), (false, needs.clone())]);
    }
}

/// HAM-08: seen by this service, there is nothing left to tell. A plan to establish safety gives way once any professional has seen the child.
#[test]
fn what_was_asked_because_the_child_was_unseen_gives_way_once_the_child_was_seen() {
    let told = asking("do = \"inform\", with = \"childrens_social_care\", about = \"still_unseen\"");
    let planned = asking("do = \"agree_plan\"");
    let other = asking("do = \"inform\", with = \"gp_practice\", about = \"withdrawal\"");
    let sighting = |child: &str, seen_at: &str, seen_by: &str, how: &str| {
        format!(
            "{{ happened = 2026-01-08T10:00:00, service = \"service\", sighting_recorded = {{ child = \"{child}\", seen_at = {seen_at}, place = \"home\", by = \"Jo\", seen_by = \"{seen_by}\", relation = \"nurse\", how = \"{how}\" }} }},"
        )
    };
    let after_it = "2026-01-07T09:00:00";
    let this = sighting("sam", after_it, "this_service", "in_person");
    for (entries, tells, plans) in [
        (this.clone(), true, true),
        (by("administrator", &this), false, false),
        (sighting("sam", after_it, "other_professional", "in_person"), false, true),
        (sighting("sam", after_it, "family_or_friend", "in_person"), false, false),
        (sighting("sam", after_it, "this_service", "at_a_distance"), false, false),
        (sighting("sam", "2026-01-05T09:00:00", "this_service", "in_person"), false, false),
        (sighting("ruby", after_it, "this_service", "in_person"), false, false),
    ] {
        assert_eq!(open(&told, &entries) == 0, tells, "telling after {entries}");
        assert_eq!(open(&planned, &entries) == 0, plans, "a plan after {entries}");
        assert_eq!(open(&other, &entries), 1, "what is asked for another reason after {entries}");
    }
    // Only what tells of seeing the child: not whatever happens to be recorded after somebody had met the child.
    let needs = entry("needs_considered = { child = \"sam\", met = \"yes\", basis = \"b\", family_vulnerable = \"no\" }");
    assert_eq!(open(&told, &needs), 1);
    let why = |pack: &Pack| match asked(&after(pack, &this))[0].state.clone() {
        brought_policy::standing::ObligationState::Replaced(_, why) => why,
        state => panic!("{state:?}"),
    };
    assert_eq!(why(&told), "this service has seen the child since");
    assert!(why(&planned).starts_with("the child has been seen in person since"));
}

#[test]
fn a_step_is_answered_by_the_step_that_was_asked_for() {
    let taken = |step: &str| entry(&format!("step_taken = {{ step = \"{step}\", outcome = \"o\" }}"));
    answered("do = \"take_step\", step = \"consider_neglect\"", &[(true, taken("consider_neglect")), (false, taken("confirm_details"))]);
    answered("do = \"take_step\", step = \"confirm_details\"", &[(true, taken("confirm_details")), (false, taken("consider_neglect"))]);
}

/// STW-16: whoever saw the child and however, because this is a record and not an assurance.
#[test]
fn when_the_child_was_last_seen_is_established_by_whoever_tells_of_it() {
    let seen = |child: &str, how: &str| {
        format!(
            "{{ child = \"{child}\", seen_at = 2026-01-03, place = \"p\", by = \"b\", relation = \"aunt\", seen_by = \"family_or_friend\", how = \"{how}\" }}"
        )
    };
    let sighting = |child: &str, how: &str| entry(&format!("sighting_recorded = {}", seen(child, how)));
    let liaison = |seen: &str| {
        entry(&format!("liaison_recorded = {{ agency = \"school\", asked = [\"last_seen\"], seen = {seen}, learnt = \"l\" }}"))
    };
    let met = |outcome: &str| entry(&format!("contact = {{ setting = \"home\", arranged = \"by_letter\", outcome = \"{outcome}\" }}"));
    answered(
        "do = \"establish_last_seen\"",
        &[
            (true, sighting("sam", "at_a_distance")),
            (true, sighting("sam", "in_person")),
            (false, sighting("sam", "not_known")),
            (false, sighting("ruby", "in_person")),
            (true, liaison(&seen("sam", "in_person"))),
            (false, liaison(&seen("ruby", "in_person"))),
            (false, liaison("\"not_known\"")),
            (true, met("seen")),
            (false, met("no_response")),
        ],
    );
}
