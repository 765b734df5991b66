//! `brought prove` and `brought check-proof`: showing something about the record to somebody who does not have it.

use crate::arguments::{CheckProof, ProveConsistency, ProveInclusion};
use crate::failure::Failure;
use crate::proof::{ProofForm, written};
use crate::say::say;
use crate::signed_checkpoint::{Note, PublicKey};
use crate::{opened, operator};
use brought_app::{Purpose, open_record_at_the_machine, prove_entry};
use brought_domain::EventId;
use brought_store::{Checkpoint, OpenMode, Store};
use jiff::Timestamp;
use std::path::Path;

/// Shows that an entry is in the record as a checkpoint vouches for it. That it was read, and by whom, is written down first (S9).
pub(crate) async fn inclusion(asked: &ProveInclusion, now: Timestamp) -> Result<(), Failure> {
    let id = EventId::new(&asked.entry).map_err(|problem| Failure::usage(format!("ENTRY: {problem}")))?;
    let (note, checkpoint) = Note::read(&asked.checkpoint)?;
    let opened = opened::open(&asked.data, OpenMode::Existing, None, None).await?;
    let vouched = note.said();
    held(&opened.store, &asked.checkpoint, &vouched).await?;
    let event = opened.store.event(&id).await?;
    let person = event.ok_or_else(|| Failure::usage(format!("the record has no entry {id}: give the id that stands with it")))?.about;
    let reader = operator::named_or_at_the_machine(&opened.brought, asked.reader.as_deref()).await?;
    let grant = open_record_at_the_machine(&opened.brought, &reader, &person, Purpose::RecordKeeping, now).await?;
    let shown = prove_entry(&opened.brought, &grant, &id, vouched.size).await?;
    opened.store.close().await;
    let shown = shown.ok_or_else(|| {
        Failure::usage(format!("the entry {id} was added after {}: take a checkpoint and give that", asked.checkpoint.display()))
    })?;
    let key = shown.key.as_ref().map(|key| key.as_str().to_owned());
    print(&ProofForm::Inclusion { checkpoint, position: shown.position, entry: shown.leaf, key, path: written(&shown.path) })
}

/// Shows that the record of one checkpoint begins with that of another.
pub(crate) async fn consistency(asked: &ProveConsistency) -> Result<(), Failure> {
    let ((old, old_text), (new, new_text)) = (Note::read(&asked.old)?, Note::read(&asked.new)?);
    let store = Store::open(&asked.data, OpenMode::Existing).await?;
    held(&store, &asked.old, &old.said()).await?;
    held(&store, &asked.new, &new.said()).await?;
    let path = store.prove_consistency(old.said().size, new.said().size).await?;
    store.close().await;
    let path = path.ok_or_else(|| {
        Failure::usage(format!("{} is older than {}: give the older one first", asked.new.display(), asked.old.display()))
    })?;
    print(&ProofForm::Consistency { old: old_text, new: new_text, path: written(&path) })
}

/// Nothing can be shown of a record that is not the one that was vouched for.
async fn held(store: &Store, file: &Path, checkpoint: &Checkpoint) -> Result<(), Failure> {
    if store.holds(checkpoint).await? {
        return Ok(());
    }
    Err(Failure::found(format!(
        "the record does not hold {}: it is a checkpoint of another record, or this one is not as it was written. Run `brought verify`",
        file.display()
    )))
}

fn print(proof: &ProofForm) -> Result<(), Failure> {
    let text =
        serde_json::to_string_pretty(proof).map_err(|problem| Failure::trouble(format!("the proof could not be written: {problem}")))?;
    say!("{text}");
    Ok(())
}

/// Says what a proof shows. It takes no record.
pub(crate) fn check(asked: &CheckProof) -> Result<(), Failure> {
    let key = PublicKey::read(&asked.public_key)?;
    let shown = ProofForm::read(&asked.proof)?.shows(&key);
    say!("{}", shown.map_err(|why| Failure::found(format!("{} shows nothing: {why}", asked.proof.display())))?);
    Ok(())
}
