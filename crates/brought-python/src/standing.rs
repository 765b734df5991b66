//! What a policy asks for one child.

use crate::failure::Failure;
use crate::packs;
use brought_calendar::{Calendar, Nation, parse_moment};
use brought_forms::chronology_file::{read_json, read_toml};
use brought_policy::PoliciesInForce;
use brought_policy::standing_form::StandingForm;
use jiff::Timestamp;
use pyo3::prelude::*;
use std::sync::Arc;

/// The standing of a chronology, as JSON. `text` is a chronology file in JSON or TOML; `shown` is what it is called in messages.
#[pyfunction]
pub(crate) fn standing(
    py: Python<'_>,
    text: &str,
    shown: &str,
    policy: &str,
    as_of: &str,
    nation: Option<&str>,
) -> Result<String, Failure> {
    py.detach(|| {
        let as_of = moment(as_of)?;
        let pack = packs::usable(policy)?;
        // JSON begins with a brace and TOML never does.
        let read = if text.trim_start().starts_with('{') { read_json(text) } else { read_toml(text) };
        let chronology = read.map_err(|problems| {
            let lines: Vec<String> = problems.iter().map(|problem| format!("\n  {shown}: {problem}")).collect();
            Failure::unusable(format!("{shown} is not a chronology; docs/chronology-file.md says what one is{}", lines.concat()))
        })?;
        let division = nation.map(division).transpose()?.unwrap_or(pack.division);
        let answer = PoliciesInForce::only(Arc::new(pack)).answer(&Calendar::bundled(division), &chronology, as_of);
        serde_json::to_string(&StandingForm::from(&answer))
            .map_err(|problem| Failure::machine(format!("the standing could not be written: {problem}. This is a fault of the program")))
    })
}

/// A moment as it is given.
pub(crate) fn moment(text: &str) -> Result<Timestamp, Failure> {
    parse_moment(text).map_err(|problem| Failure::unusable(format!("as_of: {problem}")))
}

fn division(code: &str) -> Result<brought_calendar::Division, Failure> {
    Nation::from_code(code).map(Nation::division).ok_or_else(|| {
        let codes: Vec<&str> = Nation::ALL.iter().map(|nation| nation.code()).collect();
        Failure::unusable(format!("{code} is no nation whose bank holidays are known; give one of: {}", codes.join(", ")))
    })
}
