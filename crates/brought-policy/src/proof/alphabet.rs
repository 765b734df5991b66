//! The alphabet of a pathway: the entries by which its rules, its duties and its endings can be told apart.
//!
//! It follows from the pack. Facts, actions and endings are matched one by one, so that a new one does not compile until it has its letters.

use super::deeds;
use super::endings;
use super::letter::{Came, Entry, Letter, Moment};
use super::scene::{contact_id, failed};
use super::steps;
use super::uses::{Uses, every_contact};
use crate::deadline::Deadline;
use crate::fact::FactName;
use crate::pack::{Follows, Pack, Pathway};
use brought_domain::circumstances::{ConcernQuestion, FactorKind, FactorRecorded, PlanKind, PlanMember, PlanRecorded, StandingNow};
use brought_domain::contact::{Answer, Arranged, ContactPlanned, ContactSubject, FurtherVisitSet, OutcomeKind, Setting};
use brought_domain::ending::EndingLayer;
use brought_domain::person::{Address, AddressRecorded, PlaceChanged, PlaceKind, PostalAddress, RelationKind, RelationRecorded};
use brought_domain::work::{
    Agency, AgencyKind, DischargeReported, DiscussionTopic, HowSeen, ReferralDecision, Role, SeenAnswer, SeenBy, Sighting,
};
use brought_domain::{Fact, Happened};
use jiff::{SignedDuration, Timestamp};

/// Everything that bears on anything.
pub(super) fn whole(pack: &Pack, pathway: &Pathway, uses: &Uses) -> Vec<Letter> {
    let mut letters = spine(pack, pathway, uses);
    let contacts = uses.classes(&pack.counting, subject(pathway));
    letters.extend(contacts.into_iter().map(Came::letter));
    letters.extend(uses.facts.iter().flat_map(|fact| of_fact(*fact, pathway)));
    letters.extend(about_contacts());
    letters.extend(unarranged(pack, pathway));
    letters.extend(about_layers(pathway));
    once_each(letters)
}

/// What the core looks at before an end under the layers that the pathway allows, whatever its rules look at.
fn about_layers(pathway: &Pathway) -> Vec<Letter> {
    let layers = pathway.layers();
    let mut letters = Vec::new();
    if layers.contains(&EndingLayer::OffersPaused) {
        letters.extend(of_fact(FactName::VulnerabilityKnown, pathway));
        letters.push(assessed(Answer::Yes, Role::Practitioner));
        letters.push(Came::of(OutcomeKind::Seen, Setting::Home).letter());
    }
    if layers.contains(&EndingLayer::DischargedRiskExcluded) {
        letters.extend(of_fact(FactName::ImmediateConcern, pathway));
    }
    letters
}

/// What bears on an end, and little else: with fewer letters the search goes deeper.
pub(super) fn spine(pack: &Pack, pathway: &Pathway, uses: &Uses) -> Vec<Letter> {
    let usual = usual_failure(pathway);
    // The outcomes that end counting rules name are worth their own letters here too: a policy may end by just those.
    let named = uses.classes(&pack.counting, subject(pathway)).into_iter().filter(|came| {
        pack.counting.counts.contains(&came.kind)
            && uses.codes.get(&FactName::LatestOutcome).is_some_and(|codes| codes.len() == 1 && codes.contains(came.kind.code()))
    });
    let mut letters: Vec<Letter> = named.take(1).map(Came::letter).collect();
    letters.push(usual.letter());
    letters.push(deeds::everything_done());
    letters.push(Letter::quiet(quiet_days(pack)));
    letters.push(seen_by_professional());
    letters.push(needs(Answer::Yes));
    letters.push(needs(Answer::No));
    letters.push(assessed(Answer::No, Role::Practitioner));
    letters.push(assessed(Answer::NotKnown, Role::Practitioner));
    letters.extend(endings::letters(pathway));
    once_each(letters)
}

/// Days after which every deadline has passed and every pattern has left its window.
pub(super) fn quiet_days(pack: &Pack) -> i64 {
    let days = |deadline: &Deadline| match deadline {
        Deadline::AtOnce | Deadline::EndOfDay => 1,
        Deadline::Hours(hours) => i64::from(*hours) / 24 + 1,
        Deadline::CalendarDays(days) => i64::from(*days) + 1,
        // Two public holidays and the weekends.
        Deadline::WorkingDays(days) => i64::from(*days) * 2 + 7,
        Deadline::Weeks(weeks) => i64::from(*weeks) * 7 + 1,
        Deadline::Months(months) => i64::from(*months) * 31 + 1,
        Deadline::WeeksBetween(_, last) => i64::from(*last) * 7 + 1,
    };
    let deadlines = pack.parameters.values().flat_map(|parameter| &parameter.values).map(|(_, deadline)| days(deadline));
    deadlines.chain([i64::from(pack.pattern_window_days) + 1]).max().unwrap_or(1)
}

pub(super) fn subject(pathway: &Pathway) -> ContactSubject {
    if pathway.follows == Follows::Carers { ContactSubject::Carer } else { ContactSubject::Child }
}

pub(super) fn usual_failure(pathway: &Pathway) -> Came {
    match pathway.follows {
        Follows::Children | Follows::Unborn => Came::of(OutcomeKind::WasNotBrought, Setting::Clinic),
        Follows::Carers => Came::of(OutcomeKind::AdultDidNotAttend, Setting::Clinic),
    }
}

fn once_each(letters: Vec<Letter>) -> Vec<Letter> {
    let mut once: Vec<Letter> = Vec::new();
    for letter in letters {
        if !once.iter().any(|known| known.sentence == letter.sentence) {
            once.push(letter);
        }
    }
    once
}

/// What may be recorded about contacts, whatever the pack looks at.
fn about_contacts() -> Vec<Letter> {
    let planned = Letter::of_person("A contact is planned for three days later", |moment| {
        if moment.planned_contact().is_some() {
            return None;
        }
        let planned_for = Happened::At(moment.now.saturating_add(SignedDuration::from_hours(72)).unwrap_or(Timestamp::MAX));
        Some(Fact::ContactPlanned(ContactPlanned {
            contact: contact_id(moment.events.len() + 300),
            service: moment.scene.service.clone(),
            planned_for,
            setting: Setting::Clinic,
            arranged: Arranged::ByLetter,
            practitioner: None,
            purpose: None,
            essential_to: None,
            programme: None,
        }))
    });
    let missed = Letter::of_person("The contact that was planned fails as well", |moment| {
        let planned = moment.planned_contact()?;
        let kind = if moment.scene.follows == Follows::Carers { OutcomeKind::AdultDidNotAttend } else { OutcomeKind::WasNotBrought };
        Some(Fact::OutcomeRecorded(Came::of(kind, planned.setting).outcome(planned.contact.clone())))
    });
    // With several, what is left is the chronology without the one, which is a state of its own.
    let error = Letter::of_person("The one failed contact turns out to be an administrative error, with evidence", |moment| {
        let failures = failed(moment.pack, moment.scene, moment.events);
        let [only] = failures.as_slice() else { return None };
        let contact = only.contact.clone();
        Some(Fact::OutcomeRecorded(Came::of(OutcomeKind::AdministrativeError, Setting::Clinic).outcome(contact)))
    });
    let unplanned = Came { arranged: Arranged::Opportunistic, ..Came::of(OutcomeKind::NoResponse, Setting::Home) };
    vec![planned, missed, error, unplanned.letter()]
}

/// What counts though nobody arranged it, where a pack names some outcomes and not all.
fn unarranged(pack: &Pack, pathway: &Pathway) -> Vec<Letter> {
    let named = &pack.counting.opportunistic_counts;
    if named.len() == OutcomeKind::ALL.len() {
        return Vec::new();
    }
    let contacts = every_contact(subject(pathway));
    let first = |kind: &OutcomeKind| contacts.iter().find(|came| came.kind == *kind).copied();
    named.iter().take(1).filter_map(first).map(|came| Came { arranged: Arranged::Opportunistic, ..came }.letter()).collect()
}

/// The entries that change a fact. A new fact has to be given its own here.
fn of_fact(fact: FactName, pathway: &Pathway) -> Vec<Letter> {
    use FactName as F;
    match fact {
        // Contacts are letters of their own, one for each kind that the pack can tell apart.
        F::FailedContacts | F::LatestOutcome | F::LatestKind | F::LatestSetting | F::ActivelyPrevented | F::ServiceDeclined => Vec::new(),
        F::ResponseRecorded => vec![Came { unconfirmed: true, ..usual_failure(pathway) }.letter()],
        F::EssentialToPlan => {
            let essential = |plan| Came { essential_to: Some(plan), ..usual_failure(pathway) }.letter();
            vec![essential(PlanKind::EarlyHelp), plan(PlanKind::EarlyHelp, StandingNow::Current)]
        }
        F::WelfareConcern => three(FactorKind::WelfareConcern),
        F::SevereHealthCondition => vec![factor(FactorKind::SevereHealthCondition, StandingNow::Current)],
        F::WorryingParentalPresentation => vec![factor(FactorKind::WorryingParentalPresentation, StandingNow::Current)],
        F::CarerFactor => vec![factor(FactorKind::SubstanceMisuse, StandingNow::Current)],
        F::ChildProtectionPlan => StandingNow::ALL.iter().map(|state| plan(PlanKind::ChildProtection, *state)).collect(),
        F::StatutoryPlan => vec![plan(PlanKind::ChildInNeed, StandingNow::Current)],
        F::MultiAgencyPlan => vec![plan(PlanKind::EarlyHelp, StandingNow::Current)],
        F::LookedAfter => vec![plan(PlanKind::LookedAfter, StandingNow::Current)],
        // A child grows older by quiet days alone; the ages themselves are situations to begin with.
        F::AgeMonths => Vec::new(),
        F::SeenByOthers => vec![seen_by_professional(), seen_after_liaison()],
        F::SeenByNobody => vec![
            Letter::of_person("The GP practice says that it has not seen the child", |_| Some(deeds::liaison(None, SeenAnswer::NotSeen))),
            Letter::of_person("The GP practice does not know whether it has seen the child", |_| {
                Some(deeds::liaison(None, SeenAnswer::NotKnown))
            }),
        ],
        F::ConcernFound => vec![
            all_questions(Answer::Yes),
            all_questions(Answer::No),
            Letter::of_person("Only one of the seven questions is answered, with no", |_| {
                Some(deeds::questions(&ConcernQuestion::ALL[..1], Answer::No))
            }),
            assessed(Answer::Yes, Role::Practitioner),
        ],
        F::ReferralDecided => vec![Letter::of_person("The safeguarding lead and the practitioner decide to refer", |_| {
            Some(deeds::discussion(Role::SafeguardingLead, DiscussionTopic::Concerns, ReferralDecision::Refer))
        })],
        F::ReferralMade => vec![
            Letter::of_person("A referral is made to children's social care", |_| Some(deeds::referral(AgencyKind::ChildrensSocialCare))),
            Letter::of_person("Children's social care answers, and the referrer accepts it", |moment| {
                deeds::answer_to_referral(moment, Answer::Yes)
            }),
            Letter::of_person("Children's social care answers, and the referrer does not accept it", |moment| {
                deeds::answer_to_referral(moment, Answer::No)
            }),
        ],
        F::FurtherVisitSet => {
            vec![Letter::signed_as("The social work manager sets a further visit", Some(Role::SocialWorkManager), |moment| {
                let by = brought_calendar::local_date(moment.now).saturating_add(jiff::Span::new().days(5));
                Some(Fact::FurtherVisitSet(FurtherVisitSet { by, visitor: Role::SocialWorker, visitor_id: None, child: moment.child() }))
            })]
        }
        F::DischargeReported => vec![Letter::signed_as("Another system reports a discharge", None, |_| {
            Some(Fact::DischargeReported(DischargeReported { reason: Some("not brought".into()) }))
        })],
        F::DependantsKnown => vec![Letter::of_person("It is recorded that the child depends on the mother", |moment| {
            (moment.scene.follows == Follows::Carers).then(|| {
                Fact::RelationRecorded(RelationRecorded {
                    other: moment.child(),
                    relation: RelationKind::DependentChild,
                    same_household: Answer::Yes,
                })
            })
        })],
        F::CarerMissedOwnHealthContact => {
            let missed = Came::of(OutcomeKind::AdultDidNotAttend, Setting::Hospital);
            vec![of_carer("The mother does not attend an appointment for her own health", missed)]
        }
        F::ClosureSigns | F::ClosureKinds => vec![Letter::of_child("The child is taken out of nursery, and no other is known", |moment| {
            Some(place(moment, None, Answer::No))
        })],
        F::Moves | F::UnreportedMoves => vec![moved(Answer::Yes), moved(Answer::No)],
        F::FailedContactsInWindow => Vec::new(),
        F::CalledOff => vec![Came::of(OutcomeKind::CancelledByFamily, Setting::Clinic).letter()],
        F::CarerMissedOwnContact | F::CarersFailedContacts => {
            let mut letters = of_fact(F::CarerMissedOwnHealthContact, pathway);
            letters.push(of_carer("The mother does not open for a visit to herself", Came::of(OutcomeKind::NoResponse, Setting::Home)));
            letters
        }
        F::StillUnseen
        | F::HomeVisitOffered
        | F::AlertStands
        | F::AgreementBroken
        | F::AgreedStep
        | F::ReferralUnsatisfactory
        | F::ReferralUnanswered
        | F::ReasonKnown
        | F::LatestProgrammeContact
        | F::AttemptsAtThisContact
        | F::ImmediateConcern
        | F::ReportedToRefuse
        | F::ClashingContacts
        | F::LiaisonComplete
        | F::WhereaboutsUnknown
        | F::RelationshipBrokenDown
        | F::OpenToMentalHealth
        | F::OpenToParentingProgramme
        | F::OpenToSocialCare
        | F::Section47Enquiry
        | F::Unborn
        | F::PrematureBirth
        | F::LowBirthWeight
        | F::AdditionalNeeds
        | F::CommunicationBarrier
        | F::CarerCapacityFactor
        | F::HouseholdSafeguardingConcern
        | F::SeriousAbuseFactor
        | F::VulnerabilityKnown
        | F::MedicallyUnexplainedSymptoms
        | F::PossibleFabrication
        | F::PatternActive
        | F::FailedContactsAllServices
        | F::UnscheduledAttendances
        | F::EngagementClass => steps::of_fact(fact, &usual_failure(pathway)),
        F::AgreedThenFailed => vec![Came { arranged: Arranged::Verbally, ..usual_failure(pathway) }.letter()],
        F::SeenAtADistance => vec![Letter::of_child("A practitioner sees the child only at a distance", |moment| {
            Some(Fact::SightingRecorded(sighting(moment, HowSeen::AtADistance, SeenBy::ThisService)))
        })],
    }
}

/// A contact of the mother's own.
fn of_carer(sentence: &str, came: Came) -> Letter {
    Letter::new(sentence, move |moment| {
        let facts = came.facts(moment.scene, contact_id(moment.events.len() + 600), moment.now);
        let role = Some(Role::Practitioner);
        facts.into_iter().map(|fact| Entry { about: moment.scene.carer.clone(), role, fact }).collect()
    })
}

fn place(_: &Moment<'_>, to: Option<String>, reported_by_family: Answer) -> Fact {
    Fact::PlaceChanged(PlaceChanged { place: PlaceKind::Nursery, to, reported_by_family })
}

fn moved(told: Answer) -> Letter {
    let words = if told == Answer::Yes { "The family moves, and tells the services" } else { "The family moves, and tells nobody" };
    Letter::of_child(words, move |moment| {
        let line = format!("{} Example Street", moment.events.len() + 1);
        let home = PostalAddress { lines: vec![line], postcode: None, safe_to_write_to: Answer::NotKnown };
        Some(Fact::AddressRecorded(AddressRecorded { address: Address::Known(home), reported_by_family: told }))
    })
}

pub(super) fn plan_fact(plan: PlanKind, state: StandingNow) -> Fact {
    let members = vec![PlanMember { agency: Agency { kind: AgencyKind::School, name: None }, person: None, role: None }];
    Fact::PlanRecorded(PlanRecorded { plan, state, from_on: None, to_on: None, members })
}

pub(super) fn factor_fact(factor: FactorKind, state: StandingNow) -> Fact {
    Fact::FactorRecorded(FactorRecorded { factor, state, note: None })
}

fn plan(plan: PlanKind, state: StandingNow) -> Letter {
    Letter::of_child(format!("Recorded about the child: {plan}, {state}"), move |_| Some(plan_fact(plan, state)))
}

fn factor(factor: FactorKind, state: StandingNow) -> Letter {
    Letter::of_child(format!("Recorded about the child: {factor}, {state}"), move |_| Some(factor_fact(factor, state)))
}

fn three(kind: FactorKind) -> Vec<Letter> {
    StandingNow::ALL.iter().map(|state| factor(kind, *state)).collect()
}

fn all_questions(answer: Answer) -> Letter {
    Letter::of_person(format!("All seven questions about concerns are answered: {answer}"), move |_| {
        Some(deeds::questions(ConcernQuestion::ALL, answer))
    })
}

fn needs(met: Answer) -> Letter {
    Letter::of_person(format!("Whether the child's needs are met is considered: {met}"), move |moment| {
        Some(deeds::needs(moment.child(), met))
    })
}

fn assessed(vulnerable: Answer, role: Role) -> Letter {
    Letter::signed_as(format!("The child's vulnerability is assessed by a {role}: vulnerable, {vulnerable}"), Some(role), move |moment| {
        Some(deeds::assessed(moment.child(), vulnerable))
    })
}

pub(super) fn sighting(moment: &Moment<'_>, how: HowSeen, seen_by: SeenBy) -> Sighting {
    let relation = match seen_by {
        SeenBy::ThisService => "practitioner",
        SeenBy::OtherProfessional => "nursery teacher",
        SeenBy::FamilyOrFriend => "mother",
        SeenBy::NotKnown => "somebody",
    };
    Sighting {
        child: moment.child(),
        seen_at: moment.earlier(1),
        place: "nursery".into(),
        by: "A. Example".into(),
        seen_by,
        relation: relation.into(),
        how,
    }
}

fn seen_by_professional() -> Letter {
    Letter::of_person("A nursery teacher has seen the child in person", |moment| {
        let seen = SeenAnswer::Seen(sighting(moment, HowSeen::InPerson, SeenBy::OtherProfessional));
        Some(deeds::liaison(Some(&Agency { kind: AgencyKind::Nursery, name: None }), seen))
    })
}

fn seen_after_liaison() -> Letter {
    Letter::of_child("A practitioner sees the child in person", |moment| {
        Some(Fact::SightingRecorded(sighting(moment, HowSeen::InPerson, SeenBy::ThisService)))
    })
}
