//! Makes a population, chunk by chunk: each chunk of children is drawn from a stream of its own, so that any of them can be made alone and
//! the first children are the same in a population of any size.

mod chunk;
mod contacts;
mod draft;
mod family;
mod outcomes;
mod plans;

pub(crate) use contacts::{age_in_months, settle, time_of_day};
pub(crate) use draft::Draft;
pub(crate) use family::{Family, Member, some_postcode};

use crate::day::Days;
use crate::distributions::{Counts, Propensities};
use crate::providers::{self, Provider};
use crate::recipe::{Recipe, RecipeProblem};
use crate::rows::{Carer, Child, Contact, Household, Label, Move, Plan, Truth};
use std::ops::Range;

/// How many children are drawn from one stream.
pub const CHUNK: u32 = 1_024;

/// A population that can be made, all of it or any part.
#[derive(Clone, Debug)]
pub struct Population {
    pub(crate) recipe: Recipe,
    pub(crate) days: Days,
    pub(crate) providers: Vec<Provider>,
    pub(crate) propensities: Propensities,
    pub(crate) counts: Counts,
}

/// A part of a population: the rows about some children.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Part {
    /// Ordered by child, day, time and id.
    pub contacts: Vec<Contact>,
    /// Ordered by number.
    pub children: Vec<Child>,
    /// Of the households whose first child is in the part.
    pub carers: Vec<Carer>,
    /// The households whose first child is in the part.
    pub households: Vec<Household>,
    /// Of those households, each household's in the order of time.
    pub moves: Vec<Move>,
    /// Ordered by child and time.
    pub plans: Vec<Plan>,
    /// What was planted with these children; before the first child also what was planted at providers.
    pub truth: Vec<Truth>,
}

impl Population {
    /// Lays out what the whole population has in common. Makes nobody yet.
    ///
    /// # Errors
    /// [`RecipeProblem`] names the number that is out of range, or the year whose bank holidays are not known.
    pub fn new(recipe: Recipe) -> Result<Self, RecipeProblem> {
        recipe.check()?;
        let days = Days::new(recipe.from(), recipe.until).map_err(RecipeProblem::Calendar)?;
        let providers = providers::make_up(recipe.seed, &days);
        Ok(Self { providers, days, propensities: Propensities::new(), counts: Counts::with_mean(recipe.mean), recipe })
    }

    /// What it was made from.
    pub fn recipe(&self) -> &Recipe {
        &self.recipe
    }

    /// The providers, by place.
    pub fn providers(&self) -> &[Provider] {
        &self.providers
    }

    /// The rows about the children with these numbers, from 1 on; numbers past the last child are left out.
    pub fn part(&self, children: Range<u32>) -> Part {
        let (from, to) = (children.start.max(1), children.end.min(self.recipe.children.saturating_add(1)));
        let mut part = Part::default();
        if from >= to {
            return part;
        }
        for chunk in (from - 1) / CHUNK..=(to - 2) / CHUNK {
            chunk::make(self, chunk, from..to, &mut part);
        }
        if from == 1 {
            part.truth.splice(0..0, self.steps());
        }
        part
    }

    fn steps(&self) -> impl Iterator<Item = Truth> {
        self.providers.iter().zip(0_u16..).filter_map(|(provider, place)| {
            let step = provider.step?;
            let label = if step.odds > 1.0 { Label::ProviderWorse } else { Label::ProviderBetter };
            Some(Truth { label, child: None, household: None, provider: Some(place), from_on: step.from_on, to_on: None })
        })
    }
}
