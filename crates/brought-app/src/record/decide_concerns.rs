//! Deciding whether there are concerns, by the seven questions (NAF-25).

use super::checks::Checks;
use super::entry::{Basis, Entry, EntryHead};
use brought_domain::Fact;
use brought_domain::circumstances::{ConcernQuestion, ConcernsDecided};
use brought_domain::contact::Answer;

/// The form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecideConcerns {
    /// What every form carries.
    pub head: EntryHead,
    /// Each question with its answer. All seven: "not known" is an answer.
    pub answers: Vec<(ConcernQuestion, Answer)>,
    /// Why.
    pub reasons: String,
}

impl Entry for DecideConcerns {
    fn head(&self) -> &EntryHead {
        &self.head
    }

    fn plan(&self, _basis: &Basis<'_>, checks: &mut Checks) -> Option<Fact> {
        for question in ConcernQuestion::ALL {
            let answers = self.answers.iter().filter(|(asked, _)| asked == question).count();
            if answers != 1 {
                let words = format!("Answer yes, no or not known: {question}");
                checks.refuse_by("NAF-25", format!("answers.{}", question.code()), words);
            }
        }
        let reasons = checks.text("reasons", &self.reasons, "Say on what your answers rest");
        Some(Fact::ConcernsDecided(ConcernsDecided { answers: self.answers.clone(), reasons }))
    }
}
