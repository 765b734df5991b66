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
    /// The service that offered it.
    pub service: &'a str,
    /// Where it was to be.
    pub setting: Setting,
    /// What came of it.
    pub came: Came,
}

/// The class of these contacts, given in order of time. Nothing: there is too little to say.
pub fn class<'a>(contacts: impl DoubleEndedIterator<Item = Offered<'a>> + Clone, persistent_after: u32) -> Option<EngagementClass> {
    let failed = || contacts.clone().filter(|contact| contact.came != Came::Kept);
    let kept = || contacts.clone().filter(|contact| contact.came == Came::Kept);
    let last = contacts.clone().rev().take_while(|contact| contact.came != Came::Kept).count();
    if last >= usize::try_from(persistent_after).unwrap_or(usize::MAX) {
        return Some(EngagementClass::Persistent);
    }
    let failures = failed().count();
    // Nothing is one-sided, and nothing took place in part, where nothing failed.
    if failures >= 2 && (one_sided(&contacts, |contact| contact.service) || one_sided(&contacts, |contact| contact.setting)) {
        return Some(EngagementClass::Selective);
    }
    let kept_in = |service: &str| kept().any(|contact| contact.service == service);
    if failures >= 1 && failed().all(|contact| contact.came == Came::InPart && kept_in(contact.service)) {
        return Some(EngagementClass::Partial);
    }
    match (failures, kept().next()) {
        (2.., _) => Some(EngagementClass::Intermittent),
        (_, Some(_)) => Some(EngagementClass::Engaged),
        _ => None,
    }
}

/// Whether one group of contacts failed throughout, at least twice, while another was kept throughout.
fn one_sided<'a, Group: PartialEq>(contacts: &(impl Iterator<Item = Offered<'a>> + Clone), group: impl Fn(&Offered<'a>) -> Group) -> bool {
    let Some(first) = contacts.clone().next().map(|first| group(&first)) else { return false };
    if contacts.clone().all(|contact| group(&contact) == first) {
        return false;
    }
    // Few services offer contacts in few places: looking through them is quicker than keeping them in order.
    let mut groups: Vec<(Group, u32, u32)> = Vec::with_capacity(4);
    for contact in contacts.clone() {
        let group = group(&contact);
        let (kept, failed) = if contact.came == Came::Kept { (1, 0) } else { (0, 1) };
        match groups.iter_mut().find(|(known, ..)| *known == group) {
            Some((_, all_kept, all_failed)) => (*all_kept, *all_failed) = (*all_kept + kept, *all_failed + failed),
            None => groups.push((group, kept, failed)),
        }
    }
    groups.iter().any(|(_, kept, failed)| *kept == 0 && *failed >= 2) && groups.iter().any(|(_, kept, failed)| *kept >= 1 && *failed == 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Contacts as written: the service's letter, `h` for home or `c` for clinic, and `+` for kept, `-` for failed, `/` for in part.
    fn class_of(written: &str) -> Option<&'static str> {
        let contacts: Vec<_> = written
            .split_whitespace()
            .map(|contact| Offered {
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
    fn a_pack_may_call_it_persistent_sooner() {
        let missed = Offered { service: "a", setting: Setting::Clinic, came: Came::Failed };
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
