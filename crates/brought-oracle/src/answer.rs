//! The comparable form of an answer: plain lines, sorted, that either side can write.

use crate::core;
use crate::naming::{detail, when};
use crate::policy::{Policy, Work};
use crate::replay::{Played, replay};
use crate::scene::Scene;
use crate::story::{Called, How, Owed};
use crate::{ending, facts, open::Open, shown};
use brought_calendar::Calendar;
use brought_domain::Chronology;
use brought_domain::steps::Party;
use brought_domain::work::Role;
use jiff::Timestamp;

/// Lines, sorted.
pub type Answer = Vec<String>;

/// What the oracle answers.
pub fn answer(policy: &Policy, calendar: &Calendar, chronology: &Chronology, as_of: Timestamp, called: &Called, open: &Open) -> Answer {
    let played = replay(policy, calendar, chronology, as_of, called, open);
    let mut lines = Vec::new();
    for place in 0..played.story.follow_ups.len() {
        follow_up(&played, policy, place, as_of, &mut lines);
    }
    // What was asked about a child who turns out to be no child is not owed.
    let of_carer = played.scene_of_child(policy, as_of).is_carers();
    for owed in played.story.owed.iter().filter(|owed| owed.follow_up.is_some() || !of_carer) {
        lines.push(line_of(&played, policy, calendar, owed, as_of));
    }
    for id in &played.story.set_aside {
        lines.push(format!("set aside {id}"));
    }
    lines.extend(core::only_errors(&played, policy));
    lines.extend(shown::lines(&played, policy, as_of));
    lines.sort();
    lines
}

fn follow_up(played: &Played<'_>, policy: &Policy, place: usize, as_of: Timestamp, lines: &mut Answer) {
    let one = &played.story.follow_ups[place];
    let scene = played.scene_of(policy, place, as_of);
    let failed = scene.failed();
    if failed.is_empty() && one.ended.is_none() {
        return;
    }
    let pathway = one.pathway.map(|pathway| &policy.pathways[pathway]);
    let stage = pathway.and_then(|pathway| pathway.stages.get(one.stage)).map_or("", String::as_str);
    let who = format!("{} {}", one.person, one.service);
    let state = match &one.ended {
        None => "open".to_owned(),
        Some(ended) => format!("ended {} by {}", ended.layer.code(), played.told.entries[ended.by].id),
    };
    let failed: Vec<&str> = failed.iter().map(|failed| played.told.entries[failed.first].id.as_str()).collect();
    lines.push(format!("follow-up {who}: {state}"));
    lines.push(format!("pathway {who}: {}", pathway.map_or("", |pathway| pathway.id.as_str())));
    lines.push(format!("stage {who}: {stage}"));
    lines.push(format!("openings {who}: {}", one.openings));
    lines.push(format!("failed {who}: {}", failed.join(" ")));
    if one.ended.is_none() {
        let mut missing = missing(played, scene, place);
        missing.sort();
        missing.dedup();
        lines.extend(missing.into_iter().map(|missing| format!("missing {who}: {missing}")));
    }
}

/// What is missing before it may end as assured.
fn missing(played: &Played<'_>, scene: Scene<'_, '_>, place: usize) -> Vec<String> {
    let mut found = Vec::new();
    let children = scene.children();
    if children.is_empty() {
        found.push("dependants".to_owned());
    }
    let latest = scene.latest().map(|latest| latest.at);
    for child in children {
        let after = |sighting: &&facts::Seen<'_>| latest.is_none_or(|latest| sighting.at.is_certainly_after(&latest, &scene.told.zone));
        let seen: Vec<_> =
            scene.entries().flat_map(|(index, _)| facts::seen_in_the_end(scene, index)).filter(|seen| seen.child == child).collect();
        let in_person = |sighting: &&facts::Seen<'_>| sighting.how == brought_domain::work::HowSeen::InPerson;
        let by_professional = seen.iter().filter(after).any(facts::Seen::counts);
        if !by_professional {
            let anybody = seen.iter().filter(after).any(|sighting| in_person(&sighting));
            found.push(format!("{} {child}", if anybody { "seen_by_professional" } else { "seen_in_person" }));
        }
        if ending::last_needs(scene, child) != Some(true) {
            found.push(format!("needs_met {child}"));
        }
        if !ending::is_assessed(scene, child) {
            found.push(format!("vulnerability_assessment {child}"));
        }
    }
    for owed in played.story.owed.iter().filter(|owed| owed.follow_up == Some(place) && owed.is_open() && ending::keeps_open(owed)) {
        found.push(format!("open_obligation {}", owed.child.map_or("", |child| child.as_str())).trim_end().to_owned());
    }
    found
}

/// The line of something owed.
fn line_of(played: &Played<'_>, policy: &Policy, calendar: &Calendar, owed: &Owed<'_>, as_of: Timestamp) -> String {
    let state = state(played, owed, as_of);
    let escalated = if owed.is_open() && state == "overdue" && owed.work != Work::SetFurtherVisit {
        escalated(policy, calendar, owed, as_of)
    } else {
        None
    };
    let party = owed.party.and_then(|party| party.or_else(|| by_the_clock(calendar, as_of)));
    let service = owed.follow_up.map_or("", |place| played.story.follow_ups[place].service.as_str());
    Line {
        person: owed.person.as_str(),
        service,
        rule: &owed.rule,
        work: owed.work.code(),
        child: owed.child.map_or("", |child| child.as_str()),
        agency: owed.agency.as_ref().map_or("", |agency| agency.kind.code()),
        party: party.map_or("", Party::code),
        detail: &detail(owed),
        owner: owed.owner.code(),
        // Who makes a further visit is compared by role only.
        practitioner: owed.practitioner.filter(|_| owed.work != Work::MakeFurtherVisit).map_or("", |by| by.as_str()),
        raised: &when(&owed.raised),
        due: if owed.is_offer() {
            String::new()
        } else {
            format!("{} {}", owed.due.not_before.map_or(String::new(), |day| day.to_string()), owed.due.by)
        },
        state,
        by: owed.settled.as_ref().map_or("", |settled| played.told.entries[settled.by].id.as_str()),
        escalated: escalated.map_or("", Role::code),
    }
    .write()
}

/// What stands in the line of something owed.
pub struct Line<'l> {
    /// In whose record.
    pub person: &'l str,
    /// Of which service.
    pub service: &'l str,
    /// The rule.
    pub rule: &'l str,
    /// The action.
    pub work: &'l str,
    /// The child.
    pub child: &'l str,
    /// The agency.
    pub agency: &'l str,
    /// Whom to tell.
    pub party: &'l str,
    /// What exactly.
    pub detail: &'l str,
    /// Who owes it.
    pub owner: &'l str,
    /// By name.
    pub practitioner: &'l str,
    /// Since when.
    pub raised: &'l str,
    /// Until when.
    pub due: String,
    /// The state.
    pub state: &'l str,
    /// What settled it.
    pub by: &'l str,
    /// To whom it went up.
    pub escalated: &'l str,
}

impl Line<'_> {
    /// On one line.
    pub fn write(&self) -> String {
        format!(
            "owed {} {} {}/{}: child {} agency {} party {} [{}] {} {} since {} due {} {} {} ^{}",
            self.rule,
            self.work,
            self.person,
            self.service,
            self.child,
            self.agency,
            self.party,
            self.detail,
            self.owner,
            self.practitioner,
            self.raised,
            self.due,
            self.state,
            self.by,
            self.escalated
        )
    }
}

/// What has become of something owed, at a moment.
fn state(played: &Played<'_>, owed: &Owed<'_>, as_of: Timestamp) -> &'static str {
    let Some(settled) = &owed.settled else {
        return if owed.is_offer() {
            "due_later"
        } else if as_of > owed.due.by {
            "overdue"
        } else if brought_calendar::local_date(as_of) >= owed.due.not_before.unwrap_or(owed.due.on) {
            "due"
        } else {
            "due_later"
        };
    };
    match settled.how {
        How::Replaced => "replaced",
        How::Waived => "waived",
        How::Done => {
            // Late when the latest it can have been is late.
            let done = played.told.entries[settled.by].happened.latest(&played.told.zone);
            if owed.is_offer() || done <= owed.due.by { "done" } else { "done_late" }
        }
    }
}

/// The last rung of the ladder that it has come to.
fn escalated(policy: &Policy, calendar: &Calendar, owed: &Owed<'_>, as_of: Timestamp) -> Option<Role> {
    let mut reached = None;
    for (days, role) in &policy.escalation {
        // So many whole working days have passed, and another one has begun.
        // Where the calendar has run out, nobody knows how many, and everybody hears.
        let passed = calendar.working_days_between(owed.due.on, brought_calendar::local_date(as_of)).unwrap_or(i64::MAX);
        if passed > i64::from(*days) {
            reached = Some(*role);
        }
    }
    reached
}

/// Whom the clock says to tell.
fn by_the_clock(calendar: &Calendar, as_of: Timestamp) -> Option<Party> {
    let office = calendar.is_office_hours(as_of).ok()?;
    Some(if office { Party::AllocatedSocialWorker } else { Party::EmergencyDutyTeam })
}
