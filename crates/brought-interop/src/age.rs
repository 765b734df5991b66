//! Child or adult: only from what is known about age, never from anything else.

use brought_domain::person::PersonKind;
use jiff::civil::Date;

/// What is known about how old somebody is on a day.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct AgeKnown {
    pub(crate) born_on: Option<Date>,
    pub(crate) years_as_told: Option<u8>,
}

impl AgeKnown {
    /// Whole years on a day.
    pub(crate) fn years_on(self, day: Date) -> Option<u8> {
        let Some(born_on) = self.born_on else { return self.years_as_told };
        let had_birthday = (day.month(), day.day()) >= (born_on.month(), born_on.day());
        let years = i32::from(day.year()) - i32::from(born_on.year()) - i32::from(!had_birthday);
        u8::try_from(years.max(0)).ok()
    }

    /// What kind of person they are on a day. Nothing means that somebody must be asked.
    pub(crate) fn kind_on(self, day: Date, adult_from_years: Option<u8>, default: Option<PersonKind>) -> Option<PersonKind> {
        match (self.years_on(day), adult_from_years) {
            (Some(years), Some(adult)) if years >= adult => Some(PersonKind::Carer),
            // Somebody known to be under age is a child even where the file is mostly of adults.
            (Some(_), Some(_)) => Some(default.filter(|kind| kind.is_child()).unwrap_or(PersonKind::Child)),
            _ => default,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn somebody_is_an_adult_from_their_birthday() {
        let born = AgeKnown { born_on: Some(date(2008, 7, 2)), years_as_told: None };
        let kind = |day| born.kind_on(day, Some(18), Some(PersonKind::Child));
        assert_eq!(kind(date(2026, 7, 1)), Some(PersonKind::Child));
        assert_eq!(kind(date(2026, 7, 2)), Some(PersonKind::Carer));
    }

    #[test]
    fn an_unknown_age_is_what_the_map_says_and_otherwise_a_question() {
        let day = date(2026, 7, 1);
        assert_eq!(AgeKnown::default().kind_on(day, Some(18), Some(PersonKind::Child)), Some(PersonKind::Child));
        assert_eq!(AgeKnown::default().kind_on(day, Some(18), None), None);
        assert_eq!(
            AgeKnown { born_on: None, years_as_told: Some(40) }.kind_on(day, None, Some(PersonKind::Child)),
            Some(PersonKind::Child)
        );
    }
}
