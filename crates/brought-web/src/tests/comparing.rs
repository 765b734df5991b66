//! The pages that compare policies and put one in force.

use super::Site;
use axum::http::StatusCode;
use brought_domain::work::Role;
use brought_testkit::builders::{Family, was_not_brought};

const NOW: &str = "2026-01-06T10:00:00Z";

async fn seen_by(roles: &[Role]) -> Site {
    let family = Family::new().child("wilhelmina", |child| child.born("2023-05-01")).clinic("2025-12-22T10:00", was_not_brought());
    Site::seen_by(&family.clinic("2026-01-05T10:00", was_not_brought()), NOW, roles).await
}

const COMPARE: &str = "/policies/compare?left=no-access&right=shropshire";

#[tokio::test]
async fn figures_of_the_whole_record_are_for_the_roles_on_the_list() {
    for (role, status) in [
        (Role::Practitioner, StatusCode::FORBIDDEN),
        (Role::Administrator, StatusCode::FORBIDDEN),
        (Role::SafeguardingLead, StatusCode::OK),
        (Role::NamedNurse, StatusCode::OK),
        (Role::LineManager, StatusCode::OK),
    ] {
        let mut site = seen_by(&[role]).await;
        assert_eq!(site.get(COMPARE).await.status, status, "{role}");
        assert_eq!(site.get("/policies/compare").await.status, status, "{role}");
        let is_linked = site.get("/policies").await.links().iter().any(|link| link == "/policies/compare");
        assert_eq!(is_linked, status == StatusCode::OK, "{role}: nobody is led to a page that refuses them");
        // The texts are about nobody.
        assert_eq!(site.get("/policies/no-access/against/shropshire").await.status, StatusCode::OK, "{role}");
    }
}

#[tokio::test]
async fn one_child_is_never_told_from_figures_and_every_chart_has_its_table() {
    let mut site = seen_by(&[Role::NamedNurse]).await;
    let page = site.get(COMPARE).await;
    let words = page.words();
    assert!(words.contains("fewer than 5") && !words.to_lowercase().contains("wilhelmina"), "{words}");
    let cells: Vec<&str> = page.body.split("nhsuk-table__cell\">").skip(1).map(|cell| cell.split("</td>").next().unwrap()).collect();
    let small = |cell: &&&str| ["1", "2", "3", "4"].iter().any(|number| cell.split("</span>").last().unwrap().trim() == *number);
    assert_eq!(cells.iter().filter(small).count(), 0, "no number under five stands in a table");
    assert!(words.contains("too few people"), "and no days of a single child");
    let charts = page.body.matches("role=\"img\"").count();
    assert_eq!(charts, 5);
    assert_eq!(page.body.matches("<desc id=").count(), charts, "each is told in words");
    assert!(!page.body.contains(" style="), "the content security policy forbids it");
    assert!(words.contains("Made up: from the examples"), "{words}");
}

#[tokio::test]
async fn what_cannot_be_compared_is_said() {
    let mut site = seen_by(&[Role::NamedNurse]).await;
    for (query, words) in [
        ("left=no-access&right=no-access", "Choose two policies that are not the same"),
        ("left=no-access&right=nowhere", "Choose a policy that is on the list"),
        ("left=&right=shropshire", "Choose a policy that is on the list"),
    ] {
        let page = site.get(&format!("/policies/compare?{query}")).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{query}");
        assert!(page.words().contains(words), "{query}: {}", page.words());
    }
    assert_eq!(site.get("/policies/no-access/against/nowhere").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn two_policies_stand_side_by_side() {
    let mut site = seen_by(&[Role::Practitioner]).await;
    let words = site.get("/policies/no-access/against/shropshire").await.words();
    for part in ["Only A asks", "Only B asks", "Both ask, and not in the same way", "Numbers that differ", "How follow-ups may end"] {
        assert!(words.contains(part), "{part}");
    }
    let chosen = site.get("/policies/side-by-side?left=no-access&right=shropshire").await;
    assert_eq!((chosen.status, chosen.location()), (StatusCode::SEE_OTHER, "/policies/no-access/against/shropshire"));
}

const LOOK: &str = "/policies/put-in-force?pack=shropshire&service=&from.day=&from.month=&from.year=";

/// The fields of the form with which it is signed: the second on the page.
fn sign(page: &super::Page, more: &[(&str, &str)]) -> Vec<(String, String)> {
    let second = super::Page {
        body: format!(
            "<main{}",
            page.body.split_once("method=\"post\" action=\"/policies/put-in-force\"").map(|(_, form)| format!("><form {form}")).unwrap()
        ),
        ..super::Page { status: page.status, headers: page.headers.clone(), body: String::new() }
    };
    let mut fields = second.fields();
    super::browser::change(&mut fields, more);
    fields
}

async fn send(site: &mut Site, fields: &[(String, String)]) -> super::Page {
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    site.post("/policies/put-in-force", &fields).await
}

#[tokio::test]
async fn only_the_roles_on_the_list_put_a_policy_in_force() {
    for roles in [[Role::Practitioner, Role::SafeguardingLead], [Role::Administrator, Role::Supervisor]] {
        let mut site = seen_by(&roles).await;
        assert_eq!(site.get(LOOK).await.status, StatusCode::FORBIDDEN);
        assert!(!site.get("/policies").await.body.contains("/policies/put-in-force"));
    }
}

#[tokio::test]
async fn a_policy_is_put_in_force_by_whoever_has_seen_what_it_changes() {
    let mut site = seen_by(&[Role::NamedNurse]).await;
    assert!(site.get("/policies").await.words().contains("Nobody has put a policy in force"));
    // A link that somebody passed on may name the pack alone.
    let short = site.get("/policies/put-in-force?pack=shropshire").await;
    assert_eq!((short.status, sign(&short, &[]).len()), (StatusCode::OK, sign(&site.get(LOOK).await, &[]).len()), "{}", short.words());
    let look = site.get(LOOK).await;
    let words = look.words();
    assert!(words.contains("For 1 of 1 people on record something would change"), "{words}");
    assert!(words.contains("Not asked for any more; stays until it is answered"), "{words}");
    // Without a reason nothing is put in force, and what was shown stands there again.
    let refused = send(&mut site, &sign(&look, &[("reason", " ")])).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.words().contains("Say why this policy is put in force") && refused.words().contains("stays until it is answered"));
    // Neither with another digest.
    let refused = send(&mut site, &sign(&look, &[("reason", "Agreed"), ("confirm", "0000000000000000")])).await;
    assert!(refused.words().contains("not what you were shown"), "{}", refused.words());
    let done = send(&mut site, &sign(&look, &[("reason", "Agreed by the board on 5 January")])).await;
    assert_eq!((done.status, done.location()), (StatusCode::SEE_OTHER, "/policies#history"), "{}", done.words());
    let words = site.get("/policies").await.words();
    assert!(words.contains("Agreed by the board on 5 January") && words.contains("named nurse"), "{words}");
    // The child's page is by the new policy, and what only the old one asked for stays and says so.
    let child = site.get("/children/wilhelmina").await.words();
    assert!(child.contains("it stays until it is answered") && child.contains("whereabouts are not known"), "{child}");
    // A look at the day before is by the policy of that day, whose text is still there to read.
    let then = site.get("/children/wilhelmina/as-known-on?day=2026-01-05").await;
    assert!(then.words().contains("No access, and children who are not brought"), "{}", then.words());
    let link = then.links().into_iter().find(|link| link.starts_with("/policies/no-access%40")).unwrap();
    assert_eq!(site.get(&link).await.status, StatusCode::OK, "{link}");
}
