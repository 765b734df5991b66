//! `brought import`: what other systems say, first shown, then brought in.

mod map;
pub(crate) mod report;
mod scan;
mod words;

#[cfg(feature = "population")]
pub(crate) use map::find as find_map;

use crate::arguments::Import;
use crate::failure::Failure;
use crate::machine::{self, Dice};
use crate::opened::{self, Opened};
use crate::say::{say, say_words};
use crate::{operator, progress};
use brought_app::{ImportContext, ImportProgress, apply_import, plan_import};
use brought_domain::PractitionerId;
use brought_interop::Map;
use brought_store::OpenMode;
use indicatif::ProgressBar;
use report::{FORMAT, FileReport, ImportReport};
use std::io::{IsTerminal as _, Write as _};
use std::path::Path;
use std::pin::{Pin, pin};

/// A file to bring in, and what is known of it so far.
struct Source {
    bytes: Vec<u8>,
    name: String,
    rows: u64,
    report: FileReport,
}

impl Source {
    fn is_usable(&self) -> bool {
        self.report.unusable.is_none()
    }
}

/// Shows what would change, asks, and brings it in.
pub(crate) async fn run(asked: Import, dice: &Dice) -> Result<(), Failure> {
    let map = asked.map.as_deref().map(map::find).transpose()?;
    let mut sources = asked.files.iter().map(|file| source(file, map.as_ref(), asked.files.len() > 1)).collect::<Result<Vec<_>, _>>()?;
    if sources.iter().any(Source::is_usable) {
        // Before there is a record, so that stopping always leaves word of how to go on; but at the question below Ctrl-C is an answer.
        let heard = asked.yes.then(machine::asked_to_stop);
        let opened = open(&asked).await?;
        let started_by = match &asked.started_by {
            Some(id) => Some(operator::named(&opened.brought, id).await?.practitioner),
            None => None,
        };
        let goes_on = asked.yes || plan(&asked, &opened, map.as_ref(), &started_by, &mut sources, dice).await?;
        if goes_on {
            let stop = pin!(heard.unwrap_or_else(machine::asked_to_stop));
            bring_in(&asked, &opened, map.as_ref(), &started_by, &mut sources, dice, stop).await?;
        }
        opened.store.close().await;
    }
    tell_unusable(&asked, &sources);
    end(&asked, sources.into_iter().map(|source| source.report).collect())
}

/// Reads a file and looks through it.
fn source(file: &Path, map: Option<&Map>, several: bool) -> Result<Source, Failure> {
    let shown = file.display().to_string();
    let bytes =
        std::fs::read(file).map_err(|problem| Failure::usage(format!("{shown} could not be read: {problem}. Nothing was brought in")))?;
    let name = file.file_name().map_or_else(|| shown.clone(), |name| name.to_string_lossy().into_owned());
    let report = FileReport { file: shown.clone(), ..FileReport::default() };
    let map = scan::map_for(&bytes, map, several);
    Ok(match scan::scan(&bytes, &shown, map, machine::now()) {
        Ok(scan) => {
            let report = FileReport { to_review: scan.to_review, notes: scan.notes, ..report };
            Source { bytes, name, rows: scan.rows, report }
        }
        Err(why) => Source { bytes, name, rows: 0, report: FileReport { state: "not_usable".to_owned(), unusable: Some(why), ..report } },
    })
}

/// The record. A dry run makes no file.
async fn open(asked: &Import) -> Result<Opened, Failure> {
    if !asked.data.exists() {
        if asked.dry_run {
            return opened::empty(asked.pack.as_deref()).await;
        }
        eprintln!("brought: there is no record at {} yet; a new one is made", asked.data.display());
    }
    opened::open(&asked.data, OpenMode::Create, asked.pack.as_deref(), None).await
}

/// Works out and shows what would change. Says whether to go on.
async fn plan(
    asked: &Import,
    opened: &Opened,
    map: Option<&Map>,
    started_by: &Option<PractitionerId>,
    sources: &mut [Source],
    dice: &Dice,
) -> Result<bool, Failure> {
    let several = sources.len() > 1;
    for source in sources.iter_mut().filter(|source| source.is_usable()) {
        let waiting = progress::spinner("Working out what would change ...");
        let map = scan::map_for(&source.bytes, map, several);
        let plan = plan_import(&opened.brought, &source.bytes, map, &context(source, started_by, dice)).await?;
        waiting.finish_and_clear();
        source.report.state = "would_be_brought_in".to_owned();
        source.report.counts = Some(plan.counts.into());
        source.report.plan = Some((&plan).into());
        if !asked.json {
            say_words!("{}", words::planned(&source.report));
        }
    }
    Ok(!asked.dry_run && agreed())
}

/// Asks whoever is at the terminal. Where nobody is, the command itself is the answer.
fn agreed() -> bool {
    if !(std::io::stdin().is_terminal() && std::io::stderr().is_terminal()) {
        return true;
    }
    eprint!("Bring this in? [y/N] ");
    let _shown_or_not = std::io::stderr().flush();
    let mut answer = String::new();
    let is_yes = std::io::stdin().read_line(&mut answer).is_ok() && matches!(answer.trim(), "y" | "Y" | "yes");
    if !is_yes {
        eprintln!("Nothing was brought in.");
    }
    is_yes
}

async fn bring_in(
    asked: &Import,
    opened: &Opened,
    map: Option<&Map>,
    started_by: &Option<PractitionerId>,
    sources: &mut [Source],
    dice: &Dice,
    mut stop: Pin<&mut impl Future<Output = ()>>,
) -> Result<(), Failure> {
    let several = sources.len() > 1;
    for source in sources.iter_mut().filter(|source| source.is_usable()) {
        let context = context(source, started_by, dice);
        let map = scan::map_for(&source.bytes, map, several);
        let bar = progress::bar(source.rows, "Rows");
        let applying = apply_import(&opened.brought, &source.bytes, map, &context, |at| show(&bar, at));
        let result = tokio::select! {
            result = applying => result.map_err(|failure| cut_off(source, &Failure::from(failure).to_string()))?,
            () = &mut stop => return Err(cut_off(source, "stopped")),
        };
        bar.finish_and_clear();
        let showed_notes = source.report.plan.is_some();
        source.report.state = "brought_in".to_owned();
        source.report.counts = Some(result.counts.into());
        source.report.stored = Some(result.into());
        if !asked.json {
            say_words!("{}", words::brought_in(&source.report, !showed_notes));
        }
    }
    Ok(())
}

fn cut_off(source: &Source, why: &str) -> Failure {
    Failure::trouble(format!("{}: {why}. What was brought in so far stays; give the same command again to complete it", source.report.file))
}

fn show(bar: &ProgressBar, at: ImportProgress) {
    match at {
        ImportProgress::Storing { rows, .. } => bar.set_position(rows),
        ImportProgress::WorkingOut { people } => bar.set_message(format!("Lists of {people} people; rows")),
    }
}

fn context(source: &Source, started_by: &Option<PractitionerId>, dice: &Dice) -> ImportContext {
    ImportContext { batch: dice.id(), file_name: source.name.clone(), started_by: started_by.clone(), now: machine::now() }
}

fn tell_unusable(asked: &Import, sources: &[Source]) {
    for source in sources.iter().filter(|source| !source.is_usable() && !asked.json) {
        eprint!("brought: {}", words::unusable(&source.report));
    }
}

/// Prints the report where one is asked for, and says how it went.
fn end(asked: &Import, files: Vec<FileReport>) -> Result<(), Failure> {
    let not_usable = files.iter().filter(|file| file.unusable.is_some()).count();
    let needs_a_person = files.iter().any(FileReport::needs_a_person);
    if asked.json {
        let report = ImportReport { format: FORMAT.to_owned(), dry_run: asked.dry_run, data: asked.data.display().to_string(), files };
        let text = serde_json::to_string_pretty(&report);
        say!("{}", text.map_err(|problem| Failure::trouble(format!("the report could not be written: {problem}")))?);
    }
    match (not_usable, needs_a_person) {
        (0, false) => Ok(()),
        (0, true) => Err(Failure::to_look_at()),
        (1, _) => Err(Failure::usage("1 file cannot be used")),
        (many, _) => Err(Failure::usage(format!("{many} files cannot be used"))),
    }
}
