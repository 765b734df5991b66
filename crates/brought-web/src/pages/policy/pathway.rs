//! A pathway as a document: the words of the policy, each rule as a panel below the words it implements, scenarios folded away.

use super::document::{Part, document};
use super::named;
use crate::frame::Frame;
use crate::problem::WebProblem;
use crate::session::SignedIn;
use crate::state::WebState;
use crate::templating::{render, shown};
use axum::extract::{Path, State};
use axum::response::Html;
use brought_app::{pack_summary, rule_panel, scenario_view};
use brought_policy::Pack;
use brought_policy::pack::Pathway;
use minijinja::Value;

pub(crate) async fn show(
    State(state): State<WebState>,
    who: SignedIn,
    Path((id, pathway)): Path<(String, String)>,
) -> Result<Html<String>, WebProblem> {
    let pack = named(&state, &id)?;
    let pathway = pack.pathways.iter().find(|other| other.id == pathway).ok_or(WebProblem::NoSuchPage)?;
    let document = document(&pathway.text, pack);
    let parts: Vec<Value> = document.parts.iter().map(|part| shown_part(part, pack, pathway)).collect();
    let shown = shown! {
        frame => Frame::of(&state, &who, "/policies"), pack => pack_summary(pack), parts,
        contents => document.headings.iter().map(|(id, words)| shown! { id, words }).collect::<Vec<_>>(),
        pathway => shown! { title => pathway.title, follows => pathway.follows.words(), rules => pathway.rules.len(), scenarios => pathway.scenarios.len() },
    };
    render("pages/policy/pathway.jinja", shown)
}

/// What a template shows of a part. The blocks of a pathway that is in use stand in its text in the order in which they were read.
fn shown_part(part: &Part, pack: &Pack, pathway: &Pathway) -> Value {
    match part {
        Part::Prose(html) => shown! { html => Value::from_safe_string(html.clone()) },
        Part::Text(text) => shown! { text },
        Part::Rule { number, source } => match pathway.rules.get(*number) {
            Some(rule) => shown! { rule => rule_panel(pack, pathway, rule), source },
            None => shown! { text => source },
        },
        Part::Scenarios(numbers) => {
            let scenarios: Vec<_> = numbers.iter().filter_map(|number| pathway.scenarios.get(*number)).map(scenario_view).collect();
            shown! { scenarios }
        }
    }
}
