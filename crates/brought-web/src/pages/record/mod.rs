//! The forms that write to a record: one file each. What they have in common is here.
//!
//! Opening a form opens the record. Sending it carries back whose page it was shown on, at which version, and the id that the entry will
//! have, so that a form sent twice is saved once, and a form that somebody else has overtaken is not saved at all.

mod address;
mod agreed_plan;
mod agreement;
mod alert;
mod analysis;
mod breakdown;
mod communication_need;
mod concerns;
mod conflict;
mod contact;
mod danger;
mod details;
mod discussion;
mod document;
mod document_shown;
mod end_follow_up;
mod factor;
mod family_followed_up;
mod further_visit;
mod handover;
mod handover_answer;
mod help_offered;
mod involvement;
mod liaison;
mod life_event;
mod month;
mod needs;
mod note;
mod opened;
mod outcome;
mod plan;
mod records;
mod referral;
mod referral_answer;
mod referral_form;
mod relation;
mod restrict;
mod save;
mod sent;
mod settle;
mod sighting;
mod step;
mod told;
mod vulnerability;
mod whereabouts;
mod withdraw;

pub(crate) use opened::Opened;

use crate::address::part;
use crate::form::{FormView, Reading, Values};
use crate::problem::WebProblem;
use crate::session::SignedIn;
use crate::state::WebState;
use crate::templating::shown;
use axum::Router;
use axum::extract::{Form, OriginalUri, Path, Query, State};
use axum::response::Response;
use axum::routing::get;
use brought_app::{Entry, EntryHead, Failure, Saved, record};
use brought_domain::EventId;
use minijinja::Value;
use std::collections::HashMap;

/// A form that writes to a record.
pub(crate) trait RecordForm: 'static {
    /// What it records.
    type Entry: Entry + Send;

    /// Its template, at the same path as its module.
    const TEMPLATE: &'static str;
    /// What its button says.
    const BUTTON: &'static str;
    /// Whether it asks when it happened; otherwise it happens now, as it is signed.
    const ASKS_WHEN: bool = false;
    /// Whether the service is asked for when nothing says which; otherwise the entry knows.
    const ASKS_SERVICE: bool = true;

    /// Looks up whatever else it takes to show it.
    fn prepare(_state: &WebState, _opened: &mut Opened) -> impl Future<Output = Result<(), WebProblem>> + Send {
        async { Ok(()) }
    }

    /// What stands in the form when it is opened.
    fn fill(_opened: &Opened, _values: &mut Values) {}

    /// What there is to choose from, and whatever else its template shows.
    fn shown(_opened: &Opened) -> Value {
        shown! {}
    }

    /// The entry. What cannot be read is noted, and the entry then never saved.
    fn read(head: EntryHead, form: &Reading<'_>, opened: &Opened) -> Self::Entry;

    /// Saves the entry. Some are asked about once more before they are.
    fn save(state: &WebState, opened: &Opened, id: EventId, entry: &Self::Entry) -> impl Future<Output = Result<Saved, Failure>> + Send {
        record(&state.brought, &opened.grant, id, opened.now, entry)
    }

    /// Where it leads when it was saved: back to the page of the person, usually.
    fn after(saved: &Saved) -> String {
        format!("/children/{}?saved={}", part(saved.person.as_str()), part(saved.event.as_str()))
    }
}

type Parts = HashMap<String, String>;

/// The routes of all forms.
pub(crate) fn routes() -> Router<WebState> {
    Router::new()
        .merge(route::<outcome::OutcomeForm>("/children/{id}/contacts/{contact}/outcome"))
        .merge(route::<contact::ContactForm>("/children/{id}/contacts/new"))
        .merge(route::<analysis::AnalysisForm>("/children/{id}/analysis"))
        .merge(route::<family_followed_up::FamilyForm>("/children/{id}/family-followed-up"))
        .merge(route::<liaison::LiaisonForm>("/children/{id}/liaison"))
        .merge(route::<sighting::SightingForm>("/children/{id}/sighting"))
        .merge(route::<concerns::ConcernsForm>("/children/{id}/concerns"))
        .merge(route::<discussion::DiscussionForm>("/children/{id}/discussion"))
        .merge(route::<needs::NeedsForm>("/children/{id}/needs"))
        .merge(route::<vulnerability::VulnerabilityForm>("/children/{id}/vulnerability"))
        .merge(route::<end_follow_up::EndForm>("/children/{id}/follow-ups/{follow_up}/end"))
        .merge(route::<agreed_plan::AgreedPlanForm>("/children/{id}/agreed-plan"))
        .merge(route::<referral::ReferralForm>("/children/{id}/referral"))
        .merge(route::<referral_answer::AnswerForm>("/children/{id}/referral-answer"))
        .merge(route::<handover::OfferForm>("/children/{id}/handover"))
        .merge(route::<handover_answer::HandoverAnswerForm>("/children/{id}/handover-answer"))
        .merge(route::<further_visit::FurtherVisitForm>("/children/{id}/further-visit"))
        .merge(route::<told::ToldForm>("/children/{id}/told"))
        .merge(route::<records::RecordsForm>("/children/{id}/records-reviewed"))
        .merge(route::<sent::SentForm>("/children/{id}/sent"))
        .route(
            "/children/{id}/documents/{document}",
            get(show::<document::DocumentForm>).post(document_shown::send::<document::DocumentForm>),
        )
        .route(
            "/children/{id}/referral-form",
            get(show::<referral_form::ReferralPaperForm>).post(document_shown::send::<referral_form::ReferralPaperForm>),
        )
        .merge(route::<help_offered::HelpForm>("/children/{id}/help-offered"))
        .merge(route::<month::MonthForm>("/children/{id}/monthly-review"))
        .merge(route::<step::StepForm>("/children/{id}/step"))
        .merge(route::<alert::AlertForm>("/children/{id}/alert"))
        .merge(route::<agreement::AgreementForm>("/children/{id}/agreement"))
        .merge(route::<factor::FactorForm>("/children/{id}/factor"))
        .merge(route::<whereabouts::WhereaboutsForm>("/children/{id}/whereabouts"))
        .merge(route::<address::AddressForm>("/children/{id}/address"))
        .merge(route::<details::DetailsForm>("/children/{id}/details"))
        .merge(route::<communication_need::CommunicationNeedForm>("/children/{id}/communication-need"))
        .merge(route::<breakdown::BreakdownForm>("/children/{id}/relationship"))
        .merge(route::<involvement::InvolvementForm>("/children/{id}/involvement"))
        .merge(route::<plan::PlanForm>("/children/{id}/plan"))
        .merge(route::<relation::RelationForm>("/children/{id}/relation"))
        .merge(route::<life_event::LifeEventForm>("/children/{id}/life-event"))
        .merge(route::<withdraw::WithdrawForm>("/children/{id}/entries/{event}/withdraw"))
        .merge(route::<restrict::RestrictForm>("/children/{id}/access"))
        .merge(route::<danger::DangerForm>("/children/{id}/danger"))
        .merge(route::<note::NoteForm>("/children/{id}/note"))
        .merge(route::<settle::SettleForm>("/children/{id}/obligations/{obligation}/settle"))
}

fn route<F: RecordForm>(path: &str) -> Router<WebState> {
    Router::new().route(path, get(show::<F>).post(save::save::<F>))
}

async fn show<F: RecordForm>(
    State(state): State<WebState>,
    who: SignedIn,
    Path(path): Path<Parts>,
    Query(query): Query<Vec<(String, String)>>,
    OriginalUri(address): OriginalUri,
) -> Result<Response, WebProblem> {
    let mut opened = Opened::new(&state, who, path, Values::new(query)).await?;
    F::prepare(&state, &mut opened).await?;
    let mut values = Values::default();
    values.set("person", opened.page.person.clone());
    values.set("expected_version", opened.page.version.to_string());
    values.set("entry", state.random_id());
    opened.fill(&mut values, F::ASKS_WHEN);
    F::fill(&opened, &mut values);
    let page = opened.page_of::<F>(&state, address.path(), FormView::filled(values), &[])?;
    Ok(axum::response::IntoResponse::into_response(page))
}

/// The body of a form, field by field.
pub(crate) type Body = Form<Vec<(String, String)>>;
