//! What a proof came to, for people.

use super::properties::{Broken, Property};
use super::search::Witnessed;
use crate::duty::Duty;
use crate::pack::{LoadedPack, Pathway, Rule, Thing};
use crate::problem::{Problem, Severity};
use brought_domain::{Chronology, Links};
use jiff::{Timestamp, civil::Date};

/// What a proof came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proof {
    /// What was searched.
    pub searches: Vec<Searched>,
    /// Situations of first, second and third failed contacts that were looked at for gaps and overlaps.
    pub situations: usize,
    /// What does not hold. Empty: everything holds, up to the bound.
    pub findings: Vec<Finding>,
}

/// One search.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Searched {
    /// The pathway.
    pub pathway: String,
    /// Of which entries.
    pub of: &'static str,
    /// How many kinds of entries that were.
    pub kinds_of_entries: usize,
    /// Every chronology of so many entries was looked at.
    pub entries: usize,
    /// States that can be told apart.
    pub states: usize,
    /// Chronologies that the engine was asked about.
    pub chronologies: usize,
}

/// Something that does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What does not hold.
    pub property: Property,
    /// The same as a problem, at its place in the pack.
    pub problem: Problem,
    /// The shortest chronology that shows it, when one does.
    pub example: Option<Counterexample>,
}

/// A chronology that shows that something does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counterexample {
    /// Who it is about.
    pub family: String,
    /// What happened, by day.
    pub steps: Vec<(Date, String)>,
    /// What is wrong then.
    pub then: String,
    /// The same for the program.
    pub chronology: Chronology,
    /// The moment at which it is wrong.
    pub as_of: Timestamp,
}

impl Counterexample {
    pub(super) fn empty(then: &str) -> Self {
        let subject = super::scene::nobody();
        let chronology = Chronology { subject, services: vec![], practitioners: vec![], events: vec![], links: Links::default() };
        Self { family: String::new(), steps: vec![], then: then.to_owned(), chronology, as_of: Timestamp::MIN }
    }

    /// As dated sentences, a line each.
    pub fn lines(&self) -> Vec<String> {
        let steps = self.steps.iter().map(|(day, sentence)| format!("{}: {sentence}.", brought_calendar::day_in_words(*day)));
        [format!("{}.", self.family)].into_iter().chain(steps).chain([format!("Then: {}.", self.then)]).collect()
    }

    /// As a chronology file, for `brought standing --chronology`.
    pub fn json(&self) -> String {
        brought_forms::chronology_file::write_json(&self.chronology)
    }
}

impl Finding {
    /// Whether it is known already: at the same place, or by the same story.
    fn is_at(&self, problem: &Problem, example: Option<&Counterexample>) -> bool {
        let steps = |example: &Counterexample| (example.family.clone(), example.steps.clone());
        let same_story = example.is_some() && self.example.as_ref().map(steps) == example.map(steps);
        let same_rule = self.property == Property::EndsOnlyWithEvidence && same_story;
        same_rule || self.problem.span == problem.span && self.problem.file == problem.file && self.problem.message == problem.message
    }
}

impl Searched {
    /// One line: how much was looked at.
    pub fn words(&self) -> String {
        format!(
            "{}: {} states ({} chronologies) to depth {}, {} kinds of {}",
            self.pathway,
            grouped(self.states),
            grouped(self.chronologies),
            self.entries,
            self.kinds_of_entries,
            self.of
        )
    }
}

impl Proof {
    /// Whether nothing was found that keeps a pack from being used.
    pub fn holds(&self) -> bool {
        self.findings.iter().all(|finding| finding.problem.severity != Severity::Error)
    }

    /// States of all searches.
    pub fn states(&self) -> usize {
        self.searches.iter().map(|search| search.states).sum()
    }

    /// Puts down what was found, once for each property and place.
    pub(super) fn found(
        &mut self,
        loaded: &LoadedPack,
        pathway: &Pathway,
        broken: &Broken,
        rule: Option<&String>,
        times: Option<(usize, usize)>,
        example: Option<Counterexample>,
    ) {
        let (thing, id) = rule.map_or((Thing::Pathway, &pathway.id), |rule| (Thing::Rule, rule));
        let often = times.map(|(times, of)| format!(" (in {} of {} situations)", grouped(times), grouped(of)));
        let what = if example.is_some() { String::new() } else { format!(": {}", lower_first(&broken.words)) };
        let message = format!("{}{}{what}", broken.property.when_broken(), often.unwrap_or_default());
        let mut problem = loaded.error_at(thing, id, message);
        if self.findings.iter().any(|known| known.property == broken.property && known.is_at(&problem, example.as_ref())) {
            return;
        }
        if let Some(example) = &example {
            problem = problem.with_help(example.lines().join("\n  "));
        }
        // The product itself holds these two: a gap falls to the safeguarding lead, and an answer answers both of two rules.
        if matches!(broken.property, Property::Gap | Property::Overlap | Property::NeverDiffer) {
            problem = problem.as_warning();
        }
        self.findings.push(Finding { property: broken.property, problem, example });
    }
}

/// What was never seen in any search, situation or scenario.
pub(super) fn never_seen(proof: &mut Proof, loaded: &LoadedPack, pathway: &Pathway, witnessed: &Witnessed) {
    let mut found = |property, words: String, rule: Option<&String>, example| {
        proof.found(loaded, pathway, &Broken { property, words }, rule, None, example);
    };
    for stage in pathway.stages.iter().filter(|stage| !witnessed.stages.contains(&stage.id)) {
        found(
            Property::StageReached,
            format!("The stage `{}` of the pathway `{}` is reached by nothing", stage.id, pathway.id),
            None,
            None,
        );
    }
    // The scenarios that show an included pack's rules firing are run in that pack, and it is proved there.
    let own = pathway.rules.iter().filter(|rule| rule.proven_in.is_none());
    for rule in own.filter(|rule| !witnessed.fired.contains(&rule.id)) {
        found(Property::RuleFires, format!("The rule `{}` fires in no state", rule.id), Some(&rule.id), None);
    }
    for ((rule, words), asked) in &witnessed.asked {
        if let Some(asked) = asked.as_ref().filter(|_| pathway.rules.iter().any(|known| &known.id == rule)) {
            let example = Some(asked.example.clone());
            found(Property::CanBeAnswered, format!("“{words}” is asked, and no entry answers it"), Some(rule), example);
        }
    }
    for (index, rule) in pathway.rules.iter().enumerate() {
        let held = witnessed.held_in.get(&rule.id);
        for other in pathway.rules.iter().skip(index + 1).filter(|other| held.is_some() && witnessed.held_in.get(&other.id) == held) {
            if rule.on == other.on && asks_the_same(rule, other) {
                let words = format!("`{}` and `{}` hold in the same states, and ask the same", rule.id, other.id);
                found(Property::NeverDiffer, words, Some(&other.id), None);
            }
        }
    }
}

fn asks_the_same(left: &Rule, right: &Rule) -> bool {
    let same = |one: &Duty, other: &Duty| {
        let what = (one.action, &one.with, &one.ask, one.topic, &one.detail);
        what == (other.action, &other.with, &other.ask, other.topic, &other.detail) && one.owner == other.owner
    };
    left.duties.iter().any(|one| right.duties.iter().any(|other| same(one, other)))
}

fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}

/// A number as people write it: 41,212.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
