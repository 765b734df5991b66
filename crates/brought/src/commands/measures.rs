//! `brought measures`: counts, windows, runs and a ladder for everybody in files of contacts.

use crate::arguments::Measures;
use crate::failure::Failure;

/// Says how to get a program that can.
#[cfg(not(feature = "population"))]
pub(crate) fn run(_: Measures) -> Result<(), Failure> {
    Err(Failure::usage(
        "this program was built without `measures`, which takes long to build. Build it with: cargo build --release -p brought --features population",
    ))
}

/// Measures, and says what came of it.
#[cfg(feature = "population")]
pub(crate) fn run(asked: Measures) -> Result<(), Failure> {
    with_tables::run(asked)
}

#[cfg(feature = "population")]
mod with_tables {
    use crate::arguments::{Measures, TableFormat};
    use crate::failure::Failure;
    use crate::packs;
    use crate::say::{say, say_words};
    use brought_batch::measures::{ENGAGEMENT, Plan, Question, Summary, beside, run as measure};
    use brought_batch::{BatchProblem, Format};
    use brought_calendar::{Calendar, Division, Nation};
    use indicatif::HumanCount;
    use std::path::Path;

    /// How many bytes `--memory` counts in.
    const MEGABYTE: usize = 1 << 20;

    pub(super) fn run(asked: Measures) -> Result<(), Failure> {
        if asked.show_plan {
            say_words!("{}", text(&asked.plan)?);
            return Ok(());
        }
        let names = std::iter::once(&asked.plan).chain(&asked.compare_with);
        let read: Vec<(Plan, Option<Division>)> = names.map(|name| plan(name)).collect::<Result<_, _>>()?;
        let calendar = Calendar::bundled(division(asked.nation.as_deref(), &read)?);
        let (Some(children), Some(as_of)) = (asked.children, asked.as_of) else {
            return Err(Failure::usage("name the file of the children with --children, and the day asked about with --as-of"));
        };
        let all = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        // Only made when rows go there.
        let work = tempfile::tempdir().map_err(|problem| Failure::trouble(format!("no temporary folder could be made: {problem}")))?;
        let question = Question {
            contacts: asked.contacts,
            children,
            plans: read.into_iter().map(|(plan, _)| plan).collect(),
            as_of,
            calendar: &calendar,
            threads: asked.threads.map_or(all, usize::from),
            memory: usize::try_from(asked.memory).unwrap_or(usize::MAX).saturating_mul(MEGABYTE),
            out: asked.out,
            work: work.path().join("measures"),
            format: match asked.format {
                TableFormat::Parquet => Format::Parquet,
                TableFormat::Csv => Format::Csv,
            },
            csv_piece: None,
        };
        let summary = measure(&question).map_err(told)?;
        tell(&question, &summary, asked.checksum);
        Ok(())
    }

    fn told(problem: BatchProblem) -> Failure {
        match problem {
            BatchProblem::Unusable { .. } => Failure::usage(problem.to_string()),
            BatchProblem::Machine(_) => Failure::trouble(problem.to_string()),
        }
    }

    fn text(name: &str) -> Result<String, Failure> {
        if name == "engagement" {
            return Ok(ENGAGEMENT.to_owned());
        }
        std::fs::read_to_string(name).map_err(|problem| {
            Failure::usage(format!(
                "the plan {name} could not be read: {problem}. Name a file, or `engagement`, which comes with the program"
            ))
        })
    }

    /// A plan, and whose bank holidays its policy counts in.
    fn plan(name: &str) -> Result<(Plan, Option<Division>), Failure> {
        let text = text(name)?;
        let policy = Plan::policy_of(&text, name).map_err(told)?;
        let pack = policy.map(|policy| packs::usable(&beside(Path::new(name), &policy).to_string_lossy())).transpose()?;
        let plan = Plan::read(&text, name, pack.as_ref()).map_err(told)?;
        Ok((plan, pack.map(|pack| pack.division)))
    }

    fn division(nation: Option<&str>, plans: &[(Plan, Option<Division>)]) -> Result<Division, Failure> {
        let of_nation = |code: &str| {
            Nation::from_code(code).map(Nation::division).ok_or_else(|| {
                let codes: Vec<&str> = Nation::ALL.iter().map(|nation| nation.code()).collect();
                Failure::usage(format!("{code} is no nation whose bank holidays are known; write one of: {}", codes.join(", ")))
            })
        };
        let of_plans: Vec<Division> = plans.iter().filter_map(|(_, division)| *division).collect();
        match (nation, of_plans.as_slice()) {
            (Some(code), _) => of_nation(code),
            (None, []) => Ok(Division::EnglandAndWales),
            (None, [first, others @ ..]) if others.iter().all(|other| other == first) => Ok(*first),
            (None, _) => Err(Failure::usage(
                "the policies of the two plans count in bank holidays of different nations: say with --nation which are meant",
            )),
        }
    }

    fn tell(question: &Question<'_>, summary: &Summary, checksum: bool) {
        if checksum {
            for table in &summary.sums {
                say!("{} rows {}", table.table, table.rows);
                table.columns.iter().for_each(|column| say!("{} {} {}", table.table, column.column, column.sum));
            }
        } else {
            say!("{} children with {} contacts.", HumanCount(summary.children), HumanCount(summary.contacts));
        }
        if summary.concern_not_said > 0 {
            eprintln!(
                "The file of the children does not say of {} of them whether there is a known concern. They are counted as having one.",
                HumanCount(summary.concern_not_said)
            );
        }
        if summary.were_put_in_order {
            eprintln!("The contacts did not stand in the order of the children, and were put in order first, which takes longer.");
        }
        if question.plans.len() > 1 {
            eprintln!("{} children come out differently under the second plan.", HumanCount(summary.different));
        }
        if let Some(out) = &question.out {
            eprintln!("Written to {}.", out.display());
        }
    }
}
