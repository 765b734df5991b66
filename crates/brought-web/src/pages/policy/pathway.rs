//! A pathway as a document: the words of the policy, each rule as a panel below the words it implements, scenarios folded away.

use super::document::{Part, document};
use super::{named, summary};
use crate::frame::Frame;
use crate::problem::WebProblem;
use crate::session::SignedIn;
use crate::state::WebState;
use crate::templating::{render, shown};
use axum::extract::{Path, State};
use axum::response::Html;
use brought_app::{rule_panel, scenario_view};
use brought_policy::Pack;
use brought_policy::pack::Pathway;
use minijinja::Value;

pub(crate) async fn show(
    State(state): State<WebState>,
    who: SignedIn,
    Path((id, pathway)): Path<(String, String)>,
) -> Result<Html<String>, WebProblem> {
    let pack = named(&state, &id).await?;
    let pathway = pack.pathways.iter().find(|other| other.id == pathway).ok_or(WebProblem::NoSuchPage)?;
    // The pages that came with what the pack includes, and then its own.
    let pages = pathway.included.iter().map(|page| page.text.as_str()).chain([pathway.text.as_str()]);
    let document = document(&pages.collect::<Vec<_>>().join("\n\n"), &pack, &id);
    let parts: Vec<Value> = document.parts.iter().flat_map(|part| shown_part(part, &pack, pathway)).collect();
    let shown = shown! {
        frame => Frame::of(&state, &who, "/policies"), pack => summary(&pack, &id), parts,
        contents => document.headings.iter().map(|(id, words)| shown! { id, words }).collect::<Vec<_>>(),
        pathway => shown! { title => pathway.title, follows => pathway.follows.words(), rules => pathway.rules.len(), scenarios => pathway.scenarios.len() },
    };
    render("pages/policy/pathway.jinja", shown)
}

/// What a template shows of a part. What another pack proves, and so is not among these scenarios, is shown as it is written there.
fn shown_part(part: &Part, pack: &Pack, pathway: &Pathway) -> Vec<Value> {
    match part {
        Part::Prose(html) => vec![shown! { html => Value::from_safe_string(html.clone()) }],
        Part::Text(text) => vec![shown! { text }],
        Part::Rule { id, source } => match pathway.rules.iter().find(|rule| rule.id == *id) {
            Some(rule) => vec![shown! { rule => rule_panel(pack, pathway, rule), source }],
            None => vec![shown! { text => source }],
        },
        Part::Scenarios(named) => {
            let known = |name: &String| pathway.scenarios.iter().find(|scenario| scenario.name == *name);
            let scenarios: Vec<_> = named.iter().filter_map(|(name, _)| known(name)).map(scenario_view).collect();
            let elsewhere = named.iter().filter(|(name, _)| known(name).is_none()).map(|(_, source)| shown! { text => source });
            (!scenarios.is_empty()).then(|| shown! { scenarios }).into_iter().chain(elsewhere).collect()
        }
    }
}
