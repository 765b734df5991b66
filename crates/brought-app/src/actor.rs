//! The person who acts.

use brought_domain::person::Practitioner;
use brought_domain::work::Role;
use brought_domain::{PractitionerId, ServiceId};

/// The practitioner on whose behalf a use case runs, as the directory knows them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// Their id.
    pub practitioner: PractitionerId,
    /// Their name.
    pub name: String,
    /// The roles they hold.
    pub roles: Vec<Role>,
    /// The services they work for.
    pub services: Vec<ServiceId>,
    /// Whether these roles and services are all that they may have, although the directory gives them more: they signed in at a provider that allows
    /// no more.
    pub limited: bool,
}

impl Actor {
    /// Whether they hold the role.
    pub fn holds(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }
}

impl From<Practitioner> for Actor {
    fn from(practitioner: Practitioner) -> Self {
        let Practitioner { id, name, roles, services } = practitioner;
        Self { practitioner: id, name, roles, services, limited: false }
    }
}
