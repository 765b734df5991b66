//! Every obligation of every policy has a form of its own, and what is recorded in it takes the obligation off the list.

use super::{Page, Site, change};
use axum::http::StatusCode;
use brought_domain::contact::{OutcomeKind, ResponseKind};
use brought_testkit::builders::{Family, no_response, outcome, was_not_brought};
use std::collections::BTreeSet;

const NOW: &str = "2026-03-04T10:00:00Z";

/// Enough has failed, at home and at clinics, for a policy to ask for nearly all that it can.
fn much_has_failed() -> Family {
    Family::new()
        .child("sam", |child| child.born("2023-05-01"))
        .mother("mum")
        .clinic("2026-01-12T10:00", was_not_brought())
        .clinic("2026-02-09T10:00", was_not_brought())
        .home_visit("2026-02-16T10:00", no_response())
        .home_visit("2026-02-23T10:00", no_response())
        .home_visit("2026-03-02T10:00", outcome(OutcomeKind::WhereaboutsUnknown))
}

/// Nobody answered the door, and no card was left.
fn no_card_was_left() -> Family {
    let door = no_response().responded(&[ResponseKind::TelephoneTried]);
    Family::new().child("sam", |child| child.born("2023-05-01")).home_visit("2026-03-02T10:00", door)
}

type Happened = fn() -> Family;

/// Policies with what happened under them.
const PACKS: &[(&str, Happened)] = &[
    ("no-access", much_has_failed),
    ("bolton", much_has_failed),
    ("shropshire", much_has_failed),
    ("swindon-health-visiting", much_has_failed),
    ("swindon-health-visiting", no_card_was_left),
];

/// What is filled in by hand in each form of a step. All else the link to it has filled in.
const FORMS: &[(&str, &[(&str, &str)])] = &[
    ("told", &[("how", "telephone"), ("name", "A. Example"), ("reference", "log 42"), ("said", "what has failed"), ("understood", "yes")]),
    ("records-reviewed", &[("found", "a new address in the GP record")]),
    ("sent", &[("to", "the parents"), ("copy", "We came to see you today.")]),
    ("help-offered", &[("answer", "accepted"), ("note", "a taxi")]),
    (
        "monthly-review",
        &[
            ("why", "the bus"),
            ("first_or_repeated", "repeated"),
            ("risk", "hearing not tested"),
            ("parents_view", "not known"),
            ("action", "an afternoon"),
        ],
    ),
    ("step", &[("outcome", "done, and talked over with the team")]),
    ("alert", &[("active", "yes"), ("directions", "telephone us at once"), ("reasons", "nobody knows where the child is")]),
    ("agreement", &[("if_next_fails", "discuss"), ("what", "on the same day"), ("agreed_with", "the GP")]),
];

fn answer_links(page: &Page) -> Vec<String> {
    page.links().into_iter().filter(|link| link.ends_with("/answer")).collect()
}

fn name_of(form: &str) -> String {
    form.split('?').next().unwrap_or_default().rsplit('/').next().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn every_obligation_leads_to_a_form_that_takes_it_off_the_list() {
    let mut answered = BTreeSet::new();
    for (pack, family) in PACKS {
        let mut site = Site::under(pack, &family(), NOW).await;
        let asked = answer_links(&site.get("/children/sam").await);
        assert!(asked.len() > 3, "{pack}: {asked:?}");
        for link in asked {
            let open = site.get("/children/sam").await;
            if !answer_links(&open).contains(&link) {
                continue;
            }
            let mut form = site.get(&link).await.location().to_owned();
            let mut page = site.get(&form).await;
            // What was written another way than here is recorded beside the form that writes it.
            if let Some(otherwise) = page.links().into_iter().find(|link| form.contains("/documents/") && link.contains("/sent?for=")) {
                form = otherwise;
                page = site.get(&form).await;
            }
            assert_eq!(page.status, StatusCode::OK, "{pack}: {form}");
            assert!(!form.contains("/settle"), "{pack}: {form} has no form of its own");
            let name = name_of(&form);
            let Some((_, fields)) = FORMS.iter().find(|(other, _)| *other == name) else { continue };
            let is_chosen = page.fields().iter().any(|(field, _)| field == "help");
            let help: &[(&str, &str)] = if name == "help-offered" && !is_chosen { &[("help", "transport")] } else { &[] };
            let fields: Vec<(&str, &str)> = fields.iter().chain(help).copied().collect();
            let saved = site.fill(&form, &fields).await;
            assert_eq!(saved.status, StatusCode::SEE_OTHER, "{pack}: {form}: {}", saved.words());
            let left = answer_links(&site.get("/children/sam").await);
            assert!(!left.contains(&link), "{pack}: {form} did not answer {}", page.words());
            answered.insert(name);
        }
    }
    let wanted: BTreeSet<String> = FORMS.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(answered, wanted, "each form of a step was filled in");
}

/// What is left blank is asked for in plain words, and what was typed stays.
#[tokio::test]
async fn what_is_left_blank_is_asked_for() {
    let mut site = Site::of(&much_has_failed(), NOW).await;
    for (form, typed, words) in [
        (
            "told",
            ("said", "the police were told"),
            &["Choose who was told", "Choose what they were told about", "Choose how they were told"][..],
        ),
        ("told", ("party", "police"), &["Say what they were told", "Give the name of the officer or the reference"]),
        ("told", ("party", "other"), &["Give the name of the person or agency that was told"]),
        ("records-reviewed", ("found", "nothing new"), &["Choose the records that you looked through"]),
        ("sent", ("to", "the parents"), &["Choose whether it was a letter", "Copy in the words that were sent"]),
        ("help-offered", ("help", "other"), &["Choose what the family answered", "Say which help was offered"]),
        ("monthly-review", ("why", "the bus"), &["Say whether it has happened before", "Say what must be done"]),
        ("step", ("outcome", "done"), &["Choose the step that was taken"]),
        (
            "alert",
            ("active", "yes"),
            &["Choose where the alert stands", "Say what must be done when the child presents", "Give the reasons for the decision"],
        ),
        ("agreement", ("what", "on the same day"), &["Choose what follows", "Say with whom it was agreed"]),
    ] {
        let refused = site.fill(&format!("/children/sam/{form}"), &[typed]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{form}");
        for words in words {
            assert!(refused.words().contains(words), "{form}: {words} is missing from {}", refused.words());
        }
        assert!(refused.body.contains(typed.1), "{form}: what was typed stays");
        for anchor in refused.links().iter().filter_map(|link| link.strip_prefix('#')).filter(|anchor| *anchor != "maincontent") {
            assert!(refused.body.contains(&format!("id=\"{anchor}\"")), "{form}: the summary leads to #{anchor}, which is not there");
        }
    }
}

/// J3: the forms tell times by the minute, and what answers danger is often written in the same one, or in a form that was opened in it.
#[tokio::test]
async fn given_danger_within_a_minute_when_the_referral_is_written_down_then_it_is_made_and_its_answer_is_owed() {
    let at = |time: &str| format!("2026-01-12T11:0{time}Z").parse().unwrap();
    let family = Family::new().child("sam", |child| child.born("2023-05-01")).mother("mum").clinic("2026-01-12T10:00", was_not_brought());
    let mut site = Site::of(&family, "2026-01-12T11:00:20Z").await;
    let danger = site.fill("/children/sam/danger", &[("what", "left with a stranger")]).await;
    assert_eq!(danger.status, StatusCode::SEE_OTHER, "{}", danger.words());
    assert!(site.get("/children/sam").await.words().contains("Record the referral"));
    *site.now.lock().unwrap() = at("0:45");
    let form = site.get("/children/sam/referral").await;
    let mut sent = form.fields();
    change(&mut sent, &[("to.kind", "childrens_social_care"), ("content", "Left with a stranger. Police called.")]);
    *site.now.lock().unwrap() = at("4:10");
    let sent: Vec<(&str, &str)> = sent.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let saved = site.post("/children/sam/referral", &sent).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.words());
    let words = site.get("/children/sam").await.words();
    assert!(!words.contains("Record the referral") && words.contains("Obtain the answer to the referral"), "{words}");
}
