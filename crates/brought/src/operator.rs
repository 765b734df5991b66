//! Who works at the machine itself, without signing in to the pages.

use crate::failure::Failure;
use crate::machine;
use brought_app::{Actor, Brought, add_practitioner, directory};
use brought_domain::PractitionerId;
use brought_domain::person::Practitioner;
use brought_domain::work::Role;

/// The practitioner whom the directory knows under this id.
///
/// # Errors
/// When the directory does not know them: a mistyped id must not stand in the record of who read what.
pub(crate) async fn named(brought: &Brought, id: &str) -> Result<Actor, Failure> {
    let known = directory(brought).await?.practitioners.into_iter().find(|practitioner| practitioner.id.as_str() == id);
    known.map(Actor::from).ok_or_else(|| {
        Failure::usage(format!("the directory knows no practitioner {id}: check the id, or add them with `brought account add`"))
    })
}

/// Whoever is named, or else whoever uses the machine. The latter is put into the directory, so that the record of who read what names
/// somebody: whoever can read the file can read the record anyway.
///
/// # Errors
/// When the practitioner named is not known, or the machine does not say who uses it.
pub(crate) async fn named_or_at_the_machine(brought: &Brought, id: Option<&str>) -> Result<Actor, Failure> {
    if let Some(id) = id {
        return named(brought, id).await;
    }
    let user = machine::user_name()
        .ok_or_else(|| Failure::usage("this machine does not say who uses it: say who reads the record with --as PRACTITIONER"))?;
    let id = PractitionerId::new(format!("operator-{user}"))
        .map_err(|problem| Failure::usage(format!("{problem}: say who reads the record with --as PRACTITIONER")))?;
    if let Some(known) = directory(brought).await?.practitioners.into_iter().find(|practitioner| practitioner.id == id) {
        return Ok(known.into());
    }
    let operator = Practitioner { id, name: format!("{user}, at the machine"), roles: vec![Role::Administrator], services: Vec::new() };
    add_practitioner(brought, operator.clone()).await?;
    Ok(operator.into())
}
