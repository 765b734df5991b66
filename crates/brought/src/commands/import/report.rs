//! The written form of a report: what `brought import --json` prints and other programs read.
//!
//! Versioned by [`FORMAT`]. Fields are added, never renamed or removed, within one version.

use brought_app::{ImportCounts, ImportPlan, ImportResult};
use brought_interop::{Review, RowProblem, RowRef};
use schemars::JsonSchema;
use serde::Serialize;

/// The name and version of the format.
pub(crate) const FORMAT: &str = "brought-import-report/1";

/// What an import came to, or would come to.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct ImportReport {
    /// Always `brought-import-report/1`.
    pub(crate) format: String,
    /// Whether nothing was changed, because only a look was asked for.
    pub(crate) dry_run: bool,
    /// The store.
    pub(crate) data: String,
    /// The files, in the order in which they were given.
    pub(crate) files: Vec<FileReport>,
}

/// What became, or would become, of one file.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub(crate) struct FileReport {
    /// The file, as it was given.
    pub(crate) file: String,
    /// `brought_in`, `would_be_brought_in` or `not_usable`.
    pub(crate) state: String,
    /// Why the file cannot be used. Null when it can.
    pub(crate) unusable: Option<UnusableForm>,
    /// What became, or would become, of its rows. Null when the file cannot be used.
    pub(crate) counts: Option<CountsForm>,
    /// What is worth knowing about how it was read.
    pub(crate) notes: Vec<String>,
    /// What a person must look at: everything that the file itself says. Questions that only the record can raise, such as two records
    /// that may be of one person, are counted in `to_decide` and are on the review list.
    pub(crate) to_review: Vec<ReviewForm>,
    /// What would change. Null when it was not worked out, as with `--yes`.
    pub(crate) plan: Option<PlanForm>,
    /// What was stored. Null when nothing was.
    pub(crate) stored: Option<StoredForm>,
}

/// Why a file as a whole cannot be used.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct UnusableForm {
    /// What is wrong.
    pub(crate) reason: String,
    /// What to do about it.
    pub(crate) what_to_do: String,
}

/// How many rows became what. Every row is in exactly one of `new`, `changed`, `unchanged`, `set_aside` and `problems`.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
pub(crate) struct CountsForm {
    /// Rows or messages of the file.
    pub(crate) rows: u64,
    /// Records that were not known before.
    pub(crate) new: u64,
    /// Records that were known and say something new.
    pub(crate) changed: u64,
    /// Records that were known and say the same.
    pub(crate) unchanged: u64,
    /// Rows that hold nothing to record, such as blank ones.
    pub(crate) set_aside: u64,
    /// Rows that cannot be used. Each is on the review list.
    pub(crate) problems: u64,
    /// Questions for a person about rows that were used.
    pub(crate) to_decide: u64,
    /// Entries added to the record.
    pub(crate) events: u64,
    /// People who had no record before.
    pub(crate) new_people: u64,
}

/// Something in a file that a person must look at.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct ReviewForm {
    /// `problem`: the row was not used. `question`: it was, and a person must decide something.
    pub(crate) kind: String,
    /// The row as a spreadsheet numbers it, the heading being row 1; for HL7, which message of the file it is, from 1.
    pub(crate) row: u64,
    /// The line of text on which it begins.
    pub(crate) line: u64,
    /// The message control id (MSH-10), for HL7.
    pub(crate) message: Option<String>,
    /// The column or field in question, when it is one.
    pub(crate) column: Option<String>,
    /// What stands there.
    pub(crate) value: Option<String>,
    /// What is wrong, or why a person must decide.
    pub(crate) reason: String,
    /// What to do about it.
    pub(crate) what_to_do: String,
}

/// What would change.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct PlanForm {
    /// When this very file was brought in before, in words. Null: never.
    pub(crate) came_before: Option<String>,
    /// Services that would be added to the directory, by name.
    pub(crate) new_services: Vec<String>,
    /// For how many people the policy would ask something else.
    pub(crate) affected: u64,
    /// Whether there are more of them than were worked out.
    pub(crate) affected_is_at_least: bool,
    /// The first of them.
    pub(crate) first_affected: Vec<AffectedForm>,
}

/// Somebody for whom the policy would ask something else.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct AffectedForm {
    /// Their id.
    pub(crate) person: String,
    /// Their name.
    pub(crate) name: String,
    /// Their date of birth, or what stands for it.
    pub(crate) second_identifier: String,
    /// What would newly be owed.
    pub(crate) raised: Vec<String>,
    /// What would no longer be owed.
    pub(crate) settled: Vec<String>,
}

/// What was stored.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct StoredForm {
    /// The id of the batch.
    pub(crate) batch: String,
    /// How many items are newly on the review list.
    pub(crate) new_review_items: u64,
    /// How many people's lists were worked out anew.
    pub(crate) worked_out: u64,
}

impl FileReport {
    /// Whether a person must look at something in it.
    pub(super) fn needs_a_person(&self) -> bool {
        self.counts.is_some_and(|counts| counts.problems + counts.to_decide > 0)
    }
}

impl From<ImportCounts> for CountsForm {
    fn from(counts: ImportCounts) -> Self {
        let ImportCounts { new, changed, unchanged, set_aside, problems, events, new_people, to_decide } = counts;
        Self { rows: counts.rows(), new, changed, unchanged, set_aside, problems, to_decide, events, new_people }
    }
}

impl From<&ImportPlan> for PlanForm {
    fn from(plan: &ImportPlan) -> Self {
        let affected = plan.first_affected.iter().map(|affected| AffectedForm {
            person: affected.person.clone(),
            name: affected.name.clone(),
            second_identifier: affected.second_identifier.clone(),
            raised: affected.raised.clone(),
            settled: affected.settled.clone(),
        });
        Self {
            came_before: plan.came_before.clone(),
            new_services: plan.new_services.clone(),
            affected: plan.affected,
            affected_is_at_least: plan.affected_is_at_least,
            first_affected: affected.collect(),
        }
    }
}

impl From<ImportResult> for StoredForm {
    fn from(result: ImportResult) -> Self {
        Self { batch: result.batch, new_review_items: result.new_review_items, worked_out: result.worked_out }
    }
}

impl ReviewForm {
    pub(super) fn of_problem(problem: RowProblem) -> Self {
        let RowProblem { row, column, value, reason, what_to_do, .. } = problem;
        Self { kind: "problem".to_owned(), row: row.row, line: row.line, message: row.message, column, value, reason, what_to_do }
    }

    pub(super) fn of_question(review: Review, row: &RowRef) -> Self {
        let Review { column, value, reason, what_to_do } = review;
        Self { kind: "question".to_owned(), row: row.row, line: row.line, message: row.message.clone(), column, value, reason, what_to_do }
    }
}
