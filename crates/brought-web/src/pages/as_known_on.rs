//! A person on a past day: what was known by the end of it and what the policy then asked, and beside it what was known only later.

use crate::form::{FormView, Reading, Values};
use crate::frame::Frame;
use crate::problem::WebProblem;
use crate::session::SignedIn;
use crate::state::WebState;
use crate::templating::{render, shown};
use axum::extract::{Path, Query, State};
use axum::response::Html;
use brought_app::{AsKnownOn, Failure, Purpose, as_known_on, child_page, open_record};
use jiff::civil::Date;

pub(crate) async fn show(
    State(state): State<WebState>,
    who: SignedIn,
    Path(id): Path<String>,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Html<String>, WebProblem> {
    let now = state.now();
    let person = id.parse().map_err(|_| WebProblem::NoSuchPage)?;
    let grant = open_record(&state.brought, &who.actor, &person, Purpose::RecordKeeping, now).await?;
    let sent = Values::new(in_three_fields(query));
    let form = Reading::new(&sent, now);
    let day = form.day_if_any("day", "Day");
    let mut problems = form.problems();
    let mut known: Option<AsKnownOn> = None;
    if let Some(day) = day.filter(|_| problems.is_empty()) {
        match as_known_on(&state.brought, &grant, day, now).await {
            Ok(found) => known = Some(found),
            Err(Failure::Refused(refusal)) => problems = refusal.problems,
            Err(other) => return Err(other.into()),
        }
    }
    // Who it is, as it is known today: whoever looks back has to know whose record it is.
    let today = child_page(&state.brought, &grant, now).await?;
    let page = shown! { person => today.person, who => today.who };
    let (form, lines) = FormView::refused(sent, &problems);
    render("pages/as_known_on.jinja", shown! { frame => Frame::of(&state, &who, ""), page, form, problems => lines, known })
}

/// A link names a day as 2026-01-09; the form has three fields for it.
pub(crate) fn in_three_fields(query: Vec<(String, String)>) -> Vec<(String, String)> {
    let in_fields = |(name, value): (String, String)| -> Vec<(String, String)> {
        match value.parse::<Date>() {
            Ok(day) if name == "day" => {
                [("day.day", i16::from(day.day())), ("day.month", i16::from(day.month())), ("day.year", day.year())]
                    .into_iter()
                    .map(|(name, number)| (name.to_owned(), number.to_string()))
                    .collect()
            }
            _ => vec![(name, value)],
        }
    };
    query.into_iter().flat_map(in_fields).collect()
}

#[cfg(test)]
mod tests {
    use super::in_three_fields;

    #[test]
    fn a_link_s_day_stands_in_the_fields_of_the_form() {
        let pairs = |name: &str, value: &str| in_three_fields(vec![(name.to_owned(), value.to_owned())]);
        let expected =
            [("day.day", "9"), ("day.month", "1"), ("day.year", "2026")].map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(pairs("day", "2026-01-09"), expected);
        assert_eq!(pairs("day.day", "9"), [("day.day".to_owned(), "9".to_owned())]);
        assert_eq!(pairs("day", "last week"), [("day".to_owned(), "last week".to_owned())]);
    }
}
