//! The program: the only place that reads arguments, the system clock, randomness and files.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::panic))]

mod against;
mod arguments;
mod as_known_on;
mod commands;
mod explanation_words;
mod failure;
mod https;
mod machine;
mod main_key;
mod moment;
mod opened;
mod openid;
mod operator;
mod packs;
mod private_folder;
mod progress;
mod proof;
mod say;
mod sealed;
mod shipped;
mod signed_checkpoint;
mod standing_words;

use arguments::{Account, Arguments, Command, Policy, Prove};
use clap::Parser as _;
use failure::Failure;
use machine::Dice;
use std::process::ExitCode;
use tracing_subscriber::EnvFilter;

/// Working out a child's standing asks for many small pieces of memory, and this one hands them out several times quicker than the system's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    write_logs();
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(problem) => return told(&Failure::trouble(format!("the machine does not let the program start: {problem}"))),
    };
    match runtime.block_on(run(arguments)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => told(&failure),
    }
}

async fn run(arguments: Arguments) -> Result<(), Failure> {
    let now = machine::now();
    let today = brought_calendar::local_date(now);
    main_key::said(arguments.main_key);
    match arguments.command {
        Command::Demo(asked) => commands::demo::run(asked, &Dice::new()?).await,
        Command::Import(asked) => commands::import::run(asked, &Dice::new()?).await,
        Command::Standing(asked) => commands::standing::run(asked, now).await,
        // It has threads of its own, and takes as long as it takes.
        Command::Population(asked) => commands::population::run(asked, now),
        Command::Measures(asked) => commands::measures::run(asked),
        Command::Serve(asked) => commands::serve::run(asked, &Dice::new()?).await,
        Command::Send(asked) => commands::send::run(asked).await,
        Command::Account(Account::Add(asked)) => commands::account::add(asked, &Dice::new()?, now).await,
        Command::Account(Account::List(asked)) => commands::account::list(asked).await,
        Command::Account(Account::Password(asked)) => commands::account::password(asked, &Dice::new()?, now).await,
        Command::Account(Account::Disable(asked)) => commands::account::disable(asked, true).await,
        Command::Account(Account::Enable(asked)) => commands::account::disable(asked, false).await,
        Command::Account(Account::RemoveCode(asked)) => commands::account::remove_code(asked).await,
        Command::Account(Account::Codes(asked)) => commands::account::codes(asked).await,
        Command::Account(Account::Roles(asked)) => commands::account::roles(asked).await,
        Command::Account(Account::Link(asked)) => commands::account::link(asked, now).await,
        Command::Account(Account::Unlink(asked)) => commands::account::unlink(asked).await,
        Command::BackupKey(asked) => commands::backup_key::run(&asked),
        Command::Backup(asked) => commands::backup::run(&asked).await,
        Command::Restore(asked) => commands::restore::run(&asked, now).await,
        Command::MainKey(asked) => commands::main_key::make(&asked, &Dice::new()?),
        Command::ChangeMainKey(asked) => commands::main_key::change(&asked).await,
        Command::Retention(asked) => commands::retention::list(&asked, now).await,
        Command::Hold(asked) => commands::retention::hold(&asked, now).await,
        Command::Erase(asked) => commands::retention::erase(&asked, now).await,
        Command::Bundle(asked) => commands::bundle::run(asked, now).await,
        Command::BundleCheck(asked) => commands::bundle_check::run(&asked),
        Command::Verify(asked) => commands::verify::run(asked).await,
        Command::CheckpointKey(asked) => commands::checkpoint::make_key(&asked, &Dice::new()?),
        Command::Checkpoint(asked) => commands::checkpoint::take(&asked, now).await,
        Command::Prove(Prove::Inclusion(asked)) => commands::prove::inclusion(&asked, now).await,
        Command::Prove(Prove::Consistency(asked)) => commands::prove::consistency(&asked).await,
        Command::CheckProof(asked) => commands::prove::check(&asked),
        Command::Rebuild(asked) => commands::rebuild::run(asked).await,
        Command::Policy(Policy::Check(asked)) => commands::policy::check_pack(&asked, today),
        Command::Policy(Policy::Explain(asked)) => commands::explain::run(asked, now).await,
        Command::Policy(Policy::Test { pack }) => commands::policy::test_pack(&pack),
        Command::Policy(Policy::Rules { pack }) => commands::policy::rules(&pack),
        Command::Policy(Policy::PutInForce(asked)) => commands::in_force::put(asked, now).await,
        Command::Policy(Policy::InForce(asked)) => commands::in_force::list(asked, now).await,
        Command::Policy(Policy::Compare(asked)) => commands::compare::run(asked, now).await,
        Command::Policy(Policy::Backtest(asked)) => commands::compare::backtest(asked, now).await,
        Command::Policy(Policy::Words) => {
            commands::policy::words();
            Ok(())
        }
        #[cfg(feature = "population")]
        Command::Synth(asked) => commands::synth::run(&asked),
        Command::Schema { of } => commands::schema::run(of),
    }
}

fn told(failure: &Failure) -> ExitCode {
    if let Some(message) = failure.message() {
        eprintln!("brought: {message}");
    }
    failure.exit_code()
}

/// To the error output, because the output itself is the answer. Warnings only, unless RUST_LOG asks for more.
fn write_logs() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("warn"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
}
