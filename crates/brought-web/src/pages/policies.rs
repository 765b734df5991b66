//! The policies in force.

use crate::frame::Frame;
use crate::problem::WebProblem;
use crate::session::SignedIn;
use crate::state::WebState;
use crate::templating::{render, shown};
use axum::extract::State;
use axum::response::Html;
use brought_calendar::{date_in_words, local_date};

pub(crate) async fn show(State(state): State<WebState>, who: SignedIn) -> Result<Html<String>, WebProblem> {
    let pack = state.brought.pack_for(None, local_date(state.now()));
    let packs = vec![shown! {
        id => pack.id, title => pack.title, publisher => pack.publisher, version => pack.version,
        from => date_in_words(pack.in_force_from), review_by => pack.review_by.map(date_in_words),
    }];
    render("pages/policies.jinja", shown! { frame => Frame::of(&state, &who, "/policies"), packs })
}
