//! The visits of a day: to look at, and to print and take along.

use super::as_known_on::in_three_fields;
use crate::form::{FormView, Reading, Values};
use crate::frame::Frame;
use crate::problem::WebProblem;
use crate::session::SignedIn;
use crate::state::WebState;
use crate::templating::{render, shown};
use axum::extract::{Query, State};
use axum::response::Html;
use brought_app::{VISITS_KEPT_DAYS, visits};

pub(crate) async fn show(
    State(state): State<WebState>,
    who: SignedIn,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Html<String>, WebProblem> {
    let now = state.now();
    let sent = Values::new(in_three_fields(query));
    let form = Reading::new(&sent, now);
    let day = form.day_if_any("day", "Day");
    let problems = form.problems();
    let whole_services = sent.text("whose") == "services";
    let page = sent.text("page").parse::<u32>().unwrap_or(1).max(1) - 1;
    // A day that cannot be read is no day: today's visits are not shown in its place.
    let list = if problems.is_empty() { Some(visits(&state.brought, &who.actor, day, whole_services, page, now).await?) } else { None };
    let whose = if whole_services { "services" } else { "mine" };
    let address = |whose: &str, day: &str, page: u32| format!("/visits?whose={whose}&day={day}&page={page}");
    let shown_day = list.as_ref().map(|list| list.day.clone()).unwrap_or_default();
    let links = list.as_ref().map(|list| {
        shown! {
            mine => address("mine", &list.day, 1),
            services => address("services", &list.day, 1),
            before => address(whose, &list.around.0, 1),
            after => address(whose, &list.around.1, 1),
            sheet => format!("/visits/sheet?day={}", list.day),
        }
    });
    let (form, lines) = FormView::refused(sent, &problems);
    let shown = shown! {
        frame => Frame::of(&state, &who, "/visits"),
        form,
        problems => lines,
        whose,
        links,
        kept_days => VISITS_KEPT_DAYS,
        previous => (page > 0).then(|| address(whose, &shown_day, page)),
        next => list.as_ref().filter(|list| u64::from(page) + 1 < list.pages).map(|_| address(whose, &shown_day, page + 2)),
        number => page + 1,
        list,
    };
    render("pages/visits.jinja", shown)
}
