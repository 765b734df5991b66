//! Finding a map: a file, or one of those shipped with the program.

use crate::failure::Failure;
use crate::shipped::MAPS;
use brought_interop::Map;
use std::path::Path;

/// Reads the map in a file, or the shipped one of this name.
///
/// # Errors
/// When there is neither, or the map has problems: all of them are told.
pub(crate) fn find(name: &str) -> Result<Map, Failure> {
    let (text, shown) = if Path::new(name).is_file() {
        let bytes = std::fs::read(name).map_err(|problem| Failure::usage(format!("{name} could not be read: {problem}")))?;
        let text = String::from_utf8(bytes).map_err(|_| Failure::usage(format!("{name} is not UTF-8 text. Save it as UTF-8")))?;
        (text, name.to_owned())
    } else {
        let plain = name.strip_suffix(".toml").unwrap_or(name);
        let shipped = MAPS.iter().find(|(path, _)| path.strip_suffix(".toml") == Some(plain));
        let (path, text) = shipped.ok_or_else(|| {
            let known: Vec<&str> = MAPS.iter().filter_map(|(path, _)| path.strip_suffix(".toml")).collect();
            Failure::usage(format!(
                "{name} is neither a file nor a map shipped with the program. Give the file of a map, or one of: {}",
                known.join(", ")
            ))
        })?;
        ((*text).to_owned(), (*path).to_owned())
    };
    Map::parse(&text, &shown).map_err(|problems| {
        let lines: Vec<String> = problems.iter().map(|problem| format!("  {problem}")).collect();
        let many = if lines.len() == 1 { "1 problem".to_owned() } else { format!("{} problems", lines.len()) };
        Failure::usage(format!("{many} in the map; docs/importing.md says how to write one\n{}", lines.join("\n")))
    })
}

#[cfg(test)]
mod tests {
    use super::find;
    use crate::shipped::MAPS;

    #[test]
    fn every_shipped_map_is_found_by_its_name() {
        assert!(!MAPS.is_empty());
        for (path, _) in MAPS {
            let name = path.strip_suffix(".toml").unwrap();
            find(name).unwrap_or_else(|failure| panic!("{name}: {failure}"));
        }
    }

    #[test]
    fn an_unknown_map_is_told_with_those_there_are() {
        let told = find("clinic").err().unwrap().to_string();
        assert!(told.contains("hl7-messages"), "{told}");
    }
}
