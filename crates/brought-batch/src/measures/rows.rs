//! The answers, a row for each child and a column for each figure.

use super::days::NO_DAY;
use super::keys::{Key, KeyKind, Keys};
use super::plan::Plan;

/// What a column of the answers holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Holds {
    Count,
    Day,
    /// A number of days, which may be below nothing.
    Days,
    YesOrNo,
}

/// A column of the answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Column {
    pub(super) name: String,
    pub(super) holds: Holds,
    pub(super) may_be_empty: bool,
}

/// The figures of a child, in the order of the columns. Nothing is [`NO_DAY`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Figures {
    pub(super) due: i32,
    pub(super) failed: i32,
    pub(super) failed_in_window: i32,
    pub(super) most_failed_in_window: i32,
    pub(super) failed_in_a_row: i32,
    pub(super) most_failed_in_a_row: i32,
    pub(super) last_seen_on: i32,
    pub(super) days_since_seen: i32,
    pub(super) follow_up_due_on: i32,
    pub(super) is_overdue: i32,
    pub(super) not_seen_in_time: i32,
    pub(super) failed_providers: i32,
    pub(super) cancelled_by_family_in_window: i32,
    pub(super) state: i32,
    pub(super) ladder: LadderFigures,
}

/// What the ladder comes to for a child, over all services.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct LadderFigures {
    pub(super) level: i32,
    pub(super) times_at_the_top: i32,
    pub(super) repeated: i32,
    pub(super) overdue: i32,
}

/// How many columns there are without first days and ladder.
const USUAL: usize = 14;

/// The columns that a plan asks for. Their order is that of [`Rows::push`].
pub(super) fn columns(plan: &Plan) -> Vec<Column> {
    let column = |name: &str, holds, may_be_empty| Column { name: name.to_owned(), holds, may_be_empty };
    let count = |name| column(name, Holds::Count, false);
    let mut columns = vec![
        count("due"),
        count("failed"),
        count("failed_in_window"),
        count("most_failed_in_window"),
        count("failed_in_a_row"),
        count("most_failed_in_a_row"),
        column("last_seen_on", Holds::Day, true),
        column("days_since_seen", Holds::Days, true),
        column("follow_up_due_on", Holds::Day, true),
        column("overdue", Holds::YesOrNo, false),
        count("not_seen_in_time"),
        count("failed_providers"),
        count("cancelled_by_family_in_window"),
        count("state"),
    ];
    columns.extend(plan.first_day_of_count.iter().map(|count| column(&format!("reached_{count}_on"), Holds::Day, true)));
    if plan.ladder.is_some() {
        columns.extend(["ladder_level", "ladder_times_at_the_top", "ladder_repeated", "ladder_overdue"].map(count));
    }
    columns
}

/// Rows that are being put together, a list for each column.
pub(super) struct Rows {
    pub(super) children: Keys,
    pub(super) columns: Vec<Vec<i32>>,
    first_days: usize,
}

impl Rows {
    pub(super) fn new(kind: KeyKind, plan: &Plan) -> Self {
        let columns = vec![Vec::new(); columns(plan).len()];
        Self { children: Keys::new(kind), columns, first_days: plan.first_day_of_count.len() }
    }

    pub(super) fn len(&self) -> usize {
        self.children.len()
    }

    /// Adds a child.
    #[inline]
    pub(super) fn push(&mut self, child: Key<'_>, figures: &Figures, first_days: &[i32]) {
        self.children.push(child);
        let most = USUAL.min(self.columns.len());
        let (usual, more) = self.columns.split_at_mut(most);
        usual.iter_mut().zip(usual_of(figures)).for_each(|(column, figure)| column.push(figure));
        let most = self.first_days.min(more.len());
        let (firsts, ladder) = more.split_at_mut(most);
        firsts.iter_mut().zip(first_days).for_each(|(column, day)| column.push(*day));
        ladder.iter_mut().zip(ladder_of(figures)).for_each(|(column, figure)| column.push(figure));
    }

    /// Puts the figures of a child where it was left room for them.
    pub(super) fn put(&mut self, row: usize, figures: &Figures, first_days: &[i32]) {
        let all = usual_of(figures).into_iter().chain(first_days.iter().copied()).chain(ladder_of(figures));
        for (column, figure) in self.columns.iter_mut().zip(all) {
            if let Some(place) = column.get_mut(row) {
                *place = figure;
            }
        }
    }

    /// How many children have other figures there, in the columns that both have.
    pub(super) fn different(&self, other: &Self) -> u64 {
        let mut are_different = vec![false; self.len()];
        for (one, next) in self.columns.iter().zip(&other.columns) {
            are_different.iter_mut().zip(one.iter().zip(next)).for_each(|(is, (one, next))| *is |= one != next);
        }
        are_different.into_iter().filter(|is| *is).count() as u64
    }
}

fn usual_of(figures: &Figures) -> [i32; USUAL] {
    [
        figures.due,
        figures.failed,
        figures.failed_in_window,
        figures.most_failed_in_window,
        figures.failed_in_a_row,
        figures.most_failed_in_a_row,
        figures.last_seen_on,
        figures.days_since_seen,
        figures.follow_up_due_on,
        figures.is_overdue,
        figures.not_seen_in_time,
        figures.failed_providers,
        figures.cancelled_by_family_in_window,
        figures.state,
    ]
}

fn ladder_of(figures: &Figures) -> [i32; 4] {
    let ladder = &figures.ladder;
    [ladder.level, ladder.times_at_the_top, ladder.repeated, ladder.overdue]
}

/// The sum of each column, to compare with what somebody else worked out: days since 1970, what is empty left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Sums {
    pub(super) rows: u64,
    /// Of the ids, when they are whole numbers.
    pub(super) children: Option<i128>,
    pub(super) columns: Vec<i64>,
}

impl Sums {
    pub(super) fn add_rows(&mut self, rows: &Rows) {
        self.rows += rows.len() as u64;
        if let Keys::Whole(children) = &rows.children {
            *self.children.get_or_insert(0) += children.iter().map(|child| i128::from(*child)).sum::<i128>();
        }
        self.columns.resize(rows.columns.len(), 0);
        for (sum, column) in self.columns.iter_mut().zip(&rows.columns) {
            *sum += column.iter().filter(|figure| **figure != NO_DAY).map(|figure| i64::from(*figure)).sum::<i64>();
        }
    }

    pub(super) fn add(&mut self, other: &Self) {
        self.rows += other.rows;
        if let Some(more) = other.children {
            *self.children.get_or_insert(0) += more;
        }
        self.columns.resize(self.columns.len().max(other.columns.len()), 0);
        self.columns.iter_mut().zip(&other.columns).for_each(|(sum, more)| *sum += more);
    }
}
