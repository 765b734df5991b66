//! A practitioner's list: what is owed, by when and why, overdue first. Nothing is hidden: the counts add up (J1, L1, L10).

use crate::access;
use crate::actor::Actor;
use crate::brought::Brought;
use crate::failure::Failure;
use crate::words::{OFFERED, Status, due_in_words, instant_in_words};
use crate::worklist::{Told, refresh_stale};
use brought_domain::{PersonId, ServiceId};
use brought_policy::standing::ObligationStateKind;
use brought_store::{WorklistFilter, WorklistRow};
use jiff::Timestamp;
use serde::Serialize;
use std::collections::BTreeSet;

/// How many are shown on a page.
const ON_A_PAGE: u32 = 50;

/// How many people are brought up to date before a list is shown. More than that wait for the sweep, and the list says so.
const BROUGHT_UP_TO_DATE: u32 = 200;

/// Which obligations to list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListFilter {
    /// Everything of the actor's services, instead of what concerns the actor.
    pub whole_services: bool,
    /// Only what is overdue, or only what is not.
    pub overdue: Option<bool>,
    /// Only what is in this state: overdue, due today, due later. Narrows further what `overdue` leaves.
    pub state: Option<ObligationStateKind>,
    /// Only one service.
    pub service: Option<ServiceId>,
    /// Which page, from 0.
    pub page: u32,
}

/// A practitioner's list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MyList {
    /// The lines of this page: first what is due first, so what is overdue comes first.
    pub lines: Vec<ListLine>,
    /// How many obligations there are, filters left out: `shown + on_other_pages + filtered_out`, always.
    pub total: u64,
    /// How many lines are on this page.
    pub shown: u64,
    /// How many are on the other pages.
    pub on_other_pages: u64,
    /// How many the filter leaves out.
    pub filtered_out: u64,
    /// How many of the total are overdue.
    pub overdue: u64,
    /// How many of the total are due today.
    pub due_today: u64,
    /// How many of the total are due later.
    pub due_later: u64,
    /// Whether some people are still being worked out: the list may be missing something, and says so.
    pub is_being_worked_out: bool,
    /// How many people's records cannot be read, anybody's: what is owed about them is as it was last known. Somebody has to look.
    pub unreadable: u64,
    /// Which page this is, from 0.
    pub page: u32,
    /// How many pages there are.
    pub pages: u64,
    /// The moment it speaks of, in words.
    pub as_of: String,
}

/// A line of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ListLine {
    /// The obligation.
    pub obligation: String,
    /// Whose record: where the link leads.
    pub person: String,
    /// Their name.
    pub name: String,
    /// Date of birth, or what stands for it.
    pub second_identifier: String,
    /// The child's name, when the record is a carer's.
    pub child_name: Option<String>,
    /// What to do.
    pub words: String,
    /// The action's code: which form answers it.
    pub action: String,
    /// Why, in a sentence.
    pub why: String,
    /// When it is due, in words.
    pub due: String,
    /// The last instant at which it is not late, as RFC 3339.
    pub due_at: Option<String>,
    /// The status's code.
    pub status: &'static str,
    /// The status in words.
    pub status_words: &'static str,
    /// Who owes it.
    pub owner: String,
    /// To whom it was escalated.
    pub escalated_to: Option<String>,
    /// For which service.
    pub service_name: Option<String>,
}

/// The list of what concerns the actor: what they owe, what is owed by a role that they hold in their services when nobody is named, and
/// what was escalated to such a role.
///
/// # Errors
/// [`Failure::Denied`] for whom the directory does not know; [`Failure::Trouble`].
pub async fn my_list(brought: &Brought, actor: &Actor, filter: &ListFilter, now: Timestamp) -> Result<MyList, Failure> {
    let actor = access::known(brought, actor).await?;
    let swept = refresh_stale(brought, now, BROUGHT_UP_TO_DATE).await?;
    let scope = scope(&actor, filter);
    let count = async |states: &[ObligationStateKind]| -> Result<u64, Failure> {
        let filter = WorklistFilter { states: Some(codes(states)), ..scope.clone() };
        Ok(brought.store.worklist(&filter, 0, 0).await?.total)
    };
    let (overdue, due_today, due_later) = (
        count(&[ObligationStateKind::Overdue]).await?,
        count(&[ObligationStateKind::Due]).await?,
        count(&[ObligationStateKind::DueLater]).await?,
    );
    let total = brought.store.worklist(&scope, 0, 0).await?.total;
    let page = brought.store.worklist(&narrowed(scope, filter), ON_A_PAGE, filter.page.saturating_mul(ON_A_PAGE)).await?;
    let shown = page.rows.len() as u64;
    let closed = access::closed_to(brought, &actor, page.rows.iter().map(|row| &row.person).collect()).await?;
    Ok(MyList {
        lines: page.rows.into_iter().map(|row| line(row, brought, &closed, now)).collect(),
        total,
        shown,
        on_other_pages: page.total.saturating_sub(shown),
        filtered_out: total.saturating_sub(page.total),
        overdue,
        due_today,
        due_later,
        is_being_worked_out: swept.more,
        unreadable: swept.unreadable.len() as u64,
        page: filter.page,
        pages: page.total.div_ceil(u64::from(ON_A_PAGE)),
        as_of: instant_in_words(now),
    })
}

/// Everything that is owed. Contacts that await an outcome stand in the same cache and have a list of their own.
pub(crate) const OWED: [ObligationStateKind; 3] = [ObligationStateKind::Overdue, ObligationStateKind::Due, ObligationStateKind::DueLater];

fn scope(actor: &Actor, filter: &ListFilter) -> WorklistFilter {
    let owed = WorklistFilter { states: Some(codes(&OWED)), ..WorklistFilter::default() };
    if filter.whole_services {
        return WorklistFilter { services: Some(actor.services.clone()), ..owed };
    }
    WorklistFilter { listed_for: Some(access::listed_for(actor)), ..owed }
}

fn narrowed(scope: WorklistFilter, filter: &ListFilter) -> WorklistFilter {
    let is_asked_for = |state: &ObligationStateKind| {
        filter.overdue.is_none_or(|overdue| overdue == (*state == ObligationStateKind::Overdue))
            && filter.state.is_none_or(|asked| asked == *state)
    };
    let states = Some(codes(&OWED.into_iter().filter(is_asked_for).collect::<Vec<_>>()));
    let services = match (&filter.service, scope.services) {
        (None, services) => services,
        (Some(one), None) => Some(vec![one.clone()]),
        (Some(one), Some(own)) => Some(own.into_iter().filter(|service| service == one).collect()),
    };
    WorklistFilter { states, services, listed_for: scope.listed_for, ..WorklistFilter::default() }
}

pub(crate) fn codes(states: &[ObligationStateKind]) -> Vec<String> {
    states.iter().map(|state| state.code().to_owned()).collect()
}

/// What a line says in the place of everything that a restricted record tells.
const RESTRICTED: &str = "This record is restricted: open it to see what is owed";

/// A row as a line, without what it tells of a record that is closed to whoever reads the list.
pub(crate) fn line(row: WorklistRow, brought: &Brought, closed: &BTreeSet<PersonId>, now: Timestamp) -> ListLine {
    let is_closed = closed.contains(&row.person);
    let line = open_line(row, brought, now);
    match is_closed {
        true => ListLine {
            child_name: None,
            words: RESTRICTED.to_owned(),
            why: "The record is restricted to people who are named".to_owned(),
            ..line
        },
        false => line,
    }
}

fn open_line(row: WorklistRow, brought: &Brought, now: Timestamp) -> ListLine {
    let state = row.state.parse::<ObligationStateKind>().unwrap_or(ObligationStateKind::Due);
    let told = Told::read(&row.told);
    let status = told.as_ref().and_then(|(told, _)| told.status.parse().ok()).unwrap_or(Status::Due);
    let due = told.as_ref().map(|(told, due)| match told.offer {
        true => OFFERED.to_owned(),
        false => due_in_words(due, state, now, &brought.calendar),
    });
    let told = told.map(|(told, _)| told);
    let text = |part: fn(&Told) -> String| told.as_ref().map(part).unwrap_or_default();
    ListLine {
        obligation: row.obligation.to_string(),
        person: row.person.to_string(),
        name: row.person_name,
        second_identifier: text(|told| told.second_identifier.clone()),
        child_name: told.as_ref().and_then(|told| told.child_name.clone()),
        words: text(|told| told.words.clone()),
        action: row.action,
        why: text(|told| told.why.clone()),
        due: due.unwrap_or_else(|| "open the page to see when it is due".to_owned()),
        due_at: row.due_at.map(|at| at.to_string()),
        status: status.code(),
        status_words: status.words(),
        owner: text(|told| told.owner.clone()),
        escalated_to: told.as_ref().and_then(|told| told.escalated_to.clone()),
        service_name: told.as_ref().and_then(|told| told.service_name.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::{AccountToAdd, add_account, set_account_disabled};
    use crate::testing::{add, at, brought, lead, nurse, the_id, with};
    use brought_testkit::Family;
    use brought_testkit::builders::was_not_brought;

    /// Monday, a week after the appointments.
    const MONDAY: &str = "2026-01-12T09:00:00Z";

    async fn two_children() -> Brought {
        let ana = Family::new().child("ana", |ana| ana.named("Ana", "Example").born("2023-05-01"));
        let brought = with(&ana.clinic("2026-01-05T10:00", was_not_brought()).chronology()).await;
        let ben = Family::new().child("ben", |ben| ben.named("Ben", "Other"));
        add(&brought, &ben.clinic("2026-01-12T08:30", was_not_brought()).chronology()).await;
        brought
    }

    /// J1: overdue first, each with child, what, why and when; and the counts add up.
    #[tokio::test]
    async fn a_nurses_monday_list_says_what_is_owed_why_and_by_when() {
        let brought = two_children().await;
        let list = my_list(&brought, &nurse(), &ListFilter::default(), at(MONDAY)).await.unwrap();
        let first = &list.lines[0];
        assert_eq!((first.name.as_str(), first.second_identifier.as_str()), ("Ana Example", "born 1 May 2023"));
        assert_eq!((first.status, first.due.as_str()), ("overdue", "was due Tuesday 6 January (4 working days ago)"));
        assert_eq!(first.words, "Record the impact on the child and decide what to do");
        assert!(first.why.contains("number of failed contacts: 1"), "{}", first.why);
        let last = list.lines.last().unwrap();
        assert_eq!((last.name.as_str(), last.second_identifier.as_str()), ("Ben Other", "date of birth not known"));
        assert_eq!(last.due, "due Tuesday 13 January (1 working day)");
        assert_eq!(list.total, list.overdue + list.due_today + list.due_later);
        assert!(!list.is_being_worked_out);
    }

    #[tokio::test]
    async fn a_filter_hides_nothing_without_saying_so() {
        let brought = two_children().await;
        for filter in [
            ListFilter::default(),
            ListFilter { overdue: Some(true), ..ListFilter::default() },
            ListFilter { overdue: Some(false), ..ListFilter::default() },
            ListFilter { state: Some(ObligationStateKind::Due), ..ListFilter::default() },
            ListFilter { service: Some(the_id("eye-clinic")), ..ListFilter::default() },
            ListFilter { page: 7, ..ListFilter::default() },
        ] {
            let list = my_list(&brought, &nurse(), &filter, at(MONDAY)).await.unwrap();
            assert_eq!(list.total, 2, "{filter:?}");
            assert_eq!(list.total, list.shown + list.on_other_pages + list.filtered_out, "{filter:?}");
        }
    }

    /// L2: nobody has to sign in for time to pass; the state is that of the moment of asking.
    #[tokio::test]
    async fn what_was_due_becomes_overdue_by_itself() {
        let brought = two_children().await;
        let on = async |when: &str| my_list(&brought, &nurse(), &ListFilter::default(), at(when)).await.unwrap().overdue;
        assert_eq!(on("2026-01-06T09:00:00Z").await, 0);
        assert_eq!(on("2026-01-07T00:00:00Z").await, 1);
        assert_eq!(on("2026-01-14T00:00:00Z").await, 2);
    }

    /// H24, S22: what somebody who is away owes is on the list of the role it falls back to.
    #[tokio::test]
    async fn what_a_leaver_owes_falls_to_the_safeguarding_lead() {
        let brought = two_children().await;
        assert_eq!(my_list(&brought, &lead(), &ListFilter::default(), at("2026-01-05T12:00:00Z")).await.unwrap().total, 0);
        let account = AccountToAdd { practitioner: the_id("p1"), sign_in_name: "p1".into(), password: "correct horse battery".into() };
        add_account(&brought, account, &[1; 16]).await.unwrap();
        set_account_disabled(&brought, &the_id("p1"), true).await.unwrap();
        let list = my_list(&brought, &lead(), &ListFilter::default(), at("2026-01-05T12:00:00Z")).await.unwrap();
        assert_eq!(list.lines[0].owner, "the safeguarding lead, in place of p1 Example, practitioner");
    }

    #[tokio::test]
    async fn the_list_of_whole_services_shows_what_others_owe() {
        let brought = two_children().await;
        let whole = ListFilter { whole_services: true, ..ListFilter::default() };
        assert_eq!(my_list(&brought, &lead(), &whole, at(MONDAY)).await.unwrap().total, 2);
        let nothing = my_list(&brought_without_children().await, &lead(), &whole, at(MONDAY)).await.unwrap();
        assert_eq!((nothing.total, nothing.pages), (0, 0));
    }

    async fn brought_without_children() -> Brought {
        brought().await
    }
}
