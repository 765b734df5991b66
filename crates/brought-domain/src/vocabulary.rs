//! Closed lists of words: each word has a code for files and a phrase for people.

/// Defines an enumeration whose every member has a stable code (for files and databases) and words (for people).
///
/// The codes are part of the written form of events and never change; the words may.
#[macro_export]
macro_rules! vocabulary {
    (
        $(#[$meta:meta])*
        pub enum $name:ident ($what:literal) {
            $( $(#[$variant_meta:meta])* $variant:ident = $code:literal, $words:literal; )+
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $( $(#[$variant_meta])* #[doc = concat!("\n\nCode `", $code, "`: ", $words, ".")] $variant, )+
        }

        impl $name {
            /// Every member, in the order in which people expect to read them.
            pub const ALL: &'static [Self] = &[ $( Self::$variant, )+ ];

            /// The stable code used in files.
            pub const fn code(self) -> &'static str {
                match self { $( Self::$variant => $code, )+ }
            }

            /// The words shown to people.
            pub const fn words(self) -> &'static str {
                match self { $( Self::$variant => $words, )+ }
            }
        }

        impl $crate::vocabulary::Vocabulary for $name {
            const WHAT: &'static str = $what;
            const MEMBERS: &'static [Self] = Self::ALL;
            fn code_of(self) -> &'static str { self.code() }
            fn words_of(self) -> &'static str { self.words() }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { f.write_str(self.words()) }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::vocabulary::UnknownWord;
            fn from_str(code: &str) -> Result<Self, Self::Err> { $crate::vocabulary::read(code) }
        }
    };
}
pub use vocabulary;

/// What all closed lists have in common, so that readers of files can treat them alike.
pub trait Vocabulary: Copy + Sized + 'static {
    /// What the list is a list of, for error messages: "setting", "outcome".
    const WHAT: &'static str;
    /// Every member.
    const MEMBERS: &'static [Self];
    /// The stable code.
    fn code_of(self) -> &'static str;
    /// The words for people.
    fn words_of(self) -> &'static str;
}

/// A code that is not in its list.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{given}` is not a known {what}{}; known are: {known}", suggestion_clause(.suggestion))]
pub struct UnknownWord {
    /// What was read.
    pub given: String,
    /// The list it was looked up in.
    pub what: &'static str,
    /// The nearest member, when one is near enough to be a likely slip of the pen.
    pub suggestion: Option<&'static str>,
    /// All codes, in order.
    pub known: String,
}

fn suggestion_clause(suggestion: &Option<&'static str>) -> String {
    suggestion.map(|code| format!(" (did you mean `{code}`?)")).unwrap_or_default()
}

/// Finds the member with this code.
///
/// # Errors
/// [`UnknownWord`], with the nearest known code as a suggestion.
pub fn read<T: Vocabulary>(code: &str) -> Result<T, UnknownWord> {
    T::MEMBERS.iter().copied().find(|member| member.code_of() == code).ok_or_else(|| UnknownWord {
        given: code.to_owned(),
        what: T::WHAT,
        suggestion: meant_by(code, T::MEMBERS).or_else(|| nearest(code, T::MEMBERS.iter().map(|member| member.code_of()))),
        known: T::MEMBERS.iter().map(|member| member.code_of()).collect::<Vec<_>>().join(", "),
    })
}

/// What other systems' words for a child who was not brought stand for here: their letters are near to nothing, or to the word for an adult.
fn meant_by<T: Vocabulary>(code: &str, members: &[T]) -> Option<&'static str> {
    let elsewhere = ["dna", "did_not_attend", "did-not-attend", "not_brought", "wnb"];
    let is_meant = elsewhere.iter().any(|word| word.eq_ignore_ascii_case(code));
    members.iter().map(|member| member.code_of()).find(|member| is_meant && *member == "was_not_brought")
}

/// The candidate that is nearest to what was typed, if it is near: at most one slip in three letters.
pub fn nearest<'a>(typed: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    candidates
        .into_iter()
        .map(|candidate| (slips(typed, candidate), candidate))
        .min_by_key(|(slips, _)| *slips)
        .filter(|(slips, candidate)| *slips <= candidate.len().max(typed.len()) / 3)
        .map(|(_, candidate)| candidate)
}

/// Edit distance: letters added, dropped or changed.
fn slips(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (i, a) in left.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, b) in right.iter().enumerate() {
            let changed = diagonal + usize::from(a != *b);
            diagonal = row[j + 1];
            row[j + 1] = changed.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[right.len()]
}

#[cfg(test)]
mod tests {
    use crate::contact::Setting;

    #[test]
    fn a_misspelt_code_is_refused_with_the_nearest_one() {
        let error = "clnic".parse::<Setting>().unwrap_err();
        assert_eq!(error.suggestion, Some("clinic"));
        assert!(
            error.to_string().starts_with("`clnic` is not a known setting (did you mean `clinic`?); known are: home, clinic,"),
            "{error}"
        );
    }

    #[test]
    fn what_other_systems_say_of_a_child_leads_to_the_word_of_this_one() {
        for elsewhere in ["dna", "DNA", "did_not_attend", "wnb"] {
            assert_eq!(elsewhere.parse::<crate::contact::OutcomeKind>().unwrap_err().suggestion, Some("was_not_brought"), "{elsewhere}");
            assert_ne!(elsewhere.parse::<Setting>().unwrap_err().suggestion, Some("was_not_brought"), "{elsewhere}");
        }
    }

    #[test]
    fn nothing_is_suggested_when_nothing_is_near() {
        assert_eq!("zzzzzz".parse::<Setting>().unwrap_err().suggestion, None);
    }

    #[test]
    fn every_code_reads_back_as_itself() {
        for setting in Setting::ALL {
            assert_eq!(setting.code().parse::<Setting>(), Ok(*setting));
        }
    }
}
