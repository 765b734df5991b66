//! Reads what `pack.toml` says of its pathways, and joins those that several packs of one name share.

use super::clauses::{Clauses, cited};
use super::conditions::{self, Conditions};
use super::include::beside;
use super::never_ends;
use super::places::{Places, Thing};
use super::table::{Fields, Value};
use super::{AllowedEnding, Follows, PackFiles, Stage};
use crate::expression::WrittenCondition;
use crate::fact::FactName;
use crate::problem::Problem;
use brought_domain::ending::EndingLayer;
use brought_domain::vocabulary::nearest;
use std::collections::BTreeSet;

/// What `pack.toml` says of a pathway.
#[derive(Clone, Debug)]
pub(super) struct PathwayHead {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) file: String,
    pub(super) follows: Follows,
    pub(super) when: Option<WrittenCondition>,
    /// The conditions with a name that it uses.
    pub(super) uses: BTreeSet<String>,
    pub(super) clauses: Vec<String>,
    pub(super) endings: Vec<AllowedEnding>,
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

pub(super) fn read(
    listed: Value<'_>,
    conditions: &Conditions,
    clauses: &Clauses,
    places: &mut Places,
    problems: &mut Vec<Problem>,
) -> Vec<PathwayHead> {
    let mut pathways: Vec<PathwayHead> = Vec::new();
    for value in listed.list(problems).unwrap_or_default() {
        let Some(pathway) = pathway(value, conditions, clauses, problems) else { continue };
        if pathways.iter().any(|earlier| earlier.id == pathway.id) {
            problems.push(value.error(format!("the pathway `{}` stands here twice", pathway.id)));
        }
        places.put(Thing::Pathway, &pathway.id, value.source.file, value.span());
        pathways.push(pathway);
    }
    pathways
}

/// The pathways of a pack and of the packs it includes: its own first, as it says them, and then those that only the others have.
///
/// Of a pathway that two of the others have, both sets of stages stand, and it ends only as both allow.
pub(super) fn joined(
    own: &[PathwayHead],
    others: &[&[PathwayHead]],
    places: &Places,
    files: &PackFiles,
    problems: &mut Vec<Problem>,
) -> Vec<PathwayHead> {
    let mut joined: Vec<PathwayHead> = own.to_vec();
    for other in others.iter().flat_map(|pathways| pathways.iter()) {
        if own.iter().any(|head| head.id == other.id) {
            continue;
        }
        let Some(known) = joined.iter_mut().find(|head| head.id == other.id) else {
            joined.push(other.clone());
            continue;
        };
        if (known.follows, &known.when) != (other.follows, &other.when) {
            let message = format!("the pathway `{}` of {} and that of {} are for different people", other.id, known.file, other.file);
            let problem = places.error(files, Thing::Pathway, &other.id, message);
            problems.push(problem.with_help("say in this pack's own pack.toml for whom it is"));
        }
        let new: Vec<_> = other.stages.iter().filter(|stage| known.stages.iter().all(|earlier| earlier.id != stage.id)).cloned().collect();
        known.stages.extend(new);
        for ending in std::mem::take(&mut known.endings) {
            let Some(twin) = other.endings.iter().find(|twin| twin.layer == ending.layer) else { continue };
            known.endings.push(both(ending, twin));
        }
        known.uses.extend(other.uses.iter().cloned());
    }
    order(&joined, places, files, problems);
    joined
}

/// One layer that two packs allow: under the conditions of both.
fn both(one: AllowedEnding, other: &AllowedEnding) -> AllowedEnding {
    let when = match (one.when, &other.when) {
        (Some(one), Some(other)) if one != *other => Some(one.and(&other.when, &other.text)),
        (one, other) => one.or_else(|| other.clone()),
    };
    let clauses = one.clauses.iter().chain(other.clauses.iter().filter(|clause| !one.clauses.contains(clause))).cloned().collect();
    AllowedEnding { layer: one.layer, when, clauses }
}

/// Every follow-up has to find its pathway, and every pathway has to be one that a follow-up can be in.
fn order(pathways: &[PathwayHead], places: &Places, files: &PackFiles, problems: &mut Vec<Problem>) {
    for (number, pathway) in pathways.iter().enumerate() {
        let before = pathways.iter().take(number).find(|earlier| earlier.follows == pathway.follows && earlier.when.is_none());
        if let Some(twin) = before {
            // Only one of them could ever apply, and the rules of the other would never fire.
            let message = format!("the pathway `{}` already follows {}", twin.id, pathway.follows);
            let help =
                if pathway.when.is_some() { "put the one with a condition before it" } else { "put the rules of both into one pathway" };
            problems.push(places.error(files, Thing::Pathway, &pathway.id, message).with_help(help));
        }
    }
    for follows in Follows::ALL {
        let last = pathways.iter().rfind(|pathway| pathway.follows == *follows);
        if let Some(last) =
            last.filter(|last| last.when.is_some() && pathways.iter().all(|head| head.follows != *follows || head.when.is_some()))
        {
            let message = format!("no pathway takes the {follows} for whom the condition of `{}` does not hold", last.id);
            let help = "leave `when` out of the last pathway of each kind";
            problems.push(places.error(files, Thing::Pathway, &last.id, message).with_help(help));
        }
    }
}

fn pathway(value: Value<'_>, conditions: &Conditions, clauses: &Clauses, problems: &mut Vec<Problem>) -> Option<PathwayHead> {
    let mut fields = value.fields("this pathway", problems)?;
    let id = fields.text("id");
    let title = fields.text("title");
    let file = fields.text("file").map(|file| beside(value.source.file, &file));
    let follows = fields.word("follows");
    let when = match fields.find("when") {
        Some(value) => conditions::parsed(value, &conditions.named, fields.problems)
            .filter(|(_, checked)| {
                let asks_itself = checked.expression.facts().contains(&FactName::PatternActive);
                if asks_itself {
                    let problem =
                        value.error("the patterns are those of the pathway that this condition is to choose: it would ask about itself");
                    fields.problems.push(problem.with_help("name the facts by which the pattern is recognised, as in `moves >= 2`"));
                }
                !asks_itself
            })
            .map(|(text, checked)| (Some(WrittenCondition::new(checked.expression, text)), checked.named)),
        None => Some((None, BTreeSet::new())),
    };
    let known = (conditions, clauses);
    let clauses = fields.find("clause").map(|value| cited(value, clauses, fields.problems));
    let endings = fields.need("endings").map(|value| endings(value, known, fields.problems));
    let stages = stages(&mut fields);
    fields.finish();
    let ((when, mut uses), clauses, (endings, used)) = (when?, clauses.unwrap_or_default(), endings?);
    uses.extend(used);
    Some(PathwayHead { id: id?, title: title?, file: file?, follows: follows?, when, uses, clauses, endings, stages })
}

/// The conditions and clauses that an ending may name.
type Known<'k> = (&'k Conditions, &'k Clauses);

/// The layers that may carry a condition: the others rest on what has happened to the child, which no policy may make harder to record.
const MAY_DEPEND: [EndingLayer; 3] = [EndingLayer::OffersPaused, EndingLayer::DischargedRiskExcluded, EndingLayer::HandedOver];

/// The layers that only a policy that says so has, and so says where it is written. Of the others the product holds what they take.
const NEEDS_CLAUSE: [EndingLayer; 2] = [EndingLayer::OffersPaused, EndingLayer::DischargedRiskExcluded];

/// The endings, and the conditions with a name that they use.
fn endings(value: Value<'_>, known: Known<'_>, problems: &mut Vec<Problem>) -> (Vec<AllowedEnding>, BTreeSet<String>) {
    let before = problems.len();
    let (mut endings, mut used) = (Vec::<AllowedEnding>::new(), BTreeSet::new());
    for value in value.list(problems).unwrap_or_default() {
        let Some(ending) = ending(value, known, &mut used, problems) else { continue };
        if endings.iter().any(|earlier| earlier.layer == ending.layer) {
            problems.push(value.error(format!("`{}` stands here twice", ending.layer.code())));
        }
        endings.push(ending);
    }
    if problems.len() == before && endings.iter().all(|ending| ending.layer != EndingLayer::Assured) {
        let problem = value.error("`assured` is not among these, so nobody could end a follow-up when the child was seen and is well");
        problems
            .push(problem.with_help("add `assured`: who saw the child, and how the needs are known to be met, always ends a follow-up"));
    }
    (endings, used)
}

/// One layer: by itself, or with the condition under which it is allowed.
fn ending(
    value: Value<'_>,
    (conditions, clauses): Known<'_>,
    used: &mut BTreeSet<String>,
    problems: &mut Vec<Problem>,
) -> Option<AllowedEnding> {
    if value.is_text() {
        let layer = value.word(problems)?;
        if NEEDS_CLAUSE.contains(&layer) {
            let code = layer.code();
            let problem =
                value.error(format!("`{code}` stands here without a clause: that a follow-up may end so is this policy's own choice"));
            problems.push(
                problem
                    .with_help(format!("write {{ layer = \"{code}\", when = \"…\", clause = [\"…\"] }}: when, and which clause says so")),
            );
        }
        return Some(AllowedEnding { layer, when: None, clauses: Vec::new() });
    }
    let mut fields = value.fields("this ending", problems)?;
    let layer = fields.need("layer").and_then(|value| Some((value.word::<EndingLayer>(fields.problems)?, value)));
    let when = fields.need("when").and_then(|value| conditions::parsed(value, &conditions.named, fields.problems));
    let cites = fields.need("clause").map(|value| cited(value, clauses, fields.problems));
    fields.finish();
    let ((layer, at), (text, checked)) = (layer?, when?);
    used.extend(checked.named);
    if !MAY_DEPEND.contains(&layer) {
        let codes = MAY_DEPEND.map(|layer| format!("`{}`", layer.code())).join(", ");
        let problem = at.error(format!("`{}` takes no condition: what has happened to the child can always be recorded", layer.code()));
        problems.push(problem.with_help(format!("write it by itself, as \"{}\"; a condition belongs to {codes}", layer.code())));
    }
    Some(AllowedEnding { layer, when: Some(WrittenCondition::new(checked.expression, text)), clauses: cites? })
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
