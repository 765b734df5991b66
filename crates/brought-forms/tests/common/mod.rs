//! Every event there can be, for property tests: each kind of fact with each of its parts present, absent, plain and odd.

use brought_domain::circumstances::*;
use brought_domain::contact::*;
use brought_domain::ending::*;
use brought_domain::event::*;
use brought_domain::person::*;
use brought_domain::steps::*;
use brought_domain::vocabulary::Vocabulary;
use brought_domain::work::*;
use brought_domain::*;
use jiff::Timestamp;
use jiff::civil::Date;
use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;
use proptest::strategy::Union;

/// Any member of a closed list.
fn word<T: Vocabulary + std::fmt::Debug>() -> BoxedStrategy<T> {
    proptest::sample::select(T::MEMBERS).boxed()
}

/// Texts with what is hard to write down: nothing, quotes, line breaks, letters of other scripts.
fn text() -> BoxedStrategy<String> {
    prop_oneof![Just(String::new()), "[a-z ]{1,12}", "(?s).{0,16}", Just("\"\\\n\u{0}\u{202e}é漢".to_owned())].boxed()
}

fn texts() -> BoxedStrategy<Vec<String>> {
    vec(text(), 0..3).boxed()
}

fn said() -> BoxedStrategy<String> {
    "[A-Za-z]{1,8}".boxed()
}

fn id() -> BoxedStrategy<String> {
    "[A-Za-z0-9é/:-]{1,12}".boxed()
}

fn person() -> BoxedStrategy<PersonId> {
    id().prop_map(|id| PersonId::new(id).unwrap()).boxed()
}

fn practitioner() -> BoxedStrategy<PractitionerId> {
    id().prop_map(|id| PractitionerId::new(id).unwrap()).boxed()
}

fn service() -> BoxedStrategy<ServiceId> {
    id().prop_map(|id| ServiceId::new(id).unwrap()).boxed()
}

fn event_id() -> BoxedStrategy<EventId> {
    id().prop_map(|id| EventId::new(id).unwrap()).boxed()
}

fn contact() -> BoxedStrategy<ContactId> {
    id().prop_map(|id| ContactId::new(id).unwrap()).boxed()
}

fn obligation() -> BoxedStrategy<ObligationId> {
    id().prop_map(|id| ObligationId::new(id).unwrap()).boxed()
}

fn day() -> BoxedStrategy<Date> {
    (1..=9999_i16, 1..=12_i8, 1..=28_i8).prop_map(|(year, month, day)| Date::new(year, month, day).unwrap()).boxed()
}

fn instant() -> BoxedStrategy<Timestamp> {
    let seconds = prop_oneof![-62_135_596_800_i64..253_402_200_000, Just(0)];
    let nanoseconds = prop_oneof![Just(0), 0..1_000_000_000_i32];
    (seconds, nanoseconds).prop_map(|(seconds, nanoseconds)| Timestamp::new(seconds, nanoseconds).unwrap()).boxed()
}

fn when() -> BoxedStrategy<Happened> {
    prop_oneof![instant().prop_map(Happened::At), day().prop_map(Happened::On)].boxed()
}

fn nhs_number() -> BoxedStrategy<NhsNumber> {
    proptest::sample::select(vec!["9990000018", "3333333333"]).prop_map(|number| NhsNumber::parse(number).unwrap()).boxed()
}

fn agency() -> BoxedStrategy<Agency> {
    (word(), of(text())).prop_map(|(kind, name)| Agency { kind, name }).boxed()
}

fn name() -> BoxedStrategy<Name> {
    (text(), text(), of(text())).prop_map(|(given, family, preferred)| Name { given, family, preferred }).boxed()
}

fn details() -> BoxedStrategy<PersonDetails> {
    (of(name()), of(day()), of(day()), of(nhs_number()), texts(), texts(), texts(), of(text()))
        .prop_map(|(name, born_on, due_on, nhs_number, other_numbers, telephones, emails, language)| PersonDetails {
            name,
            born_on,
            due_on,
            nhs_number,
            other_numbers,
            telephones,
            emails,
            language,
        })
        .boxed()
}

fn address() -> BoxedStrategy<Address> {
    let known = (texts(), of(text()), word())
        .prop_map(|(lines, postcode, safe_to_write_to)| Address::Known(PostalAddress { lines, postcode, safe_to_write_to }));
    prop_oneof![Just(Address::Withheld), known].boxed()
}

fn outcome() -> BoxedStrategy<Outcome> {
    prop_oneof![
        word().prop_map(Outcome::Plain),
        (of(text()), word()).prop_map(|(reason, actively_prevented)| Outcome::UnseenChild { reason, actively_prevented }),
        text().prop_map(|reporter| Outcome::ReportedToRefuse { reporter }),
        text().prop_map(|evidence| Outcome::AdministrativeError { evidence }),
    ]
    .boxed()
}

fn sighting() -> BoxedStrategy<Sighting> {
    (person(), when(), text(), text(), word(), text(), word())
        .prop_map(|(child, seen_at, place, by, seen_by, relation, how)| Sighting { child, seen_at, place, by, seen_by, relation, how })
        .boxed()
}

fn assured() -> BoxedStrategy<Ending> {
    let child = (when(), said(), said(), word(), said(), word(), said());
    (vec(child, 1..3), said(), vec(said(), 1..3))
        .prop_map(|(children, reasons, told)| {
            let children = children
                .into_iter()
                .enumerate()
                .map(|(index, (seen_at, place, by, seen_by, relation, how, basis))| ChildAssured {
                    seen: Sighting { child: PersonId::new(format!("child-{index}")).unwrap(), seen_at, place, by, seen_by, relation, how },
                    needs: NeedsMet { basis },
                })
                .collect();
            Ending::Assured(Assurance::new(children, Accountable { reasons, told }).unwrap())
        })
        .boxed()
}

fn accountable() -> BoxedStrategy<Accountable> {
    (text(), texts()).prop_map(|(reasons, told)| Accountable { reasons, told }).boxed()
}

fn ending() -> BoxedStrategy<Ending> {
    prop_oneof![
        assured(),
        (accountable(), text(), texts(), day()).prop_map(|(accountable, plan, shared_with, next_contact_on)| Ending::OffersPaused {
            accountable,
            plan,
            shared_with,
            next_contact_on
        }),
        (accountable(), text(), any::<bool>()).prop_map(|(accountable, risk_excluded, referrer_and_gp_told)| {
            Ending::DischargedRiskExcluded { accountable, risk_excluded, referrer_and_gp_told }
        }),
        (accountable(), id(), text()).prop_map(|(accountable, to, accepted_by)| Ending::HandedOver {
            accountable,
            to: OrganisationId::new(to).unwrap(),
            accepted_by
        }),
        accountable().prop_map(|accountable| Ending::Withdrawn { accountable }),
        Just(Ending::Died),
        Just(Ending::PregnancyEnded),
    ]
    .boxed()
}

fn analysis() -> BoxedStrategy<Fact> {
    let decision = prop_oneof![text().prop_map(|reason| Decision::NoFurtherStep { reason }), text().prop_map(Decision::Steps)];
    let answer = prop_oneof![text().prop_map(PromptAnswer::Answered), Just(PromptAnswer::Left)];
    let main = (text(), of(text()), of(text()), decision, vec(word(), 0..3), vec((word(), answer), 0..3), of(text()), of(text()));
    let engagement = (of(text()), of(text()), of(text()), of(text()), of(word()), of(text()));
    (main, engagement)
        .prop_map(|(main, engagement)| {
            let (impact, known, not_known, decision, reasons, prompts, child_wishes, parent_wishes) = main;
            let (information_given, shared_understanding, parents_views, reflection, competent_to_decide, confidentiality) = engagement;
            Fact::AnalysisSigned(AnalysisSigned {
                impact,
                known,
                not_known,
                decision,
                reasons,
                prompts,
                child_wishes,
                parent_wishes,
                information_given,
                shared_understanding,
                parents_views,
                reflection,
                competent_to_decide,
                confidentiality,
            })
        })
        .boxed()
}

fn liaison() -> BoxedStrategy<Fact> {
    let seen = prop_oneof![
        Just(SeenAnswer::NotAsked),
        Just(SeenAnswer::NotSeen),
        Just(SeenAnswer::NotKnown),
        sighting().prop_map(SeenAnswer::Seen)
    ];
    (agency(), of(text()), vec(word(), 0..3), word(), word(), seen, text())
        .prop_map(|(agency, person, asked, address_confirmed, contact_details_confirmed, seen, learnt)| {
            Fact::LiaisonRecorded(LiaisonRecorded { agency, person, asked, address_confirmed, contact_details_confirmed, seen, learnt })
        })
        .boxed()
}

fn discussion() -> BoxedStrategy<Fact> {
    let decision = prop_oneof![
        Just(ReferralDecision::Refer),
        text().prop_map(|reasons| ReferralDecision::DoNotRefer { reasons }),
        Just(ReferralDecision::NotAsked)
    ];
    (word(), of(text()), word(), decision, text())
        .prop_map(|(with, person, topic, decision, summary)| {
            Fact::DiscussionHeld(DiscussionHeld { with, person, topic, decision, summary })
        })
        .boxed()
}

fn plan_recorded() -> BoxedStrategy<Fact> {
    let member = (agency(), of(text()), of(word())).prop_map(|(agency, person, role)| PlanMember { agency, person, role });
    (word(), word(), of(day()), of(day()), vec(member, 0..3))
        .prop_map(|(plan, state, from_on, to_on, members)| Fact::PlanRecorded(PlanRecorded { plan, state, from_on, to_on, members }))
        .boxed()
}

fn plan_agreed() -> BoxedStrategy<Fact> {
    let action = (text(), text(), day()).prop_map(|(what, who, by_on)| PlanAction { what, who, by_on });
    (texts(), vec(action, 0..3)).prop_map(|(members, actions)| Fact::PlanAgreed(PlanAgreed { members, actions })).boxed()
}

fn settlement() -> BoxedStrategy<Fact> {
    let how = prop_oneof![
        text().prop_map(|evidence| ObligationSettled::Done { evidence }),
        (text(), text()).prop_map(|(instead, reason)| ObligationSettled::Replaced { instead, reason }),
        (word(), text()).prop_map(|(authority, reason)| ObligationSettled::Waived { authority, reason }),
    ];
    (obligation(), how).prop_map(|(obligation, how)| Fact::ObligationSettled(ObligationSettlement { obligation, how })).boxed()
}

fn planned() -> BoxedStrategy<Fact> {
    (contact(), service(), when(), word(), word(), of(practitioner()), of(text()), of(word()), of(word()))
        .prop_map(|(contact, service, planned_for, setting, arranged, practitioner, purpose, essential_to, programme)| {
            Fact::ContactPlanned(ContactPlanned {
                contact,
                service,
                planned_for,
                setting,
                arranged,
                practitioner,
                purpose,
                essential_to,
                programme,
            })
        })
        .boxed()
}

fn outcome_recorded() -> BoxedStrategy<Fact> {
    (contact(), outcome(), word(), vec(word(), 0..3), of(text()), of(text()))
        .prop_map(|(contact, outcome, certainty, responses, note, original_code)| {
            Fact::OutcomeRecorded(OutcomeRecorded { contact, outcome, certainty, responses, note, original_code })
        })
        .boxed()
}

fn informed() -> BoxedStrategy<Fact> {
    (word(), of(text()), word(), word(), of(text()), word(), text())
        .prop_map(|(party, name, about, how, reference, understood, said)| {
            Fact::Informed(Informed { party, name, about, how, reference, understood, said })
        })
        .boxed()
}

fn handover_offered() -> BoxedStrategy<Fact> {
    (id(), of(text()), text())
        .prop_map(|(to, service, content)| {
            Fact::HandoverOffered(HandoverOffered { to: OrganisationId::new(to).unwrap(), service, content })
        })
        .boxed()
}

fn monthly_reviewed() -> BoxedStrategy<Fact> {
    (text(), text(), text(), text(), text())
        .prop_map(|(why, first_or_repeated, risk, parents_view, action)| {
            Fact::MonthlyReviewed(MonthlyReviewed { why, first_or_repeated, risk, parents_view, action })
        })
        .boxed()
}

/// Any of the steps that policies ask for beside analysis, liaison and discussion.
fn steps() -> Vec<BoxedStrategy<Fact>> {
    vec![
        informed(),
        handover_offered(),
        (event_id(), word(), text(), text())
            .prop_map(|(offer, accepted, by, said)| Fact::HandoverAnswered(HandoverAnswered { offer, accepted, by, said }))
            .boxed(),
        monthly_reviewed(),
        (vec(word(), 0..3), text()).prop_map(|(which, found)| Fact::RecordsReviewed(RecordsReviewed { which, found })).boxed(),
        (word(), word(), of(text())).prop_map(|(help, answer, note)| Fact::HelpOffered(HelpOffered { help, answer, note })).boxed(),
        (word(), text(), texts())
            .prop_map(|(if_next_fails, what, agreed_with)| Fact::AgreementMade(AgreementMade { if_next_fails, what, agreed_with }))
            .boxed(),
        (word(), any::<bool>(), text(), text())
            .prop_map(|(place, active, directions, reasons)| Fact::AlertDecided(AlertDecided { place, active, directions, reasons }))
            .boxed(),
        (word(), text()).prop_map(|(known, what)| Fact::WhereaboutsRecorded(WhereaboutsRecorded { known, what })).boxed(),
        (of(practitioner()), text())
            .prop_map(|(practitioner, what)| Fact::RelationshipBrokenDown(RelationshipBrokenDown { practitioner, what }))
            .boxed(),
        (agency(), word(), of(text()))
            .prop_map(|(agency, state, person)| Fact::InvolvementRecorded(InvolvementRecorded { agency, state, person }))
            .boxed(),
        (of(vec(practitioner(), 1..3)), text()).prop_map(|(only, reasons)| Fact::AccessDecided(AccessDecided { only, reasons })).boxed(),
        (word(), text()).prop_map(|(step, outcome)| Fact::StepTaken(StepTaken { step, outcome })).boxed(),
    ]
}

/// Any fact, each kind as likely as the others.
pub(crate) fn fact() -> impl Strategy<Value = Fact> {
    let others = vec![
        (word(), details()).prop_map(|(kind, details)| Fact::PersonRecorded(kind, details)).boxed(),
        (address(), word())
            .prop_map(|(address, reported_by_family)| Fact::AddressRecorded(AddressRecorded { address, reported_by_family }))
            .boxed(),
        (word(), of(text()), word())
            .prop_map(|(place, to, reported_by_family)| Fact::PlaceChanged(PlaceChanged { place, to, reported_by_family }))
            .boxed(),
        (word(), of(text())).prop_map(|(kind, note)| Fact::CommunicationNeedRecorded(CommunicationNeed { kind, note })).boxed(),
        (person(), word(), word())
            .prop_map(|(other, relation, same_household)| Fact::RelationRecorded(RelationRecorded { other, relation, same_household }))
            .boxed(),
        Just(Fact::Born).boxed(),
        Just(Fact::Died).boxed(),
        Just(Fact::PregnancyEnded).boxed(),
        practitioner().prop_map(Fact::PractitionerAssigned).boxed(),
        planned(),
        outcome_recorded(),
        (text(), of(text()), word())
            .prop_map(|(place, reason, seen)| Fact::UnscheduledAttendance(UnscheduledAttendance { place, reason, seen }))
            .boxed(),
        (day(), word(), of(practitioner()), person())
            .prop_map(|(by, visitor, visitor_id, child)| Fact::FurtherVisitSet(FurtherVisitSet { by, visitor, visitor_id, child }))
            .boxed(),
        sighting().prop_map(Fact::SightingRecorded).boxed(),
        plan_recorded(),
        (word(), word(), of(text())).prop_map(|(factor, state, note)| Fact::FactorRecorded(FactorRecorded { factor, state, note })).boxed(),
        (vec((word(), word()), 0..4), text())
            .prop_map(|(answers, reasons)| Fact::ConcernsDecided(ConcernsDecided { answers, reasons }))
            .boxed(),
        analysis(),
        (word(), text()).prop_map(|(how, result)| Fact::FamilyFollowedUp(FamilyFollowedUp { how, result })).boxed(),
        liaison(),
        (person(), word(), text(), word())
            .prop_map(|(child, met, basis, family_vulnerable)| {
                Fact::NeedsConsidered(NeedsConsidered { child, met, basis, family_vulnerable })
            })
            .boxed(),
        discussion(),
        (agency(), text(), of(text()))
            .prop_map(|(to, content, reference)| Fact::ReferralMade(ReferralMade { to, content, reference }))
            .boxed(),
        (event_id(), text(), word())
            .prop_map(|(referral, answer, accepted_by_referrer)| {
                Fact::ReferralAnswered(ReferralAnswered { referral, answer, accepted_by_referrer })
            })
            .boxed(),
        plan_agreed(),
        (vec(person(), 0..3), word(), text())
            .prop_map(|(children, vulnerable, findings)| {
                Fact::VulnerabilityAssessed(VulnerabilityAssessed { children, vulnerable, findings })
            })
            .boxed(),
        (word(), text(), text(), of(text()))
            .prop_map(|(kind, to, copy, document)| Fact::LetterSent(LetterSent { kind, to, copy, document }))
            .boxed(),
        settlement(),
        of(text()).prop_map(|reason| Fact::DischargeReported(DischargeReported { reason })).boxed(),
        ending().prop_map(Fact::FollowUpEnded).boxed(),
        text().prop_map(Fact::NoteWritten).boxed(),
        Just(Fact::CorrectionOnly).boxed(),
    ];
    Union::new(others.into_iter().chain(steps()))
}

/// Any event.
pub(crate) fn event() -> impl Strategy<Value = Event> {
    let author = prop_oneof![
        (practitioner(), word()).prop_map(|(by, role)| Author::Signed { by, role }),
        text().prop_map(|system| Author::Reported { system })
    ];
    let source = prop_oneof![
        Just(Source::Entered),
        (text(), text(), text()).prop_map(|(system, id, version)| Source::Imported { system, id, version })
    ];
    let correction = (event_id(), word(), text()).prop_map(|(event, how, reason)| Correction { event, how, reason });
    (event_id(), person(), of(service()), when(), instant(), author, source, of(correction), vec(obligation(), 0..3), fact()).prop_map(
        |(id, about, service, happened, recorded_at, author, source, corrects, answers, fact)| Event {
            id,
            about,
            service,
            happened,
            recorded_at,
            author,
            source,
            corrects,
            answers,
            fact,
        },
    )
}
