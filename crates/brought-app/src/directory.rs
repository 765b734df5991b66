//! Who works where: services and practitioners.

use crate::actor::Actor;
use crate::brought::Brought;
use crate::failure::Failure;
use brought_domain::person::{Organisation, Practitioner, Service};
use brought_domain::work::Role;
use brought_domain::{OrganisationId, PractitionerId, ServiceId};
use std::collections::BTreeSet;

/// The services, practitioners and organisations, each by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Directory {
    /// The services.
    pub services: Vec<Service>,
    /// The practitioners.
    pub practitioners: Vec<Practitioner>,
    /// The organisations.
    pub organisations: Vec<Organisation>,
}

/// The whole directory, for forms that let somebody choose from it.
///
/// # Errors
/// [`Failure::Trouble`] when it cannot be read.
pub async fn directory(brought: &Brought) -> Result<Directory, Failure> {
    Ok(Directory {
        services: brought.store.services().await?,
        practitioners: brought.store.practitioners().await?,
        organisations: brought.store.organisations().await?,
    })
}

/// Those who work for other organisations alone: what they bring in is for their own to look through. Nobody is among them of whom, as of the one who
/// asks, no organisation is known.
///
/// # Errors
/// [`Failure::Trouble`] when the directory cannot be read.
pub(crate) async fn those_elsewhere(brought: &Brought, actor: &Actor) -> Result<Vec<PractitionerId>, Failure> {
    let directory = directory(brought).await?;
    let organisations = |services: &[ServiceId]| -> BTreeSet<OrganisationId> {
        directory
            .services
            .iter()
            .filter(|service| services.contains(&service.id))
            .filter_map(|service| service.organisation.clone())
            .collect()
    };
    let own = organisations(&actor.services);
    let is_elsewhere = |of: BTreeSet<OrganisationId>| !own.is_empty() && !of.is_empty() && own.is_disjoint(&of);
    let others = directory.practitioners.iter().filter(|other| is_elsewhere(organisations(&other.services)));
    Ok(others.map(|other| other.id.clone()).collect())
}

/// Adds a service, or changes what the directory says of it. Everybody's list is worked out anew, because a service decides which pathway
/// applies.
///
/// # Errors
/// [`Failure::Trouble`]; nothing was changed.
pub async fn add_service(brought: &Brought, service: Service) -> Result<(), Failure> {
    if brought.store.services().await?.contains(&service) {
        return Ok(());
    }
    brought.store.put_services(&[service]).await?;
    Ok(brought.store.mark_whole_worklist_stale().await?)
}

/// Adds a practitioner, or changes what the directory says of them.
///
/// # Errors
/// [`Failure::Trouble`]; nothing was changed.
pub async fn add_practitioner(brought: &Brought, practitioner: Practitioner) -> Result<(), Failure> {
    Ok(brought.store.put_practitioners(&[practitioner]).await?)
}

/// Gives a practitioner other roles and services than they have. Whoever is signed in has them at the next request, and whose list a duty is on may
/// depend on it: everybody's list is worked out anew.
///
/// # Errors
/// [`Failure::NotThere`] for somebody whom the directory does not know; [`Failure::Trouble`]. Nothing was changed.
pub async fn change_roles(brought: &Brought, id: &PractitionerId, roles: Vec<Role>, services: Vec<ServiceId>) -> Result<(), Failure> {
    let known = practitioner(brought, id).await?.ok_or(Failure::NotThere("a practitioner with this id"))?;
    brought.store.put_practitioners(&[Practitioner { roles, services, ..known }]).await?;
    Ok(brought.store.mark_whole_worklist_stale().await?)
}

/// One practitioner.
pub(crate) async fn practitioner(brought: &Brought, id: &PractitionerId) -> Result<Option<Practitioner>, Failure> {
    Ok(brought.store.practitioners_by_id(&[id]).await?.pop())
}
