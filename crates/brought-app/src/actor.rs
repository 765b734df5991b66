//! The person who acts.

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
}

impl Actor {
    /// Whether they hold the role.
    pub fn holds(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }
}

impl From<brought_domain::person::Practitioner> for Actor {
    fn from(practitioner: brought_domain::person::Practitioner) -> Self {
        Self { practitioner: practitioner.id, name: practitioner.name, roles: practitioner.roles, services: practitioner.services }
    }
}
