//! What somebody writes who wishes the program ill: into every field of a record, into searches and filters, into addresses (H40, T13).

use super::{Site, marked};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use brought_domain::work::Role;
use brought_testkit::Family;
use brought_testkit::builders::was_not_brought;

const NOW: &str = "2026-02-02T10:00:00Z";

/// Each would be a script, another element or another attribute, if it came out as it went in: in the text of a page, in an attribute, in an
/// address, in a comment, in a template.
const WRITTEN: &[&str] = &[
    "'\"><script>evil()</script>",
    "'\"><img src=x onerror=evil()>",
    "</title></textarea></style><svg onload=evil()>",
    "x\" autofocus onfocus=\"evil()",
    "javascript:evil()//'\"><b>",
    "--><!--<script>evil()</script>",
    "{{ 6 * 7 }}{% raw %}<script>evil()",
];

/// What must be nowhere: a text that came out as it went in.
fn came_out(body: &str) -> Option<&'static str> {
    let signs = ["<script>evil", "<img src=x", "<svg onload", "\" onfocus=\"", "'\"><", "-->\u{3c}!--<", "{{ 42"];
    signs.into_iter().find(|sign| body.contains(sign))
}

#[tokio::test]
async fn what_is_written_into_any_field_stays_text_on_every_page() {
    let mut record = marked::every_fact();
    let mut next = WRITTEN.iter().cycle().copied();
    let mut evil = || next.next().unwrap_or_default().to_owned();
    // Of the words of every entry, each in turn is one of these; by and by each kind of field has had most of them.
    record.events = marked::marked(&record.events, |_| evil());
    record.services.iter_mut().for_each(|service| service.name = evil());
    for practitioner in &mut record.practitioners {
        practitioner.name = evil();
        practitioner.roles = vec![Role::Practitioner, Role::SafeguardingLead, Role::NamedNurse];
    }
    let mut site = marked::site(&record.services, &record.practitioners, &record.events, NOW).await;
    site.sign_in().await;
    let mut from = marked::lists();
    from.extend(["child-1", "child-2", "mother-1"].map(|person| format!("/children/{person}")));
    let mut with_it = 0;
    for (path, page) in marked::walk(&mut site, &from).await {
        let is_page = page.headers.get(CONTENT_TYPE).is_some_and(|kind| kind.to_str().unwrap().starts_with("text/html"));
        assert_eq!(is_page.then(|| came_out(&page.body)).flatten(), None, "{path}\n{}", page.body);
        with_it += u32::from(page.body.contains("evil()"));
        for link in page.links() {
            let is_ours = link.starts_with(['/', '#', '?']);
            assert!(is_ours || ["https://", "tel:", "mailto:"].iter().any(|known| link.starts_with(known)), "{path} leads to {link}");
        }
    }
    assert!(with_it > 30, "only {with_it} pages show it");
}

/// What a database would take for a command, if a value were ever put into one.
const COMMANDS: &[&str] = &[
    "' OR '1'='1",
    "'; DROP TABLE events; --",
    "\" OR \"\"=\"",
    "1) UNION SELECT password FROM accounts --",
    "%",
    "_%",
    "\\",
    "*",
    "\0",
    "seq DESC; --",
    "-1",
    "99999999999999999999",
    "\u{202e}nimda",
];

/// Every address that takes a word, with the names of what it takes.
const ASKED: &[(&str, &[&str])] = &[
    ("/children", &["name", "born_on", "nhs_number", "q"]),
    ("/my-list", &["whose", "due", "page"]),
    ("/team-list", &["view", "status", "service", "role", "place", "page", "sort"]),
    ("/visits", &["whose", "on"]),
    ("/board", &["service", "page"]),
    ("/imports/review", &["show", "page"]),
    ("/outbox", &["show", "page"]),
    ("/children/sam/chronology", &["view", "kind"]),
    ("/children/sam/explain", &["on"]),
    ("/children/sam/as-known-on", &["on"]),
    ("/policies/compare", &["a", "b"]),
    ("/sign-in", &["next"]),
];

fn in_query(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

#[tokio::test]
async fn no_word_in_a_search_or_a_filter_is_ever_a_command() {
    let family = Family::new().child("sam", |sam| sam.born("2023-05-01")).clinic("2026-01-05T10:00", was_not_brought());
    let mut site = Site::of(&family, "2026-01-06T10:00:00Z").await;
    for (path, names) in ASKED {
        for name in *names {
            for command in COMMANDS {
                let address = format!("{path}?{name}={}", in_query(command));
                let page = site.get(&address).await;
                assert!(
                    page.status.is_success() || page.status.is_redirection() || page.status.is_client_error(),
                    "{address}: {}",
                    page.body
                );
                for word in ["SELECT", "sqlite", "syntax error", "panicked"] {
                    assert!(!page.body.contains(word) || command.contains(word), "{address} tells of its database: {}", page.words());
                }
            }
        }
        // Names of parameters are words too.
        let page = site.get(&format!("{path}?{}=1", in_query("'; DROP TABLE events; --"))).await;
        assert!(!page.status.is_server_error(), "{path}");
    }
    assert_eq!(site.store.verify(&[]).await.unwrap().findings, []);
    assert_eq!(site.get("/children/sam").await.status, StatusCode::OK);
}

/// Somebody who is looked for with a command is not found: nobody is called that.
#[tokio::test]
async fn a_search_for_a_command_finds_nobody() {
    let family = Family::new().child("sam", |sam| sam.born("2023-05-01")).clinic("2026-01-05T10:00", was_not_brought());
    let mut site = Site::of(&family, "2026-01-06T10:00:00Z").await;
    for command in COMMANDS {
        let page = site.search(&[("q", command)]).await;
        assert!(!page.body.contains("/children/sam"), "{command}: {}", page.words());
    }
}

#[tokio::test]
async fn no_address_leads_out_of_the_assets_or_to_a_file() {
    let family = Family::new().child("sam", |sam| sam.born("2023-05-01")).clinic("2026-01-05T10:00", was_not_brought());
    let mut site = Site::of(&family, "2026-01-06T10:00:00Z").await;
    for path in [
        "/assets/../Cargo.toml",
        "/assets/..%2f..%2fCargo.toml",
        "/assets/%2e%2e/%2e%2e/etc/passwd",
        "/assets//etc/passwd",
        "/assets/..\\..\\Cargo.toml".trim(),
        "/children/..%2f..%2fetc%2fpasswd",
        "/children/%00",
        "/policies/..%2f..%2fCargo.toml",
        "/policies/no-access/..%2f..%2fpack.toml",
        "/waiting-room/..%2f..%2fpack.toml",
        "/children/sam/issued/..%2f..%2fx/letter.html",
    ] {
        let page = site.get(path).await;
        let refused = matches!(page.status, StatusCode::NOT_FOUND | StatusCode::FORBIDDEN | StatusCode::BAD_REQUEST);
        assert!(refused, "{path}: {} {}", page.status, page.body);
        assert!(!page.body.contains("[package]") && !page.body.contains("root:"), "{path}");
    }
}
