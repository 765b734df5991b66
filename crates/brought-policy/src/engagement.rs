//! How a family engages with the contacts that it is offered, by rules that are written down (HAM-03, STW-02).
//!
//! A class is a description of what the contacts came to, for a person to weigh. It decides nothing, and there is no class that says that all
//! is well: "engaged" says only that contacts are kept.
//!
//! The rules, over the contacts within the pattern window whose outcome says something about engagement, in order of time; the first that
//! fits gives the class:
//!
//! 1. **persistent**: the last three contacts all failed (a pack may set another number);
//! 2. **selective**: of one service, or of one setting, at least two contacts failed and none was kept, while of another at least one was
//!    kept and none failed;
//! 3. **partial**: every contact that failed took place in part (let in and the child not seen, seen only at a distance, left early), and
//!    in the same service another contact was kept;
//! 4. **intermittent**: at least two failed;
//! 5. **engaged**: at least one was kept;
//! 6. otherwise there is too little to say.

use brought_domain::contact::{OutcomeKind, Setting};
use brought_domain::vocabulary;
use jiff::Timestamp;

vocabulary! {
    /// How a family engages with the contacts that it is offered (HAM-03, STW-02).
    pub enum EngagementClass ("class of engagement") {
        /// Contacts are kept.
        Engaged = "engaged", "engaged";
        /// Contacts take place only in part.
        Partial = "partial", "partial";
        /// Some are kept and some fail.
        Intermittent = "intermittent", "intermittent";
        /// Contact after contact fails.
        Persistent = "persistent", "persistent";
        /// Some services or settings only.
        Selective = "selective", "selective";
    }
}

/// How many contacts must have failed in a row before it is called persistent, unless the pack says otherwise (STW-12).
pub const PERSISTENT_AFTER: u32 = 3;

/// What came of one contact, as far as engagement is concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Came {
    /// The child, or the carer, was met.
    Kept,
    /// It took place in part.
    InPart,
    /// It failed.
    Failed,
}

impl Came {
    /// What an outcome says about engagement. Nothing: it says nothing, such as a contact that the service called off.
    ///
    /// `counts` is whether the pack counts it as failed.
    pub fn of(outcome: OutcomeKind, counts: bool) -> Option<Self> {
        use OutcomeKind as O;
        match outcome {
            O::Seen | O::Attended => Some(Self::Kept),
            O::UnseenChild | O::SeenAtADistance | O::DoorstepOnly | O::LeftBeforeBeingSeen | O::DischargedAgainstAdvice => {
                Some(Self::InPart)
            }
            O::WasNotBrought
            | O::NoResponse
            | O::RefusedByParentOrCarer
            | O::RefusedByThirdParty
            | O::Declined
            | O::Withdrew
            | O::ExcuseGiven
            | O::ReportedToRefuse
            | O::CancelledByFamily
            | O::WhereaboutsUnknown
            | O::AdultDidNotAttend => counts.then_some(Self::Failed),
            O::CancelledByService | O::AdministrativeError | O::SpokenTo => None,
        }
    }
}

/// One contact.
#[derive(Clone, Copy, Debug)]
pub struct Offered<'a> {
    /// When it was, or would have been.
    pub at: Timestamp,
    /// The service that offered it.
    pub service: &'a str,
    /// Where it was to be.
    pub setting: Setting,
    /// What came of it.
    pub came: Came,
}

/// The class of these contacts, given in any order. Nothing: there is too little to say.
///
/// Of two at the same instant the one that failed counts as the later.
pub fn class<'a>(contacts: impl Iterator<Item = Offered<'a>> + Clone, persistent_after: u32) -> Option<EngagementClass> {
    let last_kept = contacts.clone().filter(|contact| contact.came == Came::Kept).map(|contact| contact.at).max();
    let (mut all, mut in_part, mut since_kept) = (Tally::default(), 0, 0);
    let mut by_setting = [Tally::default(); Setting::ALL.len()];
    let mut by_service = ByService::default();
    for contact in contacts {
        all.add(contact.came);
        in_part += u32::from(contact.came == Came::InPart);
        since_kept += u32::from(contact.came != Came::Kept && last_kept.is_none_or(|kept| contact.at >= kept));
        by_setting[contact.setting as usize].add(contact.came);
        by_service.of(contact.service).add(contact.came);
    }
    let of_services = || by_service.tallies();
    let kept_in_each = || of_services().all(|tally| tally.failed == 0 || tally.kept > 0);
    match all {
        _ if since_kept >= persistent_after => Some(EngagementClass::Persistent),
        Tally { failed: 2.., .. } if one_sided(of_services()) || one_sided(by_setting.iter()) => Some(EngagementClass::Selective),
        Tally { failed: 1.., .. } if in_part == all.failed && kept_in_each() => Some(EngagementClass::Partial),
        Tally { failed: 2.., .. } => Some(EngagementClass::Intermittent),
        Tally { kept: 1.., .. } => Some(EngagementClass::Engaged),
        _ => None,
    }
}

/// How many contacts were kept, and how many failed, altogether or in part.
#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    kept: u32,
    failed: u32,
}

impl Tally {
    fn add(&mut self, came: Came) {
        match came {
            Came::Kept => self.kept += 1,
            Came::InPart | Came::Failed => self.failed += 1,
        }
    }
}

/// The contacts of each service. Few services offer contacts to one family: looking through them is quicker than keeping them in order.
#[derive(Default)]
struct ByService<'a> {
    first: [Option<(&'a str, Tally)>; 4],
    others: Vec<(&'a str, Tally)>,
}

impl<'a> ByService<'a> {
    fn of(&mut self, service: &'a str) -> &mut Tally {
        let is_it = |known: &Option<(&str, Tally)>| known.is_none_or(|(known, _)| known == service);
        if let Some(index) = self.first.iter().position(is_it) {
            return &mut self.first[index].get_or_insert((service, Tally::default())).1;
        }
        let index = self.others.iter().position(|(known, _)| *known == service).unwrap_or_else(|| {
            self.others.push((service, Tally::default()));
            self.others.len() - 1
        });
        &mut self.others[index].1
    }

    fn tallies(&self) -> impl Iterator<Item = &Tally> + Clone {
        self.first.iter().flatten().chain(&self.others).map(|(_, tally)| tally)
    }
}

/// Whether one group of contacts failed throughout, at least twice, while another was kept throughout.
fn one_sided<'t>(mut groups: impl Iterator<Item = &'t Tally> + Clone) -> bool {
    groups.clone().any(|group| group.kept == 0 && group.failed >= 2) && groups.any(|group| group.kept >= 1 && group.failed == 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Contacts as written: the service's letter, `h` for home or `c` for clinic, and `+` for kept, `-` for failed, `/` for in part.
    fn class_of(written: &str) -> Option<&'static str> {
        let contacts: Vec<_> = written
            .split_whitespace()
            .enumerate()
            .map(|(second, contact)| Offered {
                at: Timestamp::from_second(i64::try_from(second).unwrap()).unwrap(),
                service: &contact[..1],
                setting: if &contact[1..2] == "h" { Setting::Home } else { Setting::Clinic },
                came: match &contact[2..] {
                    "+" => Came::Kept,
                    "/" => Came::InPart,
                    _ => Came::Failed,
                },
            })
            .collect();
        class(contacts.iter().copied(), PERSISTENT_AFTER).map(EngagementClass::code)
    }

    #[test]
    fn the_first_rule_that_fits_gives_the_class() {
        for (written, expected) in [
            ("", None),
            ("ac-", None),
            ("ac+", Some("engaged")),
            ("ac+ ac-", Some("engaged")),
            ("ac+ ac- ac+ ac-", Some("intermittent")),
            ("ac- ac-", Some("intermittent")),
            ("ac+ ac- ac-", Some("intermittent")),
            ("ac+ ac- ac- ac-", Some("persistent")),
            ("ac- ac- ac- ac+", Some("intermittent")),
            ("ac+ bc- bc-", Some("selective")),
            ("ac+ bc-", Some("engaged")),
            ("ac+ ac- bc- bc-", Some("persistent")),
            ("bc- bc- ac+ ac-", Some("intermittent")),
            ("ah- ac+ ah-", Some("selective")),
            ("ac+ ac/", Some("partial")),
            ("ac+ ac/ ac/", Some("partial")),
            ("ac+ ac/ ac-", Some("intermittent")),
            ("ac/", None),
            ("ac+ bc/ bc+", Some("partial")),
            ("ac/ ac/ ac/", Some("persistent")),
        ] {
            assert_eq!(class_of(written), expected, "{written}");
        }
    }

    #[test]
    fn the_order_in_which_they_are_given_says_nothing_and_of_one_instant_the_failure_is_the_later() {
        let at = |second, came| Offered { at: Timestamp::from_second(second).unwrap(), service: "a", setting: Setting::Clinic, came };
        let three = [at(3, Came::Failed), at(1, Came::Kept), at(2, Came::Failed), at(1, Came::Failed)];
        assert_eq!(class(three.into_iter(), 3), Some(EngagementClass::Persistent));
        assert_eq!(class(three.into_iter().rev(), 3), Some(EngagementClass::Persistent));
        assert_eq!(class(three.into_iter(), 4), Some(EngagementClass::Intermittent));
    }

    #[test]
    fn a_pack_may_call_it_persistent_sooner() {
        let missed = Offered { at: Timestamp::UNIX_EPOCH, service: "a", setting: Setting::Clinic, came: Came::Failed };
        assert_eq!(class([missed, missed].into_iter(), 2), Some(EngagementClass::Persistent));
        assert_eq!(class([missed, missed].into_iter(), 3), Some(EngagementClass::Intermittent));
    }

    #[test]
    fn what_the_service_did_itself_is_never_held_against_a_family() {
        for outcome in [OutcomeKind::CancelledByService, OutcomeKind::AdministrativeError, OutcomeKind::SpokenTo] {
            assert_eq!(Came::of(outcome, true), None, "{outcome}");
        }
        assert_eq!(Came::of(OutcomeKind::CancelledByFamily, false), None);
        assert_eq!(Came::of(OutcomeKind::CancelledByFamily, true), Some(Came::Failed));
    }
}
