//! The people, services and practitioners of a chronology file.

use super::person::{RelationForm, with_details};
use crate::leaf::{Coded, Id, Text, When};
use crate::reader::{Form, Reader};
use brought_domain::person::{Audience, PersonKind, Practitioner, Service};
use brought_domain::work::Role;
use brought_domain::{OrganisationId, PersonId, PractitionerId, ServiceId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

fn child() -> Coded<PersonKind> {
    Coded::of(PersonKind::Child)
}

with_details! {
    /// Somebody whom the events are about: a child, or a parent or carer.
    #[schemars(rename = "Person")]
    struct PersonForm {
        /// The id of the person: any text, such as child-1. Events name the person by it.
        id: Id<PersonId>,
        /// What kind of record the person has. A child if left out.
        #[serde(default = "child")]
        kind: Coded<PersonKind>,
        /// Since when the person is known. If left out: since the earliest event of the file.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        since: Option<When>,
        /// Relations to other people in the file. One side is enough.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        relations: Vec<RelationForm>,
    }
}

fn children() -> Coded<Audience> {
    Coded::of(Audience::Children)
}

fn yes() -> bool {
    true
}

/// A service that offers contacts.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Service")]
pub(crate) struct ServiceForm {
    /// The id of the service: any text. Events name the service by it.
    pub(crate) id: Id<ServiceId>,
    /// Its name as people say it. The id if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    name: Option<Text>,
    /// Whom it is for. Children if left out.
    #[serde(default = "children")]
    audience: Coded<Audience>,
    /// Whether it is a health service. True if left out.
    #[serde(default = "yes")]
    health: bool,
    /// The id of the organisation that runs it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    organisation: Option<Id<OrganisationId>>,
}

impl Form for ServiceForm {
    type Domain = Service;

    fn read(&self, reader: &mut Reader) -> Option<Service> {
        let id = reader.within("id", |reader| self.id.read_new(reader));
        let name = reader.field("name", &self.name);
        let audience = reader.field("audience", &self.audience);
        let organisation = reader.field("organisation", &self.organisation);
        let id = id?;
        let name = name?.unwrap_or_else(|| id.to_string());
        Some(Service { name, id, audience: audience?, health: self.health, organisation: organisation? })
    }

    fn write(service: &Service) -> Self {
        Self {
            id: Id::of(&service.id),
            name: Some(Text::write(&service.name)),
            audience: Coded::of(service.audience),
            health: service.health,
            organisation: Option::write(&service.organisation),
        }
    }
}

/// A practitioner: somebody who sees families and signs entries.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Practitioner")]
pub(crate) struct PractitionerForm {
    /// The id of the practitioner: any text. Events name the practitioner by it.
    pub(crate) id: Id<PractitionerId>,
    /// Their name.
    name: Text,
    /// The roles they hold.
    #[serde(default)]
    roles: Vec<Coded<Role>>,
    /// The ids of the services they work for.
    #[serde(default)]
    services: Vec<Id<ServiceId>>,
}

impl Form for PractitionerForm {
    type Domain = Practitioner;

    fn read(&self, reader: &mut Reader) -> Option<Practitioner> {
        let id = reader.field("id", &self.id);
        let name = reader.field("name", &self.name);
        let roles = reader.field("roles", &self.roles);
        let services = reader.field("services", &self.services);
        Some(Practitioner { id: id?, name: name?, roles: roles?, services: services? })
    }

    fn write(practitioner: &Practitioner) -> Self {
        Self {
            id: Id::of(&practitioner.id),
            name: Text::write(&practitioner.name),
            roles: Vec::write(&practitioner.roles),
            services: Vec::write(&practitioner.services),
        }
    }
}
