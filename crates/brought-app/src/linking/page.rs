//! The page on which records are said to be of one person, and the two beside each other before that is said.

use super::suggest::{MayBe, may_be};
use super::{Gathered, deed, version, why_not_one};
use crate::access::{AccessGrant, Purpose, open_record, read_lines, roles_to_do_with};
use crate::actor::Actor;
use crate::brought::Brought;
use crate::chronology::{gather_for, gather_for_by};
use crate::failure::Failure;
use crate::linked::{ReadBy, row_of};
use crate::words::{instant_in_words, second_identifier};
use brought_access::RecordDeed;
use brought_domain::person::PersonKind;
use brought_domain::work::Role;
use brought_domain::{LinkDecision, LinkStep, Links, PersonId};
use brought_policy::Standing;
use brought_store::PersonRow;
use jiff::Timestamp;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// The records that are read as one, and those that may be of the same person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RecordsPage {
    /// Whose, by id: the record that is kept.
    pub person: String,
    /// Their name.
    pub name: String,
    /// Date of birth, or what stands for it.
    pub second_identifier: String,
    /// The others that are read as one with it.
    pub linked: Vec<LinkedLine>,
    /// Records that may be of the same person.
    pub may_be: Vec<MayBeLine>,
    /// Records that may never be linked with it: for those alone who may say so and read both.
    pub barred: Vec<BarredLine>,
    /// What was decided, newest first.
    pub decided: Vec<DecidedLine>,
    /// Whether whoever looks may link records and take them apart.
    pub may_link: bool,
}

/// A record that is read as one with the one that is open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LinkedLine {
    /// Its id.
    pub record: String,
    /// The name that stands in it.
    pub name: String,
    /// Date of birth, or what stands for it.
    pub second_identifier: String,
    /// Since when, by whom.
    pub since: String,
    /// Why.
    pub reason: String,
    /// The record with which it was linked: by way of which it may be read as the one that is kept.
    pub to: String,
    /// Whether that is the one that is kept.
    pub directly: bool,
}

/// Somebody who may be the same person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MayBeLine {
    /// Their id.
    pub record: String,
    /// Their name.
    pub name: String,
    /// Date of birth, or what stands for it.
    pub second_identifier: String,
    /// NHS number as 999 000 0018.
    pub nhs_number: Option<String>,
    /// What agrees.
    pub why: &'static str,
}

/// A record that may never be linked with the one that is open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BarredLine {
    /// Its id.
    pub record: String,
    /// The name that stands in it.
    pub name: String,
}

/// Something that was decided about the records.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DecidedLine {
    /// When, in words.
    pub when: String,
    /// What.
    pub step: &'static str,
    /// About which two records, by id.
    pub records: [String; 2],
    /// By whom, in which role.
    pub by: String,
    /// Why.
    pub reason: String,
}

/// Two records beside each other, with what would come of reading them as one or apart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LinkPreview {
    /// The record that is open, and is kept.
    pub this: TwoRecords,
    /// The other.
    pub that: TwoRecords,
    /// Whether they are read as one now.
    pub are_linked: bool,
    /// Whether they may never be: said to those alone who may say so.
    pub are_barred: bool,
    /// What speaks against linking them, whoever decides it.
    pub against: Option<&'static str>,
    /// What is owed now and would not be any more.
    pub not_owed: Vec<String>,
    /// What would be owed and is not now.
    pub owed_anew: Vec<String>,
    /// How many entries both have: what a form is shown with.
    pub version: u64,
    /// The roles of whoever looks in which they may link or take apart.
    pub roles_to_link: Vec<&'static str>,
    /// Those in which they may bar it, and lift that.
    pub roles_to_bar: Vec<&'static str>,
}

/// What tells one record from another. Holds no address and no telephone number (H15).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TwoRecords {
    /// Its id.
    pub record: String,
    /// The name that stands in it.
    pub name: String,
    /// The kind of person in words.
    pub kind: &'static str,
    /// Date of birth, or what stands for it.
    pub second_identifier: String,
    /// NHS number as 999 000 0018.
    pub nhs_number: Option<String>,
    /// How many entries it has.
    pub entries: usize,
    /// The services with entries in it.
    pub services: Vec<String>,
    /// Those around the person, by name.
    pub family: Vec<String>,
}

/// The records of the person whose record is open. Whose lines are shown is written down first.
///
/// # Errors
/// [`Failure::Denied`] for whom the directory does not know; [`Failure::Trouble`].
pub async fn records_page(brought: &Brought, grant: &AccessGrant, now: Timestamp) -> Result<RecordsPage, Failure> {
    let person = grant.person();
    let decisions = brought.store.link_decisions(person).await?;
    let links = brought.store.links(std::slice::from_ref(person), None).await?;
    let may_link = !roles_to_do_with(brought, grant.actor(), RecordDeed::Link, person, now).await?.is_empty();
    let may_be = if may_link { may_be(brought, grant).await? } else { Vec::new() };
    let barred = barred(brought, grant, &links, &decisions, now).await?;
    let shown = may_be.iter().map(|found| found.row.id.clone()).chain(barred.iter().filter_map(|line| PersonId::new(&line.record).ok()));
    read_lines(brought, grant, shown.collect(), "records that may be of one person").await?;
    let names = practitioners(brought, &decisions).await?;
    let (name, second_identifier) = named(row_of(brought, person).await?.as_ref());
    // That two may never be linked stands on the page of neither for whoever may not say so; nor that they once were, nor what the other is linked with.
    let together = links.read_together(person);
    let is_of_both =
        |line: &BarredLine, decision: &LinkDecision| [&decision.record, &decision.other].iter().any(|one| one.as_str() == line.record);
    let is_told = |decision: &&LinkDecision| {
        let is_of_this = together.contains(&&decision.record) || together.contains(&&decision.other);
        let is_plain =
            matches!(decision.step, LinkStep::Linked | LinkStep::Unlinked) && !links.are_barred(&decision.record, &decision.other);
        is_of_this && (is_plain || barred.iter().any(|line| is_of_both(line, decision)))
    };
    Ok(RecordsPage {
        person: person.to_string(),
        name,
        second_identifier,
        linked: linked(brought, person, &links, &decisions, &names).await?,
        may_be: may_be.into_iter().map(line).collect(),
        decided: decisions.iter().rev().filter(is_told).map(|decision| decided(decision, &names)).collect(),
        barred,
        may_link,
    })
}

/// The name of somebody, and the date of birth or what stands for it.
fn named(row: Option<&PersonRow>) -> (String, String) {
    let unknown = || ("Name not known".to_owned(), "date of birth not known".to_owned());
    row.map_or_else(unknown, |row| (row.name.words(), second_identifier(row)))
}

type PractitionerNames = BTreeMap<String, String>;

async fn practitioners(brought: &Brought, decisions: &[LinkDecision]) -> Result<PractitionerNames, Failure> {
    let ids: BTreeSet<_> = decisions.iter().map(|decision| &decision.by).collect();
    let known = brought.store.practitioners_by_id(&ids.into_iter().collect::<Vec<_>>()).await?;
    Ok(known.into_iter().map(|practitioner| (practitioner.id.to_string(), practitioner.name)).collect())
}

fn signed(decision: &LinkDecision, names: &PractitionerNames) -> String {
    let name = names.get(decision.by.as_str()).cloned().unwrap_or_else(|| decision.by.to_string());
    format!("{name}, {}", decision.signed_as)
}

fn decided(decision: &LinkDecision, names: &PractitionerNames) -> DecidedLine {
    DecidedLine {
        when: instant_in_words(decision.at),
        step: decision.step.words(),
        records: [decision.record.to_string(), decision.other.to_string()],
        by: signed(decision, names),
        reason: decision.reason.clone(),
    }
}

async fn linked(
    brought: &Brought,
    person: &PersonId,
    links: &Links,
    decisions: &[LinkDecision],
    names: &PractitionerNames,
) -> Result<Vec<LinkedLine>, Failure> {
    let others: Vec<PersonId> = links.read_together(person).into_iter().filter(|record| *record != person).cloned().collect();
    let rows = brought.store.people(&others).await?;
    let mut lines = Vec::new();
    for other in &others {
        let (name, second_identifier) = named(rows.iter().find(|row| row.id == *other));
        let is_it = |decision: &&LinkDecision| decision.step == LinkStep::Linked && decision.other == *other;
        let Some(decision) = decisions.iter().rev().find(is_it) else { continue };
        lines.push(LinkedLine {
            record: other.to_string(),
            name,
            second_identifier,
            since: format!("{}, {}", instant_in_words(decision.at), signed(decision, names)),
            reason: decision.reason.clone(),
            to: decision.record.to_string(),
            directly: decision.record == *person,
        });
    }
    Ok(lines)
}

fn line(MayBe { row, why }: MayBe) -> MayBeLine {
    MayBeLine {
        record: row.id.to_string(),
        name: row.name.words(),
        second_identifier: second_identifier(&row),
        nhs_number: row.nhs_number.map(|number| number.to_string()),
        why,
    }
}

/// Those that may never be linked with this one: where whoever looks may say so of both.
async fn barred(
    brought: &Brought,
    grant: &AccessGrant,
    links: &Links,
    decisions: &[LinkDecision],
    now: Timestamp,
) -> Result<Vec<BarredLine>, Failure> {
    if roles_to_do_with(brought, grant.actor(), RecordDeed::BarLink, grant.person(), now).await?.is_empty() {
        return Ok(Vec::new());
    }
    let together = links.read_together(grant.person());
    let ever: BTreeSet<&PersonId> = decisions
        .iter()
        .filter(|decision| decision.step == LinkStep::Barred)
        .flat_map(|decision| [(&decision.record, &decision.other), (&decision.other, &decision.record)])
        .filter(|(one, _)| together.contains(one))
        .map(|(_, two)| two)
        .collect();
    let mut lines = Vec::new();
    for other in ever.into_iter().filter(|other| links.are_barred(grant.person(), other)) {
        let may = !roles_to_do_with(brought, grant.actor(), RecordDeed::BarLink, other, now).await?.is_empty();
        if may && crate::access::may_do_with(brought, grant.actor(), RecordDeed::Open, other, now).await? {
            let (name, _) = named(row_of(brought, other).await?.as_ref());
            lines.push(BarredLine { record: other.to_string(), name });
        }
    }
    Ok(lines)
}

/// The record that is open beside another, which is opened for it.
///
/// # Errors
/// [`Failure::Denied`] for whoever may not open the other; [`Failure::NotThere`] when they are one record and not linked; [`Failure::Trouble`].
pub async fn link_preview(
    brought: &Brought,
    actor: &Actor,
    grant: &AccessGrant,
    other: &PersonId,
    now: Timestamp,
) -> Result<LinkPreview, Failure> {
    let opened = open_record(brought, actor, other, Purpose::RecordKeeping, now).await?;
    let are_linked = opened.person() == grant.person();
    let roles_to_bar = roles(brought, grant, LinkStep::Barred, now).await?;
    // Each by itself: of two that are linked, as if they were not.
    let (step, other) = if are_linked { (LinkStep::Unlinked, other.clone()) } else { (LinkStep::Linked, opened.person().clone()) };
    let links = brought.store.links(&[grant.person().clone(), other.clone()], None).await?;
    let record = if are_linked { links.linked_to(&other).cloned() } else { Some(grant.person().clone()) };
    let Some(record) = record else { return Err(Failure::NotThere("another record of this person")) };
    let supposed = LinkDecision {
        step,
        record,
        other: other.clone(),
        by: grant.actor().practitioner.clone(),
        signed_as: Role::Practitioner,
        reason: String::new(),
        at: now,
    };
    let are_barred = links.are_barred(grant.person(), &other);
    let by = ReadBy { until: None, supposed: Some(&supposed) };
    let (this, that, joined) = if are_linked {
        (
            gather_for_by(brought, grant, by).await?,
            apart(brought, &opened, &other, by).await?,
            gather_for_by(brought, grant, ReadBy::default()).await?,
        )
    } else {
        let (this, that) = (gather_for_by(brought, grant, ReadBy::default()).await?, gather_for(brought, &opened).await?);
        // What is barred is not supposed either.
        let joined = if are_barred { this.clone() } else { gather_for_by(brought, grant, by).await? };
        (this, that, joined)
    };
    let apart = [standing(brought, &this, now).await?, standing(brought, &that, now).await?];
    let as_one = standing(brought, &joined, now).await?;
    let (separate, together) = (owed(&apart, &[&this, &that]), owed(std::slice::from_ref(&as_one), &[&joined]));
    let (before, after) = if are_linked { (together, separate) } else { (separate, together) };
    Ok(LinkPreview {
        against: if are_linked { None } else { why_not_one(&this, &that) },
        version: if are_linked { joined.version } else { version(&this, &that) },
        not_owed: if are_barred { Vec::new() } else { without(&before, &after) },
        owed_anew: if are_barred { Vec::new() } else { without(&after, &before) },
        are_linked,
        are_barred: are_barred && !roles_to_bar.is_empty(),
        roles_to_link: roles(brought, grant, step, now).await?,
        roles_to_bar,
        this: of_record(this, grant.person()),
        that: of_record(that, &other),
    })
}

/// The other of two that are linked, read by itself: its own record, whoever else is linked with it.
async fn apart(brought: &Brought, opened: &AccessGrant, other: &PersonId, by: ReadBy<'_>) -> Result<Gathered, Failure> {
    let gathered = crate::chronology::gather_by(brought, other, by).await?;
    let closed = crate::access::closed_around(brought, opened, gathered.people.values()).await?;
    Ok(Gathered { closed, ..gathered })
}

async fn roles(brought: &Brought, grant: &AccessGrant, step: LinkStep, now: Timestamp) -> Result<Vec<&'static str>, Failure> {
    Ok(roles_to_do_with(brought, grant.actor(), deed(step), grant.person(), now).await?.into_iter().map(Role::code).collect())
}

async fn standing(brought: &Brought, gathered: &Gathered, now: Timestamp) -> Result<Standing, Failure> {
    Ok(brought.answer(&gathered.chronology, now).await?.standing)
}

/// What is owed, in words with the service, as often as it is.
fn owed(standings: &[Standing], of: &[&Gathered]) -> Vec<String> {
    let mut owed: Vec<String> = Vec::new();
    for (standing, gathered) in standings.iter().zip(of) {
        let own = standing.obligations.iter().filter(|obligation| obligation.is_open() && obligation.person == standing.subject);
        owed.extend(own.map(|obligation| match &obligation.service {
            Some(service) => format!("{}, {}", obligation.words, gathered.service_name(service)),
            None => obligation.words.clone(),
        }));
    }
    owed.sort_unstable();
    owed
}

/// What stands in one list more often than in the other.
fn without(these: &[String], those: &[String]) -> Vec<String> {
    let mut left = those.to_vec();
    let mut rest = Vec::new();
    for one in these {
        match left.iter().position(|other| other == one) {
            Some(place) => drop(left.remove(place)),
            None => rest.push(one.clone()),
        }
    }
    rest
}

fn of_record(gathered: Gathered, record: &PersonId) -> TwoRecords {
    let gathered = gathered.shown();
    let row = gathered.people.get(&gathered.chronology.subject);
    let (name, second_identifier) = named(row);
    let services: BTreeSet<String> =
        gathered.own_events().filter_map(|event| event.service.as_ref()).map(|service| gathered.service_name(service)).collect();
    let family: BTreeSet<String> = gathered.neighbours.iter().map(|neighbour| gathered.name(&neighbour.other)).collect();
    TwoRecords {
        record: record.to_string(),
        name,
        kind: row.and_then(|row| row.kind).map_or("not known", PersonKind::words),
        second_identifier,
        nhs_number: row.and_then(|row| row.nhs_number).map(|number| number.to_string()),
        entries: gathered.own_events().count(),
        services: services.into_iter().collect(),
        family: family.into_iter().collect(),
    }
}
