//! `brought checkpoint-key` and `brought checkpoint`: what vouches for the record, kept elsewhere.

use super::backup::{folder, keep_name};
use crate::against;
use crate::arguments::{CheckpointKey, TakeCheckpoint};
use crate::failure::Failure;
use crate::machine::Dice;
use crate::say::{say, say_words};
use crate::sealed;
use crate::signed_checkpoint::Key;
use brought_store::{Checkpoint, OpenMode, Store};
use jiff::Timestamp;
use std::io::{ErrorKind, Write as _};
use std::path::Path;
use tempfile::Builder;

/// Makes a key, keeps it in a file that nobody else may read, and prints the part of it that need not be kept secret.
pub(crate) fn make_key(asked: &CheckpointKey, dice: &Dice) -> Result<(), Failure> {
    let mut seed = [0; 32];
    dice.fill(&mut seed);
    let key = Key::new(&asked.name, &seed)?;
    let path = asked.to.display();
    let mut file = sealed::create_private(&asked.to).map_err(|problem| match problem.kind() {
        ErrorKind::AlreadyExists => Failure::usage(format!("{path} is there already: a key is never written over")),
        _ => Failure::trouble(format!("{path} cannot be written: {problem}")),
    })?;
    let written = writeln!(file, "# public key: {}\n{}", key.public(), key.line()).and_then(|()| file.sync_all());
    written.map_err(|problem| Failure::trouble(format!("{path} could not be written: {problem}. Do not use what is there")))?;
    keep_name(&asked.to)?;
    say!("The key is in {path}. Whoever has it can vouch for a record: let nobody read it but the program that takes checkpoints.");
    say!("Check with: --public-key {}", key.public());
    Ok(())
}

/// Writes down what vouches for the record as it is now.
pub(crate) async fn take(asked: &TakeCheckpoint, now: Timestamp) -> Result<(), Failure> {
    let key = Key::read(&asked.key)?;
    let post = post(asked)?;
    let store = Store::open(&asked.data, OpenMode::Existing).await?;
    let checkpoint = checkpoint(&store, &key, asked.to.as_deref()).await;
    store.close().await;
    let checkpoint = checkpoint?;
    let text = key.sign(&checkpoint);
    if let Some(to) = &asked.to {
        keep(to, &checkpoint, &text, now)?;
    }
    // A file that was written stays, whatever becomes of the other.
    post.map_or(Ok(()), |post| hand_over(&post, &text, &checkpoint))
}

async fn checkpoint(store: &Store, key: &Key, to: Option<&Path>) -> Result<Checkpoint, Failure> {
    if let Some(folder) = to.filter(|to| to.is_dir()) {
        held_so_far(store, key, folder).await?;
    }
    Ok(store.checkpoint().await?)
}

fn keep(to: &Path, checkpoint: &Checkpoint, text: &str, now: Timestamp) -> Result<(), Failure> {
    if to == Path::new("-") {
        say_words!("{text}");
        return Ok(());
    }
    let file = if to.is_dir() { to.join(format!("{}.{}", now.strftime("%Y-%m-%dT%H%M%SZ"), against::ENDING)) } else { to.to_owned() };
    write_new(&file, text)?;
    say!("{}: {} entries", file.display(), checkpoint.size);
    Ok(())
}

/// To whom it is handed besides.
#[cfg(feature = "sending")]
fn post(asked: &TakeCheckpoint) -> Result<Option<brought_sending::Post>, Failure> {
    use brought_sending::{Post, Secret};
    let Some(address) = &asked.post else { return Ok(None) };
    let token = match &asked.post_token {
        Some(file) => {
            Some(std::fs::read_to_string(file).map_err(|problem| Failure::usage(format!("{} cannot be read: {problem}", file.display())))?)
        }
        None => crate::machine::setting("BROUGHT_POST_TOKEN"),
    };
    let token = token.map(|token| Secret::new(&token)).filter(|token| !token.is_empty());
    Post::to(address, token).map(Some).map_err(|problem| Failure::usage(format!("--post: {problem}")))
}

#[cfg(feature = "sending")]
fn hand_over(post: &brought_sending::Post, text: &str, checkpoint: &Checkpoint) -> Result<(), Failure> {
    post.hand_over(text).map_err(|problem| Failure::trouble(format!("the checkpoint was not posted, {problem}. Run it again")))?;
    say!("posted: {} entries", checkpoint.size);
    Ok(())
}

#[cfg(not(feature = "sending"))]
fn post(asked: &TakeCheckpoint) -> Result<Option<std::convert::Infallible>, Failure> {
    match asked.post {
        None => Ok(None),
        Some(_) => Err(Failure::usage(
            "this program was built without ways to speak to a network: build it with `cargo build --release -p brought --features sending`, or hand on \
             what `--to -` prints",
        )),
    }
}

#[cfg(not(feature = "sending"))]
fn hand_over(post: &std::convert::Infallible, _text: &str, _checkpoint: &Checkpoint) -> Result<(), Failure> {
    match *post {}
}

/// Makes sure that the record goes on from the last checkpoint that was written into a folder: found out within the hour, and not when somebody verifies.
async fn held_so_far(store: &Store, key: &Key, folder: &Path) -> Result<(), Failure> {
    let Some(last) = against::in_folder(folder)?.pop() else { return Ok(()) };
    let kept = against::signed(&last, &key.public())?;
    if store.holds(&kept.checkpoint).await? {
        return Ok(());
    }
    Err(Failure::found(format!(
        "the record does not hold {} any more: entries were altered, cut off or written anew since, or it was restored from a backup. \
         No checkpoint was written. Run `brought verify --against {}`",
        last.display(),
        folder.display()
    )))
}

/// Writes a file that is there as a whole or not at all, and takes the place of none.
fn write_new(path: &Path, text: &str) -> Result<(), Failure> {
    let shown = path.display();
    let trouble = |problem: std::io::Error| Failure::trouble(format!("{shown} could not be written: {problem}"));
    let mut builder = Builder::new();
    builder.prefix(".brought-checkpoint-").suffix(".part");
    // It tells of nobody, and whoever checks the record has to be able to read it.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o644));
    let part = builder.tempfile_in(folder(path));
    let mut part = part.map_err(|problem| Failure::usage(format!("{shown} cannot be written: {problem}")))?;
    part.write_all(text.as_bytes()).and_then(|()| part.as_file().sync_all()).map_err(trouble)?;
    part.persist_noclobber(path).map_err(|problem| match problem.error.kind() {
        ErrorKind::AlreadyExists => Failure::usage(format!("{shown} is there already: a checkpoint is never written over")),
        _ => trouble(problem.error),
    })?;
    keep_name(path)
}
