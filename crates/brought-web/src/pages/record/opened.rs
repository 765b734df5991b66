//! A record opened for a form, with what the form may offer to choose from.

use super::{Parts, RecordForm};
use crate::form::{Choice, ErrorLine, FormView, Values, choices_of};
use crate::frame::Frame;
use crate::problem::WebProblem;
use crate::session::SignedIn;
use crate::state::WebState;
use crate::templating::{render, shown};
use axum::response::Html;
use brought_app::{
    AccessGrant, ChildPage, Directory, ObligationLine, Purpose, Who, Writing, assemble_chronology, child_page, directory, open_record,
    standing_of,
};
use brought_calendar::{local, local_date, time_in_words};
use brought_domain::Chronology;
use brought_domain::work::Role;
use brought_policy::standing::{Obligation, Standing};
use jiff::Timestamp;
use jiff::civil::Date;

/// A record opened for a form.
pub(crate) struct Opened {
    pub(crate) who: SignedIn,
    pub(crate) grant: AccessGrant,
    pub(crate) page: ChildPage,
    pub(crate) standing: Standing,
    pub(crate) chronology: Chronology,
    pub(crate) directory: Directory,
    /// Another person whom the form is about too. Their record is opened for it.
    pub(crate) other: Option<Who>,
    /// The parts of the address.
    pub(crate) path: Parts,
    /// What the link to the form said: `for` an obligation, `service`, `child` and so on.
    pub(crate) query: Values,
    pub(crate) now: Timestamp,
    /// A document that is being written.
    pub(crate) writing: Option<Writing>,
}

/// Fields that come back with every form unseen.
const CARRIED: &[&str] = &["token", "person", "expected_version", "entry", "for"];

impl Opened {
    pub(crate) async fn new(state: &WebState, who: SignedIn, path: Parts, query: Values) -> Result<Self, WebProblem> {
        let now = state.now();
        let person = path.get("id").and_then(|id| id.parse().ok()).ok_or(WebProblem::NoSuchPage)?;
        let grant = open_record(&state.brought, &who.actor, &person, Purpose::DirectCare, now).await?;
        let page = child_page(&state.brought, &grant, now).await?;
        let standing = standing_of(&state.brought, &grant, now).await?;
        let chronology = assemble_chronology(&state.brought, &grant).await?.chronology;
        let directory = directory(&state.brought).await?;
        let other = match query.said("other").and_then(|id| id.parse().ok()) {
            Some(other) => {
                let grant = open_record(&state.brought, &who.actor, &other, Purpose::DirectCare, now).await?;
                Some(child_page(&state.brought, &grant, now).await?.who)
            }
            None => None,
        };
        Ok(Self { who, grant, page, standing, chronology, directory, other, path, query, now, writing: None })
    }

    /// The obligation that the link to the form was about.
    pub(crate) fn obligation(&self) -> Option<&Obligation> {
        let id = self.query.said("for").or_else(|| self.path.get("obligation").cloned())?;
        self.standing.obligations.iter().find(|obligation| obligation.id.as_str() == id)
    }

    /// The same in words.
    pub(crate) fn obligation_line(&self) -> Option<&ObligationLine> {
        let id = &self.obligation()?.id;
        self.page.to_do.iter().flat_map(|group| &group.obligations).find(|line| line.id == id.as_str())
    }

    pub(crate) fn today(&self) -> Date {
        local_date(self.now)
    }

    /// The children that an entry in this record can be about: the child, brothers and sisters, or the carer's children.
    pub(crate) fn children(&self) -> Vec<Choice> {
        let own = Choice { value: self.page.person.clone(), text: self.page.who.name.clone() };
        let family = self.page.family.iter().filter(|member| matches!(member.relation_code, "sibling" | "dependent_child"));
        let family =
            family.map(|member| Choice { value: member.person.clone(), text: format!("{}, {}", member.name, member.second_identifier) });
        self.page.who.is_child.then_some(own).into_iter().chain(family).collect()
    }

    /// The child that the form is first of all about.
    pub(crate) fn first_child(&self) -> Option<String> {
        let asked = self.obligation().and_then(|obligation| obligation.child.as_ref()).map(ToString::to_string);
        self.query.said("child").or(asked).or_else(|| self.children().into_iter().next().map(|child| child.value))
    }

    /// The practitioners, to choose from.
    pub(crate) fn practitioners(&self) -> Vec<Choice> {
        let known = self.directory.practitioners.iter();
        known.map(|practitioner| Choice { value: practitioner.id.to_string(), text: practitioner.name.clone() }).collect()
    }

    /// What every form has filled in beforehand.
    pub(super) fn fill(&self, values: &mut Values, asks_when: bool) {
        if let Some(obligation) = self.query.said("for") {
            values.set("for", obligation);
        }
        if let Some(service) = self.service() {
            values.set("service", service);
        }
        if let Some(role) = self.role() {
            values.set("role", role.code());
        }
        if asks_when {
            set_day(values, "happened", self.today());
            values.set("happened.time", time_in_words(local(self.now).time()));
            values.set("happened.shown", self.now.to_string());
        }
    }

    /// The service that the entry is recorded for, when something says which.
    pub(super) fn service(&self) -> Option<String> {
        let asked = self.query.said("service").or_else(|| self.obligation()?.service.as_ref().map(ToString::to_string));
        asked.or_else(|| match self.who.actor.services.as_slice() {
            [only] => Some(only.to_string()),
            _ => None,
        })
    }

    /// The role to sign in: the one that owes it, where the person signed in holds it.
    fn role(&self) -> Option<Role> {
        let owing = self.obligation().into_iter().flat_map(|obligation| [obligation.owner.role, obligation.owner.fallback]);
        owing.chain(self.who.actor.roles.iter().copied()).find(|role| self.who.actor.holds(*role))
    }

    fn services(&self) -> Vec<Choice> {
        let mine = &self.who.actor.services;
        let offered = self.directory.services.iter().filter(|service| mine.is_empty() || mine.contains(&service.id));
        offered.map(|service| Choice { value: service.id.to_string(), text: service.name.clone() }).collect()
    }

    /// The page of a form.
    pub(super) fn page_of<F: RecordForm>(
        &self,
        state: &WebState,
        action: &str,
        form: FormView,
        problems: &[ErrorLine],
    ) -> Result<Html<String>, WebProblem> {
        let frame = Frame::of(state, &self.who, "");
        let choose_service = F::ASKS_SERVICE && (self.service().is_none() || form.problems.contains_key("service"));
        let choose_role = self.who.actor.roles.len() > 1;
        let mut carried: Vec<(&str, String)> = CARRIED.iter().map(|name| (*name, form.values.text(name).to_owned())).collect();
        carried[0].1.clone_from(&self.who.form_token);
        if F::ASKS_SERVICE && !choose_service {
            carried.push(("service", form.values.text("service").to_owned()));
        }
        if !choose_role {
            carried.push(("role", form.values.text("role").to_owned()));
        }
        let carried: Vec<_> = carried.into_iter().map(|(name, value)| shown! { name, value }).collect();
        let shown = shown! {
            frame, form, problems, action, carried, choose_service, choose_role,
            services => self.services(),
            roles => choices_of(self.who.actor.roles.iter().copied()),
            page => shown! { person => self.page.person, who => self.page.who },
            because => self.obligation_line(),
            signs_as => self.who.actor.name,
            button_words => F::BUTTON,
        };
        render(F::TEMPLATE, minijinja::context! { ..F::shown(self), ..shown })
    }
}

/// Fills in a day.
pub(crate) fn set_day(values: &mut Values, field: &str, day: Date) {
    values.set(format!("{field}.day"), day.day().to_string());
    values.set(format!("{field}.month"), day.month().to_string());
    values.set(format!("{field}.year"), day.year().to_string());
}
