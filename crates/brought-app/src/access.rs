//! Opening a record: whether somebody may is asked of the policies on access, once, and who reads whose record and why is written down before
//! anything leaves (S9, S14, S15, invariant 9).

use crate::actor::Actor;
use crate::brought::Brought;
use crate::directory;
use crate::failure::{Denied, Failure, Refusal};
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
    let erased = brought.store.erased(person).await?;
    let is_there = erased.is_some() || is_on_record(brought, person).await?;
    let of = match desk {
        Desk::SignedIn => circumstances(brought, &actor, person, purpose, now).await?,
        Desk::AtTheMachine if !is_there => return Err(Failure::NotThere("this person")),
        Desk::AtTheMachine => Circumstances { is_at_the_machine: true, ..Circumstances::of(person, purpose) },
    };
    if !is_there || !may(&actor, RecordDeed::Open, &of) {
        let may_say_why = desk == Desk::SignedIn && may(&actor, RecordDeed::BreakGlass, &of);
        return Err(Denied::NotTheirs { may_say_why }.into());
    }
    brought.store.record_accesses(&[access(&actor, person, purpose.code(), seen, now)]).await?;
    // Whoever might have read it is told what became of it, and nobody else learns that it was there (S14).
    if let Some(erased) = erased {
        return Err(Failure::Erased(Box::new(erased)));
    }
    Ok(AccessGrant { person: person.clone(), actor, purpose, opened_at: now })
}

fn access(actor: &Actor, person: &PersonId, purpose: &str, seen: &str, at: Timestamp) -> Access {
    Access { person: person.clone(), reader: actor.practitioner.clone(), purpose: purpose.to_owned(), seen: seen.to_owned(), at }
}

/// For how long a reason holds that somebody gave for opening a record that is not theirs: a working day.
pub const GLASS_HOLDS: SignedDuration = SignedDuration::from_hours(8);
/// The shortest reason that says anything.
const SHORTEST_REASON: usize = 10;

/// Says why somebody has to open a record that is not theirs to open. From now on, for [`GLASS_HOLDS`], they may; the safeguarding leads see it at once,
/// and it stands in the record of who read what for good (J10, H35).
///
/// # Errors
/// [`Failure::Refused`] when the reason says nothing; [`Failure::NotThere`] when there is no such record; [`Failure::Denied`] for somebody whom
/// nothing lets say why; [`Failure::Trouble`].
pub async fn break_glass(brought: &Brought, actor: &Actor, person: &PersonId, reason: &str, now: Timestamp) -> Result<(), Failure> {
    let actor = known(brought, actor).await?;
    let of = circumstances(brought, &actor, person, Purpose::DirectCare, now).await?;
    if !may(&actor, RecordDeed::BreakGlass, &of) {
        return Err(Denied::NotTheirs { may_say_why: false }.into());
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
    let rows = brought.store.people(&people).await?;
    let is_open = |row: &PersonRow| row.restricted_to.as_ref().is_none_or(|only| only.contains(&actor.practitioner));
    let open: BTreeSet<&PersonId> = rows.iter().filter(|row| is_open(row)).map(|row| &row.id).collect();
    Ok(people.iter().filter(|person| !open.contains(person)).cloned().collect())
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
    let row = brought.store.person(person).await?;
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

/// What a record has to do with somebody. What is slow to find out is looked for only where nothing else was found.
async fn relation(brought: &Brought, actor: &Actor, person: &PersonId) -> Result<Relation, Failure> {
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

/// The actor as the directory has them now, so that a role taken away this morning does not count this afternoon.
pub(crate) async fn known(brought: &Brought, actor: &Actor) -> Result<Actor, Failure> {
    let practitioner = directory::practitioner(brought, &actor.practitioner).await?.ok_or(Denied::UnknownPractitioner)?;
    let account = brought.store.account(&actor.practitioner).await?;
    if account.is_some_and(|account| account.disabled) {
        return Err(Denied::AccountDisabled.into());
    }
    Ok(practitioner.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::{AccountToAdd, add_account, set_account_disabled};
    use crate::testing::{actor, at, nurse, the_id, with};
    use brought_testkit::Family;

    const NOW: &str = "2026-01-06T09:00:00Z";

    async fn open_as(brought: &Brought, actor: &Actor, person: &str) -> Result<AccessGrant, Failure> {
        open_record(brought, actor, &the_id(person), Purpose::DirectCare, at(NOW)).await
    }

    /// S9.
    #[tokio::test]
    async fn who_opens_a_record_is_written_down_before_anything_is_read() {
        let brought = with(&Family::new().child("ana", |ana| ana).chronology()).await;
        open_as(&brought, &nurse(), "ana").await.unwrap();
        let accesses = brought.store.accesses_of(&the_id("ana"), 10).await.unwrap();
        assert_eq!(accesses.len(), 1);
        assert_eq!((accesses[0].access.reader.as_str(), accesses[0].access.purpose.as_str()), ("p1", "direct_care"));
    }

    /// S15: whoever is not known, or no longer, is refused, and nothing is written down as read.
    #[tokio::test]
    async fn whoever_is_not_known_or_disabled_is_denied() {
        let brought = with(&Family::new().child("ana", |ana| ana).chronology()).await;
        let stranger = open_as(&brought, &actor("stranger", &[]), "ana").await.unwrap_err();
        assert_eq!(stranger, Failure::Denied(Denied::UnknownPractitioner));
        let account = AccountToAdd { practitioner: the_id("p1"), sign_in_name: "p1".into(), password: "correct horse battery".into() };
        add_account(&brought, account, &[1; 16]).await.unwrap();
        set_account_disabled(&brought, &the_id("p1"), true).await.unwrap();
        assert_eq!(open_as(&brought, &nurse(), "ana").await.unwrap_err(), Failure::Denied(Denied::AccountDisabled));
        assert_eq!(brought.store.accesses_of(&the_id("ana"), 10).await.unwrap(), []);
    }

    /// A nurse of another service of the same organisation, and one of nobody's.
    async fn town() -> Brought {
        use brought_domain::person::{Audience, Practitioner, Service};
        let family = Family::new().child("ana", |ana| ana.born("2023-05-01")).mother("mum");
        let brought = with(&family.clinic("2026-01-05T10:00", brought_testkit::builders::was_not_brought()).chronology()).await;
        let service = |id: &str, organisation: &str| Service {
            id: the_id(id),
            name: id.to_owned(),
            audience: Audience::Children,
            health: true,
            organisation: Some(the_id(organisation)),
        };
        let services = [service("health-visiting", "trust"), service("school-nursing", "trust"), service("camhs", "other-trust")];
        brought.store.put_services(&services).await.unwrap();
        let practitioner = |id: &str, role: Role, service: &str| Practitioner {
            id: the_id(id),
            name: id.to_owned(),
            roles: vec![role],
            services: vec![the_id(service)],
        };
        let practitioners = [
            practitioner("school", Role::Practitioner, "school-nursing"),
            practitioner("trust-lead", Role::SafeguardingLead, "school-nursing"),
            practitioner("far", Role::Practitioner, "camhs"),
            practitioner("far-lead", Role::SafeguardingLead, "camhs"),
            practitioner("clerk", Role::Administrator, "camhs"),
        ];
        brought.store.put_practitioners(&practitioners).await.unwrap();
        brought
    }

    fn not_theirs(may_say_why: bool) -> Failure {
        Failure::Denied(Denied::NotTheirs { may_say_why })
    }

    /// H35: whose work it is may; a lead of the organisation may; others have to say why, and an administrator of another organisation cannot.
    #[tokio::test]
    async fn a_record_is_open_to_those_whose_work_it_is() {
        let brought = town().await;
        for (reader, outcome) in [
            ("p1", None),
            ("trust-lead", None),
            ("school", Some(not_theirs(true))),
            ("far", Some(not_theirs(true))),
            ("far-lead", Some(not_theirs(true))),
            ("clerk", Some(not_theirs(false))),
        ] {
            let opened = open_as(&brought, &actor(reader, &[]), "ana").await;
            assert_eq!(opened.err(), outcome, "{reader}");
        }
    }

    /// S14: that there is a record is not to be learnt from what is said to somebody who may not open it.
    #[tokio::test]
    async fn a_record_that_is_not_there_looks_like_one_that_is_not_theirs() {
        let brought = town().await;
        for reader in ["far", "clerk", "far-lead"] {
            let ours = open_as(&brought, &actor(reader, &[]), "ana").await.unwrap_err();
            assert_eq!(open_as(&brought, &actor(reader, &[]), "nobody").await.unwrap_err(), ours, "{reader}");
        }
    }

    /// J10: given a reason, kept with it for good, for a working day and no longer.
    #[tokio::test]
    async fn whoever_says_why_may_open_a_record_for_a_working_day_and_the_leads_see_it() {
        let brought = town().await;
        let far = actor("far", &[]);
        let say = async |reason: &str| break_glass(&brought, &far, &the_id("ana"), reason, at(NOW)).await;
        assert!(matches!(say("  because ").await, Err(Failure::Refused(_))), "says nothing");
        say("She is in our waiting room and unwell").await.unwrap();
        assert!(open_as(&brought, &far, "ana").await.is_ok());
        let open_at = async |then: &str| open_record(&brought, &far, &the_id("ana"), Purpose::DirectCare, at(then)).await;
        assert!(open_at("2026-01-06T16:59:59Z").await.is_ok());
        assert_eq!(open_at("2026-01-06T17:00:00Z").await.unwrap_err(), not_theirs(true));
        let lead = actor("trust-lead", &[]);
        let seen = crate::opened_with_a_reason(&brought, &lead, at(NOW)).await.unwrap();
        let told: Vec<_> = seen.iter().map(|line| (line.reader.as_str(), line.name.as_str(), line.reason.as_str(), line.holds)).collect();
        assert_eq!(told, [("far", "ana Example", "She is in our waiting room and unwell", true)]);
        assert!(crate::opened_with_a_reason(&brought, &far, at(NOW)).await.is_err());
        let grant = open_as(&brought, &lead, "ana").await.unwrap();
        let history = crate::accesses_of(&brought, &grant, at(NOW)).await.unwrap();
        assert!(history.lines.iter().any(|line| line.with_a_reason && line.reader == "far"), "{history:?}");
        let nurse = open_as(&brought, &nurse(), "ana").await.unwrap();
        assert!(crate::accesses_of(&brought, &nurse, at(NOW)).await.is_err(), "who looked is for the leads to see");
    }

    #[tokio::test]
    async fn an_administrator_elsewhere_cannot_say_why_and_nobody_can_of_nobody() {
        let brought = town().await;
        let clerk = break_glass(&brought, &actor("clerk", &[]), &the_id("ana"), "I should like to know", at(NOW)).await;
        assert_eq!(clerk.unwrap_err(), not_theirs(false));
        let nobody = break_glass(&brought, &actor("far", &[]), &the_id("nobody"), "In our waiting room", at(NOW)).await;
        assert!(matches!(nobody, Err(Failure::NotThere(_))));
        assert_eq!(brought.store.accesses_with_a_reason(10).await.unwrap(), []);
    }

    /// S14: a name that fits many finds those of the reader's own organisation; what fits one person finds them everywhere.
    #[tokio::test]
    async fn a_search_finds_those_alone_with_whom_the_reader_has_to_do() {
        use crate::search_people::{SearchFor, search_people};
        let brought = town().await;
        let find = async |reader: &str, words: &str, born_on: Option<&str>| {
            let search = SearchFor { words: words.to_owned(), born_on: born_on.map(|day| day.parse().unwrap()) };
            search_people(&brought, &actor(reader, &[]), &search, at(NOW)).await.unwrap().len()
        };
        assert_eq!((find("p1", "ana", None).await, find("school", "ana", None).await, find("far", "ana", None).await), (1, 1, 0));
        assert_eq!(find("far", "ana example", Some("2023-05-01")).await, 1, "the child is before them");
        assert_eq!(find("far", "ana", Some("2023-05-01")).await, 0, "a part of a name is no name");
    }

    /// J10, H14: only those who are named, and whoever says why.
    #[tokio::test]
    async fn a_restricted_record_is_open_to_those_who_are_named() {
        use crate::record::{Restrict, WithdrawEvent, restrict};
        use crate::testing::head;
        let brought = town().await;
        let lead = actor("lead", &[]);
        let entry = async |only: Option<&[&str]>, reasons: &str| Restrict {
            head: crate::EntryHead { role: Role::SafeguardingLead, ..head(&brought, "ana", NOW).await },
            only: only.map(|only| only.iter().map(|id| the_id(id)).collect()),
            reasons: reasons.to_owned(),
        };
        let grant = open_as(&brought, &lead, "ana").await.unwrap();
        let save = async |id: &str, form: &Restrict| restrict(&brought, &grant, the_id(id), at(NOW), form).await;
        for (only, reasons) in [(Some(&["p1"][..]), "a reason"), (Some(&[][..]), "a reason"), (Some(&["lead"][..]), " ")] {
            assert!(matches!(save("bad", &entry(only, reasons).await).await, Err(Failure::Refused(_))), "{only:?} {reasons:?}");
        }
        let nurses = open_as(&brought, &nurse(), "ana").await.unwrap();
        let form = entry(Some(&["lead"]), "an uncle works here").await;
        assert!(matches!(restrict(&brought, &nurses, the_id("no"), at(NOW), &form).await, Err(Failure::Denied(_))));
        let saved = save("r1", &form).await.unwrap();
        assert!(open_as(&brought, &lead, "ana").await.is_ok());
        for reader in ["p1", "trust-lead", "school"] {
            assert_eq!(open_as(&brought, &actor(reader, &[]), "ana").await.unwrap_err(), not_theirs(true), "{reader}");
        }
        let withdraw = WithdrawEvent { head: head(&brought, "ana", NOW).await, event: saved.event, reason: "mistake".into() };
        assert!(matches!(crate::record(&brought, &grant, the_id("w"), at(NOW), &withdraw).await, Err(Failure::Refused(_))));
        break_glass(&brought, &nurse(), &the_id("ana"), "She is in my clinic now", at(NOW)).await.unwrap();
        assert!(open_as(&brought, &nurse(), "ana").await.is_ok());
        save("r2", &entry(None, "he has left").await).await.unwrap();
        assert!(open_as(&brought, &actor("trust-lead", &[]), "ana").await.is_ok());
    }
}
