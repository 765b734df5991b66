//! Putting together what the engine is asked about: one person's events, and those of the people around them that bear on them.

use crate::access::{AccessGrant, closed_around};
use crate::brought::Brought;
use crate::child_page::corrections;
use crate::documents::own_address;
use crate::failure::Failure;
use crate::linked::{ReadBy, joined};
use crate::words::Names;
use brought_domain::contact::Answer;
use brought_domain::ending::Ending;
use brought_domain::person::{Address, Name, Organisation, Practitioner, Service};
use brought_domain::{Author, Chronology, Event, EventId, Fact, Links, OrganisationId, PersonId, PractitionerId, ServiceId};
use brought_store::{Neighbour, PersonRow};
use std::collections::{BTreeSet, HashMap};

/// What stands for the name of somebody whose record is restricted to others.
const RESTRICTED: &str = "Restricted record";

/// A person's chronology with what it takes to write to it and to name those in it.
#[derive(Clone, Debug)]
pub struct Gathered {
    /// What the engine is asked about.
    pub chronology: Chronology,
    /// The version of the person's own record: what a form is shown with (S21).
    pub version: u64,
    /// The person and those around them, by id.
    pub people: HashMap<PersonId, PersonRow>,
    /// What those around the person are to them.
    pub neighbours: Vec<Neighbour>,
    /// The organisations that the directory knows, where a handover was offered or made: to name those who were asked and who took over.
    pub organisations: Vec<Organisation>,
    /// Those around the person whose records are restricted to others than whoever reads this.
    pub(crate) closed: BTreeSet<PersonId>,
}

/// The chronology of the person whose record was opened, as it may be shown to whoever opened it. Only their family is read, however many people are on
/// record.
///
/// # Errors
/// [`Failure::Trouble`] when the record cannot be read.
pub async fn assemble_chronology(brought: &Brought, grant: &AccessGrant) -> Result<Gathered, Failure> {
    Ok(gather_for(brought, grant).await?.shown())
}

/// What was gathered for whoever opened the record. The engine is asked about all of it: what is owed is the same whoever looks. What is shown is
/// [`Gathered::shown`].
pub(crate) async fn gather_for(brought: &Brought, grant: &AccessGrant) -> Result<Gathered, Failure> {
    gather_for_by(brought, grant, ReadBy::default()).await
}

/// The same, by the links that there were at some moment, or that there would be.
pub(crate) async fn gather_for_by(brought: &Brought, grant: &AccessGrant, by: ReadBy<'_>) -> Result<Gathered, Failure> {
    let gathered = gather_by(brought, grant.person(), by).await?;
    let closed = closed_around(brought, grant, gathered.people.values()).await?;
    Ok(Gathered { closed, ..gathered })
}

/// As [`assemble_chronology`]: a child's carers, brothers and sisters; a carer's dependent children. For work at which nobody reads anything, such as bringing the worklist up to date.
pub(crate) async fn gather(brought: &Brought, person: &PersonId) -> Result<Gathered, Failure> {
    gather_by(brought, person, ReadBy::default()).await
}

/// Everything, with the records of one person as one (S16).
pub(crate) async fn gather_by(brought: &Brought, person: &PersonId, by: ReadBy<'_>) -> Result<Gathered, Failure> {
    let links = by.links(brought, std::slice::from_ref(person)).await?;
    let subject = links.record_of(person).clone();
    let records: Vec<PersonId> = links.read_together(person).into_iter().cloned().collect();
    let mut said = Vec::new();
    for record in &records {
        said.extend(brought.store.neighbours(record).await?);
    }
    let mut around: Vec<PersonId> = said.iter().map(|neighbour| neighbour.other.clone()).collect();
    around.extend(records.iter().cloned());
    let links = by.links(brought, &around).await?;
    let neighbours = around_one(said, &subject, &links);
    // Whoever may never be taken for the person is not read either.
    around = neighbours.iter().flat_map(|neighbour| links.read_together(&neighbour.other)).chain(&records).cloned().collect();
    let mut read = brought.store.events_of_many(&around).await?;
    let (mut events, mut version) = (Vec::new(), 0);
    for record in &records {
        let own = read.remove(record).unwrap_or_default();
        version += own.version;
        events.extend(own.events);
    }
    if records.len() > 1 {
        // In the order in which they were written down, as those of one record are.
        events.sort_by_key(|event| event.recorded_at);
    }
    // In the order of their ids, so that the same question is the same bytes.
    let mut others: Vec<_> = read.into_iter().collect();
    others.sort_by(|left, right| left.0.cmp(&right.0));
    events.extend(others.into_iter().flat_map(|(_, record)| record.events));
    links.read(&mut events);
    let people = joined(brought.store.people(&around).await?, &links);
    let (services, practitioners) = named_in(brought, &events).await?;
    let organisations = if events.iter().any(names_an_organisation) { brought.store.organisations().await? } else { Vec::new() };
    let chronology = Chronology { subject, services, practitioners, events, links };
    Ok(Gathered { chronology, version, people, neighbours, organisations, closed: BTreeSet::new() })
}

/// Those around somebody, as all records of the person say, each under the id that is kept. Whoever may never be taken for the person is none of them: where
/// a child is now is not to be learnt from where the child was (H14).
fn around_one(said: Vec<Neighbour>, subject: &PersonId, links: &Links) -> Vec<Neighbour> {
    let mut around: Vec<Neighbour> = Vec::with_capacity(said.len());
    for mut neighbour in said {
        neighbour.other = links.record_of(&neighbour.other).clone();
        if neighbour.other == *subject || links.are_barred(subject, &neighbour.other) {
            continue;
        }
        // Leaving out a sibling of the household is the worse mistake (H27).
        let of_both = |known: Answer| {
            if known == Answer::Yes || neighbour.same_household == Answer::NotKnown { known } else { neighbour.same_household }
        };
        let known = around.iter().find(|known| known.other == neighbour.other).map(|known| known.same_household);
        let same_household = known.map_or(neighbour.same_household, of_both);
        around.iter_mut().filter(|known| known.other == neighbour.other).for_each(|known| known.same_household = same_household);
        neighbour.same_household = same_household;
        if !around.contains(&neighbour) {
            around.push(neighbour);
        }
    }
    around
}

async fn named_in(brought: &Brought, events: &[Event]) -> Result<(Vec<Service>, Vec<Practitioner>), Failure> {
    let services: BTreeSet<&ServiceId> =
        events.iter().filter_map(|event| event.service.as_ref()).chain(events.iter().filter_map(planned_by)).collect();
    let practitioners: BTreeSet<&PractitionerId> = events.iter().flat_map(practitioners_of).collect();
    let services: Vec<&ServiceId> = services.into_iter().collect();
    let practitioners: Vec<&PractitionerId> = practitioners.into_iter().collect();
    Ok((brought.store.services_by_id(&services).await?, brought.store.practitioners_by_id(&practitioners).await?))
}

fn planned_by(event: &Event) -> Option<&ServiceId> {
    match &event.fact {
        Fact::ContactPlanned(plan) => Some(&plan.service),
        _ => None,
    }
}

fn practitioners_of(event: &Event) -> impl Iterator<Item = &PractitionerId> {
    let named = match &event.fact {
        Fact::ContactPlanned(plan) => plan.practitioner.as_ref(),
        Fact::FurtherVisitSet(visit) => visit.visitor_id.as_ref(),
        Fact::PractitionerAssigned(practitioner) => Some(practitioner),
        Fact::RelationshipBrokenDown(breakdown) => breakdown.practitioner.as_ref(),
        _ => None,
    };
    named.into_iter().chain(event.author.practitioner())
}

/// The name of an organisation, or its id when it is not among those that are known.
pub fn organisation_name(known: &[Organisation], id: &OrganisationId) -> String {
    known.iter().find(|organisation| organisation.id == *id).map_or_else(|| id.to_string(), |organisation| organisation.name.clone())
}

/// Whether an entry names an organisation by its code.
fn names_an_organisation(event: &Event) -> bool {
    matches!(event.fact, Fact::HandoverOffered(_) | Fact::FollowUpEnded(Ending::HandedOver { .. }))
}

impl Names for Gathered {
    fn person(&self, id: &PersonId) -> String {
        self.name(id)
    }

    fn practitioner(&self, id: &PractitionerId) -> String {
        self.practitioner_name(id)
    }

    fn organisation(&self, id: &OrganisationId) -> String {
        self.organisation_name(id)
    }
}

impl Gathered {
    /// What may be shown of it: nothing that stands in a record that is restricted to others (J10), and no earlier address of anybody whose address is
    /// withheld now, who may still be there or go back (H15).
    pub(crate) fn shown(self) -> Self {
        self.opened().without_earlier_addresses()
    }

    /// The same, with every address on record: for what takes out more by itself.
    pub(crate) fn opened(mut self) -> Self {
        if self.closed.is_empty() {
            return self;
        }
        self.chronology.events.retain(|event| !self.closed.contains(&event.about));
        for row in self.people.values_mut().filter(|row| self.closed.contains(&row.id)) {
            row.name = Name { given: RESTRICTED.to_owned(), ..Name::default() };
            (row.born_on, row.due_on, row.nhs_number) = (None, None, None);
        }
        self
    }

    fn without_earlier_addresses(mut self) -> Self {
        let withheld = self.withheld();
        for event in self.chronology.events.iter_mut().filter(|event| withheld.contains(&event.about)) {
            if let Fact::AddressRecorded(recorded) = &mut event.fact {
                recorded.address = Address::Withheld;
            }
        }
        self
    }

    /// Those whose address is withheld: that of their own record which counts now, however long ago the day that somebody looks at.
    pub(crate) fn withheld(&self) -> BTreeSet<PersonId> {
        let says_so = |event: &&Event| matches!(&event.fact, Fact::AddressRecorded(recorded) if recorded.address == Address::Withheld);
        let mut withheld: BTreeSet<PersonId> = self.chronology.events.iter().filter(says_so).map(|event| event.about.clone()).collect();
        if !withheld.is_empty() {
            let corrected = corrections(&self.chronology.events);
            withheld.retain(|person| matches!(own_address(self, &corrected, person), Some((_, Address::Withheld))));
        }
        withheld
    }

    /// The name of somebody in it.
    pub(crate) fn name(&self, person: &PersonId) -> String {
        self.people.get(person).map_or_else(|| "Name not known".to_owned(), |row| row.name.words())
    }

    /// The name of a practitioner, or their id when the directory does not know them.
    pub(crate) fn practitioner_name(&self, id: &PractitionerId) -> String {
        let known = self.chronology.practitioners.iter().find(|practitioner| practitioner.id == *id);
        known.map_or_else(|| id.to_string(), |practitioner| practitioner.name.clone())
    }

    /// The name of a service, or its id when the directory does not know it.
    pub(crate) fn service_name(&self, id: &ServiceId) -> String {
        let known = self.chronology.services.iter().find(|service| service.id == *id);
        known.map_or_else(|| id.to_string(), |service| service.name.clone())
    }

    /// The name of an organisation, or its id when the directory does not know it.
    pub(crate) fn organisation_name(&self, id: &OrganisationId) -> String {
        organisation_name(&self.organisations, id)
    }

    /// Who recorded something: the practitioner with the role, or the system that reported it.
    pub(crate) fn author(&self, author: &Author) -> String {
        match author {
            Author::Signed { by, role } => format!("{}, {role}", self.practitioner_name(by)),
            Author::Reported { system } => format!("reported by {system}, not signed here"),
        }
    }

    /// The events in the person's own record.
    pub(crate) fn own_events(&self) -> impl Iterator<Item = &Event> {
        self.chronology.events.iter().filter(|event| event.about == self.chronology.subject)
    }

    /// An event in it.
    pub(crate) fn event(&self, id: &EventId) -> Option<&Event> {
        self.chronology.events.iter().find(|event| event.id == *id)
    }
}
