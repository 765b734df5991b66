//! What is owed in somebody's services: every row of the worklist with what lists are ordered, filtered and counted by.

use super::holders::Holders;
use super::place::Place;
use crate::access::closed_to;
use crate::actor::Actor;
use crate::brought::Brought;
use crate::failure::Failure;
use crate::my_list::{ListLine, OWED, codes, line};
use crate::words::Status;
use crate::worklist::{Swept, Told, refresh_stale};
use brought_domain::work::Role;
use brought_domain::{PersonId, PractitionerId, ServiceId};
use brought_policy::standing::ObligationStateKind;
use brought_store::{WorklistFilter, WorklistRow};
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::BTreeSet;

/// How many people are brought up to date before a list is shown. More than that wait for the sweep, and the list says so.
const BROUGHT_UP_TO_DATE: u32 = 200;

/// Something owed, with what lists are made by.
#[derive(Clone, Debug)]
pub(crate) struct Owed {
    pub(crate) line: ListLine,
    pub(crate) person: PersonId,
    /// Who owes it, when somebody is named who can.
    pub(crate) owner: Option<PractitionerId>,
    pub(crate) role: Role,
    pub(crate) service: Option<ServiceId>,
    pub(crate) place: Place,
    pub(crate) state: ObligationStateKind,
    pub(crate) status: Status,
    /// The last instant at which it is not late. Nothing: it is only offered.
    pub(crate) due_at: Option<Timestamp>,
    /// The day on which it is due. Nothing when the row cannot be read.
    pub(crate) due_on: Option<Date>,
    /// To whom it was escalated.
    pub(crate) escalated_to: Option<Role>,
    /// Who would owe it, and is away.
    pub(crate) in_place_of: Option<PractitionerId>,
    /// Whether nobody is named, and nobody in the directory holds the role: then it is on nobody's own list.
    pub(crate) nobody_known: bool,
}

/// Everything owed in the services of the actor, first what is due first.
pub(crate) struct OwedInServices {
    pub(crate) all: Vec<Owed>,
    pub(crate) holders: Holders,
    pub(crate) swept: Swept,
}

/// Reads it. Rows that belong to no service stand on the child as a whole, and are in it too, as on the actor's own list.
pub(crate) async fn owed_in_services(brought: &Brought, actor: &Actor, now: Timestamp) -> Result<OwedInServices, Failure> {
    let swept = refresh_stale(brought, now, BROUGHT_UP_TO_DATE).await?;
    let holders = Holders::read(brought).await?;
    let filter = WorklistFilter { services: Some(actor.services.clone()), states: Some(codes(&OWED)), ..WorklistFilter::default() };
    let rows = brought.store.worklist(&filter, u32::MAX, 0).await?.rows;
    let closed = closed_to(brought, actor, rows.iter().map(|row| &row.person).collect()).await?;
    let all = rows.into_iter().map(|row| owed(row, &holders, brought, &closed, now)).collect();
    Ok(OwedInServices { all, holders, swept })
}

fn owed(row: WorklistRow, holders: &Holders, brought: &Brought, closed: &BTreeSet<PersonId>, now: Timestamp) -> Owed {
    let nobody_known = row.owner.is_none() && !holders.anybody_holds(row.owner_role, row.service.as_ref());
    let state = row.state.parse::<ObligationStateKind>().unwrap_or(ObligationStateKind::Due);
    let (told, due) = Told::read(&row.told).unzip();
    let (person, owner, role) = (row.person.clone(), row.owner.clone(), row.owner_role);
    let (service, due_at, escalated_to) = (row.service.clone(), row.due_at, row.escalated_to);
    let away = told.as_ref().and_then(|told| told.in_place_of.as_deref()).and_then(|id| id.parse().ok());
    let is_closed = closed.contains(&person);
    let line = line(row, brought, closed, now);
    Owed {
        status: line.status.parse().unwrap_or(Status::Due),
        line,
        person,
        owner,
        role,
        service,
        // A row of an older version of the program does not say; it is being worked out anew.
        // Where the child of a restricted record lives is the first thing that must not be told.
        place: told.filter(|_| !is_closed).and_then(|told| told.place).unwrap_or(Place::NotKnown),
        state,
        due_at,
        due_on: due.map(|due| due.on),
        escalated_to,
        in_place_of: away,
        nobody_known,
    }
}
