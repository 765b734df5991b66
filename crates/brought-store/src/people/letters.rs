//! Names as they are looked up: lower case, without accents, word by word.

use brought_domain::person::Name;
use std::collections::BTreeSet;

/// Letters with marks, by the plain letters that people type for them.
const MARKED: &[(&str, &str)] = &[
    ("àáâãäåāăą", "a"),
    ("æ", "ae"),
    ("çćĉċč", "c"),
    ("ďđð", "d"),
    ("èéêëēĕėęě", "e"),
    ("ĝğġģ", "g"),
    ("ĥħ", "h"),
    ("ìíîïĩīĭįı", "i"),
    ("ĵ", "j"),
    ("ķ", "k"),
    ("ĺļľŀł", "l"),
    ("ñńņňŋ", "n"),
    ("òóôõöøōŏő", "o"),
    ("œ", "oe"),
    ("ŕŗř", "r"),
    ("śŝşšș", "s"),
    ("ß", "ss"),
    ("ţťŧț", "t"),
    ("þ", "th"),
    ("ùúûüũūŭůűų", "u"),
    ("ŵ", "w"),
    ("ýÿŷ", "y"),
    ("źżž", "z"),
];

/// Lower case, without accents.
pub(crate) fn fold(text: &str) -> String {
    let is_mark = |letter: &char| ('\u{300}'..='\u{36f}').contains(letter);
    let mut folded = String::with_capacity(text.len());
    for letter in text.chars().flat_map(char::to_lowercase).filter(|letter| !is_mark(letter)) {
        match MARKED.iter().find(|(marked, _)| marked.contains(letter)) {
            Some((_, plain)) => folded.push_str(plain),
            None => folded.push(letter),
        }
    }
    folded
}

/// The words by which a name is found: O'Brien-Smith as `obriensmith`, `o`, `brien` and `smith`.
pub(super) fn words(name: &str) -> BTreeSet<String> {
    let folded = fold(name);
    let parts = folded.split(|letter: char| !letter.is_alphanumeric());
    asked(name).into_iter().chain(parts.filter(|part| !part.is_empty()).map(str::to_owned)).collect()
}

/// The words by which somebody is found, whichever part of the name they stand in.
pub(super) fn of_name(name: &Name) -> BTreeSet<String> {
    [Some(&name.given), Some(&name.family), name.preferred.as_ref()].into_iter().flatten().flat_map(|part| words(part)).collect()
}

/// The words somebody asks for: what they typed between spaces, each without its dashes and apostrophes.
pub(super) fn asked(text: &str) -> Vec<String> {
    fold(text)
        .split_whitespace()
        .map(|word| word.chars().filter(|letter| letter.is_alphanumeric()).collect::<String>())
        .filter(|word| !word.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_as_it_is_typed() {
        let found_by = |name: &str, typed: &str| asked(typed).iter().all(|word| words(name).iter().any(|known| known.starts_with(word)));
        for (name, typed) in [
            ("Siân", "sian"),
            ("Sia\u{302}n", "Siân"),
            ("O'Brien", "obrien"),
            ("O'Brien", "o'b"),
            ("O'Brien", "brien"),
            ("Smith-Jones", "jones"),
            ("Smith-Jones", "smith-jo"),
            ("van der Berg", "berg"),
            ("Łukasz", "lukasz"),
            ("Bjørn", "BJORN"),
        ] {
            assert!(found_by(name, typed), "{name} by {typed}");
        }
        assert!(!found_by("Jones", "ones"));
        assert_eq!(asked(" - "), Vec::<String>::new());
    }
}
