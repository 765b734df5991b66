//! Two policies side by side: what one asks that the other does not. They are about nobody, so everybody who may sign in may read them.

use super::packs;
use crate::address::part;
use crate::form::{FormView, Values};
use crate::frame::Frame;
use crate::pages::policy::{named, summary};
use crate::problem::WebProblem;
use crate::session::SignedIn;
use crate::state::WebState;
use crate::templating::{render, shown};
use axum::extract::{Path, Query, State};
use axum::response::{Html, IntoResponse as _, Redirect, Response};
use brought_app::{TextsPage, texts_page};

pub(super) async fn choose(
    State(state): State<WebState>,
    who: SignedIn,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Response, WebProblem> {
    let asked = Values::new(query);
    if let (Some(left), Some(right)) = (asked.said("left"), asked.said("right")) {
        return Ok(Redirect::to(&format!("/policies/{}/against/{}", part(&left), part(&right))).into_response());
    }
    let packs = packs(&state).await?;
    let form = FormView::filled(asked);
    let nothing: Vec<String> = Vec::new();
    let shown = shown! { frame => Frame::of(&state, &who, "/policies"), form, problems => nothing, packs };
    Ok(render("pages/comparing/side_by_side.jinja", shown)?.into_response())
}

pub(super) async fn show(
    State(state): State<WebState>,
    who: SignedIn,
    Path((left, right)): Path<(String, String)>,
) -> Result<Html<String>, WebProblem> {
    let (of_left, of_right) = (named(&state, &left).await?, named(&state, &right).await?);
    let page = TextsPage { left: summary(&of_left, &left), right: summary(&of_right, &right), ..texts_page(&of_left, &of_right) };
    let packs = packs(&state).await?;
    let mut values = Values::default();
    values.set("left", brought_app::exact_key(&of_left));
    values.set("right", brought_app::exact_key(&of_right));
    let form = FormView::filled(values);
    let nothing: Vec<String> = Vec::new();
    let shown = shown! { frame => Frame::of(&state, &who, "/policies"), form, problems => nothing, packs, page };
    render("pages/comparing/side_by_side.jinja", shown)
}
