//! Where an import comes from, and reading it.

use crate::access;
use crate::actor::Actor;
use crate::brought::Brought;
use crate::failure::{Denied, Failure, Problem, Refusal};
use brought_access::EverythingDeed;
use brought_domain::PractitionerId;
use brought_interop::{FileKind, FileProblem, Map, Read, ReadContext, detect, read_csv, read_hl7, shipped_maps};
use jiff::{SignedDuration, Timestamp};

/// What an import is told besides the file.
#[derive(Clone, Debug)]
pub struct ImportContext {
    /// The id of the batch: fresh for each attempt.
    pub batch: String,
    /// The name of the file, without its folder.
    pub file_name: String,
    /// Who brings it in. Nothing: a command at the machine.
    pub started_by: Option<PractitionerId>,
    /// When.
    pub now: Timestamp,
}

impl ImportContext {
    /// For somebody who is signed in. An import has a moment of its own, by which everything that it adds is known: when another began at the very same,
    /// this one begins a billionth of a second later.
    ///
    /// # Errors
    /// [`Failure::Denied`] for whoever may not bring in files; [`Failure::Trouble`].
    pub async fn of(brought: &Brought, actor: &Actor, batch: String, file_name: String, now: Timestamp) -> Result<Self, Failure> {
        let actor = access::known(brought, actor).await?;
        if !access::may_do(&actor, EverythingDeed::BringInImports) {
            return Err(Denied::RoleNeeded.into());
        }
        let mut begins = now;
        while brought.store.imports_begun_at(begins).await?.iter().any(|other| other.id != batch) {
            begins = begins.checked_add(SignedDuration::from_nanos(1)).unwrap_or(Timestamp::MAX);
        }
        Ok(Self { batch, file_name, started_by: Some(actor.practitioner), now: begins })
    }

    /// What the readers are told.
    pub(super) fn reading(&self) -> ReadContext {
        ReadContext { recorded_at: self.now, file_name: self.file_name.clone() }
    }
}

/// The rows or messages of a file, one after another.
pub(super) type Rows<'a> = Box<dyn Iterator<Item = Read> + Send + 'a>;

/// Begins to read a file of either kind. HL7 messages need no map.
pub(super) fn rows<'a>(bytes: &'a [u8], map: Option<&'a Map>, reading: &'a ReadContext) -> Result<(Rows<'a>, Vec<String>), Failure> {
    let refused = |problem: FileProblem| Failure::from(Refusal::one("file", problem.to_string()));
    match (detect(bytes), map) {
        (FileKind::Hl7, map) => {
            let reader = read_hl7(bytes, map, reading).map_err(refused)?;
            Ok((Box::new(reader), Vec::new()))
        }
        (FileKind::Csv, Some(map)) => {
            let reader = read_csv(bytes, map, reading).map_err(refused)?;
            let notes = reader.notes();
            Ok((Box::new(reader), notes))
        }
        (FileKind::Csv, None) => Err(Refusal::one("map", "Choose the map that says what the columns of this file mean").into()),
    }
}

/// The maps that come with the program: name, and what people call it.
pub fn import_maps() -> Vec<(&'static str, String)> {
    let called = |toml: &str, name: &str| Map::parse(toml, name).map_or_else(|_| name.to_owned(), |map| map.name().to_owned());
    shipped_maps().iter().map(|shipped| (shipped.name, called(shipped.toml, shipped.name))).collect()
}

/// Reads a map: the text of one, or the name of one that comes with the program.
///
/// # Errors
/// [`Failure::Refused`] at the field `map`, with everything that is wrong with it.
pub fn read_import_map(name: &str, own: Option<&[u8]>) -> Result<Option<Map>, Failure> {
    let (text, shown) = match (own, shipped_maps().iter().find(|shipped| shipped.name == name)) {
        (Some(bytes), _) => (
            std::str::from_utf8(bytes).map_err(|_| Refusal::one("own_map", "This map is not UTF-8 text. Save it as UTF-8".to_owned()))?,
            "the map",
        ),
        (None, Some(shipped)) => (shipped.toml, shipped.name),
        (None, None) => return Ok(None),
    };
    let field = if own.is_some() { "own_map" } else { "map" };
    let told = |problem: &dyn ToString| Problem { field: field.to_owned(), words: problem.to_string(), clause: None };
    let parsed = Map::parse(text, shown);
    Ok(Some(parsed.map_err(|problems| Refusal { problems: problems.iter().map(|problem| told(problem)).collect() })?))
}
