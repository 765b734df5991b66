//! What surrounds every page: the notice, the menu, who is signed in.

use crate::session::SignedIn;
use crate::state::WebState;
use brought_app::MAY_SEE_THE_BOARD;
use serde::Serialize;

/// What `layout.jinja` is given as `frame`.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Frame {
    notice: Option<String>,
    navigation: Vec<MenuItem>,
    account: Vec<AccountItem>,
}

#[derive(Clone, Debug, Serialize)]
struct MenuItem {
    text: &'static str,
    href: &'static str,
    current: bool,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
enum AccountItem {
    Text(String),
    /// Safe: made of nothing that anybody typed.
    Html(String),
}

/// The entry that only some roles have.
const BOARD: &str = "/board";

const MENU: &[(&str, &str)] = &[
    ("My list", "/my-list"),
    ("Team list", "/team-list"),
    ("Visits", "/visits"),
    ("Board", BOARD),
    ("Awaiting an outcome", "/awaiting-outcome"),
    ("Find a child", "/children"),
    ("Outbox", "/outbox"),
    ("Policies", "/policies"),
    ("Imports to review", "/imports/review"),
    ("Help", "/help"),
];

impl Frame {
    /// For somebody who is signed in; `here` is the address of the menu's entry for this page.
    pub(crate) fn of(state: &WebState, who: &SignedIn, here: &str) -> Self {
        let may_see_the_board = MAY_SEE_THE_BOARD.iter().any(|role| who.actor.holds(*role));
        let entries = MENU.iter().filter(|(_, href)| *href != BOARD || may_see_the_board);
        let navigation = entries.map(|(text, href)| MenuItem { text, href, current: *href == here }).collect();
        let sign_out = format!(
            "<form class=\"nhsuk-header__account-form\" action=\"/sign-out\" method=\"post\" novalidate>\
             <input type=\"hidden\" name=\"token\" value=\"{}\">\
             <button class=\"nhsuk-header__account-button\">Sign out</button></form>",
            who.form_token
        );
        let account = vec![AccountItem::Text(who.actor.name.clone()), AccountItem::Html(sign_out)];
        Self { notice: state.notice.clone(), navigation, account }
    }

    /// For somebody who is not signed in, or when nobody can say.
    pub(crate) fn for_nobody(state: &WebState) -> Self {
        Self { notice: state.notice.clone(), navigation: Vec::new(), account: Vec::new() }
    }
}
