//! Findings that are still open: places where the engine answers otherwise than its documents say, or where it is not settled yet what they mean. So
//! that everything else can be compared, the oracle can be asked to answer as the engine does, and what it cannot follow is left out.

use crate::told::Told;
use brought_domain::event::Fact;

/// Which findings are followed, or left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Open {
    /// What a carer or child did before anybody recorded how they are related is not taken in afterwards. What touches it is left out.
    pub relation_comes_too_late: bool,
    /// A word that a meeting took place, which a failure of the same contact overrules, settles what was to be done to reach the family.
    pub overruled_meeting_settles: bool,
    /// A word about a failed contact was recorded later than the one that gives it its time, and happened before it. What touches it is left out.
    pub later_word_happened_first: bool,
    /// The word that stands of a failed contact was written down later than it happened, and another was written down before: what the rules ask after
    /// it is then at times asked since the next entry. What touches it is left out.
    pub standing_word_written_late: bool,
    /// A practitioner's word that a meeting took place overrules a failure that was reported before: to the engine the child was then seen at the
    /// time of that first word. What touches it is left out.
    pub meeting_overrules_failure: bool,
}

impl Open {
    /// Every finding that is open.
    pub const ALL: Self = Self {
        relation_comes_too_late: true,
        overruled_meeting_settles: true,
        later_word_happened_first: true,
        standing_word_written_late: true,
        meeting_overrules_failure: true,
    };
    /// None: as the documents say.
    pub const NONE: Self = Self {
        relation_comes_too_late: false,
        overruled_meeting_settles: false,
        later_word_happened_first: false,
        standing_word_written_late: false,
        meeting_overrules_failure: false,
    };

    /// Whether a chronology touches a finding that cannot be followed.
    pub fn leaves_out(&self, told: &Told<'_>) -> bool {
        let first = told.entries.iter().position(|event| !matches!(event.fact, Fact::PersonRecorded(..) | Fact::RelationRecorded(_)));
        let late = told.entries.iter().rposition(|event| matches!(event.fact, Fact::RelationRecorded(_)));
        if self.relation_comes_too_late && first.is_some_and(|first| late.is_some_and(|late| late > first)) {
            return true;
        }
        told.contacts.iter().any(|contact| {
            let Some(verdict) = &contact.verdict else { return false };
            let fails = |index: usize| told.entries[index].reports_failure();
            let overrules = !fails(verdict.by) && contact.outcomes.iter().any(|(index, _)| fails(*index));
            let first = told.entries[verdict.first].recorded_at;
            let earlier = contact.outcomes.iter().any(|(word, _)| *word < verdict.first && told.entries[*word].recorded_at >= first);
            let written_late = told.entries[verdict.by].recorded_at > told.entries[verdict.by].happened.latest(&told.zone);
            self.later_word_happened_first && earlier
                || self.standing_word_written_late && verdict.by != verdict.first && written_late
                || self.meeting_overrules_failure && overrules
        })
    }
}
