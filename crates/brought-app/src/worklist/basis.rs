//! What lists are worked out with. A list that was worked out with anything else is worked out anew: it may lack what is asked now, and
//! nothing that happens to the child would ever put it there (H2, L1).

use crate::brought::Brought;
use crate::failure::Failure;
use jiff::Timestamp;

/// The form of the rows of lists: one more whenever they say more, so that those of a program that said less are worked out anew.
const ROWS: u32 = 2;

/// Policies, calendar and version of the program, in words that are only ever compared.
pub(crate) async fn basis(brought: &Brought) -> Result<String, Failure> {
    let in_force = brought.in_force().await?;
    let calendar = brought.calendar();
    // What holds from the beginning of the record, and then all that was put in force since: none of it is ever changed.
    let first = in_force.pack_for(None, Timestamp::MIN).digest.as_str();
    let packs: Vec<&str> = std::iter::once(first).chain(in_force.entries().iter().map(|entry| entry.pack_digest.as_str())).collect();
    Ok(format!(
        "program {}, rows {ROWS}; calendar {} {} from {} to {}; policies {}",
        env!("CARGO_PKG_VERSION"),
        calendar.division().code(),
        calendar.version(),
        calendar.first_day(),
        calendar.last_day(),
        packs.join(" ")
    ))
}

/// From now on lists are worked out as this program does it: for whoever shows them, or is asked to work them all out.
pub(crate) async fn work_out_as_here(brought: &Brought) -> Result<(), Failure> {
    let basis = basis(brought).await?;
    brought.store.work_out_worklist_with(&basis).await?;
    Ok(())
}

/// As [`work_out_as_here`], if nobody has worked any out yet: for whoever adds to a record that another program shows, perhaps by another
/// policy. The two would mark everybody in turn and never be done.
pub(crate) async fn work_out_as_here_if_nobody_does(brought: &Brought) -> Result<(), Failure> {
    if brought.store.worklist_basis().await?.is_none() {
        work_out_as_here(brought).await?;
    }
    Ok(())
}

/// Whether lists are worked out as this program does it.
pub(crate) async fn is_as_here(brought: &Brought) -> Result<bool, Failure> {
    let basis = basis(brought).await?;
    Ok(brought.store.worklist_basis().await?.is_none_or(|in_use| in_use == basis))
}
