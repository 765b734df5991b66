//! Who saw a child, where an entry does not say it in the closed list: read from the words of the relation.
//!
//! Entries written before the field `seen_by` existed, and files that leave it out, hold only what the person is to the child, in words.
//! - a word of the family, of friends or of neighbours: [`SeenBy::FamilyOrFriend`], unless a word of a profession stands beside it;
//! - no words at all: [`SeenBy::NotKnown`];
//! - any other words: [`SeenBy::OtherProfessional`].
//!
//! How old entries are read decides which old follow-ups have ended, so this list never changes. What is entered now says it outright.

use brought_domain::work::SeenBy;

/// Words for people who know a child as family, friends or neighbours.
const LAY_WORDS: &[&str] = &[
    "mother",
    "mum",
    "mummy",
    "father",
    "dad",
    "daddy",
    "parent",
    "stepmother",
    "stepfather",
    "stepmum",
    "stepdad",
    "grandmother",
    "grandfather",
    "grandparent",
    "gran",
    "nan",
    "granny",
    "grandad",
    "aunt",
    "auntie",
    "uncle",
    "cousin",
    "brother",
    "sister",
    "sibling",
    "family",
    "relative",
    "partner",
    "boyfriend",
    "girlfriend",
    "friend",
    "neighbour",
    "neighbor",
    "babysitter",
    "carer",
];

/// Parts of words that make a profession of what would else be family: "foster carer", "family support worker".
const PROFESSIONAL_WORDS: &[&str] = &["foster", "teacher", "nurse", "worker", "visitor", "doctor", "practitioner", "support"];

/// Who that is, from what the person is to the child.
pub(crate) fn from_relation(relation: &str) -> SeenBy {
    let relation = relation.to_lowercase();
    if relation.trim().is_empty() {
        return SeenBy::NotKnown;
    }
    if PROFESSIONAL_WORDS.iter().any(|word| relation.contains(word)) {
        return SeenBy::OtherProfessional;
    }
    let lay = relation.split(|letter: char| !letter.is_alphabetic()).any(|word| LAY_WORDS.contains(&word));
    if lay { SeenBy::FamilyOrFriend } else { SeenBy::OtherProfessional }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn family_and_neighbours_are_told_from_professionals() {
        for relation in ["mother", "Mum", "his grandmother", "next-door neighbour", "family friend"] {
            assert_eq!(from_relation(relation), SeenBy::FamilyOrFriend, "{relation}");
        }
        for relation in
            ["practitioner", "class teacher", "family support worker", "foster carer", "GP", "parent support nurse", "key person"]
        {
            assert_eq!(from_relation(relation), SeenBy::OtherProfessional, "{relation}");
        }
        for relation in ["", " "] {
            assert_eq!(from_relation(relation), SeenBy::NotKnown);
        }
    }
}
