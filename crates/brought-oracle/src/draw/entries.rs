//! One entry of a made-up chronology.

use super::{Draw, id, signed};
use brought_domain::circumstances::{FactorKind, FactorRecorded, PlanKind, PlanMember, PlanRecorded, StandingNow};
use brought_domain::contact::*;
use brought_domain::event::{Event, Fact, Source};
use brought_domain::person::*;
use brought_domain::work::{Agency, AgencyKind, ObligationSettled, ObligationSettlement};
use brought_domain::{Author, ContactId, Happened, PersonId, ServiceId};
use jiff::{SignedDuration, Timestamp};

/// An entry before it is written down.
pub(super) struct Draft {
    pub(super) about: PersonId,
    pub(super) service: Option<ServiceId>,
    pub(super) fact: Fact,
}

impl Draw<'_> {
    pub(super) fn entry(&mut self, number: usize) {
        self.wait();
        let number = number + 1;
        match self.dice.below(100) {
            0..=32 => self.contact(number),
            33..=35 => self.called_upon(number),
            36 => self.show_error(number),
            37..=51 => {
                let draft = self.circumstance();
                self.write(number, draft);
            }
            52 | 53 => self.plan_again(number),
            54..=93 => {
                let draft = self.work();
                self.write(number, draft);
            }
            _ => self.end(number),
        }
    }

    pub(super) fn write(&mut self, number: usize, draft: Draft) {
        let mut author = self.author();
        // What is waived is mostly waived by somebody who may.
        if let Fact::ObligationSettled(ObligationSettlement { how: ObligationSettled::Waived { authority, .. }, .. }) = &draft.fact
            && self.dice.chance(60)
        {
            author = signed("lead", *authority);
        }
        self.write_by(&format!("e{number}"), draft, author);
    }

    pub(super) fn write_by(&mut self, name: &str, draft: Draft, author: Author) {
        let happened = self.happened();
        let recorded_at = self.recorded(happened);
        let corrects = self.correction(&draft.about);
        let withdraws = corrects.as_ref().is_some_and(|correction| correction.how == brought_domain::CorrectionKind::Withdraws);
        let fact = if withdraws && self.dice.chance(80) { Fact::CorrectionOnly } else { draft.fact };
        let answers = if !self.asked.is_empty() && self.dice.chance(12) { vec![self.dice.of(&self.asked.clone())] } else { vec![] };
        let event = Event {
            id: id(name),
            about: draft.about,
            service: draft.service,
            happened,
            recorded_at,
            author,
            source: Source::Entered,
            corrects,
            answers,
            fact,
        };
        self.events.push(event);
    }

    /// A contact and what came of it; or a plan alone.
    pub(super) fn contact(&mut self, number: usize) {
        let about = self.somebody();
        let service = self.service_of(&about);
        self.contacts += 1;
        let contact: ContactId = id(&format!("c{}", self.contacts));
        let carer = self.carers.contains(&about);
        let setting = self.dice.of(&[
            Setting::Home,
            Setting::Home,
            Setting::Home,
            Setting::Clinic,
            Setting::Clinic,
            Setting::Clinic,
            Setting::Hospital,
            Setting::GpPractice,
            Setting::Telephone,
            Setting::NotKnown,
            Setting::Nursery,
        ]);
        let plan_only = self.dice.chance(15);
        let ahead = if plan_only { self.dice.below(40 * 24 * 60) as i64 } else { 0 };
        let at = self.now.saturating_add(SignedDuration::from_mins(ahead)).unwrap_or(self.now);
        let planned_for = if self.dice.chance(15) { Happened::On(brought_calendar::local_date(at)) } else { Happened::At(at) };
        let planned = ContactPlanned {
            contact: contact.clone(),
            service: service.clone(),
            planned_for,
            setting,
            arranged: self.dice.of(&[
                Arranged::Verbally,
                Arranged::ByLetter,
                Arranged::ByLetter,
                Arranged::ByMessage,
                Arranged::NotKnown,
                Arranged::Opportunistic,
            ]),
            practitioner: if self.dice.chance(30) { Some(id("hv")) } else { None },
            purpose: None,
            essential_to: if self.dice.chance(12) { Some(self.dice.of(PlanKind::ALL)) } else { None },
            programme: if self.dice.chance(40) { Some(self.dice.of(ProgrammeContact::ALL)) } else { None },
        };
        let earlier = if plan_only { 0 } else { self.dice.of(&[0, 0, 0, 60, 3 * 24 * 60]) };
        let happened = Happened::At(self.now.saturating_sub(SignedDuration::from_mins(earlier)).unwrap_or(self.now));
        let author = self.author();
        let system = !author.is_signed();
        let written_at: Timestamp = happened.earliest(&brought_calendar::uk_time_zone());
        if !self.dice.chance(3) {
            self.events.push(Event {
                id: id(&format!("e{number}-plan")),
                about: about.clone(),
                service: Some(service.clone()),
                happened,
                recorded_at: written_at,
                author: author.clone(),
                source: Source::Entered,
                corrects: None,
                answers: vec![],
                fact: Fact::ContactPlanned(planned),
            });
        }
        if plan_only {
            return;
        }
        let subject = if carer { ContactSubject::Carer } else { ContactSubject::Child };
        let fact = self.outcome(contact, setting, subject, system);
        self.write_by(&format!("e{number}"), Draft { about, service: Some(service), fact }, author);
        self.plan_by_day();
        if system && self.dice.chance(30) {
            self.same_again(number);
        }
    }

    /// What is known by its day only had been planned by then.
    fn plan_by_day(&mut self) {
        let [.., plan, outcome] = self.events.as_mut_slice() else { return };
        if matches!(plan.fact, Fact::ContactPlanned(_)) && matches!(outcome.happened, Happened::On(_)) {
            let zone = brought_calendar::uk_time_zone();
            if plan.happened.earliest(&zone) > outcome.happened.earliest(&zone) {
                plan.happened = outcome.happened;
                plan.recorded_at = outcome.happened.earliest(&zone);
            }
        }
    }

    /// Another system sends its entry again.
    fn same_again(&mut self, number: usize) {
        let Some(mut event) = self.events.pop() else { return };
        event.source = Source::Imported { system: "bookings".into(), id: format!("b{number}"), version: "1".into() };
        let mut again = event.clone();
        again.id = id(&format!("e{number}-again"));
        again.recorded_at = again.recorded_at.saturating_add(SignedDuration::from_mins(30)).unwrap_or(again.recorded_at);
        self.events.push(event);
        self.events.push(again);
    }

    /// A second word about a contact that there was, or what came of one that was planned.
    fn called_upon(&mut self, number: usize) {
        let known: Vec<(PersonId, ServiceId, ContactId, Setting)> = self
            .events
            .iter()
            .filter_map(|event| match &event.fact {
                Fact::ContactPlanned(planned) => {
                    Some((event.about.clone(), planned.service.clone(), planned.contact.clone(), planned.setting))
                }
                _ => None,
            })
            .collect();
        if known.is_empty() {
            return self.contact(number);
        }
        let (about, service, contact, setting) = self.dice.of(&known);
        let subject = if self.carers.contains(&about) { ContactSubject::Carer } else { ContactSubject::Child };
        let author = self.author();
        let fact = self.outcome(contact, setting, subject, !author.is_signed());
        self.write_by(&format!("e{number}"), Draft { about, service: Some(service), fact }, author);
    }

    /// Another word about how a contact had been planned, of which it is known by now what came of it.
    fn plan_again(&mut self, number: usize) {
        let told = |contact: &ContactId| {
            self.events.iter().any(|event| matches!(&event.fact, Fact::OutcomeRecorded(recorded) if &recorded.contact == contact))
        };
        let of_told = |event: &&Event| matches!(&event.fact, Fact::ContactPlanned(planned) if told(&planned.contact));
        let plans: Vec<Event> = self.events.iter().filter(of_told).cloned().collect();
        if plans.is_empty() {
            return self.contact(number);
        }
        let mut event = self.dice.of(&plans);
        let Fact::ContactPlanned(planned) = &mut event.fact else { return };
        planned.setting = self.dice.of(&[Setting::Home, Setting::Clinic, Setting::NotKnown]);
        planned.arranged = self.dice.of(&[Arranged::ByLetter, Arranged::Verbally, Arranged::Opportunistic, Arranged::Opportunistic]);
        if self.dice.chance(30) {
            planned.service = self.service_of(&event.about);
        }
        event.service = Some(planned.service.clone());
        event.id = id(&format!("e{number}-anew"));
        event.author = if self.dice.chance(50) { Author::Reported { system: "bookings".into() } } else { self.author() };
        event.recorded_at = self.recorded(Happened::At(self.now));
        if self.dice.chance(40) {
            let version = self.dice.of(&["1", "2", "3", "a"]);
            event.source = Source::Imported { system: "bookings".into(), id: "row".into(), version: version.into() };
        }
        self.events.push(event);
    }

    fn outcome(&mut self, contact: ContactId, setting: Setting, subject: ContactSubject, system: bool) -> Fact {
        let fitting: Vec<OutcomeKind> = OutcomeKind::fitting(setting, subject).collect();
        let failing: Vec<OutcomeKind> = fitting.iter().copied().filter(|kind| kind.failed_contact().is_some()).collect();
        let kind = if self.dice.chance(60) { self.dice.of(&failing) } else { self.dice.of(&fitting) };
        let outcome = match kind {
            OutcomeKind::UnseenChild => Outcome::UnseenChild { reason: None, actively_prevented: self.dice.of(Answer::ALL) },
            OutcomeKind::ReportedToRefuse => Outcome::ReportedToRefuse { reporter: "mother".into() },
            OutcomeKind::AdministrativeError => Outcome::AdministrativeError { evidence: "old address".into() },
            kind => Outcome::Plain(kind),
        };
        let responses = self.dice.of(&[
            vec![ResponseKind::CardLeft],
            vec![ResponseKind::TelephoneTried],
            vec![ResponseKind::LetterSent],
            vec![],
            vec![ResponseKind::NothingYet],
        ]);
        let certain = if system { self.dice.chance(5) } else { self.dice.chance(95) };
        let certainty = if certain { Certainty::Confirmed } else { Certainty::Unconfirmed };
        Fact::OutcomeRecorded(OutcomeRecorded { contact, outcome, certainty, responses, note: None, original_code: None })
    }

    /// What is learnt about the family.
    fn circumstance(&mut self) -> Draft {
        let about = self.somebody();
        let state = self.dice.of(&[StandingNow::Current, StandingNow::Current, StandingNow::Ended, StandingNow::NotKnown]);
        let fact = match self.dice.below(24) {
            0..=5 => Fact::FactorRecorded(FactorRecorded { factor: self.dice.of(FactorKind::ALL), state, note: None }),
            6..=10 => Fact::PlanRecorded(PlanRecorded {
                plan: self.dice.of(PlanKind::ALL),
                state,
                from_on: None,
                to_on: None,
                members: self.members(),
            }),
            11 | 12 => Fact::AddressRecorded(AddressRecorded {
                address: Address::Known(PostalAddress {
                    lines: vec![self.dice.of(&["1 Mill Lane", "2 Mill Lane"]).into()],
                    ..PostalAddress::default()
                }),
                reported_by_family: self.dice.of(Answer::ALL),
            }),
            13..=15 => Fact::PlaceChanged(PlaceChanged {
                place: self.dice.of(PlaceKind::ALL),
                to: if self.dice.chance(60) { Some(self.dice.of(&["Hill", "Dale"]).into()) } else { None },
                reported_by_family: self.dice.of(Answer::ALL),
            }),
            16 | 17 => Fact::UnscheduledAttendance(UnscheduledAttendance {
                place: "hospital".into(),
                reason: None,
                seen: self.dice.of(Answer::ALL),
            }),
            18 | 19 => Fact::InvolvementRecorded(brought_domain::steps::InvolvementRecorded {
                agency: Agency {
                    kind: self.dice.of(&[
                        AgencyKind::ChildrensSocialCare,
                        AgencyKind::MentalHealth,
                        AgencyKind::ParentingProgramme,
                        AgencyKind::GpPractice,
                    ]),
                    name: None,
                },
                state,
                person: None,
            }),
            20 => Fact::DischargeReported(brought_domain::work::DischargeReported { reason: None }),
            21 if !self.carers.contains(&about) => Fact::Born,
            22 => Fact::CommunicationNeedRecorded(CommunicationNeed { kind: CommunicationNeedKind::Interpreter, note: None }),
            _ if !self.carers.is_empty() => {
                let child = self.child();
                let other = self.dice.of(&self.carers.clone());
                let same_household = Answer::Yes;
                // Now and then from the carer's side, or of somebody who is no child of theirs.
                if self.dice.chance(25) {
                    let relation = self.dice.of(&[RelationKind::DependentChild, RelationKind::Sibling]);
                    let related = if relation == RelationKind::Sibling { self.dice.of(&self.carers.clone()) } else { child };
                    let fact = Fact::RelationRecorded(RelationRecorded { other: related, relation, same_household });
                    return Draft { about: other, service: None, fact };
                }
                let fact = Fact::RelationRecorded(RelationRecorded { other, relation: RelationKind::Mother, same_household });
                return Draft { about: child, service: None, fact };
            }
            _ => Fact::NoteWritten("rang".into()),
        };
        Draft { about, service: None, fact }
    }

    fn members(&mut self) -> Vec<PlanMember> {
        let count = self.dice.below(3);
        let kinds = [AgencyKind::School, AgencyKind::GpPractice, AgencyKind::ChildrensSocialCare, AgencyKind::MentalHealth];
        let member = |kind| PlanMember { agency: Agency { kind, name: None }, person: None, role: None };
        (0..count).map(|_| member(self.dice.of(&kinds))).collect()
    }
}
