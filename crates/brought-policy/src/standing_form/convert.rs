//! From a standing to its written form.

use super::*;
use crate::duty::Detail;
use crate::standing::{Because, FollowUp, FollowUpState, NotKnown, Obligation, ObligationState, Standing};
use crate::{Answer, Pack};
use brought_domain::Happened;

fn when(happened: &Happened) -> String {
    match happened {
        Happened::At(instant) => instant.to_string(),
        Happened::On(day) => day.to_string(),
    }
}

fn text(id: impl ToString) -> String {
    id.to_string()
}

impl From<&Because> for BecauseForm {
    fn from(because: &Because) -> Self {
        Self {
            rule: because.rule.clone(),
            clauses: because.clauses.clone(),
            words: because.words.clone(),
            events: because.events.iter().map(text).collect(),
            facts: because.facts.iter().map(|(fact, value)| fact_form(*fact, *value)).collect(),
        }
    }
}

fn fact_form(fact: crate::fact::FactName, value: crate::expression::FactValue) -> FactForm {
    FactForm { fact: fact.code().into(), words: fact.words().into(), value: value.words() }
}

impl From<&FollowUp> for FollowUpForm {
    fn from(follow_up: &FollowUp) -> Self {
        let ended = match &follow_up.state {
            FollowUpState::Open => None,
            FollowUpState::Ended { layer, by, at } => Some((layer.code().to_owned(), by.to_string(), when(at))),
        };
        let (ended_as, ended_by, ended_at) = ended.map_or((None, None, None), |(layer, by, at)| (Some(layer), Some(by), Some(at)));
        let failed = follow_up.failed_contacts.iter().map(|failed| FailedContactForm {
            contact: text(&failed.contact),
            event: text(&failed.event),
            at: when(&failed.at),
            outcome: failed.outcome.code().into(),
            setting: failed.setting.code().into(),
            confirmed: failed.confirmed,
        });
        let missing = follow_up.missing.iter().map(|missing| MissingForm {
            kind: missing.kind.code().into(),
            child: missing.child.as_ref().map(text),
            words: missing.words.clone(),
            clause: missing.clause.into(),
        });
        Self {
            id: text(&follow_up.id),
            person: text(&follow_up.person),
            service: text(&follow_up.service),
            follows: follow_up.follows.code().into(),
            pathway: follow_up.pathway.clone(),
            pathway_title: follow_up.pathway_title.clone(),
            pathway_because: follow_up.pathway_because.as_ref().map(Into::into),
            children: follow_up.children.iter().map(text).collect(),
            state: if follow_up.is_open() { "open".into() } else { "ended".into() },
            ended_as,
            ended_by,
            ended_at,
            stage: follow_up.stage.clone(),
            stage_words: follow_up.stage_words.clone(),
            stage_because: follow_up.stage_because.as_ref().map(Into::into),
            opened: when(&follow_up.opened),
            openings: follow_up.openings,
            failed_contacts: failed.collect(),
            missing: missing.collect(),
            endings: follow_up.endings.iter().map(|layer| layer.code().to_owned()).collect(),
        }
    }
}

/// What exactly is asked, key by key.
#[derive(Default)]
struct DetailForm {
    tell_about: Option<String>,
    records: Vec<String>,
    document: Option<String>,
    help: Vec<String>,
    step: Option<String>,
    alert_place: Option<String>,
    understood: bool,
    alert_active: bool,
    say: Vec<String>,
    setting: Option<String>,
}

impl DetailForm {
    fn of(detail: &Detail) -> Self {
        let code = |code: &str| Some(code.to_owned());
        match detail {
            Detail::Nothing => Self::default(),
            Detail::Inform { about, understood } => Self { tell_about: code(about.code()), understood: *understood, ..Self::default() },
            Detail::Records(kinds) => Self { records: kinds.iter().map(|kind| kind.code().to_owned()).collect(), ..Self::default() },
            Detail::Document { id, .. } => Self { document: code(id), ..Self::default() },
            Detail::Help(kinds) => Self { help: kinds.iter().map(|kind| kind.code().to_owned()).collect(), ..Self::default() },
            Detail::Step(step) => Self { step: code(step.code()), ..Self::default() },
            Detail::Alert { place, active } => Self { alert_place: code(place.code()), alert_active: *active, ..Self::default() },
            Detail::Say(parts) => Self { say: parts.iter().map(|part| part.code().to_owned()).collect(), ..Self::default() },
            Detail::Setting(setting) => Self { setting: code(setting.code()), ..Self::default() },
        }
    }
}

impl From<&Obligation> for ObligationForm {
    fn from(obligation: &Obligation) -> Self {
        let settled = obligation.state.settled();
        let detail = DetailForm::of(&obligation.detail);
        let reason = match &obligation.state {
            ObligationState::Replaced(_, reason) | ObligationState::Waived(_, reason) => Some(reason.clone()),
            _ => None,
        };
        Self {
            id: text(&obligation.id),
            follow_up: obligation.follow_up.as_ref().map(text),
            person: text(&obligation.person),
            service: obligation.service.as_ref().map(text),
            child: obligation.child.as_ref().map(text),
            action: obligation.action.code().into(),
            words: obligation.words.clone(),
            agency: obligation.agency.as_ref().map(|agency| agency.kind.code().to_owned()),
            agency_name: obligation.agency.as_ref().and_then(|agency| agency.name.clone()),
            ask: obligation.ask.iter().map(|ask| ask.code().to_owned()).collect(),
            topic: obligation.topic.map(|topic| topic.code().to_owned()),
            with_roles: obligation.with_roles.iter().map(|role| role.code().to_owned()).collect(),
            party: obligation.party.map(|party| party.code().to_owned()),
            tell_about: detail.tell_about,
            records: detail.records,
            document: detail.document,
            help: detail.help,
            step: detail.step,
            alert_place: detail.alert_place,
            understood: detail.understood,
            alert_active: detail.alert_active,
            each_month: obligation.each_month,
            say: detail.say,
            setting: detail.setting,
            offer: obligation.offer,
            before_end: obligation.before_end,
            owner: OwnerForm {
                practitioner: obligation.owner.practitioner.as_ref().map(text),
                role: obligation.owner.role.code().into(),
                fallback: obligation.owner.fallback.code().into(),
            },
            raised: when(&obligation.raised),
            due_on: text(obligation.due.on),
            due_by: text(obligation.due.by),
            not_before: obligation.due.not_before.map(text),
            deadline: text(obligation.due.deadline),
            beyond_calendar: obligation.due.beyond_calendar.clone(),
            state: obligation.state.kind().code().into(),
            settled_by: settled.map(|settled| text(&settled.by)),
            settled_at: settled.map(|settled| when(&settled.at)),
            reason,
            escalated_to: obligation.escalated_to.map(|role| role.code().to_owned()),
            rule: obligation.because.rule.clone(),
            clauses: obligation.because.clauses.clone(),
            because: (&obligation.because).into(),
        }
    }
}

impl From<&Answer> for StandingForm {
    fn from(answer: &Answer) -> Self {
        let calendar = &answer.standing.pack.calendar;
        let pack = |pack: &Pack| PackForm {
            id: pack.id.clone(),
            version: pack.version.clone(),
            digest: pack.digest.clone(),
            calendar: calendar.clone(),
        };
        Self {
            services: answer.services_apart().map(|(service, of)| ServicePackForm { service: text(service), pack: pack(of) }).collect(),
            stays: answer.staying().map(|(obligation, of)| StaysForm { obligation: text(&obligation.id), pack: pack(of) }).collect(),
            ..Self::from(&answer.standing)
        }
    }
}

impl From<&Standing> for StandingForm {
    fn from(standing: &Standing) -> Self {
        Self {
            format: FORMAT.into(),
            subject: text(&standing.subject),
            as_of: text(standing.as_of),
            pack: PackForm {
                id: standing.pack.id.clone(),
                version: standing.pack.version.clone(),
                digest: standing.pack.digest.clone(),
                calendar: standing.pack.calendar.clone(),
            },
            services: Vec::new(),
            stays: Vec::new(),
            follow_ups: standing.follow_ups.iter().map(Into::into).collect(),
            obligations: standing.obligations.iter().map(Into::into).collect(),
            prompts: standing
                .prompts
                .iter()
                .map(|prompt| PromptForm {
                    follow_up: prompt.follow_up.as_ref().map(text),
                    words: prompt.words.clone(),
                    topic: prompt.topic.map(|topic| topic.code().to_owned()),
                    because: (&prompt.because).into(),
                })
                .collect(),
            alerts: standing
                .alerts
                .iter()
                .map(|alert| AlertForm {
                    follow_up: alert.follow_up.as_ref().map(text),
                    words: alert.words.clone(),
                    because: (&alert.because).into(),
                })
                .collect(),
            patterns: standing
                .patterns
                .iter()
                .map(|found| PatternForm { pattern: found.pattern.code().into(), because: (&found.because).into() })
                .collect(),
            awaiting_outcome: standing
                .awaiting_outcome
                .iter()
                .map(|awaiting| AwaitingForm {
                    contact: text(&awaiting.contact),
                    person: text(&awaiting.person),
                    service: text(&awaiting.service),
                    planned_for: when(&awaiting.planned_for),
                })
                .collect(),
            last_seen: standing.last_seen.as_ref().map(|seen| LastSeenForm {
                at: when(&seen.sighting.seen_at),
                place: seen.sighting.place.clone(),
                by: seen.sighting.by.clone(),
                seen_by: seen.sighting.seen_by.code().into(),
                relation: seen.sighting.relation.clone(),
                event: text(&seen.event),
            }),
            not_known: standing.not_known.iter().map(NotKnown::words).collect(),
            set_aside: standing.set_aside.iter().map(|aside| SetAsideForm { event: text(&aside.event), why: aside.why.clone() }).collect(),
            trace: standing
                .trace
                .iter()
                .map(|trace| TraceForm {
                    rule: trace.rule.clone(),
                    follow_up: trace.follow_up.as_ref().map(text),
                    fired: trace.fired,
                    now: trace.now.code().into(),
                    facts: trace.facts.iter().map(|(fact, value)| fact_form(*fact, *value)).collect(),
                    events: trace.events.iter().map(text).collect(),
                })
                .collect(),
            changes_at: standing.changes_at.map(text),
        }
    }
}
