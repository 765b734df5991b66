//! `brought population`: what a policy asks for everybody in an extract.

use crate::arguments::Population;
use crate::failure::Failure;
use jiff::Timestamp;

/// Says how to get a program that can.
#[cfg(not(feature = "population"))]
pub(crate) fn run(_: Population, _: Timestamp) -> Result<(), Failure> {
    Err(Failure::usage(
        "this program was built without `population`, which takes long to build. Build it with: cargo build --release -p brought --features population",
    ))
}

/// Asks the policy, or two, and says what came of it.
#[cfg(feature = "population")]
pub(crate) fn run(asked: Population, now: Timestamp) -> Result<(), Failure> {
    with_tables::run(asked, now)
}

#[cfg(feature = "population")]
mod with_tables {
    use crate::arguments::{Population, TableFormat};
    use crate::commands::import::find_map;
    use crate::failure::Failure;
    use crate::say::say;
    use crate::{packs, progress};
    use brought_batch::{BatchProblem, Contacts, Format, Out, Policy, Progress, Question, Stage, Summary};
    use brought_calendar::Calendar;
    use brought_policy::Pack;
    use indicatif::{HumanCount, ProgressBar};
    use jiff::Timestamp;

    /// How many bytes `--memory` counts in.
    const MEGABYTE: usize = 1 << 20;

    pub(super) fn run(asked: Population, now: Timestamp) -> Result<(), Failure> {
        let map = find_map(&asked.map)?.with_iso_dates();
        let packs = std::iter::once(&asked.pack).chain(&asked.compare_with).map(|name| packs::usable(name));
        let packs: Vec<Pack> = packs.collect::<Result<_, _>>()?;
        let calendars: Vec<Calendar> = packs.iter().map(|pack| Calendar::bundled(pack.division)).collect();
        let all = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let question = Question {
            contacts: Contacts::Files(asked.inputs),
            map: &map,
            policies: packs.iter().zip(&calendars).map(|(pack, calendar)| Policy { pack, calendar }).collect(),
            as_of: asked.as_of.unwrap_or(now),
            provider_column: asked.provider_column,
            threads: asked.threads.map_or(all, usize::from),
            memory: usize::try_from(asked.memory).unwrap_or(usize::MAX).saturating_mul(MEGABYTE),
            tells_shared: false,
        };
        let out = Out {
            folder: asked.out,
            format: match asked.format {
                TableFormat::Parquet => Format::Parquet,
                TableFormat::Csv => Format::Csv,
            },
        };
        let bar = progress::bar_with_time_left();
        let summary = brought_batch::run(&question, &out, &|at| show(&bar, at));
        bar.finish_and_clear();
        let summary = summary.map_err(told)?;
        tell(&out, &summary);
        if summary.counts.not_used > 0 { Err(Failure::to_look_at()) } else { Ok(()) }
    }

    fn told(problem: BatchProblem) -> Failure {
        match problem {
            BatchProblem::Unusable { .. } => Failure::usage(problem.to_string()),
            BatchProblem::Machine(_) => Failure::trouble(problem.to_string()),
        }
    }

    fn show(bar: &ProgressBar, at: Progress) {
        let what = match at.stage {
            Stage::Reading => "Reading and answering",
            Stage::Ordering => "Putting rows in order",
            Stage::Answering => "Answering",
        };
        bar.set_length(at.of);
        bar.set_position(at.done);
        let seconds = bar.elapsed().as_secs().max(1);
        bar.set_message(format!("{what}: {} people, {} a second", HumanCount(at.people), HumanCount(at.people / seconds)));
    }

    fn tell(out: &Out, summary: &Summary) {
        let counts = &summary.counts;
        say!(
            "{} rows: {} taken, {} set aside, {} not used.",
            HumanCount(counts.rows),
            HumanCount(counts.taken),
            HumanCount(counts.set_aside),
            HumanCount(counts.not_used)
        );
        say!("{} people answered, {} of them incomplete.", HumanCount(counts.people), HumanCount(counts.incomplete));
        if counts.only_unusable > 0 {
            say!("Of {} more people no row could be used: they are named in the problems alone.", HumanCount(counts.only_unusable));
        }
        if summary.looked_at_together > 0 {
            say!(
                "{} people share a contact, or number and birthday, with others, and were looked at together with them.",
                HumanCount(summary.looked_at_together as u64)
            );
        }
        for (table, rows) in &summary.tables {
            say!("  {table}: {} rows", HumanCount(*rows));
        }
        say!("Written to {}.", out.folder.display());
    }
}
