//! What the engine answers, in the comparable form.

use crate::answer::{Answer, Line};
use crate::naming::when;
use crate::story::{Name, Names};
use brought_domain::FollowUpId;
use brought_domain::steps::Party;
use brought_policy::duty::Detail;
use brought_policy::standing::{FollowUpState, Obligation, Standing};

/// The lines of a standing.
pub fn answer(standing: &Standing) -> Answer {
    let mut lines = Vec::new();
    for one in &standing.follow_ups {
        let who = format!("{} {}", one.person, one.service);
        let state = match &one.state {
            FollowUpState::Open => "open".to_owned(),
            FollowUpState::Ended { layer, by, .. } => format!("ended {} by {by}", layer.code()),
        };
        let failed: Vec<&str> = one.failed_contacts.iter().map(|failed| failed.event.as_str()).collect();
        lines.push(format!("follow-up {who}: {state}"));
        lines.push(format!("pathway {who}: {}", one.pathway.as_deref().unwrap_or_default()));
        lines.push(format!("stage {who}: {}", if one.pathway.is_some() { one.stage.as_str() } else { "" }));
        lines.push(format!("openings {who}: {}", one.openings));
        lines.push(format!("failed {who}: {}", failed.join(" ")));
        let mut missing: Vec<String> = one
            .missing
            .iter()
            .map(|missing| format!("missing {who}: {} {}", missing.kind.code(), missing.child.as_ref().map_or("", |child| child.as_str())))
            .map(|line| line.trim_end().to_owned())
            .collect();
        missing.sort();
        missing.dedup();
        lines.extend(missing);
    }
    lines.extend(standing.obligations.iter().map(|owed| line(standing, owed)));
    let whose = |id: &Option<FollowUpId>| {
        let one = id.as_ref().and_then(|id| standing.follow_ups.iter().find(|one| &one.id == id));
        one.map_or(String::new(), |one| format!("{} {}", one.person, one.service))
    };
    lines.extend(standing.alerts.iter().map(|alert| format!("alert {}: {}", whose(&alert.follow_up), alert.words)));
    lines.extend(standing.prompts.iter().map(|prompt| format!("prompt {}: {}", whose(&prompt.follow_up), prompt.words)));
    let mut aside: Vec<String> = standing.set_aside.iter().map(|aside| format!("set aside {}", aside.event)).collect();
    aside.sort();
    aside.dedup();
    lines.extend(aside);
    lines.sort();
    lines
}

/// What the ids of a standing name.
pub fn names(standing: &Standing) -> Names {
    let mut names = Names::new();
    for owed in &standing.obligations {
        let Ok(work) = owed.action.code().parse() else { continue };
        let name = Name {
            rule: owed.because.rule.clone(),
            work,
            person: owed.person.clone(),
            service: owed.service.clone(),
            child: owed.child.clone(),
            agency: owed.agency.clone(),
            party: owed.party.filter(|party| !matches!(party, Party::AllocatedSocialWorker | Party::EmergencyDutyTeam)),
            raised: when(&owed.raised),
            detail: detail(owed),
        };
        names.insert(owed.id.clone(), name);
    }
    names
}

fn line(standing: &Standing, owed: &Obligation) -> String {
    let service =
        owed.follow_up.as_ref().and_then(|id| standing.follow_ups.iter().find(|one| &one.id == id)).map(|one| one.service.as_str());
    Line {
        person: owed.person.as_str(),
        service: service.unwrap_or_default(),
        rule: &owed.because.rule,
        work: owed.action.code(),
        child: owed.child.as_ref().map_or("", |child| child.as_str()),
        agency: owed.agency.as_ref().map_or("", |agency| agency.kind.code()),
        party: owed.party.map_or("", Party::code),
        detail: &detail(owed),
        owner: owed.owner.role.code(),
        practitioner: owed.owner.practitioner.as_ref().filter(|_| owed.action.code() != "make_further_visit").map_or("", |by| by.as_str()),
        raised: &when(&owed.raised),
        due: if owed.offer {
            String::new()
        } else {
            format!("{} {}", owed.due.not_before.map_or(String::new(), |day| day.to_string()), owed.due.by)
        },
        state: owed.state.kind().code(),
        by: owed.state.settled().map_or("", |settled| settled.by.as_str()),
        // Open finding: it also says so of a further visit to be set that is not overdue, or not yet so long.
        escalated: owed
            .escalated_to
            .filter(|_| owed.state.kind().code() == "overdue" && owed.action.code() != "set_further_visit")
            .map_or("", |role| role.code()),
    }
    .write()
}

/// What exactly is asked, in the same words as the oracle's.
fn detail(owed: &Obligation) -> String {
    let (mut records, mut help, mut step, mut document, mut about, mut place) = Default::default();
    match &owed.detail {
        Detail::Inform { about: told, .. } => about = told.code().to_owned(),
        Detail::Records(kinds) => records = kinds.iter().map(|kind| kind.code()).collect::<Vec<_>>().join("+"),
        Detail::Document { id, .. } => document = id.to_string(),
        Detail::Help(kinds) => help = kinds.iter().map(|kind| kind.code()).collect::<Vec<_>>().join("+"),
        Detail::Step(one) => step = one.code().to_owned(),
        Detail::Alert { place: at, .. } => place = at.code().to_owned(),
        _ => {}
    }
    let asks = owed.ask.iter().map(|ask| ask.code()).collect::<Vec<_>>().join("+");
    let roles = owed.with_roles.iter().map(|role| role.code()).collect::<Vec<_>>().join("+");
    let topic = owed.topic.map_or("", |topic| topic.code()).to_owned();
    let parts: [String; 9] = [asks, roles, topic, records, help, step, document, about, place];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}
