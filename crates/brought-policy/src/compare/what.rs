//! What an obligation asks for, without names: the same thing under two packs is the same, whatever their rules are called.

use crate::duty::{Action, Detail};
use crate::standing::Obligation;
use brought_domain::steps::Party;
use brought_domain::work::{AgencyKind, Ask, DiscussionTopic, Role};

/// What is asked for, apart from whose child it is, who owes it and by when.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct What {
    /// The action.
    pub action: Action,
    /// The kind of agency, when one is named.
    pub agency: Option<AgencyKind>,
    /// What is asked, in order.
    pub ask: Vec<Ask>,
    /// What is discussed.
    pub topic: Option<DiscussionTopic>,
    /// With which roles, in order.
    pub with_roles: Vec<Role>,
    /// Who is told.
    pub party: Option<Party>,
    /// Codes of what the action says beyond its name, in order.
    pub detail: Vec<String>,
}

impl What {
    /// What this obligation asks for.
    pub fn of(obligation: &Obligation) -> Self {
        let code = |code: &'static str| code.to_owned();
        let mut detail = match &obligation.detail {
            Detail::Nothing => Vec::new(),
            Detail::Inform { about, understood } => {
                [code(about.code())].into_iter().chain(understood.then(|| code("until understood"))).collect()
            }
            Detail::Records(kinds) => kinds.iter().map(|kind| code(kind.code())).collect(),
            // By its id: a letter that was reworded is the same letter.
            Detail::Document { id, .. } => vec![id.clone()],
            Detail::Help(kinds) => kinds.iter().map(|kind| code(kind.code())).collect(),
            Detail::Step(step) => vec![code(step.code())],
            Detail::Alert { place, active } => [code(place.code())].into_iter().chain(active.then(|| code("has to stand"))).collect(),
            Detail::Say(parts) => parts.iter().map(|part| code(part.code())).collect(),
            Detail::Setting(setting) => vec![code(setting.code())],
        };
        detail.sort();
        let (mut ask, mut with_roles) = (obligation.ask.clone(), obligation.with_roles.clone());
        ask.sort_unstable();
        with_roles.sort_unstable();
        Self {
            action: obligation.action,
            agency: obligation.agency.as_ref().map(|agency| agency.kind),
            ask,
            topic: obligation.topic,
            with_roles,
            party: obligation.party,
            detail,
        }
    }

    /// In words. No person and no agency is named.
    pub fn words(&self) -> String {
        let mut words = self.action.words().to_owned();
        let mut add = |before: &str, what: &[&str]| {
            if !what.is_empty() {
                words.push_str(before);
                words.push_str(&what.join(", "));
            }
        };
        add(": ", &self.agency.map(AgencyKind::words).into_iter().collect::<Vec<_>>());
        add(": ", &self.party.map(Party::words).into_iter().collect::<Vec<_>>());
        add(" with the ", &self.with_roles.iter().map(|role| role.words()).collect::<Vec<_>>());
        add(": ", &self.topic.map(DiscussionTopic::words).into_iter().collect::<Vec<_>>());
        add(" about ", &self.ask.iter().map(|ask| ask.words()).collect::<Vec<_>>());
        let detail: Vec<String> = self.detail.iter().map(|code| code.replace('_', " ")).collect();
        add(": ", &detail.iter().map(String::as_str).collect::<Vec<_>>());
        words
    }
}
