//! Whether there are concerns, by the seven questions (NAF-25).

use super::{Opened, RecordForm};
use crate::form::{Reading, Values};
use crate::templating::shown;
use brought_app::{DecideConcerns, EntryHead};
use brought_domain::circumstances::ConcernQuestion;
use minijinja::Value;

pub(crate) struct ConcernsForm;

impl RecordForm for ConcernsForm {
    type Entry = DecideConcerns;
    const TEMPLATE: &'static str = "pages/record/concerns.jinja";
    const BUTTON: &'static str = "Sign the decision";

    /// What the record holds is answered beforehand, with the evidence beside it; what it does not hold is left open.
    fn fill(opened: &Opened, values: &mut Values) {
        for question in ConcernQuestion::ALL {
            if evidence(*question, opened).is_some_and(|words| !words.contains("not known")) {
                values.set(format!("answers.{}", question.code()), "yes");
            }
        }
    }

    fn shown(opened: &Opened) -> Value {
        let question = |question: &ConcernQuestion| shown! { code => question.code(), words => question.words(), evidence => evidence(*question, opened) };
        shown! { questions => ConcernQuestion::ALL.iter().map(question).collect::<Vec<_>>() }
    }

    fn read(head: EntryHead, form: &Reading<'_>, _opened: &Opened) -> DecideConcerns {
        let answer = |question: &ConcernQuestion| Some((*question, form.chosen(&format!("answers.{}", question.code()))?));
        DecideConcerns { head, answers: ConcernQuestion::ALL.iter().filter_map(answer).collect(), reasons: form.text("reasons") }
    }
}

/// What the record says that bears on a question.
fn evidence(question: ConcernQuestion, opened: &Opened) -> Option<String> {
    let begins: &[&str] = match question {
        ConcernQuestion::EndangeredNow => &["Medicine or care needed now"],
        ConcernQuestion::EarlierConcerns => &["Earlier concerns with a support package"],
        ConcernQuestion::PlanNow => &["Child protection plan", "Child in need plan", "Early help"],
        ConcernQuestion::LookedAfter => &["Looked after"],
        ConcernQuestion::ProtectionPlanLastYear => &["Child protection plan"],
        ConcernQuestion::FamilyViolence => &["Violence in the family", "Domestic abuse"],
        ConcernQuestion::ReligiousOrCulturalRisk => &["Religious or cultural reason"],
    };
    let bears = |words: &&String| begins.iter().any(|begin| words.starts_with(begin));
    opened.page.who.circumstances.iter().find(bears).cloned()
}
