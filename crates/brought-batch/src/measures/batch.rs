//! Contacts as they are read: some rows of a file, a list for each column.

use super::fold::Contacts;
use super::keys::{KeyColumn, KeyKind, Keys};
use super::stop::Stop;

/// Where a row stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    pub(super) file: u32,
    /// The row group of a Parquet file, or the piece of a CSV file.
    pub(super) group: u32,
    /// Counted from 0 within the group.
    pub(super) row: u32,
}

/// Some rows that were read.
pub(super) struct Batch<'a> {
    pub(super) children: KeyColumn<'a>,
    pub(super) times: &'a [i64],
    pub(super) days: &'a [i32],
    pub(super) outcomes: &'a [u8],
    pub(super) providers: &'a [u32],
    /// Empty when nobody needs them.
    pub(super) services: &'a [u16],
    /// Left out when they can be had later.
    pub(super) ids: Option<KeyColumn<'a>>,
    /// Where the first row stands.
    pub(super) place: Place,
}

/// Who takes rows in.
pub(super) trait Sink {
    fn batch(&mut self, batch: &Batch<'_>) -> Result<(), Stop>;
}

/// Rows that are kept until everything about their child is there.
#[derive(Default)]
pub(super) struct Held {
    pub(super) times: Vec<i64>,
    pub(super) days: Vec<i32>,
    pub(super) outcomes: Vec<u8>,
    pub(super) providers: Vec<u32>,
    pub(super) services: Vec<u16>,
    pub(super) ids: Option<Keys>,
    /// From which row on they stand at which place, one after another.
    places: Vec<(usize, Place)>,
}

impl Held {
    pub(super) fn len(&self) -> usize {
        self.times.len()
    }

    pub(super) fn add(&mut self, batch: &Batch<'_>, kind: KeyKind) {
        self.places.push((self.len(), batch.place));
        self.times.extend_from_slice(batch.times);
        self.days.extend_from_slice(batch.days);
        self.outcomes.extend_from_slice(batch.outcomes);
        self.providers.extend_from_slice(batch.providers);
        self.services.extend_from_slice(batch.services);
        if let Some(ids) = &batch.ids {
            ids.add_to(self.ids.get_or_insert_with(|| Keys::new(kind)));
        }
    }

    /// The rows from one up to another, as they are gone through.
    pub(super) fn contacts(&self, from: usize, to: usize) -> Contacts<'_> {
        Contacts {
            days: self.days.get(from..to).unwrap_or_default(),
            outcomes: self.outcomes.get(from..to).unwrap_or_default(),
            providers: self.providers.get(from..to).unwrap_or_default(),
            services: self.services.get(from..to).unwrap_or_default(),
        }
    }

    /// Leaves out the first so many rows.
    pub(super) fn drop_first(&mut self, rows: usize) {
        self.times.drain(..rows);
        self.days.drain(..rows);
        self.outcomes.drain(..rows);
        self.providers.drain(..rows);
        self.services.drain(..rows.min(self.services.len()));
        if let Some(ids) = &mut self.ids {
            ids.drop_first(rows);
        }
        let last = self.places.partition_point(|(from, _)| *from <= rows).saturating_sub(1);
        self.places.drain(..last);
        for (from, place) in &mut self.places {
            if *from < rows {
                place.row += u32::try_from(rows - *from).unwrap_or(u32::MAX);
                *from = 0;
            } else {
                *from -= rows;
            }
        }
    }

    pub(super) fn clear(&mut self) {
        *self = Self {
            times: std::mem::take(&mut self.times),
            days: std::mem::take(&mut self.days),
            outcomes: std::mem::take(&mut self.outcomes),
            providers: std::mem::take(&mut self.providers),
            services: std::mem::take(&mut self.services),
            ids: None,
            places: std::mem::take(&mut self.places),
        };
        self.times.clear();
        self.days.clear();
        self.outcomes.clear();
        self.providers.clear();
        self.services.clear();
        self.places.clear();
    }

    /// A part of the rows, from one up to another.
    pub(super) fn part(&self, from: usize, to: usize) -> Self {
        let contacts = self.contacts(from, to);
        Self {
            times: self.times.get(from..to).unwrap_or_default().to_vec(),
            days: contacts.days.to_vec(),
            outcomes: contacts.outcomes.to_vec(),
            providers: contacts.providers.to_vec(),
            services: contacts.services.to_vec(),
            ids: self.ids.as_ref().map(|ids| ids.part(from, to)),
            places: self.places_of(from, to).map(|(at, place, _)| (at, place)).collect(),
        }
    }

    /// Adds the rows of another after these.
    pub(super) fn append(&mut self, mut other: Self) {
        let rows = self.len();
        self.times.append(&mut other.times);
        self.days.append(&mut other.days);
        self.outcomes.append(&mut other.outcomes);
        self.providers.append(&mut other.providers);
        self.services.append(&mut other.services);
        if let (Some(ids), Some(more)) = (&mut self.ids, &other.ids) {
            KeyColumn::Kept(more).add_to(ids);
        }
        self.places.extend(other.places.into_iter().map(|(from, place)| (from + rows, place)));
    }

    /// The pieces of some rows: from where on they stand, counted from the first of them, at which place, and how many there are.
    fn places_of(&self, from: usize, to: usize) -> impl Iterator<Item = (usize, Place, usize)> + '_ {
        let ends = self.places.iter().skip(1).map(|(end, _)| *end).chain([self.len()]);
        self.places.iter().zip(ends).filter_map(move |((begin, place), end)| {
            let (first, last) = ((*begin).max(from), end.min(to));
            let place = Place { row: place.row + u32::try_from(first.saturating_sub(*begin)).unwrap_or(u32::MAX), ..*place };
            (first < last).then(|| (first - from, place, last - first))
        })
    }

    /// Where the rows stand: places and how many rows follow one another there.
    pub(super) fn places(&self) -> impl Iterator<Item = (Place, usize)> + '_ {
        self.places_of(0, self.len()).map(|(_, place, rows)| (place, rows))
    }

    /// Where a row stands.
    pub(super) fn place(&self, row: usize) -> Option<Place> {
        self.places_of(row, row + 1).next().map(|(_, place, _)| place)
    }

    /// Puts the rows into another order: `order` has the old place of each. What stands where is not kept.
    pub(super) fn reorder(&mut self, order: &[usize]) {
        fn of<T: Copy>(from: &mut Vec<T>, order: &[usize]) {
            if !from.is_empty() {
                *from = order.iter().filter_map(|place| from.get(*place).copied()).collect();
            }
        }
        of(&mut self.times, order);
        of(&mut self.days, order);
        of(&mut self.outcomes, order);
        of(&mut self.providers, order);
        of(&mut self.services, order);
        self.ids = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn batch(times: &[i64], place: Place) -> Held {
        let days: Vec<i32> = times.iter().map(|time| i32::try_from(*time).unwrap()).collect();
        let (outcomes, providers) = (vec![0; times.len()], vec![0; times.len()]);
        let mut held = Held::default();
        let children = KeyColumn::Whole(times);
        let rows = Batch { children, times, days: &days, outcomes: &outcomes, providers: &providers, services: &[], ids: None, place };
        held.add(&rows, KeyKind::Whole);
        held
    }

    #[test]
    fn rows_know_where_they_stood_when_others_have_gone() {
        let place = |file, row| Place { file, group: 0, row };
        let mut held = batch(&[1, 2, 3], place(0, 10));
        held.append(batch(&[4, 5], place(1, 0)));
        held.drop_first(2);
        assert_eq!(held.places().collect::<Vec<_>>(), [(place(0, 12), 1), (place(1, 0), 2)]);
        assert_eq!(held.part(1, 3).places().collect::<Vec<_>>(), [(place(1, 0), 2)]);
        assert_eq!((held.place(2), held.times.clone()), (Some(place(1, 1)), vec![3, 4, 5]));
        held.drop_first(1);
        assert_eq!(held.places().collect::<Vec<_>>(), [(place(1, 0), 2)]);
        held.reorder(&[1, 0]);
        assert_eq!(held.days, [5, 4]);
    }
}
