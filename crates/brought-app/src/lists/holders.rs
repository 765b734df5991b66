//! Who can take something on: who holds which role for which service, and who can sign in to see it (S22, H24).

use crate::brought::Brought;
use crate::failure::Failure;
use brought_domain::person::{Practitioner, Service};
use brought_domain::work::Role;
use brought_domain::{PractitionerId, ServiceId};
use std::collections::BTreeMap;

/// The directory with its accounts.
#[derive(Clone, Debug, Default)]
pub(crate) struct Holders {
    practitioners: Vec<Practitioner>,
    services: BTreeMap<ServiceId, String>,
    /// Whether the account of each who has one is disabled.
    accounts: BTreeMap<PractitionerId, bool>,
}

impl Holders {
    pub(crate) async fn read(brought: &Brought) -> Result<Self, Failure> {
        let services = brought.store.services().await?;
        let accounts = brought.store.accounts().await?;
        Ok(Self {
            practitioners: brought.store.practitioners().await?,
            services: services.into_iter().map(|Service { id, name, .. }| (id, name)).collect(),
            accounts: accounts.into_iter().map(|account| (account.practitioner, account.disabled)).collect(),
        })
    }

    /// The name of a practitioner, or their id when the directory does not know them.
    pub(crate) fn name(&self, id: &PractitionerId) -> String {
        let known = self.practitioners.iter().find(|practitioner| practitioner.id == *id);
        known.map_or_else(|| id.to_string(), |practitioner| practitioner.name.clone())
    }

    /// The name of a service, or its id when the directory does not know it.
    pub(crate) fn service_name(&self, id: &ServiceId) -> String {
        self.services.get(id).cloned().unwrap_or_else(|| id.to_string())
    }

    /// Whether anybody holds the role for the service whose account is not disabled: on whose list it therefore is. What belongs to no service
    /// is on the lists of all who hold the role.
    pub(crate) fn anybody_holds(&self, role: Role, service: Option<&ServiceId>) -> bool {
        self.practitioners.iter().any(|practitioner| holds(practitioner, role, service) && !self.is_disabled(&practitioner.id))
    }

    /// Whether somebody has an account that is not disabled.
    pub(crate) fn can_sign_in(&self, id: &PractitionerId) -> bool {
        self.accounts.get(id) == Some(&false)
    }

    /// Whether somebody's account is disabled.
    pub(crate) fn is_disabled(&self, id: &PractitionerId) -> bool {
        self.accounts.get(id) == Some(&true)
    }

    /// The names of those who hold the role for the service and can sign in.
    pub(crate) fn who_can_sign_in(&self, role: Role, service: Option<&ServiceId>) -> Vec<String> {
        let holding = self.practitioners.iter().filter(|practitioner| holds(practitioner, role, service));
        holding.filter(|practitioner| self.can_sign_in(&practitioner.id)).map(|practitioner| practitioner.name.clone()).collect()
    }
}

fn holds(practitioner: &Practitioner, role: Role, service: Option<&ServiceId>) -> bool {
    practitioner.roles.contains(&role) && service.is_none_or(|service| practitioner.services.contains(service))
}
