//! People, families, and where they can be reached.

use crate::identity::{NhsNumber, OrganisationId, PersonId, PractitionerId, ServiceId};
use crate::vocabulary::vocabulary;
use jiff::civil::Date;

vocabulary! {
    /// What kind of record a person has.
    pub enum PersonKind ("kind of person") {
        /// A child who has been born.
        Child = "child", "child";
        /// A child who has not been born yet.
        UnbornChild = "unborn_child", "unborn child";
        /// A parent or another adult with care of a child.
        Carer = "carer", "parent or carer";
    }
}

impl PersonKind {
    /// Whether this is a child, born or unborn.
    pub fn is_child(self) -> bool {
        self != Self::Carer
    }
}

/// A person's name, as they are called.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Name {
    /// Given names.
    pub given: String,
    /// Family name.
    pub family: String,
    /// The name they prefer to be called by.
    pub preferred: Option<String>,
}

impl Name {
    /// The name as a person says it. Never empty.
    pub fn words(&self) -> String {
        let given = self.preferred.as_deref().unwrap_or(&self.given);
        match (given.trim(), self.family.trim()) {
            ("", "") => "Name not known".to_owned(),
            ("", family) => family.to_owned(),
            (given, "") => given.to_owned(),
            (given, family) => format!("{given} {family}"),
        }
    }
}

/// What is recorded about who somebody is. A later record adds to or replaces what it says; what it leaves out stays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PersonDetails {
    /// Name.
    pub name: Option<Name>,
    /// Date of birth of a child or adult who has been born.
    pub born_on: Option<Date>,
    /// When an unborn child is due.
    pub due_on: Option<Date>,
    /// NHS number.
    pub nhs_number: Option<NhsNumber>,
    /// Numbers that another system knows them by, as `system:number`.
    pub other_numbers: Vec<String>,
    /// Telephone numbers, newest first.
    pub telephones: Vec<String>,
    /// Email addresses, newest first.
    pub emails: Vec<String>,
    /// The language to write and speak in, as the family names it.
    pub language: Option<String>,
}

/// A postal address, or the fact that it is withheld.
///
/// A withheld address holds nothing: it cannot be printed, compared or searched, because there is nothing there (invariant 9, H15).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Address {
    /// An address that may be used as its safety allows.
    Known(PostalAddress),
    /// Another system withholds it, or whoever recorded it does.
    Withheld,
}

/// Lines and postcode of an address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PostalAddress {
    /// Lines, without the postcode. None is empty.
    pub lines: Vec<String>,
    /// The postcode, upper case with one space.
    pub postcode: Option<String>,
    /// Whether it is safe to write to: not known needs a person's yes before anything is sent (H16).
    pub safe_to_write_to: crate::contact::Answer,
}

impl PostalAddress {
    /// The address on one line.
    pub fn one_line(&self) -> String {
        self.lines.iter().chain(self.postcode.as_ref()).cloned().collect::<Vec<_>>().join(", ")
    }
}

impl Default for crate::contact::Answer {
    /// Nobody has said.
    fn default() -> Self {
        Self::NotKnown
    }
}

/// An address was recorded: the first, or a move (NAF-04, NAF-15).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddressRecorded {
    /// The address.
    pub address: Address,
    /// Whether the family told the services about the move themselves. "No" weighs in the flight pattern.
    pub reported_by_family: crate::contact::Answer,
}

vocabulary! {
    /// A place a child belongs to, whose change can be part of a pattern (NAF-03, NAF-04).
    pub enum PlaceKind ("kind of place") {
        /// A GP practice.
        GpPractice = "gp_practice", "GP practice";
        /// A school.
        School = "school", "school";
        /// A nursery or another early years setting.
        Nursery = "nursery", "nursery";
    }
}

/// A child joined, left or was withdrawn from a GP practice, school or nursery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaceChanged {
    /// What kind of place.
    pub place: PlaceKind,
    /// Its name, or nothing when the child left and no new place is known: withdrawn.
    pub to: Option<String>,
    /// Whether the family told the services themselves.
    pub reported_by_family: crate::contact::Answer,
}

vocabulary! {
    /// What may stand in the way of understanding a letter or answering a door (NAF-24, STW-04, STW-06).
    pub enum CommunicationNeedKind ("communication need") {
        /// Needs another language than English.
        Language = "language", "another language";
        /// Needs an interpreter.
        Interpreter = "interpreter", "an interpreter";
        /// Finds reading hard.
        Literacy = "literacy", "help with reading";
        /// Does not hear well.
        Hearing = "hearing", "hearing";
        /// Does not move easily.
        Mobility = "mobility", "mobility";
        /// Does not see well.
        Sight = "sight", "sight";
        /// Has a learning disability.
        LearningDisability = "learning_disability", "a learning disability";
        /// Is afraid of answering the door or the telephone.
        FearOfAnswering = "fear_of_answering", "fear of answering the door";
    }
}

/// A communication need was recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommunicationNeed {
    /// What kind.
    pub kind: CommunicationNeedKind,
    /// What to do about it: which language, how to knock.
    pub note: Option<String>,
}

vocabulary! {
    /// What one person is to another.
    pub enum RelationKind ("relation") {
        /// The other is this child's mother.
        Mother = "mother", "mother";
        /// The other is this child's father.
        Father = "father", "father";
        /// The other cares for this child in another way.
        OtherCarer = "other_carer", "carer";
        /// The other is this child's brother or sister, by a parent or by household.
        Sibling = "sibling", "brother or sister";
        /// This carer has the care of that child: seen from the carer's record (NAF-22).
        DependentChild = "dependent_child", "dependent child";
    }
}

impl RelationKind {
    /// The same relation seen from the other side.
    pub fn from_the_other_side(self) -> Self {
        match self {
            Self::Mother | Self::Father | Self::OtherCarer => Self::DependentChild,
            Self::Sibling => Self::Sibling,
            Self::DependentChild => Self::OtherCarer,
        }
    }
}

/// A relation between the person this is about and another person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RelationRecorded {
    /// The other person.
    pub other: PersonId,
    /// What the other is to this person.
    pub relation: RelationKind,
    /// Whether they live in one household.
    pub same_household: crate::contact::Answer,
}

vocabulary! {
    /// Whom a service is for. It decides which pathway of a pack applies (NAF-15, NAF-22).
    pub enum Audience ("audience of a service") {
        /// A service for children.
        Children = "children", "children";
        /// A service for parents or carers, whose work affects the care of a child.
        ParentsOrCarers = "parents_or_carers", "parents or carers";
    }
}

/// A service as the directory has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Service {
    /// Its id.
    pub id: ServiceId,
    /// Its name as people say it.
    pub name: String,
    /// Whom it is for.
    pub audience: Audience,
    /// Whether it is a health service, so that a carer's missed contact with it is a missed contact for their own health (NAF-11).
    pub health: bool,
    /// The organisation that runs it.
    pub organisation: Option<OrganisationId>,
}

/// An organisation as the directory has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Organisation {
    /// Its id: the ODS code where it has one.
    pub id: OrganisationId,
    /// Its name.
    pub name: String,
}

/// A practitioner as the directory has them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Practitioner {
    /// Their id.
    pub id: PractitionerId,
    /// Their name.
    pub name: String,
    /// The roles they hold.
    pub roles: Vec<crate::work::Role>,
    /// The services they work for.
    pub services: Vec<ServiceId>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_never_shown_as_nothing() {
        assert_eq!(Name::default().words(), "Name not known");
        let name = Name { given: "Rebecca".into(), family: "Salles".into(), preferred: Some("Becky".into()) };
        assert_eq!(name.words(), "Becky Salles");
    }

    #[test]
    fn a_relation_seen_from_the_other_side_and_back_is_a_relation_of_the_same_sort() {
        for relation in RelationKind::ALL {
            let there = relation.from_the_other_side();
            let back = there.from_the_other_side();
            assert_eq!(back.from_the_other_side(), there, "{relation}");
        }
    }
}
