//! What each rule made of a follow-up, and which fact decided.

use super::formula::{Formula, Traced};
use super::grounds::Grounds;
use super::words;
use crate::expression::{Expression, FactValue, Facts as _, Truth};
use crate::fact::FactName;
use crate::pack::{Pack, Rule};
use crate::standing::{RuleTrace, Standing};
use brought_domain::contact::Answer;
use brought_domain::vocabulary;
use brought_domain::{EventId, FollowUpId, ObligationId, PersonId, ServiceId};

/// What every rule made of one follow-up, or of the child as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkExplained {
    /// The follow-up. Nothing: the child as a whole, across services.
    pub follow_up: Option<FollowUpId>,
    /// Whose.
    pub person: PersonId,
    /// Of which service.
    pub service: Option<ServiceId>,
    /// The stage of the follow-up, in words.
    pub stage: Option<String>,
    /// Whether it is open: in one that has ended no rule is at work.
    pub open: bool,
    /// Every rule, in the order of the pathway.
    pub rules: Vec<RuleExplained>,
}

vocabulary! {
    /// What became of a rule.
    pub enum Verdict ("verdict on a rule") {
        /// It has fired since the follow-up was opened.
        Fired = "fired", "fired";
        /// Its condition holds, but nothing has been recorded since it came to hold on which the rule could fire.
        Holds = "holds", "holds, and looks at the next entry";
        /// It would fire if a single thing that its condition asks were different.
        Nearly = "nearly", "nearly fired";
        /// More than one thing would have to be different.
        Not = "not", "did not fire";
    }
}

/// One rule, and why it fired or did not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleExplained {
    /// Its id.
    pub rule: String,
    /// Its clauses.
    pub clauses: Vec<String>,
    /// What became of it.
    pub verdict: Verdict,
    /// What its condition comes to now. A rule that has fired may no longer hold; what it asked for stays.
    pub now: Truth,
    /// What decided that.
    pub decided_by: Vec<Decided>,
    /// When it nearly fired: what, by itself, would make it fire.
    pub one_away: Vec<Decided>,
    /// Every fact that it looks at.
    pub facts: Vec<FactExplained>,
    /// The entries that made it fire.
    pub fired_by: Vec<EventId>,
    /// What it has asked for.
    pub raised: Vec<ObligationId>,
}

/// One question of a condition, and its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decided {
    /// The fact it is about.
    pub fact: FactName,
    /// The value of that fact.
    pub value: FactValue,
    /// What the rule asks of it: "at least 2".
    pub asked: String,
    /// What the answer is.
    pub truth: Truth,
    /// All of it in words: "number of failed contacts is 1, and the rule asks for at least 2".
    pub words: String,
}

/// A fact, and the entries that it rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FactExplained {
    /// The fact.
    pub fact: FactName,
    /// Its value.
    pub value: FactValue,
    /// The entries it rests on. None: it rests on what is not recorded, or on the date.
    pub entries: Vec<EventId>,
}

impl WorkExplained {
    /// Its rules of one sort.
    pub fn of(&self, verdict: Verdict) -> impl Iterator<Item = &RuleExplained> {
        self.rules.iter().filter(move |rule| rule.verdict == verdict)
    }
}

/// Everything that rules look at, in the order of the standing.
pub(super) fn work(pack: &Pack, standing: &Standing, grounds: &Grounds) -> Vec<WorkExplained> {
    let explained = |follow_up: Option<&FollowUpId>| -> Vec<RuleExplained> {
        let traces = standing.trace.iter().filter(|trace| trace.follow_up.as_ref() == follow_up);
        traces.filter_map(|trace| Some(rule(pack.rules().find(|rule| rule.id == trace.rule)?, trace, standing, grounds))).collect()
    };
    let follow_ups = standing.follow_ups.iter().map(|follow_up| WorkExplained {
        follow_up: Some(follow_up.id.clone()),
        person: follow_up.person.clone(),
        service: Some(follow_up.service.clone()),
        stage: Some(follow_up.stage_words.clone()),
        open: follow_up.is_open(),
        rules: explained(Some(&follow_up.id)),
    });
    let child =
        WorkExplained { follow_up: None, person: standing.subject.clone(), service: None, stage: None, open: true, rules: explained(None) };
    follow_ups.chain(std::iter::once(child)).filter(|work| !work.rules.is_empty()).collect()
}

fn rule(rule: &Rule, trace: &RuleTrace, standing: &Standing, grounds: &Grounds) -> RuleExplained {
    let formula = Formula::of(&rule.when);
    let facts = Traced(trace);
    let answers = formula.answers(&facts);
    let (now, deciding) = formula.decide(&answers);
    let one_away = if now == Answer::No && !trace.fired { formula.one_away(&answers) } else { Vec::new() };
    let decided = |indexes: Vec<usize>| -> Vec<Decided> {
        indexes.into_iter().filter_map(|index| decided(&formula.questions[index], &facts, answers[index])).collect()
    };
    RuleExplained {
        rule: rule.id.clone(),
        clauses: rule.clauses.clone(),
        verdict: match (trace.fired, now) {
            (true, _) => Verdict::Fired,
            (false, Answer::Yes | Answer::NotKnown) => Verdict::Holds,
            (false, Answer::No) if !one_away.is_empty() => Verdict::Nearly,
            (false, Answer::No) => Verdict::Not,
        },
        now,
        decided_by: decided(deciding),
        one_away: decided(one_away),
        facts: trace
            .facts
            .iter()
            .map(|(fact, value)| FactExplained { fact: *fact, value: *value, entries: grounds.behind(trace.follow_up.as_ref(), *fact) })
            .collect(),
        fired_by: distinct(&trace.events),
        raised: standing
            .obligations
            .iter()
            .filter(|obligation| obligation.because.rule == rule.id && obligation.follow_up == trace.follow_up)
            .map(|obligation| obligation.id.clone())
            .collect(),
    }
}

fn decided(question: &Expression, facts: &Traced<'_>, truth: Truth) -> Option<Decided> {
    let fact = words::fact_of(question)?;
    let value = facts.value(fact);
    Some(Decided { fact, value, asked: words::asked(question), truth, words: words::answered(question, value, truth) })
}

/// Each entry once: a rule that fires again for a later contact rests on the earlier ones again.
fn distinct(events: &[EventId]) -> Vec<EventId> {
    let mut once: Vec<EventId> = Vec::new();
    for event in events {
        if !once.contains(event) {
            once.push(event.clone());
        }
    }
    once
}
