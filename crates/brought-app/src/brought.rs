//! What every use case works with.

use crate::accounts::{Guesses, Verifying};
use crate::comparison::Compared;
use crate::failure::Failure;
use crate::in_force::{InForce, Shelf};
use brought_calendar::Calendar;
use brought_domain::Chronology;
use brought_policy::{Answer, Pack};
use brought_store::Store;
use jiff::Timestamp;
use std::sync::{Arc, PoisonError, RwLock};
use tokio::sync::Mutex;

/// The store, the policies and the calendar. Cheap to clone; all clones are one.
///
/// The store is kept in here: a record leaves only through a use case that takes an [`AccessGrant`](crate::AccessGrant) (invariant 9).
#[derive(Clone)]
pub struct Brought {
    pub(crate) store: Store,
    /// The pack that is asked while nobody has put one in force.
    usual: Arc<Pack>,
    pub(crate) shelf: Arc<Shelf>,
    /// As it was last read; the store says whether there is more.
    in_force: Arc<RwLock<Arc<InForce>>>,
    pub(crate) calendar: Calendar,
    pub(crate) compared: Compared,
    pub(crate) guesses: Arc<Guesses>,
    pub(crate) verifying: Verifying,
    /// Held while somebody is added: two who are added in one moment are not on record yet when the other is looked for (H12).
    pub(crate) adding: Arc<Mutex<()>>,
}

impl Brought {
    /// Puts the three together. The pack is asked for as long as nobody has put one in force; the calendar should be that of its nation.
    pub fn new(store: Store, usual: Arc<Pack>, calendar: Calendar) -> Self {
        let in_force = Arc::new(RwLock::new(Arc::new(InForce::of(&usual))));
        Self {
            store,
            usual,
            shelf: Arc::default(),
            in_force,
            calendar,
            compared: Compared::default(),
            guesses: Arc::default(),
            verifying: Verifying::default(),
            adding: Arc::default(),
        }
    }

    /// With packs to choose from: for comparing, and for putting in force.
    #[must_use]
    pub fn with_shelf(mut self, shelf: Shelf) -> Self {
        self.shelf = Arc::new(shelf);
        self
    }

    /// By another calendar: that of the nation of the policy in force.
    #[must_use]
    pub fn with_calendar(mut self, calendar: Calendar) -> Self {
        self.calendar = calendar;
        self
    }

    /// The policies that are, were and will be in force in this record. None of them is ever changed, so only new ones are read.
    ///
    /// # Errors
    /// [`Failure::Trouble`] when the record cannot be read, or the text of a policy in it cannot be used by this version of the program.
    pub async fn in_force(&self) -> Result<Arc<InForce>, Failure> {
        let known = Arc::clone(&self.in_force.read().unwrap_or_else(PoisonError::into_inner));
        if self.store.count_policies_in_force().await? == known.count() {
            return Ok(known);
        }
        let read = Arc::new(InForce::read(&self.store, &self.usual, &known).await?);
        *self.in_force.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&read);
        Ok(read)
    }

    /// Every pack that can be read here: the one that is asked while nobody has put one in force, those that were put in force, and those on
    /// the shelf. Each text once.
    ///
    /// # Errors
    /// [`Failure::Trouble`] as [`Brought::in_force`].
    pub async fn known_packs(&self) -> Result<Vec<Arc<Pack>>, Failure> {
        let in_force = self.in_force().await?;
        let mut packs: Vec<Arc<Pack>> = Vec::new();
        let usual = if in_force.entries().is_empty() { Some(&self.usual) } else { None };
        let put = in_force.entries().iter().filter_map(|entry| in_force.packs().get(&entry.pack_digest));
        for pack in usual.into_iter().chain(put).chain(self.shelf.packs().into_iter().map(|shelved| shelved.pack)) {
            if packs.iter().all(|known| known.digest != pack.digest) {
                packs.push(Arc::clone(pack));
            }
        }
        Ok(packs)
    }

    /// What the policies in force ask of one person, as far as was known at a moment (STW-20).
    pub(crate) async fn answer(&self, chronology: &Chronology, as_of: Timestamp) -> Result<Answer, Failure> {
        Ok(self.in_force().await?.policies().answer(&self.calendar, chronology, as_of))
    }

    /// The pack that is asked while nobody has put one in force.
    pub(crate) fn usual(&self) -> &Arc<Pack> {
        &self.usual
    }

    /// The calendar by which working days are counted.
    pub fn calendar(&self) -> &Calendar {
        &self.calendar
    }
}
