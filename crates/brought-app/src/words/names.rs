//! The names of those whom an entry tells of by id.

use brought_domain::steps::HandoverOffered;
use brought_domain::{OrganisationId, PersonId, PractitionerId};

/// Whoever knows names. What is not known by name is told by id.
pub(crate) trait Names {
    /// The name of a child or a carer.
    fn person(&self, id: &PersonId) -> String;

    /// The name of a practitioner.
    fn practitioner(&self, id: &PractitionerId) -> String {
        id.to_string()
    }

    /// The name of an organisation.
    fn organisation(&self, id: &OrganisationId) -> String {
        id.to_string()
    }
}

/// Who was asked to take over: the organisation, with the service there where it was named.
pub(crate) fn asked_to_take_over(offered: &HandoverOffered, names: &dyn Names) -> String {
    let organisation = names.organisation(&offered.to);
    offered.service.as_ref().map_or_else(|| organisation.clone(), |service| format!("{service}, {organisation}"))
}
