//! What is owed, by when and why: overdue first, and nothing hidden (J1).

use super::links;
use crate::form::Values;
use crate::frame::Frame;
use crate::problem::WebProblem;
use crate::session::SignedIn;
use crate::state::WebState;
use crate::templating::render;
use crate::templating::shown;
use axum::extract::{Query, State};
use axum::response::Html;
use brought_app::{ListFilter, my_list};

pub(crate) async fn show(
    State(state): State<WebState>,
    who: SignedIn,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Html<String>, WebProblem> {
    let query = Values::new(query);
    let whose = if query.text("whose") == "services" { "services" } else { "mine" };
    let due = match query.text("due") {
        "overdue" => "overdue",
        "not_overdue" => "not_overdue",
        _ => "all",
    };
    let overdue = match due {
        "overdue" => Some(true),
        "not_overdue" => Some(false),
        _ => None,
    };
    let page = query.text("page").parse::<u32>().unwrap_or(1).max(1) - 1;
    let filter = ListFilter { whole_services: whose == "services", overdue, service: None, page, ..ListFilter::default() };
    let list = my_list(&state.brought, &who.actor, &filter, state.now()).await?;
    let address = |whose: &str, due: &str, page: u32| format!("/my-list?whose={whose}&due={due}&page={page}");
    let lines: Vec<_> = list.lines.iter().map(|line| shown! { line, link_words => links::words(&line.action) }).collect();
    let shown = shown! {
        frame => Frame::of(&state, &who, "/my-list"),
        lines, list,
        whose, due,
        filters => [("all", "All"), ("overdue", "Overdue"), ("not_overdue", "Not overdue yet")].map(|(code, words)| shown! { words, href => address(whose, code, 1), current => code == due }),
        sides => [("mine", "Mine and my roles’"), ("services", "Everybody in my services")].map(|(code, words)| shown! { words, href => address(code, due, 1), current => code == whose }),
        previous => (page > 0).then(|| address(whose, due, page)),
        next => (u64::from(page) + 1 < list.pages).then(|| address(whose, due, page + 2)),
        number => page + 1,
    };
    render("pages/my_list.jinja", shown)
}
