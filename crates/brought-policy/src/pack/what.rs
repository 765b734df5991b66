//! Reads what a duty asks for: the action, and the keys that belong to it. Who owes it, and by when, is read elsewhere.

use super::conditions;
use super::documents::Documents;
use super::table::{Fields, Value};
use crate::duty::{Action, Detail, SOCIAL_WORKER_OR_DUTY_TEAM, With};
use crate::expression::{Expression, NamedConditions, WrittenCondition};
use crate::problem::Problem;
use brought_domain::contact::Setting;
use brought_domain::steps::{InformTopic, Party};
use brought_domain::vocabulary::nearest;
use brought_domain::work::{AgencyKind, Ask, DiscussionTopic, Role};
use std::collections::BTreeSet;

/// What a duty asks for is read against these.
#[derive(Clone, Copy)]
pub(super) struct Known<'a> {
    pub(super) documents: &'a Documents,
    pub(super) conditions: &'a NamedConditions,
}

/// What one duty asks for.
#[derive(Clone, Debug)]
pub(super) struct What {
    /// What tells it from others that stand in the same place. Empty when it stands alone.
    pub(super) part: String,
    pub(super) action: Action,
    pub(super) with: With,
    pub(super) ask: Vec<Ask>,
    pub(super) topic: Option<DiscussionTopic>,
    pub(super) detail: Detail,
    pub(super) when: Option<WrittenCondition>,
    /// The conditions with a name that its own condition uses.
    pub(super) uses: BTreeSet<String>,
}

impl What {
    /// Adds a condition of the place where its set is used.
    pub(super) fn also_when(&mut self, text: &str, expression: &Expression) {
        self.when = Some(match self.when.take() {
            None => WrittenCondition::new(expression.clone(), text.to_owned()),
            Some(own) => own.and(expression, text),
        });
    }
}

/// Reads what is asked: one thing, or one for each party that is to be told.
pub(super) fn read(fields: &mut Fields<'_, '_>, owner: Option<Role>, known: Known<'_>) -> Option<Vec<What>> {
    let action = fields.word::<Action>("do");
    let withs = with(fields, action, owner);
    let ask = ask(fields, action);
    let (topic, detail) = (topic(fields, action), detail(fields, action, known));
    let when = when(fields, known);
    let (action, withs, topic, detail, (when, uses)) = (action?, withs?, topic?, detail?, when?);
    let made = withs.into_iter().map(|(part, with)| What {
        part,
        action,
        with,
        ask: ask.clone(),
        topic,
        detail: detail.clone(),
        when: when.clone(),
        uses: uses.clone(),
    });
    Some(made.collect())
}

/// With whom: an action takes agencies, roles, parties, or nobody.
fn with(fields: &mut Fields<'_, '_>, action: Option<Action>, owner: Option<Role>) -> Option<Vec<(String, With)>> {
    let Some(action) = action else {
        // Nobody can tell what an unknown action takes.
        fields.find("with");
        return None;
    };
    let alone = |with: With| vec![(String::new(), with)];
    match action {
        Action::Discuss => fields.need("with").and_then(|value| roles(value, owner, fields.problems)).map(alone),
        Action::Liaise => fields.need("with").and_then(|value| agency(value, true, fields.problems)).map(alone),
        Action::Inform => fields.need("with").and_then(|value| parties(value, fields.problems)),
        Action::Refer => match fields.find("with") {
            Some(value) => agency(value, false, fields.problems).map(alone),
            None => Some(alone(With::Nobody)),
        },
        other => nothing(fields, "with", other).then(|| alone(With::Nobody)),
    }
}

/// Refuses a key that such an action does not take, and says which actions do.
fn nothing(fields: &mut Fields<'_, '_>, key: &'static str, action: Action) -> bool {
    let Some(value) = fields.find(key) else { return true };
    let problem = value.error(format!("`{}` takes no `{key}`", action.code()));
    let takers = Action::ALL.iter().filter(|action| action.keys().contains(&key)).map(|action| format!("`{}`", action.code()));
    let mut takers: Vec<String> = takers.collect();
    let last = takers.pop().unwrap_or_default();
    let takers = if takers.is_empty() { last } else { format!("{} and {last}", takers.join(", ")) };
    fields.problems.push(problem.with_help(format!("leave it out; it belongs to {takers}")));
    false
}

fn agency(value: Value<'_>, any: bool, problems: &mut Vec<Problem>) -> Option<With> {
    let text = value.text(problems)?;
    match text {
        "any_agency" if any => return Some(With::AnyAgency),
        "each_plan_agency" if any => return Some(With::EachPlanAgency),
        _ => {}
    }
    let found = AgencyKind::ALL.iter().copied().find(|kind| kind.code() == text);
    if found.is_none() {
        let groups = if any { ["any_agency", "each_plan_agency"].as_slice() } else { &[] };
        let codes: Vec<_> = groups.iter().copied().chain(AgencyKind::ALL.iter().map(|kind| kind.code())).collect();
        problems.push(value.unknown(text, "kind of agency", nearest(text, codes.iter().copied()), &codes.join(", ")));
    }
    found.map(With::Agency)
}

fn roles(value: Value<'_>, owner: Option<Role>, problems: &mut Vec<Problem>) -> Option<With> {
    let before = problems.len();
    let roles: Vec<Role> = if value.is_text() { value.word(problems).into_iter().collect() } else { value.words(problems) };
    if problems.len() > before {
        return None;
    }
    if roles.iter().all(|role| Some(*role) == owner) {
        let message = if roles.is_empty() { "nobody is named" } else { "the owner cannot discuss it with themselves" };
        problems.push(value.error(message).with_help("name one or several other roles"));
        return None;
    }
    Some(With::Roles(roles))
}

/// The parties to tell: one obligation for each.
fn parties(value: Value<'_>, problems: &mut Vec<Problem>) -> Option<Vec<(String, With)>> {
    if value.is_text() {
        return party(value, problems).map(|(_, with)| vec![(String::new(), with)]);
    }
    let listed = value.list(problems)?;
    if listed.is_empty() {
        problems.push(value.error("nobody is named").with_help("name one or several parties"));
        return None;
    }
    let mut parties: Vec<(String, With)> = Vec::new();
    for value in &listed {
        let (code, with) = party(*value, problems)?;
        if parties.iter().any(|(earlier, _)| *earlier == code) {
            problems.push(value.error(format!("`{code}` stands here twice")));
            return None;
        }
        parties.push((code, with));
    }
    Some(parties)
}

fn party(value: Value<'_>, problems: &mut Vec<Problem>) -> Option<(String, With)> {
    let text = value.text(problems)?;
    if text == SOCIAL_WORKER_OR_DUTY_TEAM {
        return Some((text.to_owned(), With::SocialWorkerOrDutyTeam));
    }
    let found = Party::ALL.iter().copied().find(|party| party.code() == text);
    if found.is_none() {
        let codes: Vec<_> = Party::ALL.iter().map(|party| party.code()).chain([SOCIAL_WORKER_OR_DUTY_TEAM]).collect();
        problems.push(value.unknown(text, "party to tell", nearest(text, codes.iter().copied()), &codes.join(", ")));
    }
    found.map(|party| (text.to_owned(), With::Party(party)))
}

fn ask(fields: &mut Fields<'_, '_>, action: Option<Action>) -> Vec<Ask> {
    match action {
        Some(Action::Liaise) => fields.find("ask").map(|value| value.words(fields.problems)).unwrap_or_default(),
        Some(other) => {
            nothing(fields, "ask", other);
            Vec::new()
        }
        None => {
            fields.find("ask");
            Vec::new()
        }
    }
}

fn topic(fields: &mut Fields<'_, '_>, action: Option<Action>) -> Option<Option<DiscussionTopic>> {
    match action {
        Some(Action::Discuss) => fields.word("about").map(Some),
        // Read with what is told.
        Some(Action::Inform) => Some(None),
        Some(other) => nothing(fields, "about", other).then_some(None),
        None => {
            fields.find("about");
            None
        }
    }
}

/// What the action needs beside with whom and about what.
fn detail(fields: &mut Fields<'_, '_>, action: Option<Action>, known: Known<'_>) -> Option<Detail> {
    let keys = ["records", "document", "help", "step", "place", "understood", "active", "say", "setting"];
    let Some(action) = action else {
        for key in keys {
            fields.find(key);
        }
        return None;
    };
    let mut fits = true;
    for key in keys.into_iter().filter(|key| !action.keys().contains(key)) {
        fits &= nothing(fields, key, action);
    }
    let detail = match action {
        Action::Inform => {
            let (about, understood) = (fields.word::<InformTopic>("about"), fields.boolean_or("understood", false));
            about.zip(understood).map(|(about, understood)| Detail::Inform { about, understood })
        }
        Action::ReviewRecords => fields.need("records").and_then(|value| some_words(value, fields.problems)).map(Detail::Records),
        Action::Send => fields.need("document").and_then(|value| document(value, known.documents, fields.problems)),
        Action::OfferHelp => Some(Detail::Help(match fields.find("help") {
            Some(value) => some_words(value, fields.problems)?,
            None => Vec::new(),
        })),
        Action::TakeStep => fields.word("step").map(Detail::Step),
        Action::DecideAlert => {
            let (place, active) = (fields.word("place"), fields.boolean_or("active", false));
            place.zip(active).map(|(place, active)| Detail::Alert { place, active })
        }
        Action::RecordImpactAndDecision => match fields.find("say") {
            Some(value) => some_words(value, fields.problems).map(Detail::Say),
            None => Some(Detail::Nothing),
        },
        Action::PlanContact => match fields.find("setting") {
            Some(value) => setting(value, fields.problems).map(Detail::Setting),
            None => Some(Detail::Nothing),
        },
        _ => Some(Detail::Nothing),
    };
    detail.filter(|_| fits)
}

/// At least one word of a closed list.
fn some_words<V: brought_domain::vocabulary::Vocabulary>(value: Value<'_>, problems: &mut Vec<Problem>) -> Option<Vec<V>> {
    let before = problems.len();
    let words: Vec<V> = value.words(problems);
    if words.is_empty() && problems.len() == before {
        problems.push(value.error("nothing is named"));
    }
    (problems.len() == before).then_some(words)
}

/// Where a contact is to be planned. A place that nobody knows is none to ask for.
fn setting(value: Value<'_>, problems: &mut Vec<Problem>) -> Option<Setting> {
    let setting = value.word::<Setting>(problems)?;
    if setting == Setting::NotKnown {
        problems.push(
            value.error("nobody can plan a contact in a place that is not known").with_help("name the place, or leave `setting` out"),
        );
        return None;
    }
    Some(setting)
}

fn document(value: Value<'_>, documents: &Documents, problems: &mut Vec<Problem>) -> Option<Detail> {
    let id = value.text(problems)?;
    if !documents.contains_key(id) {
        let ids: Vec<_> = documents.keys().map(String::as_str).collect();
        problems.push(value.unknown(id, "document of this pack", nearest(id, ids.iter().copied()), &ids.join(", ")));
    }
    let document = documents.get(id)?.as_ref()?;
    Some(Detail::Document { id: id.to_owned(), title: document.title.clone(), kind: document.kind })
}

/// The condition of its own, when it has one.
fn when(fields: &mut Fields<'_, '_>, known: Known<'_>) -> Option<(Option<WrittenCondition>, BTreeSet<String>)> {
    let Some(value) = fields.find("when") else { return Some((None, BTreeSet::new())) };
    let (text, checked) = conditions::parsed(value, known.conditions, fields.problems)?;
    Some((Some(WrittenCondition::new(checked.expression, text)), checked.named))
}
