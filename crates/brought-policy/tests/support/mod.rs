//! What several tests of the engine share: the shipped pack, and chronologies made at random.
#![allow(dead_code, reason = "each test file uses a part of it")]

mod steps;

use brought_domain::circumstances::{
    ConcernQuestion, ConcernsDecided, FactorKind, FactorRecorded, PlanKind, PlanMember, PlanRecorded, StandingNow,
};
use brought_domain::contact::*;
use brought_domain::ending::{Accountable, Assurance, ChildAssured, Ending, NeedsMet};
use brought_domain::person::*;
use brought_domain::work::*;
use brought_domain::*;
use brought_policy::Pack;
use brought_policy::pack::{PackFiles, load};
use jiff::{Timestamp, ToSpan, civil::date};
use proptest::prelude::*;
use std::sync::OnceLock;

/// The shipped pack.
pub(crate) fn pack() -> &'static Pack {
    static PACK: OnceLock<Pack> = OnceLock::new();
    PACK.get_or_init(|| {
        let loaded = load(&files());
        let problems: Vec<String> = loaded.problems.iter().map(ToString::to_string).collect();
        loaded.pack.unwrap_or_else(|| panic!("{}", problems.join("\n")))
    })
}

/// The files of the shipped pack.
pub(crate) fn files() -> PackFiles {
    [
        ("pack.toml", include_str!("../../../../policies/no-access/pack.toml")),
        ("clauses.toml", include_str!("../../../../policies/no-access/clauses.toml")),
        ("pathways/children.md", include_str!("../../../../policies/no-access/pathways/children.md")),
        ("pathways/parents.md", include_str!("../../../../policies/no-access/pathways/parents.md")),
    ]
    .into_iter()
    .map(|(path, text)| (path.to_owned(), text.to_owned()))
    .collect()
}

pub(crate) fn person(id: &str) -> PersonId {
    PersonId::new(id).unwrap()
}

/// Monday 5 January 2026, 9am.
pub(crate) fn start() -> Timestamp {
    "2026-01-05T09:00:00Z".parse().unwrap()
}

/// The kinds of somebody who does everything that it takes to end a follow-up.
const MANY: std::ops::Range<usize> = 24..26;

const PEOPLE: [&str; 3] = ["sam", "ruby", "mum"];
const SERVICES: [&str; 3] = ["clinic", "visiting", "parents"];

/// One event at random: anything a family, a practitioner or another system might record, sensible or not.
#[derive(Clone, Debug)]
pub(crate) struct Drawn {
    who: usize,
    service: usize,
    scoped: bool,
    hours: i64,
    by_day: bool,
    late: i64,
    signed: bool,
    what: usize,
    detail: usize,
    corrects: Option<usize>,
}

/// One event by itself, never the several of somebody who ends a follow-up.
pub(crate) fn drawn_alone() -> impl Strategy<Value = Drawn> {
    drawn().prop_map(|drawn| Drawn { what: if MANY.contains(&drawn.what) { drawn.what - 20 } else { drawn.what }, ..drawn })
}

pub(crate) fn drawn() -> impl Strategy<Value = Drawn> {
    let when = (0i64..60 * 24, any::<bool>(), 0i64..72, prop::bool::weighted(0.8));
    let what = (0usize..26 + steps::KINDS, 0usize..64, prop::option::weighted(0.08, 0usize..30));
    (
        (
            prop_oneof![4 => Just(0usize), 1 => Just(1), 2 => Just(2)],
            prop_oneof![4 => Just(0usize), 1 => Just(1), 2 => Just(2)],
            any::<bool>(),
        ),
        when,
        what,
    )
        .prop_map(|((who, service, scoped), (hours, by_day, late, signed), (what, detail, corrects))| Drawn {
            who,
            service,
            scoped,
            hours,
            by_day,
            late,
            signed,
            what,
            detail,
            corrects,
        })
}

/// A chronology of the family of Sam and Ruby and their mother, with these events.
pub(crate) fn chronology(drawn: &[Drawn]) -> Chronology {
    let mut events = family();
    events.extend(drawn.iter().enumerate().flat_map(|(number, drawn)| drawn.events(number)));
    let service =
        |id: &str, audience| Service { id: ServiceId::new(id).unwrap(), name: id.into(), audience, health: true, organisation: None };
    Chronology {
        subject: person("sam"),
        services: vec![
            service("clinic", Audience::Children),
            service("visiting", Audience::Children),
            service("parents", Audience::ParentsOrCarers),
        ],
        practitioners: vec![],
        events,
        links: Links::default(),
    }
}

fn family() -> Vec<Event> {
    let before = start().checked_sub(24.hours()).unwrap();
    let event = |id: &str, about: &str, fact| Event {
        id: EventId::new(id).unwrap(),
        about: person(about),
        service: None,
        happened: Happened::At(before),
        recorded_at: before,
        author: signed(),
        source: Source::Entered,
        corrects: None,
        answers: vec![],
        fact,
    };
    let born = |day| PersonDetails { born_on: Some(day), ..Default::default() };
    let mother =
        || Fact::RelationRecorded(RelationRecorded { other: person("mum"), relation: RelationKind::Mother, same_household: Answer::Yes });
    vec![
        event("p-sam", "sam", Fact::PersonRecorded(PersonKind::Child, born(date(2023, 5, 1)))),
        event("p-ruby", "ruby", Fact::PersonRecorded(PersonKind::Child, born(date(2021, 2, 1)))),
        event("p-mum", "mum", Fact::PersonRecorded(PersonKind::Carer, PersonDetails::default())),
        event("r-sam", "sam", mother()),
        event("r-ruby", "ruby", mother()),
    ]
}

fn signed() -> Author {
    Author::Signed { by: PractitionerId::new("nurse").unwrap(), role: Role::Practitioner }
}

impl Drawn {
    /// One event of Sam's that is written down at once and signed.
    pub(crate) fn of(service: &str, hours: i64, what: usize, detail: usize) -> Self {
        let service = SERVICES.iter().position(|known| *known == service).unwrap();
        Drawn { who: 0, service, scoped: false, hours, by_day: false, late: 0, signed: true, what, detail, corrects: None }
    }

    fn happened(&self) -> Happened {
        let instant = start().checked_add(self.hours.hours()).unwrap();
        if self.by_day { Happened::On(brought_calendar::local_date(instant)) } else { Happened::At(instant) }
    }

    /// One event, or those of somebody who does everything that it takes to end a follow-up.
    fn events(&self, number: usize) -> Vec<Event> {
        if !MANY.contains(&self.what) {
            return vec![self.event(number)];
        }
        let later = Drawn { hours: self.hours + 400, signed: true, by_day: false, corrects: None, scoped: true, ..self.clone() };
        let named = |part: &str, fact| Event { id: EventId::new(format!("e{number}-{part}")).unwrap(), fact, ..later.event(number) };
        let seen = |child: &str| ChildAssured {
            seen: Sighting { child: person(child), how: HowSeen::InPerson, seen_at: later.happened(), ..later.sighting() },
            needs: NeedsMet { basis: "b".into() },
        };
        let told = Accountable { reasons: "r".into(), told: vec!["GP".into()] };
        // Every other time offers are paused instead, for a month.
        let next_contact_on =
            brought_calendar::local_date(later.happened().latest(&brought_calendar::uk_time_zone())).saturating_add(30.days());
        let paused = Ending::OffersPaused { accountable: told.clone(), plan: "p".into(), shared_with: vec!["GP".into()], next_contact_on };
        let assured = || Ending::Assured(Assurance::new(vec![seen("sam"), seen("ruby")], told.clone()).unwrap());
        let ending = if self.detail.is_multiple_of(2) { paused } else { assured() };
        let assessed =
            VulnerabilityAssessed { children: vec![person("sam"), person("ruby")], vulnerable: Answer::No, findings: "f".into() };
        vec![named("assessed", Fact::VulnerabilityAssessed(assessed)), named("ended", Fact::FollowUpEnded(ending))]
    }

    fn event(&self, number: usize) -> Event {
        let author = if self.signed { signed() } else { Author::Reported { system: "elsewhere".into() } };
        Event {
            id: EventId::new(format!("e{number}")).unwrap(),
            about: person(PEOPLE[self.who]),
            service: (self.scoped || (3..=8).contains(&self.what)).then(|| ServiceId::new(SERVICES[self.service]).unwrap()),
            happened: self.happened(),
            recorded_at: start().checked_add((self.hours + self.late).hours()).unwrap(),
            author,
            source: Source::Entered,
            corrects: self.corrects.map(|event| Correction {
                event: EventId::new(format!("e{event}")).unwrap(),
                how: if self.detail.is_multiple_of(2) { CorrectionKind::Withdraws } else { CorrectionKind::Replaces },
                reason: "a slip".into(),
            }),
            answers: vec![],
            fact: self.fact(),
        }
    }

    fn sighting(&self) -> Sighting {
        let how = if self.detail.is_multiple_of(4) { HowSeen::AtADistance } else { HowSeen::InPerson };
        let child = person(PEOPLE[self.detail % 2]);
        // Mostly professionals, so that follow-ups end often enough to say something about endings.
        let seen_by = if self.detail % 7 == 6 { SeenBy::ALL[2 + self.detail % 2] } else { SeenBy::ALL[self.detail % 2] };
        let seen_at = match self.happened() {
            Happened::At(instant) => Happened::At(instant.checked_sub(((self.detail % 30) as i64).hours()).unwrap()),
            day => day,
        };
        Sighting { child, seen_at, place: "nursery".into(), by: "N. Teacher".into(), seen_by, relation: "teacher".into(), how }
    }

    fn fact(&self) -> Fact {
        let contact = ContactId::new(format!("c{}", self.hours % 4 + 4 * (self.detail as i64 % 2))).unwrap();
        match self.what {
            0..=2 => Fact::ContactPlanned(ContactPlanned {
                contact,
                service: ServiceId::new(SERVICES[self.service]).unwrap(),
                planned_for: Happened::At(start().checked_add((self.hours + (self.detail % 40) as i64).hours()).unwrap()),
                setting: Setting::ALL[self.detail % Setting::ALL.len()],
                arranged: Arranged::ALL[self.detail % Arranged::ALL.len()],
                practitioner: None,
                purpose: None,
                essential_to: self.detail.is_multiple_of(5).then_some(PlanKind::ChildProtection),
                programme: None,
            }),
            3..=8 => self.outcome(contact),
            9 => Fact::PlanRecorded(PlanRecorded {
                plan: PlanKind::ALL[self.detail % PlanKind::ALL.len()],
                state: StandingNow::ALL[self.detail % 3],
                from_on: None,
                to_on: None,
                members: vec![PlanMember { agency: Agency { kind: AgencyKind::School, name: None }, person: None, role: None }],
            }),
            10 => Fact::FactorRecorded(FactorRecorded {
                factor: FactorKind::ALL[self.detail % FactorKind::ALL.len()],
                state: StandingNow::ALL[self.detail % 3],
                note: None,
            }),
            11 => Fact::ConcernsDecided(ConcernsDecided {
                answers: vec![(ConcernQuestion::FamilyViolence, Answer::ALL[self.detail % 3])],
                reasons: "r".into(),
            }),
            12 => Fact::AnalysisSigned(AnalysisSigned {
                impact: "i".into(),
                known: None,
                not_known: None,
                decision: Decision::Steps("ring".into()),
                reasons: vec![],
                prompts: vec![],
                child_wishes: None,
                parent_wishes: None,
                information_given: None,
                shared_understanding: None,
                parents_views: None,
                reflection: None,
                competent_to_decide: None,
                confidentiality: None,
            }),
            13 => Fact::FamilyFollowedUp(FamilyFollowedUp { how: ResponseKind::TelephoneTried, result: "no answer".into() }),
            14 | 15 => Fact::LiaisonRecorded(LiaisonRecorded {
                agency: Agency { kind: AgencyKind::ALL[self.detail % 6], name: None },
                person: None,
                asked: vec![Ask::Address, Ask::ContactDetails, Ask::LastSeen],
                address_confirmed: Answer::ALL[self.detail % 3],
                contact_details_confirmed: Answer::Yes,
                seen: if self.detail.is_multiple_of(3) { SeenAnswer::NotSeen } else { SeenAnswer::Seen(self.sighting()) },
                learnt: "l".into(),
            }),
            16 => Fact::NeedsConsidered(NeedsConsidered {
                child: person(PEOPLE[self.detail % 2]),
                met: Answer::ALL[self.detail % 3],
                basis: "b".into(),
                family_vulnerable: Answer::NotKnown,
            }),
            17 => Fact::DiscussionHeld(DiscussionHeld {
                with: Role::ALL[self.detail % Role::ALL.len()],
                person: None,
                topic: DiscussionTopic::ALL[self.detail % DiscussionTopic::ALL.len()],
                decision: if self.detail.is_multiple_of(2) { ReferralDecision::Refer } else { ReferralDecision::NotAsked },
                summary: "s".into(),
            }),
            18 => Fact::ReferralMade(ReferralMade {
                to: Agency { kind: AgencyKind::ChildrensSocialCare, name: None },
                content: "c".into(),
                reference: None,
            }),
            19 => Fact::VulnerabilityAssessed(VulnerabilityAssessed {
                children: vec![person("sam"), person("ruby")],
                vulnerable: Answer::ALL[self.detail % 3],
                findings: "f".into(),
            }),
            20 => Fact::SightingRecorded(self.sighting()),
            21 => Fact::DischargeReported(DischargeReported { reason: None }),
            22 => Fact::FollowUpEnded(self.ending()),
            kind @ 26.. => self.step(kind - 26),
            _ => Fact::CorrectionOnly,
        }
    }

    fn outcome(&self, contact: ContactId) -> Fact {
        let kind =
            if self.detail % 9 == 8 { OutcomeKind::AdministrativeError } else { OutcomeKind::ALL[self.detail % OutcomeKind::ALL.len()] };
        let outcome = match kind {
            OutcomeKind::UnseenChild => Outcome::UnseenChild { reason: None, actively_prevented: Answer::ALL[self.detail % 3] },
            OutcomeKind::ReportedToRefuse => Outcome::ReportedToRefuse { reporter: "mother".into() },
            OutcomeKind::AdministrativeError => Outcome::AdministrativeError { evidence: "old address".into() },
            kind => Outcome::Plain(kind),
        };
        let responses = if self.detail.is_multiple_of(3) { vec![] } else { vec![ResponseKind::CardLeft] };
        let certainty = if self.signed { Certainty::Confirmed } else { Certainty::Unconfirmed };
        Fact::OutcomeRecorded(OutcomeRecorded { contact, outcome, certainty, responses, note: None, original_code: None })
    }

    fn ending(&self) -> Ending {
        let accountable = Accountable { reasons: "r".into(), told: vec!["GP".into()] };
        if self.detail.is_multiple_of(5) {
            return Ending::Withdrawn { accountable };
        }
        let seen = self.sighting();
        let mut children = vec![ChildAssured { seen: seen.clone(), needs: NeedsMet { basis: "b".into() } }];
        if self.detail.is_multiple_of(3) {
            let other = if seen.child == person("sam") { "ruby" } else { "sam" };
            children.push(ChildAssured { seen: Sighting { child: person(other), ..seen }, needs: NeedsMet { basis: "b".into() } });
        }
        Ending::Assured(Assurance::new(children, accountable).unwrap())
    }
}
