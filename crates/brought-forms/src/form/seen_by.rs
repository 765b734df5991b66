//! Who saw a child, where an entry does not say it in the closed list: read from the words of the relation.
//!
//! Files that leave the field `seen_by` out hold only what the person is to the child, in words.
//! - a word of a profession: [`SeenBy::OtherProfessional`], whatever else stands beside it;
//! - otherwise a word of the family, of friends or of neighbours: [`SeenBy::FamilyOrFriend`];
//! - any other words, and none: [`SeenBy::NotKnown`]. Whom nobody can place is no evidence: a landlord, a lodger, the man next door.
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
    "nana",
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

/// How words of professions begin. One makes a professional also of what would else be family: "foster carer", "family support worker".
const PROFESSIONS: &[&str] = &[
    "foster",
    "teach",
    "headteacher",
    "nurs",
    "matron",
    "worker",
    "visitor",
    "doctor",
    "physician",
    "practitioner",
    "support",
    "midwi",
    "paediatric",
    "pediatric",
    "consultant",
    "surgeon",
    "therap",
    "physio",
    "psych",
    "counsel",
    "dentist",
    "dental",
    "optician",
    "optometr",
    "orthopt",
    "audiolog",
    "dietitian",
    "dietician",
    "pharmacist",
    "paramedic",
    "radiograph",
    "clinic",
    "specialist",
    "police",
    "officer",
    "childminder",
    "senco",
    "safeguarding",
    "professional",
    "social",
];

/// Whole words, and words that stand together, of professions.
const PROFESSIONAL_WORDS: &[&str] = &["gp", "hv", "key person", "learning mentor", "pastoral lead"];

/// Who that is, from what the person is to the child.
pub(crate) fn from_relation(relation: &str) -> SeenBy {
    let relation = relation.to_lowercase();
    let words: Vec<&str> = relation.split(|letter: char| !letter.is_alphabetic()).filter(|word| !word.is_empty()).collect();
    let spaced = format!(" {} ", words.join(" "));
    let profession = words.iter().any(|word| PROFESSIONS.iter().any(|profession| word.starts_with(profession)));
    if profession || PROFESSIONAL_WORDS.iter().any(|profession| spaced.contains(&format!(" {profession} "))) {
        SeenBy::OtherProfessional
    } else if words.iter().any(|word| LAY_WORDS.contains(word)) {
        SeenBy::FamilyOrFriend
    } else {
        SeenBy::NotKnown
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn family_and_neighbours_are_told_from_professionals() {
        for relation in ["mother", "Mum", "his grandmother", "next-door neighbour", "family friend"] {
            assert_eq!(from_relation(relation), SeenBy::FamilyOrFriend, "{relation}");
        }
        for relation in [
            "practitioner",
            "class teacher",
            "family support worker",
            "foster carer",
            "GP",
            "parent support nurse",
            "key person",
            "midwife",
        ] {
            assert_eq!(from_relation(relation), SeenBy::OtherProfessional, "{relation}");
        }
        // Whom nobody can place: no word of a profession makes them one.
        for relation in ["", " ", "landlord", "godmother", "lodger", "the man next door", "church member", "the child herself", "unknown"] {
            assert_eq!(from_relation(relation), SeenBy::NotKnown);
        }
    }
}
