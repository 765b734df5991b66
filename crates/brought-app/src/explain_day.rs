//! One person and one day, rule by rule: what fired, what nearly did, which fact decided, and what would come of the next contact.

use crate::access::AccessGrant;
use crate::brought::Brought;
use crate::child_page::{ClauseLine, Entries, PackLine, Who, clause_line, obligation_line, owner_in_words, pack_line, who};
use crate::chronology::{Gathered, gather, gather_for};
use crate::failure::Failure;
use crate::words::{capitalised, instant_in_words};
use brought_calendar::{Calendar, day_in_words};
use brought_domain::EventId;
use brought_domain::contact::Answer;
use brought_policy::explain::{Decided, Imagined, RuleExplained, Verdict, WorkExplained};
use brought_policy::standing::{Missing, Obligation, Standing};
use brought_policy::{Deadline, Explanation, Pack};
use jiff::Timestamp;
use serde::Serialize;
use std::collections::BTreeSet;

/// What each rule made of one person on one day, in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DayExplained {
    /// Whose, by id.
    pub person: String,
    /// Who it is.
    pub who: Who,
    /// The moment it speaks of, in words.
    pub as_of: String,
    /// Each follow-up, open ones first, and then the child as a whole.
    pub work: Vec<WorkView>,
    /// The next contact of each open follow-up, or of the latest service.
    pub next_contacts: Vec<NextContact>,
    /// Which policy it is.
    pub pack: PackLine,
}

/// A follow-up, or the child as a whole, with its rules sorted by what became of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WorkView {
    /// "Follow-up: Health visiting", or "The child as a whole".
    pub title: String,
    /// Whose, when it is not the person of the page.
    pub whose: Option<String>,
    /// The stage, in words.
    pub stage: Option<String>,
    /// Whether it is open.
    pub open: bool,
    /// Rules that have fired.
    pub fired: Vec<RuleView>,
    /// Rules whose condition holds, and that look at the next entry.
    pub holds: Vec<RuleView>,
    /// Rules that nearly fired.
    pub nearly: Vec<RuleView>,
    /// The other rules.
    pub not: Vec<RuleView>,
}

/// One rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RuleView {
    /// Its id.
    pub rule: String,
    /// A name for it that is on the page once.
    pub anchor: String,
    /// Its clauses, in words.
    pub clauses: Vec<ClauseLine>,
    /// Whether it has fired and its condition no longer holds.
    pub no_longer_holds: bool,
    /// What decided, each in a sentence.
    pub decided: Vec<String>,
    /// What, by itself, would make it fire, each in a sentence.
    pub one_away: Vec<String>,
    /// The facts it looks at, with the entries they rest on.
    pub facts: Vec<FactView>,
    /// The entries that made it fire.
    pub fired_by: Vec<EntryRef>,
    /// What it has asked for.
    pub asked_for: Vec<AskedFor>,
}

/// A fact and its entries.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FactView {
    /// "number of failed contacts: 1".
    pub words: String,
    /// The entries it rests on.
    pub entries: Vec<EntryRef>,
}

/// An entry, as a link shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EntryRef {
    /// Its id.
    pub event: String,
    /// "Monday 5 January 2026, 10am: Was not brought".
    pub words: String,
}

/// Something a rule has asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AskedFor {
    /// The obligation, by id.
    pub obligation: String,
    /// Whose record it stands in.
    pub person: String,
    /// What to do.
    pub words: String,
    /// The status's code.
    pub status: &'static str,
    /// The status in words.
    pub status_words: &'static str,
}

/// The next contact of one person in one service, and what would come of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NextContact {
    /// Whose.
    pub person: String,
    /// Of which service.
    pub service: String,
    /// Where.
    pub setting: &'static str,
    /// On which day it is imagined.
    pub on: String,
    /// If it fails, if it is kept, if it is cancelled.
    pub ways: Vec<WayView>,
}

/// One way in which the next contact can go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WayView {
    /// "If the next contact fails".
    pub title: String,
    /// The code: `fails`, `is_kept`, `is_cancelled`.
    pub how: &'static str,
    /// What would be recorded: "was not brought".
    pub outcome: &'static str,
    /// How the stage would change, in a sentence each.
    pub stages: Vec<String>,
    /// What would be asked for: what, of whom, by when, and the rule.
    pub raised: Vec<RaisedView>,
    /// What is owed already and would be answered for this contact too.
    pub joined: Vec<String>,
    /// What would be done with.
    pub settled: Vec<String>,
    /// Alerts that would be shown.
    pub alerts: Vec<String>,
    /// What would still be missing before the follow-up may end. Nothing: no follow-up would be open.
    pub missing: Option<Vec<String>>,
    /// What is missing now and would not be any more.
    pub no_longer_missing: Vec<String>,
    /// Whether nothing would be asked for, answered or raised by it.
    pub asks_nothing: bool,
}

/// Something that would be asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RaisedView {
    /// What to do.
    pub words: String,
    /// By whom.
    pub owner: String,
    /// By when.
    pub due: String,
    /// The rule.
    pub rule: String,
    /// Its clauses.
    pub clauses: Vec<String>,
}

/// The whole explanation of the engine about the person whose record was opened, for programs.
///
/// # Errors
/// [`Failure::Trouble`] when the record cannot be read.
pub async fn explanation_of(brought: &Brought, grant: &AccessGrant, as_of: Timestamp) -> Result<Explanation, Failure> {
    let gathered = gather(brought, grant.person()).await?;
    Ok(brought.in_force().await?.policies().explain(&brought.calendar, &gathered.chronology, as_of))
}

/// The same in words, for a page.
///
/// # Errors
/// [`Failure::Trouble`] when the record cannot be read.
pub async fn explain_day(brought: &Brought, grant: &AccessGrant, as_of: Timestamp) -> Result<DayExplained, Failure> {
    let gathered = gather_for(brought, grant).await?;
    let in_force = brought.in_force().await?;
    let explanation = in_force.policies().explain(&brought.calendar, &gathered.chronology, as_of);
    let answer = in_force.policies().answer(&brought.calendar, &gathered.chronology, as_of);
    let gathered = gathered.shown();
    let mut words = Words {
        gathered: &gathered,
        entries: Entries::of(&gathered),
        answer: &answer,
        calendar: &brought.calendar,
        as_of,
        anchors: BTreeSet::new(),
    };
    Ok(DayExplained {
        person: gathered.chronology.subject.to_string(),
        who: who(&gathered, as_of),
        as_of: instant_in_words(as_of),
        work: explanation.work.iter().map(|work| words.work(work, &explanation.standing)).collect(),
        next_contacts: words.next_contacts(&explanation.imagined),
        pack: pack_line(&answer, &gathered),
    })
}

struct Words<'a> {
    gathered: &'a Gathered,
    entries: Entries<'a>,
    answer: &'a brought_policy::Answer,
    calendar: &'a Calendar,
    as_of: Timestamp,
    anchors: BTreeSet<String>,
}

impl Words<'_> {
    fn work(&mut self, work: &WorkExplained, standing: &Standing) -> WorkView {
        let mut of = |verdict| -> Vec<RuleView> { work.of(verdict).map(|rule| self.rule(rule, standing)).collect() };
        let (fired, holds, nearly, not) = (of(Verdict::Fired), of(Verdict::Holds), of(Verdict::Nearly), of(Verdict::Not));
        let title = match &work.service {
            Some(service) => format!("Follow-up: {}", self.gathered.service_name(service)),
            None => "The child as a whole, across services".to_owned(),
        };
        let whose = (work.person != standing.subject).then(|| self.gathered.name(&work.person));
        WorkView { title, whose, stage: work.stage.clone(), open: work.open, fired, holds, nearly, not }
    }

    fn rule(&mut self, rule: &RuleExplained, standing: &Standing) -> RuleView {
        let sentences = |decided: &[Decided]| decided.iter().map(|decided| capitalised(&decided.words)).collect();
        let asked_for = rule.raised.iter().filter_map(|id| standing.obligations.iter().find(|obligation| obligation.id == *id));
        RuleView {
            rule: rule.rule.clone(),
            anchor: self.anchor(&rule.rule),
            clauses: rule.clauses.iter().map(|id| clause_line(id, self.says(id), self.pack_with_clause(id))).collect(),
            no_longer_holds: rule.verdict == Verdict::Fired && rule.now == Answer::No,
            decided: sentences(&rule.decided_by),
            one_away: sentences(&rule.one_away),
            facts: rule
                .facts
                .iter()
                .map(|explained| FactView {
                    words: format!("{}: {}", explained.fact.words(), explained.value.words()),
                    entries: self.refs(&explained.entries),
                })
                .collect(),
            fired_by: self.refs(&rule.fired_by),
            asked_for: asked_for.map(|obligation| self.asked_for(obligation)).collect(),
        }
    }

    /// Each rule has its own name as an anchor where it stands first, so that other pages can lead there.
    fn anchor(&mut self, rule: &str) -> String {
        let mut anchor = format!("rule-{rule}");
        let mut number = 1;
        while !self.anchors.insert(anchor.clone()) {
            number += 1;
            anchor = format!("rule-{rule}-{number}");
        }
        anchor
    }

    /// The first of the packs that has the clause.
    fn pack_with_clause(&self, clause: &str) -> &Pack {
        self.answer.packs().into_iter().find(|pack| pack.clauses.contains_key(clause)).unwrap_or(self.answer.pack())
    }

    fn says(&self, clause: &str) -> &str {
        self.pack_with_clause(clause).clauses.get(clause).map_or("", |clause| clause.says.as_str())
    }

    fn refs(&self, events: &[EventId]) -> Vec<EntryRef> {
        let known = events.iter().filter_map(|id| self.gathered.event(id));
        known
            .map(|event| {
                let entry = self.entries.entry(event);
                let about = entry.about.map(|about| format!(" ({about})")).unwrap_or_default();
                EntryRef { event: entry.event, words: format!("{}: {}{about}", entry.when, entry.summary) }
            })
            .collect()
    }

    fn asked_for(&self, obligation: &Obligation) -> AskedFor {
        let line = obligation_line(obligation, self.gathered, self.calendar, self.as_of);
        AskedFor { obligation: line.id, person: line.person, words: line.words, status: line.status, status_words: line.status_words }
    }

    fn next_contacts(&self, imagined: &[Imagined]) -> Vec<NextContact> {
        let mut contacts: Vec<(&Imagined, NextContact)> = Vec::new();
        for each in imagined {
            let known = contacts.iter_mut().find(|(first, _)| first.person == each.person && first.service == each.service);
            match known {
                Some((_, contact)) => contact.ways.push(self.way(each)),
                None => contacts.push((
                    each,
                    NextContact {
                        person: self.gathered.name(&each.person),
                        service: self.gathered.service_name(&each.service),
                        setting: each.setting.words(),
                        on: day_in_words(each.on),
                        ways: vec![self.way(each)],
                    },
                )),
            }
        }
        contacts.into_iter().map(|(_, contact)| contact).collect()
    }

    fn way(&self, imagined: &Imagined) -> WayView {
        let words = |obligations: &[Obligation]| -> Vec<String> { obligations.iter().map(|obligation| self.about(obligation)).collect() };
        let stages: Vec<String> = imagined.stages.iter().map(stage).collect();
        let lacks = |missing: &[Missing]| missing.iter().map(|missing| missing.words.clone()).collect();
        let missing = imagined.missing.first();
        let asks_nothing = stages.is_empty()
            && imagined.raised.is_empty()
            && imagined.joined.is_empty()
            && imagined.settled.is_empty()
            && imagined.alerts.is_empty();
        WayView {
            title: capitalised(imagined.how.words()),
            how: imagined.how.code(),
            outcome: imagined.outcome.words(),
            stages,
            raised: imagined.raised.iter().map(|obligation| self.raised(obligation)).collect(),
            joined: words(&imagined.joined),
            settled: words(&imagined.settled),
            alerts: imagined.alerts.clone(),
            missing: missing.map(|still| lacks(&still.missing)),
            no_longer_missing: missing.map(|still| lacks(&still.no_longer)).unwrap_or_default(),
            asks_nothing,
        }
    }

    fn about(&self, obligation: &Obligation) -> String {
        let child = obligation.child.as_ref().filter(|child| **child != self.gathered.chronology.subject);
        format!("{}{}", obligation.words, child.map(|child| format!(" for {}", self.gathered.name(child))).unwrap_or_default())
    }

    fn raised(&self, obligation: &Obligation) -> RaisedView {
        let day = day_in_words(obligation.due.on);
        RaisedView {
            words: self.about(obligation),
            owner: owner_in_words(&obligation.owner, self.gathered),
            due: match obligation.due.deadline {
                Deadline::Hours(_) | Deadline::AtOnce => instant_in_words(obligation.due.by),
                _ => day,
            },
            rule: obligation.because.rule.clone(),
            clauses: obligation.because.clauses.clone(),
        }
    }
}

fn stage(change: &brought_policy::explain::StageChange) -> String {
    match &change.from {
        Some(from) => format!("The follow-up goes from “{from}” to “{}”", change.to),
        None => format!("A follow-up opens, in the stage “{}”", change.to),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{at, open, with};
    use brought_testkit::Family;
    use brought_testkit::builders::was_not_brought;

    const NOW: &str = "2026-01-06T09:00:00Z";

    async fn ana() -> DayExplained {
        let family = Family::new().child("ana", |ana| ana.born("2023-05-01"));
        let brought = with(&family.clinic("2026-01-05T10:00", was_not_brought()).chronology()).await;
        let grant = open(&brought, "ana", NOW).await;
        explain_day(&brought, &grant, at(NOW)).await.unwrap()
    }

    #[tokio::test]
    async fn rules_are_sorted_by_what_became_of_them_and_each_says_what_decided() {
        let page = ana().await;
        let follow_up = &page.work[0];
        let rule = |rules: &[RuleView], id: &str| rules.iter().find(|rule| rule.rule == id).cloned();
        let fired = rule(&follow_up.fired, "NAF-R13").unwrap();
        assert_eq!(fired.decided, ["Number of failed contacts is 1, and the rule asks for at least 1"]);
        assert_eq!(fired.facts[0].entries[0].words, "Monday 5 January 2026, 10am: Was not brought");
        assert_eq!(fired.asked_for[0].status_words, "Due");
        assert!(fired.clauses[0].words.len() > 10 && !fired.no_longer_holds);
        let nearly = rule(&follow_up.nearly, "NAF-R15").unwrap();
        assert!(nearly.one_away.contains(&"Number of failed contacts is 1, and the rule asks for at least 2".to_owned()), "{nearly:?}");
        assert!(rule(&follow_up.not, "NAF-R27").is_some());
    }

    #[tokio::test]
    async fn the_next_contact_is_told_in_its_three_ways() {
        let page = ana().await;
        assert_eq!(page.next_contacts.len(), 1);
        let next = &page.next_contacts[0];
        assert_eq!((next.on.as_str(), next.setting), ("Wednesday 7 January 2026", "at a clinic"));
        assert_eq!(next.ways.iter().map(|way| way.how).collect::<Vec<_>>(), ["fails", "is_kept", "is_cancelled"]);
        assert_eq!(next.ways[0].stages, ["The follow-up goes from “first failed contact” to “proactive follow-up”"]);
        assert!(next.ways[0].raised.iter().any(|raised| raised.rule == "NAF-R15" && raised.due == "Friday 9 January 2026"), "{next:?}");
        let kept = &next.ways[1];
        assert!(kept.missing.as_ref().unwrap().iter().any(|words| words.contains("needs are known to be met")), "{kept:?}");
        assert!(kept.asks_nothing && kept.no_longer_missing.iter().any(|words| words.contains("seen the child in person")), "{kept:?}");
    }

    #[tokio::test]
    async fn every_anchor_is_there_once() {
        let page = ana().await;
        let all = page.work.iter().flat_map(|work| [&work.fired, &work.holds, &work.nearly, &work.not]).flatten();
        let anchors: Vec<&String> = all.map(|rule| &rule.anchor).collect();
        assert_eq!(anchors.iter().collect::<BTreeSet<_>>().len(), anchors.len());
    }
}
