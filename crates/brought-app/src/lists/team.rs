//! A team's list: everything that is owed in the services of whoever looks, arranged as they ask. Nothing is hidden: the counts add up, and
//! what nobody is known to owe comes first (J1, L10, H24).

use super::access::{ListKind, open_list};
use super::arrange::{TeamFilter, TeamGroup, TeamView, Whose, arrange};
use super::holders::Holders;
use super::owed::{Owed, OwedInServices, owed_in_services};
use crate::actor::Actor;
use crate::brought::Brought;
use crate::failure::Failure;
use crate::my_list::ListLine;
use crate::words::{Status, instant_in_words};
use brought_domain::work::Role;
use brought_domain::{PractitionerId, ServiceId};
use jiff::Timestamp;
use serde::Serialize;
use std::collections::BTreeMap;

/// How many lines are shown on a page.
pub(crate) const ON_A_PAGE: usize = 50;

/// A team's list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TeamList {
    /// The lines of this page under their headings.
    pub groups: Vec<TeamGroup<TeamLine>>,
    /// How many obligations there are, filters left out: `shown + on_other_pages + filtered_out`, always.
    pub total: u64,
    /// How many lines are on this page.
    pub shown: u64,
    /// How many are on the other pages.
    pub on_other_pages: u64,
    /// How many the filters hide.
    pub filtered_out: u64,
    /// Who owes how much; these add up to the total.
    pub whose: Vec<TeamChoice<Whose>>,
    /// How much each role owes; these add up to the total.
    pub roles: Vec<TeamChoice<Role>>,
    /// How much is overdue, due, waiting and so on; these add up to the total.
    pub statuses: Vec<TeamChoice<Status>>,
    /// How much belongs to each service; with `of_no_service` these add up to the total.
    pub services: Vec<TeamChoice<ServiceId>>,
    /// How much belongs to no service and stands on the child as a whole.
    pub of_no_service: u64,
    /// Whether the directory has no service for whoever looks: then nothing is shown.
    pub has_no_service: bool,
    /// Whether some people are still being worked out: the list may be missing something, and says so.
    pub is_being_worked_out: bool,
    /// How many people's records cannot be read: what is owed about them is as it was last known.
    pub unreadable: u64,
    /// Which page this is, from 0.
    pub page: u32,
    /// How many pages there are.
    pub pages: u64,
    /// The moment it speaks of, in words.
    pub as_of: String,
}

/// A line of a team's list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TeamLine {
    /// What a list shows of every obligation.
    #[serde(flatten)]
    pub line: ListLine,
    /// Whether nobody is known to owe it.
    pub nobody_known: bool,
}

/// Something to filter by, with how much there is of it, filters left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TeamChoice<T> {
    /// What.
    #[serde(skip)]
    pub what: T,
    /// In words.
    pub words: String,
    /// How much.
    pub count: u64,
}

/// What is owed in the services of the actor.
///
/// # Errors
/// [`Failure::Denied`] for whom the directory does not know or whose account is disabled; [`Failure::Trouble`], also when it cannot be written
/// down who looked: then nothing is shown.
pub async fn team_list(brought: &Brought, actor: &Actor, filter: &TeamFilter, now: Timestamp) -> Result<TeamList, Failure> {
    let grant = open_list(brought, actor, ListKind::Team, None, now).await?;
    let found = owed_in_services(brought, grant.actor(), now).await?;
    let people = |list: &[TeamGroup<Owed>]| list.iter().flat_map(|group| &group.lines).map(|owed| owed.person.clone()).collect();
    let groups = page_of(&found.all, filter);
    grant.write_down(brought, people(&groups)).await?;
    Ok(list(&found, groups, filter, grant.actor(), now))
}

/// The lines of the page that is asked for. Pure.
fn page_of(all: &[Owed], filter: &TeamFilter) -> Vec<TeamGroup<Owed>> {
    let matching: Vec<Owed> = all.iter().filter(|owed| filter.lets_through(owed)).cloned().collect();
    let skip = usize::try_from(filter.page).unwrap_or(usize::MAX).saturating_mul(ON_A_PAGE);
    arrange(filter.view.unwrap_or(TeamView::Due), matching, skip, ON_A_PAGE)
}

/// The list with its counts. Pure.
fn list(found: &OwedInServices, groups: Vec<TeamGroup<Owed>>, filter: &TeamFilter, actor: &Actor, now: Timestamp) -> TeamList {
    let OwedInServices { all, holders, swept } = found;
    let matching = all.iter().filter(|owed| filter.lets_through(owed)).count() as u64;
    let total = all.len() as u64;
    let shown = groups.iter().map(|group| group.lines.len() as u64).sum::<u64>();
    TeamList {
        groups: groups.into_iter().map(shown_group).collect(),
        total,
        shown,
        on_other_pages: matching.saturating_sub(shown),
        filtered_out: total.saturating_sub(matching),
        whose: whose(all, holders, actor, &filter.whose),
        roles: choices(all, |owed| Some(owed.role), filter.role, |role| role.words().to_owned()),
        statuses: Status::ALL[..4].iter().map(|status| status_choice(all, *status)).collect(),
        services: services(all, holders, actor),
        of_no_service: all.iter().filter(|owed| owed.service.is_none()).count() as u64,
        has_no_service: actor.services.is_empty(),
        is_being_worked_out: swept.more,
        unreadable: swept.unreadable.len() as u64,
        page: filter.page,
        pages: matching.div_ceil(ON_A_PAGE as u64),
        as_of: instant_in_words(now),
    }
}

fn shown_group(group: TeamGroup<Owed>) -> TeamGroup<TeamLine> {
    let TeamGroup { heading, second_identifier, person, total, is_continued, lines } = group;
    let lines = lines.into_iter().map(|owed| TeamLine { nobody_known: owed.nobody_known, line: owed.line }).collect();
    TeamGroup { heading, second_identifier, person, total, is_continued, lines }
}

/// Each value that occurs, with the one that is asked for, in order.
fn choices<T: Ord + Clone>(
    all: &[Owed],
    of: impl Fn(&Owed) -> Option<T>,
    asked: Option<T>,
    words: impl Fn(&T) -> String,
) -> Vec<TeamChoice<T>> {
    let mut counts: BTreeMap<T, u64> = asked.into_iter().map(|asked| (asked, 0)).collect();
    for value in all.iter().filter_map(of) {
        *counts.entry(value).or_insert(0) += 1;
    }
    counts.into_iter().map(|(what, count)| TeamChoice { words: words(&what), what, count }).collect()
}

fn status_choice(all: &[Owed], status: Status) -> TeamChoice<Status> {
    let count = all.iter().filter(|owed| owed.status == status).count() as u64;
    TeamChoice { what: status, words: status.words().to_owned(), count }
}

/// What nobody is known to owe, then whoever looks, then the others by name.
fn whose(all: &[Owed], holders: &Holders, actor: &Actor, asked: &Whose) -> Vec<TeamChoice<Whose>> {
    let me = Whose::Of(actor.practitioner.clone());
    let words = |whose: &Whose| match whose {
        Whose::Anybody => "Anybody".to_owned(),
        Whose::Of(owner) if *owner == actor.practitioner => format!("Me, {}", holders.name(owner)),
        Whose::Of(owner) => holders.name(owner),
        Whose::ARole => "A role, nobody by name".to_owned(),
        Whose::NobodyKnown => "Nobody known".to_owned(),
    };
    let asked = (*asked != Whose::Anybody).then(|| asked.clone());
    let mut found = choices(all, |owed| Some(Whose::of(owed)), asked, words);
    if !found.iter().any(|choice| choice.what == me) {
        found.push(TeamChoice { words: words(&me), what: me.clone(), count: 0 });
    }
    let place = |whose: &Whose| match whose {
        Whose::NobodyKnown => 0,
        whose if *whose == me => 1,
        Whose::ARole => 2,
        _ => 3,
    };
    found.sort_by(|left, right| (place(&left.what), &left.words).cmp(&(place(&right.what), &right.words)));
    found
}

fn services(all: &[Owed], holders: &Holders, actor: &Actor) -> Vec<TeamChoice<ServiceId>> {
    let mine = actor.services.iter();
    let count = |service: &ServiceId| all.iter().filter(|owed| owed.service.as_ref() == Some(service)).count() as u64;
    let mut found: Vec<_> =
        mine.map(|service| TeamChoice { words: holders.service_name(service), count: count(service), what: service.clone() }).collect();
    found.sort_by(|left, right| left.words.cmp(&right.words));
    found
}

impl Whose {
    /// How an address says it.
    pub fn code(&self) -> String {
        match self {
            Self::Anybody => String::new(),
            Self::Of(owner) => format!("of:{owner}"),
            Self::ARole => "role".to_owned(),
            Self::NobodyKnown => "nobody".to_owned(),
        }
    }

    /// Reads what an address says. What cannot be read asks for anybody.
    pub fn read(code: &str) -> Self {
        match code {
            "role" => Self::ARole,
            "nobody" => Self::NobodyKnown,
            other => other.strip_prefix("of:").and_then(|id| PractitionerId::new(id).ok()).map_or(Self::Anybody, Self::Of),
        }
    }
}

#[cfg(test)]
mod tests;
