//! Proof by looking everywhere: what a pack says in every state that can be reached with so many entries.
//!
//! The scenarios of a pack show what its author thought of. This looks at what nobody thought of: every chronology, up to a stated number of
//! entries, made of the entries that the pack's conditions, duties and endings can tell apart. A property that holds in all of them is held
//! up to that bound; one that does not is shown by the shortest chronology that breaks it, in sentences that a nurse reads.

mod alphabet;
mod answer;
mod deeds;
mod endings;
mod letter;
mod properties;
mod refused;
mod report;
mod scene;
mod search;
mod signature;
mod situations;
mod steps;
mod uses;

#[cfg(test)]
mod canaries;
#[cfg(test)]
mod merging;

pub use properties::Property;
pub use report::{Counterexample, Finding, Proof, Searched};

use crate::pack::{Follows, LoadedPack, Pathway};
use answer::Policy;
use brought_calendar::Calendar;
use brought_domain::ending::EndingLayer;
use refused::UnheldEnding;
use scene::{Birth, Scene};
use search::{Search, Witnessed};
use uses::Uses;

/// How far to look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bound {
    /// Entries of every kind in a chronology.
    pub entries: usize,
    /// Entries in a chronology of only those that bear on an end.
    pub entries_towards_an_end: usize,
    /// States in one search: one that reaches so many stops, and says to how many entries it was complete.
    pub states: usize,
    /// Whether every outcome in every setting is looked at with every plan, or only those that the pack can tell apart.
    pub every_situation: bool,
}

impl Bound {
    /// A first look, within seconds.
    pub const QUICK: Self = Self { entries: 1, entries_towards_an_end: 3, states: 1_000, every_situation: false };
    /// What a pack is held to.
    pub const USUAL: Self = Self { entries: 2, entries_towards_an_end: 5, states: 60_000, every_situation: true };

    /// A chronology of so many entries that bear on an end, and of half as many of every kind.
    pub fn of(entries: usize) -> Self {
        Self { entries: entries.div_ceil(2).max(1), entries_towards_an_end: entries, states: 1_000_000, ..Self::USUAL }
    }
}

/// Whoever does many independent pieces of work. A pure crate starts no threads: the program does.
pub trait Workers: Sync {
    /// Does the work once for each number below `pieces`, in any order, and returns when all of it is done.
    fn each(&self, pieces: usize, work: &(dyn Fn(usize) + Sync));
}

/// One after the other.
#[derive(Clone, Copy, Debug, Default)]
pub struct OneAfterTheOther;

impl Workers for OneAfterTheOther {
    fn each(&self, pieces: usize, work: &(dyn Fn(usize) + Sync)) {
        (0..pieces).for_each(work);
    }
}

/// Looks everywhere, up to the bound. The same pack and bound give the same proof, whoever works on it.
///
/// A pack that is refused because it would end follow-ups by itself is looked at as its author meant it, to show what would come of it.
/// Any other pack that did not load has nothing to be proved of: the proof is empty.
pub fn prove(loaded: &LoadedPack, bound: &Bound, workers: &dyn Workers) -> Proof {
    let mut proof = Proof::default();
    if let Some(pack) = &loaded.pack {
        for pathway in &pack.pathways {
            let policy = Policy { pack, calendar: Calendar::bundled(pack.division), unheld: &[] };
            Proving { loaded, policy: &policy, pathway, bound, workers }.run(&mut proof);
        }
    } else if let Some((pack, unheld)) = refused::as_it_was_meant(loaded) {
        for pathway in &pack.pathways {
            // One way of ending at a time, so that each has its own example.
            for ending in &unheld {
                let unheld: &[UnheldEnding] = std::slice::from_ref(ending);
                let policy = Policy { pack: &pack, calendar: Calendar::bundled(pack.division), unheld };
                Proving { loaded, policy: &policy, pathway, bound, workers }.show_what_comes_of(&ending.rule, &mut proof);
            }
        }
    }
    proof
}

/// The proof of one pathway.
struct Proving<'p> {
    loaded: &'p LoadedPack,
    policy: &'p Policy<'p>,
    pathway: &'p Pathway,
    bound: &'p Bound,
    workers: &'p dyn Workers,
}

impl Proving<'_> {
    fn run(&self, proof: &mut Proof) {
        let uses = Uses::of(self.pathway);
        let looked = situations::look(self.policy, self.pathway, &uses, self.bound.every_situation, self.workers);
        proof.situations += looked.count;
        for ((_, rules), (times, broken, example)) in looked.found {
            proof.found(self.loaded, self.pathway, &broken, rules.last(), Some((times, looked.count)), Some(example));
        }
        let mut witnessed = looked.witnessed;
        for (kind, search) in self.searches(&uses) {
            let outcome = search.search(self, &uses);
            proof.searches.push(Searched {
                pathway: self.pathway.id.clone(),
                of: kind,
                kinds_of_entries: search.letters.len(),
                entries: outcome.complete_to,
                states: outcome.states,
                chronologies: outcome.chronologies,
            });
            for (broken, example) in outcome.broken.into_values() {
                proof.found(self.loaded, self.pathway, &broken, None, None, Some(example));
            }
            witnessed.join(outcome.witnessed);
        }
        self.scenarios(&mut witnessed);
        self.answer(&mut witnessed);
        report::never_seen(proof, self.loaded, self.pathway, &witnessed);
    }

    /// The searches of a pathway: broad ones that stop early, and narrow ones that go deep.
    fn searches(&self, uses: &Uses) -> Vec<(&'static str, Planned)> {
        let pack = self.policy.pack;
        let scene = |birth, known| Scene::new(pack, self.pathway, birth, known);
        let whole = || alphabet::whole(pack, self.pathway, uses);
        let spine = || alphabet::spine(pack, self.pathway, uses);
        let usual = if self.pathway.follows == Follows::Unborn { Birth::Unborn } else { Birth::Months(32) };
        let mut searches = vec![
            ("entries of every kind", Planned { scene: scene(usual, true), letters: whole(), entries: self.bound.entries }),
            ("entries towards an end", Planned { scene: scene(usual, true), letters: spine(), entries: self.bound.entries_towards_an_end }),
        ];
        let shallow = self.bound.entries_towards_an_end.min(4);
        match self.pathway.follows {
            Follows::Carers => searches.push((
                "entries towards an end, dependants not known",
                Planned { scene: scene(usual, false), letters: spine(), entries: shallow },
            )),
            Follows::Children if self.pathway.layers().contains(&EndingLayer::PregnancyEnded) => searches.push((
                "entries towards an end, unborn",
                Planned { scene: scene(Birth::Unborn, true), letters: spine(), entries: shallow },
            )),
            Follows::Children | Follows::Unborn => {}
        }
        searches
    }

    /// What the pack's own scenarios show to be possible counts as well: they go deeper than any search.
    fn scenarios(&self, witnessed: &mut Witnessed) {
        for scenario in &self.pathway.scenarios {
            let calendar = Calendar::bundled(scenario.division.unwrap_or(self.policy.pack.division));
            let standing = crate::engine::standing(self.policy.pack, &calendar, &scenario.chronology, scenario.as_of);
            witnessed.stages.extend(standing.follow_ups.iter().map(|follow_up| follow_up.stage.clone()));
            let fired = standing.trace.iter().filter(|trace| trace.fired).map(|trace| trace.rule.clone());
            witnessed.fired.extend(fired.chain(standing.obligations.iter().map(|obligation| obligation.because.rule.clone())));
        }
    }

    /// Tries to answer what no search has answered: from the first state in which it is asked, everything is done, several times over,
    /// because one thing may only be asked of somebody when another is done.
    fn answer(&self, witnessed: &mut Witnessed) {
        let everything = deeds::everything_done();
        for ((rule, words), asked) in &mut witnessed.asked {
            let Some(state) = asked else { continue };
            let (mut events, mut now) = (state.events.clone(), state.example.as_of);
            for _ in 0..4 {
                let says = self.policy.says(&state.scene, &events, now);
                now = now.saturating_add(jiff::SignedDuration::from_hours(24)).unwrap_or(now);
                let moment = letter::Moment { pack: self.policy.pack, scene: &state.scene, events: &events, says: &says, now };
                events.extend(everything.events(&moment).unwrap_or_default());
                now = events.last().map_or(now, |event| event.recorded_at);
            }
            let says = self.policy.says(&state.scene, &events, now);
            let done = [crate::standing::ObligationStateKind::Done, crate::standing::ObligationStateKind::DoneLate];
            if says.owed.iter().any(|owed| &owed.rule == rule && &owed.words == words && done.contains(&owed.state)) {
                *asked = None;
            }
        }
    }

    fn show_what_comes_of(&self, rule: &str, proof: &mut Proof) {
        let uses = Uses::of(self.pathway);
        let scene = Scene::new(self.policy.pack, self.pathway, Birth::Months(32), true);
        let letters = alphabet::spine(self.policy.pack, self.pathway, &uses);
        let planned = Planned { scene, letters, entries: self.bound.entries_towards_an_end.max(4) };
        let outcome = planned.search(self, &uses);
        proof.searches.push(Searched {
            pathway: self.pathway.id.clone(),
            of: "entries towards an end",
            kinds_of_entries: planned.letters.len(),
            entries: outcome.complete_to,
            states: outcome.states,
            chronologies: outcome.chronologies,
        });
        // The one property that its author gave up; the others only follow from it.
        if let Some((broken, example)) = outcome.broken.get(&Property::EndsOnlyWithEvidence) {
            proof.found(self.loaded, self.pathway, broken, Some(&rule.to_owned()), None, Some(example.clone()));
        }
    }
}

/// A search that is to be made.
struct Planned {
    scene: Scene,
    letters: Vec<letter::Letter>,
    entries: usize,
}

impl Planned {
    fn search(&self, proving: &Proving<'_>, uses: &Uses) -> search::Outcome {
        let search = Search {
            policy: proving.policy,
            scene: &self.scene,
            uses,
            letters: &self.letters,
            entries: self.entries,
            states: proving.bound.states,
            merge: true,
        };
        search.run(proving.workers)
    }
}
