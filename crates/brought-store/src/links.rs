//! What was decided about two records of one person. Nothing of either is touched: they are read together by whoever asks (S16).

use crate::entries::EntryKind;
use crate::events::person_id;
use crate::json::list;
use crate::keys::Keys;
use crate::keys::seal::Place;
use crate::open::Store;
use crate::problem::StoreProblem;
use crate::time_text::{instant, read_instant, unreadable};
use crate::{erasing, tree, worklist};
use brought_domain::vocabulary::{Vocabulary, read};
use brought_domain::{LinkDecision, LinkStep, Links, PersonId, PractitionerId};
use jiff::Timestamp;
use sqlx::SqliteConnection;
use std::collections::BTreeSet;

/// Every decision about these people and about whoever was linked with them, however far: from both sides by an index.
pub(crate) const AROUND: &str = "WITH RECURSIVE near (person) AS (
        SELECT value FROM json_each(?)
         UNION SELECT other FROM near CROSS JOIN link_decisions ON record = near.person
         UNION SELECT record FROM near CROSS JOIN link_decisions ON other = near.person)
     SELECT step, record, other, by, signed_as, reason, at, seq FROM near CROSS JOIN link_decisions ON record = near.person ORDER BY seq";

type Row = (String, String, String, String, String, String, String, i64);

impl Store {
    /// Signs a decision about two records, if it can be taken as things stand. Both, and everybody around them, are worked out anew.
    ///
    /// # Errors
    /// [`StoreProblem::Link`] when it cannot be taken; [`StoreProblem::Erased`] when one of the records was erased; [`StoreProblem`] when the store cannot be
    /// written to. Nothing was saved.
    pub async fn decide_link(&self, decision: &LinkDecision) -> Result<(), StoreProblem> {
        let LinkDecision { step, record, other, by, signed_as, reason, at } = decision;
        let mut writing = self.write().await?;
        let both = BTreeSet::from([record.as_str(), other.as_str()]);
        if let Some(erased) = erasing::erased(&mut writing, &both).await?.pop() {
            return Err(StoreProblem::Erased(erased));
        }
        around(&mut writing, &both).await?.decide(*step, record, other).map_err(StoreProblem::Link)?;
        let keys = Keys::for_writing(&mut writing, self.keeping(), &BTreeSet::from([record.as_str()])).await?;
        let reason = keys.seal_words(&place(&id(&instant(*at), other.as_str()), record.as_str(), step.code()), reason)?;
        sqlx::query(
            "INSERT INTO link_decisions (seq, step, record, other, by, signed_as, reason, at)
             SELECT (SELECT coalesce(max(seq), 0) + 1 FROM link_decisions), ?, ?, ?, ?, ?, ?, ?",
        )
        .bind(step.code())
        .bind(record.as_str())
        .bind(other.as_str())
        .bind(by.as_str())
        .bind(signed_as.code())
        .bind(reason)
        .bind(instant(*at))
        .execute(&mut *writing)
        .await?;
        tree::cover(&mut writing, EntryKind::Link).await?;
        worklist::mark_around(&mut writing, &both).await?;
        writing.commit().await
    }

    /// All that was decided about somebody's record and about those it was ever linked with, in order. Reasons whose record was erased are empty.
    ///
    /// # Errors
    /// [`StoreProblem`] when the store cannot be read.
    pub async fn link_decisions(&self, person: &PersonId) -> Result<Vec<LinkDecision>, StoreProblem> {
        let mut reading = self.readers().begin().await?;
        let rows = rows(&mut reading, &BTreeSet::from([person.as_str()])).await?;
        let kept = rows.iter().map(|row| row.1.as_str()).collect();
        let keys = Keys::of(&mut reading, self.keeping(), &kept).await?;
        let reason = |(step, record, other, _, _, reason, at, _): &Row| keys.words(&place(&id(at, other), record, step), reason.clone());
        rows.iter().map(|row| decision(row, reason(row)?)).collect()
    }

    /// What of the links bears on these people: with whom each is read as one, and with whom they never may be; as it stands, or as it stood at the end of a
    /// moment.
    ///
    /// # Errors
    /// [`StoreProblem`] when the store cannot be read.
    pub async fn links(&self, people: &[PersonId], until: Option<Timestamp>) -> Result<Links, StoreProblem> {
        let rows = rows(&mut *self.readers().acquire().await?, &people.iter().map(PersonId::as_str).collect()).await?;
        let Some(until) = until else { return links(&rows) };
        let until = instant(until);
        links(&rows.into_iter().filter(|row| row.6 <= until).collect::<Vec<_>>())
    }

    /// All links there are.
    ///
    /// # Errors
    /// [`StoreProblem`] when the store cannot be read.
    pub async fn all_links(&self) -> Result<Links, StoreProblem> {
        let rows: Vec<Row> = sqlx::query_as("SELECT step, record, other, by, signed_as, reason, at, seq FROM link_decisions ORDER BY seq")
            .fetch_all(self.readers())
            .await?;
        links(&rows)
    }
}

/// The links among these people and whoever was ever linked with them.
pub(crate) async fn around(connection: &mut SqliteConnection, people: &BTreeSet<&str>) -> Result<Links, StoreProblem> {
    links(&rows(connection, people).await?)
}

/// These people, and every record that is read as one with one of theirs.
pub(crate) async fn with_linked(connection: &mut SqliteConnection, people: BTreeSet<String>) -> Result<BTreeSet<String>, StoreProblem> {
    let links = around(connection, &people.iter().map(String::as_str).collect()).await?;
    let mut all = BTreeSet::new();
    for person in people {
        all.extend(links.read_together(&person_id(&person)?).into_iter().map(ToString::to_string));
    }
    Ok(all)
}

/// The records that are read as one with somebody's, without it.
pub(crate) async fn linked_with(connection: &mut SqliteConnection, person: &PersonId) -> Result<BTreeSet<String>, StoreProblem> {
    let mut all = with_linked(connection, BTreeSet::from([person.to_string()])).await?;
    all.remove(person.as_str());
    Ok(all)
}

/// Whether anything was ever decided: mostly not, and then nothing has to be looked for.
pub(crate) async fn are_there(connection: &mut SqliteConnection) -> Result<bool, StoreProblem> {
    Ok(sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM link_decisions)").fetch_one(connection).await?)
}

async fn rows(connection: &mut SqliteConnection, people: &BTreeSet<&str>) -> Result<Vec<Row>, StoreProblem> {
    Ok(sqlx::query_as(AROUND).bind(list(people)).fetch_all(connection).await?)
}

fn links(rows: &[Row]) -> Result<Links, StoreProblem> {
    let decisions = rows.iter().map(|row| decision(row, String::new())).collect::<Result<Vec<_>, _>>()?;
    Ok(Links::of(&decisions))
}

fn decision((step, record, other, by, signed_as, _, at, _): &Row, reason: String) -> Result<LinkDecision, StoreProblem> {
    Ok(LinkDecision {
        step: word::<LinkStep>(step)?,
        record: person_id(record)?,
        other: person_id(other)?,
        by: PractitionerId::new(by).map_err(|problem| unreadable("a practitioner's id", &problem))?,
        signed_as: word(signed_as)?,
        reason,
        at: read_instant(at)?,
    })
}

fn word<T: Vocabulary>(code: &str) -> Result<T, StoreProblem> {
    read(code).map_err(|problem| unreadable("what was decided about two records", &problem))
}

/// The same is decided about two records once at one moment.
fn id(at: &str, other: &str) -> String {
    format!("{at} {other}")
}

fn place<'a>(id: &'a str, record: &'a str, step: &'a str) -> Place<'a> {
    Place { table: "link_decisions", id, person: record, kind: step }
}
