//! Both sides, side by side.

use crate::answer::{self, Answer};
use crate::open::Open;
use crate::policy::{self, Files, Policy};
use crate::signing::readable;
use crate::story::{Called, Names};
use crate::{engine_side, shrink};
use brought_calendar::Calendar;
use brought_domain::event::{Event, Fact};
use brought_domain::{Chronology, ObligationId};
use brought_policy::{Pack, Standing};
use jiff::Timestamp;

/// One pack, as either side understands it.
pub struct Sides {
    /// As the oracle reads it.
    pub policy: Policy,
    /// As the engine loads it.
    pub pack: Pack,
    /// Working days.
    pub calendar: Calendar,
    /// The findings that the oracle follows.
    pub open: Open,
}

/// What one side says and the other does not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Lines that only the oracle has.
    pub oracle: Answer,
    /// Lines that only the engine has.
    pub engine: Answer,
}

impl Sides {
    /// Both sides of one pack, from its texts.
    ///
    /// # Errors
    /// Why one of them could not read it.
    pub fn of(files: &Files, calendar: Calendar, open: Open) -> Result<Self, String> {
        Self::between(files, files, calendar, open)
    }

    /// The oracle with one pack, and the engine with another.
    ///
    /// # Errors
    /// Why one of them could not read it.
    pub fn between(oracle: &Files, engine: &Files, calendar: Calendar, open: Open) -> Result<Self, String> {
        let policy = policy::read(oracle)?;
        let loaded = brought_policy::pack::load(&engine.clone().into_iter().collect());
        let told: Vec<String> = loaded.problems.iter().map(ToString::to_string).collect();
        let pack = loaded.pack.ok_or_else(|| told.join("\n"))?;
        Ok(Self { policy, pack, calendar, open })
    }

    /// What has been asked of a chronology, by the engine's ids, and whether it is still open.
    pub fn asked(&self, chronology: &Chronology, as_of: Timestamp) -> Vec<(ObligationId, bool)> {
        let standing = brought_policy::standing(&self.pack, &self.calendar, chronology, as_of);
        standing.obligations.into_iter().map(|owed| (owed.id.clone(), owed.is_open())).collect()
    }

    /// Whether an entry answers something by an id, and something else that is owed would have the same name here, or had when an ending was signed.
    pub fn leaves_out(&self, chronology: &Chronology, as_of: Timestamp) -> bool {
        let answered = chronology.events.iter().flat_map(|event| {
            let by_hand = match &event.fact {
                Fact::ObligationSettled(settled) => Some(&settled.obligation),
                _ => None,
            };
            event.answers.iter().chain(by_hand)
        });
        let answered: Vec<_> = answered.collect();
        if answered.is_empty() {
            return false;
        }
        let has_two = |names: Names| {
            let of = |id: &&ObligationId| names.get(id).is_some_and(|name| names.values().filter(|other| *other == name).count() > 1);
            answered.iter().copied().any(|id| of(&id))
        };
        let now = engine_side::names(&brought_policy::standing(&self.pack, &self.calendar, chronology, as_of));
        has_two(now) || endings(chronology, as_of).any(|ending| has_two(self.names_when_signed(chronology, ending, as_of)))
    }

    /// What the ids name where an ending is judged by what could be read when it was signed, and as if what has been put right since had been right from
    /// the first. What was settled by hand under a name that nothing has any more is to be answered again.
    fn names_when_signed(&self, chronology: &Chronology, ending: &Event, as_of: Timestamp) -> Names {
        let then = readable(chronology, ending.recorded_at);
        engine_side::names(&brought_policy::standing(&self.pack, &self.calendar, &then, as_of))
    }

    /// Where the two differ; nothing when they agree, or when the chronology is left out.
    pub fn difference(&self, chronology: &Chronology, as_of: Timestamp) -> Option<Difference> {
        if self.leaves_out(chronology, as_of) { None } else { self.compare(chronology, as_of).1 }
    }

    /// What the engine answers, and where the oracle differs.
    pub fn compare(&self, chronology: &Chronology, as_of: Timestamp) -> (Standing, Option<Difference>) {
        let standing = brought_policy::standing(&self.pack, &self.calendar, chronology, as_of);
        let engine = engine_side::answer(&standing);
        let oracle = self.oracle(chronology, as_of, &standing);
        let differs = engine != oracle;
        let difference = differs.then(|| Difference { oracle: only_in(&oracle, &engine), engine: only_in(&engine, &oracle) });
        (standing, difference)
    }

    fn oracle(&self, chronology: &Chronology, as_of: Timestamp, standing: &Standing) -> Answer {
        let now = engine_side::names(standing);
        let then = endings(chronology, as_of).map(|ending| (ending.id.clone(), self.names_when_signed(chronology, ending, as_of)));
        let then = then.collect();
        answer::answer(&self.policy, &self.calendar, chronology, as_of, &Called { now, then }, &self.open)
    }

    /// The smallest chronology on which they still differ.
    pub fn smallest(&self, chronology: &Chronology, as_of: Timestamp) -> Chronology {
        shrink::shrink(chronology, as_of, &|chronology, as_of| self.difference(chronology, as_of).is_some())
    }

    /// A difference for people to read: the chronology file, and the two answers.
    pub fn told(&self, chronology: &Chronology, as_of: Timestamp) -> String {
        let file = brought_forms::chronology_file::write_json(chronology);
        let Some(difference) = self.difference(chronology, as_of) else { return "no difference".to_owned() };
        let engine = engine_side::answer(&brought_policy::standing(&self.pack, &self.calendar, chronology, as_of));
        let both = only_in(&engine, &difference.engine);
        let list = |lines: &Answer| lines.iter().map(|line| format!("  {line}\n")).collect::<String>();
        format!(
            "pack {}, as of {as_of}\n{file}\nonly the oracle says:\n{}only the engine says:\n{}both say:\n{}",
            self.policy.id,
            list(&difference.oracle),
            list(&difference.engine),
            list(&both)
        )
    }
}

/// The endings that were known at a moment.
fn endings(chronology: &Chronology, as_of: Timestamp) -> impl Iterator<Item = &Event> {
    chronology.events.iter().filter(move |event| matches!(event.fact, Fact::FollowUpEnded(_)) && event.recorded_at <= as_of)
}

/// Lines of one that the other lacks, as often as it lacks them.
fn only_in(one: &Answer, other: &Answer) -> Answer {
    let mut left = other.clone();
    let mut found = Vec::new();
    for line in one {
        match left.iter().position(|known| known == line) {
            Some(place) => {
                left.remove(place);
            }
            None => found.push(line.clone()),
        }
    }
    found
}
