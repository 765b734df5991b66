//! Contacts due and failed by provider and month.

use super::days::Days;
use std::collections::BTreeMap;

/// Counts of one provider in one month.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Month {
    pub(super) due: u32,
    pub(super) failed: u32,
}

/// Counts by provider and month. Months are counted from January 1990.
#[derive(Default)]
pub(super) struct Months {
    /// Provider after provider, each with as many months.
    counts: Vec<Month>,
    first: u16,
    width: u16,
}

impl Months {
    /// Counts a contact that was due.
    #[inline]
    pub(super) fn count(&mut self, provider: u32, month: u16, has_failed: bool) {
        let place = month.wrapping_sub(self.first);
        let at = provider as usize * usize::from(self.width) + usize::from(place);
        if place >= self.width || at >= self.counts.len() {
            self.make_room(provider, month);
            return self.count(provider, month, has_failed);
        }
        if let Some(count) = self.counts.get_mut(at) {
            count.due += 1;
            count.failed += u32::from(has_failed);
        }
    }

    #[cold]
    fn make_room(&mut self, provider: u32, month: u16) {
        if self.width == 0 || month < self.first || month >= self.first + self.width {
            // Whole years, so that this happens seldom.
            let first = if self.width == 0 { month } else { month.min(self.first) } / 12 * 12;
            let end = (month + 1).max(self.first + self.width).next_multiple_of(12);
            let mut wider = Self { counts: Vec::new(), first, width: end - first };
            for (provider, month, count) in self.each() {
                wider.add(provider, month, count);
            }
            *self = wider;
        }
        let room = (provider as usize + 1) * usize::from(self.width);
        if self.counts.len() < room {
            self.counts.resize(room, Month::default());
        }
    }

    fn add(&mut self, provider: u32, month: u16, more: Month) {
        let inside = month >= self.first && month < self.first + self.width;
        let at = provider as usize * usize::from(self.width) + usize::from(month.wrapping_sub(self.first));
        if !inside || at >= self.counts.len() {
            self.make_room(provider, month);
        }
        let at = provider as usize * usize::from(self.width) + usize::from(month.wrapping_sub(self.first));
        if let Some(count) = self.counts.get_mut(at) {
            count.due += more.due;
            count.failed += more.failed;
        }
    }

    /// Adds what another thread has counted.
    pub(super) fn add_all(&mut self, other: &Self) {
        other.each().for_each(|(provider, month, count)| self.add(provider, month, count));
    }

    /// Provider, month and counts, where anything was due.
    fn each(&self) -> impl Iterator<Item = (u32, u16, Month)> + '_ {
        let width = usize::from(self.width).max(1);
        self.counts.iter().enumerate().filter(|(_, count)| count.due > 0).map(move |(at, count)| {
            let (provider, month) = (u32::try_from(at / width).unwrap_or(u32::MAX), u16::try_from(at % width).unwrap_or_default());
            (provider, self.first + month, *count)
        })
    }

    /// By the name of the provider and the first day of the month. What has no provider comes first.
    pub(super) fn by_name<'n>(&self, names: &'n [Box<str>]) -> BTreeMap<(Option<&'n str>, i32), Month> {
        let name = |provider: u32| provider.checked_sub(1).and_then(|place| names.get(place as usize)).map(AsRef::as_ref);
        self.each().map(|(provider, month, count)| ((name(provider), Days::first_of_month(month)), count)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_before_and_after_find_room_and_nothing_is_lost() {
        let mut months = Months::default();
        for (provider, month, has_failed) in
            [(3, 400, true), (0, 397, false), (1, 411, false), (3, 400, false), (3, 12, true), (1, 839, true)]
        {
            months.count(provider, month, has_failed);
        }
        let mut twice = Months::default();
        twice.count(9, 500, false);
        twice.add_all(&months);
        twice.add_all(&months);
        let names: Vec<Box<str>> = ["north", "east", "south"].map(Into::into).to_vec();
        let found = twice.by_name(&names[..]);
        let of = |name, month| found.get(&(name, Days::first_of_month(month))).copied();
        assert_eq!(of(Some("south"), 400), Some(Month { due: 4, failed: 2 }));
        assert_eq!(of(Some("south"), 12), Some(Month { due: 2, failed: 2 }));
        assert_eq!(of(None, 397), Some(Month { due: 2, failed: 0 }));
        assert_eq!(of(Some("north"), 839), Some(Month { due: 2, failed: 2 }));
        assert_eq!(found.len(), 6);
    }
}
