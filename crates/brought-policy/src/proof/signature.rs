//! When two chronologies are the same state: when nothing that may be recorded later can tell them apart.
//!
//! # Why states may be merged
//!
//! After a chronology, the engine's next answers follow from the entries still to come and from what it carries on from the past. It carries:
//!
//! * for the follow-up: whether it is open and how it ended, its stage, and its failed contacts. Of these, conditions see the number, up to the
//!   largest that any condition compares with, and the latest one; its facts stand in the signature with their values,
//!   and so does the plan that asked for it.
//! * the values of all facts that the pathway's rules use. Counts are cut one above the largest number that is compared with: a count only
//!   grows, or falls to nothing when a window has passed, so two counts above that number stay alike.
//! * the obligations that are open, by what they ask of whom, and whether each already speaks of the latest failed contact, because a later
//!   contact joins an open obligation; and for each duty whether it was asked for the latest failed contact at all, because it is asked once.
//! * which rules have fired since the follow-up was opened, because some fire once.
//! * the evidence that an end would look at: what was recorded about seeing the child, needs and vulnerability since the last failed contact,
//!   in the order in which the last word stands.
//! * plans, factors, places and relations as last recorded; the signs of patterns within the window, by kind; contacts planned and not yet
//!   had; referrals not yet answered; whether the person has died.
//!
//! What is left out is *when*: every entry comes a day after the one before, or after a quiet time that is longer than every deadline and
//! every window. Within the bound no window is left but through that quiet time, which empties all of them at once; how often it came stands
//! in the signature when a rule looks at an age or when the steps of a search could outlast the window. Deadlines have no part in what
//! conditions see: time alone raises and settles nothing, which is itself one of the properties checked.
//!
//! Entries that correct earlier ones are not letters, and an administrative error is shown only of the one failed contact that stands: with
//! several, what is left is the chronology without the one. What stands after a withdrawal is the chronology without the withdrawn entry, which is a
//! state of the same search; that it *is* so is checked as a property in every state reached ([`super::Property::WithdrawnAsIfNever`]).
//!
//! `merging.rs` beside this file holds this against the search without merging: for two chronologies with one signature, every letter leads to one
//! signature again.

use super::answer::{EndedBy, Says};
use super::letter::recorded;
use super::scene::{FailedEntry, Scene, failed, instant};
use super::uses::{Uses, sign};
use crate::expression::FactValue;
use crate::fact::FactName;
use crate::pack::Pack;
use brought_domain::circumstances::PlanKind;
use brought_domain::contact::Arranged;
use brought_domain::ending::{Ending, EndingLayer};
use brought_domain::work::{HowSeen, SeenAnswer};
use brought_domain::{ContactId, Event, EventId, Fact};
use jiff::Timestamp;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// A signature, shortened: two that differ have never been seen to shorten alike.
pub(super) type Signature = [u8; 32];

/// What a signature is made of beside the entries.
pub(super) struct Past<'a> {
    pub(super) pack: &'a Pack,
    pub(super) scene: &'a Scene,
    pub(super) uses: &'a Uses,
    pub(super) events: &'a [Event],
    pub(super) now: Timestamp,
    /// How often a quiet time has passed.
    pub(super) quiet: usize,
    /// The end of the last quiet time.
    pub(super) quiet_until: Timestamp,
}

impl Past<'_> {
    pub(super) fn signature(&self, says: &Says) -> Signature {
        Sha256::digest(self.text(says).as_bytes()).into()
    }

    /// The signature before it is shortened, for people who look for a mistake in it.
    pub(super) fn text(&self, says: &Says) -> String {
        let mut text = String::new();
        let failures = failed(self.pack, self.scene, self.events);
        let latest = failures.last().map(|failed| (failed.event, failed.at));
        self.followings(says, &mut text);
        // A plan that asked for the contact counts from the day on which the plan is known to be in force, which may be later.
        let asked_for = failures.last().and_then(|failed| self.plan_that_asked(failed.contact));
        // Writing to a text cannot fail.
        let _ = write!(text, "|asked for by {asked_for:?}");
        if self.uses.facts.contains(&FactName::AttemptsAtThisContact) {
            self.attempts(&failures, says, &mut text);
        }
        self.facts(says, &mut text);
        Self::rules(says, &mut text);
        self.owed(says, latest.map(|(event, _)| event), latest.map(|(_, at)| at), &mut text);
        self.evidence(latest.map(|(_, at)| at), &mut text);
        self.circumstances(&mut text);
        if self.uses.patterns() {
            self.signs(&mut text);
        }
        if self.uses.facts.contains(&FactName::AgeMonths) {
            let _ = write!(text, "|quiet {}", self.quiet);
        }
        text
    }

    fn plan_that_asked(&self, contact: &ContactId) -> Option<PlanKind> {
        self.events.iter().find_map(|event| match &event.fact {
            Fact::ContactPlanned(planned) if &planned.contact == contact => planned.essential_to,
            _ => None,
        })
    }

    /// Which contacts of the programme failed, where an end was tried between them, and how often the follow-up was opened: from these it
    /// follows how many attempts count for whatever fails next.
    fn attempts(&self, failures: &[FailedEntry<'_>], says: &Says, text: &mut String) {
        let _ = write!(text, "|openings {:?}", says.followings.iter().map(|following| following.openings).collect::<Vec<_>>());
        for event in self.events {
            match &event.fact {
                Fact::FollowUpEnded(_) => text.push_str(" end"),
                Fact::ContactPlanned(planned) if failures.iter().any(|failed| failed.contact == &planned.contact) => {
                    let _ = write!(text, " {:?}", planned.programme);
                }
                _ => {}
            }
        }
    }

    fn followings(&self, says: &Says, text: &mut String) {
        for following in &says.followings {
            let ended = match &following.ended {
                None => "open".to_owned(),
                Some(EndedBy::Entry(by, EndingLayer::OffersPaused)) => format!("paused {:?}", self.paused(by)),
                Some(EndedBy::Entry(by, layer)) => {
                    let since = self.events.iter().skip_while(|event| &event.id != by).count() > 0;
                    format!("ended {} {since}", layer.code())
                }
                Some(EndedBy::Rule(rule)) => format!("ended by {rule}"),
            };
            // One and several are told apart even where no condition does: only the last one standing can be shown to be an error.
            let most = self.uses.largest(FactName::FailedContacts).unwrap_or(0).max(1) + 1;
            let failed = i32::try_from(following.failed).unwrap_or(i32::MAX).min(most);
            let latest = following.latest.as_ref().map(|(_, outcome, setting, confirmed)| (outcome.code(), setting.code(), confirmed));
            // Writing to a text cannot fail.
            let _ = write!(text, "|{} {} {ended} {failed} {latest:?}", following.person, following.stage);
        }
    }

    /// In how many days the pause of offers is over, and what has come of contacts since.
    fn paused(&self, by: &EventId) -> (Option<i64>, BTreeSet<&'static str>) {
        let mut since = self.events.iter().skip_while(|event| &event.id != by);
        let next = since.next().and_then(|event| match &event.fact {
            Fact::FollowUpEnded(Ending::OffersPaused { next_contact_on, .. }) => Some(*next_contact_on),
            _ => None,
        });
        let heard = since.filter_map(|event| match &event.fact {
            Fact::OutcomeRecorded(recorded) => Some(recorded.outcome.kind().code()),
            _ => None,
        });
        let days = next.map(|day| (brought_calendar::start_of_day(day).as_second() - self.now.as_second()).div_euclid(86_400));
        (days, heard.collect())
    }

    fn facts(&self, says: &Says, text: &mut String) {
        for ((of_follow_up, fact), value) in &says.facts {
            let value = match (fact, value) {
                (FactName::AgeMonths, FactValue::Number(Some(age))) => {
                    let numbers = self.uses.numbers.get(fact);
                    let band = numbers.into_iter().flatten().map(|number| age.cmp(number) as i8).collect::<Vec<_>>();
                    format!("{band:?}")
                }
                (_, FactValue::Number(Some(count))) => self.uses.cut(*fact, *count).to_string(),
                (_, value) => value.words(),
            };
            let _ = write!(text, "|{of_follow_up} {} {value}", fact.code());
        }
    }

    fn rules(says: &Says, text: &mut String) {
        for rule in &says.rules {
            let _ = write!(text, "|{} {} {:?}", rule.rule, rule.fired, rule.now);
        }
    }

    fn owed(&self, says: &Says, latest: Option<&EventId>, failed_at: Option<Timestamp>, text: &mut String) {
        let mut lines: BTreeMap<String, usize> = BTreeMap::new();
        for owed in &says.owed {
            let of_latest = latest.is_some_and(|latest| owed.events.contains(latest));
            let since = failed_at.is_some_and(|at| owed.raised >= at);
            if !owed.is_open() && !of_latest && !since {
                continue;
            }
            let open = owed.is_open();
            // A turn that has not begun is answered by nothing yet.
            let ahead = owed.raised > self.now;
            let line = format!(
                "{} {} {:?} {:?} {:?} {ahead} {open} {of_latest} {since}",
                owed.rule,
                owed.action.code(),
                owed.topic,
                owed.agency,
                owed.child
            );
            *lines.entry(line).or_default() += 1;
        }
        for (line, count) in lines {
            // An obligation that was settled twice for the same reasons is no different from one settled once.
            let count = if line.contains(" true ") { count } else { 1 };
            let _ = write!(text, "|{line} {count}");
        }
    }

    /// What an end would look at.
    fn evidence(&self, latest: Option<Timestamp>, text: &mut String) {
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        let (mut needs, mut open_plan, mut referral) = (None, None, None);
        for event in self.events {
            let since = latest.is_some_and(|latest| recorded(event) >= latest);
            let in_person =
                |how: HowSeen, at: &brought_domain::Happened| how == HowSeen::InPerson && latest.is_some_and(|latest| instant(at) > latest);
            match &event.fact {
                Fact::LiaisonRecorded(liaison) => match &liaison.seen {
                    SeenAnswer::Seen(sighting) if in_person(sighting.how, &sighting.seen_at) => drop(seen.insert("seen by others")),
                    SeenAnswer::NotSeen | SeenAnswer::NotKnown if since => drop(seen.insert("not seen by others")),
                    _ => {}
                },
                Fact::SightingRecorded(sighting) if in_person(sighting.how, &sighting.seen_at) => drop(seen.insert("sighting")),
                Fact::OutcomeRecorded(said) if since && said.outcome.kind().met_in_person() => drop(seen.insert("met")),
                Fact::FollowUpEnded(_) if since => drop(seen.insert("end tried")),
                Fact::NeedsConsidered(considered) if since => needs = Some(considered.met),
                Fact::VulnerabilityAssessed(assessed) if since => {
                    seen.insert(match assessed.vulnerable {
                        brought_domain::contact::Answer::NotKnown => "assessed, not known",
                        _ => "assessed",
                    });
                }
                Fact::ContactPlanned(planned) => {
                    let had = |event: &Event| matches!(&event.fact, Fact::OutcomeRecorded(said) if said.contact == planned.contact);
                    if !self.events.iter().any(had) {
                        // How far ahead it lies: a follow-up that opens after it does not ask for its outcome.
                        open_plan = Some(instant(&planned.planned_for).duration_since(self.now).as_hours().max(-1));
                    }
                }
                Fact::ReferralMade(_) => referral = Some(false),
                Fact::ReferralAnswered(_) => referral = referral.map(|_| true),
                _ => {}
            }
        }
        let _ = write!(text, "|{seen:?} {needs:?} {open_plan:?} {referral:?}");
    }

    /// What is known of the family, as last recorded.
    fn circumstances(&self, text: &mut String) {
        let mut known: BTreeMap<String, String> = BTreeMap::new();
        for event in self.events {
            match &event.fact {
                Fact::PlanRecorded(plan) => drop(known.insert(plan.plan.code().into(), plan.state.code().into())),
                Fact::FactorRecorded(factor) => drop(known.insert(factor.factor.code().into(), factor.state.code().into())),
                Fact::PlaceChanged(changed) => drop(known.insert(changed.place.code().into(), changed.to.is_some().to_string())),
                Fact::AddressRecorded(_) => drop(known.insert("address".into(), String::new())),
                Fact::RelationRecorded(relation) => {
                    drop(known.insert(format!("{} {}", event.about, relation.other), relation.relation.code().into()))
                }
                Fact::Died => drop(known.insert(format!("died {}", event.author.is_signed()), String::new())),
                Fact::PregnancyEnded => drop(known.insert("pregnancy ended".into(), String::new())),
                _ => {}
            }
        }
        let _ = write!(text, "|{known:?}");
    }

    /// The signs of patterns since the last quiet time.
    fn signs(&self, text: &mut String) {
        let mut signs: BTreeMap<(String, &str), usize> = BTreeMap::new();
        for event in self.events.iter().filter(|event| recorded(event) >= self.quiet_until) {
            let kind = match &event.fact {
                Fact::OutcomeRecorded(said) => sign(said.outcome.kind()),
                Fact::AddressRecorded(address) if address.reported_by_family == brought_domain::contact::Answer::No => "moved, told nobody",
                Fact::AddressRecorded(_) => "moved",
                Fact::PlaceChanged(_) => "withdrawn from a place",
                Fact::SightingRecorded(seen) if seen.how == HowSeen::AtADistance => "sighting at a distance",
                Fact::ContactPlanned(planned) if planned.arranged == Arranged::Verbally => "agreed verbally",
                _ => continue,
            };
            let cap = self.uses.numbers.values().flatten().max().copied().unwrap_or(0) + 1;
            let count = signs.entry((event.about.to_string(), kind)).or_default();
            *count = (*count + 1).min(usize::try_from(cap).unwrap_or(usize::MAX));
        }
        let cancelled =
            self.events.iter().any(|event| matches!(&event.fact, Fact::OutcomeRecorded(said) if sign(said.outcome.kind()) == "cancelled"));
        let _ = write!(text, "|{signs:?} {cancelled}");
    }
}
