//! The naive replay: after each entry everything is worked out again from all the entries so far.

use crate::facts;
use crate::open::Open;
use crate::policy::{FactName, Follows, Policy, Truth};
use crate::scene::Scene;
use crate::story::{Called, FollowUp, Names, Story};
use crate::told::{Told, listen};
use crate::{core, ending, pausing, raise, settle, signing, visits};
use brought_calendar::Calendar;
use brought_domain::contact::Answer;
use brought_domain::ending::{Ending, EndingLayer};
use brought_domain::event::Fact;
use brought_domain::person::PersonKind;
use brought_domain::{Chronology, EventId, Happened, PersonId};
use jiff::Timestamp;
use std::collections::BTreeSet;

/// The whole of it: what was told, and what has become of it.
pub struct Played<'a> {
    /// What is known.
    pub told: Told<'a>,
    /// What has become of it.
    pub story: Story<'a>,
    /// Where the oracle answers as the engine does.
    pub open: &'a Open,
}

impl<'a> Played<'a> {
    /// The scene of a follow-up in the end.
    pub fn scene_of<'s>(&'s self, policy: &'s Policy, place: usize, at: Timestamp) -> Scene<'s, 'a> {
        let follow_up = &self.story.follow_ups[place];
        let (told, upto) = (&self.told, self.told.entries.len());
        Scene {
            told,
            policy,
            upto,
            at,
            person: follow_up.person,
            follow_up: Some(follow_up),
            pathway: follow_up.pathway,
            story: &self.story,
            open: self.open,
        }
    }

    /// The scene of the one asked about, as a whole, in the end.
    pub fn scene_of_child<'s>(&'s self, policy: &'s Policy, at: Timestamp) -> Scene<'s, 'a> {
        let (told, upto) = (&self.told, self.told.entries.len());
        let mut scene = Scene {
            told,
            policy,
            upto,
            at,
            person: &self.told.chronology.subject,
            follow_up: None,
            pathway: None,
            story: &self.story,
            open: self.open,
        };
        let follows = match scene.kind(scene.person) {
            PersonKind::Carer => Follows::Carers,
            PersonKind::UnbornChild => Follows::Unborn,
            PersonKind::Child => Follows::Children,
        };
        scene.pathway = policy.pathways_of(follows).first().copied();
        scene
    }
}

/// A replay under way.
pub struct Replay<'r, 'a> {
    /// What is known.
    pub told: &'r Told<'a>,
    /// The policy.
    pub policy: &'r Policy,
    /// Working days.
    pub calendar: &'r Calendar,
    /// The names that ids stand for.
    pub names: &'r Names,
    /// Where the oracle answers as the engine does.
    pub open: &'r Open,
    /// What has become of it so far.
    pub story: Story<'a>,
    /// The endings that did not take when they were signed.
    pub refused: BTreeSet<EventId>,
    /// How many entries have been taken in.
    pub upto: usize,
    /// The moment.
    pub at: Timestamp,
}

/// Replays a chronology as it was known at a moment.
pub fn replay<'a>(
    policy: &Policy,
    calendar: &Calendar,
    chronology: &'a Chronology,
    as_of: Timestamp,
    called: &Called,
    open: &'a Open,
) -> Played<'a> {
    let refused = signing::refused_then(policy, calendar, chronology, as_of, &called.then, open);
    replay_but(policy, calendar, chronology, as_of, &called.now, open, refused)
}

/// The same, where these endings do not take whatever else there is.
pub fn replay_but<'a>(
    policy: &Policy,
    calendar: &Calendar,
    chronology: &'a Chronology,
    as_of: Timestamp,
    names: &Names,
    open: &'a Open,
    refused: BTreeSet<EventId>,
) -> Played<'a> {
    let told = listen(chronology, as_of, policy);
    let mut replay = Replay { told: &told, policy, calendar, names, open, story: Story::default(), refused, upto: 0, at: Timestamp::MIN };
    replay.story.set_aside.extend(told.set_aside.iter().cloned());
    for index in 0..told.entries.len() {
        let at = told.clock[index].max(replay.at);
        pausing::pauses_over(&mut replay, at);
        replay.at = at;
        replay.upto = index;
        raise::lapse(&mut replay);
        replay.upto = index + 1;
        replay.take_in(index);
    }
    pausing::pauses_over(&mut replay, as_of);
    replay.at = as_of;
    let story = replay.story;
    Played { told, story, open }
}

impl<'r, 'a> Replay<'r, 'a> {
    /// One entry: what it opens, settles and ends, and what the rules then ask.
    fn take_in(&mut self, index: usize) {
        self.open_on(index);
        self.reopen_on(index);
        settle::called_off(self, index);
        settle::refuse(self, index);
        visits::name_visitor(self, index);
        settle::settle_all(self);
        ending::end_on(self, index);
        self.ask(index);
    }

    /// What the rules ask after an entry.
    pub fn ask(&mut self, index: usize) {
        for place in 0..self.story.follow_ups.len() {
            self.leave_pause(place, index);
            self.find_pathway(place, index);
            self.show_what_waited(place, index);
            raise::follow_up_rules(self, place, index);
        }
        raise::child_rules(self, index);
        // What was set counts for the visit that is asked because of it, too.
        visits::name_visitor(self, index);
        settle::settle_all(self);
        core::core_rules(self, index);
        settle::settle_all(self);
    }

    /// What the rules ask of a follow-up that opened again by itself, at the beginning of a day.
    pub fn ask_again(&mut self, place: usize, day: jiff::civil::Date) {
        self.at = brought_calendar::start_of_day(day);
        let index = self.upto.saturating_sub(1);
        self.find_pathway(place, index);
        raise::follow_up_rules(self, place, index);
        settle::settle_all(self);
    }

    /// The scene of a follow-up.
    pub fn scene_of<'s>(&'s self, place: usize) -> Scene<'s, 'a> {
        let follow_up = &self.story.follow_ups[place];
        Scene {
            told: self.told,
            policy: self.policy,
            upto: self.upto,
            at: self.at,
            person: follow_up.person,
            follow_up: Some(follow_up),
            pathway: follow_up.pathway,
            story: &self.story,
            open: self.open,
        }
    }

    /// The scene of a child as a whole.
    pub fn scene_of_child<'s>(&'s self, person: &'a PersonId, pathway: Option<usize>) -> Scene<'s, 'a> {
        Scene {
            told: self.told,
            policy: self.policy,
            upto: self.upto,
            at: self.at,
            person,
            follow_up: None,
            pathway,
            story: &self.story,
            open: self.open,
        }
    }

    /// A failed contact opens the follow-up of its person and service, or opens it again.
    fn open_on(&mut self, index: usize) {
        let told = self.told;
        for contact in &told.contacts {
            let Some(verdict) = &contact.verdict else { continue };
            let Some(service) = contact.service else { continue };
            if verdict.first != index {
                continue;
            }
            let scene = self.scene_of_child(contact.person, None);
            if scene.counts(contact) && self.is_asked_about(contact.person) && scene.is_of_the_family(contact) {
                self.open(contact.person, service, index);
            }
        }
    }

    /// Needs found not to be met after an ending open the follow-up again.
    fn reopen_on(&mut self, index: usize) {
        let event = self.entry(index);
        if facts::is_concern(event) {
            for place in 0..self.story.follow_ups.len() {
                let discharged =
                    self.story.follow_ups[place].ended.as_ref().is_some_and(|ended| ended.layer == EndingLayer::DischargedRiskExcluded);
                let scene = self.scene_of(place);
                let theirs = scene.person == &event.about || scene.children().contains(&&event.about);
                if discharged && theirs && scene.is_of_service(event) {
                    self.reopen(place, index);
                }
            }
        }
        self.reopen_for_children(index);
        let Fact::NeedsConsidered(considered) = &event.fact else { return };
        if considered.met != Answer::No || !event.author.is_signed() {
            return;
        }
        for place in 0..self.story.follow_ups.len() {
            let ended = self.story.follow_ups[place].ended.as_ref().is_some_and(|ended| ended.layer == EndingLayer::Assured);
            let scene = self.scene_of(place);
            // Whichever service finds it.
            if ended && scene.children().contains(&&considered.child) {
                self.reopen(place, index);
            }
        }
    }

    /// A child for whom nobody has spoken opens it again.
    fn reopen_for_children(&mut self, index: usize) {
        for place in 0..self.story.follow_ups.len() {
            let Some(ended) = &self.story.follow_ups[place].ended else { continue };
            let spoken_for = |child: &PersonId| match &self.entry(ended.by).fact {
                Fact::FollowUpEnded(Ending::Assured(assurance)) => assurance.child(child).is_some(),
                _ => ended.layer != EndingLayer::NoDependentChild,
            };
            if !self.scene_of(place).children().into_iter().all(spoken_for) {
                self.reopen(place, index);
            }
        }
    }

    /// A pause is over as soon as the condition of an earlier pathway comes to hold.
    fn leave_pause(&mut self, place: usize, index: usize) {
        let follow_up = &self.story.follow_ups[place];
        let paused = follow_up.ended.as_ref().is_some_and(|ended| ended.paused_until.is_some());
        let Some(now) = follow_up.pathway.filter(|_| paused) else { return };
        let candidates = self.policy.pathways_of(self.follows(follow_up.person));
        let earlier = candidates.into_iter().take_while(|candidate| *candidate != now).any(|candidate| {
            let scene = Scene { pathway: Some(candidate), ..self.scene_of(place) };
            self.policy.pathways[candidate].when.as_ref().is_none_or(|when| truth(scene, when).fires())
        });
        if earlier {
            self.reopen(place, index);
        }
    }

    /// Whether a person's follow-ups belong to the answer: the one asked about, and the carers of a child.
    fn is_asked_about(&self, person: &PersonId) -> bool {
        let subject = &self.told.chronology.subject;
        is_asked_about(Scene { upto: self.told.entries.len(), ..self.scene_of_child(subject, None) }, person)
    }

    fn open(&mut self, person: &'a PersonId, service: &'a brought_domain::ServiceId, index: usize) {
        let happened = self.told.entries[index].happened;
        match self.story.follow_ups.iter().position(|follow_up| follow_up.person == person && follow_up.service == service) {
            None => self.story.follow_ups.push(FollowUp {
                person,
                service,
                pathway: None,
                stage: 0,
                opened: happened,
                openings: 1,
                opened_at: index,
                moved_at: index,
                moves: 0,
                run_from: index,
                opened_by_time: None,
                ended: None,
            }),
            Some(place) if !self.story.follow_ups[place].is_open() => {
                self.reopen(place, index);
                self.story.follow_ups[place].run_from = index;
            }
            // Opened again by something else, the next failure begins a run of its own.
            Some(place) if self.story.follow_ups[place].run_from < self.story.follow_ups[place].opened_at => {
                self.story.follow_ups[place].run_from = index;
            }
            Some(_) => {}
        }
    }

    /// Opens a follow-up that had ended, in the stage it had.
    pub fn reopen(&mut self, place: usize, index: usize) {
        let follow_up = &mut self.story.follow_ups[place];
        follow_up.ended = None;
        follow_up.opened_by_time = None;
        follow_up.openings += 1;
        follow_up.opened_at = index;
        // What was shown while it was open is shown no more.
        self.story.alerts.retain(|shown| shown.follow_up != Some(place));
        self.story.prompts.retain(|shown| shown.follow_up != Some(place));
        // What is asked once while it is open is asked again.
        for ((of, _), asked) in &mut self.story.asked {
            if *of == Some(place) {
                asked.fired = false;
                asked.held = false;
            }
        }
    }

    /// Whom the pathways of a person follow.
    pub fn follows(&self, person: &PersonId) -> Follows {
        let subject = self.scene_of_child(&self.told.chronology.subject, None);
        match subject.kind(person) {
            PersonKind::Carer => Follows::Carers,
            PersonKind::UnbornChild => Follows::Unborn,
            PersonKind::Child => Follows::Children,
        }
    }

    /// A follow-up is in the first pathway of its kind whose condition is not certainly wrong, and moves only to an earlier one.
    fn find_pathway(&mut self, place: usize, index: usize) {
        if !self.story.follow_ups[place].is_open() {
            return;
        }
        let now = self.story.follow_ups[place].pathway;
        let candidates = self.policy.pathways_of(self.follows(self.story.follow_ups[place].person));
        let stays = now.filter(|now| candidates.contains(now));
        for candidate in candidates {
            if Some(candidate) == stays {
                return;
            }
            let scene = Scene { pathway: Some(candidate), ..self.scene_of(place) };
            let holds = self.policy.pathways[candidate].when.as_ref().is_none_or(|when| truth(scene, when).fires());
            if holds {
                self.move_to(place, candidate, index);
                return;
            }
        }
    }

    /// What waited for the next entry after a pause is shown only where its rule holds with that entry, in the pathway to which that entry moved it.
    fn show_what_waited(&mut self, place: usize, index: usize) {
        let follow_up = &self.story.follow_ups[place];
        if !self.open.prompts_wait_after_a_pause || follow_up.opened_by_time != Some(index) {
            return;
        }
        let scene = self.scene_of(place);
        let rules = follow_up.pathway.map_or(&[][..], |pathway| &self.policy.pathways[pathway].rules);
        let holding: BTreeSet<&str> = rules.iter().filter(|rule| truth(scene, &rule.when).fires()).map(|rule| rule.id.as_str()).collect();
        self.story.alerts.retain(|shown| shown.follow_up != Some(place) || holding.contains(shown.rule.as_str()));
        self.story.prompts.retain(|shown| shown.follow_up != Some(place) || holding.contains(shown.rule.as_str()));
    }

    fn move_to(&mut self, place: usize, pathway: usize, index: usize) {
        let left = self.story.follow_ups[place].pathway;
        self.story.follow_ups[place].pathway = Some(pathway);
        self.story.follow_ups[place].stage = 0;
        self.story.follow_ups[place].moved_at = index;
        self.story.follow_ups[place].moves += u32::from(left.is_some());
        // A birth leads to other pathways; nothing has become unfit for the family.
        let same_kind = |left: &usize| self.policy.pathways[*left].follows == self.policy.pathways[pathway].follows;
        if let Some(left) = left.filter(same_kind) {
            settle::send_no_more(self, Some(place), left, index);
        }
    }

    /// The entry in question.
    pub fn entry(&self, index: usize) -> &'a brought_domain::Event {
        self.told.entries[index]
    }

    /// When an entry happened.
    pub fn when(&self, index: usize) -> Happened {
        self.told.entries[index].happened
    }
}

/// The one asked about, and the carers of a child.
pub fn is_asked_about(in_the_end: Scene<'_, '_>, person: &PersonId) -> bool {
    let subject = in_the_end.person;
    person == subject || !in_the_end.is_carers() && in_the_end.carers(subject).contains(&person)
}

/// What a condition comes to in a scene.
pub fn truth(scene: Scene<'_, '_>, condition: &crate::policy::Condition) -> Truth {
    condition.truth(&mut |fact: FactName| facts::find(scene, fact).value)
}

/// The entries on which a condition rests: those of every fact that stands in it, whichever decides.
pub fn grounds(scene: Scene<'_, '_>, condition: &crate::policy::Condition) -> Vec<usize> {
    let mut on: Vec<usize> = condition.facts().into_iter().flat_map(|fact| facts::find(scene, fact).on).collect();
    on.sort_unstable();
    on.dedup();
    on
}
