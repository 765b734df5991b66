//! Looking for what was changed, swapped or taken out.

use crate::chain::{START, Sum, hexadecimal};
use crate::events::person_id;
use crate::open::Store;
use crate::problem::StoreProblem;
use crate::row::{Columns, Row, log_digest};
use crate::{forms, schema};
use brought_domain::{EventId, PersonId};
use sqlx::SqliteConnection;
use std::collections::HashMap;

/// How many rows to read at once.
const PAGE: i64 = 2000;

/// How many of the last entries to look at when opening: where a write that was cut off would show.
const END: i64 = 50;

/// What vouches for every event up to one of them, when it is kept somewhere else: whoever rewrites the store, digests and all, cannot
/// make it agree with a checkpoint that they could not rewrite (S10).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// The number of the last event it vouches for. 0 for an empty store.
    pub seq: u64,
    /// The log digest there, in hexadecimal.
    pub digest: String,
}

/// Something that is not as it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// The database file is broken.
    Broken {
        /// In SQLite's words.
        detail: String,
    },
    /// A guard against changing or deleting entries is missing or was altered.
    GuardMissing {
        /// Its name.
        guard: &'static str,
    },
    /// Entries are missing from the store.
    Gap {
        /// The number that should have come.
        expected: u64,
        /// The number that came.
        found: u64,
    },
    /// Entries are missing from a person's record.
    GapInRecord {
        /// Whose record.
        person: PersonId,
        /// The entry after the gap.
        seq: u64,
    },
    /// An entry is not as it was written, or is not where it was written.
    Altered {
        /// Whose record.
        person: PersonId,
        /// The entry.
        seq: u64,
    },
    /// The order of the whole store, or an entry's digest, was altered here.
    LogAltered {
        /// The entry.
        seq: u64,
    },
    /// An entry cannot be read.
    Unreadable {
        /// The entry.
        seq: u64,
        /// Why not.
        detail: String,
    },
    /// The columns that the store looks entries up by do not say what the entry says.
    ColumnsDisagree {
        /// The entry.
        seq: u64,
    },
    /// The store ends before the checkpoint, or is not the store that the checkpoint was taken of.
    NotAsTheCheckpoint {
        /// The checkpoint's entry.
        seq: u64,
    },
    /// A document is not the one that was issued.
    IssuedDocumentAltered {
        /// The entry that says that it was issued.
        event: EventId,
        /// What the file is called.
        name: String,
    },
    /// What was put in force as a policy was altered here, or entries are missing before it.
    PoliciesAltered {
        /// The entry among those that were put in force.
        seq: u64,
    },
    /// What was noted of a restore was altered here, or entries are missing before it.
    RestoresAltered {
        /// The entry among those about restores.
        seq: u64,
    },
    /// What became of what was sent was altered here, or entries are missing before it.
    OutboxAltered {
        /// The entry in it.
        seq: u64,
    },
    /// The record of who read what was altered here, or entries are missing before it.
    AccessesAltered {
        /// The entry in it.
        seq: u64,
    },
}

/// What looking through the store came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// How many events were looked at.
    pub events: u64,
    /// How many people's records.
    pub people: u64,
    /// What is not as it should be. Nothing: all is well.
    pub findings: Vec<Finding>,
    /// What vouches for the store as it is now: keep it somewhere else.
    pub checkpoint: Checkpoint,
}

impl Store {
    /// Looks through the whole store: the file, the guards, the numbering, every digest, and whether every event can be read.
    ///
    /// # Errors
    /// [`StoreProblem`] when the store cannot be read at all. What is wrong in it comes back as findings.
    pub async fn verify(&self, against: Option<&Checkpoint>) -> Result<Verified, StoreProblem> {
        let mut reading = self.readers().acquire().await?;
        let mut findings = broken_pages(&mut reading).await?;
        findings.extend(schema::broken_guards(&mut reading).await?.into_iter().map(|guard| Finding::GuardMissing { guard }));
        let mut walk = Walk::new(findings, against);
        // A broken page ends the walk: what was found before it is still worth knowing.
        match walk.through(&mut reading).await {
            Err(StoreProblem::Corrupt(detail)) => walk.findings.push(Finding::Broken { detail }),
            other => other?,
        }
        Ok(walk.end())
    }

    /// What vouches for the store as it is now.
    ///
    /// # Errors
    /// [`StoreProblem`] when the store cannot be read.
    pub async fn checkpoint(&self) -> Result<Checkpoint, StoreProblem> {
        let last: Option<(i64, Vec<u8>)> =
            sqlx::query_as("SELECT seq, log_digest FROM events ORDER BY seq DESC LIMIT 1").fetch_optional(self.readers()).await?;
        let (seq, digest) = last.unwrap_or((0, START.to_vec()));
        Ok(Checkpoint { seq: seq.unsigned_abs(), digest: hexadecimal(&digest) })
    }
}

async fn broken_pages(connection: &mut SqliteConnection) -> Result<Vec<Finding>, StoreProblem> {
    let words: Vec<String> = match sqlx::query_scalar("PRAGMA integrity_check").fetch_all(connection).await.map_err(StoreProblem::from) {
        Err(StoreProblem::Corrupt(detail)) => vec![detail],
        other => other?,
    };
    Ok(words.into_iter().filter(|words| words != "ok").map(|detail| Finding::Broken { detail }).collect())
}

/// Checks the guards and the last entries, which takes no longer however large the store is.
pub(crate) async fn check_the_end(connection: &mut SqliteConnection) -> Result<(), StoreProblem> {
    if let Some(guard) = schema::broken_guards(connection).await?.first() {
        return Err(StoreProblem::Corrupt(format!("its guard `{guard}` is missing or was altered")));
    }
    let rows: Vec<Row> = sqlx::query_as("SELECT * FROM (SELECT * FROM events ORDER BY seq DESC LIMIT ?) ORDER BY seq")
        .bind(END)
        .fetch_all(&mut *connection)
        .await?;
    for row in &rows {
        let before: Option<Vec<u8>> = sqlx::query_scalar("SELECT digest FROM events WHERE person = ? AND person_version = ?")
            .bind(&row.columns.person)
            .bind(row.person_version - 1)
            .fetch_optional(&mut *connection)
            .await?;
        let before = before.map_or(Ok(START), Sum::try_from).unwrap_or(START);
        if row.digest != row.columns.digest(row.person_version, &before) {
            return Err(StoreProblem::Damaged { seq: row.seq.unsigned_abs() });
        }
    }
    let agrees = |pair: &[Row]| matches!(pair, [left, right] if right.seq == left.seq + 1 && right.log_digest == log_digest(right.seq, &right.digest, &left.log_digest));
    match rows.windows(2).find(|pair| !agrees(pair)).and_then(<[Row]>::last) {
        Some(row) => Err(StoreProblem::Damaged { seq: row.seq.unsigned_abs() }),
        None => Ok(()),
    }
}

/// A walk through all events from the first to the last.
struct Walk<'a> {
    findings: Vec<Finding>,
    against: Option<&'a Checkpoint>,
    checkpoint_met: bool,
    events: u64,
    seq: i64,
    log: Sum,
    /// Where each person's record has come to: version and digest.
    records: HashMap<String, (i64, Sum)>,
}

impl<'a> Walk<'a> {
    fn new(findings: Vec<Finding>, against: Option<&'a Checkpoint>) -> Self {
        let checkpoint_met = against.is_none_or(|checkpoint| checkpoint.seq == 0);
        Self { findings, against, checkpoint_met, events: 0, seq: 0, log: START, records: HashMap::new() }
    }

    async fn through(&mut self, connection: &mut SqliteConnection) -> Result<(), StoreProblem> {
        let mut after = 0;
        loop {
            let rows: Vec<Row> = sqlx::query_as("SELECT * FROM events WHERE seq > ? ORDER BY seq LIMIT ?")
                .bind(after)
                .bind(PAGE)
                .fetch_all(&mut *connection)
                .await?;
            let Some(last) = rows.last() else { break };
            after = last.seq;
            for row in &rows {
                self.step(row)?;
            }
        }
        let documents = crate::issued::altered(connection).await?;
        self.findings.extend(documents.into_iter().map(|(event, name)| Finding::IssuedDocumentAltered { event, name }));
        let policies = crate::policies::altered(connection).await?;
        self.findings.extend(policies.into_iter().map(|seq| Finding::PoliciesAltered { seq }));
        let messages = crate::outbox::altered(connection).await?;
        self.findings.extend(messages.into_iter().map(|seq| Finding::OutboxAltered { seq }));
        let restores = crate::restores::altered(connection).await?;
        self.findings.extend(restores.into_iter().map(|seq| Finding::RestoresAltered { seq }));
        let accesses = crate::accesses::altered(connection).await?;
        self.findings.extend(accesses.into_iter().map(|seq| Finding::AccessesAltered { seq }));
        Ok(())
    }

    fn step(&mut self, row: &Row) -> Result<(), StoreProblem> {
        let seq = row.seq.unsigned_abs();
        self.events += 1;
        if row.seq != self.seq + 1 {
            self.findings.push(Finding::Gap { expected: (self.seq + 1).unsigned_abs(), found: seq });
        }
        self.check_record(row)?;
        if row.log_digest != log_digest(row.seq, &row.digest, &self.log) {
            self.findings.push(Finding::LogAltered { seq });
        }
        self.check_content(row);
        if let Some(checkpoint) = self.against.filter(|checkpoint| checkpoint.seq == seq) {
            self.checkpoint_met = checkpoint.digest == hexadecimal(&row.log_digest);
        }
        // Go on from what the row says, so that one alteration is one finding and not one for every row after it.
        (self.seq, self.log) = (row.seq, row.log_digest);
        Ok(())
    }

    fn check_record(&mut self, row: &Row) -> Result<(), StoreProblem> {
        let seq = row.seq.unsigned_abs();
        let (version, before) = self.records.get(&row.columns.person).copied().unwrap_or((0, START));
        if row.person_version != version + 1 {
            self.findings.push(Finding::GapInRecord { person: person_id(&row.columns.person)?, seq });
        } else if row.digest != row.columns.digest(row.person_version, &before) {
            self.findings.push(Finding::Altered { person: person_id(&row.columns.person)?, seq });
        }
        self.records.insert(row.columns.person.clone(), (row.person_version, row.digest));
        Ok(())
    }

    fn check_content(&mut self, row: &Row) {
        let seq = row.seq.unsigned_abs();
        match forms::read(row.columns.form_version, &row.columns.body) {
            Err(problem) => self.findings.push(Finding::Unreadable { seq, detail: problem.to_string() }),
            Ok(event) => {
                let mut said = Columns::around(&event);
                said.form_version = row.columns.form_version;
                said.body.clone_from(&row.columns.body);
                if said != row.columns {
                    self.findings.push(Finding::ColumnsDisagree { seq });
                }
            }
        }
    }

    fn end(mut self) -> Verified {
        if let Some(checkpoint) = self.against.filter(|_| !self.checkpoint_met) {
            self.findings.push(Finding::NotAsTheCheckpoint { seq: checkpoint.seq });
        }
        Verified {
            events: self.events,
            people: self.records.len() as u64,
            findings: self.findings,
            checkpoint: Checkpoint { seq: self.seq.unsigned_abs(), digest: hexadecimal(&self.log) },
        }
    }
}
