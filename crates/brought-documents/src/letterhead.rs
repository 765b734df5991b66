//! Where a letter goes, from whom and when: what stands above its words.

use serde::Serialize;

/// The fewest and the most lines of an address that a mailing house takes.
const LINES: std::ops::RangeInclusive<usize> = 3..=7;

/// An address as it stands in the window of an envelope: the name first, the postcode last. Nothing else is ever put there, because everybody who
/// handles the envelope reads it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct WindowAddress(Vec<String>);

/// Why a letter cannot go to an address.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddressProblem {
    /// There is no postcode.
    #[error("the address has no postcode: find it out before a letter is sent")]
    NoPostcode,
    /// It has too few lines.
    #[error("the address has too few lines: it needs a name, a street or house, and a postcode")]
    TooShort,
    /// It has too many lines.
    #[error("the address has {0} lines with the name and the postcode, and an envelope shows 7: put two of them on one line")]
    TooLong(usize),
    /// It is the address of nobody.
    #[error("nobody can be written to at “{0}”: find out where the family can be reached")]
    NoFixedAddress(String),
    /// A line is too long for the window.
    #[error("“{0}” is too long for the window of an envelope: put it on two lines")]
    LineTooLong(String),
}

impl WindowAddress {
    /// The address for the window.
    ///
    /// # Errors
    /// When a mailing house would not take it.
    pub fn new(name: &str, lines: &[String], postcode: Option<&str>) -> Result<Self, AddressProblem> {
        let postcode = postcode.map(str::trim).filter(|postcode| !postcode.is_empty()).ok_or(AddressProblem::NoPostcode)?;
        let lines = std::iter::once(name).chain(lines.iter().map(String::as_str)).map(str::trim).filter(|line| !line.is_empty());
        let lines: Vec<String> = lines.chain([postcode]).map(str::to_owned).collect();
        if let Some(line) = lines.iter().find(|line| line.to_lowercase().contains("no fixed a")) {
            return Err(AddressProblem::NoFixedAddress(line.clone()));
        }
        if let Some(line) = lines.iter().find(|line| line.chars().count() > LONGEST_LINE) {
            return Err(AddressProblem::LineTooLong(line.clone()));
        }
        match lines.len() {
            few if few < *LINES.start() => Err(AddressProblem::TooShort),
            many if many > *LINES.end() => Err(AddressProblem::TooLong(many)),
            _ => Ok(Self(lines)),
        }
    }

    /// Its lines.
    pub fn lines(&self) -> &[String] {
        &self.0
    }
}

/// The most letters of a line that fit into the window, which is 95.4 mm wide, in the size in which seven lines fit into it.
const LONGEST_LINE: usize = 48;

/// What stands above the words of a letter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Letterhead {
    /// To whom it goes.
    pub to: WindowAddress,
    /// Who sends it: the service, and how it is reached.
    pub from: Vec<String>,
    /// The day on which it was written, in words.
    pub written_on: String,
}

/// How large the writing is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Print {
    /// 12 points, as the NHS writes.
    #[default]
    Usual,
    /// 18 points, for who reads with difficulty.
    Large,
    /// 26 points, for a wall.
    Poster,
}
