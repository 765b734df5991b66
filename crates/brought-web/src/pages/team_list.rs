//! What a team owes, whoever owes it: arranged and filtered as the address says, and nothing hidden without being counted (J1).

use super::links;
use crate::address::part;
use crate::form::{FormView, Values};
use crate::frame::Frame;
use crate::problem::WebProblem;
use crate::session::SignedIn;
use crate::state::WebState;
use crate::templating::{render, shown};
use axum::extract::{Query, State};
use axum::response::Html;
use brought_app::{Status, TeamChoice, TeamFilter, TeamList, TeamView, Whose, team_list};
use brought_domain::work::Role;
use minijinja::Value;

/// What an address may say, in the order in which it says it.
const ASKED: &[&str] = &["view", "whose", "role", "status", "service"];

pub(crate) async fn show(
    State(state): State<WebState>,
    who: SignedIn,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Html<String>, WebProblem> {
    let filter = read(&Values::new(query));
    let list = team_list(&state.brought, &who.actor, &filter, state.now()).await?;
    let page = filter.page;
    let views = TeamView::ALL.iter().map(|view| {
        let there = TeamFilter { view: Some(*view), page: 0, ..filter.clone() };
        shown! { words => view.words(), href => address(&there), current => Some(*view) == filter.view }
    });
    let on_page = |page: u32| address(&TeamFilter { page, ..filter.clone() });
    let shown = shown! {
        frame => Frame::of(&state, &who, "/team-list"),
        views => views.collect::<Vec<_>>(),
        form => FormView::filled(asked(&filter)),
        whose => items(&list.whose, Whose::code),
        roles => items(&list.roles, |role| role.code().to_owned()),
        statuses => items(&list.statuses, |status| status.code().to_owned()),
        services => items(&list.services, ToString::to_string),
        groups => groups(&list),
        everything => address(&TeamFilter { view: filter.view, ..TeamFilter::default() }),
        previous => page.checked_sub(1).map(on_page),
        next => (u64::from(page) + 1 < list.pages).then(|| on_page(page + 1)),
        number => page + 1,
        list,
    };
    render("pages/team_list.jinja", shown)
}

/// What the address asks for. What cannot be read asks for nothing in particular, and the page then shows that nothing is filtered.
fn read(query: &Values) -> TeamFilter {
    TeamFilter {
        view: Some(query.text("view").parse().unwrap_or(TeamView::Due)),
        whose: Whose::read(query.text("whose")),
        role: query.text("role").parse::<Role>().ok(),
        status: query.text("status").parse::<Status>().ok().filter(|status| *status != Status::Done),
        service: query.said("service").and_then(|id| id.parse().ok()),
        page: query.text("page").parse::<u32>().unwrap_or(1).max(1) - 1,
    }
}

/// The same as the form shows it.
fn asked(filter: &TeamFilter) -> Values {
    let mut values = Values::default();
    values.set("view", filter.view.unwrap_or(TeamView::Due).code());
    values.set("whose", filter.whose.code());
    values.set("role", filter.role.map(Role::code).unwrap_or_default());
    values.set("status", filter.status.map(Status::code).unwrap_or_default());
    values.set("service", filter.service.as_ref().map(ToString::to_string).unwrap_or_default());
    values
}

/// The same as an address says it. It names no child.
fn address(filter: &TeamFilter) -> String {
    let values = asked(filter);
    let said = ASKED.iter().filter_map(|name| values.said(name).map(|value| format!("{name}={}", part(&value))));
    let page = (filter.page > 0).then(|| format!("page={}", u64::from(filter.page) + 1));
    format!("/team-list?{}", said.chain(page).collect::<Vec<_>>().join("&"))
}

/// What there is to choose from, each with how much there is of it.
fn items<T>(choices: &[TeamChoice<T>], code: impl Fn(&T) -> String) -> Vec<Value> {
    let item = |choice: &TeamChoice<T>| {
        shown! {
            value => code(&choice.what),
            text => format!("{} ({})", choice.words, choice.count),
            words => choice.words,
            count => choice.count,
        }
    };
    choices.iter().map(item).collect()
}

/// The lines, each with what its link says.
fn groups(list: &TeamList) -> Vec<Value> {
    let lines = |lines: &[brought_app::TeamLine]| -> Vec<Value> {
        lines.iter().map(|line| shown! { line, link_words => links::words(&line.line.action) }).collect()
    };
    let groups = list.groups.iter();
    groups
        .map(|group| {
            shown! {
                heading => group.heading, second_identifier => group.second_identifier, person => group.person,
                total => group.total, is_continued => group.is_continued, lines => lines(&group.lines),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_asks_for_what_it_was_made_of() {
        let all = TeamFilter {
            view: Some(TeamView::Place),
            whose: Whose::Of("p &/=1".parse().unwrap()),
            role: Some(Role::LineManager),
            status: Some(Status::WaitingForReply),
            service: Some("health-visiting".parse().unwrap()),
            page: 2,
        };
        let address = address(&all);
        assert!(address.contains("whose=of%3Ap%20%26%2F%3D1") && address.ends_with("&page=3"), "{address}");
        let mut values = asked(&all);
        values.set("page", "3");
        assert_eq!(read(&values), all);
        let unread: Vec<(String, String)> = ["view", "role", "status", "page"].iter().map(|name| ((*name).into(), "x".into())).collect();
        assert_eq!(read(&Values::new(unread)), TeamFilter { view: Some(TeamView::Due), ..TeamFilter::default() });
    }
}
