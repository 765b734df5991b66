//! Putting a policy in force: what would change is shown first, and whoever signs gives back the digest of what was shown.

use super::policy::named;
use crate::form::{Choice, ErrorLine, FormView, Reading, Values, choices_of};
use crate::frame::Frame;
use crate::problem::WebProblem;
use crate::session::{SentFor, SignedIn};
use crate::state::WebState;
use crate::templating::{render, shown};
use axum::extract::{Form, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use brought_app::{
    Actor, ChangeLine, Denied, EverythingDeed, Failure, Problem, PutInForceForm, WholeRecordGrant, WholeRecordPurpose, WouldChange,
    directory, exact_key, open_whole_record, people_on_record, put_in_force, roles_that_may, would_change,
};
use brought_calendar::{at_local, date_in_words, local_date};
use brought_domain::ServiceId;
use brought_domain::work::Role;
use jiff::civil::Time;
use minijinja::Value;

/// A page has to come before a browser gives up; a larger record is looked through at the command line.
pub(crate) const MOST_PEOPLE: u64 = 5_000;

const HEADS: [&str; 6] = ["Role", "Stays, though not asked for any more", "Added", "Due earlier", "Due later", "Another role"];

pub(crate) async fn show(
    State(state): State<WebState>,
    who: SignedIn,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Response, WebProblem> {
    may(&who.actor)?;
    let mut asked = Values::new(query);
    if let [only] = roles(&who.actor).as_slice() {
        asked.set("role", only.value.clone());
    }
    if asked.text("pack").is_empty() {
        return page(&state, &who, FormView::filled(asked), &[], None).await;
    }
    let grant = open_whole_record(&state.brought, &who.actor, WholeRecordPurpose::PuttingPolicyInForce, state.now()).await?;
    match looked_at(&state, &grant, &asked).await {
        Ok((form, found)) => page(&state, &who, FormView::filled(asked), &[], Some((form, found))).await,
        Err(WebProblem::Failed(Failure::Refused(refusal))) => refused(&state, &who, asked, &refusal.problems, None).await,
        Err(other) => Err(other),
    }
}

pub(crate) async fn sign(
    State(state): State<WebState>,
    who: SignedIn,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, WebProblem> {
    let sent = Values::new(pairs);
    let look_again = who.sent_for(&sent)? == SentFor::LookingAgain;
    may(&who.actor)?;
    let grant = open_whole_record(&state.brought, &who.actor, WholeRecordPurpose::PuttingPolicyInForce, state.now()).await?;
    let (form, found) = match looked_at(&state, &grant, &sent).await {
        Ok(both) => both,
        Err(WebProblem::Failed(Failure::Refused(refusal))) => return refused(&state, &who, sent, &refusal.problems, None).await,
        Err(other) => return Err(other),
    };
    if look_again {
        return page(&state, &who, FormView::filled(sent), &[], Some((form, found))).await;
    }
    let Some(role) = sent.text("role").parse::<Role>().ok() else {
        let problem = Problem { field: "role".into(), words: "Choose the role in which you sign".into(), clause: None };
        return refused(&state, &who, sent, &[problem], Some((form, found))).await;
    };
    let signed = PutInForceForm { role, reason: sent.text("reason").to_owned(), confirm: sent.text("confirm").to_owned(), ..form.clone() };
    match put_in_force(&state.brought, &grant, &signed, state.now()).await {
        Ok(_) => Ok(Redirect::to("/policies#history").into_response()),
        Err(Failure::Refused(refusal)) => refused(&state, &who, sent, &refusal.problems, Some((form, found))).await,
        Err(other) => Err(other.into()),
    }
}

fn may(actor: &Actor) -> Result<(), WebProblem> {
    if roles(actor).is_empty() { Err(Failure::from(Denied::RoleNeeded).into()) } else { Ok(()) }
}

/// The roles that the actor holds and that may sign.
fn roles(actor: &Actor) -> Vec<Choice> {
    choices_of(roles_that_may(EverythingDeed::PutPolicyInForce).into_iter().filter(|role| actor.holds(*role)))
}

/// What is chosen, and what it would change.
async fn looked_at(state: &WebState, grant: &WholeRecordGrant, asked: &Values) -> Result<(PutInForceForm, WouldChange), WebProblem> {
    let refuse = |field: &str, words: String| Failure::Refused(brought_app::Refusal::one(field, words));
    let people = people_on_record(&state.brought, grant).await?;
    if people > MOST_PEOPLE {
        let words = format!(
            "There are {people} people on record, which takes longer than a page may: use `brought policy put-in-force` at the machine"
        );
        return Err(refuse("pack", words).into());
    }
    let pack = named(state, asked.text("pack")).await.map_err(|_| refuse("pack", "Choose a policy that is on the list".to_owned()))?;
    let service = asked.said("service").map(ServiceId::new).transpose().map_err(|problem| refuse("service", problem.to_string()))?;
    let reading = Reading::new(asked, state.now());
    let day = reading.day_if_any("from", "The day");
    if let [first, ..] = reading.problems().as_slice() {
        return Err(refuse("from", first.words.clone()).into());
    }
    // Today means now: what was asked this morning stays as it was asked.
    let from = day.filter(|day| *day != local_date(state.now())).map(|day| at_local(day, Time::midnight()));
    let form = PutInForceForm {
        pack_digest: pack.digest.clone(),
        service,
        from,
        reason: String::new(),
        role: Role::NamedNurse,
        confirm: String::new(),
    };
    let found = would_change(&state.brought, grant, &form, state.now()).await?;
    Ok((form, found))
}

async fn refused(
    state: &WebState,
    who: &SignedIn,
    sent: Values,
    problems: &[Problem],
    found: Option<(PutInForceForm, WouldChange)>,
) -> Result<Response, WebProblem> {
    let (form, lines) = FormView::refused(sent, problems);
    let again = page(state, who, form, &lines, found).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, again).into_response())
}

async fn page(
    state: &WebState,
    who: &SignedIn,
    form: FormView,
    problems: &[ErrorLine],
    found: Option<(PutInForceForm, WouldChange)>,
) -> Result<Response, WebProblem> {
    let known = state.brought.known_packs().await?;
    let packs: Vec<Choice> =
        known.iter().map(|pack| Choice { value: exact_key(pack), text: format!("{}, version {}", pack.title, pack.version) }).collect();
    let services = directory(&state.brought).await?.services;
    let services: Vec<Choice> = services.into_iter().map(|service| Choice { value: service.id.to_string(), text: service.name }).collect();
    let chosen = found.as_ref().and_then(|(form, _)| {
        let pack = known.iter().find(|pack| pack.digest == form.pack_digest)?;
        let service = form.service.as_ref().and_then(|id| services.iter().find(|choice| choice.value == id.as_str()));
        let service = service.map_or_else(|| "every service without a policy of its own".to_owned(), |choice| choice.text.clone());
        let from = form.from.map_or_else(|| "now on".to_owned(), |from| date_in_words(local_date(from)));
        Some(format!("{}, version {}, for {service}, from {from}", pack.title, pack.version))
    });
    let groups = found.as_ref().map(|(_, found)| groups(&found.lines)).unwrap_or_default();
    let shown = shown! {
        frame => Frame::of(state, who, "/policies"), token => who.form_token, form, problems, packs, services, chosen, groups,
        heads => HEADS, roles => roles(&who.actor), shown => found.map(|(_, found)| found),
    };
    Ok(render("pages/put_in_force.jinja", shown)?.into_response())
}

/// The changes, those first that somebody must not overlook.
fn groups(lines: &[ChangeLine]) -> Vec<Value> {
    const KINDS: [(&str, &str); 6] = [
        ("stays", "Not asked for any more; stays until it is answered"),
        ("settled", "Taken for answered"),
        ("added", "Asked for in addition"),
        ("earlier", "Due earlier"),
        ("later", "Due later"),
        ("other_role", "Owed by another role"),
    ];
    let group = |(kind, title): &(&str, &str)| {
        let lines: Vec<&ChangeLine> = lines.iter().filter(|line| line.kind == *kind).collect();
        let times: usize = lines.iter().map(|line| line.times).sum();
        shown! { title, times, lines }
    };
    KINDS.iter().map(group).collect()
}
