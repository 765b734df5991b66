//! Where a child is to be found, as roughly as a list may say it: the postcode district, or the school or nursery. Never more, and of
//! somebody whose address is withheld nothing at all (H15).

use crate::child_page::corrections;
use crate::chronology::Gathered;
use crate::documents::own_address;
use brought_calendar::uk_time_zone;
use brought_domain::contact::Answer;
use brought_domain::person::{Address, PlaceKind};
use brought_domain::{Event, EventId, Fact};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// Where somebody is to be found, for a list.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Place {
    /// The first half of the postcode.
    District(String),
    /// The school or nursery, of somebody whose postcode is not known.
    Setting(String),
    /// Neither is known.
    NotKnown,
    /// The address is withheld, theirs or that of somebody they may live with. Holds nothing, so that nothing can be told of it.
    Withheld,
}

impl Place {
    /// What a list calls it.
    pub(crate) fn words(&self) -> String {
        match self {
            Self::District(district) => format!("Postcode district {district}"),
            Self::Setting(name) => name.clone(),
            Self::NotKnown => "Place not known".to_owned(),
            Self::Withheld => "Address withheld".to_owned(),
        }
    }
}

/// Where the person whose record it is is to be found.
pub(crate) fn place_of(gathered: &Gathered) -> Place {
    let subject = &gathered.chronology.subject;
    let withheld = gathered.withheld();
    // That somebody lives elsewhere has to be known before an older address of the one may be told although that of the other is withheld.
    let mut under_one_roof = gathered.neighbours.iter().filter(|neighbour| neighbour.same_household != Answer::No);
    if withheld.contains(subject) || under_one_roof.any(|neighbour| withheld.contains(&neighbour.other)) {
        return Place::Withheld;
    }
    let corrected = corrections(&gathered.chronology.events);
    let district = match own_address(gathered, &corrected, subject) {
        Some((_, Address::Known(known))) => known.postcode.as_deref().and_then(district),
        _ => None,
    };
    let setting = || [PlaceKind::School, PlaceKind::Nursery].into_iter().find_map(|kind| latest_setting(gathered, &corrected, kind));
    district.map(Place::District).or_else(|| setting().map(Place::Setting)).unwrap_or(Place::NotKnown)
}

/// The first half of a postcode. Nothing when it does not have two: half a postcode that was guessed sends somebody to the wrong end of town.
fn district(postcode: &str) -> Option<String> {
    let mut parts = postcode.split_whitespace();
    match (parts.next(), parts.next(), parts.next()) {
        (Some(outward), Some(_), None) => Some(outward.to_uppercase()),
        _ => None,
    }
}

fn latest_setting(gathered: &Gathered, corrected: &HashMap<&EventId, &Event>, kind: PlaceKind) -> Option<String> {
    let zone = uk_time_zone();
    let when = |event: &Event| (event.happened.earliest(&zone), event.recorded_at, event.id.clone());
    let changes = gathered.own_events().filter(|event| !corrected.contains_key(&event.id)).filter_map(|event| match &event.fact {
        Fact::PlaceChanged(change) if change.place == kind => Some((when(event), change.to.clone())),
        _ => None,
    });
    changes.max_by(|left, right| left.0.cmp(&right.0)).and_then(|(_, to)| to)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chronology::gather;
    use crate::testing::{the_id, with};
    use brought_domain::person::{AddressRecorded, PostalAddress, RelationKind, RelationRecorded};
    use brought_testkit::Family;

    async fn place(family: Family, person: &str) -> Place {
        place_of(&gather(&with(&family.chronology()).await, &the_id(person)).await.unwrap())
    }

    fn lives(family: Family, who: &str, day: &str, address: Address) -> Family {
        family.about(who).fact(day, Fact::AddressRecorded(AddressRecorded { address, reported_by_family: Answer::Yes }))
    }

    fn at(postcode: Option<&str>) -> Address {
        let lines = vec!["1 Example Street".to_owned()];
        Address::Known(PostalAddress { lines, postcode: postcode.map(str::to_owned), safe_to_write_to: Answer::Yes })
    }

    fn sam() -> Family {
        Family::new().child("sam", |child| child.born("2023-05-01"))
    }

    #[tokio::test]
    async fn a_place_is_a_postcode_district_or_else_the_school_or_nursery() {
        assert_eq!(place(sam(), "sam").await, Place::NotKnown);
        assert_eq!(place(lives(sam(), "sam", "2026-01-02", at(Some("BL1 4AB"))), "sam").await, Place::District("BL1".into()));
        for odd in [None, Some("BL14AB"), Some("BL1"), Some("BL1 4 AB")] {
            assert_eq!(place(lives(sam(), "sam", "2026-01-02", at(odd)), "sam").await, Place::NotKnown, "{odd:?}");
        }
        let nursery = sam().place("2026-01-02", PlaceKind::Nursery, Some("Acorns"), Answer::Yes);
        assert_eq!(place(nursery, "sam").await, Place::Setting("Acorns".into()));
        let left = sam().place("2026-01-02", PlaceKind::Nursery, Some("Acorns"), Answer::Yes);
        let left = left.place("2026-01-03", PlaceKind::Nursery, None, Answer::No);
        assert_eq!(place(left, "sam").await, Place::NotKnown);
    }

    /// H15: neither an older address nor the school tells where the child is.
    #[tokio::test]
    async fn a_withheld_address_leaves_no_place_at_all() {
        let family = sam().place("2026-01-02", PlaceKind::Nursery, Some("Acorns"), Answer::Yes);
        let family = lives(lives(family, "sam", "2026-01-02", at(Some("BL1 4AB"))), "sam", "2026-01-05", Address::Withheld);
        assert_eq!(place(family, "sam").await, Place::Withheld);
    }

    /// H15: a child's own address may be older than the flight from it.
    #[tokio::test]
    async fn the_withheld_address_of_somebody_who_may_live_with_the_child_is_the_childs_too() {
        let family = |same_household| {
            let family = lives(sam().carer_alone("mum"), "sam", "2026-01-02", at(Some("BL1 4AB")));
            let family = lives(family, "mum", "2026-01-05", Address::Withheld);
            let relation = RelationRecorded { other: the_id("mum"), relation: RelationKind::Mother, same_household };
            family.about("sam").fact("2026-01-03", Fact::RelationRecorded(relation))
        };
        for answer in [Answer::Yes, Answer::NotKnown] {
            assert_eq!(place(family(answer), "sam").await, Place::Withheld, "{answer}");
        }
        assert_eq!(place(family(Answer::No), "sam").await, Place::District("BL1".into()));
    }
}
