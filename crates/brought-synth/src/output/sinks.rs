//! The files that are being written: one for each table, and for the contacts one after another.

use super::columns::Shape;
use super::encode::{Encoded, Encoder, Writing, place_of};
use super::folder::Folder;
use super::texts::heading;
use super::{Asked, Format, OutputProblem};
use crate::rows::{Contact, Faulty, TABLES};
use crate::table::{Row, Table};
use parquet::file::writer::SerializedFileWriter;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::PathBuf;

/// One file for each table that is written.
pub(super) struct Sinks<'w> {
    folder: &'w Folder,
    encoder: &'w Encoder,
    format: Format,
    files: u32,
    /// In the order of the tables; `faults` has none unless faults were asked for.
    open: Vec<Option<Sink<'w>>>,
    /// The file that is open for contacts.
    file: u32,
    /// For each table the names of its files so far.
    names: Vec<Vec<String>>,
}

impl<'w> Sinks<'w> {
    pub(super) fn open(folder: &'w Folder, encoder: &'w Encoder, asked: &Asked) -> Result<Self, OutputProblem> {
        let (format, files) = (asked.format, asked.files);
        let names = vec![Vec::new(); TABLES.len()];
        let mut sinks = Self { folder, encoder, format, files, open: Vec::new(), file: 0, names };
        for (place, table) in TABLES.iter().enumerate() {
            let sink = if table.name == Faulty::TABLE.name && !asked.dirty { None } else { Some(sinks.begin(place, table)?) };
            sinks.open.push(sink);
        }
        Ok(sinks)
    }

    fn begin(&mut self, place: usize, table: &Table) -> Result<Sink<'w>, OutputProblem> {
        let ending = self.format.ending();
        let name = if table.name == Contact::TABLE.name && self.files > 1 {
            format!("{}-{:04}.{ending}", table.name, self.file + 1)
        } else {
            format!("{}.{ending}", table.name)
        };
        let sink = Sink::create(self.folder.file(&name), self.encoder, place, table);
        self.names[place].push(name);
        sink
    }

    /// Writes what a batch adds.
    pub(super) fn append(&mut self, writing: Writing) -> Result<(), OutputProblem> {
        self.turn_to(writing.file)?;
        for (place, encoded) in writing.tables {
            if let Some(Some(sink)) = self.open.get_mut(place) {
                sink.append(encoded)?;
            }
        }
        Ok(())
    }

    /// Goes on to a later file for contacts.
    fn turn_to(&mut self, file: u32) -> Result<(), OutputProblem> {
        while self.file < file {
            self.file += 1;
            let place = place_of(Contact::TABLE.name);
            let next = self.begin(place, &Contact::TABLE)?;
            if let Some(done) = self.open.get_mut(place).and_then(|sink| sink.replace(next)) {
                done.close()?;
            }
        }
        Ok(())
    }

    /// Has everything on the disk, and tells the names of the files, table by table.
    pub(super) fn close(mut self) -> Result<Vec<Vec<String>>, OutputProblem> {
        self.turn_to(self.files - 1)?;
        for sink in self.open.into_iter().flatten() {
            sink.close()?;
        }
        Ok(self.names)
    }
}

/// A file.
struct Sink<'w> {
    path: PathBuf,
    writer: Writer<'w>,
}

enum Writer<'w> {
    Lines(BufWriter<File>),
    Parquet(Box<SerializedFileWriter<BufWriter<File>>>, &'w Shape),
}

impl<'w> Sink<'w> {
    fn create(path: PathBuf, encoder: &'w Encoder, place: usize, table: &Table) -> Result<Self, OutputProblem> {
        let file = File::create(&path).map_err(OutputProblem::at(&path))?;
        let mut to = BufWriter::with_capacity(1 << 18, file);
        let writer = match encoder {
            Encoder::Parquet(shapes) => {
                let shape = &shapes[place];
                Writer::Parquet(Box::new(shape.writer(to).map_err(OutputProblem::parquet(table.name))?), shape)
            }
            Encoder::Lines(format) => {
                if *format == Format::Csv {
                    to.write_all(&heading(table)).map_err(OutputProblem::at(&path))?;
                }
                Writer::Lines(to)
            }
        };
        Ok(Self { path, writer })
    }

    fn append(&mut self, encoded: Encoded) -> Result<(), OutputProblem> {
        match (&mut self.writer, encoded) {
            (Writer::Lines(to), Encoded::Lines(lines)) => to.write_all(&lines).map_err(OutputProblem::at(&self.path)),
            (Writer::Parquet(to, shape), Encoded::RowGroup(columns)) => {
                let append = || {
                    let mut group = to.next_row_group()?;
                    for column in columns {
                        column.append_to_row_group(&mut group)?;
                    }
                    group.close().map(|_| ())
                };
                append().map_err(OutputProblem::parquet(shape.table()))
            }
            // The encoder that made the rows is the one that made the file.
            _ => Ok(()),
        }
    }

    fn close(self) -> Result<(), OutputProblem> {
        let to = match self.writer {
            Writer::Lines(to) => to,
            Writer::Parquet(writer, shape) => writer.into_inner().map_err(OutputProblem::parquet(shape.table()))?,
        };
        let file = to.into_inner().map_err(|problem| OutputProblem::Write { path: self.path.clone(), source: problem.into_error() })?;
        file.sync_all().map_err(OutputProblem::at(&self.path))
    }
}
