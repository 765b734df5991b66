//! `brought policy compare` and `brought policy backtest`: packs tried out on a history.

pub(crate) mod form;
mod history;
pub(crate) mod texts;
mod words;

use super::policy::Threads;
use crate::arguments::{PolicyBacktest, PolicyCompare};
use crate::failure::Failure;
use crate::say::{say, say_words};
use crate::{packs, progress};
use brought_calendar::Calendar;
use brought_policy::Pack;
use brought_policy::compare::{Question, Side, backtest as figures_of, compare};
use brought_policy::proof::Workers;
use form::{BacktestForm, ComparisonForm};
use indicatif::ProgressBar;
use jiff::Timestamp;
use serde::Serialize;

/// Of so many of the shortest chronologies that tell the packs apart, the smallest is looked for.
const SHRINK: usize = 12;

/// `policy compare`.
pub(crate) async fn run(asked: PolicyCompare, now: Timestamp) -> Result<(), Failure> {
    let (left, right) = (packs::usable(&asked.left)?, packs::usable(&asked.right)?);
    if asked.texts {
        let form = texts::TextsForm::new(&left, &right);
        return if asked.json { print_json(&form) } else { print_text(&texts::words(&form)) };
    }
    let until = asked.history.until.unwrap_or(now);
    let history = history::read(&asked.history, until, now).await?;
    let (left_calendar, right_calendar) = (Calendar::bundled(left.division), Calendar::bundled(right.division));
    let side = |pack, calendar| Side { pack, calendar };
    let question = Question { until, open_on: asked.open_on, shrink: SHRINK };
    let working = Working::new(history.len());
    let found = compare(side(&left, &left_calendar), side(&right, &right_calendar), &history, &question, &working);
    working.bar.finish_and_clear();
    if let (Some(file), Some(smallest)) = (&asked.example, &found.smallest) {
        let text = brought_forms::chronology_file::write_json(&smallest.chronology);
        std::fs::write(file, text).map_err(|problem| Failure::trouble(format!("{} could not be written: {problem}", file.display())))?;
    }
    let form = ComparisonForm::new(&found, &left, &right, until, asked.show_children);
    if asked.json { print_json(&form) } else { print_text(&words::comparison(&form)) }
}

/// `policy backtest`.
pub(crate) async fn backtest(asked: PolicyBacktest, now: Timestamp) -> Result<(), Failure> {
    let pack: Pack = packs::usable(&asked.pack)?;
    let until = asked.history.until.unwrap_or(now);
    let history = history::read(&asked.history, until, now).await?;
    let calendar = Calendar::bundled(pack.division);
    let working = Working::new(history.len());
    let figures = figures_of(Side { pack: &pack, calendar: &calendar }, &history, until, &working);
    working.bar.finish_and_clear();
    let form = BacktestForm::new(&figures, &pack, until);
    if asked.json { print_json(&form) } else { print_text(&words::backtest(&form)) }
}

/// All processors, and a bar for whoever waits.
struct Working {
    bar: ProgressBar,
}

impl Working {
    fn new(people: usize) -> Self {
        Self { bar: progress::bar(u64::try_from(people).unwrap_or(u64::MAX), "People") }
    }
}

impl Workers for Working {
    fn each(&self, pieces: usize, work: &(dyn Fn(usize) + Sync)) {
        Threads.each(pieces, &|piece| {
            work(piece);
            self.bar.inc(1);
        });
    }
}

fn print_text(text: &str) -> Result<(), Failure> {
    say_words!("{text}");
    Ok(())
}

fn print_json(form: &impl Serialize) -> Result<(), Failure> {
    let text = serde_json::to_string_pretty(form);
    say!("{}", text.map_err(|problem| Failure::trouble(format!("the figures could not be written: {problem}")))?);
    Ok(())
}
