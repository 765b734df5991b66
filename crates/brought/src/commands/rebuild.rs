//! `brought rebuild`: everything that is worked out from entries, worked out anew.

use crate::arguments::Rebuild;
use crate::failure::Failure;
use crate::say::say;
use crate::{machine, opened, progress};
use brought_app::{RebuildStep, rebuild};
use brought_store::OpenMode;

/// Rebuilds, with a bar for each step.
pub(crate) async fn run(asked: Rebuild) -> Result<(), Failure> {
    let opened = opened::open(&asked.data, OpenMode::Existing, asked.pack.as_deref(), None).await?;
    let people = opened.store.counts().await?.people;
    let bar = progress::bar(people, "People");
    rebuild(&opened.brought, machine::now(), |at| {
        bar.set_message(match at.step {
            RebuildStep::People => "People",
            RebuildStep::Worklist => "Lists",
        });
        bar.set_length(at.of);
        bar.set_position(at.done);
    })
    .await?;
    bar.finish_and_clear();
    opened.store.close().await;
    say!("{}: people, relations and lists are worked out anew, of {people} people.", asked.data.display());
    Ok(())
}
