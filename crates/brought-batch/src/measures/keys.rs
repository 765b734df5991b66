//! Ids of children and contacts: whole numbers or texts, a column of one kind.

use arrow_array::{Array as _, StringArray};
use std::fmt;

/// An id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Key<'a> {
    Whole(i64),
    Text(&'a [u8]),
}

impl fmt::Display for Key<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole(number) => number.fmt(f),
            Self::Text(text) => String::from_utf8_lossy(text).fmt(f),
        }
    }
}

/// What kind of ids a column has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum KeyKind {
    Whole,
    Text,
}

impl fmt::Display for KeyKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Whole => "whole numbers",
            Self::Text => "texts",
        })
    }
}

/// Ids that are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Keys {
    Whole(Vec<i64>),
    Text { bytes: Vec<u8>, ends: Vec<usize> },
}

impl Keys {
    pub(super) fn new(kind: KeyKind) -> Self {
        match kind {
            KeyKind::Whole => Self::Whole(Vec::new()),
            KeyKind::Text => Self::Text { bytes: Vec::new(), ends: Vec::new() },
        }
    }

    pub(super) fn kind(&self) -> KeyKind {
        match self {
            Self::Whole(_) => KeyKind::Whole,
            Self::Text { .. } => KeyKind::Text,
        }
    }

    pub(super) fn len(&self) -> usize {
        match self {
            Self::Whole(keys) => keys.len(),
            Self::Text { ends, .. } => ends.len(),
        }
    }

    #[inline]
    pub(super) fn get(&self, place: usize) -> Option<Key<'_>> {
        match self {
            Self::Whole(keys) => keys.get(place).copied().map(Key::Whole),
            Self::Text { bytes, ends } => {
                let start = place.checked_sub(1).and_then(|before| ends.get(before)).copied().unwrap_or_default();
                ends.get(place).and_then(|end| bytes.get(start..*end)).map(Key::Text)
            }
        }
    }

    /// Adds an id. Of the other kind it is left out, which no caller does: columns are of one kind.
    pub(super) fn push(&mut self, key: Key<'_>) {
        match (self, key) {
            (Self::Whole(keys), Key::Whole(key)) => keys.push(key),
            (Self::Text { bytes, ends }, Key::Text(key)) => {
                bytes.extend_from_slice(key);
                ends.push(bytes.len());
            }
            (Self::Whole(_), Key::Text(_)) | (Self::Text { .. }, Key::Whole(_)) => {}
        }
    }

    pub(super) fn clear(&mut self) {
        match self {
            Self::Whole(keys) => keys.clear(),
            Self::Text { bytes, ends } => {
                bytes.clear();
                ends.clear();
            }
        }
    }

    /// Leaves out the first so many.
    pub(super) fn drop_first(&mut self, count: usize) {
        match self {
            Self::Whole(keys) => {
                keys.drain(..count.min(keys.len()));
            }
            Self::Text { bytes, ends } => {
                let Some(cut) = count.checked_sub(1).and_then(|last| ends.get(last)).copied() else { return };
                bytes.drain(..cut);
                ends.drain(..count);
                ends.iter_mut().for_each(|end| *end -= cut);
            }
        }
    }

    /// A part of them, from one place up to another.
    pub(super) fn part(&self, from: usize, to: usize) -> Self {
        let mut part = Self::new(self.kind());
        (from..to).filter_map(|place| self.get(place)).for_each(|key| part.push(key));
        part
    }
}

/// Ids as they stand in a column that was read.
#[derive(Clone, Copy)]
pub(super) enum KeyColumn<'a> {
    Whole(&'a [i64]),
    Texts(&'a StringArray),
    Kept(&'a Keys),
}

impl<'a> KeyColumn<'a> {
    #[inline]
    pub(super) fn get(&self, place: usize) -> Option<Key<'a>> {
        match self {
            Self::Whole(keys) => keys.get(place).copied().map(Key::Whole),
            Self::Texts(texts) => (place < texts.len()).then(|| Key::Text(texts.value(place).as_bytes())),
            Self::Kept(keys) => keys.get(place),
        }
    }

    /// Adds them to others of the same kind.
    pub(super) fn add_to(&self, keys: &mut Keys) {
        match (self, keys) {
            (Self::Whole(from), Keys::Whole(to)) => to.extend_from_slice(from),
            (Self::Kept(Keys::Whole(from)), Keys::Whole(to)) => to.extend_from_slice(from),
            (_, keys) => {
                let mut place = 0;
                while let Some(key) = self.get(place) {
                    keys.push(key);
                    place += 1;
                }
            }
        }
    }

    /// Tells where another id than the one before begins: `tell(place, id)`, for the first row only when it is not `before`.
    /// Stops at an id that is smaller than the one before it, and returns its place.
    pub(super) fn changes(&self, before: Option<Key<'_>>, rows: usize, mut tell: impl FnMut(usize, Key<'a>)) -> Option<usize> {
        // Numbers are compared as numbers, without looking at each what it is.
        let whole = match self {
            Self::Whole(keys) => Some(*keys),
            Self::Kept(Keys::Whole(keys)) => Some(keys.as_slice()),
            _ => None,
        };
        if let Some(keys) = whole
            && let Some(first) = keys.first()
        {
            match before {
                Some(Key::Whole(before)) if *first < before => return Some(0),
                Some(Key::Whole(before)) if *first == before => {}
                _ => tell(0, Key::Whole(*first)),
            }
            for (place, pair) in keys.windows(2).enumerate() {
                if let [one, next] = pair
                    && one != next
                {
                    if next < one {
                        return Some(place + 1);
                    }
                    tell(place + 1, Key::Whole(*next));
                }
            }
            return None;
        }
        let mut last = self.get(0)?;
        match before {
            Some(before) if last < before => return Some(0),
            Some(before) if last == before => {}
            _ => tell(0, last),
        }
        for place in 1..rows {
            let key = self.get(place)?;
            if key != last {
                if key < last {
                    return Some(place);
                }
                tell(place, key);
                last = key;
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(of: &[&str]) -> Keys {
        let mut keys = Keys::new(KeyKind::Text);
        of.iter().for_each(|text| keys.push(Key::Text(text.as_bytes())));
        keys
    }

    #[test]
    fn ids_are_kept_and_left_out_from_the_front() {
        let mut keys = texts(&["a", "", "ccc", "d"]);
        keys.drop_first(2);
        assert_eq!((keys.len(), keys.get(0), keys.get(1), keys.get(2)), (2, Some(Key::Text(b"ccc")), Some(Key::Text(b"d")), None));
        assert_eq!(keys.part(1, 2), texts(&["d"]));
        let mut whole = Keys::Whole(vec![5, 6, 7]);
        whole.drop_first(1);
        assert_eq!(whole, Keys::Whole(vec![6, 7]));
    }

    #[test]
    fn changes_are_told_and_a_step_back_stops() {
        for keys in [texts(&["a", "a", "b", "b", "a"]), Keys::Whole(vec![1, 1, 2, 2, 1])] {
            let mut told = Vec::new();
            let wrong = KeyColumn::Kept(&keys).changes(None, keys.len(), |place, _| told.push(place));
            assert_eq!((told, wrong), (vec![0, 2], Some(4)));
            let mut told = Vec::new();
            assert_eq!(KeyColumn::Kept(&keys).changes(keys.get(0), 4, |place, _| told.push(place)), keys_wrong(&keys));
            assert_eq!(told, [2]);
            assert_eq!(KeyColumn::Kept(&keys).changes(keys.get(2), 4, |_, _| {}), Some(0));
        }
    }

    /// A column of numbers is always looked through to its end.
    fn keys_wrong(keys: &Keys) -> Option<usize> {
        (keys.kind() == KeyKind::Whole).then_some(4)
    }
}
