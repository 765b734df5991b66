//! Opening a record with the policy and the calendar that go with it.

use crate::failure::Failure;
use crate::packs;
use brought_app::Brought;
use brought_calendar::{Calendar, Division};
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

/// Opens the record in a file.
///
/// # Errors
/// When the pack or the file cannot be used.
pub(crate) async fn open(path: &Path, mode: OpenMode, pack: &str, division: Option<Division>) -> Result<Opened, Failure> {
    with_policy(Store::open(path, mode).await?, pack, division)
}

/// An empty record that nobody keeps: what a dry run works on when there is no file yet.
///
/// # Errors
/// When the pack cannot be used.
pub(crate) async fn empty(pack: &str) -> Result<Opened, Failure> {
    with_policy(Store::in_memory().await?, pack, None)
}

fn with_policy(store: Store, pack: &str, division: Option<Division>) -> Result<Opened, Failure> {
    let pack = packs::usable(pack)?;
    let calendar = Calendar::bundled(division.unwrap_or(pack.division));
    let brought = Brought::new(store.clone(), Arc::new(pack), calendar);
    Ok(Opened { store, brought })
}
