//! `brought main-key` and `brought change-main-key`: the key under which the keys of people are kept.

use crate::arguments::{ChangeMainKey, NewMainKey};
use crate::failure::Failure;
use crate::machine::Dice;
use crate::say::say;
use crate::{main_key, sealed};
use brought_store::{MainKey, OpenMode, Store};
use std::io::{ErrorKind, Write as _};

/// Makes a main key, and keeps it in a file that nobody else may read.
pub(crate) fn make(asked: &NewMainKey, dice: &Dice) -> Result<(), Failure> {
    let (key, path) = (MainKey::random(dice), asked.to.display());
    let mut file = sealed::create_private(&asked.to).map_err(|problem| match problem.kind() {
        ErrorKind::AlreadyExists => Failure::usage(format!("{path} is there already: a key is never written over")),
        _ => Failure::trouble(format!("{path} cannot be written: {problem}")),
    })?;
    let written = file.write_all(key.line().as_bytes()).and_then(|()| file.sync_all());
    written.map_err(|problem| Failure::trouble(format!("{path} could not be written: {problem}. Do not use what is there")))?;
    say!("The main key {} is in {path}. Keep a second copy of it away from this machine and away from the backups.", key.name());
    say!("Without it nobody can read a record that is sealed with it.");
    Ok(())
}

/// Keeps a record under another main key.
pub(crate) async fn change(asked: &ChangeMainKey) -> Result<(), Failure> {
    let old = main_key::keyring()?;
    let new = main_key::keyring_of(&asked.new_main_key, asked.new_main_key_command.as_deref())?;
    let store = Store::open_with(&asked.data, OpenMode::Existing, old.as_ref()).await?;
    let keys = store.change_main_key(&new).await;
    store.close().await;
    say!("{}: {} keys are kept under the main key {} now. No entry was touched.", asked.data.display(), keys?, new.main().name());
    say!("Backups from before are opened with the old key: keep it as long as they are kept.");
    Ok(())
}
