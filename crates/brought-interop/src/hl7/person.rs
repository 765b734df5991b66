//! The person a message is about: PID, PD1, NK1, and whether their address may be known.

use super::message::{Message, Segment, Value};
use super::when;
use crate::age::AgeKnown;
use crate::fault::Fault;
use crate::identify::{content_version, digest, hex, joined};
use crate::map::Map;
use crate::person::{ImportedCarer, ImportedPerson, StrongIdentifier};
use crate::postcode;
use brought_domain::contact::Answer;
use brought_domain::person::{Address, Name, PersonDetails, PersonKind, PlaceKind, PostalAddress, RelationKind};
use brought_domain::{NhsNumber, PersonId};
use jiff::civil::Date;

/// Reads the person of a message.
pub(super) struct PersonReader<'m, 'a> {
    pub(super) message: &'m Message<'a>,
    pub(super) map: &'m Map,
    pub(super) system: &'m str,
    /// The day on which child or adult is decided.
    pub(super) on: Date,
    pub(super) today: Date,
    /// Whether this kind of message may tell where somebody lives and who their relatives are.
    pub(super) tells_home: bool,
    pub(super) notes: Vec<String>,
}

/// Whether a message says that where the person lives may not be known: an access restriction (ARV) on all, demographic or place
/// details, a protection indicator (PD1-12) or a VIP indicator (PV1-16). In doubt it does.
pub(super) fn is_restricted(message: &Message<'_>) -> bool {
    let says_yes = |segment: Option<Segment<'_>>, field: usize| {
        segment
            .and_then(|segment| segment.value(field, 1).map(|text| !["N", "NO", "0"].contains(&text.to_uppercase().as_str())))
            .unwrap_or_default()
    };
    let by_access = message.all("ARV").any(|arv| {
        let deleted = arv.value(2, 1).is_some_and(|action| action == "D");
        let covers = arv.value(3, 1).is_none_or(|what| ["ALL", "DEM", "LOC", "PID-11"].contains(&what.as_ref()));
        !deleted && covers
    });
    by_access || says_yes(message.first("PD1"), 12) || says_yes(message.first("PV1"), 16)
}

/// The segments and fields of a message that a person needs to find it, without those that tell where somebody lives.
pub(super) fn raw(message: &Message<'_>) -> String {
    if !is_restricted(message) {
        return message.lines(|_| true);
    }
    let heading = message.lines(|name| ["MSH", "EVN", "MRG", "SCH"].contains(&name));
    let who = message.first("PID").map(|pid| format!("\nPID|||{}||{}||{}", pid.field(3), pid.field(5), pid.field(7))).unwrap_or_default();
    format!("{heading}{who}\n(restricted: the rest is not kept)")
}

impl PersonReader<'_, '_> {
    /// Reads the person.
    pub(super) fn read(&mut self) -> Result<ImportedPerson, Fault> {
        let pid = self.message.first("PID").ok_or_else(|| {
            Fault::whole("the message has no PID segment, so nobody can say whom it is about", "Ask the sender to send it whole")
        })?;
        let restricted = is_restricted(self.message);
        let mut details = PersonDetails { born_on: self.born_on(&pid)?, name: name(&pid), ..PersonDetails::default() };
        let numbers = self.numbers(&pid, &mut details)?;
        let kind = self.kind(details.born_on)?;
        let tells_home = self.tells_home && !restricted;
        let known = if tells_home { self.address(&pid, 11) } else { None };
        let address = if restricted { Some(Address::Withheld) } else { known };
        if restricted {
            self.notes.push("The sender restricts this record: address, telephone numbers and relatives were not read.".to_owned());
        } else if tells_home {
            read_numbers(pid.repetitions(13).chain(pid.repetitions(14)), &mut details);
        }
        details.language = pid.value(15, 2).or_else(|| pid.value(15, 1)).map(Into::into);
        let birth = crate::csv::name_and_birth(&details, &address);
        let (id, source_id) = self.id(&numbers, &details, birth.as_ref())?;
        let mut strong: Vec<StrongIdentifier> = details.nhs_number.map(StrongIdentifier::NhsNumber).into_iter().collect();
        strong.extend(numbers.iter().map(|number| StrongIdentifier::Number(format!("{}:{number}", self.system))));
        strong.extend(birth);
        let carers = if tells_home && kind != PersonKind::Carer { self.carers(&id, &source_id) } else { Vec::new() };
        let places = if tells_home { self.practice() } else { Vec::new() };
        let said_to_have_died = pid.value(30, 1).is_some_and(|text| text == "Y") || pid.value(29, 1).is_some();
        Ok(ImportedPerson { id, source_id, kind, details, address, places, carers, strong_identifiers: strong, said_to_have_died })
    }

    fn born_on(&self, pid: &Segment<'_>) -> Result<Option<Date>, Fault> {
        let Some(text) = pid.value(7, 1) else { return Ok(None) };
        match when::day(&text) {
            Some(day) if day <= self.today => Ok(Some(day)),
            Some(day) => {
                let reason = format!("the date of birth {day} is in the future");
                Err(Fault::at("PID-7", &text, reason, "Correct it in the other system and let it send the message again"))
            }
            None => {
                let reason = format!("the date of birth `{text}` is not a day that exists");
                Err(Fault::at("PID-7", &text, reason, "Correct it in the other system and let it send the message again"))
            }
        }
    }

    fn kind(&mut self, born_on: Option<Date>) -> Result<PersonKind, Fault> {
        let rule = &self.map.subject;
        if born_on.is_none() {
            self.notes.push("The date of birth is not known: whether this is a child or an adult is what the map says.".to_owned());
        }
        AgeKnown { born_on, years_as_told: None }.kind_on(self.on, rule.adult_from_years, rule.default).ok_or_else(|| {
            let reason = "nothing says whether this is a child or an adult";
            Fault::at("PID-7", "", reason, "Let the sender give the date of birth, or say in the map whom its messages are about")
        })
    }

    /// The numbers of PID-3 other than the NHS number, as `authority:number`, and the NHS number into the details.
    fn numbers(&mut self, pid: &Segment<'_>, details: &mut PersonDetails) -> Result<Vec<String>, Fault> {
        let mut numbers = Vec::new();
        for identifier in pid.repetitions(3) {
            let Some(number) = identifier.component(1) else { continue };
            let (authority, kind) = (identifier.component(4).unwrap_or_default(), identifier.component(5).unwrap_or_default());
            if kind == "NH" || authority.eq_ignore_ascii_case("NHS") {
                self.nhs_number(&number, details)?;
            } else {
                let whose = if authority.is_empty() { kind } else { authority };
                numbers.push(if whose.is_empty() { number.into_owned() } else { format!("{whose}:{number}") });
            }
        }
        details.other_numbers.extend(numbers.iter().map(|number| format!("{}:{number}", self.system)));
        Ok(numbers)
    }

    fn nhs_number(&mut self, text: &str, details: &mut PersonDetails) -> Result<(), Fault> {
        let number = NhsNumber::parse(text).map_err(|problem| {
            Fault::at("PID-3", text, problem.to_string(), "Correct it in the other system and let it send the message again")
        })?;
        if number.is_filler() {
            self.notes.push(format!("The NHS number {number} is a filler; it was kept as a remark and is never used to find anybody."));
            details.other_numbers.push(format!("NHS filler:{}", number.digits()));
        } else if details.nhs_number.is_some_and(|other| other != number) {
            let reason = "the message gives two NHS numbers for one person";
            return Err(Fault::at("PID-3", text, reason, "Find out which is right and record it by hand"));
        } else {
            details.nhs_number = Some(number);
        }
        Ok(())
    }

    fn id(&self, numbers: &[String], details: &PersonDetails, birth: Option<&StrongIdentifier>) -> Result<(PersonId, String), Fault> {
        let (system, source_id) = match (numbers.first(), details.nhs_number, birth) {
            (Some(number), _, _) => (self.system, number.clone()),
            (None, Some(nhs_number), _) => ("nhs", nhs_number.digits()),
            (None, None, Some(StrongIdentifier::NameBirthPostcode { name, born_on, postcode })) => {
                let says = digest([name, &born_on.to_string(), postcode.as_deref().unwrap_or_default()]);
                (self.system, content_version(says).replacen("row", "person", 1))
            }
            _ => {
                let reason = "nothing says who this is: no number in PID-3, no name with date of birth";
                return Err(Fault::at("PID-3", "", reason, "Let the sender give a number for the person"));
            }
        };
        let id = joined(&[system, &source_id]);
        let id = PersonId::new(&id)
            .map_err(|problem| Fault::at("PID-3", &source_id, problem.to_string(), "Let the sender use a shorter number"))?;
        Ok((id, source_id))
    }

    fn address(&mut self, segment: &Segment<'_>, field: usize) -> Option<Address> {
        // The home address where several are given: H before one without a type before any other.
        let rank = |address: &Value<'_>| match address.component(7).as_deref() {
            Some("H") => 0,
            None => 1,
            Some("BA" | "BDL" | "N" | "F" | "B" | "O" | "BI") => 3,
            Some(_) => 2,
        };
        let address = segment.repetitions(field).min_by_key(rank)?;
        if rank(&address) == 3 {
            self.notes.push("The only address given is one at which nobody lives now, or a bad one; it was not used.".to_owned());
            return None;
        }
        let mut lines: Vec<String> = address.joined(1).into_iter().map(Into::into).collect();
        lines.extend([2, 3, 4].into_iter().filter_map(|component| address.component(component)).map(Into::into));
        let postcode = address.component(5).map(|text| postcode::read(&text).unwrap_or_else(|| text.to_uppercase()));
        if lines.is_empty() && postcode.is_none() {
            return None;
        }
        let says_withheld = ["withheld", "confidential", "restricted", "not disclosed"];
        if lines.iter().any(|line| says_withheld.iter().any(|word| line.to_lowercase().contains(word))) && postcode.is_none() {
            return Some(Address::Withheld);
        }
        Some(Address::Known(PostalAddress { lines, postcode, safe_to_write_to: Answer::NotKnown }))
    }

    fn practice(&self) -> Vec<(PlaceKind, String)> {
        let Some(practice) = self.message.first("PD1").and_then(|pd1| pd1.repetitions(3).next()) else { return Vec::new() };
        let name = match (practice.component(1), practice.component(3)) {
            (Some(name), Some(code)) => format!("{name} ({code})"),
            (Some(only), None) | (None, Some(only)) => only.into_owned(),
            (None, None) => return Vec::new(),
        };
        vec![(PlaceKind::GpPractice, name)]
    }

    /// Those next of kin who care for the child. Others are named in a note: what they are to the child is not guessed.
    fn carers(&mut self, child: &PersonId, child_source_id: &str) -> Vec<ImportedCarer> {
        let mut carers = Vec::new();
        for nk1 in self.message.all("NK1") {
            let Some(name) = nk1.repetitions(2).next().and_then(|name| person_name(&name)) else { continue };
            let code = nk1.value(3, 1).unwrap_or_default();
            let known = self.map.relationships.get(&code).copied().or_else(|| relation(&code));
            let Some(relation) = known.filter(|relation| *relation != RelationKind::Sibling) else {
                self.notes.push(format!("Next of kin {} was not recorded as a carer: the relationship is `{code}`.", name.words()));
                continue;
            };
            let mut details = PersonDetails { name: Some(name.clone()), ..PersonDetails::default() };
            read_numbers(nk1.repetitions(5).chain(nk1.repetitions(6)), &mut details);
            // Made of the name, not of the place in the message: senders put next of kin in any order.
            let whose = digest([name.given.as_str(), name.family.as_str(), relation.code()]);
            let which = format!("carer-{}", hex(&whose[..6]));
            let Ok(id) = PersonId::new(format!("{child}/{which}")) else {
                self.notes.push(format!("{} was not recorded as a carer: the child's number is too long to make one of it.", name.words()));
                continue;
            };
            let source_id = format!("{child_source_id}:{which}");
            carers.push(ImportedCarer { id, source_id, relation, details });
        }
        carers
    }
}

/// Relationships of HL7 table 0063, and the words that systems write instead.
fn relation(code: &str) -> Option<RelationKind> {
    match code.to_uppercase().as_str() {
        "MTH" | "MOTHER" | "MUM" => Some(RelationKind::Mother),
        "FTH" | "FATHER" | "DAD" => Some(RelationKind::Father),
        "PAR" | "PARENT" | "GRD" | "GUARDIAN" | "CGV" | "CARER" | "FOSTER CARER" | "GRP" | "GRANDPARENT" => Some(RelationKind::OtherCarer),
        _ => None,
    }
}

/// The name in use: the legal one (L) before the first.
fn name(pid: &Segment<'_>) -> Option<Name> {
    let legal = pid.repetitions(5).find(|name| name.component(7).is_some_and(|usage| usage == "L"));
    let mut name = person_name(&legal.or_else(|| pid.repetitions(5).next())?)?;
    let nickname = pid.repetitions(5).find(|name| name.component(7).is_some_and(|usage| usage == "N" || usage == "NAV"));
    name.preferred = nickname.and_then(|nickname| nickname.component(2)).map(Into::into);
    Some(name)
}

fn person_name(value: &Value<'_>) -> Option<Name> {
    let family = value.component(1).unwrap_or_default().into_owned();
    let given: Vec<String> = [2, 3].into_iter().filter_map(|component| value.component(component)).map(Into::into).collect();
    (!family.is_empty() || !given.is_empty()).then(|| Name { given: given.join(" "), family, preferred: None })
}

/// Telephone numbers and email addresses of an XTN field, each once.
fn read_numbers<'a>(values: impl Iterator<Item = Value<'a>>, details: &mut PersonDetails) {
    for value in values {
        let is_email = value.component(2).is_some_and(|usage| usage == "NET") || value.component(3).is_some_and(|kind| kind == "Internet");
        let text =
            if is_email { value.component(4).or_else(|| value.component(1)) } else { value.component(1).or_else(|| value.component(12)) };
        let text = text.map(Into::into).or_else(|| {
            let parts: Vec<String> = [5, 6, 7].into_iter().filter_map(|component| value.component(component)).map(Into::into).collect();
            (!is_email && !parts.is_empty()).then(|| parts.join(" "))
        });
        let Some(text): Option<String> = text else { continue };
        let list = if is_email && text.contains('@') { &mut details.emails } else { &mut details.telephones };
        if !list.contains(&text) {
            list.push(text);
        }
    }
}
