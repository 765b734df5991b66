//! Facts about who somebody is, where they live and who belongs to them.

use super::form;
use super::parts::Said;
use crate::leaf::{Coded, Day, Given, Id, NhsText, Text};
use crate::reader::{Form, Reader};
use crate::shape::{WordOr, words};
use brought_domain::PersonId;
use brought_domain::contact::Answer;
use brought_domain::person::{
    Address, AddressRecorded, CommunicationNeed, CommunicationNeedKind, Name, PersonDetails, PersonKind, PlaceChanged, PlaceKind,
    PostalAddress, RelationKind, RelationRecorded,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

form! {
    /// A name in its parts.
    #[schemars(rename = "Name")]
    struct NameFields for Name {
        required {
            /// Given names.
            #[serde(default)]
            given: TextOrNone,
            /// Family name.
            #[serde(default)]
            family: TextOrNone,
        }
        optional {
            /// The name they prefer to be called by.
            preferred: Text,
        }
    }
}

/// A text whose absence is the empty text.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(transparent)]
#[schemars(inline)]
pub(crate) struct TextOrNone(Text);

impl Default for TextOrNone {
    fn default() -> Self {
        Self(Text(Given::Text(String::new())))
    }
}

impl Form for TextOrNone {
    type Domain = String;

    fn read(&self, reader: &mut Reader) -> Option<String> {
        self.0.read(reader)
    }

    fn write(text: &String) -> Self {
        Self(Text::write(text))
    }
}

/// A name: "Given Family", where the last word is the family name; or its parts, when that would be wrong.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(transparent)]
#[schemars(inline)]
pub(crate) struct NameForm(WordOr<Said, NameFields>);

impl Form for NameForm {
    type Domain = Name;

    fn read(&self, reader: &mut Reader) -> Option<Name> {
        let said = match &self.0 {
            WordOr::Full(fields) => return fields.read(reader),
            WordOr::Word(said) => said.read(reader)?,
        };
        let said = said.trim();
        let (given, family) = said.rsplit_once(char::is_whitespace).unwrap_or((said, ""));
        Some(Name { given: given.trim().to_owned(), family: family.to_owned(), preferred: None })
    }

    fn write(name: &Name) -> Self {
        Self(WordOr::Full(NameFields::write(name)))
    }
}

/// Declares a form that says who somebody is, beside fields of its own, so that the details are written down once.
macro_rules! with_details {
    (
        $(#[$meta:meta])*
        struct $name:ident { $( $(#[$own_meta:meta])* $own:ident: $own_type:ty, )* }
    ) => {
        #[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
        #[serde(deny_unknown_fields)]
        $(#[$meta])*
        pub(crate) struct $name {
            $( $(#[$own_meta])* pub(crate) $own: $own_type, )*
            /// The name.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub(crate) name: Option<$crate::form::person::NameForm>,
            /// Date of birth of somebody who has been born.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub(crate) born_on: Option<$crate::leaf::Day>,
            /// The day on which an unborn child is due.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub(crate) due_on: Option<$crate::leaf::Day>,
            /// NHS number: ten digits, spaces allowed, the last of which is a check digit.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub(crate) nhs_number: Option<$crate::leaf::NhsText>,
            /// Numbers by which other systems know them, as system:number.
            #[serde(default, skip_serializing_if = "Vec::is_empty")]
            pub(crate) other_numbers: Vec<$crate::leaf::Text>,
            /// Telephone numbers, newest first.
            #[serde(default, skip_serializing_if = "Vec::is_empty")]
            pub(crate) telephones: Vec<$crate::leaf::Text>,
            /// Email addresses, newest first.
            #[serde(default, skip_serializing_if = "Vec::is_empty")]
            pub(crate) emails: Vec<$crate::leaf::Text>,
            /// The language to write and speak in, as the family names it.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub(crate) language: Option<$crate::leaf::Text>,
        }

        impl $name {
            pub(crate) fn read_details(&self, reader: &mut $crate::reader::Reader) -> Option<brought_domain::person::PersonDetails> {
                let name = reader.field("name", &self.name);
                let born_on = reader.field("born_on", &self.born_on);
                let due_on = reader.field("due_on", &self.due_on);
                let nhs_number = reader.field("nhs_number", &self.nhs_number);
                let other_numbers = reader.field("other_numbers", &self.other_numbers);
                let telephones = reader.field("telephones", &self.telephones);
                let emails = reader.field("emails", &self.emails);
                let language = reader.field("language", &self.language);
                Some(brought_domain::person::PersonDetails {
                    name: name?,
                    born_on: born_on?,
                    due_on: due_on?,
                    nhs_number: nhs_number?,
                    other_numbers: other_numbers?,
                    telephones: telephones?,
                    emails: emails?,
                    language: language?,
                })
            }
        }
    };
}
pub(crate) use with_details;

with_details! {
    /// Who somebody is. What is left out stays as it was recorded before.
    #[schemars(rename = "PersonRecorded")]
    struct PersonRecordedForm {
        /// What kind of record the person has.
        kind: Coded<PersonKind>,
    }
}

impl Form for PersonRecordedForm {
    type Domain = (PersonKind, PersonDetails);

    fn read(&self, reader: &mut Reader) -> Option<Self::Domain> {
        let kind = reader.field("kind", &self.kind);
        let details = self.read_details(reader);
        Some((kind?, details?))
    }

    fn write((kind, details): &Self::Domain) -> Self {
        Self {
            kind: Coded::of(*kind),
            name: Option::write(&details.name),
            born_on: Option::<Day>::write(&details.born_on),
            due_on: Option::<Day>::write(&details.due_on),
            nhs_number: Option::<NhsText>::write(&details.nhs_number),
            other_numbers: Vec::<Text>::write(&details.other_numbers),
            telephones: Vec::<Text>::write(&details.telephones),
            emails: Vec::<Text>::write(&details.emails),
            language: Option::<Text>::write(&details.language),
        }
    }
}

form! {
    /// Lines and postcode of an address.
    #[schemars(rename = "PostalAddress")]
    struct PostalAddressFields for PostalAddress {
        required {
            /// The lines of the address without the postcode.
            lines: Vec<Said>,
        }
        optional {
            /// The postcode, upper case with one space.
            postcode: Text,
        }
        defaulted {
            /// Whether it is safe to write to. Not known if left out.
            safe_to_write_to: Coded<Answer>,
        }
    }
}

words! {
    /// Stands for an address that another system withholds.
    enum Withheld ("address") { Withheld = "withheld", "withheld by another system"; }
}

/// An address, or "withheld" when another system withholds it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(transparent)]
#[schemars(inline)]
pub(crate) struct AddressForm(WordOr<Coded<Withheld>, PostalAddressFields>);

impl Form for AddressForm {
    type Domain = Address;

    fn read(&self, reader: &mut Reader) -> Option<Address> {
        match &self.0 {
            WordOr::Word(word) => word.read(reader).map(|_| Address::Withheld),
            WordOr::Full(fields) => fields.read(reader).map(Address::Known),
        }
    }

    fn write(address: &Address) -> Self {
        Self(match address {
            Address::Withheld => WordOr::Word(Coded::of(Withheld::Withheld)),
            Address::Known(known) => WordOr::Full(PostalAddressFields::write(known)),
        })
    }
}

form! {
    /// An address was recorded: the first, or a move.
    #[schemars(rename = "AddressRecorded")]
    struct AddressRecordedForm for AddressRecorded {
        required {
            /// The address, or "withheld".
            address: AddressForm,
        }
        defaulted {
            /// Whether the family told the services about the move themselves. Not known if left out.
            reported_by_family: Coded<Answer>,
        }
    }
}

form! {
    /// The child joined, left or was withdrawn from a GP practice, school or nursery.
    #[schemars(rename = "PlaceChanged")]
    struct PlaceChangedForm for PlaceChanged {
        required {
            /// What kind of place.
            place: Coded<PlaceKind>,
        }
        optional {
            /// The name of the new place. Leave out when the child left and no new place is known.
            to: Text,
        }
        defaulted {
            /// Whether the family told the services themselves. Not known if left out.
            reported_by_family: Coded<Answer>,
        }
    }
}

form! {
    /// What may stand in the way of understanding a letter or answering a door.
    #[schemars(rename = "CommunicationNeed")]
    struct CommunicationNeedForm for CommunicationNeed {
        required {
            /// What kind of need.
            kind: Coded<CommunicationNeedKind>,
        }
        optional {
            /// What to do about it: which language, how to knock.
            note: Text,
        }
    }
}

form! {
    /// What somebody is to the person that this is about. One side is enough: the other follows from it.
    #[schemars(rename = "RelationRecorded")]
    struct RelationForm for RelationRecorded {
        required {
            /// The id of the other person.
            other: Id<PersonId>,
            /// What the other is to this person: `mother` says that the other is this child's mother.
            relation: Coded<RelationKind>,
        }
        defaulted {
            /// Whether they live in one household. Not known if left out.
            same_household: Coded<Answer>,
        }
    }
}
