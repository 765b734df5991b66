//! The tree over all entries, as it is kept: a row for each leaf and each complete subtree, only ever added to.
//!
//! What is added in a transaction is covered in the same one, so that there is never an entry without its leaf.

use crate::entries::{self, Entry, EntryKind};
use crate::keys::seal::{Key, Place, open_text_with_own};
use crate::keys::{EVENTS, Keys};
use crate::merkle::{Growing, Hash, Node, Span, consistency_path, inclusion_path, leaf_hash, nodes_of};
use crate::open::Store;
use crate::problem::StoreProblem;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use brought_domain::EventId;
use sqlx::{QueryBuilder, Sqlite, SqliteConnection};
use std::collections::{BTreeSet, HashMap};
use std::fmt;
use zeroize::Zeroizing;

/// How many entries to read at once.
const PAGE: i64 = 2000;
/// How many rows go into one statement.
const ROWS_IN_A_STATEMENT: usize = 1000;

/// What vouches for every entry up to one of them, when it is kept somewhere else: whoever rewrites the store, hashes and all, cannot make it agree
/// with a checkpoint that they could not rewrite (S10, H37).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// How many entries it vouches for.
    pub size: u64,
    /// The root of the tree over them.
    pub root: Hash,
}

/// In one line, for people to keep: how many entries, and the root.
impl fmt::Display for Checkpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.size, STANDARD.encode(self.root))
    }
}

impl Checkpoint {
    /// Reads what was printed. Nothing: it is something else.
    pub fn read(text: &str) -> Option<Self> {
        let (size, root) = text.trim().split_once(':')?;
        Some(Self { size: size.parse().ok()?, root: STANDARD.decode(root).ok()?.try_into().ok()? })
    }
}

/// What shows that an event is in the tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inclusion {
    /// Its position among all entries, from 0.
    pub position: u64,
    /// The entry, as the tree has its hash.
    pub leaf: String,
    /// The hashes beside the way from the leaf to the root.
    pub path: Vec<Hash>,
    /// The key of this one entry, in base64, where entries are sealed: [`open_leaf`] shows what it says. It opens no other.
    pub key: Option<Zeroizing<String>>,
}

/// What the entry in a leaf says, in its written form, with the key of that entry. Nothing: the key is not the one with which it was sealed.
pub fn open_leaf(leaf: &str, key: &str) -> Option<String> {
    let leaf: serde_json::Value = serde_json::from_str(leaf).ok()?;
    let text = |field: &str| leaf.get(field).and_then(serde_json::Value::as_str);
    let place = Place { table: EVENTS, id: text("id")?, person: text("person")?, kind: text("kind")? };
    let bytes = Zeroizing::new(STANDARD.decode(key).ok()?);
    let key = Key::new(bytes.as_slice().try_into().ok()?);
    open_text_with_own(&key, &place, text("body")?).ok().map(|body| body.as_str().to_owned())
}

impl Store {
    /// What vouches for the store as it is now. It costs the same however much the store holds.
    ///
    /// # Errors
    /// [`StoreProblem`] when the store cannot be read.
    pub async fn checkpoint(&self) -> Result<Checkpoint, StoreProblem> {
        let mut reading = self.readers().begin().await?;
        let tree = end(&mut reading).await?;
        Ok(Checkpoint { size: tree.size(), root: tree.root() })
    }

    /// Whether the entries that a checkpoint vouches for are those of the tree as it is kept. That the entries themselves are as the tree says is for
    /// [`Store::verify`] to find out.
    ///
    /// # Errors
    /// [`StoreProblem`] when the store cannot be read.
    pub async fn holds(&self, checkpoint: &Checkpoint) -> Result<bool, StoreProblem> {
        let mut reading = self.readers().begin().await?;
        if checkpoint.size > size(&mut reading).await? {
            return Ok(false);
        }
        Ok(hashes(&mut reading, &[Span::whole(checkpoint.size)]).await? == [checkpoint.root])
    }

    /// What shows that an event is among the first so many entries. Nothing: it is not.
    ///
    /// # Errors
    /// [`StoreProblem`] when the store cannot be read.
    pub async fn prove_inclusion(&self, event: &EventId, among: u64) -> Result<Option<Inclusion>, StoreProblem> {
        let mut reading = self.readers().begin().await?;
        let found: Option<(i64, i64)> =
            sqlx::query_as("SELECT position, seq FROM events JOIN tree_leaves ON tree_leaves.kind = 'event' AND number = seq WHERE id = ?")
                .bind(event.as_str())
                .fetch_optional(&mut *reading)
                .await?;
        let Some((position, seq)) = found.map(|(position, seq)| (position.unsigned_abs(), seq)) else { return Ok(None) };
        let (Some(path), true) = (inclusion_path(position, among), among <= size(&mut reading).await?) else { return Ok(None) };
        let entry = entries::from(&mut reading, EntryKind::Event, seq, 1).await?.pop();
        let Some(Entry { leaf, event: Some(row), .. }) = entry.filter(|_| seq > 0) else { return Ok(None) };
        let keys = Keys::of(&mut reading, self.keeping(), &BTreeSet::from([row.columns.person.as_str()])).await?;
        let key = keys.own_key(&row.columns)?.map(|key| Zeroizing::new(STANDARD.encode(key.bytes())));
        Ok(Some(Inclusion { position, leaf, path: hashes(&mut reading, &path).await?, key }))
    }

    /// What shows that the first so many entries begin with the first so many, fewer. Nothing: there are not so many, or not fewer.
    ///
    /// # Errors
    /// [`StoreProblem`] when the store cannot be read.
    pub async fn prove_consistency(&self, old: u64, new: u64) -> Result<Option<Vec<Hash>>, StoreProblem> {
        let mut reading = self.readers().begin().await?;
        match consistency_path(old, new) {
            Some(path) if new <= size(&mut reading).await? => Ok(Some(hashes(&mut reading, &path).await?)),
            _ => Ok(None),
        }
    }
}

/// How many leaves there are.
pub(crate) async fn size(connection: &mut SqliteConnection) -> Result<u64, StoreProblem> {
    let last: Option<i64> = sqlx::query_scalar("SELECT max(position) FROM tree_leaves").fetch_one(connection).await?;
    Ok(last.map_or(0, |last| last.unsigned_abs() + 1))
}

/// The tree as it is, ready to grow.
async fn end(connection: &mut SqliteConnection) -> Result<Growing, StoreProblem> {
    let size = size(connection).await?;
    let parts = Span::whole(size).parts();
    let known = nodes(connection, &parts).await?;
    Growing::resumed(size, parts.iter().filter_map(|part| known.get(part).copied()).collect()).ok_or_else(broken)
}

/// The hashes of some spans.
async fn hashes(connection: &mut SqliteConnection, spans: &[Span]) -> Result<Vec<Hash>, StoreProblem> {
    let parts: Vec<Node> = spans.iter().flat_map(|span| span.parts()).collect();
    let known = nodes(connection, &parts).await?;
    spans.iter().map(|span| span.hash(|node| known.get(&node).copied()).ok_or_else(broken)).collect()
}

async fn nodes(connection: &mut SqliteConnection, wanted: &[Node]) -> Result<HashMap<Node, Hash>, StoreProblem> {
    let by_place: HashMap<i64, Node> = wanted.iter().map(|node| (place(node.place()), *node)).collect();
    let places = serde_json::Value::from_iter(by_place.keys().copied()).to_string();
    let rows: Vec<(i64, Vec<u8>)> =
        sqlx::query_as("SELECT place, hash FROM json_each(?) AS wanted CROSS JOIN tree_nodes ON place = wanted.value")
            .bind(places)
            .fetch_all(connection)
            .await?;
    Ok(rows.into_iter().filter_map(|(place, hash)| Some((*by_place.get(&place)?, hash.try_into().ok()?))).collect())
}

/// Adds what has been added of a kind, in the transaction in which it was.
pub(crate) async fn cover(connection: &mut SqliteConnection, kind: EntryKind) -> Result<(), StoreProblem> {
    let mut last: i64 = sqlx::query_scalar("SELECT coalesce(max(number), 0) FROM tree_leaves WHERE kind = ?")
        .bind(kind.code())
        .fetch_one(&mut *connection)
        .await?;
    loop {
        let added = entries::from(connection, kind, last + 1, PAGE).await?;
        let Some(end) = added.last() else { return Ok(()) };
        last = end.seq;
        let leaves: Vec<(i64, Hash)> = added.iter().map(|entry| (entry.seq, leaf_hash(entry.leaf.as_bytes()))).collect();
        append(connection, kind, &leaves).await?;
    }
}

async fn append(connection: &mut SqliteConnection, kind: EntryKind, leaves: &[(i64, Hash)]) -> Result<(), StoreProblem> {
    let mut tree = end(connection).await?;
    let (first, first_node) = (tree.size(), nodes_of(tree.size()));
    let completed: Vec<Hash> = leaves.iter().flat_map(|(_, leaf)| tree.push(*leaf)).collect();
    for (rows, from) in leaves.chunks(ROWS_IN_A_STATEMENT).zip((first..).step_by(ROWS_IN_A_STATEMENT)) {
        let mut query = QueryBuilder::<Sqlite>::new("INSERT INTO tree_leaves (position, kind, number) ");
        query.push_values(rows.iter().zip(from..), |mut row, ((number, _), position)| {
            row.push_bind(place(position)).push_bind(kind.code()).push_bind(number);
        });
        query.build().execute(&mut *connection).await?;
    }
    for (rows, from) in completed.chunks(ROWS_IN_A_STATEMENT).zip((first_node..).step_by(ROWS_IN_A_STATEMENT)) {
        let mut query = QueryBuilder::<Sqlite>::new("INSERT INTO tree_nodes (place, hash) ");
        query.push_values(rows.iter().zip(from..), |mut row, (hash, at)| {
            row.push_bind(place(at)).push_bind(hash.as_slice());
        });
        query.build().execute(&mut *connection).await?;
    }
    Ok(())
}

/// A number as SQLite has it. No store comes near the largest.
pub(crate) fn place(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

pub(crate) fn broken() -> StoreProblem {
    StoreProblem::Corrupt("the tree over the entries is not whole".to_owned())
}
