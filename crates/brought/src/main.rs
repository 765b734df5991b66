//! The program: the only place that reads arguments, the system clock, randomness and files.
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod arguments;
mod commands;
mod failure;
mod moment;
mod packs;
mod shipped;
mod standing_words;

use arguments::{Arguments, Command, Policy};
use clap::Parser as _;
use failure::Failure;
use jiff::Timestamp;
use std::process::ExitCode;

fn main() -> ExitCode {
    match run(Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("brought: {failure}");
            failure.exit_code()
        }
    }
}

fn run(arguments: Arguments) -> Result<(), Failure> {
    let now = Timestamp::now();
    let today = brought_calendar::local_date(now);
    match arguments.command {
        Command::Standing(asked) => {
            let as_of = asked.as_of.unwrap_or(now);
            let Some(file) = &asked.chronology else { return Err(Failure::usage("give --chronology FILE")) };
            let (standing, chronology, calendar) = commands::standing::of_file(file, &asked.pack, asked.nation, as_of)?;
            commands::standing::print(&standing, &chronology, &calendar, asked.json)
        }
        Command::Policy(Policy::Check { pack }) => commands::policy::check_pack(&pack, today),
        Command::Policy(Policy::Test { pack }) => commands::policy::test_pack(&pack),
        Command::Policy(Policy::Rules { pack }) => commands::policy::rules(&pack),
        Command::Schema { of } => commands::schema::run(of),
    }
}
