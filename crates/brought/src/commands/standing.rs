//! `brought standing`: what the policy asks for, for one child, at one moment.

use crate::failure::Failure;
use crate::{packs, standing_words};
use brought_calendar::{Calendar, Division};
use brought_domain::Chronology;
use brought_policy::Standing;
use brought_policy::standing_form::StandingForm;
use jiff::Timestamp;
use std::path::Path;

/// Works out the standing of a chronology file, without any store.
pub(crate) fn of_file(
    file: &Path,
    pack: &str,
    division: Option<Division>,
    as_of: Timestamp,
) -> Result<(Standing, Chronology, Calendar), Failure> {
    let pack = packs::usable(pack)?;
    let chronology = read(file)?;
    let calendar = Calendar::bundled(division.unwrap_or(pack.division));
    Ok((brought_policy::standing(&pack, &calendar, &chronology, as_of), chronology, calendar))
}

/// Prints a standing as text or as JSON.
pub(crate) fn print(standing: &Standing, chronology: &Chronology, calendar: &Calendar, json: bool) -> Result<(), Failure> {
    if json {
        let text = serde_json::to_string_pretty(&StandingForm::from(standing));
        println!("{}", text.map_err(|problem| Failure::trouble(format!("the standing could not be written: {problem}")))?);
    } else {
        print!("{}", standing_words::standing(standing, chronology, calendar));
    }
    Ok(())
}

fn read(file: &Path) -> Result<Chronology, Failure> {
    let shown = file.display();
    let bytes = std::fs::read(file).map_err(|problem| Failure::usage(format!("{shown} could not be read: {problem}")))?;
    let text = String::from_utf8(bytes).map_err(|_| Failure::usage(format!("{shown} is not UTF-8 text. Save it as UTF-8")))?;
    let text = text.trim_start_matches('\u{feff}');
    // JSON begins with a brace and TOML never does, so the name of the file does not matter.
    let read = if text.trim_start().starts_with('{') {
        brought_forms::chronology_file::read_json(text)
    } else {
        brought_forms::chronology_file::read_toml(text)
    };
    read.map_err(|problems| {
        let lines: Vec<String> = problems.iter().map(|problem| format!("  {shown}: {problem}")).collect();
        let many = if lines.len() == 1 { "1 problem".to_owned() } else { format!("{} problems", lines.len()) };
        Failure::usage(format!("{many} in the chronology file; `brought schema chronology` prints its format\n{}", lines.join("\n")))
    })
}
