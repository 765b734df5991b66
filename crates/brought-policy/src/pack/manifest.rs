//! Reads `pack.toml`.

use super::clauses::{Clauses, cited};
use super::conditions::{self, Conditions};
use super::never_ends;
use super::parameters::{self, Parameters};
use super::places::{Places, Thing};
use super::table::{Fields, Source, Value};
use super::{Counting, Escalation, Follows, SourceDocument, Stage};
use crate::deadline::Deadline;
use crate::problem::Problem;
use brought_calendar::Division;
use brought_domain::contact::OutcomeKind;
use brought_domain::ending::EndingLayer;
use brought_domain::vocabulary::nearest;
use brought_domain::work::Role;
use jiff::civil::Date;

/// What `pack.toml` says, as far as it could be read.
#[derive(Debug)]
pub(super) struct Manifest {
    pub(super) id: Option<String>,
    pub(super) title: Option<String>,
    pub(super) publisher: Option<String>,
    pub(super) version: Option<String>,
    pub(super) in_force_from: Option<Date>,
    pub(super) review_by: Option<Date>,
    pub(super) division: Option<Division>,
    pub(super) source: Option<SourceDocument>,
    pub(super) counting: Option<Counting>,
    pub(super) patterns: Option<Patterns>,
    pub(super) escalation: Vec<Escalation>,
    pub(super) parameters: Parameters,
    pub(super) conditions: Conditions,
    pub(super) pathways: Vec<PathwayHead>,
}

/// How long a pattern looks back.
#[derive(Clone, Debug)]
pub(super) struct Patterns {
    pub(super) window_days: u32,
    pub(super) clauses: Vec<String>,
    pub(super) note: String,
}

/// What `pack.toml` says of a pathway.
#[derive(Clone, Debug)]
pub(super) struct PathwayHead {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) file: String,
    pub(super) follows: Follows,
    pub(super) endings: Vec<EndingLayer>,
    pub(super) stages: Vec<Stage>,
}

impl PathwayHead {
    /// The stage with this id, as an index.
    pub(super) fn stage(&self, id: &str, at: Value<'_>, problems: &mut Vec<Problem>) -> Option<usize> {
        let found = self.stages.iter().position(|stage| stage.id == id);
        if found.is_none() {
            let ids: Vec<_> = self.stages.iter().map(|stage| stage.id.as_str()).collect();
            problems.push(at.unknown(id, "stage of this pathway", nearest(id, ids.iter().copied()), &ids.join(", ")));
        }
        found
    }
}

pub(super) fn read(source: Source<'_>, clauses: &Clauses, places: &mut Places, problems: &mut Vec<Problem>) -> Option<Manifest> {
    let table = source.parse(problems)?;
    let mut fields = Fields::new(source, "pack.toml", &table, 0..0, problems);
    let in_force = fields.find("in_force_from");
    for key in ["in_force_from", "review_by", "escalation"] {
        if let Some(value) = fields.find(key) {
            places.put(Thing::Key, key, source.file, value.span());
        }
    }
    if in_force.is_none() {
        fields.problem("`in_force_from` is missing from pack.toml");
    }
    let in_force_from = in_force.and_then(|value| value.date(fields.problems));
    let manifest = Manifest {
        id: fields.text("id"),
        title: fields.text("title"),
        publisher: fields.text("publisher"),
        version: fields.text("version"),
        in_force_from,
        review_by: fields.find("review_by").and_then(|value| value.date(fields.problems)),
        division: fields.need("nation").and_then(|value| division(value, fields.problems)),
        source: fields.need("source").and_then(|value| document(value, fields.problems)),
        counting: fields.need("counting").and_then(|value| counting(value, clauses, fields.problems)),
        patterns: fields.need("patterns").and_then(|value| patterns(value, clauses, fields.problems)),
        escalation: escalation(&mut fields),
        parameters: fields
            .find("parameters")
            .map(|value| parameters::read(value, in_force_from, clauses, places, fields.problems))
            .unwrap_or_default(),
        conditions: fields.find("conditions").map(|value| conditions::read(value, clauses, places, fields.problems)).unwrap_or_default(),
        pathways: pathways(&mut fields, places),
    };
    fields.finish();
    Some(manifest)
}

/// The calendar of a nation.
pub(super) fn division(value: Value<'_>, problems: &mut Vec<Problem>) -> Option<Division> {
    let code = value.text(problems)?;
    let known = Division::ALL.map(Division::code);
    let division = Division::from_code(code);
    if division.is_none() {
        problems.push(value.unknown(code, "nation", nearest(code, known), &known.join(", ")));
    }
    division
}

fn document(value: Value<'_>, problems: &mut Vec<Problem>) -> Option<SourceDocument> {
    let mut fields = value.fields("this source", problems)?;
    let document = fields.text("document");
    let section = fields.text_or_nothing("section");
    let sha256 = fields.need("sha256").and_then(|value| {
        let digest = value.text(fields.problems)?;
        let right = digest.len() == 64 && digest.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
        if !right {
            fields
                .problems
                .push(value.error("this is not a SHA-256 digest").with_help("it has 64 digits and letters from a to f, in small letters"));
        }
        right.then(|| digest.to_owned())
    });
    fields.finish();
    Some(SourceDocument { document: document?, section, sha256: sha256? })
}

fn counting(value: Value<'_>, clauses: &Clauses, problems: &mut Vec<Problem>) -> Option<Counting> {
    let mut fields = value.fields("the counting rule", problems)?;
    let clauses = fields.need("clause").map(|value| cited(value, clauses, fields.problems));
    let counts: Vec<OutcomeKind> = fields.words("counts");
    let does_not_count: Vec<OutcomeKind> = fields.words("does_not_count");
    let opportunistic_counts = fields.boolean_or("opportunistic_counts", false);
    for kind in counts.iter().filter(|kind| does_not_count.contains(kind)) {
        fields.problem(format!("`{}` stands both in `counts` and in `does_not_count`", kind.code()));
    }
    let left_out = |kind: &&OutcomeKind| !counts.contains(kind) && !does_not_count.contains(kind);
    let left_out: Vec<_> = OutcomeKind::ALL.iter().filter(left_out).map(|kind| format!("`{}`", kind.code())).collect();
    if !left_out.is_empty() {
        let message = format!("the counting rule says nothing of {}", left_out.join(", "));
        let help = "such an outcome is not counted and raises `decide_next_step` for the safeguarding lead; name it in `counts` or `does_not_count`";
        fields.problems.push(value.error(message).with_help(help).as_warning());
    }
    fields.finish();
    Some(Counting { clauses: clauses?, counts, does_not_count, opportunistic_counts: opportunistic_counts? })
}

fn patterns(value: Value<'_>, clauses: &Clauses, problems: &mut Vec<Problem>) -> Option<Patterns> {
    let mut fields = value.fields("the pattern window", problems)?;
    let window_days = fields.need("window_days").and_then(|value| value.whole_number(1, fields.problems));
    let clauses = fields.need("clause").map(|value| cited(value, clauses, fields.problems));
    let note = fields.text("note");
    fields.finish();
    Some(Patterns { window_days: window_days?, clauses: clauses?, note: note? })
}

fn escalation(fields: &mut Fields<'_, '_>) -> Vec<Escalation> {
    let mut rungs: Vec<Escalation> = Vec::new();
    for value in fields.list("escalation") {
        let Some(rung) = rung(value, fields.problems) else { continue };
        if rungs.last().is_some_and(|before| before.after_working_days >= rung.after_working_days) {
            fields.problems.push(value.error("this rung does not come later than the one before it"));
        }
        rungs.push(rung);
    }
    rungs
}

fn rung(value: Value<'_>, problems: &mut Vec<Problem>) -> Option<Escalation> {
    let mut fields = value.fields("this rung of the escalation", problems)?;
    let after = fields.need("after").and_then(|value| match Deadline::parse(value.text(fields.problems)?) {
        Ok(Deadline::WorkingDays(days)) => Some(days),
        _ => {
            fields.problems.push(value.error("an escalation comes after working days").with_help("write for example `2 working days`"));
            None
        }
    });
    let to = fields.word::<Role>("to");
    let note = fields.text("note");
    fields.finish();
    Some(Escalation { after_working_days: after?, to: to?, note: note? })
}

fn pathways(fields: &mut Fields<'_, '_>, places: &mut Places) -> Vec<PathwayHead> {
    let mut pathways: Vec<PathwayHead> = Vec::new();
    let Some(listed) = fields.need("pathway") else { return pathways };
    for value in listed.list(fields.problems).unwrap_or_default() {
        let Some(pathway) = pathway(value, fields.problems) else { continue };
        if let Some(twin) = pathways.iter().find(|earlier| earlier.follows == pathway.follows) {
            // Only one of them could ever apply, and the rules of the other would never fire.
            let message = format!("the pathway `{}` already follows {}", twin.id, pathway.follows);
            fields.problems.push(value.error(message).with_help("put the rules of both into one pathway"));
        }
        if pathways.iter().any(|earlier| earlier.id == pathway.id) {
            fields.problems.push(value.error(format!("the pathway `{}` stands here twice", pathway.id)));
        }
        places.put(Thing::Pathway, &pathway.id, value.source.file, value.span());
        pathways.push(pathway);
    }
    pathways
}

fn pathway(value: Value<'_>, problems: &mut Vec<Problem>) -> Option<PathwayHead> {
    let mut fields = value.fields("this pathway", problems)?;
    let id = fields.text("id");
    let title = fields.text("title");
    let file = fields.text("file");
    let follows = fields.word("follows");
    let endings = fields.need("endings").map(|value| endings(value, fields.problems));
    let stages = stages(&mut fields);
    fields.finish();
    Some(PathwayHead { id: id?, title: title?, file: file?, follows: follows?, endings: endings?, stages })
}

fn endings(value: Value<'_>, problems: &mut Vec<Problem>) -> Vec<EndingLayer> {
    let before = problems.len();
    let endings: Vec<EndingLayer> = value.words(problems);
    if problems.len() == before && !endings.contains(&EndingLayer::Assured) {
        let problem = value.error("`assured` is not among these, so nobody could end a follow-up when the child was seen and is well");
        problems
            .push(problem.with_help("add `assured`: who saw the child, and how the needs are known to be met, always ends a follow-up"));
    }
    endings
}

fn stages(fields: &mut Fields<'_, '_>) -> Vec<Stage> {
    let mut stages: Vec<Stage> = Vec::new();
    let Some(listed) = fields.need("stages") else { return stages };
    let values = listed.list(fields.problems).unwrap_or_default();
    if values.is_empty() {
        fields
            .problems
            .push(listed.error("a pathway has at least one stage").with_help("the first is the stage in which a follow-up opens"));
    }
    for value in values {
        let Some(mut fields) = value.fields("this stage", fields.problems) else { continue };
        let (id, words) = (fields.text("id"), fields.text("words"));
        if stages.iter().any(|earlier| Some(&earlier.id) == id.as_ref()) {
            fields.problem("this stage stands here twice");
        }
        if [&id, &words].into_iter().flatten().any(|text| never_ends::speaks_of_ending(text)) {
            // It would show a follow-up as ended that is open.
            let problem = value.error("the name of this stage speaks of an end");
            fields.problems.push(never_ends::refuse(problem));
        }
        fields.finish();
        stages.extend(id.zip(words).map(|(id, words)| Stage { id, words }));
    }
    stages
}
