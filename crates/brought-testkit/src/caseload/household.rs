//! Makes up a family: who is in it, where they live, what they need to be reached.

use super::dates::{Dates, plus_days};
use super::dice::Dice;
use super::directory::{Team, Who};
use super::names::{GP_PRACTICES, NAMES, NURSERIES, Names, SCHOOLS, SECONDARY_SCHOOLS, STREETS};
use super::scribe::Scribe;
use brought_domain::contact::Answer;
use brought_domain::person::{
    Address, AddressRecorded, CommunicationNeed, CommunicationNeedKind, Name, PersonDetails, PersonKind, PlaceChanged, PlaceKind,
    PostalAddress, RelationKind, RelationRecorded,
};
use brought_domain::{Fact, Happened, NhsNumber, PersonId};
use jiff::civil::Date;

/// How many days old children are when they start at nursery, at the youngest.
const YOUNGEST_AT_NURSERY: i64 = 280;

/// How old a child is to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Age {
    /// Due in some weeks.
    Unborn,
    /// Two to eleven months.
    Baby,
    /// One to nearly four years.
    Toddler,
    /// Five to ten years.
    School,
    /// Eleven to fifteen years.
    Teenager,
}

/// A child of the family.
#[derive(Clone, Debug)]
pub(super) struct Child {
    pub(super) id: PersonId,
    pub(super) given: &'static str,
    pub(super) age: Age,
    /// The birthday, or the day on which the child is due.
    pub(super) day: Date,
    /// The nursery or school, for those old enough.
    pub(super) place: Option<(PlaceKind, &'static str)>,
}

/// A carer of the family.
#[derive(Clone, Debug)]
pub(super) struct Carer {
    pub(super) id: PersonId,
    pub(super) given: &'static str,
    pub(super) relation: RelationKind,
    pub(super) same_household: Answer,
}

/// A family.
#[derive(Clone, Debug)]
pub(super) struct Household {
    pub(super) number: usize,
    pub(super) children: Vec<Child>,
    pub(super) carers: Vec<Carer>,
    pub(super) health_visitor: Who,
    pub(super) gp: &'static str,
    pub(super) family_name: &'static str,
    /// Where the family lives, on one line.
    pub(super) street: String,
    names: &'static Names,
}

/// Gives out NHS numbers of the range kept for tests, each once, with a right check digit.
#[derive(Debug, Default)]
pub(super) struct NhsNumbers {
    given: u32,
}

impl NhsNumbers {
    fn next(&mut self) -> NhsNumber {
        loop {
            // The factor shares no divisor with the million, so that every serial comes once, in no visible order.
            let serial = (self.given * 7_919 + 1_018) % 1_000_000;
            self.given += 1;
            let nine = format!("999{serial:06}");
            let weighted: u32 = nine.bytes().zip((2..=10).rev()).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
            let check = (11 - weighted % 11) % 11;
            if check < 10 {
                return NhsNumber::parse(&format!("{nine}{check}")).expect("the check digit was worked out for it");
            }
        }
    }
}

impl Household {
    /// Makes up a family with this many children, the first of this age.
    pub(super) fn make_up(dates: &Dates, dice: &mut Dice, number: usize, first: Age, children: usize, health_visitor: Who) -> Self {
        let names = some_names(dice);
        let mut household = Self {
            number,
            children: Vec::new(),
            carers: Vec::new(),
            health_visitor,
            gp: dice.pick(GP_PRACTICES),
            family_name: dice.pick(names.families),
            street: format!("{} {}", dice.between(1, 140), dice.pick(STREETS)),
            names,
        };
        for index in 0..children {
            let age = if index == 0 { first } else { sibling_age(dice, first) };
            let child = household.make_up_child(dates, dice, age);
            household.children.push(child);
        }
        household.make_up_carers(dice);
        household
    }

    fn make_up_child(&self, dates: &Dates, dice: &mut Dice, age: Age) -> Child {
        let names = if dice.chance(50) { self.names.girls } else { self.names.boys };
        let free: Vec<_> = names.iter().filter(|name| self.children.iter().all(|child| child.given != **name)).collect();
        let given = free.get(dice.below(free.len().max(1))).map_or("Robin", |name| **name);
        let days = match age {
            Age::Unborn => -(dice.between(25, 120) as i64),
            Age::Baby => dice.between(75, 340) as i64,
            Age::Toddler => dice.between(390, 1_400) as i64,
            Age::School => dice.between(1_900, 3_900) as i64,
            Age::Teenager => dice.between(4_100, 5_700) as i64,
        };
        let place = match age {
            Age::Unborn | Age::Baby => None,
            Age::Toddler => Some((PlaceKind::Nursery, dice.pick(NURSERIES))),
            Age::School => Some((PlaceKind::School, dice.pick(SCHOOLS))),
            Age::Teenager => Some((PlaceKind::School, dice.pick(SECONDARY_SCHOOLS))),
        };
        let id = PersonId::new(format!("child-{:05}-{}", self.number, self.children.len() + 1)).expect("an id is printable");
        Child { id, given, age, day: plus_days(dates.today, -days), place }
    }

    fn make_up_carers(&mut self, dice: &mut Dice) {
        let names = self.names;
        let other_names = if dice.chance(20) { some_names(dice) } else { names };
        match dice.below(100) {
            0..70 => {
                self.add_carer(dice.pick(names.women), RelationKind::Mother, Answer::Yes);
                if dice.chance(72) {
                    let lives = if dice.chance(18) { Answer::No } else { Answer::Yes };
                    self.add_carer(dice.pick(other_names.men), RelationKind::Father, lives);
                }
            }
            70..88 => {
                self.add_carer(dice.pick(names.women), RelationKind::Mother, Answer::Yes);
                if dice.chance(40) {
                    self.add_carer(dice.pick(names.women), RelationKind::OtherCarer, Answer::Yes);
                }
            }
            88..94 => self.add_carer(dice.pick(names.men), RelationKind::Father, Answer::Yes),
            94..97 => {
                self.add_carer(dice.pick(names.women), RelationKind::Mother, Answer::Yes);
                self.add_carer(dice.pick(other_names.women), RelationKind::Mother, Answer::Yes);
            }
            _ => self.add_carer(dice.pick(names.women), RelationKind::OtherCarer, Answer::Yes),
        }
    }

    fn add_carer(&mut self, given: &'static str, relation: RelationKind, same_household: Answer) {
        let id = PersonId::new(format!("carer-{:05}-{}", self.number, self.carers.len() + 1)).expect("an id is printable");
        self.carers.push(Carer { id, given, relation, same_household });
    }

    /// Writes down who is in the family and where they can be reached.
    pub(super) fn introduce(&self, scribe: &mut Scribe<'_>, numbers: &mut NhsNumbers) {
        let known_since = scribe.dates.days_ago(scribe.dice.between(400, 420));
        let language = self.names.language.filter(|_| scribe.dice.chance(35));
        for carer in &self.carers {
            self.introduce_carer(scribe, numbers, carer, known_since, language);
        }
        for child in &self.children {
            self.introduce_child(scribe, numbers, child, known_since);
        }
        for (index, child) in self.children.iter().enumerate() {
            let since = known_from(child, known_since);
            for carer in &self.carers {
                relate(scribe, self.health_visitor, &child.id, &carer.id, carer.relation, carer.same_household, since);
            }
            for sibling in &self.children[..index] {
                let since = since.max(known_from(sibling, known_since));
                relate(scribe, self.health_visitor, &child.id, &sibling.id, RelationKind::Sibling, Answer::Yes, since);
            }
        }
        self.record_needs(scribe, known_since, language);
    }

    fn introduce_carer(
        &self,
        scribe: &mut Scribe<'_>,
        numbers: &mut NhsNumbers,
        carer: &Carer,
        since: Date,
        language: Option<&'static str>,
    ) {
        let shares_the_name = carer.relation == RelationKind::Mother || scribe.dice.chance(70);
        let family = if shares_the_name { self.family_name } else { scribe.dice.pick(self.names.families) };
        let age_in_days = scribe.dice.between(7_700, 16_500) as i64;
        let details = PersonDetails {
            name: Some(Name { given: carer.given.to_owned(), family: family.to_owned(), preferred: None }),
            born_on: Some(plus_days(scribe.dates.today, -age_in_days)),
            nhs_number: scribe.dice.chance(85).then(|| numbers.next()),
            telephones: telephone(&mut scribe.dice),
            emails: email(&mut scribe.dice, carer.given, family),
            language: language.map(str::to_owned),
            ..PersonDetails::default()
        };
        let fact = Fact::PersonRecorded(PersonKind::Carer, details);
        scribe.write(&carer.id, None, Happened::On(since), Who::Administrator, fact);
        self.record_address(scribe, &carer.id, since, carer.same_household);
    }

    fn introduce_child(&self, scribe: &mut Scribe<'_>, numbers: &mut NhsNumbers, child: &Child, known_since: Date) {
        let since = known_from(child, known_since);
        let name = |given: &str| Some(Name { given: given.to_owned(), family: self.family_name.to_owned(), preferred: None });
        let born_here = child.day > known_since;
        if born_here {
            let details = PersonDetails { name: name(""), due_on: Some(child.day), ..PersonDetails::default() };
            let fact = Fact::PersonRecorded(PersonKind::UnbornChild, details);
            scribe.write(&child.id, None, Happened::On(since), Who::Administrator, fact);
        }
        if child.age != Age::Unborn {
            let details = PersonDetails {
                name: name(child.given),
                born_on: Some(child.day),
                nhs_number: scribe.dice.chance(97).then(|| numbers.next()),
                ..PersonDetails::default()
            };
            let fact = Fact::PersonRecorded(PersonKind::Child, details);
            let recorded_on = since.max(child.day);
            if born_here {
                scribe.write(&child.id, None, Happened::On(child.day), Who::Administrator, Fact::Born);
            }
            scribe.write(&child.id, None, Happened::On(recorded_on), Who::Administrator, fact);
        }
        self.record_address(scribe, &child.id, since, Answer::Yes);
        let places = [(PlaceKind::GpPractice, self.gp)].into_iter().chain(child.place);
        for (place, to) in places {
            let fact = PlaceChanged { place, to: Some(to.to_owned()), reported_by_family: Answer::Yes };
            let joined_on = match (child.age, place) {
                (Age::Unborn, _) => since,
                (_, PlaceKind::Nursery) => since.max(plus_days(child.day, YOUNGEST_AT_NURSERY)),
                _ => since.max(child.day),
            };
            scribe.write(&child.id, None, Happened::On(joined_on), Who::Administrator, Fact::PlaceChanged(fact));
        }
        let (team, who) = match child.age {
            Age::School | Age::Teenager => (Team::SchoolNursing, Who::SchoolNurse),
            _ => (Team::HealthVisiting, self.health_visitor),
        };
        scribe.write(&child.id, Some(team), Happened::On(since), Who::LineManager, Fact::PractitionerAssigned(who.id()));
    }

    fn record_address(&self, scribe: &mut Scribe<'_>, person: &PersonId, since: Date, same_household: Answer) {
        let street = if same_household == Answer::No {
            format!("{} {}", scribe.dice.between(1, 99), scribe.dice.pick(STREETS))
        } else {
            self.street.clone()
        };
        let fact = address(&street, self.number, Answer::Yes);
        scribe.write(person, None, Happened::On(since), Who::Administrator, Fact::AddressRecorded(fact));
    }

    fn record_needs(&self, scribe: &mut Scribe<'_>, since: Date, language: Option<&'static str>) {
        let mut needs: Vec<(CommunicationNeedKind, String)> = Vec::new();
        if let Some(language) = language {
            needs.push((CommunicationNeedKind::Language, format!("Speaks {language} at home.")));
            if scribe.dice.chance(60) {
                needs.push((CommunicationNeedKind::Interpreter, format!("Please book a {language} interpreter; not a family member.")));
            }
        }
        let rare: [(CommunicationNeedKind, usize, &str); 6] = [
            (CommunicationNeedKind::Hearing, 3, "Has hearing aids and may not hear the bell; please text before the visit."),
            (CommunicationNeedKind::Literacy, 4, "Prefers a telephone call to a letter."),
            (CommunicationNeedKind::Mobility, 2, "Needs a few minutes to come to the door."),
            (CommunicationNeedKind::Sight, 1, "Needs letters in large print."),
            (CommunicationNeedKind::LearningDisability, 2, "Likes short sentences and time to think; easy-read letters."),
            (
                CommunicationNeedKind::FearOfAnswering,
                2,
                "Does not answer to callers she does not expect; ring first and say who is coming.",
            ),
        ];
        for (kind, percent, note) in rare {
            if scribe.dice.chance(percent) {
                needs.push((kind, note.to_owned()));
            }
        }
        let (Some(carer), Some(child)) = (self.carers.first(), self.children.first()) else { return };
        for (kind, note) in needs {
            for (person, since) in [(&carer.id, since), (&child.id, known_from(child, since))] {
                let need = CommunicationNeed { kind, note: Some(note.clone()) };
                let fact = Fact::CommunicationNeedRecorded(need);
                scribe.write(person, None, Happened::On(since), self.health_visitor, fact);
            }
        }
    }
}

/// When a child's record was opened: with the family's, or when the pregnancy was booked.
fn known_from(child: &Child, family_known_since: Date) -> Date {
    plus_days(child.day, -190).max(family_known_since)
}

/// An address in Harrowmere. The postcode area does not exist.
pub(super) fn address(street: &str, number: usize, reported_by_family: Answer) -> AddressRecorded {
    let letters = ["AB", "DE", "GH", "LN", "QR", "TU"][number % 6];
    let postcode = Some(format!("ZZ98 {}{letters}", number % 10));
    let lines = vec![street.to_owned(), "Harrowmere".to_owned()];
    let safe_to_write_to = if number % 9 == 4 { Answer::NotKnown } else { Answer::Yes };
    AddressRecorded { address: Address::Known(PostalAddress { lines, postcode, safe_to_write_to }), reported_by_family }
}

/// Records what `other` is to `one`, and the same from the other side, because each record is read by itself.
fn relate(
    scribe: &mut Scribe<'_>,
    who: Who,
    one: &PersonId,
    other: &PersonId,
    relation: RelationKind,
    same_household: Answer,
    since: Date,
) {
    let sides = [(one, other, relation), (other, one, relation.from_the_other_side())];
    for (about, other, relation) in sides {
        let fact = Fact::RelationRecorded(RelationRecorded { other: other.clone(), relation, same_household });
        scribe.write(about, None, Happened::On(since), who, fact);
    }
}

fn some_names(dice: &mut Dice) -> &'static Names {
    let mut drawn = dice.below(NAMES.iter().map(|names| names.share).sum());
    for names in NAMES {
        match drawn.checked_sub(names.share) {
            Some(rest) => drawn = rest,
            None => return names,
        }
    }
    &NAMES[0]
}

/// The age of a brother or sister: any, but no second baby within months of the first.
fn sibling_age(dice: &mut Dice, first: Age) -> Age {
    let ages = [Age::Toddler, Age::School, Age::School, Age::Teenager];
    let age = dice.pick(&ages);
    if first != Age::Baby && first != Age::Unborn && dice.chance(15) { Age::Baby } else { age }
}

/// A telephone number of the ranges kept for drama. One carer in twelve has none on record.
fn telephone(dice: &mut Dice) -> Vec<String> {
    let number = format!("07700 900{:03}", dice.below(1000));
    if dice.chance(92) { vec![number] } else { Vec::new() }
}

fn email(dice: &mut Dice, given: &str, family: &str) -> Vec<String> {
    let plain = given.to_lowercase().replace(' ', ".");
    if dice.chance(40) { vec![format!("{plain}.{}@example.org", family.to_lowercase())] } else { Vec::new() }
}
