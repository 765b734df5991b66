//! `brought send`: hands over what waits in the outbox.

mod ways;

use crate::arguments::Send;
use crate::failure::Failure;
use crate::say::say;
use crate::{machine, opened, operator};
use brought_app::{Actor, Brought, Dispatched, dispatch, learn_what_became};
use brought_store::OpenMode;
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use ways::Way;

/// Hands over what waits, once or again and again until the program is stopped.
pub(crate) async fn run(asked: Send) -> Result<(), Failure> {
    let ways = ways::of(&asked)?;
    let opened = opened::open(&asked.data, OpenMode::Existing, None, None).await?;
    let _lock = lock(&asked.data)?;
    let actor = operator::named_or_at_the_machine(&opened.brought, asked.sender.as_deref()).await?;
    let stopping = machine::asked_to_stop();
    let is_stopped = Arc::new(AtomicBool::new(false));
    let told = is_stopped.clone();
    let waiting = tokio::spawn(async move {
        stopping.await;
        told.store(true, Ordering::Relaxed);
    });
    let outcome = rounds(&opened.brought, &actor, &ways, &asked, &is_stopped).await;
    waiting.abort();
    opened.store.close().await;
    outcome
}

async fn rounds(brought: &Brought, actor: &Actor, ways: &[Way], asked: &Send, is_stopped: &AtomicBool) -> Result<(), Failure> {
    loop {
        let round = round(brought, actor, ways, asked.once, is_stopped).await;
        if asked.once {
            return round;
        }
        // Going on by itself is what it is there for: what is in the way now may not be in a minute. What is the matter has been said.
        if let Err(failure) = round
            && let Some(message) = failure.message()
        {
            eprintln!("brought: {message}");
        }
        for _ in 0..asked.every.saturating_mul(4) {
            if is_stopped.load(Ordering::Relaxed) {
                say!("Stopped.");
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(250)).await;
        }
    }
}

/// One look at the outbox by each way of sending. What one of them cannot do keeps none of the others from its work. Where nothing happened, that is said
/// only to whoever asked once.
async fn round(brought: &Brought, actor: &Actor, ways: &[Way], says_nothing_too: bool, is_stopped: &AtomicBool) -> Result<(), Failure> {
    let (mut to_look_at, mut in_trouble) = (false, Vec::new());
    let go_on = || !is_stopped.load(Ordering::Relaxed);
    for (kind, channel) in ways {
        let done = dispatch(brought, actor, (*kind, channel), &machine::now, &go_on).await?;
        let (news, trouble) = learn_what_became(brought, *kind, channel, machine::now()).await?;
        if says_nothing_too || news > 0 || done != Dispatched::default() {
            say!("{}: {}", kind.code(), words(&done, news));
        }
        to_look_at |= done.refused > 0 || done.unclear > 0;
        in_trouble.extend(
            done.stopped.into_iter().chain(trouble.map(|trouble| trouble.to_string())).map(|why| format!("{}: {why}", kind.code())),
        );
    }
    match (in_trouble.is_empty(), to_look_at) {
        (false, _) => Err(Failure::trouble(in_trouble.join("; "))),
        (true, true) => Err(Failure::found("something has not gone, or may not have: look into the outbox of the pages")),
        (true, false) => Ok(()),
    }
}

fn words(done: &Dispatched, news: u64) -> String {
    let counts = [
        (done.handed_over, "handed over"),
        (done.refused, "not sent"),
        (done.unclear, "unclear"),
        (done.not_taken + done.left, "left for the next time"),
        (news, "with news"),
    ];
    counts.iter().map(|(count, what)| format!("{count} {what}")).collect::<Vec<_>>().join(", ")
}

/// Only one at a time: what is being sent when another begins would look as if it had been cut off. The system gives the lock back when the program
/// ends, however it ends.
fn lock(data: &Path) -> Result<File, Failure> {
    // By whichever way the file is named, the lock is one.
    let mut path = data.canonicalize().unwrap_or_else(|_| data.to_owned()).into_os_string();
    path.push(".sending");
    let path = PathBuf::from(path);
    let cannot = |problem: &dyn std::fmt::Display| Failure::trouble(format!("{} cannot be used: {problem}", path.display()));
    let file = File::options().create(true).truncate(false).write(true).open(&path).map_err(|problem| cannot(&problem))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => {
            Err(Failure::trouble("another `brought send` is at work on this record: wait until it has ended, or leave it to go on"))
        }
        Err(TryLockError::Error(problem)) => Err(cannot(&problem)),
    }
}
