//! Opening a record with the policies and the calendar that go with it.

use crate::failure::Failure;
use crate::{machine, main_key, packs};
use brought_app::{Brought, InForce, Shelf, TrainingRecord};
use brought_calendar::{Calendar, Division};
use brought_policy::Pack;
use brought_store::{OpenMode, Store};
use std::path::Path;
use std::sync::Arc;

/// A store and the use cases that work on it.
pub(crate) struct Opened {
    /// The store itself, for what concerns the file and nobody's record.
    pub(crate) store: Store,
    /// The use cases.
    pub(crate) brought: Brought,
}

/// Opens the record in a file. `pack` is what somebody asked for by name.
///
/// # Errors
/// When the pack or the file cannot be used, or another policy is in force in it than the one asked for.
pub(crate) async fn open(path: &Path, mode: OpenMode, pack: Option<&str>, division: Option<Division>) -> Result<Opened, Failure> {
    open_with(path, mode, pack, division, &[]).await
}

/// As [`open`], with drafts beside the shipped packs to choose from.
///
/// # Errors
/// As [`open`], and when a draft cannot be used.
pub(crate) async fn open_with(
    path: &Path,
    mode: OpenMode,
    pack: Option<&str>,
    division: Option<Division>,
    drafts: &[String],
) -> Result<Opened, Failure> {
    let keyring = main_key::keyring()?;
    let store = Store::open_with(path, mode, keyring.as_ref()).await?;
    main_key::check(&store, path, keyring.as_ref())?;
    with_policy(store, pack, division, drafts).await
}

/// An empty record that nobody keeps: what a dry run works on when there is no file yet.
///
/// # Errors
/// When the pack cannot be used.
pub(crate) async fn empty(pack: Option<&str>) -> Result<Opened, Failure> {
    with_policy(Store::in_memory().await?, pack, None, &[]).await
}

/// An empty record in memory to practise in, with the usual policy.
///
/// # Errors
/// When a shipped pack cannot be used.
pub(crate) async fn for_training() -> Result<TrainingRecord, Failure> {
    let usual = Arc::new(packs::usable(packs::USUAL)?);
    let calendar = Calendar::bundled(usual.division);
    Ok(TrainingRecord::empty(usual, calendar, Shelf::new(packs::all_shipped()?)).await?)
}

/// The use cases that work on a store that is open already.
///
/// # Errors
/// As [`open`].
pub(crate) async fn with_policy(
    store: Store,
    pack: Option<&str>,
    division: Option<Division>,
    drafts: &[String],
) -> Result<Opened, Failure> {
    let named = pack.unwrap_or(packs::USUAL);
    let usual = Arc::new(packs::usable(named)?);
    let mut texts = vec![packs::files(named)?];
    for draft in drafts {
        // Whoever adds a draft wants to see it: one that has errors is told here and not left out in silence.
        packs::usable(draft)?;
        texts.push(packs::files(draft)?);
    }
    texts.extend(packs::all_shipped()?);
    let of = |pack: &Pack| Calendar::bundled(division.unwrap_or(pack.division));
    let brought = Brought::new(store.clone(), Arc::clone(&usual), of(&usual)).with_shelf(Shelf::new(texts));
    let in_force = brought.in_force().await?;
    if in_force.entries().is_empty() {
        return Ok(Opened { store, brought });
    }
    if pack.is_some() {
        refuse_another(&in_force, &usual)?;
    }
    let own = in_force.pack_for(None, machine::now());
    warn_of_another_text(&in_force)?;
    let calendar = of(own);
    Ok(Opened { store, brought: brought.with_calendar(calendar) })
}

/// A policy that nobody has signed for is not asked in a record in which somebody has signed for one.
fn refuse_another(in_force: &InForce, asked: &Pack) -> Result<(), Failure> {
    if in_force.packs().contains_key(&asked.digest) {
        return Ok(());
    }
    let own = in_force.pack_for(None, machine::now());
    let what =
        if own.id == asked.id { "the text of this policy has changed since it was put in force" } else { "another policy is in force" };
    Err(Failure::usage(format!(
        "in this record {what}: version {} of {} (digest {}), and not version {} of {} (digest {}). Leave --pack out to ask the one in force. \
         To see what would change, `brought policy compare`; to put it in force, `brought help policy put-in-force`",
        own.version,
        own.id,
        short(&own.digest),
        asked.version,
        asked.id,
        short(&asked.digest)
    )))
}

/// A new version of the program may bring a new text of a policy. It is not asked until somebody signs for it, and that is said.
fn warn_of_another_text(in_force: &InForce) -> Result<(), Failure> {
    let now = machine::now();
    let services = in_force.policies().services();
    let mut told: Vec<&str> = Vec::new();
    for service in std::iter::once(None).chain(services.into_iter().map(Some)) {
        let pack = in_force.pack_for(service, now);
        if told.contains(&pack.id.as_str()) || !packs::is_shipped(&pack.id) {
            continue;
        }
        told.push(&pack.id);
        let shipped = packs::shipped_pack(&pack.id)?;
        if !in_force.packs().contains_key(&shipped.digest) {
            eprintln!(
                "brought: version {} of {} is in force in this record (digest {}); the program brings another text of it, version {} (digest {}). \
                 That one is not asked until somebody puts it in force: `brought help policy put-in-force`",
                pack.version,
                pack.id,
                short(&pack.digest),
                shipped.version,
                short(&shipped.digest)
            );
        }
    }
    Ok(())
}

/// As much of a digest as people compare by eye.
fn short(digest: &str) -> &str {
    digest.get(..12).unwrap_or(digest)
}
