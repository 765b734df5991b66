//! Gaps and overlaps: every outcome in every setting, for every age, plan and vulnerability that the pack may look at.

use super::alphabet::{factor_fact, plan_fact, subject, usual_failure};
use super::answer::{Owed, Policy, Says};
use super::letter::Came;
use super::properties::{Broken, Property, check};
use super::scene::{Birth, Scene, contact_id, signed};
use super::search::{Asked, Witnessed};
use super::uses::{Uses, every_contact};
use super::{Counterexample, Workers};
use crate::duty::Detail;
use crate::engine::CORE_NOTHING_MATCHED;
use crate::fact::FactName;
use crate::pack::Pathway;
use brought_domain::circumstances::{FactorKind, PlanKind, StandingNow};
use brought_domain::work::Role;
use brought_domain::{Event, Fact};
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// What was found in all situations of a pathway.
#[derive(Default)]
pub(super) struct Situations {
    pub(super) count: usize,
    /// For each kind of thing found: how often, and the smallest example. The key tells the rules, for overlaps.
    pub(super) found: BTreeMap<(Property, Vec<String>), (usize, Broken, Counterexample)>,
    pub(super) witnessed: Witnessed,
}

/// One situation: who, what is known of them, and which contacts failed.
struct Situation {
    scene: usize,
    plan: Option<(PlanKind, StandingNow)>,
    factor: Option<(FactorKind, StandingNow)>,
    attempts: usize,
    came: Came,
}

/// Looks at all of them.
pub(super) fn look(policy: &Policy<'_>, pathway: &Pathway, uses: &Uses, every: bool, workers: &dyn Workers) -> Situations {
    let scenes: Vec<Scene> = births(uses).into_iter().map(|birth| Scene::new(policy.pack, pathway, birth, true)).collect();
    let situations = all(policy, pathway, uses, every, scenes.len());
    let slots: Vec<OnceLock<Seen>> = situations.iter().map(|_| OnceLock::new()).collect();
    workers.each(situations.len(), &|index| {
        let (Some(situation), Some(slot)) = (situations.get(index), slots.get(index)) else { return };
        // A slot is filled once, by the one piece of work that has its number.
        let _ = slot.set(situation.look(policy, pathway, &scenes));
    });
    let mut found = Situations { count: situations.len(), ..Situations::default() };
    for (situation, seen) in situations.iter().zip(slots.into_iter().filter_map(OnceLock::into_inner)) {
        let example = |words: &str| situation.example(&scenes, pathway, words);
        for (rules, broken) in seen.broken {
            let known = found.found.entry((broken.property, rules));
            known.or_insert_with(|| (0, broken.clone(), example(&broken.words))).0 += 1;
        }
        let Some(scene) = scenes.get(situation.scene) else { continue };
        found.witnessed.see(&seen.says, || Asked {
            scene: scene.clone(),
            events: situation.events(scene, pathway).0,
            example: example("What is asked here is answered by no entry"),
        });
    }
    found
}

/// The ages on both sides of every number that a rule compares an age with, and what may be known instead of an age.
fn births(uses: &Uses) -> Vec<Birth> {
    let numbers = uses.numbers.get(&FactName::AgeMonths).into_iter().flatten();
    let mut months: Vec<i32> =
        numbers.flat_map(|number| [number.saturating_sub(1), *number, number.saturating_add(1)]).filter(|months| *months >= 0).collect();
    months.push(32);
    months.sort_unstable();
    months.dedup();
    months.into_iter().map(Birth::Months).chain([Birth::NotKnown, Birth::Unborn]).collect()
}

/// In the order in which a smaller example comes first: fewer contacts, and less that is known.
fn all(policy: &Policy<'_>, pathway: &Pathway, uses: &Uses, every: bool, scenes: usize) -> Vec<Situation> {
    let counting = &policy.pack.counting;
    let contacts = if every { every_contact(subject(pathway)) } else { uses.classes(counting, subject(pathway)) };
    let states = [StandingNow::Current, StandingNow::NotKnown];
    let kinds: &[PlanKind] = if every { PlanKind::ALL } else { &[PlanKind::ChildProtection, PlanKind::EarlyHelp] };
    let plans = kinds.iter().flat_map(|plan| states.map(|state| Some((*plan, state))));
    let plans: Vec<_> = [None].into_iter().chain(plans).collect();
    // Vulnerability: none on the record, known, and not known. Which factor it is, is a letter of the searches.
    let factors =
        [None, Some((FactorKind::WelfareConcern, StandingNow::Current)), Some((FactorKind::WelfareConcern, StandingNow::NotKnown))];
    let attempts = usize::try_from(uses.largest(FactName::FailedContacts).unwrap_or(1)).unwrap_or(1).clamp(1, 3);
    let mut situations = Vec::new();
    for attempts in 1..=attempts {
        for scene in 0..scenes {
            for plan in &plans {
                for factor in &factors {
                    situations.extend(contacts.iter().map(|came| Situation { scene, plan: *plan, factor: *factor, attempts, came: *came }));
                }
            }
        }
    }
    situations
}

struct Seen {
    broken: Vec<(Vec<String>, Broken)>,
    says: Says,
}

impl Situation {
    fn events(&self, scene: &Scene, pathway: &Pathway) -> (Vec<Event>, Timestamp) {
        let first = scene.before.len();
        let mut events: Vec<Event> = Vec::new();
        let put = |events: &mut Vec<Event>, about, at, fact| {
            events.push(scene.event(first + events.len(), about, at, signed(Role::Practitioner), fact));
        };
        let before = scene.start.saturating_sub(SignedDuration::from_hours(2)).unwrap_or(Timestamp::MIN);
        if let Some((plan, state)) = self.plan {
            put(&mut events, &scene.child, before, plan_fact(plan, state));
        }
        if let Some((factor, state)) = self.factor {
            put(&mut events, &scene.child, before, factor_fact(factor, state));
        }
        let mut at = scene.start;
        for (number, came) in self.contacts(pathway).into_iter().enumerate() {
            at = scene.start.saturating_add(SignedDuration::from_hours(24 * i64::try_from(number).unwrap_or(0))).unwrap_or(Timestamp::MAX);
            for fact in came.facts(scene, contact_id(number), at) {
                put(&mut events, &scene.person, at, fact);
            }
        }
        (events, at)
    }

    fn contacts(&self, pathway: &Pathway) -> Vec<Came> {
        let earlier = std::iter::repeat_n(usual_failure(pathway), self.attempts - 1);
        earlier.chain([self.came]).collect()
    }

    fn look(&self, policy: &Policy<'_>, pathway: &Pathway, scenes: &[Scene]) -> Seen {
        let Some(scene) = scenes.get(self.scene) else { return Seen { broken: Vec::new(), says: Says::default() } };
        let (events, now) = self.events(scene, pathway);
        let says = policy.says(scene, &events, now);
        let mut broken: Vec<_> =
            check(policy, scene, &events, &Says::default(), &says).into_iter().map(|broken| (Vec::new(), broken)).collect();
        let last = events.iter().rev().find(|event| matches!(event.fact, Fact::OutcomeRecorded(_)));
        let of_this = |owed: &&Owed| last.is_some_and(|last| owed.events.contains(&last.id));
        let asked: Vec<&Owed> = says.open().filter(|owed| owed.of_follow_up).filter(of_this).collect();
        if asked.iter().any(|owed| owed.rule == CORE_NOTHING_MATCHED) {
            let words = "No rule of this policy says anything about it: the safeguarding lead is asked to decide the next step".to_owned();
            broken.push((Vec::new(), Broken { property: Property::Gap, words }));
        }
        for (index, owed) in asked.iter().enumerate() {
            for other in asked.iter().skip(index + 1).filter(|other| other.rule != owed.rule && same_question(owed, other)) {
                // In the order of the page: the later rule is the one to look at.
                let place = |rule: &str| pathway.rules.iter().position(|known| known.id == rule);
                let (owed, other) = if place(&owed.rule) <= place(&other.rule) { (*owed, *other) } else { (*other, *owed) };
                let words = format!("{} and {} both ask the {}: “{}”", owed.rule, other.rule, owed.owner.0, owed.words);
                broken.push((vec![owed.rule.clone(), other.rule.clone()], Broken { property: Property::Overlap, words }));
            }
        }
        Seen { broken, says }
    }

    fn example(&self, scenes: &[Scene], pathway: &Pathway, words: &str) -> Counterexample {
        let Some(scene) = scenes.get(self.scene) else { return Counterexample::empty(words) };
        let (events, now) = self.events(scene, pathway);
        let known =
            [self.plan.map(|(plan, state)| format!("{plan}: {state}")), self.factor.map(|(factor, state)| format!("{factor}: {state}"))];
        let known: Vec<String> = known.into_iter().flatten().collect();
        let family = if known.is_empty() { scene.words() } else { format!("{}; {}", scene.words(), known.join("; ")) };
        let contacts = self.contacts(pathway).into_iter().enumerate().map(|(number, came)| {
            let day = brought_calendar::local_date(scene.start).saturating_add(jiff::Span::new().days(i64::try_from(number).unwrap_or(0)));
            (day, came.sentence())
        });
        Counterexample { family, steps: contacts.collect(), then: words.to_owned(), chronology: scene.chronology(&events), as_of: now }
    }
}

/// Whether what answers the one that asks for more answers the other as well: then whoever reads both is asked twice, with two due times.
fn one_answers_both(left: &Detail, right: &Detail) -> bool {
    fn is_part<T: PartialEq>(left: &[T], right: &[T]) -> bool {
        left.iter().all(|part| right.contains(part)) || right.iter().all(|part| left.contains(part))
    }
    match (left, right) {
        (Detail::Say(left), Detail::Say(right)) => is_part(left, right),
        (Detail::Records(left), Detail::Records(right)) => is_part(left, right),
        (Detail::Say(_), Detail::Nothing) | (Detail::Nothing, Detail::Say(_)) => true,
        _ => left == right,
    }
}

/// Whether two obligations ask one person the same thing.
fn same_question(left: &Owed, right: &Owed) -> bool {
    left.action == right.action
        && left.topic == right.topic
        && left.agency == right.agency
        && left.party == right.party
        && one_answers_both(&left.detail, &right.detail)
        && left.ask == right.ask
        && left.child == right.child
        && left.owner.0 == right.owner.0
        && left.with_roles == right.with_roles
}
