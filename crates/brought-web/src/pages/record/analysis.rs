//! What failed contacts mean for the child, signed (NAF-13, NAF-24, BOL-04).

use super::{Opened, RecordForm};
use crate::form::{Reading, choices};
use crate::templating::shown;
use brought_app::{EntryHead, SignAnalysis};
use brought_domain::work::{Decision, EngagementPrompt, PromptAnswer, ReasonKind};
use minijinja::Value;

pub(crate) struct AnalysisForm;

impl RecordForm for AnalysisForm {
    type Entry = SignAnalysis;
    const TEMPLATE: &'static str = "pages/record/analysis.jinja";
    const BUTTON: &'static str = "Sign the analysis";

    fn shown(opened: &Opened) -> Value {
        let beside = |prompt: &EngagementPrompt| beside(*prompt, opened);
        let prompts: Vec<_> = EngagementPrompt::ALL
            .iter()
            .map(|prompt| shown! { code => prompt.code(), words => prompt.words(), known => beside(prompt) })
            .collect();
        shown! {
            reasons => choices::<ReasonKind>(), prompts, not_known => opened.page.not_known, circumstances => opened.page.who.circumstances,
        }
    }

    fn read(head: EntryHead, form: &Reading<'_>, _opened: &Opened) -> SignAnalysis {
        let decision = match form.text("decision").as_str() {
            "no_further_step" => Some(Decision::NoFurtherStep { reason: form.text("decision.reason") }),
            "steps" => Some(Decision::Steps(form.text("decision.steps"))),
            _ => None,
        };
        SignAnalysis {
            head,
            impact: form.text("impact"),
            known: form.said("known"),
            not_known: form.said("not_known"),
            decision,
            reasons: form.words("reasons"),
            prompts: EngagementPrompt::ALL.iter().filter_map(|prompt| Some((*prompt, answer(*prompt, form)?))).collect(),
            child_wishes: form.said("child_wishes"),
            parent_wishes: form.said("parent_wishes"),
        }
    }
}

/// A prompt is answered in words, consciously left, or not gone through at all.
fn answer(prompt: EngagementPrompt, form: &Reading<'_>) -> Option<PromptAnswer> {
    let field = format!("prompts.{}", prompt.code());
    match form.said(&field) {
        Some(words) => Some(PromptAnswer::Answered(words)),
        None => form.is_ticked(&format!("{field}.left")).then_some(PromptAnswer::Left),
    }
}

/// What the record already holds that bears on a prompt (NAF-24).
fn beside(prompt: EngagementPrompt, opened: &Opened) -> Vec<String> {
    let who = &opened.page.who;
    let needs = |parts: &[&str]| -> Vec<String> {
        let bears = |need: &&String| parts.iter().any(|part| need.to_lowercase().contains(part));
        who.communication_needs.iter().filter(bears).cloned().collect()
    };
    match prompt {
        EngagementPrompt::AddressRight => vec![who.address.words.clone()],
        EngagementPrompt::Communication => {
            let language = who.language.iter().map(|language| format!("Language: {language}"));
            language.chain(needs(&["language", "interpreter", "reading", "sight", "learning"])).collect()
        }
        EngagementPrompt::HearingOrMobility => needs(&["hearing", "mobility"]),
        EngagementPrompt::FearOrMentalHealth => {
            let illness = who.circumstances.iter().filter(|words| words.starts_with("Mental illness")).cloned();
            needs(&["fear"]).into_iter().chain(illness).collect()
        }
        EngagementPrompt::OtherRelatives | EngagementPrompt::ThinkFamily => {
            opened.page.family.iter().map(|member| format!("{}, {}", member.name, member.relation)).collect()
        }
        _ => Vec::new(),
    }
}
