//! The board: who may see it, that its figures are those of the team list, and that a draw can be made again.

use super::*;
use crate::accounts::{AccountToAdd, add_account, set_account_disabled};
use crate::failure::Denied;
use crate::lists::{TeamFilter, Whose, team_list};
use crate::testing::{actor, add, at, lead, nurse, the_id, town, with};
use brought_domain::contact::Answer;
use brought_domain::person::Practitioner;
use brought_policy::standing::ObligationStateKind;
use brought_testkit::Family;
use brought_testkit::builders::was_not_brought;

/// Monday, a week after the appointments.
const MONDAY: &str = "2026-01-12T09:00:00Z";

async fn seen(brought: &Brought, who: &Actor) -> Board {
    board(brought, who, None, at(MONDAY)).await.unwrap()
}

async fn ana() -> Brought {
    let ana = Family::new().child("ana", |ana| ana.named("Ana", "Example").born("2023-05-01"));
    with(&ana.clinic("2026-01-05T10:00", was_not_brought()).chronology()).await
}

async fn account(brought: &Brought, id: &str) {
    let account = AccountToAdd { practitioner: the_id(id), sign_in_name: id.into(), password: "correct horse battery".into() };
    add_account(brought, account, &[1; 16]).await.unwrap();
}

#[tokio::test]
async fn whoever_answers_for_nobody_elses_work_is_refused_and_nothing_is_written_down_as_seen() {
    let brought = ana().await;
    for who in [nurse(), actor("stranger", &[Role::Supervisor])] {
        let refused = board(&brought, &who, None, at(MONDAY)).await;
        assert!(matches!(refused, Err(Failure::Denied(Denied::RoleNeeded | Denied::UnknownPractitioner))), "{refused:?}");
    }
    assert_eq!(brought.store.accesses_of(&the_id("a list of a team"), 10).await.unwrap(), []);
    assert_eq!(seen(&brought, &lead()).await.total, 1);
    let accesses = brought.store.accesses_of(&the_id("a list of a team"), 10).await.unwrap();
    assert_eq!((accesses.len(), accesses[0].access.purpose.as_str()), (1, "supervision"));
}

/// L10: the board and the team list are two looks at the same.
#[tokio::test]
async fn every_figure_adds_up_to_the_team_list() {
    let (brought, lead) = town("2026-01-12").await;
    let board = seen(&brought, &lead).await;
    let list = team_list(&brought, &lead, &TeamFilter::default(), at(MONDAY)).await.unwrap();
    assert!(board.total > 60, "{}", board.total);
    assert_eq!((board.total, board.all.open), (list.total, list.total));
    let sum = |part: fn(&LoadLine) -> u64| board.load.iter().map(part).sum::<u64>();
    let parts = |line: &LoadLine| line.overdue + line.due_this_week + line.due_later + line.offered;
    assert_eq!(sum(|line| line.open), board.total);
    assert_eq!((sum(|line| line.overdue), sum(|line| line.due_this_week)), (board.all.overdue, board.all.due_this_week));
    for line in board.load.iter().chain([&board.all]) {
        assert_eq!(parts(line), line.open, "{}", line.who);
    }
    assert_eq!(board.overdue_by_age.iter().map(|count| count.count).sum::<u64>(), board.all.overdue);
    assert!(board.all.overdue > 0 && board.all.due_this_week > 0 && board.all.due_later > 0, "{:?}", board.all);
    assert_eq!(board.escalated.iter().map(|count| count.count).sum::<u64>(), board.escalated_total);
    assert_eq!(board.endings.by_layer.iter().map(|count| count.count).sum::<u64>(), board.endings.total);
    for line in &board.load {
        let filter = TeamFilter { whose: Whose::read(&line.whose), ..TeamFilter::default() };
        let theirs = team_list(&brought, &lead, &filter, at(MONDAY)).await.unwrap();
        assert_eq!(theirs.shown + theirs.on_other_pages, line.open, "{}", line.who);
    }
}

#[tokio::test]
async fn what_is_overdue_is_told_by_the_working_days_that_have_gone() {
    let brought = ana().await;
    // Due on Tuesday 6 January.
    for (now, words) in [
        ("2026-01-07T09:00:00Z", "1 to 2 working days"),
        ("2026-01-08T09:00:00Z", "1 to 2 working days"),
        ("2026-01-09T09:00:00Z", "3 to 5 working days"),
        ("2026-01-13T09:00:00Z", "3 to 5 working days"),
        ("2026-01-14T09:00:00Z", "6 to 10 working days"),
        ("2026-01-20T09:00:00Z", "6 to 10 working days"),
        ("2026-01-21T09:00:00Z", "More than 10 working days"),
    ] {
        let board = board(&brought, &lead(), None, at(now)).await.unwrap();
        let told: Vec<&str> = board.overdue_by_age.iter().filter(|count| count.count > 0).map(|count| count.words.as_str()).collect();
        assert!(told.contains(&words), "{now}: {told:?}");
    }
}

#[tokio::test]
async fn this_week_ends_with_its_sunday() {
    // Not brought on a Friday: the analysis is due on Monday.
    let ana = Family::new().child("ana", |ana| ana.born("2023-05-01")).clinic("2026-01-09T10:00", was_not_brought());
    let brought = with(&ana.chronology()).await;
    for (now, expected) in [
        ("2026-01-09T12:00:00Z", (0, 0, 1)),
        ("2026-01-11T23:30:00Z", (0, 0, 1)),
        ("2026-01-12T00:30:00Z", (0, 1, 0)),
        ("2026-01-13T00:30:00Z", (1, 0, 0)),
    ] {
        let all = board(&brought, &lead(), None, at(now)).await.unwrap().all;
        assert_eq!((all.overdue, all.due_this_week, all.due_later), expected, "{now}");
    }
    // What is due on the Sunday itself belongs to the week.
    let mut owed = owed_in_services(&brought, &lead(), at("2026-01-13T00:30:00Z")).await.unwrap().all.remove(0);
    owed.state = ObligationStateKind::DueLater;
    for (due_on, due_this_week) in [("2026-01-11", 1), ("2026-01-12", 0)] {
        owed.due_on = Some(due_on.parse().unwrap());
        assert_eq!(load::of_all(&[owed.clone()], "2026-01-09".parse().unwrap()).due_this_week, due_this_week, "{due_on}");
    }
}

/// H24: what somebody owes who cannot sign in needs somebody who can.
#[tokio::test]
async fn what_needs_cover_says_whose_it_was_why_and_on_whose_list_it_is() {
    let brought = ana().await;
    let cover = seen(&brought, &lead()).await.cover;
    assert_eq!((cover[0].who.as_str(), cover[0].why.as_str(), cover[0].open), ("p1 Example", "They have no account", 1));
    account(&brought, "p1").await;
    assert_eq!(seen(&brought, &lead()).await.cover, []);
    set_account_disabled(&brought, &the_id("p1"), true).await.unwrap();
    let cover = seen(&brought, &lead()).await.cover;
    assert_eq!((cover[0].who.as_str(), cover[0].why.as_str(), cover[0].overdue), ("p1 Example", "Their account is disabled", 1));
    assert!(cover[0].now_with.contains("nobody who can sign in holds that role"), "{}", cover[0].now_with);
    account(&brought, "lead").await;
    assert_eq!(seen(&brought, &lead()).await.cover[0].now_with, "The safeguarding lead: lead Example");
}

/// Eight children whose follow-ups ended lately, one whose follow-up ended more than thirty days ago, and one whose ending was withdrawn.
async fn after_endings() -> Brought {
    let brought = ana().await;
    for place in 0..8 {
        add(&brought, &ended(&format!("child-{place}"), "2026-01-").chronology()).await;
    }
    add(&brought, &ended("long-ago", "2025-11-").chronology()).await;
    let withdrawn = ended("withdrawn", "2026-01-");
    let ending = withdrawn.chronology().events.iter().find(|event| event.fact.code() == "follow_up_ended").unwrap().id.clone();
    let mut withdrawn = withdrawn.retract(ending.as_str(), "2026-01-09T12:00", "another child").chronology();
    // `add` gives events ids of their own.
    for correction in withdrawn.events.iter_mut().filter_map(|event| event.corrects.as_mut()) {
        correction.event = the_id(&format!("withdrawn-{ending}"));
    }
    add(&brought, &withdrawn).await;
    brought
}

fn ended(child: &str, month: &str) -> Family {
    let at = |rest: &str| format!("{month}{rest}");
    Family::new()
        .child(child, |details| details.named(child, "Example").born("2023-05-01"))
        .clinic(&at("05T10:00"), was_not_brought())
        .vulnerability_assessed(&at("06T18:00"), Answer::No)
        .assurance(&at("07T08:30"), &at("07T08:00"))
}

/// A draw that can be made again by anybody who has the seed, and cannot be chosen without the seed showing it.
#[tokio::test]
async fn the_same_seed_draws_the_same_endings_and_another_seed_others() {
    let brought = after_endings().await;
    let drawn = async |seed: Option<&str>, now: &str| -> Vec<String> {
        let board = board(&brought, &lead(), seed, at(now)).await.unwrap();
        assert_eq!(board.endings.total, 8, "neither the one of November nor the one that was withdrawn");
        assert_eq!(board.endings.drawn.len(), ENDINGS_DRAWN);
        board.endings.drawn.into_iter().map(|line| line.ending.person).collect()
    };
    let first = drawn(None, MONDAY).await;
    assert_eq!(first, drawn(Some("2026-01"), "2026-01-12T17:00:00Z").await);
    assert_eq!(first.iter().collect::<BTreeSet<_>>().len(), ENDINGS_DRAWN, "nobody is drawn twice");
    let others = [drawn(Some("a"), MONDAY).await, drawn(Some("b"), MONDAY).await];
    assert!(others.iter().any(|other| *other != first));
    let too_long = board(&brought, &lead(), Some(&"x".repeat(41)), at(MONDAY)).await;
    assert!(matches!(too_long, Err(Failure::Refused(refusal)) if refusal.is_about("seed")));
}

#[tokio::test]
async fn an_ending_says_how_when_and_by_whom() {
    let board = board(&after_endings().await, &lead(), Some("x"), at(MONDAY)).await.unwrap();
    let line = &board.endings.drawn[0];
    assert_eq!((line.layer_words.as_str(), line.ending.failed_contacts), ("assured: seen, and needs known to be met", 1));
    assert_eq!(line.ending.ended, "Wednesday 7 January 2026, 8:30am");
    assert_eq!(line.ending.signed_by, "p1 Example, practitioner");
    assert_eq!(board.endings.by_layer, [Count { words: "assured: seen, and needs known to be met".into(), count: 8 }]);
}

/// S9: of each child whose ending was drawn, and of no other, it is written down that it was seen, and why.
#[tokio::test]
async fn whose_endings_are_shown_is_written_down() {
    let brought = after_endings().await;
    let drawn: BTreeSet<String> = seen(&brought, &lead()).await.endings.drawn.into_iter().map(|line| line.ending.person).collect();
    for place in 0..8 {
        let child = format!("child-{place}");
        let accesses = brought.store.accesses_of(&the_id(&child), 10).await.unwrap();
        let told: Vec<(&str, &str)> = accesses.iter().map(|entry| (entry.access.purpose.as_str(), entry.access.seen.as_str())).collect();
        let expected: &[(&str, &str)] = if drawn.contains(&child) { &[("supervision", "a line of the board")] } else { &[] };
        assert_eq!(told, expected, "{child}");
    }
}

/// S15.
#[tokio::test]
async fn whoever_has_no_service_sees_an_empty_board() {
    let brought = ana().await;
    let moved = Practitioner { id: the_id("lead"), name: "lead Example".into(), roles: vec![Role::SafeguardingLead], services: Vec::new() };
    brought.store.put_practitioners(&[moved]).await.unwrap();
    let board = seen(&brought, &lead()).await;
    assert_eq!((board.total, board.endings.total, board.has_no_service), (0, 0, true));
}
