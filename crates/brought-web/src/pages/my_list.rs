//! What is owed, by when and why: overdue first, and nothing hidden (J1).

use super::links;
use crate::form::Values;
use crate::frame::Frame;
use crate::problem::WebProblem;
use crate::session::SignedIn;
use crate::state::WebState;
use crate::templating::{render, shown};
use axum::extract::{Query, State};
use axum::response::Html;
use brought_app::{ListFilter, my_list};
use brought_policy::standing::ObligationStateKind;

/// What can be asked for by its due time: code in the address, words, state.
const DUE: &[(&str, &str, Option<ObligationStateKind>)] = &[
    ("all", "All", None),
    ("overdue", "Overdue", Some(ObligationStateKind::Overdue)),
    ("due", "Due today", Some(ObligationStateKind::Due)),
    ("due_later", "Due later", Some(ObligationStateKind::DueLater)),
];

/// Whose: code in the address and words.
const WHOSE: &[(&str, &str)] = &[("mine", "Mine and my roles’"), ("services", "Everybody’s in my services")];

pub(crate) async fn show(
    State(state): State<WebState>,
    who: SignedIn,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Html<String>, WebProblem> {
    let query = Values::new(query);
    let whose = if query.text("whose") == "services" { "services" } else { "mine" };
    let (due, _, asked) = *DUE.iter().find(|(code, ..)| *code == query.text("due")).unwrap_or(&DUE[0]);
    let page = query.text("page").parse::<u32>().unwrap_or(1).max(1) - 1;
    let filter = ListFilter { whole_services: whose == "services", state: asked, page, ..ListFilter::default() };
    let list = my_list(&state.brought, &who.actor, &filter, state.now()).await?;
    let address = |whose: &str, due: &str, page: u32| format!("/my-list?whose={whose}&due={due}&page={page}");
    let filters = DUE.iter().map(|(code, words, _)| shown! { words, href => address(whose, code, 1), current => *code == due });
    let sides = WHOSE.iter().map(|(code, words)| shown! { words, href => address(code, due, 1), current => *code == whose });
    let shown = shown! {
        frame => Frame::of(&state, &who, "/my-list"),
        lines => list.lines.iter().map(|line| shown! { line, link_words => links::words(&line.action) }).collect::<Vec<_>>(),
        filters => filters.collect::<Vec<_>>(),
        sides => sides.collect::<Vec<_>>(),
        previous => (page > 0).then(|| address(whose, due, page)),
        next => (u64::from(page) + 1 < list.pages).then(|| address(whose, due, page + 2)),
        number => page + 1,
        list,
    };
    render("pages/my_list.jinja", shown)
}
