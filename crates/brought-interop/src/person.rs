//! People as other systems describe them.

use brought_domain::person::{Address, PersonDetails, PersonKind, PlaceKind, RelationKind};
use brought_domain::{Event, Fact, NhsNumber, PersonId};
use jiff::civil::Date;

/// A person as one record of another system describes them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportedPerson {
    /// The id under which their events are written: made of the system and its number for them, the same every time.
    pub id: PersonId,
    /// The other system's id for them, as in [`brought_domain::Source`].
    pub source_id: String,
    /// What kind of person.
    pub kind: PersonKind,
    /// Who they are.
    pub details: PersonDetails,
    /// Where they live, when the record says so.
    pub address: Option<Address>,
    /// The places they belong to, when the record says so.
    pub places: Vec<(PlaceKind, String)>,
    /// Those who care for them, when the record says so.
    pub carers: Vec<ImportedCarer>,
    /// What may be used to find the same person on record. Never one alone (H12); a filler number is never among them.
    pub strong_identifiers: Vec<StrongIdentifier>,
    /// Whether the other system says that they have died. Only a person may record a death.
    pub said_to_have_died: bool,
}

/// A parent or carer named in a child's record. They get a record of their own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportedCarer {
    /// The id under which their events are written.
    pub id: PersonId,
    /// The other system's id for them: that of the child, and which of the child's carers they are.
    pub source_id: String,
    /// What they are to the child.
    pub relation: RelationKind,
    /// Who they are.
    pub details: PersonDetails,
}

/// Something by which the same person may be found on record.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StrongIdentifier {
    /// An NHS number, its check digit right and not a filler.
    NhsNumber(NhsNumber),
    /// Another system's number, as `system:number`.
    Number(String),
    /// Name, date of birth and postcode together; names in lower case.
    NameBirthPostcode {
        /// Given name and family name.
        name: String,
        /// Date of birth.
        born_on: Date,
        /// Postcode, when the address is known.
        postcode: Option<String>,
    },
}

/// Writes an event under the id that was found to be the person's: somebody who is on record under another.
pub fn relabelled(mut event: Event, from: &PersonId, to: &PersonId) -> Event {
    if from == to {
        return event;
    }
    if event.about == *from {
        event.about = to.clone();
    }
    if let Fact::RelationRecorded(relation) = &mut event.fact
        && relation.other == *from
    {
        relation.other = to.clone();
    }
    event
}
