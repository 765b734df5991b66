//! Two policies over the whole record, in charts and tables that name nobody; and two policies side by side.

mod chart;
mod side_by_side;

use super::policy::named;
use super::put_in_force::MOST_PEOPLE;
use crate::form::{Choice, FormView, Values};
use crate::frame::Frame;
use crate::problem::WebProblem;
use crate::session::SignedIn;
use crate::state::WebState;
use crate::templating::{render, shown};
use axum::Router;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use brought_app::{
    ComparedPolicies, DaysCompared, Denied, EverythingDeed, Failure, Guarded, Problem, Quartiles, WholeRecordPurpose, compare_policies,
    exact_key, may_do, open_whole_record, people_on_record,
};
use chart::{Bars, Ranges, Weeks};
use minijinja::Value;

/// The addresses of the pages about several policies.
pub(crate) fn routes() -> Router<WebState> {
    Router::new()
        .route("/policies/compare", get(show))
        .route("/policies/side-by-side", get(side_by_side::choose))
        .route("/policies/{left}/against/{right}", get(side_by_side::show))
}

async fn show(State(state): State<WebState>, who: SignedIn, Query(query): Query<Vec<(String, String)>>) -> Result<Response, WebProblem> {
    if !may_do(&who.actor, EverythingDeed::CountEverybody) {
        return Err(Failure::from(Denied::RoleNeeded).into());
    }
    let mut asked = Values::new(query);
    if asked.text("left").is_empty() && asked.text("right").is_empty() {
        // Most who come here have the policy in force in mind.
        asked.set("left", exact_key(state.brought.in_force().await?.pack_for(None, state.now())));
        return page(&state, &who, asked, &[], None).await;
    }
    let mut problems = Vec::new();
    let refuse = |field: &str, words: &str| Problem { field: field.into(), words: words.into(), clause: None };
    let (left, right) = (named(&state, asked.text("left")).await, named(&state, asked.text("right")).await);
    for (field, side) in [("left", &left), ("right", &right)] {
        if side.is_err() {
            problems.push(refuse(field, "Choose a policy that is on the list"));
        }
    }
    let (Ok(left), Ok(right)) = (left, right) else { return page(&state, &who, asked, &problems, None).await };
    if left.digest == right.digest {
        return page(&state, &who, asked, &[refuse("right", "Choose two policies that are not the same")], None).await;
    }
    let grant = open_whole_record(&state.brought, &who.actor, WholeRecordPurpose::ComparingPolicies, state.now()).await?;
    let people = people_on_record(&state.brought, &grant).await?;
    if people > MOST_PEOPLE {
        let words =
            format!("There are {people} people on record, which takes longer than a page may: use `brought policy compare` at the machine");
        return page(&state, &who, asked, &[refuse("left", &words)], None).await;
    }
    let compared = compare_policies(&state.brought, &grant, &left, &right).await?;
    page(&state, &who, asked, &[], Some(compared)).await
}

async fn page(
    state: &WebState,
    who: &SignedIn,
    asked: Values,
    problems: &[Problem],
    compared: Option<ComparedPolicies>,
) -> Result<Response, WebProblem> {
    let charts = compared.as_ref().map(charts);
    let packs = packs(state).await?;
    let (form, lines) = FormView::refused(asked, problems);
    let shown = shown! { frame => Frame::of(state, who, "/policies"), form, problems => lines, packs, compared, charts };
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok((status, render("pages/comparing.jinja", shown)?).into_response())
}

/// Every policy that can be read here, to choose from.
async fn packs(state: &WebState) -> Result<Vec<Choice>, WebProblem> {
    let known = state.brought.known_packs().await?;
    Ok(known.iter().map(|pack| Choice { value: exact_key(pack), text: format!("{}, version {}", pack.title, pack.version) }).collect())
}

/// The drawings. Each shows nothing that is not in the table beneath it.
fn charts(compared: &ComparedPolicies) -> Value {
    let pair = |left: &Guarded, right: &Guarded| [left.clone(), right.clone()];
    let roles = Bars {
        id: "roles",
        title: "Asked for, by role",
        rows: compared.roles.iter().map(|line| (line.role.clone(), pair(&line.left, &line.right).to_vec())).collect(),
        names: vec!["A".to_owned(), "B".to_owned()],
    };
    let peaks = Bars {
        id: "peaks",
        title: "Most open at the end of a week, by role",
        rows: compared.peaks.iter().map(|line| (line.role.clone(), pair(&line.left.0, &line.right.0).to_vec())).collect(),
        names: vec!["A".to_owned(), "B".to_owned()],
    };
    let weeks = Weeks {
        id: "weeks",
        title: "Open at the end of each week, all roles",
        weeks: compared.weeks.iter().map(|week| (week.words.clone(), pair(&week.open.0, &week.open.1))).collect(),
    };
    let reach = Bars {
        id: "reach",
        title: "Children, by when B asks for the first step towards them, against A",
        rows: compared.reach.iter().map(|line| (line.words.to_owned(), vec![line.children.clone()])).collect(),
        names: vec!["Children".to_owned()],
    };
    let row = |line: &DaysCompared| (format!("{} ({})", line.until, line.group), [days(&line.left), days(&line.right)]);
    let days = Ranges { id: "days", title: "Days from the first failed contact", rows: compared.days.iter().map(row).collect() };
    let svg = |drawing: String| Value::from_safe_string(drawing);
    minijinja::context! {
        roles => svg(roles.svg()), peaks => svg(peaks.svg()), weeks => svg(weeks.svg()), reach => svg(reach.svg()), days => svg(days.svg()),
        legend => svg(chart::legend()),
    }
}

fn days(quartiles: &Quartiles) -> [Option<i64>; 3] {
    quartiles.days
}
