//! The steps that policies ask for beside the spine: the entry that answers each, and the letters that change the facts about them.

use super::answer::Owed;
use super::deeds;
use super::letter::{Came, Letter, Moment};
use super::scene::contact_id;
use crate::duty::{Action, Detail};
use crate::fact::FactName;
use brought_domain::circumstances::{ConcernQuestion, FactorKind, PlanKind, StandingNow};
use brought_domain::contact::{
    Answer, Arranged, ContactPlanned, OutcomeKind, ProgrammeContact, ResponseKind, Setting, UnscheduledAttendance,
};
use brought_domain::steps::{
    AgreedStep, AgreementMade, AlertDecided, AlertPlace, Channel, HelpKind, HelpOffered, InformTopic, Informed, InvolvementRecorded,
    MonthlyReviewed, OfferAnswer, Party, RecordsReviewed, RelationshipBrokenDown, StepTaken, WhereaboutsRecorded,
};
use brought_domain::work::{Agency, AgencyKind, AnalysisSigned, HowSeen, LetterSent, ReasonKind, SeenBy};
use brought_domain::{Fact, Happened};
use jiff::{SignedDuration, Timestamp};

/// The entry that answers such a step.
pub(super) fn done(owed: &Owed, moment: &Moment<'_>) -> Option<Fact> {
    let by_detail = match &owed.detail {
        Detail::Inform { about, .. } => Some(informed(owed.party.unwrap_or(Party::AllocatedSocialWorker), *about)),
        Detail::Records(kinds) => Some(Fact::RecordsReviewed(RecordsReviewed { which: kinds.clone(), found: "nothing new".into() })),
        Detail::Document { id, .. } => Some(Fact::LetterSent(LetterSent {
            kind: ResponseKind::LetterSent,
            to: "the parents".into(),
            copy: "as written".into(),
            document: Some(id.clone()),
        })),
        Detail::Help(kinds) => Some(Fact::HelpOffered(HelpOffered {
            help: kinds.first().copied().unwrap_or(HelpKind::Reminder),
            answer: OfferAnswer::Accepted,
            note: None,
        })),
        Detail::Step(step) => Some(Fact::StepTaken(StepTaken { step: *step, outcome: "done".into() })),
        Detail::Alert { place, active } => {
            let directions = if *active { "Ring the practitioner" } else { "none" };
            Some(Fact::AlertDecided(AlertDecided {
                place: *place,
                active: *active,
                directions: directions.into(),
                reasons: "as agreed".into(),
            }))
        }
        Detail::Setting(setting) => Some(planned(moment, *setting)),
        Detail::Say(parts) => Some(deeds::analysis_that_says(parts)),
        Detail::Nothing => None,
    };
    by_detail.or_else(|| by_action(owed.action, moment))
}

fn by_action(action: Action, moment: &Moment<'_>) -> Option<Fact> {
    match action {
        Action::MonthlyReview => Some(Fact::MonthlyReviewed(MonthlyReviewed {
            why: "not known".into(),
            first_or_repeated: "first".into(),
            risk: "none known".into(),
            parents_view: "not asked".into(),
            action: "visit".into(),
        })),
        Action::AgreeNextStep => Some(agreement(AgreedStep::Refer)),
        Action::EstablishReason => Some(with_reason()),
        Action::EstablishLastSeen => {
            Some(Fact::SightingRecorded(super::alphabet::sighting(moment, HowSeen::AtADistance, SeenBy::FamilyOrFriend)))
        }
        Action::PlanContact => Some(planned(moment, Setting::Clinic)),
        _ => None,
    }
}

fn informed(party: Party, about: InformTopic) -> Fact {
    Fact::Informed(Informed {
        party,
        name: Some("A. Example".into()),
        about,
        how: Channel::Telephone,
        reference: None,
        understood: Answer::Yes,
        said: "all that is known".into(),
    })
}

fn home_visit(answer: OfferAnswer) -> Fact {
    Fact::HelpOffered(HelpOffered { help: HelpKind::HomeVisit, answer, note: None })
}

fn agreement(step: AgreedStep) -> Fact {
    Fact::AgreementMade(AgreementMade { if_next_fails: step, what: "on the same day".into(), agreed_with: vec!["the GP".into()] })
}

fn with_reason() -> Fact {
    match deeds::analysis() {
        Fact::AnalysisSigned(analysis) => Fact::AnalysisSigned(AnalysisSigned { reasons: vec![ReasonKind::Logistics], ..analysis }),
        other => other,
    }
}

fn planned(moment: &Moment<'_>, setting: Setting) -> Fact {
    Fact::ContactPlanned(ContactPlanned {
        contact: contact_id(moment.events.len() + 700),
        service: moment.scene.service.clone(),
        planned_for: Happened::At(moment.now.saturating_add(SignedDuration::from_hours(72)).unwrap_or(Timestamp::MAX)),
        setting,
        arranged: Arranged::ByLetter,
        practitioner: None,
        purpose: None,
        essential_to: None,
        programme: None,
    })
}

fn factor(factor: FactorKind) -> Vec<Letter> {
    let letter = |state: StandingNow| {
        Letter::of_child(format!("Recorded about the child: {factor}, {state}"), move |_| Some(super::alphabet::factor_fact(factor, state)))
    };
    vec![letter(StandingNow::Current), letter(StandingNow::NotKnown)]
}

fn plan(plan: PlanKind) -> Letter {
    Letter::of_child(format!("Recorded about the child: {plan}, current"), move |_| {
        Some(super::alphabet::plan_fact(plan, StandingNow::Current))
    })
}

fn involved(kind: AgencyKind) -> Vec<Letter> {
    let letter = |state: StandingNow| {
        Letter::of_child(format!("Involved with the family: {kind}, {state}"), move |_| {
            Some(Fact::InvolvementRecorded(InvolvementRecorded { agency: Agency { kind, name: None }, state, person: None }))
        })
    };
    StandingNow::ALL.iter().map(|state| letter(*state)).collect()
}

fn whereabouts(known: Answer) -> Letter {
    Letter::of_child(format!("Whether anybody knows where the child is: {known}"), move |_| {
        Some(Fact::WhereaboutsRecorded(WhereaboutsRecorded { known, what: "asked".into() }))
    })
}

/// The entries that change such a fact.
pub(super) fn of_fact(fact: FactName, usual: &Came) -> Vec<Letter> {
    use FactName as F;
    match fact {
        F::AgreementBroken | F::AgreedStep => AgreedStep::ALL
            .iter()
            .map(|step| Letter::of_person(format!("Agreed, if the next contact fails: {step}"), move |_| Some(agreement(*step))))
            .collect(),
        F::ReferralUnsatisfactory | F::ReferralUnanswered => vec![
            Letter::of_person("A referral is made to children's social care", |_| Some(deeds::referral(AgencyKind::ChildrensSocialCare))),
            Letter::of_person("Children's social care answers, and the referrer accepts it", |moment| {
                deeds::answer_to_referral(moment, Answer::Yes)
            }),
            Letter::of_person("Children's social care answers, and the referrer does not accept it", |moment| {
                deeds::answer_to_referral(moment, Answer::No)
            }),
            Letter::of_person("Children's social care answers, and nobody records whether the referrer accepts it", |moment| {
                deeds::answer_to_referral(moment, Answer::NotKnown)
            }),
        ],
        F::StillUnseen => vec![
            Came::of(OutcomeKind::Seen, usual.setting).letter(),
            Letter::of_child("A practitioner of this service sees the child in person", |moment| {
                Some(Fact::SightingRecorded(super::alphabet::sighting(moment, HowSeen::InPerson, SeenBy::ThisService)))
            }),
        ],
        F::HomeVisitOffered => vec![
            Letter::of_person("A visit at home is offered, and nobody has answered yet", |_| Some(home_visit(OfferAnswer::NoAnswerYet))),
            Letter::of_person("A visit at home is offered, and the family declines it", |_| Some(home_visit(OfferAnswer::Declined))),
        ],
        F::AlertStands => [true, false]
            .into_iter()
            .map(|active| {
                let words = if active { "An alert is put on this record" } else { "The alert on this record is ended" };
                Letter::of_child(words, move |_| {
                    Some(Fact::AlertDecided(AlertDecided {
                        place: AlertPlace::ThisRecord,
                        active,
                        directions: "Ring the practitioner".into(),
                        reasons: "as agreed".into(),
                    }))
                })
            })
            .collect(),
        F::ReasonKnown => vec![Letter::of_person("An analysis gives a reason", |_| Some(with_reason()))],
        F::LatestProgrammeContact | F::AttemptsAtThisContact => {
            ProgrammeContact::ALL.iter().map(|programme| Came { programme: Some(*programme), ..*usual }.letter()).collect()
        }
        F::ImmediateConcern => [Answer::Yes, Answer::No, Answer::NotKnown]
            .into_iter()
            .map(|answer| {
                Letter::of_person(format!("All seven questions about concerns are answered: {answer}"), move |_| {
                    Some(deeds::questions(ConcernQuestion::ALL, answer))
                })
            })
            .chain(factor(FactorKind::CareNeededNow))
            .collect(),
        F::RelationshipBrokenDown => vec![Letter::of_child("The relationship with the practitioner breaks down", |_| {
            Some(Fact::RelationshipBrokenDown(RelationshipBrokenDown { practitioner: None, what: "a quarrel".into() }))
        })],
        F::OpenToMentalHealth => involved(AgencyKind::MentalHealth),
        F::OpenToParentingProgramme => involved(AgencyKind::ParentingProgramme),
        F::OpenToSocialCare => involved(AgencyKind::ChildrensSocialCare),
        F::Section47Enquiry => vec![plan(PlanKind::Section47Enquiry)],
        F::WhereaboutsUnknown => Answer::ALL.iter().map(|known| whereabouts(*known)).collect(),
        F::PrematureBirth => factor(FactorKind::PrematureBirth),
        F::LowBirthWeight => factor(FactorKind::LowBirthWeight),
        F::AdditionalNeeds => factor(FactorKind::AdditionalNeeds),
        F::CommunicationBarrier => factor(FactorKind::CommunicationBarrier),
        F::CarerCapacityFactor => factor(FactorKind::LowIncome),
        F::HouseholdSafeguardingConcern => factor(FactorKind::FamilyViolence),
        F::SeriousAbuseFactor | F::VulnerabilityKnown => factor(FactorKind::Neglect),
        F::MedicallyUnexplainedSymptoms => factor(FactorKind::MedicallyUnexplainedSymptoms),
        F::PossibleFabrication => factor(FactorKind::PossibleFabrication),
        F::UnscheduledAttendances => vec![Letter::of_child("The child comes to an emergency department", |_| {
            Some(Fact::UnscheduledAttendance(UnscheduledAttendance { place: "hospital".into(), reason: None, seen: Answer::NotKnown }))
        })],
        F::ReportedToRefuse => vec![Came::of(OutcomeKind::ReportedToRefuse, usual.setting).letter()],
        F::EngagementClass => vec![Came::of(OutcomeKind::Seen, usual.setting).letter()],
        // Liaison, patterns, births and contacts have letters of their own.
        _ => Vec::new(),
    }
}
