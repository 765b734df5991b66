//! A run from beginning to end.

use crate::answer::Asked;
use crate::counts::Counts;
use crate::input::Inputs;
use crate::order::Links;
use crate::output::{KeptTable, RunFile, Target, sizes};
use crate::passes::{Pass, Passed, pass};
use crate::people::signed;
use crate::problem::BatchProblem;
use crate::question::{Out, Question};
use arrow_array::{Int64Array, RecordBatch};
use arrow_schema::{DataType, Field, Schema};
use brought_interop::ReadContext;
use std::path::Path;
use std::sync::Arc;

/// How far a run has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// What it is doing.
    pub stage: Stage,
    /// How much of it is done: bytes of the files, and of [`Stage::Answering`] rows.
    pub done: u64,
    /// Of how much.
    pub of: u64,
    /// How many people have been answered.
    pub people: u64,
}

/// What a run is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The rows are in order, and people are answered as they are read.
    Reading,
    /// The rows are not in order, and are put in order first.
    Ordering,
    /// People are answered, out of the rows that were put in order.
    Answering,
}

/// What a run came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// How many rows and people there were.
    pub counts: Counts,
    /// Whether the rows had to be put in order.
    pub was_put_in_order: bool,
    /// How many files that took, because there was not enough memory for it.
    pub files_needed: usize,
    /// How many people share contacts, or number and birthday, with others, and were looked at together with them.
    pub looked_at_together: usize,
    /// The tables and how many rows each has.
    pub tables: Vec<(String, u64)>,
}

/// What a run came to, in memory.
#[derive(Clone, Debug)]
pub struct Answers {
    /// What the run came to.
    pub summary: Summary,
    /// The tables.
    pub tables: Vec<KeptTable>,
    /// What `run.json` says.
    pub run: String,
    /// When it is asked for, a table of digests: `thing`, of the id of a contact, or of NHS number with birthday; `person`, who has it.
    /// Where several extracts hold people of one population, those who have the same digest in two of them have to be answered together.
    /// The digests of people are those of [`people()`](crate::people()).
    pub shared: Option<KeptTable>,
}

/// As [`run`], but what the policies say is kept in memory. What does not fit while rows are put in order goes into files in the folder `work`,
/// which must not be there yet and is not there afterwards.
///
/// # Errors
/// As those of [`run`].
pub fn answers(question: &Question<'_>, work: &Path, progress: &(dyn Fn(Progress) + Sync)) -> Result<Answers, BatchProblem> {
    ask(question, || Ok(Target::memory(work)), progress)
}

/// Asks one or two policies about everybody in an extract, and writes what they say into a folder. The folder is there whole at the end, or not
/// at all. Everybody's rows are exactly those of [`brought_policy::standing()`] for the chronology that an import of the same files makes.
///
/// # Errors
/// When the files, the map or the question cannot be used, or the machine does not do what is asked.
pub fn run(question: &Question<'_>, out: &Out, progress: &(dyn Fn(Progress) + Sync)) -> Result<Summary, BatchProblem> {
    ask(question, || Target::folder(out), progress).map(|answers| answers.summary)
}

fn ask(
    question: &Question<'_>,
    target: impl FnOnce() -> Result<Target, BatchProblem>,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Answers, BatchProblem> {
    let asked = asked(question)?;
    // Everything is taken as brought in at the moment asked about: nothing is known before, and all of it then.
    let context = ReadContext { recorded_at: question.as_of, file_name: String::new() };
    let inputs = Inputs::find(question, &context)?;
    let target = target()?;
    let mut how = Pass { puts_in_order: false, links: None };
    let passed = loop {
        match pass(question, &asked, &inputs, &context, &target, &how, progress)? {
            Passed::Done(done) => break done,
            Passed::NotInOrder => how.puts_in_order = true,
            Passed::Linked(links) => how = Pass { puts_in_order: true, links: Some(links) },
        }
        target.empty()?;
    };
    let counts = &passed.counts;
    let rows: u64 = passed.rows.iter().sum();
    if rows != counts.rows || counts.rows != counts.taken + counts.set_aside + counts.not_used {
        return Err(BatchProblem::inner("the rows do not add up", format!("{rows} were read, and {counts:?} is what became of them")));
    }
    let looked_at_together = how.links.as_ref().map_or(0, Links::people);
    let contacts: Vec<u64> = (0..asked.len()).map(|pack| passed.rates.contacts(pack)).collect();
    let run = RunFile {
        question,
        asked: &asked,
        inputs: &inputs,
        rows: &passed.rows,
        counts,
        looked_at_together,
        contacts: &contacts,
        tables: &sizes(&passed.tables),
    };
    let run = target.finish(&run)?;
    let summary = Summary {
        counts: passed.counts,
        was_put_in_order: how.puts_in_order,
        files_needed: passed.files_needed,
        looked_at_together,
        tables: sizes(&passed.tables),
    };
    let shared = passed.shared.map(|shared| shared_table(&shared)).transpose()?;
    Ok(Answers { summary, tables: passed.tables, run, shared })
}

/// What people told of, and who, as a table.
fn shared_table(shared: &[(u64, u64)]) -> Result<KeptTable, BatchProblem> {
    let fields = ["thing", "person"].map(|name| Field::new(name, DataType::Int64, false));
    let schema = Arc::new(Schema::new(fields.to_vec()));
    let things: Int64Array = shared.iter().map(|(thing, _)| signed(*thing)).collect();
    let people: Int64Array = shared.iter().map(|(_, person)| signed(*person)).collect();
    let rows = RecordBatch::try_new(Arc::clone(&schema), vec![Arc::new(things), Arc::new(people)]);
    let rows = rows.map_err(|problem| BatchProblem::inner("shared", problem))?;
    Ok(KeptTable { name: "shared".to_owned(), rows: rows.num_rows() as u64, schema, batches: vec![rows] })
}

/// The policies with the names that they have in every row.
fn asked<'a>(question: &Question<'a>) -> Result<Vec<Asked<'a>>, BatchProblem> {
    let policies = &question.policies;
    if let [one, other] = policies.as_slice()
        && one.pack.digest == other.pack.digest
    {
        let reason = "it is the same as the one it is to be compared with";
        return Err(BatchProblem::unusable(
            format!("the policy pack {}", one.pack.id),
            reason,
            "Name another pack, or another version of it",
        ));
    }
    if policies.is_empty() || policies.len() > 2 {
        return Err(BatchProblem::unusable("the question", "one policy can be asked, or two be compared", "Name one or two packs"));
    }
    let short = |pack: &brought_policy::Pack| format!("{} {}", pack.id, pack.version);
    let are_alike = policies.iter().any(|one| policies.iter().filter(|other| short(one.pack) == short(other.pack)).count() > 1);
    let label = |pack: &brought_policy::Pack| {
        let digest = pack.digest.get(..8).unwrap_or(&pack.digest);
        if are_alike { format!("{} ({digest})", short(pack)) } else { short(pack) }
    };
    Ok(policies.iter().map(|policy| Asked::new(*policy, label(policy.pack))).collect())
}
