//! Texts as numbers: each is looked up once, and compared as a number after that.

use super::plan::{Class, Plan};
use crate::problem::BatchProblem;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::{Mutex, PoisonError};

/// So many outcomes can be named.
pub(super) const MOST_OUTCOMES: u8 = 250;

/// The code of what is not there.
pub(super) const NOBODY: u32 = 0;

/// The outcomes that the plans name, as numbers.
pub(super) struct Outcomes {
    codes: BTreeMap<String, u8>,
}

impl Outcomes {
    /// # Errors
    /// When an outcome stands in one plan and not in the other: what it is would have to be guessed.
    pub(super) fn new(plans: &[Plan]) -> Result<Self, BatchProblem> {
        let names: BTreeSet<&String> = plans.iter().flat_map(|plan| plan.outcomes.keys()).collect();
        for (plan, name) in plans.iter().flat_map(|plan| names.iter().map(move |name| (plan, name))) {
            if !plan.outcomes.contains_key(*name) {
                let reason = format!("it does not say what the outcome {name} is, and the other plan does");
                return Err(BatchProblem::unusable(format!("the plan {}", plan.title), reason, "Name the same outcomes in both"));
            }
        }
        Ok(Self { codes: names.into_iter().cloned().zip(0..MOST_OUTCOMES).collect() })
    }

    /// The number of an outcome that a plan names.
    pub(super) fn code(&self, outcome: &str) -> Option<u8> {
        self.codes.get(outcome).copied()
    }

    /// What each number is to a plan.
    pub(super) fn classes(&self, plan: &Plan) -> [Class; 256] {
        let mut classes = [Class::Neutral; 256];
        for (name, code) in &self.codes {
            if let (Some(class), Some(place)) = (plan.outcomes.get(name), classes.get_mut(usize::from(*code))) {
                *place = *class;
            }
        }
        classes
    }
}

/// Names that all threads give the same numbers, from 1 on. The numbers differ from run to run, so nothing that is written may depend on them.
#[derive(Default)]
pub(super) struct Names(Mutex<Known>);

#[derive(Default)]
struct Known {
    codes: BTreeMap<Box<str>, u32>,
    names: Vec<Box<str>>,
}

impl Names {
    fn code(&self, name: &str) -> u32 {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(code) = known.codes.get(name) {
            return *code;
        }
        known.names.push(name.into());
        let code = u32::try_from(known.names.len()).unwrap_or(u32::MAX);
        known.codes.insert(name.into(), code);
        code
    }

    /// The names by number, the first being that of number 1.
    pub(super) fn all(&self) -> Vec<Box<str>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).names.clone()
    }
}

/// The numbers of names as one thread has met them.
pub(super) struct Numbers<'n> {
    shared: &'n Names,
    of_text: HashMap<Box<[u8]>, u32, BuildHasherDefault<Mix>>,
    /// The name that was looked up last: rows of one child often have the same.
    last: (Vec<u8>, u32),
}

impl<'n> Numbers<'n> {
    pub(super) fn new(shared: &'n Names) -> Self {
        Self { shared, of_text: HashMap::default(), last: (Vec::new(), NOBODY) }
    }

    /// The number of a name; nobody's when it is blank.
    pub(super) fn of_text(&mut self, name: &str) -> u32 {
        if name.is_empty() {
            return NOBODY;
        }
        if let Some(code) = self.of_text.get(name.as_bytes()) {
            return *code;
        }
        let code = self.shared.code(name);
        self.of_text.insert(name.as_bytes().into(), code);
        code
    }

    /// The number of a name as it stands in a file; nothing when it is no UTF-8.
    #[inline]
    pub(super) fn of_bytes(&mut self, name: &[u8]) -> Option<u32> {
        if self.last.0 == name {
            return Some(self.last.1);
        }
        let code = match self.of_text.get(name) {
            Some(code) => *code,
            None => self.of_text(std::str::from_utf8(name).ok()?),
        };
        self.last.0.clear();
        self.last.0.extend_from_slice(name);
        self.last.1 = code;
        Some(code)
    }
}

/// A quick hash that is the same in every run. What is hashed are names of providers and services, of which there are few.
#[derive(Default)]
pub(super) struct Mix(u64);

impl Hasher for Mix {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for piece in bytes.chunks(8) {
            let mut eight = [0; 8];
            eight.iter_mut().zip(piece).for_each(|(to, from)| *to = *from);
            self.write_u64(u64::from_le_bytes(eight));
        }
    }

    fn write_u64(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(23) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.0 ^= self.0 >> 32;
    }

    fn write_usize(&mut self, length: usize) {
        self.write_u64(length as u64);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_one_number_wherever_it_is_met() {
        let names = Names::default();
        let (mut one, mut other) = (Numbers::new(&names), Numbers::new(&names));
        assert_eq!((one.of_text("north"), one.of_text(""), one.of_text("south"), one.of_text("north")), (1, NOBODY, 2, 1));
        assert_eq!((other.of_text("south"), other.of_bytes(b"17"), one.of_text("17"), one.of_bytes(b"\xff")), (2, Some(3), 3, None));
        assert_eq!(names.all().iter().map(AsRef::as_ref).collect::<Vec<&str>>(), ["north", "south", "17"]);
    }

    #[test]
    fn an_outcome_that_only_one_of_two_plans_names_is_told() {
        let one = Plan::read(super::super::plan::ENGAGEMENT, "one", None).unwrap();
        let mut other = one.clone();
        other.outcomes.insert("MOVED_AWAY".to_owned(), Class::Neutral);
        assert!(Outcomes::new(&[one, other]).err().unwrap().to_string().contains("MOVED_AWAY"));
    }
}
