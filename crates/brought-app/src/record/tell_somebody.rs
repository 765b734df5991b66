//! Recording who was told what, and how (HAM-07, STW-12, STW-15, STW-18 to STW-20, SWI-06 to SWI-08).

use super::checks::{Checks, said};
use super::entry::{Basis, Entry, EntryHead};
use brought_domain::Fact;
use brought_domain::contact::Answer;
use brought_domain::steps::{Channel, InformTopic, Informed, Party};

/// The form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TellSomebody {
    /// What every form carries.
    pub head: EntryHead,
    /// Who was told.
    pub party: Party,
    /// The name of the person or agency that was told.
    pub name: Option<String>,
    /// What about.
    pub about: InformTopic,
    /// How.
    pub how: Channel,
    /// The reference that they gave.
    pub reference: Option<String>,
    /// Whether they understood what it means.
    pub understood: Answer,
    /// What was said.
    pub said: String,
}

impl Entry for TellSomebody {
    fn head(&self) -> &EntryHead {
        &self.head
    }

    fn plan(&self, _basis: &Basis<'_>, checks: &mut Checks) -> Option<Fact> {
        let said_to_them = checks.text("said", &self.said, "Say what they were told, and what they said");
        let informed = Informed {
            party: self.party,
            name: said(self.name.as_ref()),
            about: self.about,
            how: self.how,
            reference: said(self.reference.as_ref()),
            understood: self.understood,
            said: said_to_them,
        };
        if !informed.is_traceable() {
            checks.refuse_by("STW-18", "reference", "Give the name of the officer or the reference that the police gave");
        }
        if matches!(self.party, Party::Other | Party::RelevantAgencies) && informed.name.is_none() {
            checks.refuse("name", "Give the name of the person or agency that was told");
        }
        Some(Fact::Informed(informed))
    }
}
