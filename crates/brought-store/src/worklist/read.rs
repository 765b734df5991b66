//! Reading the worklist.

use super::WorklistRow;
use crate::events::person_id;
use crate::open::Store;
use crate::problem::StoreProblem;
use crate::time_text::{instant, read_optional_instant, unreadable};
use brought_domain::work::Role;
use brought_domain::{FollowUpId, ObligationId, PersonId, PractitionerId, ServiceId};
use jiff::Timestamp;
use sqlx::sqlite::SqliteRow;
use sqlx::{QueryBuilder, Row as _, Sqlite};

/// Which rows to show. Each part that is given narrows the list; nothing given shows everything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WorklistFilter {
    /// Only those that belong on this practitioner's list.
    pub listed_for: Option<ListedFor>,
    /// Only those that this practitioner owns.
    pub owner: Option<PractitionerId>,
    /// Only those of these services, and those that belong to no service and have to do with one of them. An empty list shows nothing: whoever may
    /// see no service sees no row (S14, S15).
    pub services: Option<Vec<ServiceId>>,
    /// Only those that this role owns.
    pub role: Option<Role>,
    /// Only those in these states, by their codes.
    pub states: Option<Vec<String>>,
    /// Only those about this person.
    pub person: Option<PersonId>,
    /// Only those whose time is at this instant or later. One without a time is in no span.
    pub due_from: Option<Timestamp>,
    /// Only those whose time is before this instant.
    pub due_before: Option<Timestamp>,
}

/// On whose list a row belongs: on the owner's; on the lists of all who hold the role, when no owner is named; and on the lists of all who
/// hold the role to which it was escalated. Roles count in the services named. For a row that belongs to no service they count where one of these
/// has an entry in the record of the person or of somebody around; roles that answer for a whole organisation, where a service of the same
/// organisation has one; and every role where no service has any, so that the row stands on some list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedFor {
    /// Who.
    pub practitioner: PractitionerId,
    /// The roles they hold.
    pub roles: Vec<Role>,
    /// Those of them that answer for a whole organisation.
    pub roles_of_organisation: Vec<Role>,
    /// The services they work for.
    pub services: Vec<ServiceId>,
}

/// A page of the worklist.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WorklistPage {
    /// The rows, in the order of due times.
    pub rows: Vec<WorklistRow>,
    /// How many there are on all pages.
    pub total: u64,
}

impl Store {
    /// A page of the worklist, first what is due first; of what is due together, by rank.
    ///
    /// # Errors
    /// [`StoreProblem`] when the store cannot be read.
    pub async fn worklist(&self, filter: &WorklistFilter, limit: u32, offset: u32) -> Result<WorklistPage, StoreProblem> {
        // One statement for the count and one for the rows, in one transaction, so that they are of one instant.
        let mut reading = self.readers().begin().await?;
        let mut count = QueryBuilder::new("SELECT count(*) FROM worklist");
        narrow(&mut count, filter);
        let total: i64 = count.build_query_scalar().fetch_one(&mut *reading).await?;
        let mut select = QueryBuilder::new("SELECT * FROM worklist");
        narrow(&mut select, filter);
        select.push(" ORDER BY due_at NULLS LAST, rank, person_name, obligation LIMIT ").push_bind(limit);
        select.push(" OFFSET ").push_bind(offset);
        let rows = select.build().fetch_all(&mut *reading).await?;
        Ok(WorklistPage { rows: rows.iter().map(worklist_row).collect::<Result<_, _>>()?, total: total.unsigned_abs() })
    }
}

/// Only fixed words and bound values go into the statement, so nothing that somebody typed is ever run (H40).
fn narrow(query: &mut QueryBuilder<Sqlite>, filter: &WorklistFilter) {
    query.push(" WHERE 1 = 1");
    if let Some(listed) = &filter.listed_for {
        query.push(" AND (owner = ").push_bind(listed.practitioner.as_str().to_owned());
        query.push(" OR (");
        push_served_by(query, &listed.services);
        query.push(" AND ");
        push_of_roles(query, &listed.roles);
        query.push(") OR (worklist.service IS NULL AND ");
        push_served(query, |query| {
            query.push(
                " AND events.service IN (SELECT id FROM services WHERE organisation IN (SELECT organisation FROM services WHERE id IN ",
            );
            query.push("(SELECT value FROM json_each(").push_bind(list(listed.services.iter().map(ServiceId::as_str))).push("))))");
        });
        query.push(" AND ");
        push_of_roles(query, &listed.roles_of_organisation);
        query.push("))");
    }
    if let Some(owner) = &filter.owner {
        query.push(" AND owner = ").push_bind(owner.as_str().to_owned());
    }
    match filter.services.as_deref() {
        None => {}
        Some([]) => drop(query.push(" AND 1 = 0")),
        Some(services) => {
            query.push(" AND ");
            push_served_by(query, services);
        }
    }
    if let Some(role) = filter.role {
        query.push(" AND owner_role = ").push_bind(role.code());
    }
    if let Some(states) = &filter.states {
        query.push(" AND state IN (SELECT value FROM json_each(").push_bind(list(states.iter().map(String::as_str))).push("))");
    }
    if let Some(person) = &filter.person {
        query.push(" AND person = ").push_bind(person.as_str().to_owned());
    }
    if let Some(from) = filter.due_from {
        query.push(" AND due_at >= ").push_bind(instant(from));
    }
    if let Some(before) = filter.due_before {
        query.push(" AND due_at < ").push_bind(instant(before));
    }
}

/// A row of nobody's that one of these roles owns, or one that was escalated to one of them.
fn push_of_roles(query: &mut QueryBuilder<Sqlite>, roles: &[Role]) {
    let roles = list(roles.iter().map(|role| role.code()));
    query.push("((owner IS NULL AND owner_role IN (SELECT value FROM json_each(").push_bind(roles.clone());
    query.push("))) OR escalated_to IN (SELECT value FROM json_each(").push_bind(roles).push(")))");
}

/// A row of one of these services, or of none, where one of these services has an entry in the record of the person or of somebody around, or no
/// service has any. What is owed to a child as a whole would otherwise stand on the lists of everybody who holds the role, wherever they work,
/// and open the record to them.
fn push_served_by(query: &mut QueryBuilder<Sqlite>, services: &[ServiceId]) {
    let services = list(services.iter().map(ServiceId::as_str));
    query.push("(worklist.service IN (SELECT value FROM json_each(").push_bind(services.clone());
    query.push(")) OR worklist.service IS NULL AND (");
    push_served(query, |query| {
        query.push(" AND events.service IN (SELECT value FROM json_each(").push_bind(services).push("))");
    });
    query.push(" OR NOT ");
    push_served(query, |query| {
        query.push(" AND events.service IS NOT NULL");
    });
    query.push("))");
}

/// Whether such an entry is in the record of the person or of somebody around.
fn push_served(query: &mut QueryBuilder<Sqlite>, such: impl FnOnce(&mut QueryBuilder<Sqlite>)) {
    query.push("EXISTS (SELECT 1 FROM events WHERE events.person IN ");
    query.push("(SELECT worklist.person UNION ALL SELECT other FROM relations WHERE relations.person = worklist.person)");
    such(query);
    query.push(")");
}

fn list<'a>(texts: impl Iterator<Item = &'a str>) -> String {
    serde_json::Value::from(texts.collect::<Vec<_>>()).to_string()
}

pub(super) fn worklist_row(row: &SqliteRow) -> Result<WorklistRow, StoreProblem> {
    let text = |column: &str| row.try_get::<String, _>(column);
    let optional = |column: &str| row.try_get::<Option<String>, _>(column);
    let role = |code: String| code.parse::<Role>().map_err(|problem| unreadable("a role", &problem));
    Ok(WorklistRow {
        person: person_id(&text("person")?)?,
        person_name: text("person_name")?,
        obligation: ObligationId::new(text("obligation")?).map_err(|problem| unreadable("an obligation's id", &problem))?,
        follow_up: optional("follow_up")?.map(FollowUpId::new).transpose().map_err(|problem| unreadable("a follow-up's id", &problem))?,
        service: optional("service")?.map(ServiceId::new).transpose().map_err(|problem| unreadable("a service's id", &problem))?,
        owner: optional("owner")?.map(PractitionerId::new).transpose().map_err(|problem| unreadable("a practitioner's id", &problem))?,
        owner_role: role(text("owner_role")?)?,
        action: text("action")?,
        due_at: read_optional_instant(row.try_get("due_at")?)?,
        state: text("state")?,
        rank: row.try_get("rank")?,
        escalated_to: optional("escalated_to")?.map(role).transpose()?,
        told: text("told")?,
    })
}
