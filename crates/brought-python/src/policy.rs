//! Policy packs: which there are, and whether one is sound.

use crate::failure::Failure;
use crate::packs;
use brought_policy::check::check;
use brought_policy::proof::{Bound, Workers, prove};
use brought_policy::{Problem, Severity};
use jiff::civil::Date;
use pyo3::prelude::*;
use serde_json::{Value, json};
use std::sync::atomic::{AtomicUsize, Ordering};

/// The shipped packs, as a list in JSON.
#[pyfunction]
pub(crate) fn policies(py: Python<'_>) -> Result<String, Failure> {
    py.detach(|| {
        let all: Result<Vec<Value>, Failure> = packs::shipped_names()
            .map(|name| {
                let pack = packs::usable(name)?;
                Ok(json!({
                    "id": pack.id,
                    "version": pack.version,
                    "title": pack.title,
                    "publisher": pack.publisher,
                    "in_force_from": pack.in_force_from.to_string(),
                    "digest": pack.digest,
                }))
            })
            .collect();
        Ok(Value::from(all?).to_string())
    })
}

/// Checks a pack and searches the states that it can reach, as `brought policy check` does. As JSON.
#[pyfunction]
pub(crate) fn policy_check(py: Python<'_>, policy: &str, today: &str, entries: Option<usize>) -> Result<String, Failure> {
    py.detach(|| {
        let today: Date = today.parse().map_err(|_| Failure::unusable(format!("today: `{today}` is not a day. Write it as 2026-01-09")))?;
        let loaded = packs::loaded(policy)?;
        let report = check(&loaded, today);
        let proof = prove(&loaded, &entries.map_or(Bound::QUICK, Bound::of), &Threads);
        let found = proof.findings.iter().map(|finding| {
            let mut told = told(&finding.problem);
            told["example"] = finding.example.as_ref().map_or(Value::Null, |example| Value::from(example.json()));
            told
        });
        let problems: Vec<Value> = report.problems.iter().map(told).chain(found).collect();
        let counts = report.counts;
        Ok(json!({
            "passes": report.passes() && proof.holds(),
            "problems": problems,
            "rules": counts.rules,
            "scenarios": counts.scenarios,
            "parameters": counts.parameters,
            "clauses_held_by_rules": counts.clauses_held_by_rules,
            "clauses_held_by_product": counts.clauses_held_by_product,
            "clauses_left_to_judgement": counts.clauses_left_to_judgement,
            "states": proof.states(),
            "situations": proof.situations,
        })
        .to_string())
    })
}

fn told(problem: &Problem) -> Value {
    json!({
        "severity": if problem.severity == Severity::Error { "error" } else { "warning" },
        "file": problem.file,
        "line": problem.line,
        "column": problem.column,
        "message": problem.message,
        "help": problem.help,
    })
}

/// As many threads as the machine has processors.
struct Threads;

impl Workers for Threads {
    fn each(&self, pieces: usize, work: &(dyn Fn(usize) + Sync)) {
        let next = AtomicUsize::new(0);
        std::thread::scope(|scope| {
            for _ in 0..crate::population::processors().min(pieces.max(1)) {
                scope.spawn(|| {
                    while let Some(piece) = Some(next.fetch_add(1, Ordering::Relaxed)).filter(|piece| *piece < pieces) {
                        work(piece);
                    }
                });
            }
        });
    }
}
