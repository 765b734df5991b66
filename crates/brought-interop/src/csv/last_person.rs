//! The person of the row before. Rows of one person mostly follow each other and say the same of them, and to read that again for each took more
//! than a third of the time in which a population is answered.

use super::cells::RowCells;
use super::person::PersonReader;
use crate::age::AgeKnown;
use crate::fault::Fault;
use crate::person::ImportedPerson;
use std::sync::Arc;

/// What the last row said of its person, with the cells that said so.
#[derive(Clone, Debug, Default)]
pub(super) struct LastPerson {
    /// The cells, one after another, and where each ends.
    text: String,
    ends: Vec<usize>,
    told: Option<PersonTold>,
}

/// What a row says of its person.
#[derive(Clone, Debug)]
pub(super) struct PersonTold {
    pub(super) person: Arc<ImportedPerson>,
    /// The digest of it.
    pub(super) content: [u8; 16],
    pub(super) notes: Vec<String>,
    age: AgeKnown,
}

impl LastPerson {
    /// Forgets everything: the next row is of another file.
    pub(super) fn forget(&mut self) {
        self.told = None;
    }

    /// Reads the person of a row, or remembers them.
    pub(super) fn read(&mut self, mut reader: PersonReader<'_>) -> Result<PersonTold, Fault> {
        let is_same = self.is_same(reader.cells);
        // The same cells may be a child's on one day and a grown-up's on another.
        if is_same
            && let Some(told) = &self.told
            && reader.kind(told.age).is_ok_and(|kind| kind == told.person.kind)
        {
            return Ok(told.clone());
        }
        let (person, age) = reader.read()?;
        let told = PersonTold { content: person.content(), person: Arc::new(person), notes: reader.notes, age };
        if !is_same {
            self.remember(reader.cells);
        }
        self.told = Some(told.clone());
        Ok(told)
    }

    fn is_same(&self, cells: &RowCells<'_>) -> bool {
        let places = &cells.heading.about_person;
        let mut start = 0;
        places.len() == self.ends.len()
            && places.iter().zip(&self.ends).all(|(place, end)| {
                let known = self.text.get(start..*end);
                start = *end;
                cells.texts.get(*place).as_deref() == known
            })
    }

    fn remember(&mut self, cells: &RowCells<'_>) {
        self.text.clear();
        self.ends.clear();
        for place in &cells.heading.about_person {
            self.text.push_str(&cells.texts.get(*place).unwrap_or_default());
            self.ends.push(self.text.len());
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::{Map, Read, ReadContext, RowReader, RowRef};
    use brought_domain::person::PersonKind;

    const COLUMNS: [&str; 7] = ["id", "number", "name", "born", "contact", "day", "status"];

    fn map() -> Map {
        let text = "name = \"test\"\nkind = \"contacts\"\nsystem = \"s\"\ndate_formats = [\"iso\"]\n\
            [columns]\nperson_id = \"id\"\nnhs_number = \"number\"\ngiven_name = { column = \"given\", optional = true }\nfamily_name = { column = \"name\", optional = true }\ndate_of_birth = \"born\"\n\
            contact_id = \"contact\"\n\
            planned_on = \"day\"\nstatus = \"status\"\n[subject]\nadult_from_years = 18\ndefault = \"child\"\n\
            [service]\nid = \"clinic\"\nname = \"Clinic\"\naudience = \"children\"\n[statuses]\ncame = { outcome = \"seen\" }\n";
        Map::parse(text, "map.toml").unwrap_or_else(|problems| panic!("{problems:?}"))
    }

    /// Reads rows, each by a reader of its own or all by one. What was said of a person before is forgotten, so that each tells of theirs anew.
    fn read(map: &Map, rows: &[(usize, [&str; 7])], each_alone: bool) -> Vec<Read> {
        let context = ReadContext { recorded_at: "2026-11-20T12:00:00Z".parse().unwrap(), file_name: String::new() };
        let reader = || {
            let mut reader = RowReader::new(map, &context).unwrap();
            reader.add_file(COLUMNS.map(str::to_owned).into(), "one.csv").unwrap();
            // In the second file, another name stands where the first has the family's.
            reader.add_file(COLUMNS.map(|name| name.replace("name", "given")).into(), "two.csv").unwrap();
            reader
        };
        let mut one = reader();
        let row = |number: usize, (file, cells): &(usize, [&str; 7]), reader: &mut RowReader<'_>| {
            let place = RowRef { file: "f".into(), row: number as u64, line: 1, message: None };
            reader.begin_another();
            reader.read(*file, place, cells, true).unwrap()
        };
        rows.iter()
            .enumerate()
            .map(|(number, cells)| {
                row(
                    number,
                    cells,
                    if each_alone {
                        one = reader();
                        &mut one
                    } else {
                        &mut one
                    },
                )
            })
            .collect()
    }

    #[test]
    fn whoever_is_remembered_is_the_person_that_would_be_read() {
        let rows = [
            (0, ["1", "9990000018", "Ford", "2008-07-02", "a", "2026-07-01", "came"]),
            (0, ["1", "9990000018", "Ford", "2008-07-02", "b", "2026-06-01", "came"]),
            // Grown up since, with the same cells; and not yet.
            (0, ["1", "9990000018", "Ford", "2008-07-02", "c", "2026-07-02", "came"]),
            (0, ["1", "9990000018", "Ford", "2008-07-02", "d", "2026-01-02", "came"]),
            // Another name, a cell that moved over, a wrong number and the right one again.
            (0, ["1", "9990000018", "Forde", "2008-07-02", "e", "2026-01-03", "came"]),
            (0, ["1", "", "9990000018Forde", "2008-07-02", "f", "2026-01-03", "came"]),
            (0, ["1", "9990000019", "Ford", "2008-07-02", "g", "2026-01-04", "came"]),
            (0, ["1", "9990000018", "Ford", "2008-07-02", "h", "2026-01-05", "came"]),
            (0, ["2", "9990000018", "F3rd", "2008-07-02", "i", "2026-01-05", "came"]),
            (0, ["2", "9990000018", "F3rd", "2008-07-02", "j", "2026-01-06", "came"]),
            (1, ["2", "9990000018", "F3rd", "2008-07-02", "k", "2026-01-06", "came"]),
            (1, ["2", "9990000018", "F3rd", "2008-07-02", "l", "2026-01-07", "came"]),
            (0, ["2", "9990000018", "F3rd", "2008-07-02", "m", "2026-01-06", "came"]),
        ];
        let map = map();
        let remembered = read(&map, &rows, false);
        assert_eq!(remembered, read(&map, &rows, true));
        let kinds: Vec<Option<PersonKind>> = remembered
            .iter()
            .map(|read| match read {
                Read::Record(record) => Some(record.person.kind),
                _ => None,
            })
            .collect();
        assert_eq!(kinds[..4], [PersonKind::Child, PersonKind::Child, PersonKind::Carer, PersonKind::Child].map(Some));
        // A wrong number is no record, whoever is remembered.
        assert_eq!(kinds[6], None);
    }
}
