//! The texts of the policies that were in force in the period of a bundle.

use super::Period;
use super::contents::Contents;
use crate::brought::Brought;
use crate::chronology::Gathered;
use crate::failure::Failure;
use crate::in_force::InForce;
use brought_calendar::{end_of_day, start_of_day};
use brought_domain::ServiceId;
use brought_policy::Pack;
use brought_policy::pack::PackFiles;
use std::sync::Arc;

/// Adds the text of each version, or says that there is none.
pub(super) async fn add(
    brought: &Brought,
    in_force: &InForce,
    gathered: &Gathered,
    period: &Period,
    contents: &mut Contents,
) -> Result<(), Failure> {
    for pack in in_the_period(in_force, gathered, period) {
        let folder = format!("policies/{}-{}-{}", plain(&pack.id), plain(&pack.version), pack.digest.get(..12).unwrap_or(&pack.digest));
        let Some(files) = files(brought, &pack).await? else {
            contents.say_left_out(format!("The text of version {} of {}: it is not kept here", pack.version, pack.title));
            continue;
        };
        for (name, text) in files.into_iter().filter(|(name, _)| is_plain(name)) {
            let title = format!("{}, version {}: {name}", pack.title, pack.version);
            contents.add(format!("{folder}/{name}"), &title, "text/plain; charset=utf-8", text.into_bytes());
        }
    }
    Ok(())
}

/// Every version that was asked for one of the services on record at some moment of the period, each once.
fn in_the_period(in_force: &InForce, gathered: &Gathered, period: &Period) -> Vec<Arc<Pack>> {
    let earliest = gathered.chronology.events.iter().map(|event| event.recorded_at).min().unwrap_or(period.as_of);
    let begins = period.from.map_or(earliest, start_of_day).min(period.as_of);
    let ends = period.to.map_or(period.as_of, end_of_day).min(period.as_of);
    let changes = in_force.entries().iter().filter_map(|entry| entry.from).filter(|from| (begins..=ends).contains(from));
    let moments: Vec<_> = std::iter::once(begins).chain(changes).collect();
    let services: Vec<Option<&ServiceId>> =
        std::iter::once(None).chain(gathered.chronology.services.iter().map(|service| Some(&service.id))).collect();
    let mut packs: Vec<Arc<Pack>> = Vec::new();
    for (moment, service) in moments.iter().flat_map(|moment| services.iter().map(move |service| (*moment, *service))) {
        let pack = in_force.pack_for(service, moment);
        if packs.iter().all(|known| known.digest != pack.digest) {
            packs.push(Arc::clone(pack));
        }
    }
    packs
}

/// The text as it was signed; of one that nobody signed for, as the program has it.
async fn files(brought: &Brought, pack: &Pack) -> Result<Option<PackFiles>, Failure> {
    if let Some(kept) = brought.store.policy_files(&pack.digest).await? {
        let read = serde_json::from_str(&kept);
        return read.map(Some).map_err(|problem| Failure::unforeseen(format!("the text of {} cannot be read: {problem}", pack.id)));
    }
    Ok(brought.shelf.with_digest(&pack.digest).map(|shelved| shelved.files.clone()))
}

fn plain(words: &str) -> String {
    words.chars().map(|letter| if letter.is_ascii_alphanumeric() || matches!(letter, '-' | '.') { letter } else { '-' }).collect()
}

/// A name that leads nowhere else.
fn is_plain(name: &str) -> bool {
    !name.contains(['\\', ':', '\0']) && name.split('/').all(|part| !part.is_empty() && part != "." && part != "..")
}
