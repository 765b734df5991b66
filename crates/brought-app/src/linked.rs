//! Records of one person that are read as one (S16): which they are, and who somebody is by all of them.

use crate::brought::Brought;
use crate::failure::Failure;
use brought_domain::{LinkDecision, Links, PersonId};
use brought_store::PersonRow;
use jiff::Timestamp;
use std::collections::HashMap;

/// By which links records are read.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct ReadBy<'a> {
    /// By those that there were at the end of a moment and still are. Nothing: by those that there are.
    pub(crate) until: Option<Timestamp>,
    /// As if this had been decided as well: to show what would come of it.
    pub(crate) supposed: Option<&'a LinkDecision>,
}

impl ReadBy<'_> {
    /// The links that bear on these people.
    ///
    /// # Errors
    /// [`Failure::Trouble`] when the record cannot be read, or what is supposed cannot be decided.
    pub(crate) async fn links(self, brought: &Brought, people: &[PersonId]) -> Result<Links, Failure> {
        if let Some(until) = self.until {
            let then = brought.store.links(people, Some(until)).await?;
            return Ok(then.that_stand_in(&brought.store.links(people, None).await?));
        }
        let Some(supposed) = self.supposed else { return Ok(brought.store.links(people, None).await?) };
        let both = people.iter().chain([&supposed.record, &supposed.other]).cloned().collect::<Vec<_>>();
        let mut links = brought.store.links(&both, None).await?;
        links
            .decide(supposed.step, &supposed.record, &supposed.other)
            .map_err(|problem| Failure::unforeseen(format!("what is supposed of two records cannot be: {problem}")))?;
        Ok(links)
    }
}

/// The record as which somebody's is read.
pub(crate) async fn record_of(brought: &Brought, person: &PersonId) -> Result<PersonId, Failure> {
    Ok(brought.store.links(std::slice::from_ref(person), None).await?.record_of(person).clone())
}

/// The records that are read as one with somebody's, theirs included: the one that is kept first.
pub(crate) async fn read_together(brought: &Brought, person: &PersonId) -> Result<Vec<PersonId>, Failure> {
    let links = brought.store.links(std::slice::from_ref(person), None).await?;
    Ok(links.read_together(person).into_iter().cloned().collect())
}

/// Who somebody is, by every record that is read as theirs.
pub(crate) async fn row_of(brought: &Brought, person: &PersonId) -> Result<Option<PersonRow>, Failure> {
    let links = brought.store.links(std::slice::from_ref(person), None).await?;
    let records: Vec<PersonId> = links.read_together(person).into_iter().cloned().collect();
    Ok(joined(brought.store.people(&records).await?, &links).remove(links.record_of(person)))
}

/// Those who were found, each once and under the id that is kept, in the order in which they were found first.
pub(crate) async fn each_once(brought: &Brought, found: Vec<PersonRow>) -> Result<Vec<PersonRow>, Failure> {
    let ids: Vec<PersonId> = found.iter().map(|row| row.id.clone()).collect();
    let links = brought.store.links(&ids, None).await?;
    if links.is_empty() {
        return Ok(found);
    }
    let records: Vec<PersonId> = ids.iter().flat_map(|person| links.read_together(person)).cloned().collect();
    let mut rows = joined(brought.store.people(&records).await?, &links);
    Ok(ids.iter().filter_map(|person| rows.remove(links.record_of(person))).collect())
}

/// Rows that were read of several records, under the ids that are kept.
pub(crate) fn joined(rows: Vec<PersonRow>, links: &Links) -> HashMap<PersonId, PersonRow> {
    // The one that is kept has the first word, the others in the order of their ids.
    let mut rows: Vec<(bool, PersonRow)> = rows.into_iter().map(|row| (links.record_of(&row.id) != &row.id, row)).collect();
    rows.sort_by(|(left, one), (right, two)| (left, &one.id).cmp(&(right, &two.id)));
    let mut found: HashMap<PersonId, PersonRow> = HashMap::new();
    for (_, row) in rows {
        let record = links.record_of(&row.id).clone();
        let row = match found.remove(&record) {
            Some(known) => known.read_with(&row),
            None => PersonRow { id: record.clone(), ..row },
        };
        found.insert(record, row);
    }
    found
}
