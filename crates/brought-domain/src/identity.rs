//! Who and what things are called: opaque identifiers and NHS numbers.

use std::fmt;
use std::str::FromStr;

/// The longest identifier accepted. Longer than any identifier seen in practice, short enough to index.
const LONGEST_IDENTIFIER: usize = 128;

/// Why a text cannot be an identifier.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IdentifierProblem {
    /// Nothing, or only spaces.
    #[error("an identifier is empty")]
    Empty,
    /// More than 128 bytes.
    #[error("an identifier of {0} bytes is longer than {LONGEST_IDENTIFIER}")]
    TooLong(usize),
    /// A control character, or a space at either end, which makes two different identifiers look the same.
    #[error("an identifier contains a control character or begins or ends with a space")]
    Unprintable,
}

fn checked(text: &str) -> Result<(), IdentifierProblem> {
    if text.trim().is_empty() {
        Err(IdentifierProblem::Empty)
    } else if text.len() > LONGEST_IDENTIFIER {
        Err(IdentifierProblem::TooLong(text.len()))
    } else if text.trim() != text || text.chars().any(char::is_control) {
        Err(IdentifierProblem::Unprintable)
    } else {
        Ok(())
    }
}

macro_rules! identifier {
    ($( $(#[$meta:meta])* $name:ident; )+) => { $(
        $(#[$meta])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Box<str>);

        impl $name {
            /// Checks a text and makes an identifier of it.
            ///
            /// # Errors
            /// [`IdentifierProblem`] when it is empty, over 128 bytes or not printable.
            pub fn new(text: impl AsRef<str>) -> Result<Self, IdentifierProblem> {
                let text = text.as_ref();
                checked(text).map(|()| Self(text.into()))
            }

            /// The text of it.
            pub fn as_str(&self) -> &str { &self.0 }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { write!(f, "{}({})", stringify!($name), self.0) }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { f.write_str(&self.0) }
        }

        impl FromStr for $name {
            type Err = IdentifierProblem;
            fn from_str(text: &str) -> Result<Self, Self::Err> { Self::new(text) }
        }
    )+ };
}

identifier! {
    /// A person with a record here: a child, born or unborn, or a carer.
    PersonId;
    /// A practitioner: somebody who sees families and signs entries.
    PractitionerId;
    /// A service that offers contacts: a clinic, a health visiting team, a service for parents.
    ServiceId;
    /// An organisation that runs services.
    OrganisationId;
    /// One contact: an appointment, visit, meeting or assessment. Siblings seen at one visit share its id.
    ContactId;
    /// One event, for ever.
    EventId;
    /// One obligation. Worked out from the follow-up, rule and occasion, so the same question gives the same id (S5).
    ObligationId;
    /// One follow-up: worked out from the person and the service.
    FollowUpId;
}

/// An NHS number whose check digit is right (Modulus 11, NHS Data Dictionary).
///
/// A right check digit does not prove that the number was ever issued, and never identifies a child by itself (H12).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NhsNumber([u8; 10]);

/// Why a text is not an NHS number.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NhsNumberProblem {
    /// It does not have ten digits once spaces and dashes are left out.
    #[error("an NHS number has 10 digits; `{0}` has {1}")]
    Length(String, usize),
    /// Something other than a digit, a space or a dash.
    #[error("an NHS number has only digits; `{0}` contains `{1}`")]
    NotADigit(String, char),
    /// The tenth digit does not agree with the first nine.
    #[error("`{0}` is not an NHS number: its check digit is wrong, so a digit was probably mistyped")]
    CheckDigit(String),
}

impl NhsNumber {
    /// Reads a number as people write it: spaces and dashes between the digits are allowed.
    ///
    /// # Errors
    /// [`NhsNumberProblem`] says what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, NhsNumberProblem> {
        let mut digits = Vec::with_capacity(10);
        for letter in text.trim().chars() {
            match letter {
                '0'..='9' => digits.push(letter as u8 - b'0'),
                ' ' | '-' | '\u{a0}' => {}
                other => return Err(NhsNumberProblem::NotADigit(text.to_owned(), other)),
            }
        }
        let count = digits.len();
        let digits: [u8; 10] = digits.try_into().map_err(|_| NhsNumberProblem::Length(text.to_owned(), count))?;
        let weighted: u32 = digits[..9].iter().zip((2..=10).rev()).map(|(digit, weight)| u32::from(*digit) * weight).sum();
        let check = match 11 - weighted % 11 {
            11 => 0,
            other => other,
        };
        if check == u32::from(digits[9]) { Ok(Self(digits)) } else { Err(NhsNumberProblem::CheckDigit(text.to_owned())) }
    }

    /// All ten digits alike: arithmetically right, but used as a filler by test systems, so never a basis for matching.
    pub fn is_filler(&self) -> bool {
        self.0.iter().all(|digit| *digit == self.0[0])
    }

    /// Ten digits without spaces.
    pub fn digits(&self) -> String {
        self.0.iter().map(|digit| char::from(b'0' + digit)).collect()
    }
}

impl fmt::Display for NhsNumber {
    /// In the 3-3-4 grouping of the NHS service manual.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.digits();
        write!(f, "{} {} {}", &digits[..3], &digits[3..6], &digits[6..])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_people_write_them() {
        let plain = NhsNumber::parse("9990000018").unwrap();
        assert_eq!(NhsNumber::parse(" 999 000 0018 "), Ok(plain));
        assert_eq!(NhsNumber::parse("999-000-0018"), Ok(plain));
        assert_eq!(plain.to_string(), "999 000 0018");
    }

    #[test]
    fn each_way_of_being_wrong_is_told_apart() {
        assert!(matches!(NhsNumber::parse("9219068409"), Err(NhsNumberProblem::CheckDigit(_))));
        assert!(matches!(NhsNumber::parse("999000001"), Err(NhsNumberProblem::Length(_, 9))));
        assert!(matches!(NhsNumber::parse("99900000X8"), Err(NhsNumberProblem::NotADigit(_, 'X'))));
    }

    #[test]
    fn a_filler_is_a_number_but_says_so() {
        assert!(NhsNumber::parse("3333333333").unwrap().is_filler());
        assert!(!NhsNumber::parse("9990000018").unwrap().is_filler());
    }

    /// Two independent libraries gave these verdicts.
    #[test]
    fn the_check_digit_agrees_with_independent_verdicts() {
        let table = include_str!("../tests/data/modulus11.csv");
        let mut checked = 0;
        for line in table.lines().skip(1) {
            let (candidate, valid) = line.split_once(',').unwrap();
            assert_eq!(NhsNumber::parse(candidate).is_ok(), valid == "true", "{candidate}");
            checked += 1;
        }
        assert_eq!(checked, 1974);
    }

    #[test]
    fn identifiers_that_look_alike_are_refused() {
        assert_eq!(PersonId::new("  "), Err(IdentifierProblem::Empty));
        assert_eq!(PersonId::new("a "), Err(IdentifierProblem::Unprintable));
        assert_eq!(PersonId::new("x".repeat(129)), Err(IdentifierProblem::TooLong(129)));
        assert_eq!(PersonId::new("child-1").unwrap().as_str(), "child-1");
    }
}
