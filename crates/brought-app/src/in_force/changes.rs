//! What would change in what is open if a policy were put in force: figures, without anybody's name, and a digest of them.

use brought_calendar::Calendar;
use brought_domain::{Chronology, PersonId};
use brought_policy::compare::{Pair, What, pairs};
use brought_policy::standing::{Obligation, Standing};
use brought_policy::{Answer, PoliciesInForce};
use jiff::Timestamp;
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// What would change in what is open.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct WouldChange {
    /// How many people are on record.
    pub people: usize,
    /// For how many of them anything would change.
    pub people_changed: usize,
    /// How many open obligations would stay as they are.
    pub unchanged: usize,
    /// Every change, the same ones counted together.
    pub lines: Vec<ChangeLine>,
    /// The changes by the role that owes the obligation now; for what is added, that will owe it.
    pub roles: Vec<RoleLine>,
    /// What has to be given back by whoever signs, so that nobody signs what they did not see.
    pub confirm: String,
}

/// Changes that are the same.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct ChangeLine {
    /// `added`, `stays`, `earlier`, `later`, `other_role` or `settled`.
    pub kind: &'static str,
    /// What is asked, naming nobody.
    pub words: String,
    /// Who owes it now; for what is added, who will.
    pub owner: &'static str,
    /// Who will owe it, when that is another role.
    pub owner_then: Option<&'static str>,
    /// By how many days the day on which it is due moves.
    pub days: i64,
    /// How many obligations.
    pub times: usize,
    /// Of how many people.
    pub people: usize,
}

/// The changes of one role.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct RoleLine {
    /// The role.
    pub role: &'static str,
    /// Would be asked for.
    pub added: usize,
    /// Would not be asked for any more, and stays until it is answered.
    pub stays: usize,
    /// Would be due on an earlier day.
    pub earlier: usize,
    /// Would be due on a later day.
    pub later: usize,
    /// Would be owed by another role.
    pub other_role: usize,
    /// Would be taken for answered.
    pub settled: usize,
}

/// Counts one person after another.
pub(super) struct Counting<'a> {
    before: &'a PoliciesInForce,
    after: &'a PoliciesInForce,
    calendar: &'a Calendar,
    now: Timestamp,
    found: BTreeMap<(ChangeLine, PersonId), usize>,
    people: usize,
    unchanged: usize,
    digest: Sha256,
}

impl<'a> Counting<'a> {
    /// `what` is what is to be put in force, in words that differ when it does.
    pub(super) fn new(before: &'a PoliciesInForce, after: &'a PoliciesInForce, calendar: &'a Calendar, now: Timestamp, what: &str) -> Self {
        let mut digest = Sha256::new();
        digest.update(b"brought change of policy 1\n");
        digest.update(what.as_bytes());
        Self { before, after, calendar, now, found: BTreeMap::new(), people: 0, unchanged: 0, digest }
    }

    pub(super) fn count(&mut self, chronology: &Chronology) {
        self.people += 1;
        let before = self.before.answer(self.calendar, chronology, self.now);
        let after = self.after.answer(self.calendar, chronology, self.now);
        let mut told: Vec<String> = Vec::new();
        for pair in pairs(open(&before.standing), open(&after.standing)) {
            let Some(line) = change(pair, &before, &after) else {
                self.unchanged += 1;
                continue;
            };
            let id = pair.right.or(pair.left).map(|obligation| obligation.id.to_string()).unwrap_or_default();
            told.push(format!("{id} {line:?}\n"));
            *self.found.entry((line, chronology.subject.clone())).or_default() += 1;
        }
        told.sort();
        if !told.is_empty() {
            self.digest.update(format!("{}\n{}", chronology.subject, told.concat()).as_bytes());
        }
    }

    pub(super) fn end(self) -> WouldChange {
        let people: BTreeSet<&PersonId> = self.found.keys().map(|(_, person)| person).collect();
        let mut lines: BTreeMap<ChangeLine, ChangeLine> = BTreeMap::new();
        let mut roles: BTreeMap<&'static str, RoleLine> = BTreeMap::new();
        for ((line, _), times) in &self.found {
            let sum = lines.entry(line.clone()).or_insert_with(|| line.clone());
            sum.times += times;
            sum.people += 1;
            let role = roles.entry(line.owner).or_insert_with(|| RoleLine { role: line.owner, ..RoleLine::default() });
            match line.kind {
                "added" => role.added += times,
                "stays" => role.stays += times,
                "earlier" => role.earlier += times,
                "later" => role.later += times,
                "settled" => role.settled += times,
                _ => role.other_role += times,
            }
        }
        let mut digest = self.digest;
        digest.update(format!("{} {}", self.people, self.unchanged).as_bytes());
        let confirm = digest.finalize().iter().take(8).fold(String::new(), |mut text, byte| {
            // Writing to a text cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        });
        WouldChange {
            people: self.people,
            people_changed: people.len(),
            unchanged: self.unchanged,
            lines: lines.into_values().collect(),
            roles: roles.into_values().collect(),
            confirm,
        }
    }
}

/// The person's own: what is owed in a carer's record is counted there.
fn open(standing: &Standing) -> Vec<&Obligation> {
    standing.obligations.iter().filter(|obligation| obligation.person == standing.subject && obligation.is_open()).collect()
}

fn change(pair: Pair<'_>, before: &Answer, after: &Answer) -> Option<ChangeLine> {
    let line = |kind, of: &Obligation| ChangeLine {
        kind,
        words: What::of(of).words(),
        owner: of.owner.role.words(),
        owner_then: None,
        days: 0,
        times: 0,
        people: 0,
    };
    match (pair.left, pair.right) {
        (Some(left), Some(right)) if after.stays_from(&right.id).is_some() && before.stays_from(&left.id).is_none() => {
            Some(line("stays", left))
        }
        (Some(left), Some(right)) => {
            let days = i64::from(right.due.on.since(left.due.on).map(|span| span.get_days()).unwrap_or_default());
            let other_role = left.owner.role != right.owner.role;
            let kind = match days {
                ..0 => "earlier",
                1.. => "later",
                0 if other_role => "other_role",
                0 => return None,
            };
            Some(ChangeLine { days, owner_then: other_role.then(|| right.owner.role.words()), ..line(kind, left) })
        }
        // What is open stays open when a policy comes; should the engine take something for answered, it is told and not hidden.
        (Some(left), None) => Some(line("settled", left)),
        (None, Some(right)) => Some(line("added", right)),
        (None, None) => None,
    }
}
