//! Reads one line of a rule's `raise` list: what is asked, or a set of it; who owes it; and by when.

use super::Follows;
use super::On;
use super::documents::DocumentKind;
use super::rule::Context;
use super::table::{Fields, Value};
use super::what::{self, What};
use crate::deadline::Deadline;
use crate::duty::{Action, Detail, DueFrom, Duty, Each, With};
use crate::problem::Problem;
use brought_domain::vocabulary;
use brought_domain::vocabulary::nearest;
use brought_domain::work::Role;
use jiff::civil::Date;

vocabulary! {
    /// What a duty may be repeated for.
    pub enum ForEach ("thing to repeat a duty for") {
        /// Each dependent child.
        DependentChild = "dependent_child", "each dependent child";
    }
}

vocabulary! {
    /// After what a duty is asked for again, as it is written.
    pub enum AgainCode ("way of asking again") {
        /// Each month.
        Month = "month", "each month";
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

/// The rule that a duty stands in.
#[derive(Clone, Copy)]
pub(super) struct In {
    pub(super) on: Option<On>,
    pub(super) each: Option<Each>,
    /// Its place in the rule's `raise` list.
    pub(super) number: usize,
}

pub(super) fn read(value: Value<'_>, within: In, context: &mut Context<'_>, problems: &mut Vec<Problem>) -> Vec<Duty> {
    duties(value, within, context, problems).unwrap_or_default()
}

fn duties(value: Value<'_>, within: In, context: &mut Context<'_>, problems: &mut Vec<Problem>) -> Option<Vec<Duty>> {
    let mut fields = value.fields("this duty", problems)?;
    let set = fields.find("set");
    let owner = fields.need("owner").and_then(|value| Some((value.word::<Role>(fields.problems)?, value)));
    let asked = match set {
        Some(set) => set_of(set, &mut fields, context).map(|(asks, clauses)| (asks, clauses, true)),
        None => what::read(&mut fields, owner.map(|(owner, _)| owner), context.known()).map(|asks| (asks, Vec::new(), false)),
    };
    let fallback = fallback(&mut fields, owner.map(|(owner, _)| owner));
    let due = fields.need("due").and_then(|value| due(value, context, fields.problems));
    let due_from = due_from(&mut fields, within.on);
    let for_each_child = for_each(&mut fields, within.on, context);
    let each_month = each_month(&mut fields, within.each);
    let before_end = before_end(&mut fields, within.on);
    if context.pathway.follows == Follows::Carers && within.on == Some(On::FollowUp) && !for_each_child {
        for what in asked.iter().flat_map(|(asks, ..)| asks).filter(|what| is_of_one_child(what.action)) {
            let message = format!("`{}` is about a child, and a carer may have several", what.action.code());
            fields.problems.push(
                value.error(message).with_help("write `for_each = \"dependent_child\"`: what is said of one child says nothing of another"),
            );
        }
    }
    fields.finish();
    let ((asks, clauses, of_set), by_when) = (asked?, due?);
    let (owner, fallback, due_from, each_month) = (owner?.0, fallback?, due_from?, each_month?);
    let before_end = before_end?;
    fit(value, &asks, owner, &by_when, within, of_set, each_month, problems);
    if before_end && by_when.deadline.is_none() {
        let problem = value.error("an offer without a deadline keeps nothing open");
        problems.push(problem.with_help("give it a deadline, or leave `before_end` out"));
    }
    let made = asks.into_iter().map(|what| {
        context.used_conditions.extend(what.uses.iter().cloned());
        let number = within.number;
        Duty {
            key: if what.part.is_empty() { number.to_string() } else { format!("{number}.{}", what.part) },
            action: what.action,
            with: what.with,
            ask: what.ask,
            topic: what.topic,
            detail: what.detail,
            when: what.when,
            clauses: clauses.clone(),
            each_month,
            owner,
            fallback,
            deadline: by_when.deadline,
            parameter: by_when.parameter.clone(),
            later_deadlines: by_when.later.clone(),
            // A window for another contact runs from the contact that failed (SWI-09).
            due_from: due_from.unwrap_or(match (what.action, within.on) {
                (Action::PlanContact, Some(On::FollowUp)) => DueFrom::LatestFailedContact,
                _ => DueFrom::Trigger,
            }),
            for_each_child,
            before_end,
        }
    });
    Some(made.collect())
}

/// What only shows when the parts of a duty are put together.
#[allow(clippy::too_many_arguments, reason = "each is a different part of one duty")]
fn fit(
    value: Value<'_>,
    asks: &[What],
    owner: Role,
    by_when: &ByWhen,
    within: In,
    of_set: bool,
    each_month: bool,
    problems: &mut Vec<Problem>,
) {
    for what in asks {
        let alone = matches!(&what.with, With::Roles(roles) if roles.iter().all(|role| *role == owner));
        if of_set && alone {
            problems.push(value.error("the owner cannot discuss it with themselves").with_help("give this set another owner"));
        }
        let facts = what.when.as_ref().map(|condition| condition.when.facts()).unwrap_or_default();
        for fact in facts.into_iter().filter(|fact| within.on == Some(On::Child) && fact.needs_follow_up()) {
            let message = format!("`{}` is about a follow-up, and this rule stands on the child as a whole", fact.code());
            problems.push(value.error(message).with_help("leave out `on = \"child\"`, or use a fact about the child"));
        }
    }
    for what in asks.iter().filter(|what| is_of_contact(what)) {
        let code = what.action.code();
        if within.on == Some(On::Child) {
            let message = format!("`{code}` is about a contact of a service, and this rule stands on the child as a whole");
            problems.push(value.error(message).with_help("leave out `on = \"child\"`, or ask for something else"));
        }
        if each_month {
            let message = format!("`{code}` is about the contact that failed, and so cannot come again each month");
            problems
                .push(value.error(message).with_help("leave `each` out; a rule with `each = \"failed_contact\"` asks for each of them"));
        }
    }
    if within.each != Some(Each::Occasion) && asks.iter().any(|what| what.action == Action::ObtainAnswerToReferral) {
        let problem = value.error("each referral has its own answer, and this rule does not ask for each");
        problems.push(
            problem.with_help("give the rule `each = \"occasion\"` and a condition that rests on the referral, as `referral_made` does"),
        );
    }
    let is_short = |deadline: Deadline| matches!(deadline, Deadline::AtOnce | Deadline::EndOfDay | Deadline::Hours(_));
    let mut deadlines = by_when.deadline.into_iter().chain(by_when.later.iter().map(|(_, later)| *later));
    if each_month && deadlines.any(is_short) {
        let problem =
            value.error("what comes again each month is due so long after the day on which it was due before, and this is no day");
        problems.push(problem.with_help("give it a deadline in days, weeks or months"));
    }
    if each_month && by_when.deadline.is_none() {
        problems.push(value.error("an offer without a deadline cannot come again each month").with_help("give it a deadline"));
    }
}

/// Whether it is about one failed contact: what was done at it, what is left there, what comes next.
fn is_of_contact(what: &What) -> bool {
    let card = matches!(what.detail, Detail::Document { kind: DocumentKind::Card, .. });
    card || matches!(what.action, Action::RecordResponse | Action::RecordOutcome | Action::PlanContact)
}

/// Whether it is said of one child at a time.
fn is_of_one_child(action: Action) -> bool {
    matches!(action, Action::AssessVulnerability | Action::ConsiderNeeds | Action::EstablishLastSeen)
}

/// The things to ask of a set, and its clauses.
fn set_of(value: Value<'_>, fields: &mut Fields<'_, '_>, context: &mut Context<'_>) -> Option<(Vec<What>, Vec<String>)> {
    let name = value.text(fields.problems)?;
    let sets = context.sets;
    if !sets.contains_key(name) {
        let names: Vec<_> = sets.keys().map(String::as_str).collect();
        fields.problems.push(value.unknown(name, "set of this pack", nearest(name, names.iter().copied()), &names.join(", ")));
    }
    context.used_sets.insert(name.to_owned());
    let set = sets.get(name)?.as_ref()?;
    let asks = set.asks.iter().map(|what| What { part: format!("{name}.{}", what.part), ..what.clone() });
    let mut asks: Vec<What> = asks.collect();
    if let Some(when) = fields.find("when") {
        let (text, checked) = super::conditions::parsed(when, context.conditions, fields.problems)?;
        for what in &mut asks {
            what.also_when(&text, &checked.expression);
            what.uses.extend(checked.named.iter().cloned());
        }
    }
    Some((asks, set.clauses.clone()))
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

/// By when a duty is due. Nothing at all: it is an offer.
#[derive(Clone, Default)]
struct ByWhen {
    deadline: Option<Deadline>,
    parameter: Option<String>,
    /// What holds instead from later days on.
    later: Vec<(Date, Deadline)>,
}

/// By when: a parameter, or one of the few deadlines that have no number in them.
fn due(value: Value<'_>, context: &mut Context<'_>, problems: &mut Vec<Problem>) -> Option<ByWhen> {
    let text = value.text(problems)?;
    if text == NO_DEADLINE {
        return Some(ByWhen::default());
    }
    if let Some(name) = text.strip_prefix('$') {
        context.used.insert(name.to_owned());
        let parameters = context.parameters;
        if !parameters.contains_key(name) {
            let names: Vec<_> = parameters.keys().map(String::as_str).collect();
            problems.push(value.unknown(text, "parameter of pack.toml", nearest(name, names.iter().copied()), &names.join(", ")));
        }
        let ((_, first), later) = parameters.get(name)?.as_ref()?.values.split_first()?;
        return Some(ByWhen { deadline: Some(*first), parameter: Some(name.to_owned()), later: later.to_vec() });
    }
    match Deadline::parse(text) {
        Ok(deadline @ (Deadline::AtOnce | Deadline::EndOfDay)) => Some(ByWhen { deadline: Some(deadline), ..ByWhen::default() }),
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

/// From when the deadline runs, when it is said.
fn due_from(fields: &mut Fields<'_, '_>, on: Option<On>) -> Option<Option<DueFrom>> {
    let Some(value) = fields.find("due_from") else { return Some(None) };
    let from = match value.word(fields.problems)? {
        DueFromCode::Trigger => DueFrom::Trigger,
        DueFromCode::LatestFailedContact => DueFrom::LatestFailedContact,
    };
    if on == Some(On::Child) && from == DueFrom::LatestFailedContact {
        fields
            .problems
            .push(value.error("a rule on the child as a whole has no latest failed contact to run from").with_help("leave `due_from` out"));
    }
    Some(Some(from))
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

/// Whether it has to be answered before a follow-up ends.
fn before_end(fields: &mut Fields<'_, '_>, on: Option<On>) -> Option<bool> {
    let value = fields.find("before_end");
    let before_end = fields.boolean_or("before_end", false)?;
    if let Some(value) = value.filter(|_| before_end && on == Some(On::Child)) {
        let problem = value.error("a rule on the child as a whole belongs to no follow-up that could wait for it");
        fields.problems.push(problem.with_help("leave out `on = \"child\"` or `before_end`"));
    }
    Some(before_end)
}

/// Whether it comes again month by month: then its rule has to stand as long as its condition holds, and not for single occasions.
fn each_month(fields: &mut Fields<'_, '_>, each: Option<Each>) -> Option<bool> {
    let Some(value) = fields.find("each") else { return Some(false) };
    let AgainCode::Month = value.word(fields.problems)?;
    if each.is_some_and(|each| each != Each::FollowUp) {
        let problem = value.error("this rule fires for each occasion, so a duty of it cannot come again each month as well");
        fields.problems.push(problem.with_help("put the duty into a rule without `each`"));
    }
    Some(true)
}
