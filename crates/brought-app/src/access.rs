//! Opening a record: whether somebody may is asked of the policies on access, once, and who reads whose record and why is written down before
//! anything leaves (S9, S14, S15, invariant 9).

use crate::accounts::limited;
use crate::actor::Actor;
use crate::brought::Brought;
use crate::directory;
use crate::failure::{Denied, Failure, Refusal};
use crate::linked;
use crate::lists::access::A_LINE_OF;
pub(crate) use brought_access::Purpose;
use brought_access::{Circumstances, EverythingDeed, Reader, RecordDeed, Relation};
use brought_domain::work::Role;
use brought_domain::{Fact, PersonId};
use brought_store::{Access, BROKE_GLASS, ListedFor, PersonRow, StoreProblem, WorklistFilter};
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeSet;

/// Which class of fields is read under a grant: the record of the person and of those around them, as one page.
const SEEN: &str = "record and family";

/// Leave to read one person's record. Only [`open_record`] makes one, after it has written down who reads and why (S9).
///
/// Whatever shows a record takes one, so a page that forgets to open the record cannot be written:
///
/// ```
/// use brought_app::{Actor, Brought, ChildPage, Failure, Purpose, child_page, open_record};
/// use brought_domain::PersonId;
/// use jiff::Timestamp;
///
/// async fn show(brought: &Brought, actor: &Actor, child: &PersonId, now: Timestamp) -> Result<ChildPage, Failure> {
///     let grant = open_record(brought, actor, child, Purpose::DirectCare, now).await?;
///     child_page(brought, &grant, now).await
/// }
/// ```
///
/// Not with the id of the child in its place:
///
/// ```compile_fail,E0308
/// # use brought_app::{Actor, Brought, ChildPage, Failure, child_page};
/// # use brought_domain::PersonId;
/// # use jiff::Timestamp;
/// async fn show(brought: &Brought, actor: &Actor, child: &PersonId, now: Timestamp) -> Result<ChildPage, Failure> {
///     child_page(brought, child, now).await
/// }
/// ```
///
/// Not with one that somebody has made up, nor with one for another child:
///
/// ```compile_fail,E0451
/// # use brought_app::{AccessGrant, Actor, Purpose};
/// # use brought_domain::PersonId;
/// # use jiff::Timestamp;
/// fn made_up(person: PersonId, actor: Actor, now: Timestamp) -> AccessGrant {
///     AccessGrant { person, actor, purpose: Purpose::DirectCare, opened_at: now }
/// }
/// ```
///
/// ```compile_fail,E0616
/// # use brought_app::AccessGrant;
/// # use brought_domain::PersonId;
/// fn of_another(mut grant: AccessGrant, person: PersonId) -> AccessGrant {
///     grant.person = person;
///     grant
/// }
/// ```
///
/// And not past it, from what the record is kept in:
///
/// ```compile_fail,E0616
/// # use brought_app::Brought;
/// # use brought_domain::PersonId;
/// async fn past_it(brought: &Brought, person: &PersonId) {
///     let _ = brought.store.events_of(person).await;
/// }
/// ```
#[derive(Clone, Debug)]
pub struct AccessGrant {
    person: PersonId,
    actor: Actor,
    purpose: Purpose,
    opened_at: Timestamp,
    desk: Desk,
}

impl AccessGrant {
    /// Whose record.
    pub fn person(&self) -> &PersonId {
        &self.person
    }

    /// Who reads it.
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    /// What for.
    pub fn purpose(&self) -> Purpose {
        self.purpose
    }

    /// When it was opened.
    pub fn opened_at(&self) -> Timestamp {
        self.opened_at
    }
}

/// Opens a person's record for somebody who is signed in: asks whether they may, writes down the access, and only then gives leave to read.
///
/// # Errors
/// [`Failure::Denied`] for somebody whom the directory does not know or whose account is disabled, and with [`Denied::NotTheirs`] when nothing lets
/// them open this record, or there is none: which of the two is not said (S14). [`Failure::Erased`] when they might read it and it was erased.
/// [`Failure::Trouble`] when the access cannot be written down:
/// then nothing is shown either.
pub async fn open_record(
    brought: &Brought,
    actor: &Actor,
    person: &PersonId,
    purpose: Purpose,
    now: Timestamp,
) -> Result<AccessGrant, Failure> {
    let actor = known(brought, actor).await?;
    open(brought, actor, person, (purpose, SEEN), Desk::SignedIn, now).await
}

/// Opens one of the records that a list of the reader's own names, as [`open_record`] does. How many they have opened within the hour is no reason against
/// it: the list is long for somebody who has much to do.
///
/// # Errors
/// As [`open_record`].
pub(crate) async fn open_from_list(brought: &Brought, actor: &Actor, person: &PersonId, now: Timestamp) -> Result<AccessGrant, Failure> {
    let actor = known(brought, actor).await?;
    open(brought, actor, person, (Purpose::DirectCare, SEEN), Desk::FromTheirList, now).await
}

/// Opens a person's record for somebody at the machine on which the record is kept, who could read its file as well: the command line alone calls this.
///
/// # Errors
/// [`Failure::Denied`] for somebody whom the directory does not know, and for what is not done there; [`Failure::NotThere`] when there is no such
/// record; [`Failure::Trouble`].
pub async fn open_record_at_the_machine(
    brought: &Brought,
    actor: &Actor,
    person: &PersonId,
    purpose: Purpose,
    now: Timestamp,
) -> Result<AccessGrant, Failure> {
    let actor = known(brought, actor).await?;
    open(brought, actor, person, (purpose, SEEN), Desk::AtTheMachine, now).await
}

/// Opens a person's record to make something of it that leaves the program: for those alone whom the policies on access let do so, and with what it is
/// and why.
///
/// # Errors
/// As [`open_record`], and [`Denied::RoleNeeded`].
pub(crate) async fn open_for_review(
    brought: &Brought,
    actor: &Actor,
    person: &PersonId,
    seen: &str,
    desk: Desk,
    now: Timestamp,
) -> Result<AccessGrant, Failure> {
    let actor = known(brought, actor).await?;
    if !may_do(&actor, EverythingDeed::MakeBundle) {
        return Err(Denied::RoleNeeded.into());
    }
    open(brought, actor, person, (Purpose::Review, seen), desk, now).await
}

/// Where somebody asks from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Desk {
    /// From a page, signed in.
    SignedIn,
    /// Signed in as well, from a list of their own that names it.
    FromTheirList,
    /// At the machine on which the record is kept, whose file they could read.
    AtTheMachine,
}

async fn open(
    brought: &Brought,
    actor: Actor,
    person: &PersonId,
    (purpose, seen): (Purpose, &str),
    desk: Desk,
    now: Timestamp,
) -> Result<AccessGrant, Failure> {
    // Whichever record was asked for, all that are read as one with it are opened, and whoever may not is told of the one they asked for.
    let (asked, together) = (person, linked::read_together(brought, person).await?);
    let person = together.first().unwrap_or(asked);
    let erased = brought.store.erased(person).await?;
    let is_there = erased.is_some() || is_on_record(brought, person).await?;
    let of = match desk {
        Desk::SignedIn => Circumstances {
            has_opened_many: has_opened_many(brought, &actor, person, purpose, now).await?,
            ..circumstances(brought, &actor, person, purpose, now).await?
        },
        Desk::FromTheirList => circumstances(brought, &actor, person, purpose, now).await?,
        Desk::AtTheMachine if !is_there => return Err(Failure::NotThere("this person")),
        Desk::AtTheMachine => Circumstances { is_at_the_machine: true, ..Circumstances::of(person, purpose) },
    };
    if !is_there || !may(&actor, RecordDeed::Open, &of) {
        let may_say_why = desk == Desk::SignedIn && may(&actor, RecordDeed::BreakGlass, &of);
        // What somebody could open but for how many they have opened is known to them: that one is there tells them nothing.
        let but_for_many = is_there && may(&actor, RecordDeed::Open, &Circumstances { has_opened_many: false, ..of });
        let person = asked.clone();
        let denied = if but_for_many { Denied::ManyOpened { person, may_say_why } } else { Denied::NotTheirs { person, may_say_why } };
        return Err(denied.into());
    }
    let accesses: Vec<Access> = together.iter().map(|record| access(&actor, record, purpose.code(), seen, now)).collect();
    brought.store.record_accesses(&accesses).await?;
    // Whoever might have read it is told what became of it, and nobody else learns that it was there (S14).
    if let Some(erased) = erased {
        return Err(Failure::Erased(Box::new(erased)));
    }
    Ok(AccessGrant { person: person.clone(), actor, purpose, opened_at: now, desk })
}

/// Of how many people somebody opens the record within an hour before each further one takes a reason: more than work with children takes, and few
/// enough that nobody carries a register away.
pub const MOST_IN_AN_HOUR: u64 = 100;

/// Whether this would be one more than that. A record that they have opened within the hour is not.
async fn has_opened_many(brought: &Brought, actor: &Actor, person: &PersonId, purpose: Purpose, now: Timestamp) -> Result<bool, Failure> {
    // Devices ask for calendars again and again, by themselves.
    if purpose == Purpose::Calendar {
        return Ok(false);
    }
    let since = now.checked_sub(SignedDuration::from_hours(1)).unwrap_or(Timestamp::MIN);
    let read = brought.store.read_since(&actor.practitioner, person, since, (Purpose::Calendar.code(), A_LINE_OF)).await?;
    Ok(!read.this && read.others >= MOST_IN_AN_HOUR)
}

fn access(actor: &Actor, person: &PersonId, purpose: &str, seen: &str, at: Timestamp) -> Access {
    Access { person: person.clone(), reader: actor.practitioner.clone(), purpose: purpose.to_owned(), seen: seen.to_owned(), at }
}

/// For how long a reason holds that somebody gave for opening a record that is not theirs: a working day.
pub const GLASS_HOLDS: SignedDuration = SignedDuration::from_hours(8);
/// The shortest reason that says anything.
pub(crate) const SHORTEST_REASON: usize = 10;

/// Says why somebody has to open a record that is not theirs to open. From now on, for [`GLASS_HOLDS`], they may; the safeguarding leads see it at once,
/// and it stands in the record of who read what for good (J10, H35).
///
/// # Errors
/// [`Failure::Refused`] when the reason says nothing; [`Failure::NotThere`] when there is no such record; [`Failure::Denied`] for somebody whom
/// nothing lets say why; [`Failure::Trouble`].
pub async fn break_glass(brought: &Brought, actor: &Actor, person: &PersonId, reason: &str, now: Timestamp) -> Result<(), Failure> {
    let actor = known(brought, actor).await?;
    let asked = person;
    let person = &linked::record_of(brought, person).await?;
    let of = circumstances(brought, &actor, person, Purpose::DirectCare, now).await?;
    if !may(&actor, RecordDeed::BreakGlass, &of) {
        return Err(Denied::NotTheirs { person: asked.clone(), may_say_why: false }.into());
    }
    let reason = reason.trim();
    if reason.chars().count() < SHORTEST_REASON {
        let words = "Say in a few words why you have to open this record: the safeguarding leads read it";
        return Err(Refusal::one("reason", words).into());
    }
    if !is_on_record(brought, person).await? {
        return Err(Failure::NotThere("this person"));
    }
    Ok(brought.store.record_accesses(&[access(&actor, person, BROKE_GLASS, reason, now)]).await?)
}

/// Whether the policies on access let somebody do this with everything at once.
pub fn may_do(actor: &Actor, deed: EverythingDeed) -> bool {
    brought_access::decide_about_everything(reader(actor), deed).is_permitted()
}

/// Whether somebody may do this with a person's record, as things stand.
///
/// # Errors
/// [`Failure::Denied`] for somebody whom the directory does not know or whose account is disabled; [`Failure::Trouble`].
pub(crate) async fn may_do_with(
    brought: &Brought,
    actor: &Actor,
    deed: RecordDeed,
    person: &PersonId,
    now: Timestamp,
) -> Result<bool, Failure> {
    let actor = known(brought, actor).await?;
    Ok(may(&actor, deed, &circumstances(brought, &actor, person, Purpose::DirectCare, now).await?))
}

/// Whether somebody whom the directory knows may open a record for a purpose, as things stand.
///
/// # Errors
/// [`Failure::Trouble`].
pub(crate) async fn may_open_for(
    brought: &Brought,
    actor: &Actor,
    person: &PersonId,
    purpose: Purpose,
    now: Timestamp,
) -> Result<bool, Failure> {
    Ok(may(actor, RecordDeed::Open, &circumstances(brought, actor, person, purpose, now).await?))
}

/// The roles of somebody's in each of which they may do this with a person's record.
///
/// # Errors
/// As [`may_do_with`].
pub(crate) async fn roles_to_do_with(
    brought: &Brought,
    actor: &Actor,
    deed: RecordDeed,
    person: &PersonId,
    now: Timestamp,
) -> Result<Vec<Role>, Failure> {
    let actor = known(brought, actor).await?;
    let of = circumstances(brought, &actor, person, Purpose::DirectCare, now).await?;
    let may_in = |role: &Role| may(&Actor { roles: vec![*role], ..actor.clone() }, deed, &of);
    Ok(actor.roles.iter().copied().filter(may_in).collect())
}

/// Writes down that a line about these people was read on a page of the record that is open, before the line is shown (S9).
///
/// # Errors
/// [`Failure::Trouble`]: nothing was written, so nothing may be shown.
pub(crate) async fn read_lines(brought: &Brought, grant: &AccessGrant, people: BTreeSet<PersonId>, what: &str) -> Result<(), Failure> {
    let seen = format!("{A_LINE_OF}{what}");
    let read = |person: &PersonId| access(&grant.actor, person, grant.purpose.code(), &seen, grant.opened_at);
    let accesses: Vec<Access> = people.iter().map(read).collect();
    if accesses.is_empty() {
        return Ok(());
    }
    Ok(brought.store.record_accesses(&accesses).await?)
}

fn may(actor: &Actor, deed: RecordDeed, of: &Circumstances<'_>) -> bool {
    brought_access::decide(reader(actor), deed, of).is_permitted()
}

/// As the directory has them: [`known`] was asked before.
fn reader(actor: &Actor) -> Reader<'_> {
    Reader { practitioner: &actor.practitioner, is_active: true, roles: &actor.roles }
}

/// Those of these people whose records are restricted to others: of them a list tells that something is owed, and no more (J10).
pub(crate) async fn closed_to(brought: &Brought, actor: &Actor, people: BTreeSet<&PersonId>) -> Result<BTreeSet<PersonId>, Failure> {
    let people: Vec<PersonId> = people.into_iter().cloned().collect();
    let links = brought.store.links(&people, None).await?;
    let records: Vec<PersonId> = people.iter().flat_map(|person| links.read_together(person)).cloned().collect();
    let rows = linked::joined(brought.store.people(&records).await?, &links);
    let is_open = |row: &PersonRow| row.restricted_to.as_ref().is_none_or(|only| only.contains(&actor.practitioner));
    Ok(people.iter().filter(|person| !rows.get(links.record_of(person)).is_some_and(is_open)).cloned().collect())
}

/// Those of these people whose records are restricted to others than whoever opened one of the family, and who has not said why either: of them that
/// record shows nothing.
pub(crate) async fn closed_around<'a>(
    brought: &Brought,
    grant: &AccessGrant,
    people: impl Iterator<Item = &'a PersonRow>,
) -> Result<BTreeSet<PersonId>, Failure> {
    let mut closed = BTreeSet::new();
    for row in people.filter(|row| row.restricted_to.is_some() && row.id != grant.person && grant.desk != Desk::AtTheMachine) {
        if !may(&grant.actor, RecordDeed::Open, &circumstances(brought, &grant.actor, &row.id, grant.purpose, grant.opened_at).await?) {
            closed.insert(row.id.clone());
        }
    }
    Ok(closed)
}

/// Everybody with an event has a revision, also while the table of people is being worked out anew.
async fn is_on_record(brought: &Brought, person: &PersonId) -> Result<bool, Failure> {
    Ok(brought.store.worklist_revision(person).await? > 0)
}

/// What a decision about this record rests on.
async fn circumstances<'a>(
    brought: &Brought,
    actor: &Actor,
    person: &'a PersonId,
    purpose: Purpose,
    now: Timestamp,
) -> Result<Circumstances<'a>, Failure> {
    let row = linked::row_of(brought, person).await?;
    let only = row.as_ref().and_then(|row| row.restricted_to.as_ref());
    let broke = brought.store.last_access(person, &actor.practitioner, BROKE_GLASS).await?;
    Ok(Circumstances {
        relation: relation(brought, actor, person).await?,
        // While it is being worked out anew who people are, nobody knows: then it is restricted (S15).
        is_restricted: (row.is_none() && brought.store.erased(person).await?.is_none()) || only.is_some(),
        is_named: only.is_some_and(|only| only.contains(&actor.practitioner)),
        broke_glass: broke.is_some_and(|broke| now.duration_since(broke.access.at) < GLASS_HOLDS),
        ..Circumstances::of(person, purpose)
    })
}

/// What a record has to do with somebody, or one that is read as one with it.
async fn relation(brought: &Brought, actor: &Actor, person: &PersonId) -> Result<Relation, Failure> {
    let mut found = Relation { unclaimed: true, ..Relation::default() };
    for record in linked::read_together(brought, person).await? {
        let of = relation_to_one(brought, actor, &record).await?;
        found = Relation {
            holds: found.holds || of.holds,
            serves: found.serves || of.serves,
            serves_family: found.serves_family || of.serves_family,
            same_organisation: found.same_organisation || of.same_organisation,
            was_asked: found.was_asked || of.was_asked,
            wrote: found.wrote || of.wrote,
            unclaimed: found.unclaimed && of.unclaimed,
        };
    }
    Ok(found)
}

/// What one record has to do with somebody. What is slow to find out is looked for only where nothing else was found.
async fn relation_to_one(brought: &Brought, actor: &Actor, person: &PersonId) -> Result<Relation, Failure> {
    let ties = brought.store.ties(person, &actor.services).await?;
    let on_their_list = WorklistFilter { listed_for: Some(listed_for(actor)), person: Some(person.clone()), ..WorklistFilter::default() };
    let found = Relation {
        holds: brought.store.worklist(&on_their_list, 0, 0).await?.total > 0,
        serves: ties.serves,
        serves_family: ties.serves_family,
        same_organisation: ties.same_organisation,
        unclaimed: ties.unclaimed,
        ..Relation::default()
    };
    if found.holds || found.serves || found.serves_family {
        return Ok(found);
    }
    let services = brought.store.services_by_id(&actor.services.iter().collect::<Vec<_>>()).await?;
    let organisations: Vec<_> = services.into_iter().filter_map(|service| service.organisation).collect();
    let record = match brought.store.events_of(person).await {
        // What was written in it says nothing any more.
        Err(StoreProblem::Erased(_)) => return Ok(found),
        read => read?,
    };
    let was_asked = |fact: &Fact| matches!(fact, Fact::HandoverOffered(offered) if organisations.contains(&offered.to));
    Ok(Relation {
        was_asked: record.events.iter().any(|event| was_asked(&event.fact)),
        wrote: record.events.iter().any(|event| event.author.practitioner() == Some(&actor.practitioner)),
        ..found
    })
}

/// What belongs on somebody's list. Which of their roles answer for a whole organisation the policies on access say: those that let a record be opened
/// for nothing but that a service of the organisation works with the child.
pub(crate) fn listed_for(actor: &Actor) -> ListedFor {
    let anybody = PersonId::new("anybody").ok();
    let answers_for_organisation = |role: &Role| {
        let reader = Reader { practitioner: &actor.practitioner, is_active: true, roles: std::slice::from_ref(role) };
        let relation = Relation { same_organisation: true, ..Relation::default() };
        let of = anybody.as_ref().map(|person| Circumstances { relation, ..Circumstances::of(person, Purpose::DirectCare) });
        of.is_some_and(|of| brought_access::decide(reader, RecordDeed::Open, &of).is_permitted())
    };
    ListedFor {
        practitioner: actor.practitioner.clone(),
        roles_of_organisation: actor.roles.iter().copied().filter(answers_for_organisation).collect(),
        roles: actor.roles.clone(),
        services: actor.services.clone(),
    }
}

/// The actor as the directory has them now, so that a role taken away this morning does not count this afternoon. Whoever signed in at a provider that
/// allows them less than the directory gives them has that and no more.
pub(crate) async fn known(brought: &Brought, actor: &Actor) -> Result<Actor, Failure> {
    let practitioner = directory::practitioner(brought, &actor.practitioner).await?.ok_or(Denied::UnknownPractitioner)?;
    let account = brought.store.account(&actor.practitioner).await?;
    if account.is_some_and(|account| account.disabled) {
        return Err(Denied::AccountDisabled.into());
    }
    if actor.limited {
        return limited(practitioner, &actor.roles, &actor.services).ok_or(Denied::NothingAllowed.into());
    }
    Ok(practitioner.into())
}

#[cfg(test)]
mod tests;
