//! What can go wrong: one policy for every use case.
//!
//! | kind | who can put it right | a page shows |
//! |---|---|---|
//! | [`Failure::Refused`] | the person at the form | the form again, with each problem at its field |
//! | [`Failure::Conflict`] | the person at the form, after reading what came in between | both texts |
//! | [`Failure::Denied`] | somebody who gives access | that, and no more |
//! | [`Failure::NotThere`] | nobody: the link is old or mistyped | that |
//! | [`Failure::Erased`] | nobody | by whom, when and why |
//! | [`Failure::Trouble`] | whoever looks after the system | that nothing was saved, and what to do |
//!
//! In every case nothing was saved.

use crate::child_page::ChronologyEntry;
use brought_domain::PersonId;
use brought_store::{Erased, StoreProblem};
use jiff::Timestamp;
use std::fmt;

/// Why a use case did not do what was asked. Nothing was saved, whichever it is.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// Something that was written cannot be taken as it is.
    #[error("{0}")]
    Refused(Refusal),
    /// The record has grown since the form was shown, or the form was saved already and says something else now (S21, J8, H44).
    #[error("{0}")]
    Conflict(Box<Conflict>),
    /// This person may not do this.
    #[error("{0}")]
    Denied(Denied),
    /// What was asked for is not there.
    #[error("{0} is not on record: check the link, or search by name")]
    NotThere(&'static str),
    /// The record was erased: there is nothing to show.
    #[error("this record was erased on {} by {} ({}): {}", crate::words::instant_in_words(.0.at), .0.by, .0.signed_as, .0.reason)]
    Erased(Box<Erased>),
    /// The system itself is in trouble.
    #[error("{0}")]
    Trouble(Trouble),
}

/// Everything that has to be put right, at once. Never empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Refusal {
    /// Each problem at its field.
    pub problems: Vec<Problem>,
}

/// One thing to put right.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Problem {
    /// The field of the input, as its type names it; parts of lists as `children.0.place`.
    pub field: String,
    /// What to do, in words.
    pub words: String,
    /// The clause that asks for it, when one does.
    pub clause: Option<String>,
}

/// Both texts, and whose record it is, so that nothing is lost and nothing lands in the wrong record (S21, S24, J8).
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Conflict {
    /// Whose record, by id.
    pub person: String,
    /// Their name.
    pub name: String,
    /// Their date of birth in words, or what stands for it.
    pub second_identifier: String,
    /// The version that the form was shown with.
    pub expected: u64,
    /// The version the record is at: what to send with the form when it still applies.
    pub found: u64,
    /// What was added meanwhile, in the order in which it was.
    pub theirs: Vec<ChronologyEntry>,
    /// What was not saved.
    pub yours: ChronologyEntry,
    /// Whether an entry was saved from this very form before, saying something else: to save this one as well takes an id of its own.
    pub saved_before: bool,
}

/// Why somebody may not.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Denied {
    /// No session, or one that has ended.
    #[error("your session has ended: sign in again")]
    NotSignedIn,
    /// The sign-in name or the password is wrong, or the account is disabled: which of these is not said.
    #[error("the name or the password is not right")]
    SignInRefused,
    /// The password is right, and the code that is asked for beside it is missing, wrong or used already.
    #[error("enter the code that your app shows now")]
    CodeRefused,
    /// The password is right, and was given by somebody else so long ago that it lets nobody in any more.
    #[error("the password that you were given has run out: ask an administrator for another one")]
    GivenPasswordOver,
    /// The password of this name was guessed at too often.
    #[error("there were too many wrong passwords for this name: wait until {until} and sign in again")]
    TooManyGuesses {
        /// When a password for the name is looked at again.
        until: Timestamp,
    },
    /// The directory does not know them.
    #[error("the directory does not know you as a practitioner: ask an administrator")]
    UnknownPractitioner,
    /// They signed in at a provider, and of what it allowed the directory gives them nothing any more.
    #[error(
        "the directory gives you none of the roles and services with which you signed in, so you have been signed out: ask an administrator"
    )]
    NothingAllowed,
    /// Their account is disabled.
    #[error("your account is disabled: ask an administrator")]
    AccountDisabled,
    /// Nothing lets them open the record, or there is none.
    #[error("this record is not one that you work with, or there is no such record")]
    NotTheirs {
        /// Whose record it is, or would be. Whoever did not name them learns nothing of it.
        person: PersonId,
        /// Whether they may open it all the same when they say why.
        may_say_why: bool,
    },
    /// They have opened more records within the hour than work with children takes, and this would be another one.
    #[error("you have opened the records of {} people within an hour: each further one takes a reason", crate::MOST_IN_AN_HOUR)]
    ManyOpened {
        /// Whose record it is.
        person: PersonId,
        /// Whether they may open it all the same when they say why.
        may_say_why: bool,
    },
    /// They hold none of the roles that may.
    #[error("this takes a role that you do not hold: ask an administrator")]
    RoleNeeded,
}

/// The system itself is in trouble.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    /// The store could not do it.
    #[error(transparent)]
    Store(#[from] StoreProblem),
    /// Something that should hold does not.
    #[error("{0}")]
    Unforeseen(String),
}

const FORM_OF_ANOTHER: &str = "This form was used for another entry already. Nothing was saved: open the form again, and fill it in anew";

impl From<StoreProblem> for Failure {
    fn from(problem: StoreProblem) -> Self {
        match problem {
            StoreProblem::Erased(erased) => Self::Erased(Box::new(erased)),
            // Whose it is, is not said: it need not be anybody's whose record the reader may open.
            StoreProblem::SameIdOtherContent { .. } => Refusal::one("form", FORM_OF_ANOTHER).into(),
            other => Self::Trouble(Trouble::Store(other)),
        }
    }
}

impl From<Denied> for Failure {
    fn from(denied: Denied) -> Self {
        Self::Denied(denied)
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl Refusal {
    /// A refusal for one reason.
    pub fn one(field: impl Into<String>, words: impl Into<String>) -> Self {
        Self { problems: vec![Problem { field: field.into(), words: words.into(), clause: None }] }
    }

    /// Whether a field has a problem.
    pub fn is_about(&self, field: &str) -> bool {
        self.problems.iter().any(|problem| problem.field == field)
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("nothing was saved: ")?;
        for (place, problem) in self.problems.iter().enumerate() {
            if place > 0 {
                f.write_str("; ")?;
            }
            f.write_str(&problem.words)?;
        }
        Ok(())
    }
}

impl fmt::Display for Conflict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.saved_before {
            return f.write_str(
                "nothing was saved: an entry was saved from this form already, and it says something else. Write this one in a new form",
            );
        }
        let count = self.theirs.len();
        let entries = if count == 1 { "entry was" } else { "entries were" };
        write!(
            f,
            "nothing was saved: {count} {entries} added to this record since you opened it. Read them, then save again if yours still applies"
        )
    }
}

impl Failure {
    /// Something that should hold does not.
    pub fn unforeseen(words: impl Into<String>) -> Self {
        Self::Trouble(Trouble::Unforeseen(words.into()))
    }
}
