//! Which rows of a team's list are shown, in which order and under which headings. Pure: no row is in two groups, and none in no group.

use super::owed::Owed;
use crate::words::Status;
use brought_domain::vocabulary;
use brought_domain::work::Role;
use brought_domain::{PersonId, PractitionerId, ServiceId};
use brought_policy::standing::ObligationStateKind;

vocabulary! {
    /// How a team's list is arranged.
    pub enum TeamView ("view of the team list") {
        /// By when it is due.
        Due = "due", "By due time";
        /// Child by child.
        Child = "child", "By child";
        /// By postcode district, school or nursery.
        Place = "place", "By place";
    }
}

/// Who owes it.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Whose {
    /// Whoever it is.
    #[default]
    Anybody,
    /// This practitioner.
    Of(PractitionerId),
    /// A role that somebody holds, nobody by name.
    ARole,
    /// Nobody is named, and nobody in the directory holds the role.
    NobodyKnown,
}

impl Whose {
    /// Of whom a row is: never [`Whose::Anybody`].
    pub(crate) fn of(owed: &Owed) -> Self {
        match &owed.owner {
            _ if owed.nobody_known => Self::NobodyKnown,
            Some(owner) => Self::Of(owner.clone()),
            None => Self::ARole,
        }
    }
}

/// What of a team's list to show, and how.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TeamFilter {
    /// How it is arranged. Nothing: by when it is due.
    pub view: Option<TeamView>,
    /// Who owes it.
    pub whose: Whose,
    /// Only what this role owes.
    pub role: Option<Role>,
    /// Only what is overdue, due, waiting for a reply, or cannot start yet.
    pub status: Option<Status>,
    /// Only what belongs to this service.
    pub service: Option<ServiceId>,
    /// Which page, from 0.
    pub page: u32,
}

impl TeamFilter {
    /// Whether a row is to be shown.
    pub(crate) fn lets_through(&self, owed: &Owed) -> bool {
        (self.whose == Whose::Anybody || self.whose == Whose::of(owed))
            && self.role.is_none_or(|role| role == owed.role)
            && self.status.is_none_or(|status| status == owed.status)
            && self.service.as_ref().is_none_or(|service| owed.service.as_ref() == Some(service))
    }
}

/// Lines under one heading.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct TeamGroup<L> {
    /// The heading.
    pub heading: String,
    /// Date of birth, or what stands for it, where the heading is a name.
    pub second_identifier: Option<String>,
    /// Whose record the heading leads to, where it is a name.
    pub person: Option<String>,
    /// How many there are under it, on all pages.
    pub total: u64,
    /// Whether it began on a page before.
    pub is_continued: bool,
    /// Those on this page.
    pub lines: Vec<L>,
}

/// What a row stands under, in the order of the headings. What nobody is known to owe stands first, in every view.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Heading {
    NobodyKnown,
    State(u8),
    /// Where the child's first row stood: children in the order of what is due first.
    Child(usize, PersonId),
    Place(super::Place),
}

/// Puts rows under headings: `(first row of the page, how many)` of them, and each heading with how many there are under it on all pages.
pub(crate) fn arrange(view: TeamView, rows: Vec<Owed>, skip: usize, take: usize) -> Vec<TeamGroup<Owed>> {
    let mut headed: Vec<(Heading, Owed)> = Vec::with_capacity(rows.len());
    let mut first_of = std::collections::HashMap::new();
    for (place, owed) in rows.into_iter().enumerate() {
        let heading = match view {
            _ if owed.nobody_known => Heading::NobodyKnown,
            TeamView::Due => Heading::State(state_order(&owed)),
            TeamView::Child => Heading::Child(*first_of.entry(owed.person.clone()).or_insert(place), owed.person.clone()),
            TeamView::Place => Heading::Place(owed.place.clone()),
        };
        headed.push((heading, owed));
    }
    // Stable: under one heading what is due first stays first.
    headed.sort_by(|left, right| left.0.cmp(&right.0));
    let mut groups = Vec::new();
    let mut start = 0;
    for under in headed.chunk_by(|left, right| left.0 == right.0) {
        let end = start + under.len();
        let shown = skip.max(start)..end.min(skip.saturating_add(take));
        if let (Some((heading, first)), false) = (under.first(), shown.is_empty()) {
            let lines = under[shown.start - start..shown.end - start].iter().map(|(_, owed)| owed.clone()).collect();
            groups.push(group(heading, first, under.len(), shown.start > start, lines));
        }
        start = end;
    }
    groups
}

fn state_order(owed: &Owed) -> u8 {
    match (owed.state, owed.due_at) {
        (ObligationStateKind::Overdue, _) => 0,
        (_, None) => 3,
        (ObligationStateKind::Due, _) => 1,
        _ => 2,
    }
}

fn group(heading: &Heading, first: &Owed, total: usize, is_continued: bool, lines: Vec<Owed>) -> TeamGroup<Owed> {
    const STATES: [&str; 4] = ["Overdue", "Due today", "Due later", "Offered, with no deadline"];
    let is_child = matches!(heading, Heading::Child(..));
    TeamGroup {
        heading: match heading {
            Heading::NobodyKnown => "Nobody is known to owe this: decide who does".to_owned(),
            Heading::State(place) => STATES[usize::from(*place).min(STATES.len() - 1)].to_owned(),
            Heading::Child(..) => first.line.name.clone(),
            Heading::Place(place) => place.words(),
        },
        second_identifier: is_child.then(|| first.line.second_identifier.clone()),
        person: is_child.then(|| first.line.person.clone()),
        total: total as u64,
        is_continued,
        lines,
    }
}
