//! Forms: filled in and sent, and refused with everything that is to be put right.

use super::browser::change;
use super::{Page, Site};
use axum::http::StatusCode;
use brought_testkit::builders;
use brought_testkit::builders::{Family, seen, was_not_brought};

const NOW: &str = "2026-01-14T10:00:00Z";

fn once() -> Family {
    Family::new().child("sam", |child| child.born("2023-05-01")).mother("mum").clinic("2026-01-12T10:00", was_not_brought())
}

fn twice() -> Family {
    once().clinic("2026-01-13T10:00", was_not_brought())
}

fn saved(page: &Page) {
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.words());
    assert!(page.location().starts_with("/children/sam?saved="), "{}", page.location());
}

async fn chronology(site: &mut Site) -> String {
    site.get("/children/sam/chronology?show=everything").await.words()
}

#[tokio::test]
async fn what_happened_at_a_clinic_is_recorded_in_three_steps() {
    let family =
        Family::new().child("sam", |child| child.born("2023-05-01")).planned(brought_domain::contact::Setting::Clinic, "2026-01-13T10:20");
    let mut site = Site::of(&family, NOW).await;
    let list = site.get("/awaiting-outcome").await;
    let form = list.links().into_iter().find(|link| link.ends_with("/outcome")).unwrap_or_else(|| panic!("{}", list.words()));
    assert_eq!(form, "/children/sam/contacts/c1/outcome");
    let page = site.get(&form).await;
    assert!(
        page.words().contains("Was not brought") && !page.words().contains("doorstep"),
        "only what fits a clinic is offered: {}",
        page.words()
    );
    saved(&site.fill(&form, &[("outcome", "was_not_brought"), ("responses", "telephone_tried")]).await);
    let words = chronology(&mut site).await;
    assert!(
        words.contains("Was not brought") && words.contains("telephone tried") && words.contains("Tuesday 13 January 2026, 10:20am"),
        "{words}"
    );
}

#[tokio::test]
async fn an_outcome_that_was_not_chosen_is_asked_for_and_what_was_typed_is_kept() {
    let mut site = Site::of(&once(), NOW).await;
    let page = site
        .fill("/children/sam/contacts/c1/outcome", &[("note", "the bus did not come"), ("happened.day", "31"), ("happened.month", "2")])
        .await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    let words = page.words();
    assert!(
        words.contains("There is a problem") && words.contains("Choose what happened") && words.contains("Date must be a real date"),
        "{words}"
    );
    assert!(page.links().contains(&"#outcome".to_owned()) && page.body.contains("id=\"outcome\""), "the summary leads to the field");
    assert!(page.body.contains("the bus did not come") && page.body.contains("value=\"31\""));
    assert!(page.title().contains("Error:"));
}

#[tokio::test]
async fn an_analysis_is_signed_with_its_prompts() {
    let mut site = Site::of(&once(), NOW).await;
    let empty = site.fill("/children/sam/analysis", &[]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        empty.words().contains("Say what the failed contact means for this child") && empty.words().contains("Decide what to do"),
        "{}",
        empty.words()
    );
    let fields = [
        ("impact", "No inhaler review for three months."),
        ("not_known", "Whether the inhaler is used."),
        ("reasons", "logistics"),
        ("decision", "steps"),
        ("decision.steps", "Visit on Friday."),
        ("prompts.time_and_place", "Afternoons suit them."),
        ("prompts.culture.left", "yes"),
    ];
    saved(&site.fill("/children/sam/analysis", &fields).await);
    let words = chronology(&mut site).await;
    for part in ["No inhaler review", "Whether the inhaler is used.", "Visit on Friday.", "Afternoons suit them."] {
        assert!(words.contains(part), "{part} is missing from {words}");
    }
}

#[tokio::test]
async fn a_liaison_answers_what_was_asked() {
    let mut site = Site::of(&twice(), NOW).await;
    let page = site.get("/children/sam").await;
    let link =
        page.links().into_iter().find(|link| link.ends_with("/answer") && link_answers(&page, link, "Record what you learnt")).unwrap();
    let form = site.get(&link).await.location().to_owned();
    assert!(form.starts_with("/children/sam/liaison?for="), "{form}");
    let fields = [
        ("agency.kind", "nursery"),
        ("agency.name", "Hill Nursery"),
        ("address_confirmed", "yes"),
        ("contact_details_confirmed", "yes"),
        ("asked", "address"),
        ("asked", "contact_details"),
        ("asked", "last_seen"),
        ("seen", "seen"),
        ("seen.child", "sam"),
        ("seen.seen_at.day", "14"),
        ("seen.seen_at.month", "1"),
        ("seen.seen_at.year", "2026"),
        ("seen.seen_at.time", "9am"),
        ("seen.place", "at nursery"),
        ("seen.by", "T. Example"),
        ("seen.seen_by", "other_professional"),
        ("seen.relation", "nursery teacher"),
        ("seen.how", "in_person"),
        ("learnt", "Comes every day."),
    ];
    saved(&site.fill(&form, &fields).await);
    let page = site.get("/children/sam").await.words();
    assert!(page.contains("Wednesday 14 January 2026, 9am (today), by T. Example, nursery teacher, at nursery"), "{page}");
    assert!(!page.contains("Record what you learnt"), "nothing is left to ask: {page}");
}

fn link_answers(page: &Page, link: &str, words: &str) -> bool {
    page.body.split(&format!("href=\"{link}\"")).nth(1).is_some_and(|rest| rest.trim_start_matches('>').starts_with(words))
}

#[tokio::test]
async fn ending_a_follow_up_is_refused_with_everything_that_is_missing_and_then_taken() {
    let mut site = Site::of(&once(), NOW).await;
    let page = site.get("/children/sam").await;
    let end = page.links().into_iter().find(|link| link.ends_with("/end")).unwrap();
    let refused = site.fill(&end, &[("reasons", "mother phoned, he is fine")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let words = refused.words();
    for part in ["Say who saw", "Say how you know that", "Say who was told", "vulnerability"] {
        assert!(words.contains(part), "{part} is missing from {words}");
    }
    assert!(refused.body.contains("mother phoned, he is fine"));
    assert!(refused.links().contains(&"/children/sam/vulnerability".to_owned()), "what must be recorded first has a link");

    saved(&site.fill("/children/sam/vulnerability", &[("vulnerable", "no"), ("findings", "Seen, growing, cared for.")]).await);
    let evidence = [
        ("reasons", "Seen and well."),
        ("told", "the mother\nthe GP"),
        ("children.0.by", "T. Example"),
        ("children.0.seen_by", "other_professional"),
        ("children.0.relation", "nursery teacher"),
        ("children.0.seen_at.day", "14"),
        ("children.0.seen_at.month", "1"),
        ("children.0.seen_at.year", "2026"),
        ("children.0.seen_at.time", "9am"),
        ("children.0.place", "at nursery"),
        ("children.0.needs", "Inhaler in use, growth checked."),
    ];
    let at_a_distance: Vec<_> = evidence.iter().copied().chain([("children.0.how", "at_a_distance")]).collect();
    let refused = site.fill(&end, &at_a_distance).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "seen through a window is not seen");
    let in_person: Vec<_> = evidence.iter().copied().chain([("children.0.how", "in_person")]).collect();
    for (seen_by, why) in [
        ("", "Choose who saw sam Example: this service, another professional or somebody else"),
        ("family_or_friend", "that family, a friend or a neighbour saw the child is not enough"),
        ("not_known", "It is not known who saw the child: find out"),
    ] {
        let lay: Vec<_> =
            in_person.iter().copied().filter(|field| field.0 != "children.0.seen_by").chain([("children.0.seen_by", seen_by)]).collect();
        let refused = site.fill(&end, &lay).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{seen_by}");
        assert!(refused.words().contains(why) && refused.links().contains(&"#children-0-seen_by".to_owned()), "{}", refused.words());
    }
    let mut sent = site.get(&end).await.fields();
    change(&mut sent, &in_person);
    let sent: Vec<(&str, &str)> = sent.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    saved(&site.post(&end, &sent).await);
    assert!(!site.get("/children/sam").await.words().contains("Open follow-up"));
    saved(&site.post(&end, &sent).await);
}

/// Decision 8: whoever signs an ending sees beforehand what it will stand for.
#[tokio::test]
async fn what_an_ending_will_stand_for_is_listed_with_a_link_to_each() {
    let mut site = Site::of(&twice(), NOW).await;
    let end = site.get("/children/sam").await.links().into_iter().find(|link| link.ends_with("/end")).unwrap();
    let still_open = |page: &Page| {
        let rest = page.body.split("Still open: your ending will stand in for these").nth(1).unwrap();
        rest.split("</ul>").next().unwrap().to_owned()
    };
    let (analysis, questions) = ("Record the impact on the child and decide what to do", "Decide whether there are concerns");
    let before = still_open(&site.get(&end).await);
    assert!(before.contains(analysis) && before.contains(questions), "{before}");
    assert!(!before.to_lowercase().contains("vulnerability"), "what blocks is said to be missing: {before}");
    let link = before.split(&format!("\">{analysis}")).next().unwrap().rsplit('"').next().unwrap().to_owned();
    assert!(site.get(&link).await.location().starts_with("/children/sam/analysis?for="), "{link}");

    let fields = [("impact", "hearing not tested"), ("decision", "steps"), ("decision.steps", "ring the nursery")];
    saved(&site.fill("/children/sam/analysis", &fields).await);
    let after = still_open(&site.get(&end).await);
    assert!(!after.contains(analysis) && after.contains(questions), "{after}");
}

#[tokio::test]
async fn a_sighting_asks_who_that_was_and_offers_only_professionals_as_evidence() {
    let mut site = Site::of(&once(), NOW).await;
    let sighting = |seen_by: &'static str| {
        [
            ("sighting.child", "sam"),
            ("sighting.seen_at.day", "14"),
            ("sighting.seen_at.month", "1"),
            ("sighting.seen_at.year", "2026"),
            ("sighting.place", "at home"),
            ("sighting.by", "A. Example"),
            ("sighting.relation", "aunt"),
            ("sighting.how", "in_person"),
            ("sighting.seen_by", seen_by),
        ]
    };
    let refused = site.fill("/children/sam/sighting", &sighting("")).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.words().contains("Choose who saw the child"), "{}", refused.words());
    saved(&site.fill("/children/sam/sighting", &sighting("family_or_friend")).await);
    let page = site.get("/children/sam").await;
    assert!(page.words().contains("by A. Example, aunt, at home"), "shown as last seen all the same (STW-16): {}", page.words());
    let end = page.links().into_iter().find(|link| link.ends_with("/end")).unwrap();
    let fields = site.get(&end).await.fields();
    assert!(fields.contains(&("children.0.by".to_owned(), String::new())), "never offered as evidence: {fields:?}");
}

#[tokio::test]
async fn a_sighting_before_the_last_failed_contact_is_not_offered_as_evidence() {
    let early = Family::new()
        .child("sam", |child| child.born("2023-05-01"))
        .clinic("2025-12-01T10:00", seen())
        .clinic("2026-01-12T10:00", was_not_brought());
    let late = early.clone().sighting("2026-01-13T09:00", brought_domain::work::HowSeen::InPerson);
    for (family, is_offered) in [(early, false), (late, true)] {
        let mut site = Site::of(&family, NOW).await;
        let end = site.get("/children/sam").await.links().into_iter().find(|link| link.ends_with("/end")).unwrap();
        let fields = site.get(&end).await.fields();
        let by = fields.iter().find(|(name, _)| name == "children.0.by").map(|(_, value)| value.as_str()).unwrap();
        assert_eq!(!by.is_empty(), is_offered, "{fields:?}");
    }
}

#[tokio::test]
async fn concerns_are_answered_one_by_one_and_lead_to_a_discussion_and_a_referral() {
    let family = twice().factor("2026-01-02", brought_domain::circumstances::FactorKind::FamilyViolence);
    let mut site = Site::of(&family, NOW).await;
    let form = site.get("/children/sam/concerns").await;
    assert!(
        form.fields().contains(&("answers.family_violence".to_owned(), "yes".to_owned())),
        "what the record holds is answered beforehand"
    );
    let refused = site.fill("/children/sam/concerns", &[]).await;
    assert_eq!(
        refused.words().matches("Answer yes, no or not known").count(),
        12,
        "six are not answered, said in the summary and at the field: {}",
        refused.words()
    );
    let answers =
        ["endangered_now", "earlier_concerns", "plan_now", "looked_after", "protection_plan_last_year", "religious_or_cultural_risk"];
    let names: Vec<String> = answers.iter().map(|code| format!("answers.{code}")).collect();
    let mut fields: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "not_known")).collect();
    fields.push(("reasons", "the police report"));
    saved(&site.fill("/children/sam/concerns", &fields).await);
    let discussion =
        [("with", "safeguarding_lead"), ("topic", "concerns"), ("decision", "refer"), ("summary", "Violence, child not seen.")];
    saved(&site.fill("/children/sam/discussion", &discussion).await);
    saved(&site.fill("/children/sam/referral", &[("content", "what happened and what we ask")]).await);
    let page = site.get("/children/sam").await.words();
    assert!(page.contains("Record the answer : Obtain the answer to the referral"), "{page}");
    let answer = [("answer", "an assessment begins"), ("accepted_by_referrer", "yes")];
    saved(&site.fill("/children/sam/referral-answer", &answer).await);
    assert!(!site.get("/children/sam").await.words().contains("Record the answer"));
}

#[tokio::test]
async fn the_other_forms_are_saved_too() {
    let mut site = Site::of(&twice(), NOW).await;
    type Filled = &'static [(&'static str, &'static str)];
    let cases: &[(&str, Filled, &str)] = &[
        (
            "contacts/new",
            &[
                ("planned_for.day", "20"),
                ("planned_for.month", "1"),
                ("planned_for.year", "2026"),
                ("planned_for.time", "2:15pm"),
                ("setting", "home"),
                ("arranged", "verbally"),
            ],
            "Contact planned at home for Tuesday 20 January 2026, 2:15pm",
        ),
        ("family-followed-up", &[("how", "telephone_tried"), ("result", "no answer, message left")], "no answer, message left"),
        (
            "sighting",
            &[
                ("sighting.child", "sam"),
                ("sighting.seen_at.day", "14"),
                ("sighting.seen_at.month", "January"),
                ("sighting.seen_at.year", "2026"),
                ("sighting.place", "at the door"),
                ("sighting.by", "N. Visitor"),
                ("sighting.seen_by", "family_or_friend"),
                ("sighting.relation", "neighbour"),
                ("sighting.how", "at_a_distance"),
            ],
            "seen only at a distance by N. Visitor",
        ),
        ("needs", &[("met", "not_known"), ("basis", "nobody has looked"), ("family_vulnerable", "not_known")], "nobody has looked"),
        (
            "agreed-plan",
            &[
                ("members", "GP\nhealth visitor"),
                ("actions.0.what", "visit together"),
                ("actions.0.who", "GP"),
                ("actions.0.by_on.day", "21"),
                ("actions.0.by_on.month", "1"),
                ("actions.0.by_on.year", "2026"),
            ],
            "visit together",
        ),
        ("further-visit", &[("by.day", "20"), ("by.month", "1"), ("by.year", "2026"), ("visitor", "social_worker")], "Further visit set"),
        ("factor", &[("factor", "welfare_concern"), ("state", "current"), ("note", "told by the nursery")], "told by the nursery"),
        (
            "plan",
            &[("plan", "child_protection"), ("state", "current"), ("members.0.kind", "school"), ("members.0.name", "Hill School")],
            "Hill School",
        ),
        ("note", &[("note", "the lift is broken")], "the lift is broken"),
        ("danger", &[("what", "left with a stranger who has been drinking")], "left with a stranger who has been drinking"),
    ];
    for (form, fields, expected) in cases {
        let path = format!("/children/sam/{form}");
        let mut sent = site.get(&path).await.fields();
        change(&mut sent, fields);
        let sent: Vec<(&str, &str)> = sent.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        saved(&site.post(&path, &sent).await);
        let words = chronology(&mut site).await;
        assert!(words.contains(expected), "{form}: {expected} is missing from {words}");
        // The button pressed twice.
        saved(&site.post(&path, &sent).await);
        assert_eq!(chronology(&mut site).await, words, "{form}");
    }
}

#[tokio::test]
async fn an_obligation_is_replaced_with_a_reason() {
    let mut site = Site::of(&once(), NOW).await;
    let settle = site.get("/children/sam").await.links().into_iter().find(|link| link.ends_with("/settle")).unwrap();
    let refused = site.fill(&settle, &[]).await;
    assert!(refused.words().contains("Choose what became of it"), "{}", refused.words());
    let refused = site.fill(&settle, &[("how", "replaced")]).await;
    assert!(
        refused.words().contains("Say what is done instead") && refused.words().contains("Say why another step takes its place"),
        "{}",
        refused.words()
    );
    let mut sent = site.get(&settle).await.fields();
    change(&mut sent, &[("how", "replaced"), ("instead", "a joint visit"), ("reason", "the social worker goes with us")]);
    let sent: Vec<(&str, &str)> = sent.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    saved(&site.post(&settle, &sent).await);
    saved(&site.post(&settle, &sent).await);
    assert!(chronology(&mut site).await.contains("the social worker goes with us"));
}

#[tokio::test]
async fn a_relation_is_recorded_to_somebody_who_was_found() {
    let family = once().child("ana", |child| child.named("Ana", "Other").born("2024-01-01"));
    let mut site = Site::of(&family, NOW).await;
    let refused = site.fill("/children/sam/relation", &[("relation", "sibling")]).await;
    assert!(refused.words().contains("Find the other person first"), "{}", refused.words());
    let found = site.search(&[("for", "sam"), ("q", "other")]).await;
    let link = found.links().into_iter().find(|link| link.starts_with("/children/sam/relation")).unwrap();
    assert!(site.get(&link).await.words().contains("Ana Other"), "the form says whom it is about");
    saved(&site.fill(&link, &[("relation", "sibling"), ("same_household", "yes")]).await);
    assert!(site.get("/children/sam").await.words().contains("Ana Other , brother or sister, born 1 January 2024, same household"));
}

#[tokio::test]
async fn a_death_is_recorded_only_by_somebody_who_is_certain() {
    let mut site = Site::of(&once(), NOW).await;
    let refused = site.fill("/children/sam/life-event", &[("what", "died")]).await;
    assert!(refused.words().contains("Make sure that this is the right person"), "{}", refused.words());
    assert!(!refused.body.contains("value=\"born\""), "a child who was born is not born again");
    saved(&site.fill("/children/sam/life-event", &[("what", "died"), ("is_certain", "yes")]).await);
    assert!(site.get("/children/sam").await.words().contains("Recorded as having died."));
}

#[tokio::test]
async fn an_entry_is_withdrawn_with_a_reason_and_counts_no_more() {
    let mut site = Site::of(&once(), NOW).await;
    let links = site.get("/children/sam/chronology").await.links();
    let mut withdrawn = None;
    for link in links.into_iter().filter(|link| link.ends_with("/withdraw")) {
        if site.get(&link).await.words().contains("Was not brought") {
            withdrawn = Some(link);
        }
    }
    let link = withdrawn.unwrap();
    assert!(site.fill(&link, &[]).await.words().contains("Say why the entry is put right"));
    saved(&site.fill(&link, &[("reason", "booked for another child")]).await);
    let words = site.get("/children/sam").await.words();
    assert!(!words.contains("Open follow-up"), "{words}");
    assert!(chronology(&mut site).await.contains("booked for another child"));
}

#[tokio::test]
async fn an_id_from_another_system_may_hold_a_slash() {
    let family = Family::new()
        .child("pas/12 3", |child| child.named("Sam", "Example").born("2023-05-01"))
        .contact(builders::contact(brought_domain::contact::Setting::Clinic, "2026-01-13T10:20").called("pas/a?7"));
    let mut site = Site::of(&family, NOW).await;
    let child = site.search(&[("q", "sam")]).await.links().into_iter().find(|link| link.starts_with("/children/pas")).unwrap();
    assert_eq!(child, "/children/pas%2F12%203");
    let form = site.get(&child).await.links().into_iter().find(|link| link.ends_with("/outcome")).unwrap();
    let page = site.fill(&form, &[("outcome", "was_not_brought"), ("responses", "nothing_yet")]).await;
    assert!(page.location().starts_with("/children/pas%2F12%203?saved="), "{} {}", page.location(), page.words());
    let page = site.get(page.location()).await;
    let answer = page.links().into_iter().find(|link| link.ends_with("/answer")).unwrap();
    let form = site.get(&answer).await.location().to_owned();
    assert_eq!(site.get(&form).await.status, StatusCode::OK, "{form}");
}

#[tokio::test]
async fn a_form_shown_on_one_page_is_not_saved_in_another_record() {
    let family = once().child("ana", |child| child.born("2024-01-01")).about("ana").clinic("2026-01-12T11:00", seen());
    let mut site = Site::of(&family, NOW).await;
    let mut sent = site.get("/children/ana/note").await.fields();
    change(&mut sent, &[("note", "about Ana")]);
    let sent: Vec<(&str, &str)> = sent.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let page = site.post("/children/sam/note", &sent).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.words().contains("shown on another person"), "{}", page.words());
}

#[tokio::test]
async fn what_is_not_known_is_said_and_never_left_blank() {
    let mut site = Site::of(&Family::new().child("sam", |child| child).clinic("2026-01-12T10:00", was_not_brought()), NOW).await;
    let words = site.get("/children/sam").await.words();
    for part in ["Last seen in person Not known.", "age not known", "NHS number Not known", "Address not known", "What is not known"] {
        assert!(words.contains(part), "{part} is missing from {words}");
    }
}

/// J3.
#[tokio::test]
async fn danger_takes_one_field_and_puts_a_referral_on_the_list() {
    let family = Family::new().child("sam", |child| child.born("2023-05-01")).mother("mum").clinic("2026-01-12T10:00", seen());
    let mut site = Site::of(&family, NOW).await;
    for page in ["/children/sam", "/children/sam/chronology", "/children/sam/note"] {
        assert!(site.get(page).await.links().contains(&"/children/sam/danger".to_owned()), "{page}");
    }
    let form = site.get("/children/sam/danger").await;
    let (words, fields) = (form.words(), form.fields());
    let (called, field) = (words.find("Call 999 now").unwrap(), words.find("What is happening?").unwrap());
    assert!(called < field, "{words}");
    let carried = ["for", "role", "service"];
    let asked: Vec<_> = fields.iter().filter(|(name, value)| value.is_empty() && !carried.contains(&name.as_str())).collect();
    assert_eq!(asked, [&("what".to_owned(), String::new())], "one field and no more");
    assert_eq!(site.fill("/children/sam/danger", &[("what", " ")]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    saved(&site.fill("/children/sam/danger", &[("what", "left with a stranger")]).await);
    let page = site.get("/children/sam").await.words();
    assert!(page.contains("children’s social care") && page.contains("Somebody wrote down that the child is in danger now"), "{page}");
    let list = site.get("/my-list").await.words();
    assert!(list.contains("efer to children"), "{list}");
    assert!(chronology(&mut site).await.contains("The child is in danger now"));
    // On the record of somebody grown up nothing would be asked for: it is not taken there.
    let refused = site.fill("/children/mum/danger", &[("what", "left with a stranger")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.words().contains("Open the page of the child who is in danger"), "{}", refused.words());
}
