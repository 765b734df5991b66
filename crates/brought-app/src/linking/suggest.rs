//! Records that may be of the same person. Only ever told: a person decides, and nothing is linked by itself (H12).

use crate::access::{AccessGrant, closed_to};
use crate::brought::Brought;
use crate::failure::Failure;
use crate::linked::{each_once, row_of};
use brought_domain::Links;
use brought_store::{FindPeople, PersonRow};
use std::collections::BTreeSet;

/// How many of one number, or of one name and birthday, are looked at.
const MOST: u32 = 20;
/// By how many letters of the family name: more than an apostrophe or a dash stands after.
const BEGINNING: usize = 3;

/// Somebody who may be the same person, and why.
pub(super) struct MayBe {
    pub(super) row: PersonRow,
    pub(super) why: &'static str,
}

/// Those who may be the person whose record is open. Never one who is barred, nor one whose record is restricted to others (S17, H14).
pub(super) async fn may_be(brought: &Brought, grant: &AccessGrant) -> Result<Vec<MayBe>, Failure> {
    let Some(person) = row_of(brought, grant.person()).await? else { return Ok(Vec::new()) };
    let mut found: Vec<MayBe> = Vec::new();
    for (find, agrees) in questions(&person) {
        for row in each_once(brought, brought.store.find_people(&find, MOST).await?).await? {
            if row.id != person.id
                && found.iter().all(|known| known.row.id != row.id)
                && let Some(why) = agrees(&person, &row)
            {
                found.push(MayBe { row, why });
            }
        }
    }
    let closed = closed_to(brought, grant.actor(), found.iter().map(|found| &found.row.id).collect::<BTreeSet<_>>()).await?;
    let mut ids: Vec<_> = found.iter().map(|found| found.row.id.clone()).collect();
    ids.push(person.id.clone());
    let links: Links = brought.store.links(&ids, None).await?;
    found.retain(|found| !closed.contains(&found.row.id) && !links.are_barred(&person.id, &found.row.id));
    Ok(found)
}

type Agrees = fn(&PersonRow, &PersonRow) -> Option<&'static str>;

/// What is looked for, and whether somebody who was found may be the person.
fn questions(person: &PersonRow) -> Vec<(FindPeople, Agrees)> {
    let mut questions: Vec<(FindPeople, Agrees)> = Vec::new();
    if let Some(number) = person.nhs_number.filter(|number| !number.is_filler()) {
        questions.push((FindPeople { nhs_number: Some(number), ..FindPeople::default() }, same_number));
    }
    // Names are written in more ways than one: it is looked for by how the family name begins, and the whole names are held against each other.
    let begins: String = person.name.family.chars().filter(|letter| letter.is_alphanumeric()).take(BEGINNING).collect();
    if let Some(born_on) = person.born_on.filter(|_| !begins.is_empty()) {
        questions.push((FindPeople { name: Some(begins), born_on: Some(born_on), ..FindPeople::default() }, same_name));
    }
    questions
}

fn same_number(one: &PersonRow, two: &PersonRow) -> Option<&'static str> {
    let born = match (one.born_on, two.born_on) {
        (Some(one), Some(two)) if one == two => "The same NHS number and date of birth",
        // Nobody shares a number: it may have been mistyped in one of the two.
        (Some(_), Some(_)) => "The same NHS number, and another date of birth: it may be mistyped in one of the two",
        _ => "The same NHS number; the date of birth is not known of both",
    };
    Some(born)
}

/// Twins share a birthday and a family name, and have two given names; two people with two different numbers are two people.
fn same_name(one: &PersonRow, two: &PersonRow) -> Option<&'static str> {
    let two_numbers = one.nhs_number.is_some() && two.nhs_number.is_some() && one.nhs_number != two.nhs_number;
    (one.is_called_like(two) && !two_numbers).then_some("The same name and date of birth")
}

#[cfg(test)]
mod tests {
    use super::*;
    use brought_domain::person::Name;
    use brought_domain::{NhsNumber, PersonId};

    fn row(given: &str, family: &str, number: Option<&str>) -> PersonRow {
        PersonRow {
            id: PersonId::new(format!("{given}-{family}").replace(' ', "-")).unwrap(),
            kind: None,
            name: Name { given: given.into(), family: family.into(), preferred: None },
            born_on: Some("2024-02-29".parse().unwrap()),
            due_on: None,
            nhs_number: number.map(|number| NhsNumber::parse(number).unwrap()),
            dead: false,
            restricted_to: None,
        }
    }

    /// H12: of one birthday all.
    #[test]
    fn twins_are_two_and_names_written_otherwise_are_one() {
        let (number, other) = (Some("9990000018"), Some("9990000026"));
        let cases = [
            (row("Ana", "Example", None), row("Ana", "Example", None), true),
            (row("Ana", "Example", number), row("Ana", "Example", None), true),
            (row("Ana", "Example", number), row("Ana", "Example", other), false),
            (row("Ana", "Example", None), row("Anabel", "Example", None), false),
            (row("Ana", "Example", None), row("Ben", "Example", None), false),
            (row("Ana Maria", "Example", None), row("Ana", "Example", None), true),
            (row("Zoë", "O'Brien-Smith", None), row("Zoe", "OBrien Smith", None), true),
            (row("", "Example", None), row("", "Example", None), false),
        ];
        for (one, two, is_like) in cases {
            assert_eq!(same_name(&one, &two).is_some(), is_like, "{one:?} {two:?}");
            assert_eq!(same_name(&two, &one).is_some(), is_like, "{two:?} {one:?}");
        }
    }
}
