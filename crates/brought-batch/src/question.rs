//! What a run is asked.

use arrow_array::RecordBatch;
use arrow_schema::SchemaRef;
use brought_calendar::Calendar;
use brought_interop::Map;
use brought_policy::Pack;
use jiff::Timestamp;
use std::path::PathBuf;

/// How the answers are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// Apache Parquet.
    #[default]
    Parquet,
    /// CSV.
    Csv,
}

impl Format {
    /// The ending of its files.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Parquet => "parquet",
            Self::Csv => "csv",
        }
    }
}

/// A pack with the calendar it counts in.
#[derive(Clone, Copy, Debug)]
pub struct Policy<'a> {
    /// The pack.
    pub pack: &'a Pack,
    /// Whose bank holidays count.
    pub calendar: &'a Calendar,
}

/// What a run is asked.
pub struct Question<'a> {
    /// The extract.
    pub contacts: Contacts,
    /// What their columns and codes mean.
    pub map: &'a Map,
    /// The policies to ask: one, or two to be compared.
    pub policies: Vec<Policy<'a>>,
    /// The moment asked about. The files are taken as brought in at that moment.
    pub as_of: Timestamp,
    /// A column that names the provider, by which rates are told apart. Nothing: by service alone.
    pub provider_column: Option<String>,
    /// How many threads work out answers; at least one does.
    pub threads: usize,
    /// How many bytes of rows are put in order in memory; beyond that they go through files.
    pub memory: usize,
    /// Whether [`Answers::shared`](crate::Answers::shared) is asked for.
    pub tells_shared: bool,
}

/// An extract of contacts.
pub enum Contacts {
    /// CSV or Parquet files, and folders of them. Together they are one extract: read as if they were one file, in the order in which they
    /// are given and within a folder in the order of their names.
    Files(Vec<PathBuf>),
    /// Rows that are in memory.
    Rows(ContactRows),
}

/// Contacts in memory, as Arrow holds them. They are not copied.
pub struct ContactRows {
    /// What they are called in messages and in the table of problems, where no column says it.
    pub name: String,
    /// Their columns.
    pub schema: SchemaRef,
    /// The rows, in the order in which they came. Each batch has the columns of the schema.
    pub batches: Vec<RecordBatch>,
    /// A column that names the file in which each row stood. Nothing: they all stood in `name`.
    pub file_column: Option<String>,
    /// A column that holds the number of each row in its file, as the table of problems is to tell it. Nothing: they are numbered as they
    /// come, the first of them being row 2, after a heading.
    pub row_column: Option<String>,
}

/// Where the answers are written.
#[derive(Clone, Debug)]
pub struct Out {
    /// The folder to be made. It must not be there yet.
    pub folder: PathBuf,
    /// How the answers are written.
    pub format: Format,
}

/// How much memory is used for putting rows in order when nobody says.
pub const USUAL_MEMORY: usize = 256 << 20;
