//! Contacts whose time has passed and of which nobody has recorded what came of them: a list of their own, never counted as failed (H8).
//!
//! They stand in the same cache as what is owed, in a state of their own, so that the list of a whole service opens at once.

use crate::access;
use crate::actor::Actor;
use crate::brought::Brought;
use crate::chronology::Gathered;
use crate::failure::Failure;
use crate::words::{happened_in_words, second_identifier};
use crate::worklist::refresh_stale;
use brought_calendar::uk_time_zone;
use brought_domain::ObligationId;
use brought_domain::work::Role;
use brought_policy::Standing;
use brought_policy::standing::AwaitingOutcome;
use brought_store::{WorklistFilter, WorklistRow};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// The state in which these rows stand, apart from every state of an obligation.
const STATE: &str = "awaiting_outcome";

/// How many are shown on a page.
const ON_A_PAGE: u32 = 50;

/// How many people are brought up to date before the list is shown.
const BROUGHT_UP_TO_DATE: u32 = 200;

/// A page of the contacts that await an outcome.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AwaitingList {
    /// The contacts, longest ago first.
    pub lines: Vec<AwaitingContact>,
    /// How many more of this page are of records that are restricted to others: of them nothing is told.
    pub restricted: u64,
    /// How many there are on all pages.
    pub total: u64,
    /// Which page this is, from 0.
    pub page: u32,
    /// How many pages there are.
    pub pages: u64,
    /// Whether some people are still being worked out: the list may be missing something, and says so.
    pub is_being_worked_out: bool,
}

/// A contact that awaits an outcome.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AwaitingContact {
    /// The contact, by id.
    pub contact: String,
    /// Whose, by id.
    pub person: String,
    /// Their name.
    pub name: String,
    /// Date of birth, or what stands for it.
    pub second_identifier: String,
    /// Of which service.
    pub service_name: String,
    /// When it was planned for.
    pub when: String,
    /// Who was to see them.
    pub practitioner: Option<String>,
}

/// The contacts of the actor's services that await an outcome; or only those that the actor was to see.
///
/// # Errors
/// [`Failure::Denied`] for whom the directory does not know; [`Failure::Trouble`].
pub async fn awaiting_outcome(
    brought: &Brought,
    actor: &Actor,
    whole_services: bool,
    page: u32,
    now: Timestamp,
) -> Result<AwaitingList, Failure> {
    let actor = access::known(brought, actor).await?;
    let swept = refresh_stale(brought, now, BROUGHT_UP_TO_DATE).await?;
    let filter = WorklistFilter {
        services: Some(actor.services.clone()),
        owner: (!whole_services).then(|| actor.practitioner.clone()),
        states: Some(vec![STATE.to_owned()]),
        ..WorklistFilter::default()
    };
    let found = brought.store.worklist(&filter, ON_A_PAGE, page.saturating_mul(ON_A_PAGE)).await?;
    let closed = access::closed_to(brought, &actor, found.rows.iter().map(|row| &row.person).collect()).await?;
    let open = found.rows.iter().filter(|row| !closed.contains(&row.person));
    let lines: Vec<AwaitingContact> = open.filter_map(|row| serde_json::from_str(&row.told).ok()).collect();
    let restricted = found.rows.iter().filter(|row| closed.contains(&row.person)).count() as u64;
    Ok(AwaitingList {
        lines,
        restricted,
        total: found.total,
        page,
        pages: found.total.div_ceil(u64::from(ON_A_PAGE)),
        is_being_worked_out: swept.more,
    })
}

/// The rows of one person's own contacts. Pure.
pub(crate) fn rows(gathered: &Gathered, standing: &Standing) -> Vec<WorklistRow> {
    let own = standing.awaiting_outcome.iter().filter(|awaiting| awaiting.person == standing.subject);
    own.zip(0_i64..).filter_map(|(awaiting, rank)| row(awaiting, rank, gathered)).collect()
}

fn row(awaiting: &AwaitingOutcome, rank: i64, gathered: &Gathered) -> Option<WorklistRow> {
    let name = gathered.name(&awaiting.person);
    let told = AwaitingContact {
        contact: awaiting.contact.to_string(),
        person: awaiting.person.to_string(),
        name: name.clone(),
        second_identifier: gathered.people.get(&awaiting.person).map_or_else(String::new, second_identifier),
        service_name: gathered.service_name(&awaiting.service),
        when: happened_in_words(awaiting.planned_for),
        practitioner: awaiting.practitioner.as_ref().map(|practitioner| gathered.practitioner_name(practitioner)),
    };
    Some(WorklistRow {
        person: awaiting.person.clone(),
        person_name: name,
        obligation: place(awaiting)?,
        follow_up: None,
        service: Some(awaiting.service.clone()),
        owner: awaiting.practitioner.clone(),
        owner_role: Role::Practitioner,
        action: STATE.to_owned(),
        due_at: Some(awaiting.planned_for.earliest(&uk_time_zone())),
        state: STATE.to_owned(),
        rank,
        escalated_to: None,
        // A list of texts always serialises.
        told: serde_json::to_string(&told).unwrap_or_default(),
    })
}

/// The row's place in the cache. No obligation is called so; the digest keeps it short, however long the contact's own id.
fn place(awaiting: &AwaitingOutcome) -> Option<ObligationId> {
    let digest = Sha256::digest(awaiting.contact.as_str().as_bytes());
    let letters: String = digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    ObligationId::new(format!("awaiting {letters}")).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{at, nurse, with};
    use brought_domain::contact::Setting;
    use brought_testkit::builders::{Family, contact, seen, was_not_brought};

    const NOW: &str = "2026-01-14T10:00:00Z";

    async fn lines(family: &Family, whole_services: bool) -> AwaitingList {
        let brought = with(&family.chronology()).await;
        awaiting_outcome(&brought, &nurse(), whole_services, 0, at(NOW)).await.unwrap()
    }

    #[tokio::test]
    async fn a_contact_whose_time_has_passed_is_listed_also_when_nothing_else_is_open() {
        let family = Family::new()
            .child("sam", |child| child.born("2023-05-01"))
            .clinic("2026-01-05T10:00", seen())
            .planned(Setting::Clinic, "2026-01-13T10:20")
            .planned(Setting::Clinic, "2026-01-20T10:20");
        let list = lines(&family, true).await;
        let listed: Vec<(&str, &str)> = list.lines.iter().map(|line| (line.contact.as_str(), line.when.as_str())).collect();
        assert_eq!(listed, [("c2", "Tuesday 13 January 2026, 10:20am")]);
        assert_eq!((list.total, list.pages), (1, 1));
    }

    #[tokio::test]
    async fn what_awaits_an_outcome_is_no_part_of_what_is_owed() {
        let family = Family::new()
            .child("sam", |child| child.born("2023-05-01"))
            .clinic("2026-01-05T10:00", was_not_brought())
            .contact(contact(Setting::Home, "2026-01-02T10:20"));
        let brought = with(&family.chronology()).await;
        let list = crate::my_list(&brought, &nurse(), &crate::ListFilter::default(), at(NOW)).await.unwrap();
        assert!(list.lines.iter().all(|line| line.action != STATE), "{:?}", list.lines);
        assert_eq!(list.total, list.overdue + list.due_today + list.due_later);
        assert_eq!(awaiting_outcome(&brought, &nurse(), true, 0, at(NOW)).await.unwrap().total, 1);
    }

    #[tokio::test]
    async fn a_practitioner_s_own_contacts_can_be_told_from_those_of_the_service() {
        let family = Family::new()
            .child("sam", |child| child.born("2023-05-01"))
            .contact(contact(Setting::Home, "2026-01-12T10:20"))
            .contact(contact(Setting::Home, "2026-01-13T10:20").with("p2"));
        assert_eq!(lines(&family, true).await.total, 2);
        assert_eq!(lines(&family, false).await.lines[0].contact, "c1");
    }
}
