//! `brought verify`: whether the record is as it was written.

use crate::arguments::Verify;
use crate::failure::Failure;
use crate::say::say;
use brought_store::{Checkpoint, Finding, OpenMode, Store, StoreProblem};

/// More are counted and not shown.
const MOST_SHOWN: usize = 50;

/// Reads every entry and prints what is not as it was written.
pub(crate) async fn run(asked: Verify) -> Result<(), Failure> {
    let against = asked.against.as_deref().map(checkpoint).transpose()?;
    let store = match Store::open(&asked.data, OpenMode::Existing).await {
        Ok(store) => store,
        // Opening looks at the end of the record and found what this command is there to find.
        Err(problem @ (StoreProblem::Damaged { .. } | StoreProblem::Corrupt(_))) => return Err(Failure::found(problem.to_string())),
        Err(problem) => return Err(problem.into()),
    };
    let verified = store.verify(against.as_ref()).await?;
    store.close().await;
    say!("{}: {} entries about {} people", asked.data.display(), verified.events, verified.people);
    tell(&verified.findings);
    say!("Checkpoint: {}:{}", verified.checkpoint.seq, verified.checkpoint.digest);
    if verified.findings.is_empty() {
        say!("Everything is as it was written.");
        return Ok(());
    }
    Err(Failure::found(format!(
        "{} is not as it was written. Stop using it, keep it as it is, and restore the record from a copy",
        asked.data.display()
    )))
}

/// Prints what is not as it was written.
pub(crate) fn tell(findings: &[Finding]) {
    for finding in findings.iter().take(MOST_SHOWN) {
        say!("- {}", words(finding));
    }
    if findings.len() > MOST_SHOWN {
        say!("- and {} more", findings.len() - MOST_SHOWN);
    }
}

/// Reads a checkpoint as it was printed.
pub(crate) fn checkpoint(text: &str) -> Result<Checkpoint, Failure> {
    let parts = text.trim().split_once(':').and_then(|(seq, digest)| Some((seq.parse().ok()?, digest)));
    match parts {
        Some((seq, digest)) if digest.len() == 64 && digest.bytes().all(|letter| letter.is_ascii_hexdigit()) => {
            Ok(Checkpoint { seq, digest: digest.to_ascii_lowercase() })
        }
        _ => Err(Failure::usage(format!(
            "`{text}` is not a checkpoint. Give it as `brought verify` printed it: a number, a colon, 64 letters"
        ))),
    }
}

fn words(finding: &Finding) -> String {
    match finding {
        Finding::Broken { detail } => format!("the file is broken: {detail}"),
        Finding::GuardMissing { guard } => {
            format!("the guard `{guard}`, which keeps entries from being changed, is missing or was altered")
        }
        Finding::Gap { expected, found } => format!("entries {expected} to {} are missing", found.saturating_sub(1)),
        Finding::GapInRecord { seq, .. } => format!("before entry {seq}, an entry of the same person's record is missing"),
        Finding::Altered { seq, .. } => format!("entry {seq} was altered"),
        Finding::LogAltered { seq } => format!("the order of the entries was altered at entry {seq}"),
        Finding::Unreadable { seq, detail } => format!("entry {seq} cannot be read: {detail}"),
        Finding::ColumnsDisagree { seq } => format!("what entry {seq} is listed under is not what it says"),
        Finding::NotAsTheCheckpoint { seq } => {
            format!("the record does not hold the checkpoint at entry {seq}: newer entries were cut off or replaced")
        }
        Finding::IssuedDocumentAltered { event, name } => format!("the document {name} of the entry {event} is not as it was issued"),
        Finding::PoliciesAltered { seq } => format!("entry {seq} of the policies that were put in force was altered"),
        Finding::RestoresAltered { seq } => format!("entry {seq} of what was noted when the record was restored was altered"),
        Finding::OutboxAltered { seq } => format!("entry {seq} of what became of what was sent was altered"),
        Finding::AccessesAltered { seq } => format!("entry {seq} of the record of who read what was altered"),
    }
}

#[cfg(test)]
mod tests {
    use super::checkpoint;

    #[test]
    fn a_checkpoint_is_read_as_it_was_printed() {
        let digest = "0f".repeat(32);
        assert_eq!(checkpoint(&format!("12:{digest}")).unwrap().seq, 12);
        for wrong in ["12", "12:0f", &format!("x:{digest}"), &format!("12:{}", "zz".repeat(32))] {
            assert!(checkpoint(wrong).is_err(), "{wrong}");
        }
    }
}
