//! Where the main key comes from: a file, a variable of the environment, or a program that opens what stands there.

use crate::arguments::MainKeyPlace;
use crate::failure::Failure;
use crate::machine::{self, Dice};
use brought_store::{Keyring, MainKey, Store};
use std::fs::File;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Arc, OnceLock, mpsc};
use std::time::{Duration, Instant};
use zeroize::Zeroizing;

/// The settings that say the same as the options.
const SETTING: &str = "BROUGHT_MAIN_KEY";
const SETTING_OF_COMMAND: &str = "BROUGHT_MAIN_KEY_COMMAND";
/// How long a program may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);
/// How often to look whether it has.
const LOOK: Duration = Duration::from_millis(20);
/// More than this is no key, sealed or not.
const MOST: u64 = 64 * 1024;

/// What was said on the command line: the same for every record that a command opens.
static SAID: OnceLock<MainKeyPlace> = OnceLock::new();

/// Notes what was said on the command line.
pub(crate) fn said(place: MainKeyPlace) {
    // It is said once, when the program starts.
    let _only_once = SAID.set(place);
}

/// What it takes to open a sealed record; nothing, when no main key was named.
///
/// # Errors
/// When one was named and cannot be had.
pub(crate) fn keyring() -> Result<Option<Keyring>, Failure> {
    let said = SAID.get().cloned().unwrap_or_default();
    let place = said.main_key.or_else(|| machine::setting(SETTING));
    let command = said.main_key_command.or_else(|| machine::setting(SETTING_OF_COMMAND));
    match place {
        Some(place) => read(&place, command.as_deref()).and_then(with_dice).map(Some),
        None if command.is_some() => Err(Failure::usage(format!(
            "{SETTING_OF_COMMAND} or --main-key-command names a program, and nothing what it is to open: say it with --main-key or {SETTING}"
        ))),
        None => Ok(None),
    }
}

/// The same of a key that is named otherwise.
///
/// # Errors
/// When it cannot be had.
pub(crate) fn keyring_of(place: &str, command: Option<&str>) -> Result<Keyring, Failure> {
    read(place, command).and_then(with_dice)
}

fn with_dice(key: MainKey) -> Result<Keyring, Failure> {
    Ok(Keyring::new(key, Arc::new(Dice::new()?)))
}

/// A record that is sealed is of no use without its key, and whoever gave a key believes the record to be sealed: both are told at once.
///
/// # Errors
/// When the record is sealed and there is no key.
pub(crate) fn check(store: &Store, path: &Path, keyring: Option<&Keyring>) -> Result<(), Failure> {
    match (store.is_sealed(), keyring) {
        (true, None) => Err(brought_store::StoreProblem::KeyNeeded.into()),
        (false, Some(_)) => {
            eprintln!(
                "brought: a main key was given, and the entries of {} are not sealed: the record was begun without one, and goes on as it is",
                path.display()
            );
            Ok(())
        }
        _ => Ok(()),
    }
}

/// Reads the main key.
fn read(place: &str, command: Option<&str>) -> Result<MainKey, Failure> {
    let (where_from, bytes) = match place.split_once(':') {
        Some(("file", path)) => (path.to_owned(), file(Path::new(path), command.is_none())?),
        Some(("env", name)) => (format!("the variable {name}"), variable(name)?),
        // It may be the key itself, so it is not repeated.
        _ => return Err(Failure::usage(format!("--main-key or {SETTING} has to say where the main key is: file:PATH, or env:NAME"))),
    };
    let (where_from, bytes) = match command {
        None => (where_from, bytes),
        Some(command) => opened_by(command, &bytes).map(|bytes| (format!("the program `{command}`"), bytes))?,
    };
    let text = std::str::from_utf8(&bytes).unwrap_or_default();
    MainKey::read(text).map_err(|problem| Failure::usage(format!("{where_from}: {problem}")))
}

fn file(path: &Path, is_plain: bool) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let shown = path.display();
    let unreadable = |problem: std::io::Error| {
        Failure::usage(format!("the main key in {shown} cannot be read ({problem}): check the path, and under which user brought runs"))
    };
    let file = File::open(path).map_err(unreadable)?;
    #[cfg(unix)]
    if is_plain {
        let mode = std::os::unix::fs::PermissionsExt::mode(&file.metadata().map_err(unreadable)?.permissions());
        if mode & 0o077 != 0 {
            return Err(Failure::usage(format!(
                "the main key in {shown} can be read by others on this machine (mode {:o}): `chmod 600 {shown}`, and make a new key if anybody may have read it",
                mode & 0o777
            )));
        }
    }
    #[cfg(not(unix))]
    let _ = is_plain;
    let mut bytes = Zeroizing::new(Vec::new());
    file.take(MOST).read_to_end(&mut bytes).map_err(unreadable)?;
    Ok(bytes)
}

fn variable(name: &str) -> Result<Zeroizing<Vec<u8>>, Failure> {
    machine::setting(name).map(|text| Zeroizing::new(text.into_bytes())).ok_or_else(|| {
        Failure::usage(format!("the main key is said to be in the variable {name}, which is not set: set it, or name another place"))
    })
}

/// What a program makes of some bytes. No shell reads its words.
fn opened_by(command: &str, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let failed =
        |why: String| Failure::trouble(format!("the main key could not be opened: `{command}` {why}. Nothing was read or changed"));
    let mut words = command.split_whitespace();
    let program = words.next().ok_or_else(|| Failure::usage("--main-key-command names no program"))?;
    let mut started = Command::new(PathBuf::from(program))
        .args(words)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|problem| failed(format!("could not be started ({problem})")))?;
    let (mut to, from, sealed) = (started.stdin.take(), started.stdout.take(), Zeroizing::new(sealed.to_vec()));
    // One that answers without listening is no trouble; each has a thread, so that neither waits for the other.
    std::thread::spawn(move || to.as_mut().map(|to| to.write_all(&sealed)));
    let (send, answer) = mpsc::channel();
    std::thread::spawn(move || {
        let mut said = Zeroizing::new(Vec::new());
        let read = from.map(|from| from.take(MOST).read_to_end(&mut said));
        let _nobody_waits = send.send(read.is_some_and(|read| read.is_ok()).then_some(said));
    });
    let until = Instant::now() + PATIENCE;
    let status = loop {
        match started.try_wait().map_err(|problem| failed(format!("could not be waited for ({problem})")))? {
            Some(status) => break status,
            None if Instant::now() < until => std::thread::sleep(LOOK),
            None => {
                let _already_gone = started.kill().and_then(|()| started.wait());
                return Err(failed(format!("did not answer within {} seconds", PATIENCE.as_secs())));
            }
        }
    };
    if !status.success() {
        return Err(failed(format!("ended with {status}; what it said stands above")));
    }
    answer.recv_timeout(PATIENCE).ok().flatten().ok_or_else(|| failed("gave no answer that could be read".to_owned()))
}
