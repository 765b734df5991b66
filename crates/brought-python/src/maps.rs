//! Finding a map: a file, or one of those shipped with the wheel.

use crate::failure::Failure;
use crate::shipped::MAPS;
use brought_interop::Map;
use std::path::Path;

/// Reads the map in a file, or the shipped one of this name, for tables whose columns may hold days and times as such.
pub(crate) fn find(name: &str) -> Result<Map, Failure> {
    let text = if Path::new(name).is_file() {
        std::fs::read_to_string(name).map_err(|problem| Failure::unusable(format!("the map {name} could not be read: {problem}")))?
    } else {
        let shipped = MAPS.iter().find(|(path, _)| path.strip_suffix(".toml") == Some(name));
        let (_, text) = shipped.ok_or_else(|| {
            let known: Vec<&str> = MAPS.iter().filter_map(|(path, _)| path.strip_suffix(".toml")).collect();
            Failure::unusable(format!(
                "{name} is neither a file nor a shipped map. Give the file of a map, or one of: {}",
                known.join(", ")
            ))
        })?;
        (*text).to_owned()
    };
    let map = Map::parse(&text, name).map_err(|problems| {
        let lines: Vec<String> = problems.iter().map(|problem| format!("\n  {problem}")).collect();
        Failure::unusable(format!("the map {name} cannot be used; docs/importing.md says how to write one{}", lines.concat()))
    })?;
    Ok(map.with_iso_dates())
}
