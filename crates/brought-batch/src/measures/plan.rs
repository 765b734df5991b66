//! What is measured: outcomes, windows, deadlines and levels, read from a small TOML file. Nothing of it stands in code.

use crate::problem::BatchProblem;
use brought_domain::contact::OutcomeKind;
use brought_policy::Pack;
use brought_policy::deadline::Deadline;
use serde::Deserialize;
use std::collections::BTreeMap;

/// The plan that comes with the program: one year, five working days, a ladder of three levels.
pub const ENGAGEMENT: &str = include_str!("../../../../measures/engagement.toml");

/// So many first days can be asked for at most.
const MOST_FIRST_DAYS: usize = 8;

/// What a contact with one outcome is to the measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// It was due and failed.
    Failed,
    /// It was due and the child was seen.
    Seen,
    /// The family cancelled it.
    CancelledByFamily,
    /// It says nothing about the child or the family.
    Neutral,
}

/// The levels a child goes up and down, for each service by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ladder {
    /// The highest level.
    pub levels: u8,
    /// Where a child with a known concern stands at least after a failed contact.
    pub least_with_known_concern: u8,
    /// From so many cancellations by the family in an unbroken run on, each counts as a failed contact.
    pub family_cancellations: u32,
    /// So many levels down when the child is seen.
    pub down_when_seen: u8,
}

/// The names of the columns of the contacts.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Columns {
    /// The child.
    pub child: String,
    /// When the contact was planned for.
    pub scheduled_at: String,
    /// An id by which contacts of one child at the same time are put in order.
    pub event_id: String,
    /// Who offered it.
    pub provider: String,
    /// What came of it.
    pub outcome: String,
    /// The service; needed for a ladder alone.
    pub service: String,
}

impl Default for Columns {
    fn default() -> Self {
        let name = str::to_owned;
        Self {
            child: name("nhs_number"),
            scheduled_at: name("scheduled_at"),
            event_id: name("event_id"),
            provider: name("provider"),
            outcome: name("outcome"),
            service: name("service"),
        }
    }
}

/// The names of the columns of the children.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ChildColumns {
    /// The child.
    pub child: String,
    /// Whether there is a known concern.
    pub known_concern: String,
}

impl Default for ChildColumns {
    fn default() -> Self {
        Self { child: "nhs_number".to_owned(), known_concern: "known_concern".to_owned() }
    }
}

/// A plan as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    title: String,
    policy: Option<String>,
    window_days: Option<u32>,
    follow_up_within: String,
    #[serde(default)]
    first_day_of_count: Vec<u32>,
    highest_state: u32,
    outcomes: BTreeMap<String, String>,
    ladder: Option<Ladder>,
    #[serde(default)]
    columns: Columns,
    #[serde(default)]
    children: ChildColumns,
}

/// What is measured.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// What it is called.
    pub title: String,
    /// How many days the window has, the day on which it ends included.
    pub window_days: u32,
    /// How long somebody has to follow up a failed contact.
    pub follow_up_within: Deadline,
    /// Counts of failed contacts within the window whose first day is wanted.
    pub first_day_of_count: Vec<u32>,
    /// What the state is at most, without the one more for being overdue.
    pub highest_state: u32,
    /// What the codes of the file are.
    pub outcomes: BTreeMap<String, Class>,
    /// The levels, if they are wanted.
    pub ladder: Option<Ladder>,
    /// The columns of the contacts.
    pub columns: Columns,
    /// The columns of the children.
    pub children: ChildColumns,
}

impl Plan {
    /// The policy pack that a plan names, to be loaded before the plan is read: its folder, or the name of a shipped one.
    ///
    /// # Errors
    /// When the text is no plan.
    pub fn policy_of(text: &str, name: &str) -> Result<Option<String>, BatchProblem> {
        Ok(written(text, name)?.policy)
    }

    /// Reads a plan. With a policy pack, the window and what counts as failed come from the pack, and the outcomes of the plan are in the
    /// product's codes; every contact is taken to have been arranged.
    ///
    /// # Errors
    /// When the text is no plan, or says what makes no sense. `name` is what it is called in messages.
    pub fn read(text: &str, name: &str, pack: Option<&Pack>) -> Result<Self, BatchProblem> {
        let written = written(text, name)?;
        let wrong = |reason: String, what_to_do: &str| BatchProblem::unusable(name, reason, what_to_do);
        let window_days = match (written.window_days, pack) {
            (Some(days), None) if (1..=10_000).contains(&days) => days,
            (Some(days), None) => return Err(wrong(format!("a window of {days} days cannot be"), "Write 1 to 10000 for window_days")),
            (None, Some(pack)) => pack.pattern_window_days,
            (Some(_), Some(_)) => return Err(wrong("the window comes from the policy".into(), "Take window_days out of the plan")),
            (None, None) => return Err(wrong("it does not say how long the window is".into(), "Write for example: window_days = 365")),
        };
        let deadline = Deadline::parse(&written.follow_up_within);
        let follow_up_within = deadline.map_err(|problem| wrong(problem.to_string(), "Change follow_up_within in the plan"))?;
        let firsts = &written.first_day_of_count;
        if firsts.len() > MOST_FIRST_DAYS || firsts.contains(&0) || !firsts.is_sorted_by(|one, next| one < next) {
            let reason = format!("first_day_of_count {firsts:?} is no list of up to {MOST_FIRST_DAYS} counts from 1 up, ascending");
            return Err(wrong(reason, "Write for example: first_day_of_count = [2, 3]"));
        }
        if written.outcomes.is_empty() || written.outcomes.len() > usize::from(crate::measures::codes::MOST_OUTCOMES) {
            return Err(wrong("it names no outcomes, or more than 250".into(), "Say under [outcomes] what each code of the file is"));
        }
        if written.ladder.is_some_and(|ladder| ladder.levels == 0 || ladder.down_when_seen == 0 || ladder.family_cancellations == 0) {
            return Err(wrong("a number of the ladder is 0".into(), "Write 1 or more, or leave [ladder] out"));
        }
        if written.ladder.is_some_and(|ladder| ladder.least_with_known_concern > ladder.levels) {
            return Err(wrong("least_with_known_concern is higher than levels".into(), "Write at most the number of levels"));
        }
        let class = |(code, said): (&String, &String)| Ok((code.clone(), class_of(code, said, pack).map_err(|(a, b)| wrong(a, &b))?));
        Ok(Self {
            window_days,
            follow_up_within,
            highest_state: written.highest_state.min(1_000),
            outcomes: written.outcomes.iter().map(class).collect::<Result<_, BatchProblem>>()?,
            title: written.title,
            first_day_of_count: written.first_day_of_count,
            ladder: written.ladder,
            columns: written.columns,
            children: written.children,
        })
    }
}

fn written(text: &str, name: &str) -> Result<Written, BatchProblem> {
    toml::from_str(text).map_err(|problem| {
        let what_to_do = "Compare it with the plan that --show-plan prints";
        BatchProblem::unusable(name, problem.to_string().trim_end().to_owned(), what_to_do)
    })
}

/// What one outcome is; or why that cannot be said, and what to do.
fn class_of(code: &str, said: &str, pack: Option<&Pack>) -> Result<Class, (String, String)> {
    let Some(pack) = pack else {
        return match said {
            "failed" => Ok(Class::Failed),
            "seen" => Ok(Class::Seen),
            "cancelled_by_family" => Ok(Class::CancelledByFamily),
            "neutral" => Ok(Class::Neutral),
            _ => Err((
                format!("the outcome {code} cannot be `{said}`"),
                "Write failed, seen, cancelled_by_family or neutral; or name a policy, and write the product's codes".to_owned(),
            )),
        };
    };
    let kind: OutcomeKind = said.parse().map_err(|_| {
        let codes: Vec<&str> = OutcomeKind::ALL.iter().map(|kind| kind.code()).collect();
        (format!("the outcome {code} cannot be `{said}`, because the plan names a policy"), format!("Write one of: {}", codes.join(", ")))
    })?;
    // As in the engine: what a pack does not mention counts, so that nothing is covered by silence.
    Ok(match kind {
        kind if kind.met_in_person() => Class::Seen,
        kind if !pack.counting.does_not_count.contains(&kind) => Class::Failed,
        OutcomeKind::CancelledByFamily => Class::CancelledByFamily,
        _ => Class::Neutral,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changed(from: &str, to: &str) -> String {
        let text = ENGAGEMENT.replace(from, to);
        assert_ne!(text, ENGAGEMENT);
        text
    }

    #[test]
    fn the_plan_that_comes_with_the_program_can_be_read() {
        let plan = Plan::read(ENGAGEMENT, "engagement", None).unwrap();
        assert_eq!((plan.window_days, plan.follow_up_within, plan.highest_state), (365, Deadline::WorkingDays(5), 3));
        assert_eq!(plan.first_day_of_count, [2, 3]);
        assert_eq!(plan.outcomes["CANCELLED_FAMILY"], Class::CancelledByFamily);
        assert_eq!(plan.columns, Columns::default());
        assert_eq!(plan.children, ChildColumns::default());
    }

    #[test]
    fn what_makes_no_sense_is_told_with_what_to_do() {
        for (from, to, words) in [
            ("window_days = 365", "", "how long the window is"),
            ("window_days = 365", "window_days = 0", "0 days"),
            ("5 working days", "soon", "not a deadline"),
            ("[2, 3]", "[3, 2]", "ascending"),
            ("\"neutral\"", "\"perhaps\"", "cannot be `perhaps`"),
            ("levels = 3", "levels = 0", "ladder is 0"),
            ("known_concern = 2", "known_concern = 4", "higher than levels"),
            ("highest_state", "higest_state", "higest_state"),
        ] {
            let problem = Plan::read(&changed(from, to), "my plan", None).unwrap_err().to_string();
            assert!(problem.starts_with("my plan: ") && problem.contains(words), "{problem}");
        }
    }
}
