//! Reads `clauses.toml`: every clause of the document in our words, and how it is held.

use super::PackFiles;
use super::places::{Places, Thing};
use super::table::{Source, Value};
use super::{Clause, HeldBy};
use crate::problem::Problem;
use brought_domain::vocabulary;
use brought_domain::vocabulary::nearest;
use std::collections::BTreeMap;

vocabulary! {
    /// How a clause is held, as it is written.
    pub enum Holder ("way of holding a clause") {
        /// By the rules that cite it.
        Rules = "rules", "rules";
        /// By the product itself.
        Product = "product", "product";
        /// By professional judgement.
        Judgement = "judgement", "professional judgement";
    }
}

/// The clauses by id. Nothing when they could not be read, so that no citation is called wrong for it.
pub(super) type Clauses = Option<BTreeMap<String, Clause>>;

/// Adds the clauses of one file to those known. When it cannot be read, none are known any more.
pub(super) fn read(source: Source<'_>, files: &PackFiles, known: Clauses, places: &mut Places, problems: &mut Vec<Problem>) -> Clauses {
    let table = source.parse(problems)?;
    let mut fields = super::table::Fields::new(source, "clauses.toml", &table, 0..0, problems);
    let mut clauses = known?;
    for value in fields.list("clause") {
        let Some(clause) = clause(value, fields.problems) else { continue };
        if clauses.contains_key(&clause.id) {
            let elsewhere = places.file(Thing::Clause, &clause.id).filter(|file| *file != source.file);
            let place =
                elsewhere.map_or("here twice".to_owned(), |_| format!("in {} as well", places.said(files, Thing::Clause, &clause.id)));
            fields.problems.push(value.error(format!("the clause `{}` stands {place}", clause.id)));
            continue;
        }
        places.put(Thing::Clause, &clause.id, source.file, value.span());
        clauses.insert(clause.id.clone(), clause);
    }
    fields.finish();
    Some(clauses)
}

fn clause(value: Value<'_>, problems: &mut Vec<Problem>) -> Option<Clause> {
    let mut fields = value.fields("this clause", problems)?;
    let id = fields.text("id");
    let section = fields.text("section");
    let says = fields.text("says");
    let holder = fields.word::<Holder>("held_by");
    let why = fields.find("why").map(|why| (why, why.text(fields.problems)));
    let held_by = match (holder, why) {
        (Some(Holder::Rules), None) => Some(HeldBy::Rules),
        (Some(Holder::Rules), Some((why, _))) => {
            fields
                .problems
                .push(why.error("a clause that rules hold says nothing more").with_help("leave `why` out: the rules that cite it say how"));
            None
        }
        (Some(Holder::Product), Some((_, why))) => why.map(|why| HeldBy::Product(why.to_owned())),
        (Some(Holder::Judgement), Some((_, why))) => why.map(|why| HeldBy::Judgement(why.to_owned())),
        (Some(holder), None) => {
            fields.problem(format!("`why` is missing from this clause: it is held by {holder}"));
            None
        }
        (None, _) => None,
    };
    fields.finish();
    Some(Clause { id: id?, section: section?, says: says?, held_by: held_by? })
}

/// The clauses that something cites: at least one, and all of them known.
pub(super) fn cited(value: Value<'_>, clauses: &Clauses, problems: &mut Vec<Problem>) -> Vec<String> {
    let Some(listed) = value.list(problems) else { return Vec::new() };
    if listed.is_empty() {
        problems.push(value.error("no clause is cited").with_help("every rule and every number says which clause it comes from"));
    }
    let cited: Vec<_> = listed.into_iter().filter_map(|value| Some((value.text(problems)?.to_owned(), value))).collect();
    let unknown = |id: &String| clauses.as_ref().is_some_and(|clauses| !clauses.contains_key(id));
    for (id, at) in cited.iter().filter(|(id, _)| unknown(id)) {
        let known = clauses.iter().flatten().map(|(id, _)| id.as_str());
        problems.push(at.error(format!("the clause `{id}` is not in clauses.toml")).with_help(match nearest(id, known) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "add it there, with what it says and how it is held".to_owned(),
        }));
    }
    cited.into_iter().map(|(id, _)| id).collect()
}
