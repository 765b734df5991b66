//! A child's chronology: drawn, and as a table with the same content.

use super::contacts::outcome;
use super::timeline::{self, Mark, Sort};
use crate::form::Values;
use crate::frame::Frame;
use crate::problem::WebProblem;
use crate::session::SignedIn;
use crate::state::WebState;
use crate::templating::{render, shown};
use axum::extract::{Path, Query, State};
use axum::response::Html;
use brought_app::{ChronologyEntry, Purpose, assemble_chronology, child_page, entries_with_documents, open_record};
use brought_calendar::local_date;
use brought_domain::ending::Ending;
use brought_domain::work::{LiaisonRecorded, SeenAnswer, Sighting};
use brought_domain::{Event, Fact};
use minijinja::Value;
use std::collections::HashMap;

pub(crate) async fn show(
    State(state): State<WebState>,
    who: SignedIn,
    Path(id): Path<String>,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Html<String>, WebProblem> {
    let now = state.now();
    let person = id.parse().map_err(|_| WebProblem::NoSuchPage)?;
    let grant = open_record(&state.brought, &who.actor, &person, Purpose::DirectCare, now).await?;
    let page = child_page(&state.brought, &grant, now).await?;
    let gathered = assemble_chronology(&state.brought, &grant).await?;
    let issued: Vec<String> = entries_with_documents(&state.brought, &grant).await?.iter().map(ToString::to_string).collect();
    let everything = Values::new(query).text("show") == "everything";
    let entries: Vec<&ChronologyEntry> = page.chronology.iter().filter(|entry| everything || entry.significant).collect();
    let drawn = timeline::draw(&marks(&page.chronology, &gathered.chronology.events), local_date(now));
    let shown = shown! {
        frame => Frame::of(&state, &who, ""),
        page => shown! { person => page.person, who => page.who, last_seen => page.last_seen, as_of => page.as_of },
        issued, everything, entries, shown => entries.len(), total => page.chronology.len(),
        drawing => drawn.map(|drawn| shown! { svg => Value::from_safe_string(drawn.svg), words => drawn.words }),
        legend => timeline::legend().into_iter().map(|(svg, words)| shown! { svg => Value::from_safe_string(svg), words }).collect::<Vec<_>>(),
    };
    render("pages/chronology.jinja", shown)
}

/// What is drawn: contacts that came to something, sightings and unplanned attendances that no later entry has put right.
fn marks(entries: &[ChronologyEntry], events: &[Event]) -> Vec<Mark> {
    let events: HashMap<&str, &Event, std::hash::BuildHasherDefault<std::hash::DefaultHasher>> =
        events.iter().map(|event| (event.id.as_str(), event)).collect();
    entries.iter().filter(|entry| entry.corrected.is_none()).filter_map(|entry| mark(entry, events.get(entry.event.as_str())?)).collect()
}

fn mark(entry: &ChronologyEntry, event: &Event) -> Option<Mark> {
    if let Some(sighting) = sighting(event) {
        return Some(mark_sighting(entry, event, sighting));
    }
    let sort = match &event.fact {
        Fact::OutcomeRecorded(_) => Sort::of_outcome(outcome(event)?.outcome.kind()),
        Fact::UnscheduledAttendance(_) => Sort::Unscheduled,
        _ => return None,
    };
    let service = entry.service.clone().unwrap_or_else(|| "Any service".to_owned());
    let lane = match &entry.about {
        Some(about) => format!("{about}: {service}"),
        None => service,
    };
    Some(Mark { day: entry.day.parse().ok()?, lane, sort, words: format!("{}: {}", entry.when, entry.summary), own: entry.about.is_none() })
}

/// What an entry says about somebody having seen the child, whichever kind of entry says it.
fn sighting(event: &Event) -> Option<&Sighting> {
    match &event.fact {
        Fact::SightingRecorded(sighting) => Some(sighting),
        Fact::LiaisonRecorded(LiaisonRecorded { seen: SeenAnswer::Seen(sighting), .. }) => Some(sighting),
        Fact::FollowUpEnded(Ending::Assured(assurance)) => assurance.child(&event.about).map(|assured| &assured.seen),
        _ => None,
    }
}

/// A sighting stands on the day on which the child was seen, not on the day on which somebody told of it.
fn mark_sighting(entry: &ChronologyEntry, event: &Event, sighting: &Sighting) -> Mark {
    let day = sighting.seen_at.day(&brought_calendar::uk_time_zone());
    let lane = entry.about.as_ref().map_or_else(|| "Seen by others".to_owned(), |about| format!("{about}: seen by others"));
    let by = if sighting.seen_by.is_professional() { sighting.by.clone() } else { format!("{} ({})", sighting.by, sighting.seen_by) };
    let words = format!("{}: {}, by {by}, {}", brought_calendar::day_in_words(day), sighting.how, sighting.place);
    Mark { day, lane, sort: Sort::of_sighting(sighting), words, own: entry.about.is_none() && sighting.child == event.about }
}
