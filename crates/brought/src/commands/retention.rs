//! `brought retention`, `brought hold` and `brought erase`: how long records are kept.

use crate::arguments::{Erase, Hold, Retention};
use crate::failure::Failure;
use crate::say::say;
use crate::{opened, operator};
use brought_app::{
    Brought, EraseForm, Failure as AppFailure, Purpose, RetentionReview, erase_record, hold_record, open_record_at_the_machine,
    retention_review,
};
use brought_domain::PersonId;
use brought_store::{Erasing, OpenMode, Store};
use jiff::Timestamp;

/// Lists what is due for review.
pub(crate) async fn list(asked: &Retention, now: Timestamp) -> Result<(), Failure> {
    let opened = opened::open(&asked.data, OpenMode::Existing, None, None).await?;
    let actor = operator::named(&opened.brought, &asked.asked_by).await?;
    let review = retention_review(&opened.brought, &actor, now).await;
    opened.store.close().await;
    let review = review?;
    if asked.json {
        let text = serde_json::to_string_pretty(&review);
        say!("{}", text.map_err(|problem| Failure::trouble(format!("the list could not be written: {problem}")))?);
        return Ok(());
    }
    print(&review);
    Ok(())
}

fn print(review: &RetentionReview) {
    say!("Due for review: {}", review.due.len());
    for line in &review.due {
        say!(
            "- {}  {}, {}; last entry {}, kept until {}",
            line.person,
            line.name,
            line.second_identifier,
            line.last_entry,
            line.kept_until
        );
    }
    say!("Held: {}", review.held.len());
    for line in &review.held {
        say!("- {}  by {} on {}: {}", line.person, line.by, line.when, line.reason);
    }
    say!("Erased: {}", review.erased.len());
    for line in &review.erased {
        say!("- {}  by {} on {}: {}", line.person, line.by, line.when, line.reason);
    }
    say!(
        "Kept: {} whose time has not come, {} with something still to be done, {} of whom it is not known until when.",
        review.not_yet,
        review.open,
        review.not_known
    );
}

/// Holds a record, or lets it go.
pub(crate) async fn hold(asked: &Hold, now: Timestamp) -> Result<(), Failure> {
    let person = person(&asked.signed.person)?;
    let opened = opened::open(&asked.signed.data, OpenMode::Existing, None, None).await?;
    let done = held(&opened.brought, asked, &person, now).await;
    opened.store.close().await;
    match (done?, asked.lift) {
        (true, false) => say!("The record {person} is held: it is not erased until somebody signs that it may be."),
        (true, true) => say!("The record {person} is not held any more."),
        (false, false) => say!("The record {person} is held already."),
        (false, true) => say!("The record {person} is not held."),
    }
    Ok(())
}

async fn held(brought: &Brought, asked: &Hold, person: &PersonId, now: Timestamp) -> Result<bool, Failure> {
    let actor = operator::named(brought, &asked.signed.signed_by).await?;
    let grant = open_record_at_the_machine(brought, &actor, person, Purpose::RecordKeeping, now).await?;
    Ok(hold_record(brought, &grant, asked.lift, &asked.signed.reason, now).await?)
}

/// Erases a record.
pub(crate) async fn erase(asked: &Erase, now: Timestamp) -> Result<(), Failure> {
    let person = person(&asked.signed.person)?;
    let opened = opened::open(&asked.signed.data, OpenMode::Existing, None, None).await?;
    let done = erased(&opened.brought, &opened.store, asked, &person, now).await;
    opened.store.close().await;
    match done? {
        Some(Erasing::Done) => {
            say!("The record {person} is erased, and no page of {} has anything of it.", asked.signed.data.display());
            say!("Backups from before hold its key still: docs/retention.md says what to do about them.");
            Ok(())
        }
        Some(Erasing::NotCleaned) => Err(Failure::found(format!(
            "the record {person} is erased, but another program was using {}, or there was no room to write it anew: pages of it may still have what was \
             deleted. Stop `brought serve` and give the command again",
            asked.signed.data.display()
        ))),
        None => {
            say!("Nothing was erased. To erase the record {person} for good, give the command again with --yes.");
            Ok(())
        }
    }
}

/// What came of it; nothing, when it was only asked about.
async fn erased(brought: &Brought, store: &Store, asked: &Erase, person: &PersonId, now: Timestamp) -> Result<Option<Erasing>, Failure> {
    let actor = operator::named(brought, &asked.signed.signed_by).await?;
    let grant = match open_record_at_the_machine(brought, &actor, person, Purpose::RecordKeeping, now).await {
        Err(AppFailure::Erased(_)) if asked.yes => return Ok(Some(store.clean_file().await?)),
        other => other?,
    };
    if !asked.yes {
        let version = store.events_of(person).await?.version;
        say!("The record {person} has {version} entries.");
        return Ok(None);
    }
    let form = EraseForm { reason: asked.signed.reason.clone(), early: asked.early };
    Ok(Some(erase_record(brought, &grant, &form, now).await?))
}

fn person(id: &str) -> Result<PersonId, Failure> {
    PersonId::new(id).map_err(|problem| Failure::usage(format!("PERSON: {problem}")))
}
