//! A team's list: who may see what, that its counts add up whatever is asked for, and that no place is told that is withheld.

use super::*;
use crate::accounts::{AccountToAdd, add_account, set_account_disabled};
use crate::failure::Denied;
use crate::testing::{actor, add, at, lead, nurse, the_id, town, with};
use brought_domain::Fact;
use brought_domain::contact::Answer;
use brought_domain::person::{Address, AddressRecorded, PostalAddress, Practitioner};
use brought_testkit::Family;
use brought_testkit::builders::was_not_brought;
use std::collections::BTreeSet;

/// Monday, a week after the appointments.
const MONDAY: &str = "2026-01-12T09:00:00Z";

fn lives(family: Family, postcode: Option<&str>) -> Family {
    let lines = vec!["1 Example Street".to_owned()];
    let known =
        |postcode: &str| Address::Known(PostalAddress { lines, postcode: Some(postcode.to_owned()), safe_to_write_to: Answer::Yes });
    let address = postcode.map_or(Address::Withheld, known);
    family.fact("2026-01-02", Fact::AddressRecorded(AddressRecorded { address, reported_by_family: Answer::Yes }))
}

fn ana() -> Family {
    let ana = Family::new().child("ana", |ana| ana.named("Ana", "Example").born("2023-05-01"));
    lives(ana.clinic("2026-01-05T10:00", was_not_brought()), Some("BL1 4AB"))
}

fn ben() -> Family {
    let ben = Family::new().child("ben", |ben| ben.named("Ben", "Hidden").born("2022-05-01"));
    lives(lives(ben.clinic("2026-01-12T08:30", was_not_brought()), Some("OL9 7ZZ")), None)
}

async fn two_children() -> Brought {
    let brought = with(&ana().chronology()).await;
    add(&brought, &ben().chronology()).await;
    brought
}

async fn listed(brought: &Brought, who: &Actor, filter: &TeamFilter) -> TeamList {
    team_list(brought, who, filter, at(MONDAY)).await.unwrap()
}

/// Every filter by itself, and every two that are chosen together, in every view and on every page.
fn filters(list: &TeamList) -> Vec<TeamFilter> {
    let whose = list.whose.iter().map(|choice| choice.what.clone()).chain([Whose::Anybody, Whose::Of(the_id("nobody-at-all"))]);
    let mut filters: Vec<TeamFilter> = whose.map(|whose| TeamFilter { whose, ..TeamFilter::default() }).collect();
    filters.extend(list.roles.iter().map(|choice| TeamFilter { role: Some(choice.what), ..TeamFilter::default() }));
    filters.extend(list.services.iter().map(|choice| TeamFilter { service: Some(choice.what.clone()), ..TeamFilter::default() }));
    let with_status = |filter: &TeamFilter| {
        let filter = filter.clone();
        Status::ALL.iter().map(move |status| TeamFilter { status: Some(*status), ..filter.clone() }).collect::<Vec<_>>()
    };
    let both: Vec<TeamFilter> = filters.iter().flat_map(with_status).collect();
    filters.extend(both);
    filters
}

/// L10: whatever is hidden is counted, so that nobody takes a part for the whole.
#[tokio::test]
async fn whatever_is_asked_for_the_counts_add_up() {
    let (brought, lead) = town("2026-01-12").await;
    let all = listed(&brought, &lead, &TeamFilter::default()).await;
    assert!(all.total > 60 && all.pages > 1, "{} obligations, {} pages", all.total, all.pages);
    for choices in [
        all.whose.iter().map(|choice| choice.count).sum::<u64>(),
        all.roles.iter().map(|choice| choice.count).sum(),
        all.statuses.iter().map(|choice| choice.count).sum(),
        all.services.iter().map(|choice| choice.count).sum::<u64>() + all.of_no_service,
    ] {
        assert_eq!(choices, all.total);
    }
    let found = owed_in_services(&brought, &lead, at(MONDAY)).await.unwrap();
    for filter in filters(&all) {
        for view in TeamView::ALL {
            let (mut seen, mut page) = (BTreeSet::new(), 0);
            loop {
                let filter = TeamFilter { view: Some(*view), page, ..filter.clone() };
                let list = list(&found, page_of(&found.all, &filter), &filter, &lead, at(MONDAY));
                assert_eq!(list.total, list.shown + list.on_other_pages + list.filtered_out, "{filter:?}");
                for group in &list.groups {
                    assert!(group.total >= group.lines.len() as u64 && !group.lines.is_empty(), "{filter:?}");
                }
                let lines = list.groups.iter().flat_map(|group| &group.lines);
                let fresh = lines.filter(|line| seen.insert((line.line.person.clone(), line.line.obligation.clone()))).count() as u64;
                assert_eq!(fresh, list.shown, "a line is on one page, once: {filter:?}");
                page += 1;
                if u64::from(page) >= list.pages.max(1) {
                    assert_eq!(list.total, seen.len() as u64 + list.filtered_out, "every line is on some page: {filter:?}");
                    break;
                }
            }
        }
    }
}

#[tokio::test]
async fn a_choice_shows_as_many_as_it_says() {
    let (brought, lead) = town("2026-01-12").await;
    let all = listed(&brought, &lead, &TeamFilter::default()).await;
    let shown = |list: TeamList| list.shown + list.on_other_pages;
    for choice in &all.whose {
        let filter = TeamFilter { whose: choice.what.clone(), ..TeamFilter::default() };
        assert_eq!(shown(listed(&brought, &lead, &filter).await), choice.count, "{}", choice.words);
    }
    for choice in &all.roles {
        let filter = TeamFilter { role: Some(choice.what), ..TeamFilter::default() };
        assert_eq!(shown(listed(&brought, &lead, &filter).await), choice.count, "{}", choice.words);
    }
    for choice in &all.services {
        let filter = TeamFilter { service: Some(choice.what.clone()), ..TeamFilter::default() };
        assert_eq!(shown(listed(&brought, &lead, &filter).await), choice.count, "{}", choice.words);
    }
    assert!(all.roles.len() > 1 && all.services.len() > 1, "something to tell apart");
    for choice in &all.statuses {
        let filter = TeamFilter { status: Some(choice.what), ..TeamFilter::default() };
        assert_eq!(shown(listed(&brought, &lead, &filter).await), choice.count, "{}", choice.words);
    }
}

/// J1: overdue first, each with child, what, why in a sentence, whose it is, and when.
#[tokio::test]
async fn what_is_overdue_comes_first_and_each_line_says_whose_it_is() {
    let brought = two_children().await;
    let list = listed(&brought, &nurse(), &TeamFilter::default()).await;
    let headings: Vec<(&str, u64)> = list.groups.iter().map(|group| (group.heading.as_str(), group.total)).collect();
    assert_eq!(headings, [("Overdue", 1), ("Due later", 1)]);
    let first = &list.groups[0].lines[0].line;
    assert_eq!((first.name.as_str(), first.owner.as_str()), ("Ana Example", "p1 Example, practitioner"));
    assert_eq!(first.due, "was due Tuesday 6 January (4 working days ago)");
    assert!(first.why.contains("number of failed contacts: 1"), "{}", first.why);
}

/// H15: a child whose address is withheld stands under that, and neither the postcode of before nor anything like it is in the list.
#[tokio::test]
async fn by_place_a_child_whose_address_is_withheld_stands_nowhere_else() {
    let brought = two_children().await;
    for view in TeamView::ALL {
        let list = listed(&brought, &nurse(), &TeamFilter { view: Some(*view), ..TeamFilter::default() }).await;
        let everything = serde_json::to_string(&list).unwrap();
        assert!(!everything.contains("OL9"), "{view}: {everything}");
    }
    let list = listed(&brought, &nurse(), &TeamFilter { view: Some(TeamView::Place), ..TeamFilter::default() }).await;
    let placed = |group: &TeamGroup<TeamLine>| (group.heading.clone(), group.lines.iter().map(|line| line.line.name.clone()).collect());
    let placed: Vec<(String, Vec<String>)> = list.groups.iter().map(placed).collect();
    let expected = [("Postcode district BL1", "Ana Example"), ("Address withheld", "Ben Hidden")];
    assert_eq!(placed, expected.map(|(heading, name)| (heading.to_owned(), vec![name.to_owned()])));
}

#[tokio::test]
async fn by_child_all_that_is_owed_for_one_stands_together() {
    let (brought, lead) = town("2026-01-12").await;
    let list = listed(&brought, &lead, &TeamFilter { view: Some(TeamView::Child), ..TeamFilter::default() }).await;
    for group in &list.groups {
        assert!(group.person.is_some() && group.second_identifier.is_some(), "{}", group.heading);
        assert!(group.lines.iter().all(|line| Some(&line.line.person) == group.person.as_ref()), "{}", group.heading);
    }
    let people: Vec<_> = list.groups.iter().map(|group| group.person.clone()).collect();
    assert_eq!(people.iter().collect::<BTreeSet<_>>().len(), people.len(), "each child has one heading on a page");
}

/// H24, S22: what is on nobody's own list stands at the top of the team's, in every view.
#[tokio::test]
async fn what_nobody_is_known_to_owe_comes_first() {
    let brought = two_children().await;
    // The practitioner is away, and with the lead gone from the service nobody holds the role that it falls back to.
    let account = AccountToAdd { practitioner: the_id("p1"), sign_in_name: "p1".into(), password: "correct horse battery".into() };
    add_account(&brought, account, &[1; 16]).await.unwrap();
    set_account_disabled(&brought, &the_id("p1"), true).await.unwrap();
    let lead = lead();
    let elsewhere = Practitioner { id: lead.practitioner, name: lead.name, roles: lead.roles, services: vec![the_id("eye-clinic")] };
    brought.store.put_practitioners(&[elsewhere]).await.unwrap();
    let colleague = actor("named", &[]);
    for view in TeamView::ALL {
        let list = listed(&brought, &colleague, &TeamFilter { view: Some(*view), ..TeamFilter::default() }).await;
        assert_eq!(list.groups[0].heading, "Nobody is known to owe this: decide who does", "{view}");
        assert_eq!((list.groups[0].total, list.groups.len()), (2, 1), "{view}");
        assert!(list.groups[0].lines[0].nobody_known);
    }
}

/// S15: unknown, disabled or without a service, nothing is shown; S14: nor anything of a service that is not theirs.
#[tokio::test]
async fn whoever_has_no_service_sees_nothing_and_whoever_is_not_known_is_denied() {
    let brought = two_children().await;
    let stranger = team_list(&brought, &actor("stranger", &[Role::NamedNurse]), &TeamFilter::default(), at(MONDAY)).await;
    assert!(matches!(stranger, Err(Failure::Denied(Denied::UnknownPractitioner))), "{stranger:?}");
    for services in [Vec::new(), vec![the_id("eye-clinic")]] {
        let has_none = services.is_empty();
        let moved = Practitioner { id: the_id("lead"), name: "lead Example".into(), roles: vec![Role::SafeguardingLead], services };
        brought.store.put_practitioners(&[moved]).await.unwrap();
        // Whatever the caller says: the directory decides.
        let list = listed(&brought, &lead(), &TeamFilter::default()).await;
        assert_eq!((list.total, list.groups.len(), list.has_no_service), (0, 0, has_none));
    }
}

/// S9, H36: of each child whose line is shown, and of no other, it is written down that it was.
#[tokio::test]
async fn whose_lines_are_shown_is_written_down() {
    let brought = two_children().await;
    let overdue = TeamFilter { status: Some(Status::Overdue), ..TeamFilter::default() };
    listed(&brought, &nurse(), &overdue).await;
    let of_ana = brought.store.accesses_of(&the_id("ana"), 10).await.unwrap();
    assert_eq!(of_ana.len(), 1);
    let access = &of_ana[0].access;
    assert_eq!((access.reader.as_str(), access.purpose.as_str(), access.seen.as_str()), ("p1", "direct_care", "a line of the team list"));
    assert_eq!(brought.store.accesses_of(&the_id("ben"), 10).await.unwrap(), [], "hidden by the filter");
    assert_eq!(brought.store.accesses_of(&the_id("a list of a team"), 10).await.unwrap().len(), 1);
}

#[test]
fn what_an_address_says_of_whose_it_is_reads_back() {
    for whose in [Whose::Anybody, Whose::ARole, Whose::NobodyKnown, Whose::Of(the_id("p-adeyemi"))] {
        assert_eq!(Whose::read(&whose.code()), whose);
    }
    assert_eq!(Whose::read("of:"), Whose::Anybody);
}
