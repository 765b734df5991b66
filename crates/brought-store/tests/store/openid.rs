//! Who somebody is at a provider, and the sessions that were begun there.

use crate::support::{at, practitioner};
use brought_domain::work::Role;
use brought_store::{Account, LinkClaim, OpenIdLink, OpenIdLogout, OpenIdSession, Session, Store, StoreProblem};

const ISSUER: &str = "https://am.example";
const NOW: &str = "2026-07-01T08:00:00Z";

async fn store() -> Store {
    let store = Store::in_memory().await.unwrap();
    for id in ["hv-1", "hv-2"] {
        let account = Account {
            practitioner: practitioner(id),
            sign_in_name: id.into(),
            password_hash: String::new(),
            disabled: false,
            given_until: None,
        };
        store.put_account(&account).await.unwrap();
    }
    store
}

pub(crate) fn link(of: &str, claim: LinkClaim, value: &str) -> OpenIdLink {
    OpenIdLink { issuer: ISSUER.into(), claim, value: value.into(), practitioner: practitioner(of), linked_at: at(NOW) }
}

pub(crate) fn session(of: &str, token: &str, subject: &str, sid: Option<&str>) -> Session {
    let at_provider = OpenIdSession {
        issuer: ISSUER.into(),
        subject: subject.into(),
        sid: sid.map(str::to_owned),
        roles: vec![Role::Practitioner],
        services: vec!["health-visiting".parse().unwrap()],
    };
    Session {
        token_hash: token.into(),
        practitioner: practitioner(of),
        created_at: at(NOW),
        last_seen_at: at(NOW),
        expires_at: at("2026-07-01T20:00:00Z"),
        at_provider: Some(at_provider),
    }
}

pub(crate) fn logout(jti: &str, sid: Option<&str>, subject: Option<&str>) -> OpenIdLogout {
    let (sid, subject) = (sid.map(str::to_owned), subject.map(str::to_owned));
    OpenIdLogout { issuer: ISSUER.into(), jti: jti.into(), sid, subject, taken_at: at(NOW) }
}

async fn left(store: &Store) -> Vec<&'static str> {
    let mut left = Vec::new();
    for token in ["a", "b", "c", "local"] {
        left.extend(store.session(token, at(NOW)).await.unwrap().map(|_| token));
    }
    left
}

#[tokio::test]
async fn one_identity_belongs_to_one_account_and_several_may_belong_to_one() {
    let store = store().await;
    for of_one in [link("hv-1", LinkClaim::Subject, "s1"), link("hv-1", LinkClaim::Uid, "555"), link("hv-1", LinkClaim::Uid, "555")] {
        store.put_openid_link(&of_one).await.unwrap();
    }
    assert!(matches!(store.put_openid_link(&link("hv-2", LinkClaim::Uid, "555")).await, Err(StoreProblem::Taken { .. })));
    assert!(matches!(store.put_openid_link(&link("nobody", LinkClaim::Uid, "9")).await, Err(StoreProblem::NotThere { .. })));
    store.put_openid_link(&link("hv-2", LinkClaim::Uid, "s1")).await.unwrap();
    assert_eq!(store.openid_links().await.unwrap().len(), 3);
    let found = |subject: &'static str, uid: Option<&'static str>| {
        let store = store.clone();
        async move { store.openid_practitioners(ISSUER, subject, uid).await.unwrap() }
    };
    assert_eq!(found("s1", None).await, [practitioner("hv-1")]);
    assert_eq!(found("s1", Some("555")).await, [practitioner("hv-1")]);
    assert_eq!(found("other", Some("555")).await, [practitioner("hv-1")]);
    assert_eq!(found("s1", Some("s1")).await, [practitioner("hv-1"), practitioner("hv-2")], "two people");
    assert!(found("555", None).await.is_empty(), "a subject is no smartcard");
    assert!(store.openid_practitioners("https://other.example", "s1", Some("555")).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_session_keeps_what_it_may_be_used_for_and_one_that_was_begun_here_has_no_such_thing() {
    let store = store().await;
    let (begun, local) = (session("hv-1", "a", "s1", Some("x1")), Session { at_provider: None, ..session("hv-1", "local", "s1", None) });
    store.begin_session(&begun).await.unwrap();
    store.begin_session(&local).await.unwrap();
    assert_eq!(store.session("a", at(NOW)).await.unwrap(), Some(begun));
    assert_eq!(store.session("local", at(NOW)).await.unwrap(), Some(local));
}

#[tokio::test]
async fn a_logout_token_ends_the_session_that_it_names_or_all_of_a_person_and_is_taken_once() {
    for (taken, ended, expected) in [
        (logout("j", Some("x1"), None), 1, ["b", "c", "local"].as_slice()),
        (logout("j", Some("x1"), Some("s1")), 1, &["b", "c", "local"]),
        (logout("j", Some("x1"), Some("s2")), 0, &["a", "b", "c", "local"]),
        (logout("j", None, Some("s1")), 2, &["c", "local"]),
        (logout("j", Some("x9"), None), 0, &["a", "b", "c", "local"]),
        (logout("j", None, None), 0, &["a", "b", "c", "local"]),
        (OpenIdLogout { issuer: "https://other.example".into(), ..logout("j", None, Some("s1")) }, 0, &["a", "b", "c", "local"]),
    ] {
        let store = store().await;
        for (of, token, subject, sid) in [("hv-1", "a", "s1", "x1"), ("hv-1", "b", "s1", "x2"), ("hv-2", "c", "s2", "x3")] {
            store.begin_session(&session(of, token, subject, Some(sid))).await.unwrap();
        }
        store.begin_session(&Session { at_provider: None, ..session("hv-1", "local", "s1", None) }).await.unwrap();
        assert_eq!(store.take_openid_logout(&taken).await.unwrap(), Some(ended), "{taken:?}");
        assert_eq!(left(&store).await, expected, "{taken:?}");
        assert_eq!(store.take_openid_logout(&taken).await.unwrap(), None, "taken before");
    }
}

#[tokio::test]
async fn a_session_that_ended_at_the_provider_does_not_begin_afterwards() {
    let store = store().await;
    store.take_openid_logout(&logout("j", Some("x1"), None)).await.unwrap();
    assert!(matches!(store.begin_session(&session("hv-1", "a", "s1", Some("x1"))).await, Err(StoreProblem::NotThere { .. })));
    assert!(left(&store).await.is_empty());
    store.begin_session(&session("hv-1", "b", "s1", Some("x2"))).await.unwrap();
    store.begin_session(&session("hv-1", "c", "s1", None)).await.unwrap();
    let a_day_later = OpenIdLogout { taken_at: at("2026-07-02T08:00:01Z"), ..logout("k", Some("x9"), None) };
    store.take_openid_logout(&a_day_later).await.unwrap();
    store.begin_session(&session("hv-1", "a", "s1", Some("x1"))).await.unwrap();
}

#[tokio::test]
async fn whoever_is_no_longer_written_down_is_signed_out_where_the_provider_let_them_in() {
    let store = store().await;
    store.put_openid_link(&link("hv-1", LinkClaim::Subject, "s1")).await.unwrap();
    store.begin_session(&session("hv-1", "a", "s1", None)).await.unwrap();
    store.begin_session(&session("hv-2", "c", "s2", None)).await.unwrap();
    store.begin_session(&Session { at_provider: None, ..session("hv-1", "local", "s1", None) }).await.unwrap();
    assert_eq!(store.remove_openid_links(&practitioner("hv-1")).await.unwrap(), 1);
    assert_eq!(left(&store).await, ["c", "local"]);
    assert_eq!(store.remove_openid_links(&practitioner("hv-1")).await.unwrap(), 0);
}
