//! Rows as they came, many of them in one piece of memory.

/// Where a row stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct At {
    /// Which file, in the order of their names.
    pub(crate) file: u32,
    /// The row as a spreadsheet numbers it, the heading being row 1.
    pub(crate) row: u64,
    /// The line of text on which it begins; of a file that has none, the row.
    pub(crate) line: u64,
    /// How many rows stood before it in all files: the order in which they came.
    pub(crate) ordinal: u64,
    /// Whether something follows it in its file.
    pub(crate) ended: bool,
}

/// Rows with the person whose they are. Every one has the key under which it is put together with others.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rows {
    /// The key and the cells of each row, one after another.
    text: String,
    /// Where each of those texts ends.
    ends: Vec<u32>,
    rows: Vec<Head>,
}

#[derive(Clone, Copy, Debug)]
struct Head {
    at: At,
    /// Where its first text begins, in the text and in the ends.
    text: u32,
    ends: u32,
}

/// No more text than this is kept together, so that a place in it is a short number.
pub(crate) const MOST_TEXT: usize = 1 << 31;

impl Rows {
    /// With room for so many bytes, so that they need not be moved while it fills.
    pub(crate) fn with_room(bytes: usize) -> Self {
        // Cells are mostly short: a quarter goes for where they end.
        Self { text: String::with_capacity(bytes / 2), ends: Vec::with_capacity(bytes / 4 / size_of::<u32>()), rows: Vec::new() }
    }

    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// About how much memory they take.
    pub(crate) fn bytes(&self) -> usize {
        self.text.len() + self.ends.len() * size_of::<u32>() + self.rows.len() * size_of::<Head>()
    }

    /// How much text they hold.
    pub(crate) fn text_len(&self) -> usize {
        self.text.len()
    }

    pub(crate) fn clear(&mut self) {
        self.text.clear();
        self.ends.clear();
        self.rows.clear();
    }

    pub(crate) fn push<'t>(&mut self, at: At, key: &str, cells: impl IntoIterator<Item = &'t str>) {
        self.rows.push(Head { at, text: short(self.text.len()), ends: short(self.ends.len()) });
        self.text.push_str(key);
        self.ends.push(short(self.text.len()));
        for cell in cells {
            self.text.push_str(cell);
            self.ends.push(short(self.text.len()));
        }
    }

    pub(crate) fn at(&self, index: usize) -> Option<At> {
        self.rows.get(index).map(|head| head.at)
    }

    /// The key of a row. Empty: nobody knows whose it is.
    pub(crate) fn key(&self, index: usize) -> &str {
        let Some(head) = self.rows.get(index) else { return "" };
        let end = self.ends.get(head.ends as usize).copied().unwrap_or(head.text);
        self.text.get(head.text as usize..end as usize).unwrap_or_default()
    }

    /// The cells of a row, in the order of its file's columns.
    pub(crate) fn cells(&self, index: usize) -> impl Iterator<Item = &str> {
        let first = self.rows.get(index).map_or(self.ends.len(), |head| head.ends as usize);
        let after = self.rows.get(index + 1).map_or(self.ends.len(), |head| head.ends as usize);
        let ends = self.ends.get(first..after).unwrap_or_default();
        ends.windows(2).map(|pair| self.text.get(pair[0] as usize..pair[1] as usize).unwrap_or_default())
    }
}

/// Whoever fills rows stops before they hold more than [`MOST_TEXT`].
fn short(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_put_in_comes_out() {
        let at = |ordinal| At { file: 1, row: ordinal + 2, line: 7, ordinal, ended: true };
        let mut rows = Rows::default();
        rows.push(at(0), "csds/1", ["a", "", "ß"]);
        rows.push(at(1), "", []);
        rows.push(at(2), "csds/2", ["x"]);
        let cells = |index| rows.cells(index).collect::<Vec<_>>();
        assert_eq!((rows.key(0), cells(0)), ("csds/1", vec!["a", "", "ß"]));
        assert_eq!((rows.key(1), cells(1)), ("", vec![]));
        assert_eq!((rows.key(2), cells(2), rows.at(2)), ("csds/2", vec!["x"], Some(at(2))));
        assert_eq!((rows.key(3), cells(3), rows.at(3)), ("", vec![], None));
    }
}
