//! Breadth first through everything that may be recorded: the first chronology that breaks a property is the shortest.

use super::answer::{Policy, Says};
use super::letter::{Letter, Moment};
use super::properties::{Broken, Property, check};
use super::scene::Scene;
use super::signature::{Past, Signature};
use super::uses::Uses;
use super::{Counterexample, Workers};
use brought_domain::{Correction, CorrectionKind, Event, Fact};
use jiff::{SignedDuration, Timestamp};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

/// States that are worked on before what they lead to is put together.
const TOGETHER: usize = 64;

/// What is searched.
pub(super) struct Search<'s> {
    pub(super) policy: &'s Policy<'s>,
    pub(super) scene: &'s Scene,
    pub(super) uses: &'s Uses,
    pub(super) letters: &'s [Letter],
    /// Entries in a chronology at the most.
    pub(super) entries: usize,
    /// States at the most.
    pub(super) states: usize,
    /// Whether states with one signature are taken for one. Only a test of the signature itself says no.
    pub(super) merge: bool,
}

/// A chronology that was reached.
#[derive(Clone)]
pub(super) struct Node {
    pub(super) events: Vec<Event>,
    pub(super) steps: Vec<(Timestamp, usize)>,
    pub(super) now: Timestamp,
    quiet: usize,
    quiet_until: Timestamp,
    pub(super) says: Says,
}

/// What a search came to.
#[derive(Default)]
pub(super) struct Outcome {
    /// States that were told apart.
    pub(super) states: usize,
    /// Chronologies that the engine was asked about.
    pub(super) chronologies: usize,
    /// The entries up to which every chronology was looked at.
    pub(super) complete_to: usize,
    /// For each property the shortest chronology that breaks it.
    pub(super) broken: BTreeMap<Property, (Broken, Counterexample)>,
    pub(super) witnessed: Witnessed,
}

/// What was seen to happen at all.
#[derive(Default)]
pub(super) struct Witnessed {
    /// Stages reached.
    pub(super) stages: BTreeSet<String>,
    /// Rules that fired.
    pub(super) fired: BTreeSet<String>,
    /// What rules asked: the first state in which it was asked, or nothing once some entry has answered it.
    pub(super) asked: BTreeMap<(String, String), Option<Asked>>,
    /// For each rule a number that depends on every state in which its condition held.
    pub(super) held_in: BTreeMap<String, u64>,
    states: u64,
}

/// A state in which something is asked.
pub(super) struct Asked {
    pub(super) scene: Scene,
    pub(super) events: Vec<Event>,
    pub(super) example: Counterexample,
}

impl Witnessed {
    /// Takes in one more state.
    pub(super) fn see(&mut self, says: &Says, state: impl Fn() -> Asked) {
        self.states += 1;
        self.stages.extend(says.followings.iter().map(|following| following.stage.clone()));
        for rule in &says.rules {
            if rule.fired {
                self.fired.insert(rule.rule.clone());
            }
            if rule.now != brought_domain::contact::Answer::No {
                let held = self.held_in.entry(rule.rule.clone()).or_insert(0xcbf2_9ce4_8422_2325);
                *held = (*held ^ self.states).wrapping_mul(0x0100_0000_01b3);
            }
        }
        for owed in &says.owed {
            let key = (owed.rule.clone(), owed.words.clone());
            let asked = self.asked.entry(key).or_insert_with(|| Some(state()));
            if matches!(owed.state, crate::standing::ObligationStateKind::Done | crate::standing::ObligationStateKind::DoneLate) {
                *asked = None;
            }
        }
    }

    /// Takes in what another search saw of the same pathway.
    pub(super) fn join(&mut self, other: Self) {
        self.stages.extend(other.stages);
        self.fired.extend(other.fired);
        for (key, state) in other.asked {
            let answered = state.is_none();
            let known = self.asked.entry(key).or_insert(state);
            if answered {
                *known = None;
            }
        }
        for (rule, held) in other.held_in {
            let known = self.held_in.entry(rule).or_insert(0);
            *known = known.wrapping_mul(0x0100_0000_01b3) ^ held;
        }
    }
}

/// One step from a state.
struct Next {
    node: Node,
    signature: Signature,
    broken: Vec<Broken>,
}

impl Search<'_> {
    /// Searches to the bound.
    pub(super) fn run(&self, workers: &dyn Workers) -> Outcome {
        let mut outcome = Outcome::default();
        let first = self.first();
        let mut known: BTreeSet<Signature> = BTreeSet::from([self.signature(&first)]);
        let mut level = vec![first];
        outcome.states = 1;
        outcome.chronologies = 1;
        for depth in 1..=self.entries {
            let mut next = Vec::new();
            for together in level.chunks(TOGETHER) {
                if outcome.states >= self.states {
                    return outcome;
                }
                for steps in self.steps(together, &known, workers) {
                    outcome.chronologies += steps.0;
                    for step in steps.1 {
                        self.take(step, &mut known, &mut next, &mut outcome);
                    }
                }
            }
            outcome.complete_to = depth;
            level = next;
            if level.is_empty() {
                // Nothing new can be reached by any number of entries.
                outcome.complete_to = self.entries;
                break;
            }
        }
        outcome
    }

    pub(super) fn first(&self) -> Node {
        let now = self.scene.start.saturating_sub(SignedDuration::from_hours(1)).unwrap_or(Timestamp::MIN);
        let says = self.policy.says(self.scene, &[], now);
        Node { events: Vec::new(), steps: Vec::new(), now, quiet: 0, quiet_until: Timestamp::MIN, says }
    }

    fn take(&self, step: Next, known: &mut BTreeSet<Signature>, next: &mut Vec<Node>, outcome: &mut Outcome) {
        let example = |words: &str| self.example(&step.node, words);
        for broken in &step.broken {
            let words = &broken.words;
            outcome.broken.entry(broken.property).or_insert_with(|| (broken.clone(), example(words)));
        }
        if self.merge && !known.insert(step.signature) {
            return;
        }
        outcome.states += 1;
        outcome.witnessed.see(&step.node.says, || Asked {
            scene: self.scene.clone(),
            events: step.node.events.clone(),
            example: example("What is asked here is answered by no entry"),
        });
        // Beyond a state that is broken there is nothing to be proved.
        if step.broken.is_empty() {
            next.push(step.node);
        }
    }

    /// What the states lead to, with the number of chronologies asked about for each.
    fn steps(&self, nodes: &[Node], known: &BTreeSet<Signature>, workers: &dyn Workers) -> Vec<(usize, Vec<Next>)> {
        let slots: Vec<OnceLock<(usize, Vec<Next>)>> = nodes.iter().map(|_| OnceLock::new()).collect();
        workers.each(nodes.len(), &|index| {
            let (Some(node), Some(slot)) = (nodes.get(index), slots.get(index)) else { return };
            let mut asked = 0;
            let mut found = Vec::new();
            for letter in 0..self.letters.len() {
                let Some(node_after) = self.after(node, letter) else { continue };
                asked += 1;
                let signature = self.signature(&node_after);
                let mut broken = check(self.policy, self.scene, &node_after.events, &node.says, &node_after.says);
                let new = !known.contains(&signature) || !self.merge;
                if new {
                    asked += 1;
                    broken.extend(self.withdrawn(node, &node_after));
                }
                if new || !broken.is_empty() {
                    found.push(Next { node: node_after, signature, broken });
                }
            }
            // A slot is filled once, by the one piece of work that has its number.
            let _ = slot.set((asked, found));
        });
        slots.into_iter().filter_map(OnceLock::into_inner).collect()
    }

    /// The state after one more letter. Nothing: the letter makes no sense there.
    pub(super) fn after(&self, node: &Node, letter: usize) -> Option<Node> {
        let drawn = self.letters.get(letter)?;
        let days = drawn.quiet_days.max(1);
        let now = if node.steps.is_empty() && drawn.quiet_days == 0 {
            self.scene.start
        } else {
            node.now.saturating_add(SignedDuration::from_hours(24 * days)).unwrap_or(Timestamp::MAX)
        };
        let moment = Moment { pack: self.policy.pack, scene: self.scene, events: &node.events, says: &node.says, now };
        let new = drawn.events(&moment)?;
        let events: Vec<Event> = node.events.iter().cloned().chain(new).collect();
        let at = if drawn.quiet_days > 0 { now } else { events.last().map_or(now, |event| event.recorded_at) };
        let quiet = drawn.quiet_days > 0;
        Some(Node {
            steps: node.steps.iter().copied().chain([(now, letter)]).collect(),
            now: at,
            quiet: node.quiet + usize::from(quiet),
            quiet_until: if quiet { now } else { node.quiet_until },
            says: self.policy.says(self.scene, &events, at),
            events,
        })
    }

    pub(super) fn past<'n>(&'n self, node: &'n Node) -> Past<'n> {
        Past {
            pack: self.policy.pack,
            scene: self.scene,
            uses: self.uses,
            events: &node.events,
            now: node.now,
            quiet: node.quiet,
            quiet_until: node.quiet_until,
        }
    }

    pub(super) fn signature(&self, node: &Node) -> Signature {
        self.past(node).signature(&node.says)
    }

    /// Whether withdrawing the last entry leaves what was owed before it.
    fn withdrawn(&self, before: &Node, after: &Node) -> Option<Broken> {
        let new = after.events.get(before.events.len()..)?;
        if new.is_empty() || !self.policy.unheld.is_empty() {
            return None;
        }
        let mut events = after.events.clone();
        let mut at = after.now;
        for event in new {
            at = at.saturating_add(SignedDuration::from_mins(1)).unwrap_or(Timestamp::MAX);
            let mut correction = self.scene.event(
                self.scene.before.len() + events.len(),
                &event.about,
                at,
                super::scene::signed(brought_domain::work::Role::Practitioner),
                Fact::CorrectionOnly,
            );
            correction.corrects =
                Some(Correction { event: event.id.clone(), how: CorrectionKind::Withdraws, reason: "a slip of the pen".into() });
            events.push(correction);
        }
        let says = self.policy.says(self.scene, &events, at);
        let open = |says: &Says| says.open().map(|owed| owed.id.clone()).collect::<BTreeSet<_>>();
        let ended =
            |says: &Says| says.followings.iter().map(|following| (following.person.clone(), following.ended.clone())).collect::<Vec<_>>();
        let same = open(&says) == open(&before.says) && ended(&says) == ended(&before.says);
        (!same).then(|| Broken {
            property: Property::WithdrawnAsIfNever,
            words: "The last entry is withdrawn, and what is asked is not what was asked before it".into(),
        })
    }

    pub(super) fn example(&self, node: &Node, words: &str) -> Counterexample {
        let steps = node.steps.iter().map(|(at, letter)| {
            let sentence = self.letters.get(*letter).map_or("", |letter| letter.sentence.as_str());
            (brought_calendar::local_date(*at), sentence.to_owned())
        });
        Counterexample {
            family: self.scene.words(),
            steps: steps.collect(),
            then: words.to_owned(),
            chronology: self.scene.chronology(&node.events),
            as_of: node.now,
        }
    }
}
