//! Ids of what is owed: the other side makes them, and here they only name something.

use crate::replay::Replay;
use crate::story::{Name, Owed};
use brought_domain::informing::Party;
use brought_domain::{Happened, ObligationId};

/// Whether an id names something owed.
pub fn names(replay: &Replay<'_, '_>, id: &ObligationId, owed: &Owed<'_>) -> bool {
    replay.names.get(id).is_some_and(|name| *name == name_of(replay, owed))
}

/// How something owed is told apart from everything else that is.
pub fn name_of(replay: &Replay<'_, '_>, owed: &Owed<'_>) -> Name {
    Name {
        rule: owed.rule.clone(),
        work: owed.work,
        person: owed.person.clone(),
        service: owed.follow_up.map(|place| replay.story.follow_ups[place].service.clone()),
        child: owed.child.cloned(),
        agency: owed.agency.clone(),
        // Which of these two it is may be for the clock to say.
        party: owed.party.flatten().filter(|party| !matches!(party, Party::AllocatedSocialWorker | Party::EmergencyDutyTeam)),
        raised: when(&owed.raised),
        detail: detail(owed),
    }
}

/// A day or an instant as it is written.
pub fn when(happened: &Happened) -> String {
    match happened {
        Happened::At(instant) => instant.to_string(),
        Happened::On(day) => day.to_string(),
    }
}

/// What exactly is asked, in a line.
pub fn detail(owed: &Owed<'_>) -> String {
    let detail = &owed.detail;
    let codes = |codes: Vec<&str>| codes.join("+");
    [
        codes(detail.ask.iter().map(|ask| ask.code()).collect()),
        codes(detail.roles.iter().map(|role| role.code()).collect()),
        detail.topic.map_or("", |topic| topic.code()).to_owned(),
        codes(detail.records.iter().map(|record| record.code()).collect()),
        codes(detail.help.iter().map(|help| help.code()).collect()),
        detail.step.map_or("", |step| step.code()).to_owned(),
        detail.document.clone().unwrap_or_default(),
        detail.about.map_or("", |about| about.code()).to_owned(),
        detail.place.map_or("", |place| place.code()).to_owned(),
    ]
    .into_iter()
    .filter(|part| !part.is_empty())
    .collect::<Vec<_>>()
    .join(" ")
}
