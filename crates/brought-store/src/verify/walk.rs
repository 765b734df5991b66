//! The walk through all entries, from the first to the last, beside the tree.
//!
//! The tree is worked out anew from the leaves as they are kept, and held against every hash that is kept and against the checkpoints; and every
//! entry is held against its leaf. So an entry that was altered is told by name, and the others are known to stand.

use super::{Finding, Verified};
use crate::chain::{START, Sum};
use crate::changes;
use crate::entries::{self, Entry, EntryKind};
use crate::keys::{Keeping, Keys};
use crate::merkle::{Growing, Hash, leaf_hash, nodes_of};
use crate::problem::StoreProblem;
use crate::row::Columns;
use crate::tree::{Checkpoint, place};
use sqlx::SqliteConnection;
use std::collections::{BTreeSet, HashMap, VecDeque};

/// How many rows to read at once.
const PAGE: i64 = 2000;
/// Of how many people to work out at once who they are.
const PEOPLE_AT_ONCE: usize = 200;

/// Those who are looked up by what no entry says any more.
const NOBODY: &str = "SELECT id FROM people UNION SELECT person FROM name_words UNION SELECT said_by FROM relations
                      EXCEPT SELECT person FROM events WHERE person NOT IN (SELECT person FROM retention WHERE step = 'erased')";

/// Rows of the tables that entries are made of which belong to no entry: the table, and what tells the row from the others.
const OF_NO_ENTRY: [(&str, &str); 5] = [
    ("issued_documents", "SELECT json_array(event, name) FROM issued_documents WHERE event NOT IN (SELECT id FROM events)"),
    ("outbox", "SELECT json_array(key) FROM outbox WHERE key NOT IN (SELECT key FROM outbox_entries)"),
    ("outbox_entries", "SELECT json_array(seq) FROM outbox_entries WHERE key NOT IN (SELECT key FROM outbox)"),
    (
        "policy_texts",
        "SELECT json_array(pack_digest) FROM policy_texts WHERE pack_digest NOT IN (SELECT pack_digest FROM policies_in_force)",
    ),
    ("policies_in_force", "SELECT json_array(seq) FROM policies_in_force WHERE pack_digest NOT IN (SELECT pack_digest FROM policy_texts)"),
];

pub(super) struct Walk<'a> {
    keeping: &'a Keeping,
    /// Nothing: without the main key, what entries say is not looked at.
    keys: Option<Keys<'a>>,
    erased: BTreeSet<String>,
    findings: Vec<Finding>,
    /// Those that have not been met, the smallest last.
    against: Vec<Checkpoint>,
    tree: Growing,
    events: u64,
    /// Where each person's record has come to: version and digest.
    records: HashMap<String, (i64, Sum)>,
}

impl<'a> Walk<'a> {
    pub(super) fn new(findings: Vec<Finding>, against: &[Checkpoint], keeping: &'a Keeping) -> Self {
        let mut against = against.to_vec();
        against.sort_by_key(|checkpoint| std::cmp::Reverse(checkpoint.size));
        let (tree, records, erased) = (Growing::default(), HashMap::new(), BTreeSet::new());
        Self { keeping, keys: None, erased, findings, against, tree, events: 0, records }
    }

    pub(super) fn found(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    pub(super) async fn through(&mut self, connection: &mut SqliteConnection) -> Result<(), StoreProblem> {
        self.meet_checkpoints();
        self.find_keys(connection).await?;
        let mut kinds: Vec<Coming> = EntryKind::ALL.iter().map(|kind| Coming::of(*kind)).collect();
        while let Some(leaves) = self.next_leaves(connection).await? {
            let mut hashes = self.next_hashes(connection, leaves.len()).await?;
            for (kind, number) in leaves {
                let kept = hashes.pop_front().flatten();
                let hash = match kinds.iter_mut().find(|coming| coming.kind.code() == kind) {
                    Some(coming) => self.leaf(connection, coming, number, kept).await?,
                    None => {
                        self.found(Finding::TreeAltered { position: self.tree.size() });
                        kept.unwrap_or(START)
                    }
                };
                self.grow(hash, kept, &mut hashes);
            }
        }
        for coming in &mut kinds {
            while let Some(entry) = coming.next(connection).await? {
                self.found(Finding::PutIn { entry: entry.name });
            }
        }
        let nodes: Option<i64> = sqlx::query_scalar("SELECT max(place) + 1 FROM tree_nodes").fetch_one(&mut *connection).await?;
        if nodes.unwrap_or(0).unsigned_abs() > nodes_of(self.tree.size()) {
            self.found(Finding::TreeAltered { position: self.tree.size() });
        }
        let documents = crate::issued::altered(connection).await?;
        self.findings.extend(documents.into_iter().map(|(event, name)| Finding::IssuedDocumentAltered { event, name }));
        self.rows(connection).await?;
        self.check_keys(connection).await?;
        self.people(connection).await
    }

    /// Holds the rows of tables that are not only added to against what vouches for them.
    async fn rows(&mut self, connection: &mut SqliteConnection) -> Result<(), StoreProblem> {
        self.findings.extend(changes::otherwise(connection).await?);
        let reworded = crate::imports::reworded(connection).await?.into_iter();
        self.findings.extend(reworded.map(|id| Finding::RowOtherwise { table: "review_items", key: format!("[\"{id}\"]") }));
        for (table, rows) in OF_NO_ENTRY {
            let keys: Vec<String> = sqlx::query_scalar(rows).fetch_all(&mut *connection).await?;
            self.findings.extend(keys.into_iter().map(|key| Finding::RowOtherwise { table, key }));
        }
        Ok(())
    }

    /// Finds the keys with which entries are read, and those that are no keys.
    async fn find_keys(&mut self, connection: &mut SqliteConnection) -> Result<(), StoreProblem> {
        self.erased = sqlx::query_scalar("SELECT person FROM retention WHERE step = 'erased'")
            .fetch_all(&mut *connection)
            .await?
            .into_iter()
            .collect();
        if matches!(self.keeping, Keeping::Locked) {
            return Ok(());
        }
        let (keys, closed) = Keys::of_everybody(connection, self.keeping).await?;
        self.findings.extend(closed.into_iter().map(|person| Finding::KeyAltered { person }));
        self.keys = Some(keys);
        Ok(())
    }

    /// Everybody with entries has a key, and nobody whose record was erased.
    async fn check_keys(&mut self, connection: &mut SqliteConnection) -> Result<(), StoreProblem> {
        if matches!(self.keeping, Keeping::Plain) {
            return Ok(());
        }
        let kept: BTreeSet<String> =
            sqlx::query_scalar("SELECT person FROM person_keys").fetch_all(&mut *connection).await?.into_iter().collect();
        let mut missing: Vec<&String> =
            self.records.keys().filter(|person| !kept.contains(*person) && !self.erased.contains(*person)).collect();
        missing.sort_unstable();
        self.findings.extend(missing.into_iter().map(|person| Finding::KeyMissing { person: person.clone() }));
        self.findings.extend(self.erased.intersection(&kept).map(|person| Finding::KeyOfErased { person: person.clone() }));
        Ok(())
    }

    /// Holds what people are looked up by against what their entries say.
    async fn people(&mut self, connection: &mut SqliteConnection) -> Result<(), StoreProblem> {
        let complete: Option<bool> =
            sqlx::query_scalar("SELECT complete FROM read_models WHERE name = 'people'").fetch_optional(&mut *connection).await?;
        if complete != Some(true) {
            self.found(Finding::NotWorkedOut);
            return Ok(());
        }
        // Entries that cannot be read say nothing, and that they cannot is told already. What was put in may be no entry at all.
        let says_nothing = |finding: &Finding| {
            use Finding as F;
            matches!(finding, F::Unreadable { .. } | F::Altered { .. } | F::PutIn { .. } | F::KeyAltered { .. } | F::KeyMissing { .. })
        };
        if self.keys.is_none() || self.findings.iter().any(says_nothing) {
            return Ok(());
        }
        let mut differing: BTreeSet<String> = sqlx::query_scalar(NOBODY).fetch_all(&mut *connection).await?.into_iter().collect();
        let people: Vec<&str> = self.records.keys().map(String::as_str).collect();
        for people in people.chunks(PEOPLE_AT_ONCE) {
            differing.extend(crate::people::differing(connection, self.keeping, &people.iter().copied().collect()).await?);
        }
        self.findings.extend(differing.into_iter().map(|person| Finding::WorkedOutOtherwise { person }));
        Ok(())
    }

    /// The kinds and numbers of the next leaves. Nothing: that was all, or it cannot be told any more what comes next.
    async fn next_leaves(&mut self, connection: &mut SqliteConnection) -> Result<Option<Vec<(String, i64)>>, StoreProblem> {
        let size = self.tree.size();
        let rows: Vec<(i64, String, i64)> =
            sqlx::query_as("SELECT position, kind, number FROM tree_leaves WHERE position >= ? ORDER BY position LIMIT ?")
                .bind(place(size))
                .bind(PAGE)
                .fetch_all(connection)
                .await?;
        let in_place = rows.iter().zip(size..).take_while(|((position, _, _), right)| position.unsigned_abs() == *right).count();
        if in_place == 0 && !rows.is_empty() {
            self.found(Finding::TreeAltered { position: size });
        }
        Ok((in_place > 0).then(|| rows.into_iter().take(in_place).map(|(_, kind, number)| (kind, number)).collect()))
    }

    /// The hashes that are kept of so many next leaves and of what they complete, in their places; nothing where one is missing.
    async fn next_hashes(&self, connection: &mut SqliteConnection, leaves: usize) -> Result<VecDeque<Option<Hash>>, StoreProblem> {
        let (first, end) = (nodes_of(self.tree.size()), nodes_of(self.tree.size() + leaves as u64));
        let rows: Vec<(i64, Vec<u8>)> = sqlx::query_as("SELECT place, hash FROM tree_nodes WHERE place >= ? AND place < ? ORDER BY place")
            .bind(place(first))
            .bind(place(end))
            .fetch_all(connection)
            .await?;
        let mut rows = rows.into_iter().peekable();
        Ok((first..end)
            .map(|right| rows.next_if(|(at, _)| at.unsigned_abs() == right).and_then(|(_, hash)| hash.try_into().ok()))
            .collect())
    }

    /// Holds the entry that a leaf names against the hash that is kept of it, and tells the hash with which the tree goes on: the kept one, so that one
    /// alteration is one finding and not one for every hash above it.
    async fn leaf(
        &mut self,
        connection: &mut SqliteConnection,
        coming: &mut Coming,
        number: i64,
        kept: Option<Hash>,
    ) -> Result<Hash, StoreProblem> {
        loop {
            match coming.peek(connection).await?.map(|entry| entry.seq) {
                Some(seq) if seq < number => {}
                Some(seq) if seq == number => break,
                _ => {
                    self.found(Finding::Missing { kind: coming.kind, number: number.unsigned_abs() });
                    return Ok(kept.unwrap_or(START));
                }
            }
            if let Some(entry) = coming.next(connection).await? {
                self.found(Finding::PutIn { entry: entry.name });
            }
        }
        let Some(entry) = coming.next(connection).await? else { return Ok(kept.unwrap_or(START)) };
        let hash = leaf_hash(entry.leaf.as_bytes());
        let stands = kept.is_none_or(|kept| kept == hash);
        self.events += u64::from(entry.event.is_some());
        self.check_record(&entry, stands);
        if stands {
            self.check_content(&entry);
        } else {
            self.found(Finding::Altered { entry: entry.name });
        }
        Ok(kept.unwrap_or(hash))
    }

    fn grow(&mut self, leaf: Hash, kept: Option<Hash>, hashes: &mut VecDeque<Option<Hash>>) {
        let position = self.tree.size();
        let completed = self.tree.push(leaf);
        let mut stands = kept.is_some();
        for hash in completed.iter().skip(1) {
            stands &= hashes.pop_front().flatten() == Some(*hash);
        }
        if !stands {
            self.found(Finding::TreeAltered { position });
        }
        self.meet_checkpoints();
    }

    fn meet_checkpoints(&mut self) {
        while let Some(checkpoint) = self.against.pop_if(|checkpoint| checkpoint.size == self.tree.size()) {
            if checkpoint.root != self.tree.root() {
                self.found(Finding::NotAsTheCheckpoint { checkpoint });
            }
        }
    }

    fn check_record(&mut self, entry: &Entry, stands: bool) {
        let Some(row) = &entry.event else { return };
        let (version, before) = self.records.get(&row.columns.person).copied().unwrap_or((0, START));
        // Of one that was altered it is known already.
        if stands && (row.person_version != version + 1 || row.digest != row.columns.digest(row.person_version, &before)) {
            self.found(Finding::RecordBroken { entry: entry.name.clone() });
        }
        self.records.insert(row.columns.person.clone(), (row.person_version, row.digest));
    }

    fn check_content(&mut self, entry: &Entry) {
        let (Some(row), Some(keys)) = (&entry.event, &self.keys) else { return };
        // Of a record that was erased nothing can be read, and that a key is gone that should be there is told of the person.
        if !keys.has(&row.columns.person) {
            return;
        }
        match keys.event(&row.columns) {
            Err(problem) => self.found(Finding::Unreadable { entry: entry.name.clone(), detail: problem.to_string() }),
            Ok(event) => {
                let mut said = Columns::around(&event);
                if let Err(problem) = self.keeping.blind(&mut said) {
                    return self.found(Finding::Unreadable { entry: entry.name.clone(), detail: problem.to_string() });
                }
                said.form_version = row.columns.form_version;
                said.body.clone_from(&row.columns.body);
                if said != row.columns {
                    self.found(Finding::ColumnsDisagree { entry: entry.name.clone() });
                }
            }
        }
    }

    pub(super) fn end(mut self) -> Verified {
        let not_met = std::mem::take(&mut self.against);
        self.findings.extend(not_met.into_iter().rev().map(|checkpoint| Finding::NotAsTheCheckpoint { checkpoint }));
        Verified {
            events: self.events,
            people: self.records.len() as u64,
            contents: self.keys.is_some(),
            erased: self.erased.len() as u64,
            findings: self.findings,
            checkpoint: Checkpoint { size: self.tree.size(), root: self.tree.root() },
        }
    }
}

/// The entries of a kind, one after another.
struct Coming {
    kind: EntryKind,
    /// The number from which on to read. Entries are numbered from 1, and one that is not was put in.
    from: i64,
    read: VecDeque<Entry>,
}

impl Coming {
    fn of(kind: EntryKind) -> Self {
        Self { kind, from: i64::MIN, read: VecDeque::new() }
    }

    async fn peek(&mut self, connection: &mut SqliteConnection) -> Result<Option<&Entry>, StoreProblem> {
        if self.read.is_empty() {
            self.read = entries::from(connection, self.kind, self.from, PAGE).await?.into();
            self.from = self.read.back().map_or(self.from, |entry| entry.seq.saturating_add(1));
        }
        Ok(self.read.front())
    }

    async fn next(&mut self, connection: &mut SqliteConnection) -> Result<Option<Entry>, StoreProblem> {
        self.peek(connection).await?;
        Ok(self.read.pop_front())
    }
}
