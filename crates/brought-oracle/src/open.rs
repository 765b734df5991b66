//! Findings that are still open: places where the engine answers otherwise than its documents say. So that everything else can be compared, the
//! oracle can be asked to answer as the engine does, and leaves out what it cannot follow. With none of them it answers as the documents say, and a
//! test shows each difference. When the engine is put right, the finding goes.

use crate::told::Told;
use brought_domain::event::Fact;

/// Which findings the oracle follows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Open {
    /// A later word of equal standing that the policy does not count, such as "cancelled by the family", takes a failed contact away.
    pub uncounted_word_takes_a_failure_away: bool,
    /// What was on the record before a follow-up opened is no occasion for its rules.
    pub no_occasion_before_opening: bool,
    /// That nothing was done yet is taken for an attempt to reach the family.
    pub doing_nothing_is_an_attempt: bool,
    /// A failed contact that joined an open question what was done about an earlier one is not asked about when that one is answered.
    pub joined_response_is_forgotten: bool,
    /// Another professional's sighting, written down by the service itself, is not one by others.
    pub own_word_of_anothers_sighting_is_own: bool,
    /// A contact that another service plans decides the next step of this one.
    pub any_services_plan_decides: bool,
    /// A second word about the failed visit itself, such as its confirmation, makes the further visit.
    pub second_word_makes_the_visit: bool,
    /// A turn of a monthly duty that was due on the day on which the one before was done late is asked for, and is overdue at once.
    pub turn_is_born_overdue: bool,
    /// What a carer or child did before anybody recorded how they are related is not taken in afterwards. What touches it is left out.
    pub relation_comes_too_late: bool,
    /// A contact of which something else was said before it failed stands in the order at that earlier word; and a contact of which only the day is
    /// known loses a plan that was written down at an hour of that day. What touches these is left out.
    pub order_within_a_contact: bool,
}

impl Open {
    /// Every finding that is open.
    pub const ALL: Self = Self {
        uncounted_word_takes_a_failure_away: true,
        no_occasion_before_opening: true,
        doing_nothing_is_an_attempt: true,
        joined_response_is_forgotten: true,
        own_word_of_anothers_sighting_is_own: true,
        any_services_plan_decides: true,
        second_word_makes_the_visit: true,
        turn_is_born_overdue: true,
        relation_comes_too_late: true,
        order_within_a_contact: true,
    };
    /// None: as the documents say.
    pub const NONE: Self = Self {
        uncounted_word_takes_a_failure_away: false,
        no_occasion_before_opening: false,
        doing_nothing_is_an_attempt: false,
        joined_response_is_forgotten: false,
        own_word_of_anothers_sighting_is_own: false,
        any_services_plan_decides: false,
        second_word_makes_the_visit: false,
        turn_is_born_overdue: false,
        relation_comes_too_late: false,
        order_within_a_contact: false,
    };

    /// Whether a chronology touches a finding that cannot be followed.
    pub fn leaves_out(&self, told: &Told<'_>) -> bool {
        let first = told.entries.iter().position(|event| !matches!(event.fact, Fact::PersonRecorded(..) | Fact::RelationRecorded(_)));
        let late = told.entries.iter().rposition(|event| matches!(event.fact, Fact::RelationRecorded(_)));
        if self.relation_comes_too_late && first.is_some_and(|first| late.is_some_and(|late| late > first)) {
            return true;
        }
        self.order_within_a_contact
            && told.contacts.iter().any(|contact| {
                let first_word = contact.outcomes.iter().map(|(index, _)| *index).min();
                let fails = |(index, _): &(usize, _)| told.entries[*index].reports_failure();
                let both_words = contact.outcomes.iter().any(fails) && !contact.outcomes.iter().all(fails);
                // Several words, written down in another order than they happened.
                let mixed = contact.outcomes.len() > 1
                    && contact
                        .outcomes
                        .iter()
                        .any(|(index, _)| told.entries[*index].recorded_at > told.earliest(&told.entries[*index].happened));
                let unarranged = contact.outcomes.len() > 1 && contact.unarranged();
                mixed || unarranged || both_words || contact.plans.iter().any(|(plan, _)| first_word.is_some_and(|word| word < *plan))
            })
    }
}
