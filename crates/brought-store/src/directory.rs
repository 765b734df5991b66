//! The directory: organisations, services and practitioners. Reference data, not events.

use crate::open::Store;
use crate::problem::StoreProblem;
use crate::time_text::unreadable;
use brought_domain::person::{Audience, Organisation, Practitioner, Service};
use brought_domain::work::Role;
use brought_domain::{OrganisationId, PractitionerId, ServiceId};
use sqlx::{QueryBuilder, Sqlite, SqliteConnection};
use std::collections::HashMap;

impl Store {
    /// Adds organisations, or puts what is now said of them in place of what was said before.
    ///
    /// # Errors
    /// [`StoreProblem`]; nothing was changed.
    pub async fn put_organisations(&self, organisations: &[Organisation]) -> Result<(), StoreProblem> {
        let mut writing = self.write().await?;
        for organisation in organisations {
            sqlx::query("INSERT INTO organisations (id, name) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET name = excluded.name")
                .bind(organisation.id.as_str())
                .bind(&organisation.name)
                .execute(&mut *writing)
                .await?;
        }
        writing.commit().await
    }

    /// All organisations, by name.
    ///
    /// # Errors
    /// [`StoreProblem`] when the store cannot be read.
    pub async fn organisations(&self) -> Result<Vec<Organisation>, StoreProblem> {
        let rows: Vec<(String, String)> =
            sqlx::query_as("SELECT id, name FROM organisations ORDER BY name, id").fetch_all(self.readers()).await?;
        rows.into_iter().map(|(id, name)| Ok(Organisation { id: organisation_id(id)?, name })).collect()
    }

    /// Adds services, or puts what is now said of them in place of what was said before.
    ///
    /// # Errors
    /// [`StoreProblem`]; nothing was changed.
    pub async fn put_services(&self, services: &[Service]) -> Result<(), StoreProblem> {
        let mut writing = self.write().await?;
        for service in services {
            sqlx::query(
                "INSERT INTO services (id, name, audience, health, organisation) VALUES (?, ?, ?, ?, ?)
                 ON CONFLICT (id) DO UPDATE SET name = excluded.name, audience = excluded.audience, health = excluded.health,
                                                organisation = excluded.organisation",
            )
            .bind(service.id.as_str())
            .bind(&service.name)
            .bind(service.audience.code())
            .bind(service.health)
            .bind(service.organisation.as_ref().map(|organisation| organisation.as_str()))
            .execute(&mut *writing)
            .await?;
        }
        writing.commit().await
    }

    /// All services, by name.
    ///
    /// # Errors
    /// [`StoreProblem`] when the store cannot be read.
    pub async fn services(&self) -> Result<Vec<Service>, StoreProblem> {
        self.services_among(None).await
    }

    /// Those of these services that the directory knows, by name: it reads no others.
    ///
    /// # Errors
    /// [`StoreProblem`] when the store cannot be read.
    pub async fn services_by_id(&self, ids: &[&ServiceId]) -> Result<Vec<Service>, StoreProblem> {
        self.services_among(Some(ids.iter().map(|id| id.as_str()).collect())).await
    }

    async fn services_among(&self, ids: Option<Vec<&str>>) -> Result<Vec<Service>, StoreProblem> {
        let mut query = select("SELECT id, name, audience, health, organisation FROM services", "id", ids.as_deref(), "name, id");
        let rows: Vec<(String, String, String, bool, Option<String>)> = query.build_query_as().fetch_all(self.readers()).await?;
        rows.into_iter()
            .map(|(id, name, audience, health, organisation)| {
                Ok(Service {
                    id: service_id(id)?,
                    name,
                    audience: audience.parse::<Audience>().map_err(|problem| unreadable("an audience", &problem))?,
                    health,
                    organisation: organisation.map(organisation_id).transpose()?,
                })
            })
            .collect()
    }

    /// Adds practitioners, or puts what is now said of them in place of what was said before, roles and services included.
    ///
    /// # Errors
    /// [`StoreProblem`]; nothing was changed.
    pub async fn put_practitioners(&self, practitioners: &[Practitioner]) -> Result<(), StoreProblem> {
        let mut writing = self.write().await?;
        for practitioner in practitioners {
            put_practitioner(&mut writing, practitioner).await?;
        }
        writing.commit().await
    }

    /// All practitioners, by name.
    ///
    /// # Errors
    /// [`StoreProblem`] when the store cannot be read.
    pub async fn practitioners(&self) -> Result<Vec<Practitioner>, StoreProblem> {
        self.practitioners_among(None).await
    }

    /// Those of these practitioners that the directory knows, by name: it reads no others.
    ///
    /// # Errors
    /// [`StoreProblem`] when the store cannot be read.
    pub async fn practitioners_by_id(&self, ids: &[&PractitionerId]) -> Result<Vec<Practitioner>, StoreProblem> {
        self.practitioners_among(Some(ids.iter().map(|id| id.as_str()).collect())).await
    }

    async fn practitioners_among(&self, ids: Option<Vec<&str>>) -> Result<Vec<Practitioner>, StoreProblem> {
        let ids = ids.as_deref();
        let mut reading = self.readers().begin().await?;
        let mut query = select("SELECT id, name FROM practitioners", "id", ids, "name, id");
        let people: Vec<(String, String)> = query.build_query_as().fetch_all(&mut *reading).await?;
        let mut query = select("SELECT practitioner, role FROM practitioner_roles", "practitioner", ids, "practitioner, place");
        let roles: Vec<(String, String)> = query.build_query_as().fetch_all(&mut *reading).await?;
        let mut query = select("SELECT practitioner, service FROM practitioner_services", "practitioner", ids, "practitioner, place");
        let services: Vec<(String, String)> = query.build_query_as().fetch_all(&mut *reading).await?;
        let (mut roles, mut services) = (by_practitioner(roles), by_practitioner(services));
        let mut of = |id: String, name: String| -> Result<Practitioner, StoreProblem> {
            let roles = roles.remove(&id).unwrap_or_default();
            let services = services.remove(&id).unwrap_or_default();
            Ok(Practitioner {
                roles: roles
                    .iter()
                    .map(|code| code.parse::<Role>().map_err(|problem| unreadable("a role", &problem)))
                    .collect::<Result<_, _>>()?,
                services: services.into_iter().map(service_id).collect::<Result<_, _>>()?,
                id: PractitionerId::new(id).map_err(|problem| unreadable("a practitioner's id", &problem))?,
                name,
            })
        };
        people.into_iter().map(|(id, name)| of(id, name)).collect()
    }
}

/// A statement that reads everything, or only what belongs to these ids.
fn select(from: &'static str, column: &'static str, ids: Option<&[&str]>, order: &'static str) -> QueryBuilder<Sqlite> {
    let mut query = QueryBuilder::new(from);
    if let Some(ids) = ids {
        query.push(" WHERE ").push(column).push(" IN (SELECT value FROM json_each(");
        query.push_bind(serde_json::Value::from(ids.to_vec()).to_string()).push("))");
    }
    query.push(" ORDER BY ").push(order);
    query
}

async fn put_practitioner(connection: &mut SqliteConnection, practitioner: &Practitioner) -> Result<(), StoreProblem> {
    let id = practitioner.id.as_str();
    sqlx::query("INSERT INTO practitioners (id, name) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET name = excluded.name")
        .bind(id)
        .bind(&practitioner.name)
        .execute(&mut *connection)
        .await?;
    sqlx::query("DELETE FROM practitioner_roles WHERE practitioner = ?").bind(id).execute(&mut *connection).await?;
    sqlx::query("DELETE FROM practitioner_services WHERE practitioner = ?").bind(id).execute(&mut *connection).await?;
    for (role, place) in practitioner.roles.iter().zip(0_i64..) {
        sqlx::query("INSERT INTO practitioner_roles (practitioner, place, role) VALUES (?, ?, ?)")
            .bind(id)
            .bind(place)
            .bind(role.code())
            .execute(&mut *connection)
            .await?;
    }
    for (service, place) in practitioner.services.iter().zip(0_i64..) {
        sqlx::query("INSERT INTO practitioner_services (practitioner, place, service) VALUES (?, ?, ?)")
            .bind(id)
            .bind(place)
            .bind(service.as_str())
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

fn by_practitioner(rows: Vec<(String, String)>) -> HashMap<String, Vec<String>> {
    let mut grouped: HashMap<String, Vec<String>> = HashMap::new();
    for (practitioner, value) in rows {
        grouped.entry(practitioner).or_default().push(value);
    }
    grouped
}

fn organisation_id(text: String) -> Result<OrganisationId, StoreProblem> {
    OrganisationId::new(text).map_err(|problem| unreadable("an organisation's id", &problem))
}

fn service_id(text: String) -> Result<ServiceId, StoreProblem> {
    ServiceId::new(text).map_err(|problem| unreadable("a service's id", &problem))
}
