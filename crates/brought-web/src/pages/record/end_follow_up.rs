//! Ending a follow-up: only with evidence, and refused with everything that is missing (NAF-10, NAF-12, NAF-17, J4).

use super::{Opened, RecordForm};
use crate::form::{Choice, Reading, Values, choices};
use crate::templating::shown;
use brought_app::{EndFollowUp, EndingForm, EntryHead, FollowUpView, SeenForm};
use brought_calendar::{local, time_in_words, uk_time_zone};
use brought_domain::ending::EndingLayer;
use brought_domain::work::{HowSeen, SeenBy, Sighting};
use brought_domain::{Happened, OrganisationId};
use minijinja::Value;

pub(crate) struct EndForm;

impl RecordForm for EndForm {
    type Entry = EndFollowUp;
    const TEMPLATE: &'static str = "pages/record/end_follow_up.jinja";
    const BUTTON: &'static str = "End the follow-up";
    const ASKS_SERVICE: bool = false;

    /// Who has seen the child since the last failed contact is filled in where the record says so; the needs never are.
    fn fill(opened: &Opened, values: &mut Values) {
        values.set("ending", EndingLayer::Assured.code());
        for (place, (child, _)) in children(opened).iter().enumerate() {
            let field = |part: &str| format!("children.{place}.{part}");
            values.set(field("child"), child.clone());
            let Some(seen) = seen_since(opened).filter(|seen| seen.child.as_str() == child) else { continue };
            super::opened::set_day(values, &field("seen_at"), seen.seen_at.day(&uk_time_zone()));
            if let Happened::At(instant) = seen.seen_at {
                values.set(field("seen_at.time"), time_in_words(local(instant).time()));
            }
            values.set(field("by"), seen.by.clone());
            values.set(field("place"), seen.place.clone());
            values.set(field("seen_by"), seen.seen_by.code());
            values.set(field("relation"), seen.relation.clone());
            values.set(field("how"), seen.how.code());
        }
    }

    fn shown(opened: &Opened) -> Value {
        let follow_up = follow_up(opened);
        let children: Vec<_> = children(opened).into_iter().enumerate().map(|(place, (id, name))| shown! { place, id, name }).collect();
        shown! { follow_up, children, accepted => accepted(follow_up), ways_of_seeing => choices::<HowSeen>(), seen_by => choices::<SeenBy>() }
    }

    fn read(head: EntryHead, form: &Reading<'_>, opened: &Opened) -> EndFollowUp {
        let layer: EndingLayer = form.word("ending", "Choose how the follow-up ends");
        let follow_up = opened.path.get("follow_up").and_then(|id| id.parse().ok()).unwrap_or_else(|| form.no_follow_up("follow_up"));
        EndFollowUp { head, follow_up, ending: ending(layer, form, opened), reasons: form.text("reasons"), told: form.lines("told") }
    }
}

fn ending(layer: EndingLayer, form: &Reading<'_>, opened: &Opened) -> EndingForm {
    match layer {
        EndingLayer::Assured => EndingForm::Assured { children: (0..how_many(form, opened)).map(|place| seen(place, form)).collect() },
        EndingLayer::OffersPaused => EndingForm::OffersPaused {
            plan: form.text("plan"),
            shared_with: form.lines("shared_with"),
            next_contact_on: form.day_if_any("next_contact_on", "Day of the next contact"),
        },
        EndingLayer::DischargedRiskExcluded => EndingForm::DischargedRiskExcluded {
            risk_excluded: form.text("risk_excluded"),
            referrer_and_gp_told: form.is_ticked("referrer_and_gp_told"),
        },
        EndingLayer::HandedOver => EndingForm::HandedOver { to: form.said("to").and_then(|id| OrganisationId::new(id).ok()) },
        EndingLayer::Withdrawn => EndingForm::Withdrawn,
        EndingLayer::NoDependentChild => {
            form.refuse("ending", "Answer the question which children depend on this carer: that ends the follow-up when there are none");
            EndingForm::Withdrawn
        }
        EndingLayer::Died => EndingForm::Died,
        EndingLayer::PregnancyEnded => EndingForm::PregnancyEnded,
    }
}

/// How many children the form asked about. Once the follow-up has ended, what was sent says it: a button may be pressed twice.
fn how_many(form: &Reading<'_>, opened: &Opened) -> usize {
    let sent = || (0..).take_while(|place| form.said(&format!("children.{place}.child")).is_some()).count();
    follow_up(opened).map_or_else(sent, |follow_up| follow_up.children.len())
}

fn seen(place: usize, form: &Reading<'_>) -> SeenForm {
    let field = |part: &str| format!("children.{place}.{part}");
    SeenForm {
        child: form.person(&field("child"), "Choose the child who was seen"),
        seen_at: form.moment_if_any(&field("seen_at"), "Date the child was seen"),
        place: form.text(&field("place")),
        by: form.text(&field("by")),
        seen_by: form.chosen(&field("seen_by")),
        relation: form.text(&field("relation")),
        // Nobody is taken to have been seen in person unless somebody says so.
        how: form.chosen(&field("how")).unwrap_or(HowSeen::NotKnown),
        needs: form.text(&field("needs")),
    }
}

/// Who saw the child last, if it was a professional and not before the last failed contact: all else is no evidence (NAF-17).
fn seen_since(opened: &Opened) -> Option<&Sighting> {
    let id = opened.path.get("follow_up")?;
    let follow_up = opened.standing.follow_ups.iter().find(|follow_up| follow_up.id.as_str() == id)?;
    let last_failed = follow_up.failed_contacts.last()?.at;
    let seen = &opened.standing.last_seen.as_ref()?.sighting;
    (seen.counts_as_seen() && seen.seen_at.is_not_before(&last_failed, &uk_time_zone())).then_some(seen)
}

fn follow_up(opened: &Opened) -> Option<&FollowUpView> {
    let id = opened.path.get("follow_up")?;
    opened.page.follow_ups.iter().find(|follow_up| follow_up.id == *id)
}

/// The organisations that accepted the handover, each once: only to them can it be handed over.
fn accepted(follow_up: Option<&FollowUpView>) -> Vec<Choice> {
    let mut accepted: Vec<Choice> = Vec::new();
    for line in follow_up.map(|follow_up| follow_up.handovers.as_slice()).unwrap_or_default() {
        if line.accepted && !accepted.iter().any(|known| known.value == line.to) {
            accepted.push(Choice { value: line.to.clone(), text: line.to_words.clone() });
        }
    }
    accepted
}

/// The children whom the follow-up is about, by id and name.
fn children(opened: &Opened) -> Vec<(String, String)> {
    follow_up(opened).map(|follow_up| follow_up.children.clone()).unwrap_or_default()
}
