//! A record to practise in: made of nothing, in memory, and thrown away by making another.
//!
//! No file is behind it. Whoever starts again gets a new one, and nothing that is there is emptied or deleted: there is no code that could do that to a
//! record.

use crate::brought::Brought;
use crate::failure::Failure;
use crate::in_force::Shelf;
use brought_calendar::Calendar;
use brought_policy::Pack;
use brought_store::Store;
use std::sync::Arc;

/// A record in memory, to practise in. It can be made only empty, and never of a record that is there already.
#[derive(Clone)]
pub struct TrainingRecord {
    store: Store,
    brought: Brought,
}

impl TrainingRecord {
    /// An empty one, with the pack that it asks, the calendar that goes with it, and packs to choose from.
    ///
    /// # Errors
    /// [`Failure::Trouble`] when there is no memory for it.
    pub async fn empty(usual: Arc<Pack>, calendar: Calendar, shelf: Shelf) -> Result<Self, Failure> {
        let store = Store::in_memory().await?;
        let brought = Brought::new(store.clone(), usual, calendar).with_shelf(shelf);
        Ok(Self { store, brought })
    }

    /// The store, to put made-up people into.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// The use cases.
    pub fn brought(&self) -> &Brought {
        &self.brought
    }
}
