//! Reads `pack.toml`.

use super::clauses::{Clauses, cited};
use super::parts::{Parts, Reading};
use super::pathway_head::{self, PathwayHead};
use super::places::{Places, Thing};
use super::table::{Fields, Source, Value};
use super::{Counting, Engagement, Escalation, SourceDocument};
use crate::deadline::Deadline;
use crate::problem::Problem;
use brought_calendar::Division;
use brought_domain::contact::OutcomeKind;
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
    pub(super) engagement: Option<Engagement>,
    pub(super) escalation: Vec<Escalation>,
    pub(super) pathways: Vec<PathwayHead>,
}

/// How long a pattern looks back.
#[derive(Clone, Debug)]
pub(super) struct Patterns {
    pub(super) window_days: u32,
    pub(super) clauses: Vec<String>,
    pub(super) note: String,
}

/// How a pack lies over others.
#[derive(Clone, Copy)]
pub(super) struct Layer {
    /// Whether it takes what it does not say itself from a pack that it includes.
    pub(super) takes_over: bool,
    /// Whether it has to name a document: one that only includes packs has theirs.
    pub(super) needs_source: bool,
}

/// Reads the `pack.toml` of a pack. One that includes another takes from that what it does not say itself.
pub(super) fn read(
    source: Source<'_>,
    parts: &mut Parts,
    reading: Reading<'_>,
    Layer { takes_over, needs_source }: Layer,
    places: &mut Places,
    problems: &mut Vec<Problem>,
) -> Option<Manifest> {
    let table = source.parse(problems)?;
    let clauses = reading.clauses;
    let mut fields = Fields::new(source, "pack.toml", &table, 0..0, problems);
    let in_force = fields.find("in_force_from");
    for key in ["in_force_from", "review_by", "escalation", "counting"] {
        if let Some(value) = fields.find(key) {
            places.put(Thing::Key, key, source.file, value.span());
        }
    }
    if in_force.is_none() {
        fields.problem("`in_force_from` is missing from pack.toml");
    }
    let in_force_from = in_force.and_then(|value| value.date(fields.problems));
    // Read when the folders were found.
    fields.find("include");
    parts.read(&mut fields, in_force_from, reading, places);
    let needed = |fields: &mut Fields<'_, '_>, key| if takes_over { fields.find(key).is_some() } else { fields.need(key).is_some() };
    let (counts, looks_back, has_pathways) =
        (needed(&mut fields, "counting"), needed(&mut fields, "patterns"), needed(&mut fields, "pathway"));
    let manifest = Manifest {
        id: fields.text("id"),
        title: fields.text("title"),
        publisher: fields.text("publisher"),
        version: fields.text("version"),
        in_force_from,
        review_by: fields.find("review_by").and_then(|value| value.date(fields.problems)),
        division: fields.need("nation").and_then(|value| division(value, fields.problems)),
        source: if needs_source { fields.need("source") } else { fields.find("source") }.and_then(|value| document(value, fields.problems)),
        counting: fields.find("counting").filter(|_| counts).and_then(|value| counting(value, clauses, fields.problems)),
        patterns: fields.find("patterns").filter(|_| looks_back).and_then(|value| patterns(value, clauses, fields.problems)),
        engagement: fields.find("engagement").and_then(|value| engagement(value, clauses, fields.problems)),
        escalation: escalation(&mut fields),
        pathways: fields
            .find("pathway")
            .filter(|_| has_pathways)
            .map(|listed| pathway_head::read(listed, &parts.conditions, clauses, places, fields.problems))
            .unwrap_or_default(),
    };
    fields.finish();
    Some(manifest)
}

/// Reads the `part.toml` of a folder that packs share.
pub(super) fn read_part(
    source: Source<'_>,
    parts: &mut Parts,
    reading: Reading<'_>,
    in_force_from: Option<Date>,
    places: &mut Places,
    problems: &mut Vec<Problem>,
) {
    let Some(table) = source.parse(problems) else { return };
    let mut fields = Fields::new(source, "part.toml", &table, 0..0, problems);
    fields.text("id");
    fields.text("title");
    fields.find("include");
    parts.read(&mut fields, in_force_from, reading, places);
    fields.finish();
}

impl Manifest {
    /// Takes from a pack that it includes what it does not say itself.
    pub(super) fn take_over(&mut self, other: &Self) {
        self.counting = self.counting.take().or_else(|| other.counting.clone());
        self.patterns = self.patterns.take().or_else(|| other.patterns.clone());
        self.engagement = self.engagement.take().or_else(|| other.engagement.clone());
        if self.escalation.is_empty() {
            self.escalation.clone_from(&other.escalation);
        }
    }
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
    let opportunistic_counts = opportunistic(&mut fields, &does_not_count);
    for kind in counts.iter().filter(|kind| does_not_count.contains(kind)) {
        fields.problem(format!("`{}` stands both in `counts` and in `does_not_count`", kind.code()));
    }
    fields.finish();
    Some(Counting { clauses: clauses?, counts, does_not_count, opportunistic_counts: opportunistic_counts? })
}

/// Which outcomes count though nobody had arranged the contact: all of them, none, or those that are named.
fn opportunistic(fields: &mut Fields<'_, '_>, does_not_count: &[OutcomeKind]) -> Option<Vec<OutcomeKind>> {
    let Some(value) = fields.find("opportunistic_counts") else { return Some(Vec::new()) };
    if !value.is_list() {
        return value.boolean(fields.problems).map(|all| if all { OutcomeKind::ALL.to_vec() } else { Vec::new() });
    }
    let kinds: Vec<OutcomeKind> = value.words(fields.problems);
    for kind in kinds.iter().filter(|kind| does_not_count.contains(kind)) {
        let problem = value.error(format!("`{}` does not count, so it cannot count when nobody arranged it either", kind.code()));
        fields.problems.push(problem);
    }
    Some(kinds)
}

fn patterns(value: Value<'_>, clauses: &Clauses, problems: &mut Vec<Problem>) -> Option<Patterns> {
    let mut fields = value.fields("the pattern window", problems)?;
    let window_days = fields.need("window_days").and_then(|value| value.whole_number(1, fields.problems));
    let clauses = fields.need("clause").map(|value| cited(value, clauses, fields.problems));
    let note = fields.text("note");
    fields.finish();
    Some(Patterns { window_days: window_days?, clauses: clauses?, note: note? })
}

fn engagement(value: Value<'_>, clauses: &Clauses, problems: &mut Vec<Problem>) -> Option<Engagement> {
    let mut fields = value.fields("the classing of engagement", problems)?;
    let persistent_after = fields.need("persistent_after").and_then(|value| value.whole_number(2, fields.problems));
    let clauses = fields.need("clause").map(|value| cited(value, clauses, fields.problems));
    let note = fields.text("note");
    fields.finish();
    Some(Engagement { persistent_after: persistent_after?, clauses: clauses?, note: note? })
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
