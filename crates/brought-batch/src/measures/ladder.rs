//! The ladder: a level for each service, up with failed contacts, down when the child is seen.

use super::fold::{Contacts, Rules};
use super::plan::{Class, Ladder};
use super::rows::LadderFigures;

/// Where a child stands with one service.
#[derive(Clone, Copy, Default)]
struct Stand {
    /// Which child this is about, counted up; of an earlier one it says nothing.
    child: u32,
    level: u8,
    /// By when following up is due.
    due_on: i32,
    /// Cancellations by the family in an unbroken run.
    cancellations: u32,
}

/// The ladder, and where the child in hand stands with each service.
pub(super) struct Steps {
    ladder: Ladder,
    stands: Vec<Stand>,
    /// The services of the child in hand.
    services: Vec<u16>,
    child: u32,
}

impl Steps {
    pub(super) fn new(ladder: Ladder) -> Self {
        Self { ladder, stands: Vec::new(), services: Vec::new(), child: 0 }
    }

    /// What the ladder comes to for a child.
    pub(super) fn child(&mut self, rules: &Rules<'_>, contacts: Contacts<'_>, known_concern: bool) -> LadderFigures {
        self.child = self.child.wrapping_add(1);
        if self.child == 0 {
            self.stands.fill(Stand::default());
            self.child = 1;
        }
        self.services.clear();
        let mut figures = LadderFigures::default();
        for ((day, outcome), service) in contacts.days.iter().zip(contacts.outcomes).zip(contacts.services) {
            let class = rules.classes[usize::from(*outcome)];
            if class == Class::Neutral {
                continue;
            }
            let ladder = self.ladder;
            let Some(stand) = self.stand(*service) else { continue };
            let due_on = rules.due_days.due(*day);
            match class {
                Class::Seen => {
                    stand.cancellations = 0;
                    seen(stand, &ladder, due_on);
                }
                Class::Failed => {
                    stand.cancellations = 0;
                    failed(stand, &ladder, &mut figures, *day, due_on, known_concern);
                }
                Class::CancelledByFamily => {
                    stand.cancellations += 1;
                    if stand.cancellations >= ladder.family_cancellations {
                        failed(stand, &ladder, &mut figures, *day, due_on, known_concern);
                    }
                }
                Class::Neutral => {}
            }
        }
        for service in &self.services {
            if let Some(stand) = self.stands.get(usize::from(*service)) {
                figures.level = figures.level.max(i32::from(stand.level));
                figures.overdue += i32::from(stand.level > 0 && stand.due_on < rules.as_of);
            }
        }
        figures
    }

    fn stand(&mut self, service: u16) -> Option<&mut Stand> {
        let place = usize::from(service);
        if place >= self.stands.len() {
            self.stands.resize(place + 1, Stand::default());
        }
        let stand = self.stands.get_mut(place)?;
        if stand.child != self.child {
            *stand = Stand { child: self.child, ..Stand::default() };
            self.services.push(service);
        }
        Some(stand)
    }
}

fn failed(stand: &mut Stand, ladder: &Ladder, figures: &mut LadderFigures, day: i32, due_on: i32, known_concern: bool) {
    if stand.level > 0 && day <= stand.due_on {
        // Somebody is following up already.
        figures.repeated += 1;
        return;
    }
    // Nobody followed up in time.
    figures.overdue += i32::from(stand.level > 0);
    let before = stand.level;
    stand.level = (before + 1).min(ladder.levels);
    if known_concern {
        stand.level = stand.level.max(ladder.least_with_known_concern);
    }
    figures.times_at_the_top += i32::from(stand.level == ladder.levels && before != ladder.levels);
    stand.due_on = due_on;
}

/// One step down, and the child needs to be seen again in time; from the lowest level off the ladder.
fn seen(stand: &mut Stand, ladder: &Ladder, due_on: i32) {
    stand.level = stand.level.saturating_sub(ladder.down_when_seen);
    if stand.level > 0 {
        stand.due_on = due_on;
    }
}
