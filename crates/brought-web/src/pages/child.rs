//! A child's page: last seen, what everybody must see, what is not known, what is open and what to do next.

use super::links;
use crate::form::Values;
use crate::frame::Frame;
use crate::problem::WebProblem;
use crate::session::SignedIn;
use crate::state::WebState;
use crate::templating::{render, shown};
use axum::extract::{Path, Query, State};
use axum::response::Html;
use brought_app::{ChildPage, EverythingDeed, Purpose, child_page, may_do, open_record};
use minijinja::Value;

/// How many entries the page shows of the chronology.
const RECENT: usize = 8;

pub(crate) async fn show(
    State(state): State<WebState>,
    who: SignedIn,
    Path(id): Path<String>,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Html<String>, WebProblem> {
    let now = state.now();
    let person = id.parse().map_err(|_| WebProblem::NoSuchPage)?;
    let grant = open_record(&state.brought, &who.actor, &person, Purpose::DirectCare, now).await?;
    let page = child_page(&state.brought, &grant, now).await?;
    let saved = Values::new(query).said("saved");
    let saved = page.chronology.iter().find(|entry| Some(&entry.event) == saved.as_ref());
    let significant = page.chronology.iter().filter(|entry| entry.significant && entry.corrected.is_none());
    let shown = shown! {
        frame => Frame::of(&state, &who, ""),
        saved,
        recent => significant.take(RECENT).collect::<Vec<_>>(),
        entries => page.chronology.len(),
        may_make_a_bundle => super::bundle::may(&who),
        to_do => to_do(&page),
        open => page.follow_ups.iter().filter(|follow_up| follow_up.open).collect::<Vec<_>>(),
        ended => page.follow_ups.iter().filter(|follow_up| !follow_up.open).collect::<Vec<_>>(),
        page => without_chronology(&page),
        decides_access => may_do(&who.actor, EverythingDeed::SeeBrokenGlass),
    };
    render("pages/child.jinja", shown)
}

/// Each group with what its link says.
fn to_do(page: &ChildPage) -> Vec<Value> {
    page.to_do.iter().map(|group| shown! { group => group, link_words => links::words(group.action) }).collect()
}

/// The page's own parts. The chronology may be long and has a page to itself.
fn without_chronology(page: &ChildPage) -> Value {
    let ChildPage {
        person,
        version,
        as_of,
        linked,
        who,
        last_seen,
        alerts,
        not_known,
        prompts,
        patterns,
        family,
        awaiting_outcome,
        set_aside,
        pack,
        settled,
        ..
    } = page;
    shown! { person, version, as_of, linked, who, last_seen, alerts, not_known, prompts, patterns, family, awaiting_outcome, set_aside, pack, settled }
}
