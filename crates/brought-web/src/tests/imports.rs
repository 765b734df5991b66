//! Files of other systems: sent, looked at, brought in, and undone as a whole.

use super::Site;
use super::browser::Page;
use axum::body::Body;
use axum::http::Request;
use axum::http::StatusCode;
use axum::http::header::{CONTENT_TYPE, HOST, ORIGIN};
use brought_domain::work::Role;
use brought_testkit::Family;

const NOW: &str = "2026-01-12T10:00:00Z";

const MAP: &str = r#"
name = "Appointment book"
system = "book"
kind = "contacts"
date_formats = ["iso"]
setting = "clinic"

[service]
id = "health-visiting"
name = "Health visiting"
audience = "children"

[subject]
default = "child"

[columns]
person_id = "person"
contact_id = "id"
given_name = "given"
family_name = "family"
date_of_birth = "born"
planned_at = "when"
status = "status"

[statuses]
came = { outcome = "seen" }
missed = { outcome = "was_not_brought" }
"#;

const FILE: &str = "person,id,given,family,born,when,status
p-1,a1,Odalys,Quenby,2023-05-01,2026-01-05T10:00,missed
p-2,a2,Ruan,Tesk,2022-05-01,2026-01-05T11:00,came
p-3,a3,Bad,Row,2022-05-01,no day,missed
";

async fn site(roles: &[Role]) -> Site {
    let family = Family::new().child("sam", |sam| sam.born("2023-05-01"));
    Site::seen_by(&family, NOW, roles).await
}

/// Sends the form with its files, as a browser does.
async fn send(site: &mut Site, token: &str, fields: &[(&str, Option<&str>, &str)]) -> Page {
    send_to(site, "/imports", token, fields).await
}

/// The same at another address.
pub(super) async fn send_to(site: &mut Site, path: &str, token: &str, fields: &[(&str, Option<&str>, &str)]) -> Page {
    let mut body = String::new();
    for (name, file, content) in [("token", None, token)].iter().chain(fields) {
        let file = file.map(|file| format!("; filename=\"{file}\"\r\nContent-Type: text/csv")).unwrap_or_default();
        body.push_str(&format!("--edge\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n{content}\r\n"));
    }
    body.push_str("--edge--\r\n");
    let request = Request::post(path).header(HOST, "brought.test").header(ORIGIN, "http://brought.test");
    site.send(request.header(CONTENT_TYPE, "multipart/form-data; boundary=edge"), Body::from(body)).await
}

async fn token(site: &mut Site) -> String {
    let page = site.get("/imports").await;
    assert_eq!(page.status, StatusCode::OK);
    page.fields().into_iter().find(|(name, _)| name == "token").unwrap().1
}

async fn sent(site: &mut Site, file: &str) -> Page {
    let token = token(site).await;
    send(site, &token, &[("file", Some("book.csv"), file), ("map", None, ""), ("own_map", Some("book.toml"), MAP)]).await
}

/// Sends the file and says yes. Returns the address of the import.
async fn brought_in(site: &mut Site) -> String {
    let waiting = sent(site, FILE).await.location().to_owned();
    let done = site.fill(&waiting, &[("what", "bring_in")]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    done.location().to_owned()
}

#[tokio::test]
async fn a_file_is_shown_first_and_nothing_is_saved_before_somebody_says_yes() {
    let mut site = site(&[Role::LineManager]).await;
    let entries = site.store.counts().await.unwrap();
    let answer = sent(&mut site, FILE).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let shown = site.get(answer.location()).await;
    assert_eq!(shown.status, StatusCode::OK);
    for words in
        ["What book.csv would change", "Nothing is saved yet", "3 rows in the file", "2 new, 0 changed", "1 that cannot be used", "Row 4:"]
    {
        assert!(shown.body.contains(words), "{words}: {}", shown.body);
    }
    assert!(shown.body.contains("For 1 person the policy would ask something else"), "{}", shown.body);
    assert!(!shown.body.contains("Odalys") && !shown.body.contains("Quenby"), "nobody is named: {}", shown.body);
    assert_eq!(site.store.counts().await.unwrap(), entries);
    let left = site.fill(answer.location(), &[("what", "leave")]).await;
    assert_eq!(left.location(), "/imports");
    let gone = site.get(answer.location()).await;
    assert_eq!(gone.status, StatusCode::NOT_FOUND);
    assert!(gone.body.contains("does not wait any more"));
    assert_eq!(site.store.counts().await.unwrap(), entries);
}

#[tokio::test]
async fn it_is_brought_in_once_and_undone_as_a_whole_with_a_reason() {
    let mut site = site(&[Role::LineManager]).await;
    let import = brought_in(&mut site).await;
    let shown = site.get(&import).await;
    for words in ["brought in", "2 new", "Undoing withdraws", "1 of them about a failed contact"] {
        assert!(shown.body.contains(words), "{words}: {}", shown.body);
    }
    assert!(site.get("/team-list").await.body.contains("Odalys Quenby"));
    assert!(site.get("/imports/review").await.body.contains("book.csv, row 4"));
    let refused = site.fill(&import, &[("reason", " ")]).await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND, "the form goes to an address of its own");
    let undo = format!("{import}/undo");
    let token = token(&mut site).await;
    let refused = site.post(&undo, &[("token", &token), ("reason", " ")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("Say why the import is undone"));
    let undone = site.post(&undo, &[("token", &token), ("reason", "The list of another clinic")]).await;
    assert_eq!(undone.location(), import);
    let shown = site.get(&import).await.body;
    assert!(shown.contains("What it brought in was withdrawn") && !shown.contains("Undoing withdraws"), "{shown}");
    assert!(!site.get("/team-list").await.body.contains("Odalys Quenby"));
}

#[tokio::test]
async fn an_administrator_brings_in_and_a_practitioner_looks() {
    let mut clerk = site(&[Role::Administrator]).await;
    let import = brought_in(&mut clerk).await;
    assert!(!clerk.get(&import).await.body.contains("Undoing withdraws"));
    let token = token(&mut clerk).await;
    assert_eq!(clerk.post(&format!("{import}/undo"), &[("token", &token), ("reason", "wrong")]).await.status, StatusCode::FORBIDDEN);
    let mut nurse = site(&[Role::Practitioner]).await;
    let page = nurse.get("/imports").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(!page.body.contains("Bring in a file"));
    let refused = send(&mut nurse, "0", &[("file", Some("book.csv"), FILE)]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn what_is_wrong_with_what_was_sent_is_told_at_its_field() {
    let mut site = site(&[Role::LineManager]).await;
    let token = token(&mut site).await;
    let large = "x".repeat(2 * 1024 * 1024 + 1);
    let far_too_large = "x".repeat(5 * 1024 * 1024);
    let cases: &[(&str, &str, &str)] = &[
        ("", MAP, "Choose a file that is not empty"),
        (&large, MAP, "This file is larger than 2 MB"),
        (&far_too_large, MAP, "This file is larger than 2 MB"),
        (FILE, "name = \"Book\"\nkind = \"contatcs\"", "contatcs"),
    ];
    for (file, map, words) in cases {
        let fields = [("map", None, ""), ("own_map", Some("book.toml"), *map), ("file", Some("book.csv"), *file)];
        let refused = send(&mut site, &token, &fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{words}: {}", refused.words());
        assert!(refused.words().contains(words), "{words}: {}", refused.words());
    }
    let refused = send(&mut site, "not-the-token", &[("file", Some("book.csv"), FILE)]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_file_that_cannot_be_read_says_why_and_can_only_be_left() {
    let mut site = site(&[Role::LineManager]).await;
    let token = token(&mut site).await;
    let waiting = send(&mut site, &token, &[("file", Some("C:\\work\\book.csv"), FILE), ("map", None, "")]).await;
    let shown = site.get(waiting.location()).await;
    assert_eq!(shown.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(shown.body.contains("Choose the map that says what the columns of this file mean"), "{}", shown.body);
    assert!(shown.body.contains("What book.csv would change") && !shown.body.contains("Bring it in"));
}

/// Whoever has the address of somebody else's file does not have the file.
#[tokio::test]
async fn a_file_waits_for_nobody_but_whoever_sent_it() {
    let mut site = site(&[Role::LineManager]).await;
    let waiting = sent(&mut site, FILE).await.location().to_owned();
    let practitioner = brought_domain::person::Practitioner {
        id: "other".parse().unwrap(),
        name: "Other".to_owned(),
        roles: vec![Role::LineManager],
        services: vec!["health-visiting".parse().unwrap()],
    };
    site.store.put_practitioners(&[practitioner]).await.unwrap();
    site.can_sign_in("other").await;
    site.cookie = None;
    site.sign_in_as("other").await;
    assert_eq!(site.get(&waiting).await.status, StatusCode::NOT_FOUND);
}
