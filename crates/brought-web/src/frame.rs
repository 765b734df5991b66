//! What surrounds every page: the notice, the menu, who is signed in.

use crate::session::SignedIn;
use crate::state::WebState;
use brought_app::{EverythingDeed, OwedFirst, may_do};
use brought_calendar::{local, time_in_words};
use jiff::Timestamp;
use serde::Serialize;

/// The page of forms that were not sent.
pub(crate) const UNSENT: &str = "/unsent";

/// What `layout.jinja` is given as `frame`.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Frame {
    notice: Option<String>,
    navigation: Vec<MenuItem>,
    account: Vec<AccountItem>,
    session: Option<Session>,
    /// How many forms were not sent, because their session had ended; none on the page that shows them.
    unsent: usize,
    /// What the page needs to keep what is typed where there is no signal.
    doorstep: Option<AtTheDoor>,
    /// Whether there is a page that puts everything back: in training alone.
    starts_again: bool,
}

/// What a page seals drafts with.
#[derive(Clone, Debug, Serialize)]
struct AtTheDoor {
    key: String,
    owner: String,
    token: String,
}

/// Until when somebody is signed in.
#[derive(Clone, Debug, Serialize)]
struct Session {
    until: String,
    /// The same, from the moment at which the page was made: a browser's own clock may be wrong.
    seconds: i64,
    /// Whether it can be put off by going on.
    can_go_on: bool,
}

impl Session {
    fn of(who: &SignedIn, now: Timestamp) -> Self {
        let seconds = who.until.duration_since(now).as_secs();
        Self { until: time_in_words(local(who.until).time()), seconds, can_go_on: who.until < who.at_the_latest }
    }
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

/// Each entry of the menu, with what somebody has to be let do to have it.
const MENU: &[(&str, &str, Option<EverythingDeed>)] = &[
    ("My list", "/my-list", None),
    ("Team list", "/team-list", None),
    ("Visits", "/visits", None),
    ("Board", "/board", Some(EverythingDeed::SeeBoard)),
    ("Awaiting an outcome", "/awaiting-outcome", None),
    ("Find a child", "/children", None),
    ("Outbox", "/outbox", None),
    ("Policies", "/policies", None),
    ("Imports", "/imports", Some(EverythingDeed::ReviewImports)),
    ("Opened with a reason", "/opened-with-a-reason", Some(EverythingDeed::SeeBrokenGlass)),
    ("Help", "/help", None),
];

impl Frame {
    /// For somebody who is signed in; `here` is the address of the menu's entry for this page.
    pub(crate) fn of(state: &WebState, who: &SignedIn, here: &str) -> Self {
        // Whoever has something to do first gets nowhere else.
        let is_free = who.first == OwedFirst::default();
        let entries = MENU.iter().filter(|(_, _, deed)| is_free && deed.is_none_or(|deed| may_do(&who.actor, deed)));
        let navigation = entries.map(|(text, href, _)| MenuItem { text, href, current: *href == here }).collect();
        let sign_out = format!(
            "<form class=\"nhsuk-header__account-form\" action=\"/sign-out\" method=\"post\" novalidate>\
             <input type=\"hidden\" name=\"token\" value=\"{}\">\
             <button class=\"nhsuk-header__account-button\">Sign out</button></form>",
            who.form_token
        );
        let own = AccountItem::Html("<a class=\"nhsuk-header__account-link\" href=\"/own-account\">Your account</a>".to_owned());
        let name = AccountItem::Text(who.actor.name.clone());
        let account = [name, own, AccountItem::Html(sign_out)].into();
        let now = state.now();
        let unsent = if here == UNSENT { 0 } else { state.memory.unsent.of(&who.actor.practitioner, now).len() };
        let session = Some(Session::of(who, now));
        let (key, owner) = (state.doorstep.public().to_owned(), who.actor.practitioner.to_string());
        let doorstep = Some(AtTheDoor { key, owner, token: who.form_token.clone() });
        Self { notice: state.notice.clone(), navigation, account, session, unsent, doorstep, starts_again: state.training.is_some() }
    }

    /// For somebody who is not signed in, or when nobody can say.
    pub(crate) fn for_nobody(state: &WebState) -> Self {
        Self {
            notice: state.notice.clone(),
            navigation: Vec::new(),
            account: Vec::new(),
            session: None,
            unsent: 0,
            doorstep: None,
            starts_again: false,
        }
    }
}
