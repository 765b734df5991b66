//! Three truths. "Not known" is neither yes nor no, and never counts as no.

/// What a condition comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Truth {
    /// It holds.
    Yes,
    /// It does not hold.
    No,
    /// Nobody can say.
    NotKnown,
}

impl Truth {
    /// Of a plain yes or no.
    pub fn of(holds: bool) -> Self {
        if holds { Self::Yes } else { Self::No }
    }

    /// A rule fires unless its condition certainly does not hold.
    pub fn fires(self) -> bool {
        self != Self::No
    }

    /// One no is enough for no; otherwise not knowing one is not knowing both.
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::No, _) | (_, Self::No) => Self::No,
            (Self::Yes, Self::Yes) => Self::Yes,
            _ => Self::NotKnown,
        }
    }

    /// One yes is enough for yes; otherwise not knowing one is not knowing both.
    pub fn or(self, other: Self) -> Self {
        self.not().and(other.not()).not()
    }

    /// Yes and no change places; not known stays.
    #[allow(clippy::should_implement_trait, reason = "it stands beside `and` and `or`")]
    pub fn not(self) -> Self {
        match self {
            Self::Yes => Self::No,
            Self::No => Self::Yes,
            Self::NotKnown => Self::NotKnown,
        }
    }

    /// The code that a standing writes.
    pub fn code(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "no",
            Self::NotKnown => "not_known",
        }
    }
}

/// What a fact comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value {
    /// Yes or no.
    Is(bool),
    /// A count or an age.
    Number(i64),
    /// One of several words, by its code.
    Word(&'static str),
    /// Nobody can say, and that matters.
    NotKnown,
    /// Nobody has ever recorded anything about it. Counts as no, and as none of several words.
    NotRecorded,
}

impl Value {
    /// As a condition by itself.
    pub fn truth(self) -> Truth {
        match self {
            Self::Is(holds) => Truth::of(holds),
            Self::NotKnown => Truth::NotKnown,
            Self::NotRecorded | Self::Number(_) | Self::Word(_) => Truth::No,
        }
    }

    /// In the words in which a standing shows it.
    pub fn words(self) -> String {
        match self {
            Self::Is(holds) => if holds { "yes" } else { "no" }.to_owned(),
            Self::Number(number) => number.to_string(),
            Self::Word(code) => code.replace('_', " "),
            Self::NotKnown => "not known".to_owned(),
            Self::NotRecorded => "not recorded".to_owned(),
        }
    }
}
