//! The person a row is about.

use super::cells::RowCells;
use super::heading::ParentPlaces;
use crate::age::AgeKnown;
use crate::fault::Fault;
use crate::identify::{content_version, digest, joined};
use crate::map::{Field, Map};
use crate::person::{ImportedCarer, ImportedPerson, StrongIdentifier};
use crate::postcode;
use crate::text::strange_in_a_name;
use brought_domain::contact::Answer;
use brought_domain::person::{Address, Name, PersonDetails, PersonKind, PlaceKind, PostalAddress, RelationKind};
use brought_domain::{NhsNumber, PersonId};
use jiff::civil::Date;

/// How a row is read for the person in it.
pub(super) struct PersonReader<'a> {
    pub(super) cells: &'a RowCells<'a>,
    pub(super) map: &'a Map,
    pub(super) system: &'a str,
    /// The day on which child or adult is decided: of the contact, or of the reading.
    pub(super) on: Date,
    /// The day of the reading, after which nobody was born.
    pub(super) today: Date,
    /// Whether a slip in a name or number refuses the row: so in lists of people. A contact must not be lost for it.
    pub(super) strict: bool,
    pub(super) notes: Vec<String>,
}

impl PersonReader<'_> {
    /// Child or adult, of somebody of whose age this is known.
    pub(super) fn kind(&self, age: AgeKnown) -> Result<PersonKind, Fault> {
        let rule = &self.map.subject;
        age.kind_on(self.on, rule.adult_from_years, rule.default).ok_or_else(|| {
            Fault::whole(
                "nothing says whether this is a child or an adult",
                "Send the date of birth, or say in the map whom the file is about",
            )
        })
    }

    /// Reads the person, and what is known of their age.
    pub(super) fn read(&mut self) -> Result<(ImportedPerson, AgeKnown), Fault> {
        let mut details = PersonDetails::default();
        let mut strong = Vec::new();
        let born_on = self.date_of_birth()?;
        let age = AgeKnown { born_on, years_as_told: self.age()? };
        let kind = self.kind(age)?;
        details.born_on = born_on;
        details.name = self.name()?;
        let nhs_number = self.nhs_number(&mut details)?;
        if let Some(number) = nhs_number {
            strong.push(StrongIdentifier::NhsNumber(number));
        }
        let number = self.cells.identifier(Field::PersonId)?;
        if let Some(number) = &number {
            let number = format!("{}:{number}", self.system);
            strong.push(StrongIdentifier::Number(number.clone()));
            details.other_numbers.push(number);
        }
        let address = self.address()?;
        let birth = name_and_birth(&details, &address);
        let (id, source_id) = self.id(number, nhs_number, birth.as_ref())?;
        strong.extend(birth);
        details.telephones.extend(self.telephone(self.cells.heading.place(Field::Telephone))?);
        details.emails.extend(self.email(self.cells.heading.place(Field::Email))?);
        details.language = self.cells.get(Field::Language).map(Into::into);
        let carers = self.carers(&id, &source_id)?;
        let mut places = Vec::new();
        for (field, kind) in [(Field::School, PlaceKind::School), (Field::GpPractice, PlaceKind::GpPractice)] {
            places.extend(self.cells.get(field).map(|name| (kind, name.into_owned())));
        }
        let strong_identifiers = strong;
        Ok((ImportedPerson { id, source_id, kind, details, address, places, carers, strong_identifiers, said_to_have_died: false }, age))
    }

    /// Whose row it is, as far as that can be told even where the row cannot be used.
    pub(super) fn whose(&mut self) -> Option<PersonId> {
        let number = self.cells.identifier(Field::PersonId).ok()?;
        let nhs_number = if number.is_none() { self.nhs_number(&mut PersonDetails::default()).ok()? } else { None };
        if number.is_none() && nhs_number.is_none() {
            return self.read().ok().map(|(person, _)| person.id);
        }
        self.id(number, nhs_number, None).ok().map(|(id, _)| id)
    }

    fn date_of_birth(&self) -> Result<Option<Date>, Fault> {
        let born_on = self.cells.when(Field::DateOfBirth, |text| self.map.dates.day(text))?;
        match born_on {
            Some(day) if day > self.today => {
                let reason = format!("the date of birth {day} is in the future");
                Err(Fault::at(self.cells.column(Field::DateOfBirth), &day.to_string(), reason, "Correct it in the other system"))
            }
            other => Ok(other),
        }
    }

    /// An age in years. It decides between child and adult and is not kept: it changes from row to row.
    fn age(&self) -> Result<Option<u8>, Fault> {
        let Some(text) = self.cells.get(Field::Age) else { return Ok(None) };
        match text.parse::<u8>() {
            Ok(years) if years <= 130 => Ok(Some(years)),
            _ => {
                let reason = format!("`{text}` is not an age in years");
                Err(Fault::at(self.cells.column(Field::Age), &text, reason, "Correct it in the other system and send the row again"))
            }
        }
    }

    fn name(&mut self) -> Result<Option<Name>, Fault> {
        for field in [Field::GivenName, Field::FamilyName, Field::PreferredGivenName] {
            let Some(text) = self.cells.get(field) else { continue };
            if let Some(letter) = strange_in_a_name(&text) {
                let reason = format!("`{text}` contains `{letter}`, which no name has: a slip, or letters read in the wrong encoding");
                self.slip(Fault::at(self.cells.column(field), &text, reason, "Correct the name and send the row again"))?;
            }
        }
        let given = self.cells.get(Field::GivenName).unwrap_or_default().into_owned();
        let family = self.cells.get(Field::FamilyName).unwrap_or_default().into_owned();
        let preferred = self.cells.get(Field::PreferredGivenName).map(Into::into);
        let said = !given.is_empty() || !family.is_empty() || preferred.is_some();
        Ok(said.then_some(Name { given, family, preferred }))
    }

    /// A number with a wrong check digit refuses the row: it may be another child's.
    fn nhs_number(&mut self, details: &mut PersonDetails) -> Result<Option<NhsNumber>, Fault> {
        let Some(text) = self.cells.get(Field::NhsNumber) else { return Ok(None) };
        let number = NhsNumber::parse(&text).map_err(|problem| {
            Fault::at(
                self.cells.column(Field::NhsNumber),
                &text,
                problem.to_string(),
                "Correct the number, or leave it blank if it is not known",
            )
        })?;
        if number.is_filler() {
            self.notes.push(format!("The NHS number {number} is a filler; it was kept as a remark and is never used to find anybody."));
            details.other_numbers.push(format!("NHS filler:{}", number.digits()));
            return Ok(None);
        }
        details.nhs_number = Some(number);
        Ok(Some(number))
    }

    fn address(&self) -> Result<Option<Address>, Fault> {
        if self.cells.get(Field::AddressWithheld).is_some_and(|text| !is_no(&text)) {
            return Ok(Some(Address::Withheld));
        }
        let fields = [Field::AddressLine1, Field::AddressLine2, Field::AddressLine3, Field::Town, Field::County];
        let lines: Vec<String> = fields.into_iter().filter_map(|field| self.cells.get(field)).map(Into::into).collect();
        let postcode = match self.cells.get(Field::Postcode) {
            None => None,
            Some(text) => match postcode::read(&text) {
                Some(postcode) => Some(postcode),
                None if self.map.any_postcode => Some(text.to_uppercase()),
                None => {
                    let reason = format!("`{text}` is not a postcode of the United Kingdom");
                    let what_to_do = "Correct it and send the row again, or leave it blank if it is not known";
                    return Err(Fault::at(self.cells.column(Field::Postcode), &text, reason, what_to_do));
                }
            },
        };
        if lines.is_empty() && postcode.is_none() {
            return Ok(None);
        }
        Ok(Some(Address::Known(PostalAddress { lines, postcode, safe_to_write_to: Answer::NotKnown })))
    }

    fn telephone(&mut self, place: Option<usize>) -> Result<Option<String>, Fault> {
        let Some((place, text)) = place.and_then(|place| Some((place, self.cells.at(Some(place))?))) else { return Ok(None) };
        let digits = text.bytes().filter(u8::is_ascii_digit).count();
        let fits = (6..=18).contains(&digits) && !text.chars().any(|letter| letter.is_alphabetic() && !"extEXT".contains(letter));
        if fits {
            return Ok(Some(text.into_owned()));
        }
        let reason = format!("`{text}` is not a telephone number");
        self.slip(Fault::at(self.cells.name(place), &text, reason, "Correct it, or leave it blank if it is not known"))?;
        Ok(None)
    }

    fn email(&mut self, place: Option<usize>) -> Result<Option<String>, Fault> {
        let Some((place, text)) = place.and_then(|place| Some((place, self.cells.at(Some(place))?))) else { return Ok(None) };
        let fits = text.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.') && !host.contains('@'));
        if fits && !text.contains(char::is_whitespace) {
            return Ok(Some(text.into_owned()));
        }
        let reason = format!("`{text}` is not an email address");
        self.slip(Fault::at(self.cells.name(place), &text, reason, "Correct it, or leave it blank if it is not known"))?;
        Ok(None)
    }

    fn carers(&mut self, child: &PersonId, child_source_id: &str) -> Result<Vec<ImportedCarer>, Fault> {
        let heading = self.cells.heading;
        let mut carers = Vec::new();
        for (index, places) in heading.parents.iter().enumerate() {
            carers.extend(self.carer(child, child_source_id, index + 1, *places)?);
        }
        Ok(carers)
    }

    /// A parent, when anything is said about them. A name in one cell is kept whole: where it divides is not for us to say.
    fn carer(
        &mut self,
        child: &PersonId,
        child_source_id: &str,
        number: usize,
        places: ParentPlaces,
    ) -> Result<Option<ImportedCarer>, Fault> {
        let name = self.cells.at(places.name).map(|name| name.into_owned());
        if let (Some(name), Some(place)) = (&name, places.name)
            && let Some(letter) = strange_in_a_name(name)
        {
            let reason = format!("`{name}` contains `{letter}`, which no name has");
            self.slip(Fault::at(self.cells.name(place), name, reason, "Correct the name and send the row again"))?;
        }
        let telephones: Vec<String> = self.telephone(places.telephone)?.into_iter().collect();
        let emails: Vec<String> = self.email(places.email)?.into_iter().collect();
        if name.is_none() && telephones.is_empty() && emails.is_empty() {
            return Ok(None);
        }
        let relation = self.cells.at(places.relationship);
        let relation = match relation.as_deref().map(|word| (word, self.map.relationships.get(word))) {
            Some((_, Some(relation))) => *relation,
            Some((word, None)) => {
                self.notes.push(format!("Parent {number} is recorded as a carer: the map does not say what `{word}` means."));
                RelationKind::OtherCarer
            }
            None => RelationKind::OtherCarer,
        };
        let id = format!("{child}/parent-{number}");
        let id =
            PersonId::new(&id).map_err(|problem| Fault::at("person_id", &id, problem.to_string(), "Shorten the id in the other system"))?;
        let name = name.map(|given| Name { given, family: String::new(), preferred: None });
        let source_id = format!("{child_source_id}:parent-{number}");
        Ok(Some(ImportedCarer { id, source_id, relation, details: PersonDetails { name, telephones, emails, ..PersonDetails::default() } }))
    }

    /// The person's id here, and in the other system.
    fn id(
        &self,
        number: Option<String>,
        nhs_number: Option<NhsNumber>,
        birth: Option<&StrongIdentifier>,
    ) -> Result<(PersonId, String), Fault> {
        let (system, source_id) = match (number, nhs_number, birth) {
            (Some(number), _, _) => (self.system, number),
            (None, Some(nhs_number), _) => ("nhs", nhs_number.digits()),
            (None, None, Some(StrongIdentifier::NameBirthPostcode { name, born_on, postcode })) => {
                let says = digest([name, &born_on.to_string(), postcode.as_deref().unwrap_or_default()]);
                (self.system, content_version(says).replacen("row", "person", 1))
            }
            _ => {
                let reason = "nothing says who this is: no number of the other system, no NHS number, no name with date of birth";
                return Err(Fault::whole(reason, "Add one of them in the other system and send the row again"));
            }
        };
        let id = joined(&[system, &source_id]);
        let column = self.cells.column(Field::PersonId);
        let id = PersonId::new(&id)
            .map_err(|problem| Fault::at(column, &source_id, problem.to_string(), "Use a shorter id in the other system"))?;
        Ok((id, source_id))
    }

    /// A slip that does not put in doubt who is meant: it refuses a row of a list of people, and is a note beside a contact.
    fn slip(&mut self, fault: Fault) -> Result<(), Fault> {
        if self.strict {
            return Err(fault);
        }
        self.notes.push(format!("{}: {}.", fault.column.unwrap_or_default(), fault.reason));
        Ok(())
    }
}

/// Ways of writing no.
pub(super) fn is_no(text: &str) -> bool {
    ["n", "no", "0", "false"].contains(&text.to_lowercase().as_str())
}

/// Name, birth and postcode together, when name and birth are known.
pub(crate) fn name_and_birth(details: &PersonDetails, address: &Option<Address>) -> Option<StrongIdentifier> {
    let name = details.name.as_ref()?;
    if name.family.is_empty() {
        return None;
    }
    let postcode = match address {
        Some(Address::Known(postal)) => postal.postcode.clone(),
        _ => None,
    };
    Some(StrongIdentifier::NameBirthPostcode {
        name: format!("{} {}", name.given, name.family).trim().to_lowercase(),
        born_on: details.born_on?,
        postcode,
    })
}
