//! What nobody covers: owners who cannot sign in, and roles that nobody holds who can (H24, S22).

use super::super::holders::Holders;
use super::super::owed::Owed;
use brought_policy::standing::ObligationStateKind;
use serde::Serialize;
use std::collections::BTreeMap;

/// Something that needs cover.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CoverLine {
    /// Who would owe it.
    pub who: String,
    /// Why they cannot.
    pub why: String,
    /// On whose list it is now.
    pub now_with: String,
    /// How much there is of it.
    pub open: u64,
    /// How much of it is overdue.
    pub overdue: u64,
}

/// What needs cover, by whom it would be owed. Nothing of what is owed is in it twice. That somebody is on leave nobody here can know.
pub(super) fn needed(all: &[Owed], holders: &Holders) -> Vec<CoverLine> {
    let mut lines: BTreeMap<(String, String, String), (u64, u64)> = BTreeMap::new();
    for owed in all {
        let Some(key) = need(owed, holders) else { continue };
        let (open, overdue) = lines.entry(key).or_default();
        *open += 1;
        *overdue += u64::from(owed.state == ObligationStateKind::Overdue);
    }
    let line = |((who, why, now_with), (open, overdue))| CoverLine { who, why, now_with, open, overdue };
    lines.into_iter().map(line).collect()
}

/// Who would owe it, why they cannot, and on whose list it is now.
fn need(owed: &Owed, holders: &Holders) -> Option<(String, String, String)> {
    let now_with = || match holders.who_can_sign_in(owed.role, owed.service.as_ref()).as_slice() {
        [] => format!("The {}: nobody who can sign in holds that role. Decide who does it", owed.role),
        names => format!("The {}: {}", owed.role, names.join(", ")),
    };
    if let Some(away) = &owed.in_place_of {
        let why = if holders.is_disabled(away) { "Their account is disabled" } else { "The directory does not know them" };
        return Some((holders.name(away), why.to_owned(), now_with()));
    }
    match &owed.owner {
        Some(owner) if !holders.can_sign_in(owner) => {
            Some((holders.name(owner), "They have no account".to_owned(), "Nobody’s list but theirs: decide who covers".to_owned()))
        }
        None if holders.who_can_sign_in(owed.role, owed.service.as_ref()).is_empty() => {
            Some((format!("The {}", owed.role), "Nobody is named".to_owned(), now_with()))
        }
        _ => None,
    }
}
