//! Putting the page together from what was gathered and what the engine says of it. Pure.

use super::entries::Entries;
use super::family::{family, who};
use super::follow_ups::{ending_stands_for, follow_up};
use super::obligations::{because_line, groups, obligation_line};
use super::view::{
    AlertLine, AwaitingLine, ChildPage, LastSeenLine, ObligationLine, PackLine, PatternLine, PromptLine, ServicePackLine, SetAsideLine,
};
use crate::chronology::Gathered;
use crate::handovers::handovers;
use crate::words::{capitalised, happened_in_words, instant_in_words};
use brought_calendar::{Calendar, local_date, uk_time_zone};
use brought_policy::Answer;
use brought_policy::standing::{AwaitingOutcome, Because, LastSeen, Obligation};
use jiff::{Timestamp, Unit};

/// The page.
pub(crate) fn page(gathered: &Gathered, answer: &Answer, calendar: &Calendar, as_of: Timestamp) -> ChildPage {
    let standing = &answer.standing;
    let line = |obligation: &Obligation| ObligationLine {
        stays_from: stays_from(answer, obligation),
        ..obligation_line(obligation, gathered, calendar, as_of)
    };
    let because = |because: &Because| because_line(because, answer.pack_with(&because.rule));
    let mut settled: Vec<&Obligation> = standing.obligations.iter().filter(|obligation| !obligation.is_open()).collect();
    settled.sort_by_key(|obligation| std::cmp::Reverse(obligation.state.settled().map(|settled| settled.at.earliest(&uk_time_zone()))));
    ChildPage {
        person: gathered.chronology.subject.to_string(),
        version: gathered.version,
        as_of: instant_in_words(as_of),
        linked: gathered.chronology.links.read_together(&gathered.chronology.subject).len() - 1,
        who: who(gathered, as_of),
        last_seen: standing.last_seen.as_ref().map(|seen| last_seen(seen, as_of)),
        alerts: standing.alerts.iter().map(|alert| AlertLine { words: alert.words.clone(), because: because(&alert.because) }).collect(),
        not_known: standing.not_known.iter().map(|not_known| not_known.words()).collect(),
        follow_ups: standing
            .follow_ups
            .iter()
            .map(|each| {
                let stands_for = ending_stands_for(each, standing).map(line).collect();
                let handovers = handovers(each, standing, gathered, as_of);
                follow_up(each, stands_for, &handovers, gathered, answer.pack_of_follow_up(each))
            })
            .collect(),
        to_do: groups(standing.obligations.iter().filter(|obligation| obligation.is_open()).map(line).collect()),
        settled: settled.into_iter().map(line).collect(),
        prompts: standing
            .prompts
            .iter()
            .map(|prompt| PromptLine {
                words: prompt.words.clone(),
                topic: prompt.topic.map(|topic| topic.code()),
                follow_up: prompt.follow_up.as_ref().map(ToString::to_string),
                because: because(&prompt.because),
            })
            .collect(),
        patterns: standing
            .patterns
            .iter()
            .map(|found| PatternLine {
                pattern: found.pattern.code(),
                words: capitalised(found.pattern.words()),
                because: because(&found.because),
            })
            .collect(),
        family: family(gathered),
        chronology: Entries::of(gathered).known_at(as_of),
        awaiting_outcome: standing.awaiting_outcome.iter().map(|awaiting| awaiting_line(awaiting, gathered)).collect(),
        set_aside: standing.set_aside.iter().map(|aside| SetAsideLine { event: aside.event.to_string(), why: aside.why.clone() }).collect(),
        pack: pack_line(answer, gathered),
    }
}

/// Which policy gave an answer.
pub(crate) fn pack_line(answer: &Answer, gathered: &Gathered) -> PackLine {
    let own = answer.pack();
    let apart = answer.services_apart().map(|(service, pack)| ServicePackLine {
        service: gathered.service_name(service),
        id: pack.id.clone(),
        title: pack.title.clone(),
        version: pack.version.clone(),
    });
    PackLine {
        id: own.id.clone(),
        key: own.id.clone(),
        title: own.title.clone(),
        version: own.version.clone(),
        calendar: answer.standing.pack.calendar.clone(),
        services: apart.collect(),
    }
}

/// From which policy an obligation stays that is not in force any more, in words.
pub(crate) fn stays_from(answer: &Answer, obligation: &Obligation) -> Option<String> {
    answer.stays_from(&obligation.id).map(|pack| {
        format!(
            "Asked for by version {} of {}. The policy in force now does not ask for it; it stays until it is answered",
            pack.version, pack.title
        )
    })
}

fn last_seen(seen: &LastSeen, as_of: Timestamp) -> LastSeenLine {
    let sighting = &seen.sighting;
    let days_ago = sighting.seen_at.day(&uk_time_zone()).until((Unit::Day, local_date(as_of))).map_or(0, |span| span.get_days());
    LastSeenLine {
        when: happened_in_words(sighting.seen_at),
        days_ago,
        place: sighting.place.clone(),
        by: format!("{}, {}", sighting.by, sighting.relation),
        event: seen.event.to_string(),
    }
}

fn awaiting_line(awaiting: &AwaitingOutcome, gathered: &Gathered) -> AwaitingLine {
    AwaitingLine {
        contact: awaiting.contact.to_string(),
        person: awaiting.person.to_string(),
        service_name: gathered.service_name(&awaiting.service),
        when: happened_in_words(awaiting.planned_for),
        practitioner: awaiting.practitioner.as_ref().map(|practitioner| gathered.practitioner_name(practitioner)),
    }
}
