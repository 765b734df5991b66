//! The worklist: a cache that never hides anybody (H2, H3).

use crate::support::*;
use brought_domain::person::{Audience, RelationKind, Service};
use brought_domain::work::Role;
use brought_domain::{Event, FollowUpId, ObligationId, OrganisationId, ServiceId};
use brought_store::{KeptList, ListedFor, OpenMode, Store, StoreProblem, WorkedOut, WorklistFilter, WorklistRow};

const NOW: &str = "2026-07-01T12:00:00Z";

fn row(about: &str, obligation: &str, due_at: Option<&str>) -> WorklistRow {
    WorklistRow {
        person: person(about),
        person_name: "Ann Salles".into(),
        obligation: ObligationId::new(obligation).unwrap(),
        follow_up: FollowUpId::new(format!("{about}/health-visiting")).ok(),
        service: ServiceId::new("health-visiting").ok(),
        owner: Some(practitioner("hv-1")),
        owner_role: Role::Practitioner,
        action: "Telephone the family".into(),
        due_at: due_at.map(at),
        state: "due".into(),
        rank: 0,
        escalated_to: None,
        told: "{}".into(),
    }
}

/// What lists are worked out with.
const BASIS: &str = "policy norfolk 1, holidays to 2027";

fn result(about: &str, revision: u64, valid_until: Option<&str>, rows: Vec<WorklistRow>) -> WorkedOut {
    WorkedOut {
        person: person(about),
        revision,
        computed_at: at(NOW),
        valid_until: valid_until.map(at),
        pack: "norfolk".into(),
        pack_version: "1".into(),
        basis: BASIS.into(),
        rows,
    }
}

async fn stale(store: &Store, as_of: &str) -> Vec<String> {
    store.people_with_stale_worklist(at(as_of), 100).await.unwrap().into_iter().map(|stale| stale.person.to_string()).collect()
}

/// Works out everybody who is stale, to nothing.
async fn settle(store: &Store, valid_until: Option<&str>) {
    for stale in store.people_with_stale_worklist(at(NOW), 100).await.unwrap() {
        store.replace_worklist(&[result(stale.person.as_str(), stale.revision, valid_until, vec![])]).await.unwrap();
    }
}

/// Mother of Ann and Ben, who are known to each other only through her; and Zoe, who has nothing to do with them.
async fn household() -> Store {
    let store = Store::in_memory().await.unwrap();
    store.append(vec![any(vec![related("a1", "ann", "mum", RelationKind::Mother)])]).await.unwrap();
    store.append(vec![any(vec![related("b1", "ben", "mum", RelationKind::Mother)])]).await.unwrap();
    store.append(vec![any(vec![note("m1", "mum")]), any(vec![note("z1", "zoe")])]).await.unwrap();
    store
}

#[tokio::test]
async fn everybody_with_an_event_is_worked_out_at_least_once() {
    let store = household().await;
    assert_eq!(stale(&store, NOW).await, ["ann", "ben", "mum", "zoe"]);
    settle(&store, None).await;
    assert_eq!(stale(&store, "2999-01-01T00:00:00Z").await, Vec::<String>::new());
}

#[tokio::test]
async fn a_new_event_makes_everybody_around_stale_and_nobody_else() {
    let store = household().await;
    settle(&store, None).await;
    store.append(vec![any(vec![note("b2", "ben")])]).await.unwrap();
    assert_eq!(stale(&store, NOW).await, ["ann", "ben", "mum"]);
    settle(&store, None).await;
    store.append(vec![any(vec![note("z2", "zoe")])]).await.unwrap();
    assert_eq!(stale(&store, NOW).await, ["zoe"]);
}

/// Whoever someone no longer belongs with has to be worked out again as well.
#[tokio::test]
async fn a_withdrawn_relation_makes_the_former_neighbour_stale() {
    let store = household().await;
    settle(&store, None).await;
    store.append(vec![any(vec![withdrawal("b2", "ben", "b1")])]).await.unwrap();
    assert_eq!(stale(&store, NOW).await, ["ann", "ben", "mum"]);
    settle(&store, None).await;
    store.append(vec![any(vec![related("z2", "zoe", "mum", RelationKind::Mother)])]).await.unwrap();
    assert_eq!(stale(&store, NOW).await, ["ann", "mum", "zoe"]);
}

#[tokio::test]
async fn an_event_that_was_there_already_makes_nobody_stale() {
    let store = household().await;
    settle(&store, None).await;
    store.append(vec![any(vec![note("z1", "zoe")])]).await.unwrap();
    assert_eq!(stale(&store, NOW).await, Vec::<String>::new());
}

/// L1: what comes due by the clock alone is worked out again when its time has come, and not before.
#[tokio::test]
async fn a_result_holds_until_its_time_has_come() {
    let store = household().await;
    settle(&store, Some("2026-07-03T09:00:00Z")).await;
    assert_eq!(stale(&store, "2026-07-03T08:59:59.999Z").await, Vec::<String>::new());
    assert_eq!(stale(&store, "2026-07-03T09:00:00Z").await.len(), 4);
}

/// H2: an event that arrives while a list is being worked out must not be lost under the older result.
#[tokio::test]
async fn a_result_overtaken_by_an_event_stays_stale() {
    let store = household().await;
    settle(&store, None).await;
    let revision = store.worklist_revision(&person("zoe")).await.unwrap();
    store.append(vec![any(vec![note("z2", "zoe")])]).await.unwrap();
    let overtaken = store.replace_worklist(&[result("zoe", revision, None, vec![row("zoe", "o1", None)])]).await.unwrap();
    assert_eq!(overtaken, [person("zoe")]);
    assert_eq!(stale(&store, NOW).await, ["zoe"]);
    let revision = store.worklist_revision(&person("zoe")).await.unwrap();
    assert_eq!(store.replace_worklist(&[result("zoe", revision, None, vec![])]).await.unwrap(), []);
    assert_eq!(stale(&store, NOW).await, Vec::<String>::new());
}

#[tokio::test]
async fn a_result_takes_the_place_of_the_one_before_for_that_person_alone() {
    let store = household().await;
    let all = WorklistFilter::default();
    store.replace_worklist(&[result("ann", 1, None, vec![row("ann", "o1", None), row("ann", "o2", None)])]).await.unwrap();
    store.replace_worklist(&[result("ben", 1, None, vec![row("ben", "o3", None)])]).await.unwrap();
    store.replace_worklist(&[result("ann", 1, None, vec![row("ann", "o2", Some(NOW))])]).await.unwrap();
    let page = store.worklist(&all, 10, 0).await.unwrap();
    assert_eq!(page.rows, [row("ann", "o2", Some(NOW)), row("ben", "o3", None)]);
    assert_eq!(page.total, 2);
}

#[tokio::test]
async fn a_row_about_somebody_else_is_refused_and_nothing_changes() {
    let store = household().await;
    store.replace_worklist(&[result("ann", 1, None, vec![row("ann", "o1", None)])]).await.unwrap();
    let refused = store.replace_worklist(&[result("ann", 1, None, vec![row("ben", "o2", None)])]).await;
    assert!(matches!(refused, Err(StoreProblem::Unforeseen(_))));
    assert_eq!(store.worklist(&WorklistFilter::default(), 10, 0).await.unwrap().rows, [row("ann", "o1", None)]);
}

#[tokio::test]
async fn the_list_is_narrowed_ordered_and_paged() {
    let store = household().await;
    let first = WorklistRow { rank: 1, ..row("ann", "o1", Some("2026-07-02T09:00:00Z")) };
    let before = row("ann", "o2", Some("2026-07-02T09:00:00Z"));
    let earliest = WorklistRow { owner: None, owner_role: Role::NamedNurse, ..row("ann", "o3", Some("2026-07-01T09:00:00Z")) };
    let other = WorklistRow { service: ServiceId::new("eye-clinic").ok(), state: "overdue".into(), ..row("ann", "o4", None) };
    let rows = vec![other, first.clone(), before.clone(), earliest];
    store.replace_worklist(&[result("ann", 1, None, rows)]).await.unwrap();
    let shown = async |filter: WorklistFilter| {
        let page = store.worklist(&filter, 10, 0).await.unwrap();
        assert_eq!(page.total as usize, page.rows.len());
        page.rows.iter().map(|row| row.obligation.to_string()).collect::<Vec<_>>().join(" ")
    };
    let all = WorklistFilter::default;
    assert_eq!(shown(all()).await, "o3 o2 o1 o4");
    assert_eq!(shown(WorklistFilter { owner: Some(practitioner("hv-1")), ..all() }).await, "o2 o1 o4");
    assert_eq!(shown(WorklistFilter { role: Some(Role::NamedNurse), ..all() }).await, "o3");
    assert_eq!(shown(WorklistFilter { states: Some(vec!["overdue".into()]), ..all() }).await, "o4");
    assert_eq!(shown(WorklistFilter { services: Some(vec![ServiceId::new("eye-clinic").unwrap()]), ..all() }).await, "o4");
    assert_eq!(shown(WorklistFilter { services: Some(vec![]), ..all() }).await, "");
    assert_eq!(shown(WorklistFilter { person: Some(person("ben")), ..all() }).await, "");
    let page = store.worklist(&all(), 2, 1).await.unwrap();
    assert_eq!((page.rows, page.total), (vec![before, first], 4));
}

/// L2, S2: on the owner's list, on the lists of a role that nobody is named for, and on the list it was escalated to; of their services only.
#[tokio::test]
async fn a_row_is_on_the_lists_of_those_whom_it_concerns() {
    let store = household().await;
    let own = row("ann", "o1", None);
    let of_the_role = WorklistRow { owner: None, owner_role: Role::NamedNurse, ..row("ann", "o2", None) };
    let escalated = WorklistRow { owner: Some(practitioner("hv-2")), escalated_to: Some(Role::NamedNurse), ..row("ann", "o3", None) };
    let elsewhere =
        WorklistRow { owner: None, owner_role: Role::NamedNurse, service: ServiceId::new("eye-clinic").ok(), ..row("ann", "o4", None) };
    let of_no_service = WorklistRow { owner: None, owner_role: Role::NamedNurse, service: None, follow_up: None, ..row("ann", "o5", None) };
    let rows = vec![own, of_the_role, escalated.clone(), elsewhere, of_no_service];
    store.replace_worklist(&[result("ann", 1, None, rows)]).await.unwrap();
    let listed = async |who: &str, roles: &[Role]| {
        let services = vec![ServiceId::new("health-visiting").unwrap()];
        let listed_for =
            Some(ListedFor { practitioner: practitioner(who), roles: roles.to_vec(), roles_of_organisation: vec![], services });
        let page = store.worklist(&WorklistFilter { listed_for, ..WorklistFilter::default() }, 10, 0).await.unwrap();
        page.rows.iter().map(|row| row.obligation.to_string()).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(listed("hv-1", &[Role::Practitioner]).await, "o1");
    assert_eq!(listed("hv-3", &[Role::NamedNurse]).await, "o2 o3 o5");
    assert_eq!(listed("hv-3", &[]).await, "");
    let escalated_only = WorklistFilter { owner: Some(practitioner("hv-2")), ..WorklistFilter::default() };
    assert_eq!(store.worklist(&escalated_only, 10, 0).await.unwrap().rows, [escalated]);
}

/// S14: what is owed to a child as a whole is on the lists of those who have to do with the family; of others in the role only while nobody has.
#[tokio::test]
async fn a_row_of_no_service_is_for_those_who_have_to_do_with_the_family() {
    let store = Store::in_memory().await.unwrap();
    let of = |service: Option<&str>, event: Event| Event { service: service.map(|id| ServiceId::new(id).unwrap()), ..event };
    let family = ["ann", "ben"].map(|child| of(None, related(&format!("{child}-1"), child, "mum", RelationKind::Mother)));
    store.append(family.into_iter().map(|event| any(vec![event])).chain([any(vec![of(None, note("z1", "zoe"))])]).collect()).await.unwrap();
    let service = |id: &str, organisation: &str| Service {
        id: ServiceId::new(id).unwrap(),
        name: id.into(),
        audience: Audience::Children,
        health: true,
        organisation: OrganisationId::new(organisation).ok(),
    };
    store.put_services(&[service("visiting", "trust"), service("school", "trust"), service("camhs", "other")]).await.unwrap();
    let of_no_service = |person: &str, id: &str| WorklistRow { owner: None, service: None, follow_up: None, ..row(person, id, None) };
    let results =
        [("ann", "o1"), ("ben", "o2"), ("zoe", "o3")].map(|(person, id)| result(person, 1, None, vec![of_no_service(person, id)]));
    store.replace_worklist(&results).await.unwrap();
    let names = async |filter: WorklistFilter| {
        let rows = store.worklist(&filter, 10, 0).await.unwrap().rows;
        rows.iter().map(|row| row.obligation.to_string()).collect::<Vec<_>>().join(" ")
    };
    let listed_as = async |roles_of_organisation: &[Role], work_for: &str| {
        let (roles, services) = (vec![Role::Practitioner], vec![ServiceId::new(work_for).unwrap()]);
        let roles_of_organisation = roles_of_organisation.to_vec();
        let listed_for = Some(ListedFor { practitioner: practitioner("hv-9"), roles, roles_of_organisation, services });
        names(WorklistFilter { listed_for, ..WorklistFilter::default() }).await
    };
    let listed = async |work_for: &str| {
        let services = Some(vec![ServiceId::new(work_for).unwrap()]);
        let of_the_team = names(WorklistFilter { services, ..WorklistFilter::default() }).await;
        assert_eq!(listed_as(&[], work_for).await, of_the_team, "{work_for}");
        of_the_team
    };
    assert_eq!(listed("camhs").await, "o1 o2 o3", "nobody has to do with any of them yet");
    store.append(vec![any(vec![of(Some("visiting"), note("b3", "ben"))])]).await.unwrap();
    assert_eq!(listed("visiting").await, "o1 o2 o3");
    assert_eq!(listed("school").await, "o1 o3", "it is of the same organisation, and works with another family");
    assert_eq!(listed_as(&[Role::Practitioner], "school").await, "o1 o2 o3", "somebody who answers for the organisation");
    assert_eq!(listed_as(&[Role::Practitioner], "camhs").await, "o1 o3", "that is another organisation");
    assert_eq!(listed("camhs").await, "o1 o3", "in the record of Ann and of her mother stands nothing of a service");
    store.append(vec![any(vec![of(Some("visiting"), note("m2", "mum"))])]).await.unwrap();
    assert_eq!(listed("camhs").await, "o3", "the health visitors have to do with the mother of both");
    assert_eq!(listed("visiting").await, "o1 o2 o3");
}

/// H40: what somebody types into a filter is only ever compared.
#[tokio::test]
async fn a_filter_is_never_run_as_a_statement() {
    let store = household().await;
    store.replace_worklist(&[result("ann", 1, None, vec![row("ann", "o1", None)])]).await.unwrap();
    for text in ["' OR 1 = 1 --", "'; DROP TABLE worklist; --", "%"] {
        let filter = WorklistFilter { states: Some(vec![text.into()]), ..WorklistFilter::default() };
        assert_eq!(store.worklist(&filter, 10, 0).await.unwrap().total, 0, "{text}");
    }
    assert_eq!(store.worklist(&WorklistFilter::default(), 10, 0).await.unwrap().total, 1);
}

/// H2: dropping the cache, or a change of pack, puts everybody up for working out again.
#[tokio::test]
async fn whatever_is_thrown_away_is_worked_out_again() {
    let store = household().await;
    settle(&store, None).await;
    store.mark_worklist_stale(&[person("zoe")]).await.unwrap();
    assert_eq!(stale(&store, NOW).await, ["zoe"]);
    settle(&store, None).await;
    store.mark_whole_worklist_stale().await.unwrap();
    assert_eq!(stale(&store, NOW).await.len(), 4);
    settle(&store, None).await;
    let revision = store.worklist_revision(&person("zoe")).await.unwrap();
    store.drop_read_models().await.unwrap();
    assert_eq!(stale(&store, NOW).await.len(), 4);
    // A result from before the drop is not taken for fresh after it.
    assert_eq!(store.replace_worklist(&[result("zoe", revision, None, vec![])]).await.unwrap(), [person("zoe")]);
}

/// H2, L1: a list that was worked out by another policy holds nothing of what this one asks, and would say so for ever.
#[tokio::test]
async fn lists_that_were_worked_out_with_something_else_are_worked_out_anew() {
    let store = household().await;
    assert!(store.work_out_worklist_with(BASIS).await.unwrap());
    settle(&store, None).await;
    assert!(!store.work_out_worklist_with(BASIS).await.unwrap(), "the same again changes nothing");
    assert_eq!(stale(&store, NOW).await, Vec::<String>::new());
    let revision = store.worklist_revision(&person("zoe")).await.unwrap();
    assert!(store.work_out_worklist_with("policy norfolk 2, holidays to 2027").await.unwrap());
    assert_eq!(stale(&store, NOW).await.len(), 4);
    assert_eq!(store.worklist_basis().await.unwrap().as_deref(), Some("policy norfolk 2, holidays to 2027"));
    // What another program still works out in the old way is not taken in, whichever revision it read.
    for revision in [revision, revision + 1] {
        let late = result("zoe", revision, None, vec![row("zoe", "o1", None)]);
        assert_eq!(store.replace_worklist(&[late]).await.unwrap(), [person("zoe")]);
    }
    assert_eq!(stale(&store, NOW).await.len(), 4);
    assert_eq!(store.worklist(&WorklistFilter::default(), 10, 0).await.unwrap().total, 0);
}

/// The visits of a day are asked for from its beginning to the beginning of the next.
#[tokio::test]
async fn a_span_of_time_takes_its_first_instant_in_and_leaves_its_last_one_out() {
    let store = household().await;
    let rows = vec![
        row("ann", "before", Some("2026-07-01T22:59:59Z")),
        row("ann", "first", Some("2026-07-01T23:00:00Z")),
        row("ann", "next-day", Some("2026-07-02T23:00:00Z")),
        row("ann", "no-time", None),
    ];
    let revision = store.worklist_revision(&person("ann")).await.unwrap();
    store.replace_worklist(&[result("ann", revision, None, rows)]).await.unwrap();
    let (from, before) = (at("2026-07-01T23:00:00Z"), at("2026-07-02T23:00:00Z"));
    let filter = WorklistFilter { due_from: Some(from), due_before: Some(before), ..WorklistFilter::default() };
    let found = store.worklist(&filter, 10, 0).await.unwrap();
    assert_eq!(found.rows.iter().map(|row| row.obligation.as_str()).collect::<Vec<_>>(), ["first"]);
}

/// What is to be held against what is worked out: everybody of whom it still holds, a page at a time, and those whom no sweep would come to.
#[tokio::test]
async fn what_is_kept_of_lists_is_read_in_the_order_of_people() {
    let (_folder, path) = place();
    let store = create(&path).await;
    store.append(["ann", "ben", "zoe"].map(|about| any(vec![note(&format!("{about}-1"), about)])).to_vec()).await.unwrap();
    store.work_out_worklist_with(BASIS).await.unwrap();
    assert_eq!(store.kept_lists(None, at(NOW), 10).await.unwrap(), [], "nobody is worked out yet");
    let revision = store.worklist_revision(&person("ann")).await.unwrap();
    let results = [
        result("ann", revision, None, vec![row("ann", "o1", None)]),
        result("ben", revision, Some("2000-01-01T00:00:00Z"), vec![]),
        result("zoe", revision, Some("2099-01-01T00:00:00Z"), vec![]),
    ];
    assert_eq!(store.replace_worklist(&results).await.unwrap(), []);
    let first = store.kept_lists(None, at(NOW), 1).await.unwrap();
    let ann = KeptList { person: person("ann"), revision, valid_until: None, rows: vec![row("ann", "o1", None)] };
    assert_eq!(first, [ann]);
    let next = store.kept_lists(Some(&person("ann")), at(NOW), 10).await.unwrap();
    let zoe = KeptList { person: person("zoe"), revision, valid_until: Some(at("2099-01-01T00:00:00Z")), rows: vec![] };
    assert_eq!(next, [zoe], "Ben's time has come");
    assert_eq!(store.people_astray_of_lists().await.unwrap(), [""; 0]);
    store.close().await;
    tamper(&path, "DELETE FROM worklist_state WHERE person IN ('ann', 'ben'); INSERT INTO worklist_state (person, valid_until, revision) VALUES ('yan', '', 1)").await;
    let store = Store::open(&path, OpenMode::Existing).await.unwrap();
    assert_eq!(store.people_astray_of_lists().await.unwrap(), ["ann", "ben", "yan"]);
}
