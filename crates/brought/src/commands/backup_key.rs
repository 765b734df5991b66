//! `brought backup-key`: the key that opens backups.

use crate::arguments::BackupKey;
use crate::failure::Failure;
use crate::say::say;
use crate::sealed;
use std::io::{ErrorKind, Write as _};

/// Makes a key, keeps it in a file that nobody else may read, and prints the part of it that need not be kept secret.
pub(crate) fn run(asked: &BackupKey) -> Result<(), Failure> {
    let (secret, public) = sealed::new_key();
    let path = asked.to.display();
    let mut file = sealed::create_private(&asked.to).map_err(|problem| match problem.kind() {
        ErrorKind::AlreadyExists => Failure::usage(format!("{path} is there already: a key is never written over")),
        _ => Failure::trouble(format!("{path} cannot be written: {problem}")),
    })?;
    let written = file.write_all(secret.as_bytes()).and_then(|()| file.sync_all());
    written.map_err(|problem| Failure::trouble(format!("{path} could not be written: {problem}. Do not use what is there")))?;
    say!("The key is in {path}. Keep it away from this machine, and keep a second copy of it.");
    say!("Seal backups with: --for {public}");
    Ok(())
}
