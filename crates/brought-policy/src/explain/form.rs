//! The written form of an explanation: what `brought policy explain --json` prints and other programs read.
//!
//! Versioned by [`FORMAT`]. Fields are added, never renamed or removed, within one version.

use super::words::kind_of;
use super::{Decided, Explanation, FactExplained, Imagined, RuleExplained, WorkExplained};
use crate::standing_form::{MissingForm, ObligationForm, PackForm, StandingForm};
use schemars::JsonSchema;
use serde::Serialize;

/// The name and version of the format.
pub const FORMAT: &str = "brought-explanation/1";

/// What each rule of the policy made of one child on one day, and what would come of the next contact.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ExplanationForm {
    /// Always `brought-explanation/1`.
    pub format: String,
    /// The id of the person asked about.
    pub subject: String,
    /// The moment asked about, in universal time. Only what had been recorded by then is taken into account.
    pub as_of: String,
    /// Which pack and calendar gave the answer.
    pub pack: PackForm,
    /// Each follow-up, open ones first, and then the child as a whole, with every rule that looks at it.
    pub work: Vec<WorkForm>,
    /// What would come of the next contact, for each open follow-up, or for the latest service when none is open.
    pub imagined: Vec<ImaginedForm>,
}

/// What every rule made of one follow-up, or of the child as a whole.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct WorkForm {
    /// The follow-up; null for the child as a whole, across services.
    pub follow_up: Option<String>,
    /// Whose.
    pub person: String,
    /// Of which service.
    pub service: Option<String>,
    /// The stage of the follow-up, in words.
    pub stage: Option<String>,
    /// Whether it is open: in one that has ended no rule is at work.
    pub open: bool,
    /// Every rule, in the order of the pathway.
    pub rules: Vec<RuleForm>,
}

/// One rule, and why it fired or did not.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct RuleForm {
    /// Its id.
    pub rule: String,
    /// Its clauses.
    pub clauses: Vec<String>,
    /// `fired`; `holds`: the condition holds, and the rule looks at the next entry; `nearly`: it would fire if a single thing were different;
    /// `not`: more than one would have to be.
    pub verdict: String,
    /// What its condition comes to now: `yes`, `no` or `not_known`. A rule that has fired may no longer hold; what it asked for stays.
    pub now: String,
    /// What decided that.
    pub decided_by: Vec<DecidedForm>,
    /// When it nearly fired: what, by itself, would make it fire.
    pub one_away: Vec<DecidedForm>,
    /// Every fact that it looks at.
    pub facts: Vec<ExplainedFactForm>,
    /// The entries that made it fire.
    pub fired_by: Vec<String>,
    /// The obligations it has raised.
    pub raised: Vec<String>,
}

/// One question of a condition, and its answer.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct DecidedForm {
    /// The fact it is about.
    pub fact: String,
    /// The value of that fact, in words.
    pub value: String,
    /// What the rule asks of it, in words.
    pub asked: String,
    /// The answer: `yes`, `no` or `not_known`.
    pub answer: String,
    /// All of it in words.
    pub words: String,
}

/// A fact, and the entries that it rests on.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ExplainedFactForm {
    /// The fact's name.
    pub fact: String,
    /// What it is, in words.
    pub words: String,
    /// `yes_or_no`, `number` or `word`.
    pub kind: String,
    /// Its value in words.
    pub value: String,
    /// The entries it rests on. None: it rests on what is not recorded, or on the date.
    pub entries: Vec<String>,
}

/// What would come of one imagined contact.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ImaginedForm {
    /// `fails`, `is_kept` or `is_cancelled` (by the family).
    pub how: String,
    /// Whose contact it is.
    pub person: String,
    /// Of which service.
    pub service: String,
    /// Where, as a code.
    pub setting: String,
    /// On which day: the day after the one asked about.
    pub on: String,
    /// What comes of it, as a code.
    pub outcome: String,
    /// The rules that would fire and have not yet.
    pub fires: Vec<String>,
    /// What would be asked for that is not asked for now.
    pub raised: Vec<ObligationForm>,
    /// What is asked for now and would be answered for this contact too: ids of obligations.
    pub joined: Vec<String>,
    /// What is owed now and would be settled by it: ids of obligations.
    pub settled: Vec<String>,
    /// How stages would change.
    pub stages: Vec<StageForm>,
    /// Alerts that would be shown and are not yet, in words.
    pub alerts: Vec<String>,
    /// What would still be missing before each open follow-up of this person and service may end.
    pub missing: Vec<StillMissingForm>,
}

/// A follow-up that would be in another stage.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct StageForm {
    /// The follow-up.
    pub follow_up: String,
    /// Its stage before, in words; null: it would be opened.
    pub from: Option<String>,
    /// Its stage then, in words.
    pub to: String,
}

/// What would be missing before a follow-up may end.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct StillMissingForm {
    /// The follow-up.
    pub follow_up: String,
    /// What.
    pub missing: Vec<MissingForm>,
    /// What is missing now and would not be any more.
    pub no_longer: Vec<MissingForm>,
}

/// The JSON Schema of the form.
pub fn schema() -> schemars::Schema {
    schemars::schema_for!(ExplanationForm)
}

fn texts<T: ToString>(ids: &[T]) -> Vec<String> {
    ids.iter().map(ToString::to_string).collect()
}

impl From<&Explanation> for ExplanationForm {
    fn from(explanation: &Explanation) -> Self {
        let standing = StandingForm::from(&explanation.standing);
        Self {
            format: FORMAT.to_owned(),
            subject: standing.subject,
            as_of: standing.as_of,
            pack: standing.pack,
            work: explanation.work.iter().map(Into::into).collect(),
            imagined: explanation.imagined.iter().map(Into::into).collect(),
        }
    }
}

impl From<&WorkExplained> for WorkForm {
    fn from(work: &WorkExplained) -> Self {
        Self {
            follow_up: work.follow_up.as_ref().map(ToString::to_string),
            person: work.person.to_string(),
            service: work.service.as_ref().map(ToString::to_string),
            stage: work.stage.clone(),
            open: work.open,
            rules: work.rules.iter().map(Into::into).collect(),
        }
    }
}

impl From<&RuleExplained> for RuleForm {
    fn from(rule: &RuleExplained) -> Self {
        Self {
            rule: rule.rule.clone(),
            clauses: rule.clauses.clone(),
            verdict: rule.verdict.code().to_owned(),
            now: rule.now.code().to_owned(),
            decided_by: rule.decided_by.iter().map(Into::into).collect(),
            one_away: rule.one_away.iter().map(Into::into).collect(),
            facts: rule.facts.iter().map(Into::into).collect(),
            fired_by: texts(&rule.fired_by),
            raised: texts(&rule.raised),
        }
    }
}

impl From<&Decided> for DecidedForm {
    fn from(decided: &Decided) -> Self {
        Self {
            fact: decided.fact.code().to_owned(),
            value: decided.value.words(),
            asked: decided.asked.clone(),
            answer: decided.truth.code().to_owned(),
            words: decided.words.clone(),
        }
    }
}

impl From<&FactExplained> for ExplainedFactForm {
    fn from(explained: &FactExplained) -> Self {
        Self {
            fact: explained.fact.code().to_owned(),
            words: explained.fact.words().to_owned(),
            kind: kind_of(explained.fact).to_owned(),
            value: explained.value.words(),
            entries: texts(&explained.entries),
        }
    }
}

impl From<&Imagined> for ImaginedForm {
    fn from(imagined: &Imagined) -> Self {
        let ids = |obligations: &[crate::standing::Obligation]| obligations.iter().map(|obligation| obligation.id.to_string()).collect();
        Self {
            how: imagined.how.code().to_owned(),
            person: imagined.person.to_string(),
            service: imagined.service.to_string(),
            setting: imagined.setting.code().to_owned(),
            on: imagined.on.to_string(),
            outcome: imagined.outcome.code().to_owned(),
            fires: imagined.fires.clone(),
            raised: imagined.raised.iter().map(Into::into).collect(),
            joined: ids(&imagined.joined),
            settled: ids(&imagined.settled),
            stages: imagined
                .stages
                .iter()
                .map(|change| StageForm { follow_up: change.follow_up.to_string(), from: change.from.clone(), to: change.to.clone() })
                .collect(),
            alerts: imagined.alerts.clone(),
            missing: imagined
                .missing
                .iter()
                .map(|still| StillMissingForm {
                    follow_up: still.follow_up.to_string(),
                    missing: still.missing.iter().map(missing).collect(),
                    no_longer: still.no_longer.iter().map(missing).collect(),
                })
                .collect(),
        }
    }
}

fn missing(missing: &crate::standing::Missing) -> MissingForm {
    MissingForm {
        kind: missing.kind.code().to_owned(),
        child: missing.child.as_ref().map(ToString::to_string),
        words: missing.words.clone(),
        clause: missing.clause.to_owned(),
    }
}
