//! Looking people up: by name, NHS number or date of birth, each with a second identifier beside the name (U6, H12).

use crate::access;
use crate::actor::Actor;
use crate::brought::Brought;
use crate::failure::{Failure, Refusal};
use crate::linked::each_once;
use crate::words::{age_in_words, second_identifier};
use brought_calendar::local_date;
use brought_domain::person::PersonKind;
use brought_domain::{NhsNumber, PersonId};
use brought_store::{FindPeople, Near, PersonRow};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use std::collections::BTreeSet;

/// How many are shown at most: a longer list is a name typed too short.
const MOST: u32 = 50;

/// What was typed. What is given has to agree, all of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SearchFor {
    /// Beginnings of names; or an NHS number, which is recognised as one.
    pub words: String,
    /// Date of birth.
    pub born_on: Option<Date>,
}

/// Somebody who fits. Holds no address and no telephone number (H15).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FoundPerson {
    /// By id: where a link leads.
    pub person: String,
    /// Name.
    pub name: String,
    /// The kind of person in words.
    pub kind: &'static str,
    /// Age in words.
    pub age: String,
    /// Date of birth, or what stands for it.
    pub second_identifier: String,
    /// NHS number as 999 000 0018.
    pub nhs_number: Option<String>,
    /// Whether the record is restricted to people who are named.
    pub is_restricted: bool,
}

/// People who fit, in the order of their names.
///
/// # Errors
/// [`Failure::Refused`] when nothing was typed, or a number that is not an NHS number; [`Failure::Denied`]; [`Failure::Trouble`].
pub async fn search_people(brought: &Brought, actor: &Actor, search: &SearchFor, now: Timestamp) -> Result<Vec<FoundPerson>, Failure> {
    let actor = access::known(brought, actor).await?;
    let find = plan(search)?;
    let near = Near { practitioner: actor.practitioner.clone(), services: actor.services.clone() };
    let mut rows = brought.store.find_people(&FindPeople { among: Some(near), ..find.clone() }, MOST).await?;
    if may_be_exact(&find) {
        let everybody = brought.store.find_people(&find, MOST).await?;
        let known: BTreeSet<PersonId> = rows.iter().map(|row| row.id.clone()).collect();
        rows.extend(everybody.into_iter().filter(|row| !known.contains(&row.id) && is_exact(&find, row)));
        rows.sort_by_cached_key(|row| (row.name.words(), row.id.clone()));
    }
    Ok(each_once(brought, rows).await?.iter().map(|row| found(row, local_date(now))).collect())
}

/// Whether what was typed can fit one person and hardly anybody else: a number, or a name with a date of birth. Then everybody is looked at, and otherwise
/// those alone with whom the reader, their services or their organisation have to do (policies `found-by-two-identifiers` and `colleagues-find`).
fn may_be_exact(find: &FindPeople) -> bool {
    find.nhs_number.is_some() || (find.name.is_some() && find.born_on.is_some())
}

/// Whether it does fit this person: the number, or the whole name with the date of birth.
fn is_exact(find: &FindPeople, row: &PersonRow) -> bool {
    find.nhs_number.is_some() || find.name.as_ref().is_some_and(|typed| row.is_called(typed))
}

/// What to look for. Pure.
fn plan(search: &SearchFor) -> Result<FindPeople, Refusal> {
    let words = search.words.trim();
    if words.is_empty() && search.born_on.is_none() {
        return Err(Refusal::one("words", "Type a name, an NHS number or a date of birth"));
    }
    // A name has no digits: what has only digits, spaces and dashes was meant as a number.
    let is_number = words.contains(|letter: char| letter.is_ascii_digit()) && words.chars().all(|letter| !letter.is_alphabetic());
    if is_number {
        let number = NhsNumber::parse(words).map_err(|problem| Refusal::one("words", format!("Check the number: {problem}")))?;
        return Ok(FindPeople { nhs_number: Some(number), born_on: search.born_on, ..FindPeople::default() });
    }
    let name = (!words.is_empty()).then(|| words.to_owned());
    Ok(FindPeople { name, born_on: search.born_on, ..FindPeople::default() })
}

fn found(row: &PersonRow, today: Date) -> FoundPerson {
    FoundPerson {
        person: row.id.to_string(),
        name: row.name.words(),
        kind: row.kind.map_or("not known", PersonKind::words),
        age: age_in_words(row.born_on, row.due_on, today),
        second_identifier: second_identifier(row),
        nhs_number: row.nhs_number.map(|number| number.to_string()),
        is_restricted: row.restricted_to.is_some(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn planned(words: &str) -> Result<FindPeople, Refusal> {
        plan(&SearchFor { words: words.into(), born_on: None })
    }

    #[test]
    fn an_nhs_number_is_recognised_as_people_write_it() {
        assert_eq!(planned("999 000 0018").unwrap().nhs_number, NhsNumber::parse("9990000018").ok());
        assert_eq!(planned("reb sal").unwrap().name.as_deref(), Some("reb sal"));
    }

    #[test]
    fn a_mistyped_number_is_said_to_be_one_and_nothing_finds_nobody() {
        assert!(planned("999 000 0019").unwrap_err().to_string().contains("check digit"));
        assert!(planned(" ").unwrap_err().is_about("words"));
    }
}
