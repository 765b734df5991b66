//! What was typed into a form that was sent when its session had ended: kept for whoever had opened the form, until they sign in again.
//!
//! It is held in memory alone, so that nothing of it is on a disk, in a cookie or in a browser. Whose it is says the form's own token, which only a
//! page of that session knew; a form whose token nobody knows is not kept. It is shown to that account and to no other, for an hour, and it is never
//! saved by itself: its owner looks at it in the form and sends it again.

use crate::LARGEST_FORM_BYTES;
use crate::form::Values;
use crate::problem::WebProblem;
use crate::session::{SignedIn, signed_in};
use crate::state::WebState;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Form, FromRequest as _, Request, State};
use axum::http::request::Parts;
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Redirect, Response};
use brought_app::LONGEST_HOURS;
use brought_domain::PractitionerId;
use jiff::{SignedDuration, Timestamp};
use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A form is kept for so long.
const KEPT_FOR: SignedDuration = SignedDuration::from_hours(1);
/// Of one account no more forms are kept, as many as a phone keeps where there is no signal; the oldest goes.
const MOST_OF_ONE: usize = 20;
/// Of all accounts together no more are kept, each at most as long as the longest form: further ones are not, and whoever sent one is told.
const MOST: usize = 400;
/// No more entries that were left out are remembered; the oldest goes.
const MOST_LEFT_OUT: usize = 5_000;
/// No more tokens are remembered. Without its token a form cannot be kept.
const MOST_TOKENS: usize = 20_000;

/// Forms that were not sent because the session had ended. Cheap to clone; all clones are one.
#[derive(Clone, Default)]
pub(crate) struct Unsent(Arc<Mutex<Memory>>);

#[derive(Default)]
struct Memory {
    /// Whose session the token of a form belongs to, and when that session was last used.
    tokens: HashMap<String, (PractitionerId, Timestamp)>,
    /// By their number, so that the oldest stands first.
    forms: BTreeMap<u64, (PractitionerId, UnsentForm)>,
    next: u64,
    /// Entries that their owners left out, the latest last: a phone that has them still forgets them.
    left_out: VecDeque<(PractitionerId, String)>,
}

/// A form that was not sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct UnsentForm {
    /// Where it goes.
    pub(crate) address: String,
    /// All that it holds, without the token of the session that has ended.
    pub(crate) values: Values,
    pub(crate) sent_at: Timestamp,
}

impl UnsentForm {
    /// When it is forgotten.
    pub(crate) fn kept_until(&self) -> Timestamp {
        self.sent_at.checked_add(KEPT_FOR).unwrap_or(Timestamp::MAX)
    }
}

impl Unsent {
    /// That the forms of a session are this account's.
    pub(crate) fn remember(&self, form_token: &str, owner: &PractitionerId, now: Timestamp) {
        let mut memory = self.memory();
        if memory.tokens.len() >= MOST_TOKENS {
            memory.tokens.retain(|_, (_, used)| now.duration_since(*used) < SignedDuration::from_hours(LONGEST_HOURS));
        }
        if memory.tokens.len() < MOST_TOKENS {
            memory.tokens.insert(form_token.to_owned(), (owner.clone(), now));
        }
    }

    /// Whose form this was, if a session with this token was used within the time that a session can last.
    fn whose(&self, form_token: &str, now: Timestamp) -> Option<PractitionerId> {
        let memory = self.memory();
        let (owner, used) = memory.tokens.get(form_token)?;
        (now.duration_since(*used) < SignedDuration::from_hours(LONGEST_HOURS)).then(|| owner.clone())
    }

    /// Keeps a form, and says until when; nothing when too much is kept already.
    fn put(&self, owner: PractitionerId, form: UnsentForm) -> Option<Timestamp> {
        let mut memory = self.memory();
        memory.forget_the_old(form.sent_at);
        // The same form sent once more, as after going back, stands in place of what was sent before.
        memory.forms.retain(|_, (of, kept)| *of != owner || !kept.is_same_form(&form.address, &form.values));
        let own: Vec<u64> = memory.forms.iter().filter(|(_, (of, _))| *of == owner).map(|(number, _)| *number).collect();
        if own.len() >= MOST_OF_ONE
            && let Some(oldest) = own.first()
        {
            memory.forms.remove(oldest);
        }
        if memory.forms.len() >= MOST {
            return None;
        }
        let until = form.kept_until();
        let number = memory.next;
        memory.next += 1;
        memory.forms.insert(number, (owner, form));
        Some(until)
    }

    /// What is kept for this account, with its number: the oldest first.
    pub(crate) fn of(&self, owner: &PractitionerId, now: Timestamp) -> Vec<(u64, UnsentForm)> {
        let mut memory = self.memory();
        memory.forget_the_old(now);
        memory.forms.iter().filter(|(_, (of, _))| of == owner).map(|(number, (_, form))| (*number, form.clone())).collect()
    }

    /// Keeps what a phone has handed over for this account. Says whether it could: it can be shown again, and there is room.
    pub(crate) fn received(&self, owner: &PractitionerId, address: String, values: Values, now: Timestamp) -> bool {
        can_be_shown_again(&address) && self.put(owner.clone(), UnsentForm { address, values, sent_at: now }).is_some()
    }

    /// Whether this account left out what was typed for this entry.
    pub(crate) fn was_left_out(&self, owner: &PractitionerId, entry: &str) -> bool {
        self.memory().left_out.iter().any(|(of, left)| of == owner && left == entry)
    }

    /// Forgets a form of this account, because it is left out.
    pub(crate) fn forget(&self, owner: &PractitionerId, number: u64) {
        let mut memory = self.memory();
        if memory.forms.get(&number).is_none_or(|(of, _)| of != owner) {
            return;
        }
        let Some((owner, form)) = memory.forms.remove(&number) else { return };
        if memory.left_out.len() >= MOST_LEFT_OUT {
            memory.left_out.pop_front();
        }
        memory.left_out.push_back((owner, form.values.text("entry").to_owned()));
    }

    /// Forgets a form of this account that was saved now.
    fn saved(&self, owner: &PractitionerId, address: &str, sent: &Values) {
        self.memory().forms.retain(|_, (of, form)| of != owner || !form.is_same_form(address, sent));
    }

    /// Nothing is left half done while the memory is held, so that what a thread left that came to grief is whole.
    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl UnsentForm {
    /// Whether something was sent from the very page from which this was: a form that records something has an id for what it records.
    fn is_same_form(&self, address: &str, sent: &Values) -> bool {
        self.address == address && self.values.text("entry") == sent.text("entry")
    }
}

impl Memory {
    fn forget_the_old(&mut self, now: Timestamp) {
        self.forms.retain(|_, (_, form)| form.kept_until() > now);
    }
}

/// Whether the page at this address can show its form again with what was typed. Elsewhere there are only buttons.
fn can_be_shown_again(path: &str) -> bool {
    let is_of_a_record = path.starts_with("/children/") && !path.contains("/issued/");
    is_of_a_record || matches!(path, "/people/new" | "/policies/put-in-force" | "/imports/review")
}

/// Keeps what was typed into a form whose session has ended, and lets everything else through.
pub(crate) async fn keep(State(state): State<WebState>, request: Request, next: Next) -> Response {
    if request.method() != Method::POST || !can_be_shown_again(request.uri().path()) {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    let Ok(bytes) = to_bytes(body, LARGEST_FORM_BYTES).await else { return StatusCode::PAYLOAD_TOO_LARGE.into_response() };
    let Some(sent) = values(&parts, bytes.clone()).await else {
        return next.run(Request::from_parts(parts, Body::from(bytes))).await;
    };
    let who = match signed_in(&parts.headers, &state).await {
        Ok(who) => who,
        Err(problem) => return problem.into_response(),
    };
    let address = parts.uri.path().to_owned();
    match who {
        Some(who) if who.is_of_this_session(&sent) => {
            let response = next.run(Request::from_parts(parts, Body::from(bytes))).await;
            if response.status() == StatusCode::SEE_OTHER {
                state.memory.unsent.saved(&who.actor.practitioner, &address, &sent);
            }
            response
        }
        who => match state.memory.unsent.whose(sent.text("token"), state.now()) {
            Some(owner) => kept(&state, who.as_ref(), owner, address, sent),
            None => next.run(Request::from_parts(parts, Body::from(bytes))).await,
        },
    }
}

/// Keeps it for its owner, and says so: to the owner by showing it. Somebody else learns nothing.
fn kept(state: &WebState, who: Option<&SignedIn>, owner: PractitionerId, address: String, mut sent: Values) -> Response {
    sent.remove("token");
    let is_own = who.is_some_and(|who| who.actor.practitioner == owner);
    let until = state.memory.unsent.put(owner, UnsentForm { address, values: sent, sent_at: state.now() });
    match (who, until) {
        (Some(_), Some(_)) if is_own => Redirect::to("/unsent").into_response(),
        (Some(_), _) => WebProblem::NotOurForm.into_response(),
        (None, kept_until) => WebProblem::SignedOut { kept_until }.into_response(),
    }
}

async fn values(parts: &Parts, bytes: Bytes) -> Option<Values> {
    let request = Request::from_parts(parts.clone(), Body::from(bytes));
    Form::<Vec<(String, String)>>::from_request(request, &()).await.ok().map(|Form(pairs)| Values::new(pairs))
}
