//! What a chart says, in words.

use crate::chart::{Assurance, Chart};
use crate::settings::ENOUGH;
use crate::signals::{Meaning, Signal};

impl Chart {
    /// What the chart says at its end, in a sentence or two. `labels` are what the values are called, such as months, in their order.
    pub fn in_words(&self, labels: &[impl AsRef<str>]) -> String {
        [Some(self.of_change(labels)), self.of_target(), self.of_trial()].into_iter().flatten().collect::<Vec<_>>().join(" ")
    }

    fn of_change(&self, labels: &[impl AsRef<str>]) -> String {
        let Some(last) = self.points.last() else { return String::new() };
        if last.limits.is_none() {
            return "One value alone says nothing about what is usual.".to_owned();
        }
        let (Some(signal), Some(since)) = (last.signal, self.since()) else {
            return "It moves as it usually does, which may be chance; whether what is usual is good, this does not say.".to_owned();
        };
        let what = match signal {
            Signal::Rising => "Rising",
            Signal::Falling => "Falling",
            _ if signal.is_high() => "Higher than usual",
            _ => "Lower than usual",
        };
        let when = match labels.get(since).map(AsRef::as_ref) {
            Some(label) if since + 1 == self.points.len() => format!(" in {label}"),
            Some(label) => format!(" since {label}"),
            None => String::new(),
        };
        let judged = match last.meaning {
            Meaning::Improvement => ", for the better",
            Meaning::Concern => ", for the worse",
            _ => "",
        };
        format!("{what}{when}{judged}: this is unlikely to be chance.")
    }

    fn of_target(&self) -> Option<String> {
        let words = match self.assurance? {
            Assurance::Reached => "If nothing changes, the target is reached every time.",
            Assurance::NotReached => "If nothing changes, the target is not reached.",
            Assurance::Chance => "Whether the target is reached is a matter of chance.",
        };
        Some(words.to_owned())
    }

    fn of_trial(&self) -> Option<String> {
        let last = self.stretches.last().filter(|stretch| stretch.is_on_trial() && stretch.limits_rest_on > 1)?;
        Some(format!("The limits are on trial: they rest on {} values, and {ENOUGH} make them firm.", last.limits_rest_on))
    }
}
