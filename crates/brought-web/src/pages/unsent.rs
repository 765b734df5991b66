//! What was typed into forms that were sent when nobody was signed in any more: shown to whoever typed it, to be looked at and sent again.

use crate::form::Values;
use crate::frame::{Frame, UNSENT};
use crate::problem::WebProblem;
use crate::session::{LOOK_AGAIN, SignedIn};
use crate::state::WebState;
use crate::templating::{render, shown};
use crate::unsent::UnsentForm;
use axum::extract::{Form, State};
use axum::response::{Html, IntoResponse as _, Redirect, Response};
use brought_calendar::{date_in_words, local, local_date, time_in_words};
use minijinja::Value;

pub(crate) async fn show(State(state): State<WebState>, who: SignedIn) -> Result<Html<String>, WebProblem> {
    let kept = state.memory.unsent.of(&who.actor.practitioner, state.now());
    let forms: Vec<Value> = kept.iter().rev().map(|(number, form)| form_shown(*number, form, &who.form_token)).collect();
    render("pages/unsent.jinja", shown! { frame => Frame::of(&state, &who, UNSENT), token => who.form_token, forms })
}

pub(crate) async fn leave_out(
    State(state): State<WebState>,
    who: SignedIn,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, WebProblem> {
    let sent = Values::new(pairs);
    who.check_form(&sent)?;
    let number = sent.text("form").parse().map_err(|_| WebProblem::Unreadable("which form is left out"))?;
    state.memory.unsent.forget(&who.actor.practitioner, number);
    Ok(Redirect::to(UNSENT).into_response())
}

fn form_shown(number: u64, form: &UnsentForm, token: &str) -> Value {
    let mut again = form.values.clone();
    again.set("token", token);
    again.set(LOOK_AGAIN, "yes");
    let carried: Vec<Value> = again.pairs().map(|(name, value)| shown! { name, value }).collect();
    // Sentences, and not the codes of what was chosen.
    let texts: Vec<&str> = form.values.pairs().map(|(_, value)| value.trim()).filter(|value| value.contains(char::is_whitespace)).collect();
    let sent_at = format!("{}, {}", date_in_words(local_date(form.sent_at)), time_in_words(local(form.sent_at).time()));
    let kept_until = time_in_words(local(form.kept_until()).time());
    shown! { number, name => name(&form.address), action => form.address, carried, texts, sent_at, kept_until }
}

/// The last part of the address, as words: it names the form, and nobody.
fn name(address: &str) -> String {
    let parts: Vec<&str> = address.split('/').collect();
    match parts.as_slice() {
        [.., "documents", _] => "letter".to_owned(),
        [.., "contacts", "new"] => "contact".to_owned(),
        [.., "people", "new"] => "new person".to_owned(),
        [.., last] => last.replace('-', " "),
        [] => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::name;

    #[test]
    fn a_form_is_named_without_naming_anybody() {
        for (address, words) in [
            ("/children/sam/note", "note"),
            ("/children/sam/contacts/new", "contact"),
            ("/children/sam/contacts/c1/outcome", "outcome"),
            ("/children/sam/documents/sorry", "letter"),
            ("/children/sam/agreed-plan", "agreed plan"),
            ("/people/new", "new person"),
        ] {
            assert_eq!(name(address), words, "{address}");
        }
    }
}
