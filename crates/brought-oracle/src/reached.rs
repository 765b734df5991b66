//! What the chronologies that were drawn have reached: a comparison that reaches nothing proves nothing.

use brought_policy::standing::{FollowUpState, Standing};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// How often each thing was seen.
#[derive(Clone, Debug, Default)]
pub struct Reached {
    /// Chronologies compared.
    pub compared: usize,
    /// Chronologies left out, because they answer by an id something that is not told apart from something else.
    pub left_out: usize,
    /// Each rule that asked for something, or showed something.
    pub rules: BTreeMap<String, usize>,
    /// Each way in which a follow-up ended.
    pub endings: BTreeMap<&'static str, usize>,
    /// Each state of what is owed.
    pub states: BTreeMap<&'static str, usize>,
    /// Each pathway.
    pub pathways: BTreeMap<String, usize>,
}

impl Reached {
    /// Takes in one answer of the engine.
    pub fn take_in(&mut self, standing: &Standing) {
        for trace in standing.trace.iter().filter(|trace| trace.fired) {
            *self.rules.entry(trace.rule.clone()).or_default() += 1;
        }
        for owed in &standing.obligations {
            *self.rules.entry(owed.because.rule.clone()).or_default() += 1;
            *self.states.entry(owed.state.kind().code()).or_default() += 1;
        }
        for one in &standing.follow_ups {
            let how = match &one.state {
                FollowUpState::Open => "open",
                FollowUpState::Ended { layer, .. } => layer.code(),
            };
            *self.endings.entry(how).or_default() += 1;
            *self.pathways.entry(one.pathway.clone().unwrap_or_default()).or_default() += 1;
        }
    }

    /// A table for people to read.
    pub fn table(&self) -> String {
        let mut table = format!("compared {}, left out {}\n", self.compared, self.left_out);
        let mut part = |name: &str, counts: Vec<(String, usize)>| {
            // Writing to a text cannot fail.
            let _ = writeln!(table, "{name}");
            for (what, count) in counts {
                let _ = writeln!(table, "  {count:>9}  {what}");
            }
        };
        let owned = |counts: &BTreeMap<&'static str, usize>| counts.iter().map(|(what, count)| ((*what).to_owned(), *count)).collect();
        part("rules", self.rules.iter().map(|(what, count)| (what.clone(), *count)).collect());
        part("follow-ups", owned(&self.endings));
        part("obligations", owned(&self.states));
        part("pathways", self.pathways.iter().map(|(what, count)| (what.clone(), *count)).collect());
        table
    }
}
