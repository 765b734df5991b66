//! One policy: its pathways, its clauses, its numbers and what proves it. A pathway and a clause have a page each.

pub(crate) mod clause;
pub(crate) mod coverage;
mod document;
pub(crate) mod numbers;
pub(crate) mod pathway;

use crate::frame::Frame;
use crate::problem::WebProblem;
use crate::session::SignedIn;
use crate::state::WebState;
use crate::templating::{render, shown};
use axum::Router;
use axum::extract::{Path, State};
use axum::response::Html;
use axum::routing::get;
use brought_app::{PackSummary, PolicyPage, pack_summary, policies_page, policy_page};
use brought_policy::Pack;
use std::sync::Arc;

/// The addresses of the pages about policies.
pub(crate) fn routes() -> Router<WebState> {
    Router::new()
        .route("/policies/{pack}", get(show))
        .route("/policies/{pack}/pathways/{pathway}", get(pathway::show))
        .route("/policies/{pack}/clauses/{clause}", get(clause::show))
        .route("/policies/{pack}/numbers", get(numbers::show))
        .route("/policies/{pack}/coverage", get(coverage::show))
}

async fn show(State(state): State<WebState>, who: SignedIn, Path(id): Path<String>) -> Result<Html<String>, WebProblem> {
    let pack = named(&state, &id).await?;
    let policy = PolicyPage { pack: summary(&pack, &id), ..policy_page(&pack) };
    render("pages/policy.jinja", shown! { frame => Frame::of(&state, &who, "/policies"), policy })
}

/// What tells the pack from others, under the name by which its pages are asked for.
pub(crate) fn summary(pack: &Pack, name: &str) -> PackSummary {
    PackSummary { key: name.to_owned(), ..pack_summary(pack) }
}

/// The pack of this name: its id alone for the one that is in force, or, if none of that id is, for the first that is known; its id and
/// version, as in `no-access@1.1`, for any other. Of two with one version, the beginning of the digest says which: `no-access@1.1+5f0c2c8d`.
pub(crate) async fn named(state: &WebState, name: &str) -> Result<Arc<Pack>, WebProblem> {
    let known = state.brought.known_packs().await?;
    if let Some((id, which)) = name.split_once('@') {
        let (version, digest) = which.rsplit_once('+').map_or((which, ""), |(version, digest)| (version, digest));
        let found = known.into_iter().find(|pack| pack.id == id && pack.version == version && pack.digest.starts_with(digest));
        return found.ok_or(WebProblem::NoSuchPage);
    }
    let page = policies_page(&state.brought, state.now()).await?;
    let in_force = page.in_force.iter().map(|line| &line.pack).find(|pack| pack.id == name);
    let is_it = |pack: &Arc<Pack>| in_force.map_or(pack.id == name, |in_force| pack.digest == in_force.digest);
    known.into_iter().find(is_it).ok_or(WebProblem::NoSuchPage)
}
