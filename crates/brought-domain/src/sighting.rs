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

vocabulary! {
    /// Who saw a child, as far as it decides whether that is evidence (NAF-17). In the order of weight.
    pub enum SeenBy ("answer to who saw the child") {
        /// Somebody of the service whose record it is.
        ThisService = "this_service", "this service";
        /// A professional of another service or agency.
        OtherProfessional = "other_professional", "another professional";
        /// The family, a friend or a neighbour: recorded and shown, and never evidence.
        FamilyOrFriend = "family_or_friend", "family, a friend or a neighbour";
        /// Nobody recorded who it was. Never evidence.
        NotKnown = "not_known", "not known who";
    }
}

impl SeenBy {
    /// Whether a follow-up can rest on it. The policies end a follow-up when the child was seen within the service or by another
    /// professional (NAF-17): the word of those on whom the child depends is what disguised compliance lives on.
    pub fn is_professional(self) -> bool {
        matches!(self, Self::ThisService | Self::OtherProfessional)
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
    /// Who saw the child, by name.
    pub by: String,
    /// Who that is, which decides whether it is evidence (NAF-17).
    pub seen_by: SeenBy,
    /// What that person is to the child, for people to read (STW-16): practitioner, teacher, neighbour. Decides nothing.
    pub relation: String,
    /// How.
    pub how: HowSeen,
}

impl Sighting {
    /// Whether this is evidence that the child was seen: in person, by this service or by another professional (NAF-17).
    pub fn counts_as_seen(&self) -> bool {
        self.how == HowSeen::InPerson && self.seen_by.is_professional()
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

    /// NAF-17: seen in person, within the service or by another professional; both halves, whatever the words of the relation are.
    #[test]
    fn only_a_professional_in_person_counts() {
        let counts = |seen_by, how| {
            let (place, by, relation) = ("home".into(), "A.".into(), "health visitor".into());
            let seen_at = Happened::On(jiff::civil::date(2026, 1, 9));
            Sighting { child: "sam".parse().unwrap(), seen_at, place, by, seen_by, relation, how }.counts_as_seen()
        };
        let counting: Vec<_> = SeenBy::ALL.iter().copied().filter(|seen_by| counts(*seen_by, HowSeen::InPerson)).collect();
        assert_eq!(counting, [SeenBy::ThisService, SeenBy::OtherProfessional]);
        for how in [HowSeen::AtADistance, HowSeen::ByVideo, HowSeen::NotKnown] {
            assert!(!counts(SeenBy::ThisService, how), "{how}");
        }
    }
}
