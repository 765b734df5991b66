//! Commands for whoever works on brought. `cargo xtask` lists them.

mod assets;
mod place;
mod run;

use std::process::ExitCode;

const USAGE: &str = "\
Usage: cargo xtask <command>

  assets   fetch the NHS design system (stylesheet, script, icons, templates) into assets/vendor
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match words.as_slice() {
        ["assets"] => assets::ensure(),
        [] | ["help" | "--help" | "-h"] => {
            print!("{USAGE}");
            Ok(())
        }
        other => Err(anyhow::anyhow!("there is no command `{}`\n\n{USAGE}", other.join(" "))),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("cargo xtask: {problem:#}");
            ExitCode::FAILURE
        }
    }
}
