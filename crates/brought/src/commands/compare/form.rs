//! The written form of comparisons, as JSON.

use brought_policy::Pack;
use brought_policy::compare::{
    Change, Comparison, Counts, Figures, Group, Measure, OpenChanges, OpenObligation, Peak, Reach, Settlement, Smallest, Spread, Told,
    story,
};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

/// Two packs over the same history.
#[derive(Serialize, JsonSchema)]
pub(crate) struct ComparisonForm {
    /// Always `brought-policy-comparison/1`.
    pub(super) format: &'static str,
    /// The end of the history.
    pub(super) until: String,
    /// Under the pack A.
    pub(super) left: FiguresForm,
    /// Under the pack B.
    pub(super) right: FiguresForm,
    /// By when B asks for the first step towards the child, against A.
    pub(super) reach: Vec<ReachForm>,
    /// People of whom the two packs ask something else.
    pub(super) told_apart: usize,
    /// The smallest chronology found that tells the packs apart, so told that nobody can be known by it.
    pub(super) smallest: Option<SmallestForm>,
    /// What would change in the open obligations. Only when it was asked.
    pub(super) open: Option<OpenForm>,
}

/// One pack over a history.
#[derive(Serialize, JsonSchema)]
pub(crate) struct BacktestForm {
    /// Always `brought-policy-backtest/1`.
    pub(super) format: &'static str,
    /// The end of the history.
    pub(super) until: String,
    /// The figures.
    pub(super) figures: FiguresForm,
}

/// The figures of one pack.
#[derive(Serialize, JsonSchema)]
pub(super) struct FiguresForm {
    /// The pack.
    pub(super) pack: PackForm,
    /// How many people.
    pub(super) people: Vec<PeopleForm>,
    /// Week by week, without gaps.
    pub(super) weeks: Vec<WeekForm>,
    /// When most was open over all roles. Nothing: nothing was open at the end of any week.
    pub(super) peak: Option<PeakForm>,
    /// When most was open, by role.
    pub(super) peaks: Vec<RolePeakForm>,
    /// What had become of everything asked at the end of the history, by role.
    pub(super) settled: Vec<SettlementForm>,
    /// Days from the first failed contact.
    pub(super) days: Vec<DaysForm>,
}

/// Which pack it was.
#[derive(Serialize, JsonSchema)]
pub(super) struct PackForm {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) version: String,
    /// The digest of its files.
    pub(super) digest: String,
    /// The version of the calendar.
    pub(super) calendar: String,
}

/// How many people of a group.
#[derive(Serialize, JsonSchema)]
pub(super) struct PeopleForm {
    /// `children` or `carers`.
    pub(super) group: &'static str,
    pub(super) all: usize,
    /// In a comparison: with one that either pack counts.
    pub(super) with_failed_contact: usize,
    /// In none of the figures about days.
    pub(super) without_failed_contact: usize,
}

/// One week.
#[derive(Serialize, JsonSchema)]
pub(super) struct WeekForm {
    /// Its Monday.
    pub(super) week: String,
    /// Over all roles.
    pub(super) all: CountsForm,
    /// The roles that were asked anything or had anything open.
    pub(super) roles: Vec<RoleCountsForm>,
}

/// Obligations of one week.
#[derive(Clone, Copy, Serialize, JsonSchema)]
pub(super) struct CountsForm {
    /// Asked for the first time in this week.
    pub(super) asked: usize,
    /// Open at the end of the week.
    pub(super) open: usize,
    /// Of those open, overdue.
    pub(super) overdue: usize,
}

/// Obligations of one role in one week.
#[derive(Serialize, JsonSchema)]
pub(super) struct RoleCountsForm {
    pub(super) role: &'static str,
    #[serde(flatten)]
    pub(super) counts: CountsForm,
}

/// When most was open.
#[derive(Clone, Serialize, JsonSchema)]
pub(super) struct PeakForm {
    /// The Monday of the week.
    pub(super) week: String,
    /// How many obligations were open at its end.
    pub(super) open: usize,
}

/// When most was open for one role.
#[derive(Serialize, JsonSchema)]
pub(super) struct RolePeakForm {
    pub(super) role: &'static str,
    #[serde(flatten)]
    pub(super) peak: PeakForm,
}

/// What became of what one role was asked.
#[derive(Serialize, JsonSchema)]
pub(super) struct SettlementForm {
    pub(super) role: &'static str,
    pub(super) asked: usize,
    pub(super) done: usize,
    pub(super) done_late: usize,
    pub(super) replaced: usize,
    pub(super) waived: usize,
    /// Open, and not overdue.
    pub(super) open: usize,
    /// Open, and overdue.
    pub(super) overdue: usize,
}

/// Days from the first failed contact until something came. A quartile that is missing: not by the end of the history.
#[derive(Serialize, JsonSchema)]
pub(super) struct DaysForm {
    pub(super) group: &'static str,
    /// Until what.
    pub(super) measure: &'static str,
    #[serde(skip)]
    pub(super) words: &'static str,
    /// Of how many people.
    pub(super) of: usize,
    /// For how many of them it had not come by the end of the history. They stand behind all others in the quartiles.
    pub(super) not_by_the_end: usize,
    pub(super) least: Option<i64>,
    pub(super) lower_quartile: Option<i64>,
    pub(super) median: Option<i64>,
    pub(super) upper_quartile: Option<i64>,
    /// The most days of those for whom it had come.
    pub(super) most: Option<i64>,
}

/// By when B asks for the first step towards the child, against A. Everybody is in one of the numbers.
#[derive(Serialize, JsonSchema)]
pub(super) struct ReachForm {
    pub(super) group: &'static str,
    pub(super) with_failed_contact: usize,
    pub(super) earlier: usize,
    pub(super) same_day: usize,
    pub(super) later: usize,
    /// Under B only: A never asks for such a step.
    pub(super) only_right: usize,
    /// Never under B, though A asks for such a step.
    pub(super) never_right: usize,
    pub(super) neither: usize,
    /// In none of the numbers above.
    pub(super) without_failed_contact: usize,
}

/// The smallest chronology found that tells the packs apart.
#[derive(Serialize, JsonSchema)]
pub(super) struct SmallestForm {
    /// How many entries it has.
    pub(super) entries: usize,
    /// How many entries the chronology had from which it was made.
    pub(super) made_from: usize,
    /// Whose it is. Only with --show-children.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) person: Option<String>,
    pub(super) steps: Vec<StepForm>,
    /// What only A asks for.
    pub(super) only_left: Vec<ToldForm>,
    /// What only B asks for.
    pub(super) only_right: Vec<ToldForm>,
}

/// One thing that happened.
#[derive(Serialize, JsonSchema)]
pub(super) struct StepForm {
    /// So many days after the first thing that happened. Nothing: who people are, and who belongs with whom.
    pub(super) day: Option<i64>,
    pub(super) weekday: Option<String>,
    pub(super) about: &'static str,
    pub(super) words: String,
}

/// Something asked.
#[derive(Serialize, JsonSchema)]
pub(super) struct ToldForm {
    pub(super) words: String,
    pub(super) owner: &'static str,
    /// Due so many days after the first thing that happened.
    pub(super) due_day: i64,
    pub(super) weekday: String,
    pub(super) state: &'static str,
}

/// What would change in the open obligations if B took the place of A.
#[derive(Serialize, JsonSchema)]
pub(super) struct OpenForm {
    /// At the end of which day.
    pub(super) on: String,
    pub(super) unchanged: usize,
    /// Open under A and not under B.
    pub(super) removed: Vec<ChangeForm>,
    /// Open under B and not under A.
    pub(super) added: Vec<ChangeForm>,
    /// Open under both, by another day.
    pub(super) moved: Vec<ChangeForm>,
    /// Open under both by the same day, of another role.
    pub(super) reassigned: Vec<ChangeForm>,
}

/// What happens to one open obligation.
#[derive(Serialize, JsonSchema)]
pub(super) struct ChangeForm {
    /// Whose. Only with --show-children.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) person: Option<String>,
    /// What is asked, naming nobody.
    pub(super) words: String,
    pub(super) left: Option<OwedForm>,
    pub(super) right: Option<OwedForm>,
}

/// Of whom and by when.
#[derive(Serialize, JsonSchema)]
pub(super) struct OwedForm {
    pub(super) owner: &'static str,
    pub(super) due_on: String,
}

impl ComparisonForm {
    pub(super) fn new(found: &Comparison, left: &Pack, right: &Pack, until: Timestamp, show_children: bool) -> Self {
        Self {
            format: "brought-policy-comparison/1",
            until: until.to_string(),
            left: FiguresForm::new(&found.left, left),
            right: FiguresForm::new(&found.right, right),
            reach: found.reach.iter().map(|(group, reach)| ReachForm::new(*group, reach)).collect(),
            told_apart: found.told_apart,
            smallest: found.smallest.as_ref().map(|smallest| SmallestForm::new(smallest, show_children)),
            open: found.open.as_ref().map(|open| OpenForm::new(open, show_children)),
        }
    }
}

impl BacktestForm {
    pub(super) fn new(figures: &Figures, pack: &Pack, until: Timestamp) -> Self {
        Self { format: "brought-policy-backtest/1", until: until.to_string(), figures: FiguresForm::new(figures, pack) }
    }
}

impl From<Counts> for CountsForm {
    fn from(counts: Counts) -> Self {
        Self { asked: counts.asked, open: counts.open, overdue: counts.overdue }
    }
}

impl From<Peak> for PeakForm {
    fn from(peak: Peak) -> Self {
        Self { week: peak.week.to_string(), open: peak.open }
    }
}

impl FiguresForm {
    fn new(figures: &Figures, pack: &Pack) -> Self {
        let week = |(week, load): (&jiff::civil::Date, &brought_policy::compare::Load)| {
            let mut all = Counts::default();
            load.values().for_each(|counts| all.add(*counts));
            let roles = load.iter().map(|(role, counts)| RoleCountsForm { role: role.code(), counts: (*counts).into() });
            WeekForm { week: week.to_string(), all: all.into(), roles: roles.collect() }
        };
        let people = figures.people.iter().map(|(group, people)| PeopleForm {
            group: group.code(),
            all: people.all,
            with_failed_contact: people.with_failed_contact,
            without_failed_contact: people.without_failed_contact(),
        });
        Self {
            pack: PackForm {
                id: figures.pack.id.clone(),
                title: pack.title.clone(),
                version: figures.pack.version.clone(),
                digest: figures.pack.digest.clone(),
                calendar: figures.pack.calendar.clone(),
            },
            people: people.collect(),
            weeks: figures.weeks.iter().map(week).collect(),
            peak: figures.peak.map(Into::into),
            peaks: figures.peaks.iter().map(|(role, peak)| RolePeakForm { role: role.code(), peak: (*peak).into() }).collect(),
            settled: figures.settled.iter().map(|(role, settled)| SettlementForm::new(role.code(), settled)).collect(),
            days: figures.days.iter().map(|((group, measure), spread)| DaysForm::new(*group, *measure, spread)).collect(),
        }
    }
}

impl SettlementForm {
    fn new(role: &'static str, settled: &Settlement) -> Self {
        Self {
            role,
            asked: settled.asked(),
            done: settled.done,
            done_late: settled.done_late,
            replaced: settled.replaced,
            waived: settled.waived,
            open: settled.open,
            overdue: settled.overdue,
        }
    }
}

impl DaysForm {
    fn new(group: Group, measure: Measure, spread: &Spread) -> Self {
        Self {
            group: group.code(),
            measure: measure.code(),
            words: measure.words(),
            of: spread.of,
            not_by_the_end: spread.not_by_the_end,
            least: spread.least,
            lower_quartile: spread.lower_quartile,
            median: spread.median,
            upper_quartile: spread.upper_quartile,
            most: spread.most,
        }
    }
}

impl ReachForm {
    fn new(group: Group, reach: &Reach) -> Self {
        Self {
            group: group.code(),
            with_failed_contact: reach.with_failed_contact(),
            earlier: reach.earlier,
            same_day: reach.same_day,
            later: reach.later,
            only_right: reach.only_right,
            never_right: reach.never_right,
            neither: reach.neither,
            without_failed_contact: reach.without_failed_contact,
        }
    }
}

impl SmallestForm {
    fn new(smallest: &Smallest, show_children: bool) -> Self {
        let (steps, left, right) = story(smallest);
        let told = |told: &Told| ToldForm {
            words: told.asked.what.words(),
            owner: told.asked.owner.code(),
            due_day: told.due_day,
            weekday: format!("{:?}", told.weekday),
            state: told.asked.state.code(),
        };
        let step = |step: &brought_policy::compare::StoryStep| StepForm {
            day: step.day,
            weekday: step.day.map(|_| format!("{:?}", step.weekday)),
            about: step.about,
            words: step.words.clone(),
        };
        Self {
            entries: smallest.chronology.events.len(),
            made_from: smallest.made_from,
            person: show_children.then(|| smallest.chronology.subject.to_string()),
            steps: steps.iter().map(step).collect(),
            only_left: left.iter().map(told).collect(),
            only_right: right.iter().map(told).collect(),
        }
    }
}

impl OpenForm {
    fn new(open: &OpenChanges, show_children: bool) -> Self {
        let owed = |owed: &OpenObligation| OwedForm { owner: owed.owner.code(), due_on: owed.due_on.to_string() };
        let change = |change: &Change| ChangeForm {
            person: show_children.then(|| change.person.to_string()),
            words: change.what.words(),
            left: change.left.as_ref().map(owed),
            right: change.right.as_ref().map(owed),
        };
        let all = |changes: &[Change]| changes.iter().map(change).collect();
        Self {
            on: open.on.to_string(),
            unchanged: open.unchanged,
            removed: all(&open.removed),
            added: all(&open.added),
            moved: all(&open.moved),
            reassigned: all(&open.reassigned),
        }
    }
}
