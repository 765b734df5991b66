//! The measures of a population: counts, runs, rolling windows, due days and a ladder for every child, out of files of contacts of any length.
//!
//! What is counted stands in a [`Plan`]. The figures are defined in `docs/measures.md`. Contacts in the order of the children are gone through
//! once, by row groups in several threads; in any other order they are parted by child first. The answer is the same in either case.

mod batch;
mod cells;
mod child;
mod child_files;
mod codes;
mod columns;
mod concerns;
mod csv_contacts;
mod csv_file;
mod days;
mod fold;
mod gather;
mod keys;
mod ladder;
mod months;
mod parquet_contacts;
mod parquet_file;
mod parts;
mod passes;
mod plan;
mod rows;
mod seams;
mod stop;
mod sums;
mod walk;
mod work;
mod write;

pub use plan::{ChildColumns, Class, Columns, ENGAGEMENT, Ladder, Plan};
pub use sums::{Sum, TableSums};

use crate::output::Folder;
use crate::problem::BatchProblem;
use crate::question::Format;
use brought_calendar::Calendar;
use child_files::ChildFile;
use codes::{Names, Outcomes};
use days::{Days, DueDays, number};
use fold::Rules;
use jiff::civil::Date;
use passes::{Pass, Passed};
use std::path::{Path, PathBuf};
use stop::Stop;
use work::{ContactFiles, LookUp};
use write::{ChildTable, write_months};

/// How many bytes of rows are held for putting them in order when nobody says.
pub const USUAL_MEMORY: usize = 512 << 20;

/// What is to be measured, of whom.
pub struct Question<'a> {
    /// Files of contacts, Parquet or CSV, and folders of them. Together they are read as if they were one file.
    pub contacts: Vec<PathBuf>,
    /// The file of the children.
    pub children: PathBuf,
    /// One plan, or two to be compared: both see every contact in one pass.
    pub plans: Vec<Plan>,
    /// The day asked about.
    pub as_of: Date,
    /// Whose bank holidays count.
    pub calendar: &'a Calendar,
    /// How many threads work; at least one does.
    pub threads: usize,
    /// How many bytes of rows are put in order in memory; beyond that they go through files in the folder that is made.
    pub memory: usize,
    /// The folder to be made, which must not be there yet. Nothing: the sums alone are worked out.
    pub out: Option<PathBuf>,
    /// Where rows go that do not fit into memory, when no folder is made.
    pub work: PathBuf,
    /// How the tables are written.
    pub format: Format,
    /// How many bytes of CSV a thread takes at a time; usually nothing. Tests make it small.
    pub csv_piece: Option<usize>,
}

/// What a run came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// How many contacts there were.
    pub contacts: u64,
    /// How many children had any.
    pub children: u64,
    /// Of how many of them the children's file does not say whether there is a known concern. They count as having one.
    pub concern_not_said: u64,
    /// Whether the contacts had to be put in order.
    pub were_put_in_order: bool,
    /// How many bytes of that went through files.
    pub through_files: u64,
    /// How many children come out differently under the second plan.
    pub different: u64,
    /// The sums of the tables that each plan makes, children first.
    pub sums: Vec<TableSums>,
}

/// Measures a population. The folder is there whole at the end, or not at all.
///
/// # Errors
/// When the files or the plans cannot be used, or the machine does not do what is asked.
pub fn run(question: &Question<'_>) -> Result<Summary, BatchProblem> {
    let first = match question.plans.as_slice() {
        [first] => first,
        [first, second] if first.columns == second.columns && first.children == second.children => first,
        [_, _] => {
            return Err(BatchProblem::unusable(
                "the second plan",
                "its columns have other names than in the first",
                "Write the same in both",
            ));
        }
        _ => return Err(BatchProblem::unusable("the question", "one plan can be asked, or two be compared", "Name one or two plans")),
    };
    let has_services = question.plans.iter().any(|plan| plan.ladder.is_some());
    let mut contacts = ContactFiles::open(&question.contacts, &first.columns, has_services, question.csv_piece)?;
    let children = ChildFile::open(&question.children, &first.children)?;
    let look_up =
        LookUp { outcomes: Outcomes::new(&question.plans)?, days: Days::new(), providers: Names::default(), services: Names::default() };
    let rules = rules(question, &look_up.outcomes);
    let folder = question.out.as_deref().map(Folder::begin).transpose()?;
    let work = folder.as_ref().map_or_else(|| question.work.clone(), Folder::work);
    let (mut were_put_in_order, mut attempts) = (false, 0);
    let passed = loop {
        let tables = tables(question, folder.as_ref(), &contacts)?;
        let pass = Pass {
            contacts: &contacts,
            children: &children,
            look_up: &look_up,
            rules: &rules,
            tables: &tables,
            threads: question.threads.max(1),
            memory: question.memory,
            work: &work,
        };
        let stop = match if were_put_in_order { pass.in_any_order() } else { pass.in_order() } {
            Ok(passed) => {
                tables.into_iter().try_for_each(ChildTable::finish)?;
                break passed;
            }
            Err(stop) => stop,
        };
        attempts += 1;
        match stop {
            Stop::NotInOrder if !were_put_in_order => were_put_in_order = true,
            Stop::NotWhole(column) if attempts < 5 => contacts.read_as_texts(column),
            Stop::Problem(problem) => return Err(problem),
            stop => return Err(BatchProblem::inner("a pass over the contacts", format!("{stop:?}"))),
        }
        folder.as_ref().map_or(Ok(()), Folder::empty)?;
    };
    finish(question, passed, &look_up, folder, were_put_in_order)
}

fn rules<'q>(question: &'q Question<'_>, outcomes: &Outcomes) -> Vec<Rules<'q>> {
    let as_of = number(question.as_of);
    let Some(first) = question.plans.first() else { return Vec::new() };
    let of = |plan: &'q Plan| Rules {
        plan,
        classes: outcomes.classes(plan),
        due_days: DueDays::new(plan.follow_up_within, question.calendar),
        as_of,
        counts_months: std::ptr::eq(plan, first) || plan.outcomes != first.outcomes,
        window_from: as_of - i32::try_from(plan.window_days).unwrap_or(i32::MAX) + 1,
    };
    question.plans.iter().map(of).collect()
}

fn tables(question: &Question<'_>, folder: Option<&Folder>, contacts: &ContactFiles) -> Result<Vec<ChildTable>, BatchProblem> {
    let Some(folder) = folder else { return Ok(Vec::new()) };
    let plans = question.plans.iter().enumerate();
    plans.map(|(number, plan)| ChildTable::create(folder, plan, number, contacts.child_kind(), question.format)).collect()
}

/// Writes the months, and adds everything up.
fn finish(
    question: &Question<'_>,
    passed: Passed,
    look_up: &LookUp,
    folder: Option<Folder>,
    were_put_in_order: bool,
) -> Result<Summary, BatchProblem> {
    let names = look_up.providers.all();
    let mut sums = Vec::new();
    for (number, (plan, of_children)) in question.plans.iter().zip(&passed.sums).enumerate() {
        let are_those_of_first = question.plans.first().is_some_and(|first| first.outcomes == plan.outcomes);
        let months = passed.months.get(if are_those_of_first { 0 } else { number });
        let months = months.map(|months| months.by_name(&names)).unwrap_or_default();
        if let Some(folder) = &folder {
            write_months(folder, &months, number, question.format)?;
        }
        sums.push(sums::of_children(plan, number, of_children));
        sums.push(sums::of_months(number, &months));
    }
    folder.map_or(Ok(()), Folder::finish)?;
    Ok(Summary {
        contacts: passed.contacts,
        children: passed.sums.first().map_or(0, |sums| sums.rows),
        concern_not_said: passed.not_said,
        were_put_in_order,
        through_files: passed.spilled,
        different: passed.different,
        sums,
    })
}

/// Where a plan's own policy pack is looked for: beside the plan, when it is a folder there.
pub fn beside(plan: &Path, policy: &str) -> PathBuf {
    let beside = plan.parent().map(|folder| folder.join(policy)).filter(|path| path.is_dir());
    beside.unwrap_or_else(|| PathBuf::from(policy))
}
