//! Whose each row is, for whoever parts an extract by person before asking about it.

use crate::input::{Inputs, Sink};
use crate::order::fingerprint;
use crate::problem::{BatchProblem, Halt};
use crate::question::Question;
use crate::rows::At;
use arrow_array::RecordBatch;
use arrow_array::builder::{Int64Builder, StringBuilder};
use arrow_schema::{DataType, Field, Schema};
use brought_interop::{ReadContext, RowProblem, RowReader};
use std::sync::Arc;

/// Says of each row of an extract whose it is, in the order of the rows: the person's id as the answers have it, and the digest of it that
/// [`Answers::shared`](crate::Answers::shared) has. Both are empty where nobody knows: such a row is looked at by itself.
///
/// # Errors
/// When the rows, the map or the question cannot be used.
pub fn people(question: &Question<'_>) -> Result<RecordBatch, BatchProblem> {
    let context = ReadContext { recorded_at: question.as_of, file_name: String::new() };
    let inputs = Inputs::find(question, &context)?;
    let (person, digest) = (StringBuilder::new(), Int64Builder::new());
    let mut whose = Whose { reader: inputs.reader(question, &context)?, person, digest };
    inputs.read(question, &mut whose).map_err(|halt| match halt {
        Halt::Problem(problem) => problem,
        other => BatchProblem::inner("whose the rows are", format!("{other:?}")),
    })?;
    let fields = vec![Field::new("person", DataType::Utf8, true), Field::new("digest", DataType::Int64, true)];
    let columns: Vec<arrow_array::ArrayRef> = vec![Arc::new(whose.person.finish()), Arc::new(whose.digest.finish())];
    RecordBatch::try_new(Arc::new(Schema::new(fields)), columns).map_err(|problem| BatchProblem::inner("people", problem))
}

/// Which columns of an extract are read: those that the map uses, and the one that names the provider.
///
/// # Errors
/// When a column that the map requires is missing, or one that is used is of a type of which it is not clear what would be written for it.
pub fn columns(question: &Question<'_>) -> Result<Vec<String>, BatchProblem> {
    let context = ReadContext { recorded_at: question.as_of, file_name: String::new() };
    let first = Inputs::find(question, &context)?.files.into_iter().next();
    Ok(first.map(|file| file.columns).unwrap_or_default())
}

/// A digest as the tables have it: Arrow's whole numbers without a sign are read by few.
pub(crate) fn signed(digest: u64) -> i64 {
    i64::from_ne_bytes(digest.to_ne_bytes())
}

struct Whose<'a> {
    reader: RowReader<'a>,
    person: StringBuilder,
    digest: Int64Builder,
}

impl Sink for Whose<'_> {
    fn row(&mut self, at: At, cells: &[&str]) -> Result<(), Halt> {
        let person = self.reader.whose(at.file as usize, cells);
        let person = person.as_ref().map(|person| person.as_str());
        self.person.append_option(person);
        self.digest.append_option(person.map(|person| signed(fingerprint(&[person]))));
        Ok(())
    }

    fn broken(&mut self, _: RowProblem) -> Result<(), Halt> {
        self.person.append_null();
        self.digest.append_null();
        Ok(())
    }

    fn came_to(&mut self, _: u64) {}
}
