//! The twelve services of a made-up area: whom they see, where, and how often.

use brought_domain::contact::Setting;

/// A service.
#[derive(Clone, Copy, Debug)]
pub struct Service {
    /// Its short name, as the product names services.
    pub code: &'static str,
    /// The age in months from which it sees children, and the one up to which it does.
    pub(crate) ages: (i32, i32),
    /// How many of a hundred children of such an age who are expected anywhere are expected here, more or less.
    pub(crate) weight: u32,
    /// In how many of a hundred times one contact is followed by more, and the most contacts there are in such a course.
    pub(crate) course: (u32, i32),
    /// Where it sees them, with weights.
    pub(crate) settings: &'static [(Setting, u32)],
    /// How many times as high the odds are that a contact here fails: what differs between services beyond the children.
    pub(crate) odds: f64,
}

use Setting::{Clinic, Home, Hospital, Nursery, School, Telephone, Video};

/// The services. Their order is the one in which contacts name them, and never changes.
pub const SERVICES: &[Service] = &[
    service("health-visiting", (0, 60), 34, (15, 3), &[(Home, 62), (Clinic, 30), (Telephone, 8)], 0.9),
    service("school-nursing", (54, 216), 14, (15, 3), &[(School, 78), (Clinic, 12), (Telephone, 10)], 0.8),
    service("community-paediatrics", (0, 216), 11, (40, 4), &[(Clinic, 80), (Video, 10), (Telephone, 10)], 1.25),
    service("hospital-paediatrics", (0, 192), 13, (40, 4), &[(Hospital, 92), (Telephone, 8)], 1.0),
    service("speech-and-language-therapy", (18, 144), 13, (70, 8), &[(Clinic, 45), (Nursery, 20), (School, 25), (Video, 10)], 1.1),
    service("occupational-therapy", (24, 192), 6, (60, 6), &[(Clinic, 50), (School, 30), (Home, 20)], 1.0),
    service("physiotherapy", (0, 216), 6, (60, 6), &[(Clinic, 55), (Hospital, 25), (Home, 20)], 1.0),
    service("audiology", (0, 144), 6, (20, 3), &[(Clinic, 70), (Hospital, 30)], 1.1),
    service("orthoptics", (24, 108), 4, (30, 3), &[(Clinic, 60), (Hospital, 40)], 1.1),
    service("dietetics", (0, 216), 3, (40, 4), &[(Clinic, 60), (Telephone, 25), (Video, 15)], 1.1),
    service("child-and-adolescent-mental-health", (60, 216), 15, (70, 10), &[(Clinic, 68), (Video, 14), (School, 8), (Telephone, 10)], 1.2),
    service("childrens-community-nursing", (0, 216), 5, (60, 6), &[(Home, 82), (Clinic, 10), (Telephone, 8)], 0.7),
];

const fn service(
    code: &'static str,
    ages: (i32, i32),
    weight: u32,
    course: (u32, i32),
    settings: &'static [(Setting, u32)],
    odds: f64,
) -> Service {
    Service { code, ages, weight, course, settings, odds }
}

impl Service {
    /// Whether it sees children of this age in months.
    pub(crate) fn sees(&self, months: i32) -> bool {
        (self.ages.0..self.ages.1).contains(&months)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_twelve_and_every_age_finds_at_least_five() {
        assert_eq!(SERVICES.len(), 12);
        for months in 0..216 {
            assert!(SERVICES.iter().filter(|service| service.sees(months)).count() >= 5, "{months}");
        }
    }
}
