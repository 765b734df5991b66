//! Reads one duty of a rule's `raise` list.

use super::Follows;
use super::On;
use super::rule::Context;
use super::table::{Fields, Value};
use crate::deadline::Deadline;
use crate::duty::{Action, DueFrom, Duty, With};
use crate::problem::Problem;
use brought_domain::vocabulary;
use brought_domain::vocabulary::nearest;
use brought_domain::work::{AgencyKind, Ask, DiscussionTopic, Role};

vocabulary! {
    /// What a duty may be repeated for.
    pub enum ForEach ("thing to repeat a duty for") {
        /// Each dependent child.
        DependentChild = "dependent_child", "each dependent child";
    }
}

vocabulary! {
    /// From when a deadline runs, as it is written.
    pub enum DueFromCode ("moment a deadline runs from") {
        /// From the event that made the rule fire.
        Trigger = "trigger", "the event that made the rule fire";
        /// From the latest failed contact.
        LatestFailedContact = "latest_failed_contact", "the latest failed contact";
    }
}

/// How an offer is written: a duty that is never overdue. It is spelt out so that no deadline is left out by mistake.
const NO_DEADLINE: &str = "no deadline";

pub(super) fn read(value: Value<'_>, on: Option<On>, context: &mut Context<'_>, problems: &mut Vec<Problem>) -> Option<Duty> {
    let mut fields = value.fields("this duty", problems)?;
    let action = fields.word::<Action>("do");
    let owner = fields.need("owner").and_then(|value| Some((value.word::<Role>(fields.problems)?, value)));
    let with = with(&mut fields, action, owner.map(|(owner, _)| owner));
    let ask = ask(&mut fields, action);
    let topic = topic(&mut fields, action);
    let fallback = fallback(&mut fields, owner.map(|(owner, _)| owner));
    let due = fields.need("due").and_then(|value| due(value, context, fields.problems));
    let due_from = due_from(&mut fields, on);
    let for_each_child = for_each(&mut fields, on, context);
    fields.finish();
    let (deadline, parameter) = due?;
    Some(Duty {
        action: action?,
        with: with?,
        ask,
        topic,
        owner: owner?.0,
        fallback: fallback?,
        deadline,
        parameter,
        due_from: due_from?,
        for_each_child,
    })
}

/// With whom: an action takes agencies, roles, or nobody.
fn with(fields: &mut Fields<'_, '_>, action: Option<Action>, owner: Option<Role>) -> Option<With> {
    let Some(action) = action else {
        // Nobody can tell what an unknown action takes.
        fields.find("with");
        return None;
    };
    let value = match action {
        Action::Liaise | Action::Discuss => fields.need("with")?,
        Action::Refer => match fields.find("with") {
            Some(value) => value,
            None => return Some(With::Nobody),
        },
        other => return nothing(fields, "with", other, "`liaise`, `discuss` and `refer`").then_some(With::Nobody),
    };
    match action {
        Action::Discuss => roles(value, owner, fields.problems),
        Action::Liaise => agency(value, true, fields.problems),
        _ => agency(value, false, fields.problems),
    }
}

/// Refuses a key that such an action does not take.
fn nothing(fields: &mut Fields<'_, '_>, key: &'static str, action: Action, takers: &str) -> bool {
    let Some(value) = fields.find(key) else { return true };
    let problem = value.error(format!("`{}` takes no `{key}`", action.code()));
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

fn ask(fields: &mut Fields<'_, '_>, action: Option<Action>) -> Vec<Ask> {
    match action {
        Some(Action::Liaise) => fields.find("ask").map(|value| value.words(fields.problems)).unwrap_or_default(),
        Some(other) => {
            nothing(fields, "ask", other, "`liaise`");
            Vec::new()
        }
        None => {
            fields.find("ask");
            Vec::new()
        }
    }
}

fn topic(fields: &mut Fields<'_, '_>, action: Option<Action>) -> Option<DiscussionTopic> {
    match action {
        Some(Action::Discuss) => fields.word("about"),
        Some(other) => {
            nothing(fields, "about", other, "`discuss`");
            None
        }
        None => {
            fields.find("about");
            None
        }
    }
}

/// Who owes it when the owner cannot: the safeguarding lead, unless the rule says otherwise or the lead is the owner.
fn fallback(fields: &mut Fields<'_, '_>, owner: Option<Role>) -> Option<Role> {
    let Some(value) = fields.find("fallback") else {
        return Some(if owner == Some(Role::SafeguardingLead) { Role::Supervisor } else { Role::SafeguardingLead });
    };
    let fallback = value.word(fields.problems)?;
    if Some(fallback) == owner {
        let problem = value.error(format!("the fallback is the owner: the {fallback}"));
        fields.problems.push(problem.with_help("name another role, for the day on which the owner is away"));
        return None;
    }
    Some(fallback)
}

/// By when: a parameter, or one of the few deadlines that have no number in them.
fn due(value: Value<'_>, context: &mut Context<'_>, problems: &mut Vec<Problem>) -> Option<(Option<Deadline>, Option<String>)> {
    let text = value.text(problems)?;
    if text == NO_DEADLINE {
        return Some((None, None));
    }
    if let Some(name) = text.strip_prefix('$') {
        context.used.insert(name.to_owned());
        let parameters = context.parameters;
        if !parameters.contains_key(name) {
            let names: Vec<_> = parameters.keys().map(String::as_str).collect();
            problems.push(value.unknown(text, "parameter of pack.toml", nearest(name, names.iter().copied()), &names.join(", ")));
        }
        // The value of the first day stands here; whoever works out a due time asks the parameter for the day in question.
        let parameter = parameters.get(name)?.as_ref()?;
        return Some((parameter.values.first().map(|(_, deadline)| *deadline), Some(name.to_owned())));
    }
    match Deadline::parse(text) {
        Ok(deadline @ (Deadline::AtOnce | Deadline::EndOfDay)) => Some((Some(deadline), None)),
        Ok(_) => {
            let problem = value.error(format!("`{text}` is a number without a clause"));
            problems.push(problem.with_help("make it a parameter in pack.toml, with its clause, and write `$` and its name here"));
            None
        }
        Err(wrong) => {
            let problem = value.error(wrong.to_string());
            problems.push(problem.with_help(format!(
                "or name a parameter, as in `$follow_up`, or write `{NO_DEADLINE}` for an offer that is never overdue"
            )));
            None
        }
    }
}

/// From when the deadline runs.
fn due_from(fields: &mut Fields<'_, '_>, on: Option<On>) -> Option<DueFrom> {
    let Some(value) = fields.find("due_from") else { return Some(DueFrom::Trigger) };
    let from = match value.word(fields.problems)? {
        DueFromCode::Trigger => DueFrom::Trigger,
        DueFromCode::LatestFailedContact => DueFrom::LatestFailedContact,
    };
    if on == Some(On::Child) && from == DueFrom::LatestFailedContact {
        fields
            .problems
            .push(value.error("a rule on the child as a whole has no latest failed contact to run from").with_help("leave `due_from` out"));
    }
    Some(from)
}

fn for_each(fields: &mut Fields<'_, '_>, on: Option<On>, context: &Context<'_>) -> bool {
    let Some(value) = fields.find("for_each") else { return false };
    let Some(ForEach::DependentChild) = value.word(fields.problems) else { return false };
    if on == Some(On::Child) || context.pathway.follows != Follows::Carers {
        let problem = value.error("only a follow-up of a carer has dependent children");
        fields.problems.push(problem.with_help("leave `for_each` out: the duty is about the child already"));
    }
    true
}
