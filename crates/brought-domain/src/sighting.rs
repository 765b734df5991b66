//! Who saw a child, when, where and how (STW-16, NAF-17).

use crate::identity::PersonId;
use crate::time::Happened;
use crate::vocabulary::vocabulary;

vocabulary! {
    /// How a child was seen.
    pub enum HowSeen ("way of seeing a child") {
        /// In person, in the same room.
        InPerson = "in_person", "in person";
        /// From afar or through a window: never counts as seen (NAF-05, NAF-17).
        AtADistance = "at_a_distance", "at a distance";
        /// By video: not in person.
        ByVideo = "by_video", "by video";
        /// Nobody recorded how. Never counts as in person.
        NotKnown = "not_known", "not known how";
    }
}

/// Somebody saw the child: when, where, who, and what they are to the child (STW-16, NAF-17).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sighting {
    /// The child seen.
    pub child: PersonId,
    /// When.
    pub seen_at: Happened,
    /// Where.
    pub place: String,
    /// Who saw the child.
    pub by: String,
    /// What that person is to the child: practitioner, teacher, neighbour.
    pub relation: String,
    /// How.
    pub how: HowSeen,
}

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

impl Sighting {
    /// The word that shows that whoever saw the child did so as family, friend or neighbour.
    ///
    /// The policies end a follow-up when the child was seen within the service or by another professional (NAF-17): the word of those on whom
    /// the child depends is what disguised compliance lives on. What the words do not show is left to whoever signs.
    pub fn lay_relation(&self) -> Option<&'static str> {
        let relation = self.relation.to_lowercase();
        let professional = ["foster", "teacher", "nurse", "worker", "visitor", "doctor", "practitioner", "support"];
        if professional.iter().any(|word| relation.contains(word)) {
            return None;
        }
        relation.split(|letter: char| !letter.is_alphabetic()).find_map(|word| LAY_WORDS.iter().copied().find(|lay| *lay == word))
    }
}

/// What an agency said about having seen the child.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SeenAnswer {
    /// It was not asked.
    NotAsked,
    /// It saw the child.
    Seen(Sighting),
    /// It has not seen the child.
    NotSeen,
    /// It does not know, or has not answered. Never counts as seen.
    NotKnown,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn family_and_neighbours_are_told_from_professionals() {
        let seen_by = |relation: &str| Sighting {
            child: "sam".parse().unwrap(),
            seen_at: Happened::On(jiff::civil::date(2026, 1, 9)),
            place: "home".into(),
            by: "A.".into(),
            relation: relation.into(),
            how: HowSeen::InPerson,
        };
        for relation in ["mother", "Mum", "his grandmother", "next-door neighbour", "family friend"] {
            assert!(seen_by(relation).lay_relation().is_some(), "{relation}");
        }
        for relation in
            ["practitioner", "class teacher", "family support worker", "foster carer", "GP", "parent support nurse", "key person"]
        {
            assert_eq!(seen_by(relation).lay_relation(), None, "{relation}");
        }
    }
}
