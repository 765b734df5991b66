//! Ends, good and bad: with their evidence, without it, or with evidence of somebody else.

use super::entries::Draft;
use super::{Draw, id, signed};
use brought_domain::circumstances::{ConcernQuestion, ConcernsDecided};
use brought_domain::contact::{Answer, Certainty, Outcome, OutcomeRecorded};
use brought_domain::ending::{Accountable, Assurance, ChildAssured, Ending, NeedsMet};
use brought_domain::event::{Event, Fact, Source};
use brought_domain::person::PersonKind;
use brought_domain::steps::{HandoverAnswered, HandoverOffered};
use brought_domain::work::{
    Agency, AgencyKind, Ask, LiaisonRecorded, NeedsConsidered, ObligationSettled, ObligationSettlement, Role, SeenAnswer, Sighting,
};
use brought_domain::{Author, Correction, CorrectionKind, Happened, PersonId, ServiceId};

impl Draw<'_> {
    pub(super) fn end(&mut self, number: usize) {
        let about = self.subject.clone();
        let service = self.service_to_end(&about);
        let well_done = self.dice.chance(75);
        if well_done {
            self.tidy_up(number, &about, &service);
        }
        let fact = match self.dice.below(24) {
            0 => Fact::Died,
            1 => Fact::PregnancyEnded,
            3..=5 if self.is_unborn() => Fact::PregnancyEnded,
            2 => Fact::FollowUpEnded(self.dice.of(&[Ending::Died, Ending::PregnancyEnded])),
            _ => Fact::FollowUpEnded(self.ending(well_done)),
        };
        if matches!(fact, Fact::FollowUpEnded(Ending::HandedOver { .. })) && self.dice.chance(70) {
            self.hand_over(number, &about, &service);
        }
        let everybody = matches!(fact, Fact::Died | Fact::PregnancyEnded) || self.dice.chance(3);
        let author = if well_done { signed("hv", Role::Practitioner) } else { self.author() };
        let told = if self.dice.chance(40) { self.tell_first(number, &fact) } else { vec![] };
        let draft = Draft { about, service: if everybody { None } else { Some(service) }, fact };
        if well_done {
            self.write_now(&format!("e{number}"), draft, author)
        } else {
            self.write_by(&format!("e{number}"), draft, author)
        }
        if !told.is_empty() && self.dice.chance(60) {
            self.take_back(number, &told);
        }
    }

    /// Entries of what an ending then says again.
    fn tell_first(&mut self, number: usize, ending: &Fact) -> Vec<Event> {
        let about = |fact| Draft { about: self.subject.clone(), service: None, fact };
        let drafts: Vec<Draft> = match ending {
            Fact::FollowUpEnded(Ending::Assured(assurance)) => {
                let seen = assurance.children().iter().map(|child| Fact::SightingRecorded(child.seen.clone()));
                let met = assurance.children().iter().map(|child| {
                    let (child, basis) = (child.seen.child.clone(), "well".into());
                    Fact::NeedsConsidered(NeedsConsidered { child, met: Answer::Yes, basis, family_vulnerable: Answer::No })
                });
                seen.chain(met).map(about).collect()
            }
            Fact::FollowUpEnded(Ending::PregnancyEnded) => vec![about(Fact::PregnancyEnded)],
            _ => vec![],
        };
        let before = self.events.len();
        for (told, draft) in drafts.into_iter().enumerate() {
            let author = self.author();
            if self.dice.chance(70) {
                self.write_now(&format!("e{number}-told-{told}"), draft, author);
            }
        }
        self.events[before..].to_vec()
    }

    /// One of these is withdrawn later, or put right: rightly or not.
    fn take_back(&mut self, number: usize, told: &[Event]) {
        self.wait();
        let mut event = self.dice.of(told);
        let how = self.dice.of(CorrectionKind::ALL);
        event.corrects = Some(Correction { event: event.id.clone(), how, reason: "another child".into() });
        event.id = id(&format!("e{number}-back"));
        event.author = self.author();
        event.recorded_at = self.now;
        if how == CorrectionKind::Withdraws {
            event.happened = Happened::At(self.now);
            event.fact = Fact::CorrectionOnly;
        }
        if let Fact::SightingRecorded(seen) = &mut event.fact {
            let again = self.sighting(&seen.child.clone());
            let earlier = seen.seen_at;
            *seen = Sighting { seen_at: if self.dice.chance(60) { earlier } else { again.seen_at }, ..again };
        }
        self.events.push(event);
    }

    fn is_unborn(&self) -> bool {
        self.events
            .iter()
            .any(|event| event.about == self.subject && matches!(event.fact, Fact::PersonRecorded(PersonKind::UnbornChild, _)))
    }

    /// Mostly the service of a contact that failed.
    fn service_to_end(&mut self, about: &PersonId) -> ServiceId {
        let failed = self.events.iter().filter(|event| &event.about == about && event.reports_failure());
        let services: Vec<ServiceId> = failed.filter_map(|event| event.service.clone()).collect();
        if services.is_empty() || self.dice.chance(10) { self.service_of(about) } else { self.dice.of(&services) }
    }

    /// Answers what is still open, mostly all of it, assesses each child, and has no concerns.
    fn tidy_up(&mut self, number: usize, about: &PersonId, service: &ServiceId) {
        let nurse = || signed("hv", Role::Practitioner);
        let draft = |fact| Draft { about: about.clone(), service: Some(service.clone()), fact };
        if self.dice.chance(50) {
            let asked = LiaisonRecorded {
                agency: Agency { kind: AgencyKind::GpPractice, name: None },
                person: None,
                asked: Ask::ALL.to_vec(),
                address_confirmed: Answer::Yes,
                contact_details_confirmed: Answer::Yes,
                seen: SeenAnswer::NotKnown,
                learnt: "nothing new".into(),
            };
            self.write_now(&format!("e{number}-asked"), draft(Fact::LiaisonRecorded(asked)), nurse());
        }
        let no_concerns = ConcernsDecided {
            answers: ConcernQuestion::ALL.iter().map(|question| (*question, Answer::No)).collect(),
            reasons: "none found".into(),
        };
        self.write_now(&format!("e{number}-concerns"), draft(Fact::ConcernsDecided(no_concerns)), nurse());
        let mut assessed = self.assessment();
        assessed.children = self.children.clone();
        if self.dice.chance(80) {
            assessed.vulnerable = Answer::No;
        }
        self.write_now(&format!("e{number}-assessed"), draft(Fact::VulnerabilityAssessed(assessed)), nurse());
        if self.dice.chance(25) {
            return;
        }
        let open = (self.ask)(&self.chronology(), self.now).into_iter().filter(|(_, open)| *open);
        for (settled, (obligation, _)) in open.enumerate() {
            if self.dice.chance(3) {
                continue;
            }
            let how = ObligationSettled::Done { evidence: "seen to".into() };
            let fact = Fact::ObligationSettled(ObligationSettlement { obligation, how });
            self.write_now(&format!("e{number}-settled-{settled}"), draft(fact), signed("lead", Role::NamedNurse));
        }
    }

    /// Another organisation is asked, and mostly answers.
    fn hand_over(&mut self, number: usize, about: &PersonId, service: &ServiceId) {
        let draft = |fact| Draft { about: about.clone(), service: Some(service.clone()), fact };
        let to = id(self.dice.of(&["RX2", "RX2", "RX2", "RX9"]));
        let offered = HandoverOffered { to, service: None, content: "two visits failed".into() };
        let offer = format!("e{number}-offer");
        self.write_now(&offer, draft(Fact::HandoverOffered(offered)), signed("hv", Role::Practitioner));
        if self.dice.chance(80) {
            let accepted = self.dice.of(&[Answer::Yes, Answer::Yes, Answer::Yes, Answer::No, Answer::NotKnown]);
            let answered = HandoverAnswered { offer: id(&offer), accepted, by: "P. Shaw".into(), said: "t".into() };
            let author = if self.dice.chance(80) { signed("hv", Role::Practitioner) } else { self.author() };
            self.write_now(&format!("e{number}-answer"), draft(Fact::HandoverAnswered(answered)), author);
        }
    }

    /// A practitioner shows that a contact was an error.
    pub(super) fn show_error(&mut self, number: usize) {
        let failed: Vec<(PersonId, Option<ServiceId>, OutcomeRecorded)> = self
            .events
            .iter()
            .filter(|event| event.reports_failure())
            .filter_map(|event| match &event.fact {
                Fact::OutcomeRecorded(recorded) => Some((event.about.clone(), event.service.clone(), recorded.clone())),
                _ => None,
            })
            .collect();
        if failed.is_empty() {
            return self.contact(number);
        }
        let (about, service, recorded) = self.dice.of(&failed);
        let outcome = Outcome::AdministrativeError { evidence: "the old address".into() };
        let fact = Fact::OutcomeRecorded(OutcomeRecorded { outcome, certainty: Certainty::Confirmed, responses: vec![], ..recorded });
        self.write_by(&format!("e{number}"), Draft { about, service, fact }, signed("hv", Role::Practitioner));
    }

    /// Written down as it happens.
    fn write_now(&mut self, name: &str, draft: Draft, author: Author) {
        let Draft { about, service, fact } = draft;
        self.events.push(Event {
            id: id(name),
            about,
            service,
            happened: Happened::At(self.now),
            recorded_at: self.now,
            author,
            source: Source::Entered,
            corrects: None,
            answers: vec![],
            fact,
        });
    }

    fn ending(&mut self, well_done: bool) -> Ending {
        let accountable = Accountable { reasons: "r".into(), told: vec!["GP".into()] };
        match self.dice.below(14) {
            0..=3 => self.assured(well_done, accountable),
            4..=7 => Ending::OffersPaused {
                accountable,
                plan: "p".into(),
                shared_with: vec!["GP".into()],
                next_contact_on: brought_calendar::local_date(self.now).saturating_add(jiff::Span::new().days(self.dice.below(60) as i64)),
            },
            8..=10 => Ending::DischargedRiskExcluded {
                accountable,
                risk_excluded: "seen by the GP".into(),
                referrer_and_gp_told: self.dice.chance(85),
            },
            11 | 12 => Ending::HandedOver { accountable, to: id("RX2"), accepted_by: "P. Shaw".into() },
            _ => Ending::Withdrawn { accountable },
        }
    }

    fn assured(&mut self, well_done: bool, accountable: Accountable) -> Ending {
        let all = self.children.clone();
        let some: Vec<PersonId> = if well_done { all } else { all.into_iter().filter(|_| self.dice.chance(70)).collect() };
        let mut children = Vec::new();
        for child in &some {
            let mut seen = self.sighting(child);
            if well_done {
                seen = Sighting {
                    seen_at: Happened::At(self.now),
                    how: brought_domain::work::HowSeen::InPerson,
                    seen_by: brought_domain::work::SeenBy::ThisService,
                    ..seen
                };
            }
            children.push(ChildAssured { seen, needs: NeedsMet { basis: "well".into() } });
        }
        Assurance::new(children, accountable.clone()).map_or(Ending::Withdrawn { accountable }, Ending::Assured)
    }
}
