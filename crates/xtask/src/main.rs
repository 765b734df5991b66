//! Commands for whoever works on brought. `cargo xtask` lists them.

mod assets;
mod bench;
mod browser;
mod debian;
mod generate;
mod place;
mod program;
mod python;
mod run;
mod sbom;
mod test;
mod tidy;

use anyhow::{Result, bail};
use std::process::ExitCode;

const USAGE: &str = "\
Usage: cargo xtask <command>

  demo [arguments]           run the demonstration; arguments go to `brought demo` (try `--help`)
  test [--quick] [step ...]  run every check and test, all but the longest, or the named steps only
  generate [--check]         write the documents that are made from the program, or check that they are fresh
  tidy                       check the rules about the code that the compiler does not know
  bench population [--children N] [--runs R] [--data duckdb|synth] [--only NAME,...]
                             measure brought against DuckDB, Polars and DataFusion on the same work, and check that they find the same
  bench pages [--requests N] [--children N] [--program FILE]
                             measure what the pages weigh with all that a browser loads, and how long they take
  sbom FILE                  write what others wrote that is in the program, as an inventory for other programs (CycloneDX)
  assets                     fetch the NHS design system (stylesheet, script, icons, templates) into assets/vendor

Each fetches what it needs. Steps of `test`: ";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match perform(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("cargo xtask: {problem:#}");
            ExitCode::FAILURE
        }
    }
}

fn perform(arguments: &[String]) -> Result<()> {
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["demo", rest @ ..] => program::demo(rest),
        ["test", rest @ ..] => test::run(rest),
        ["generate"] => generate::write(),
        ["generate", "--check"] => generate::check(),
        ["tidy"] => tidy::check(),
        ["bench", "population", rest @ ..] => bench::population(rest),
        ["bench", "pages", rest @ ..] => bench::pages(rest),
        ["sbom", file] => sbom::write(file),
        ["assets"] => assets::ensure(),
        [] | ["help" | "--help" | "-h"] => {
            println!("{USAGE}{}", test::names());
            Ok(())
        }
        other => bail!("there is no command `{}`\n\n{USAGE}{}", other.join(" "), test::names()),
    }
}
