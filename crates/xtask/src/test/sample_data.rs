//! The tests of real files by other hands, which some machines have and which are not part of the workspace.

use crate::{place, program, run};
use anyhow::{Result, ensure};
use std::path::{Path, PathBuf};

/// Names the folder of the files. The tests read nothing else.
pub(super) const VARIABLE: &str = "BROUGHT_SAMPLE_DATA";
/// What the name of each such test has in it. Tests that are ignored for another reason do not.
pub(super) const IN_NAME: &str = "sample_data_";
/// A folder by which the sample data is known.
const KNOWN_BY: &str = "csv-hostile";

/// The folder of the sample data: the one that is named, or `data` in a folder beside the workspace. Nothing when there is none.
///
/// # Errors
/// When a folder is named that is not the sample data.
pub(super) fn folder() -> Result<Option<PathBuf>> {
    let Some(named) = std::env::var_os(VARIABLE).map(PathBuf::from) else {
        return Ok(place::root().parent().and_then(beside));
    };
    ensure!(named.join(KNOWN_BY).is_dir(), "{VARIABLE} is {}, and there is no folder {KNOWN_BY} in it", named.display());
    Ok(Some(std::path::absolute(named)?))
}

/// The first folder `data` with the sample data in a folder of this one.
fn beside(parent: &Path) -> Option<PathBuf> {
    let folders = std::fs::read_dir(parent).ok()?.filter_map(Result::ok).map(|entry| entry.path().join("data"));
    folders.filter(|folder| folder.join(KNOWN_BY).is_dir()).min()
}

/// Says how many tests were not run.
///
/// # Errors
/// When the tests cannot be listed, or none needs the sample data any more.
pub(super) fn say_what_was_left_out() -> Result<()> {
    let words = ["test", "--quiet", "--workspace", "--lib", "--bins", "--tests", "--", "--list", "--ignored", IN_NAME];
    let left_out = count(&run::captured(program::cargo().args(words))?);
    ensure!(left_out > 0, "no test has `{IN_NAME}` in its name, and this says how many have");
    println!("{left_out} tests not run: the sample data is not here. Set {VARIABLE} to its folder.");
    Ok(())
}

/// How many tests are in what `--list` prints.
fn count(listed: &str) -> usize {
    listed.lines().filter(|line| line.ends_with(": test")).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_are_counted_and_benchmarks_and_sums_are_not() {
        assert_eq!(count("sample_data_a: test\n\n1 test, 0 benchmarks\nfast: benchmark\nx::sample_data_b: test\n"), 2);
        assert_eq!(count(""), 0);
    }

    #[test]
    fn a_folder_without_the_sample_data_is_not_taken_for_it() {
        assert_eq!(beside(&place::root().join("crates")), None);
        assert_eq!(beside(&place::root().join("no-such-folder")), None);
    }
}
