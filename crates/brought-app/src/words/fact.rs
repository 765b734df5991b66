//! What an event says, in one sentence and the details under it.

use super::{Names, and_list, capitalised, happened_in_words, steps};
use brought_calendar::{date_in_words, day_in_words};
use brought_domain::Fact;
use brought_domain::circumstances::StandingNow;
use brought_domain::contact::{Answer, Outcome, OutcomeKind};
use brought_domain::ending::{Accountable, Ending};
use brought_domain::person::{Address, PersonDetails};
use brought_domain::work::{AnalysisSigned, Decision, HowSeen, ObligationSettled, PromptAnswer, ReferralDecision, SeenAnswer, Sighting};

/// An event's content in words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct FactWords {
    /// One sentence, without a full stop.
    pub(crate) summary: String,
    /// Label and text of what else it says, in order. Never an empty text.
    pub(crate) details: Vec<(&'static str, String)>,
}

impl FactWords {
    pub(super) fn new(summary: impl Into<String>) -> Self {
        Self { summary: summary.into(), details: Vec::new() }
    }

    pub(super) fn with(mut self, label: &'static str, text: impl Into<String>) -> Self {
        let text = text.into();
        if !text.trim().is_empty() {
            self.details.push((label, text));
        }
        self
    }

    pub(super) fn with_known(self, label: &'static str, text: Option<&String>) -> Self {
        self.with(label, text.cloned().unwrap_or_default())
    }
}

/// Whether an entry belongs to the chronology of significant events: those that say how the child fared, what was known and what was
/// decided. If every entry were in it, the chronology would lose its value; all of them are in the full log.
pub(crate) fn is_significant(fact: &Fact) -> bool {
    match fact {
        Fact::OutcomeRecorded(outcome) => {
            !matches!(outcome.outcome.kind(), OutcomeKind::CancelledByService | OutcomeKind::AdministrativeError)
        }
        Fact::PersonRecorded(..)
        | Fact::CommunicationNeedRecorded(_)
        | Fact::RelationRecorded(_)
        | Fact::PractitionerAssigned(_)
        | Fact::ContactPlanned(_)
        | Fact::LetterSent(_)
        | Fact::HelpOffered(_)
        | Fact::ObligationSettled(_)
        | Fact::NoteWritten(_)
        | Fact::CorrectionOnly => false,
        _ => true,
    }
}

/// What a fact says.
pub(crate) fn fact_in_words(fact: &Fact, names: &dyn Names) -> FactWords {
    match fact {
        Fact::PersonRecorded(kind, details) => person(kind.words(), details),
        Fact::AddressRecorded(recorded) => {
            let words = match &recorded.address {
                Address::Known(address) => FactWords::new("Address recorded").with("Address", address.one_line()),
                Address::Withheld => FactWords::new("Address withheld"),
            };
            words.with("Told by the family", recorded.reported_by_family.words())
        }
        Fact::PlaceChanged(change) => match &change.to {
            Some(to) => FactWords::new(format!("New {}: {to}", change.place)),
            None => FactWords::new(format!("Left the {}; no new one is known", change.place)),
        }
        .with("Told by the family", change.reported_by_family.words()),
        Fact::CommunicationNeedRecorded(need) => {
            FactWords::new(format!("Communication need: {}", need.kind)).with_known("What to do", need.note.as_ref())
        }
        Fact::RelationRecorded(relation) => {
            FactWords::new(format!("{} is recorded as {}", names.person(&relation.other), relation.relation))
                .with("Same household", relation.same_household.words())
        }
        Fact::Born => FactWords::new("Born"),
        Fact::Died => FactWords::new("Died"),
        Fact::PregnancyEnded => FactWords::new("The pregnancy ended"),
        Fact::PractitionerAssigned(practitioner) => FactWords::new(format!("{} took over", names.practitioner(practitioner))),
        Fact::NoteWritten(note) => FactWords::new("Note").with("Note", note.clone()),
        Fact::CorrectionOnly => FactWords::new("An earlier entry was withdrawn"),
        Fact::SightingRecorded(sighting) => seen(sighting, names),
        contact_or_work => {
            let words =
                contact(contact_or_work).or_else(|| work(contact_or_work, names)).or_else(|| steps::in_words(contact_or_work, names));
            words.unwrap_or_else(|| FactWords::new(capitalised(fact.words())))
        }
    }
}

fn person(kind: &str, details: &PersonDetails) -> FactWords {
    FactWords::new(format!("Details of the {kind} recorded"))
        .with("Name", details.name.as_ref().map(|name| name.words()).unwrap_or_default())
        .with("Born", details.born_on.map(date_in_words).unwrap_or_default())
        .with("Due", details.due_on.map(date_in_words).unwrap_or_default())
        .with("NHS number", details.nhs_number.map(|number| number.to_string()).unwrap_or_default())
        .with("Telephone", details.telephones.join(", "))
        .with("Email", details.emails.join(", "))
        .with_known("Language", details.language.as_ref())
}

fn contact(fact: &Fact) -> Option<FactWords> {
    Some(match fact {
        Fact::ContactPlanned(plan) => {
            FactWords::new(format!("Contact planned {} for {}", plan.setting, happened_in_words(plan.planned_for)))
                .with("Arranged", plan.arranged.words())
                .with_known("Purpose", plan.purpose.as_ref())
                .with("Asked for by", plan.essential_to.map(|plan| plan.words()).unwrap_or_default())
                .with("Programme", plan.programme.map(|programme| programme.words()).unwrap_or_default())
        }
        Fact::OutcomeRecorded(recorded) => {
            let responses: Vec<&str> = recorded.responses.iter().map(|response| response.words()).collect();
            let words = outcome(&recorded.outcome);
            // Nothing has to be done about a contact that took place, so nothing is missing when nothing was.
            let words = match (responses.is_empty(), recorded.outcome.kind().met_in_person()) {
                (true, true) => words,
                (true, false) => words.with("What was done", "not recorded yet"),
                (false, _) => words.with("What was done", and_list(&responses)),
            };
            words.with("Confirmed", recorded.certainty.words()).with_known("Note", recorded.note.as_ref())
        }
        Fact::UnscheduledAttendance(attendance) => FactWords::new(format!("Came to {} without an appointment", attendance.place))
            .with_known("What for", attendance.reason.as_ref())
            .with("Child seen in person", attendance.seen.words()),
        Fact::FurtherVisitSet(visit) => {
            FactWords::new(format!("Further visit set, by {}", day_in_words(visit.by))).with("To be made by", visit.visitor.words())
        }
        _ => return None,
    })
}

fn outcome(outcome: &Outcome) -> FactWords {
    let words = FactWords::new(capitalised(outcome.kind().words()));
    match outcome {
        Outcome::Plain(_) => words,
        Outcome::UnseenChild { reason, actively_prevented } => words
            .with("Reason given", reason.clone().unwrap_or_else(|| "none".to_owned()))
            .with("Actively kept from seeing the child", actively_prevented.words()),
        Outcome::ReportedToRefuse { reporter } => words.with("Reported by", reporter.clone()),
        Outcome::AdministrativeError { evidence } => words.with("What shows it", evidence.clone()),
    }
}

fn work(fact: &Fact, names: &dyn Names) -> Option<FactWords> {
    Some(match fact {
        Fact::PlanRecorded(plan) => {
            let members: Vec<String> = plan.members.iter().map(|member| member.agency.words()).collect();
            FactWords::new(format!("{}: {}", capitalised(plan.plan.words()), plan.state)).with("Agencies", and_list(&members))
        }
        Fact::FactorRecorded(factor) => FactWords::new(format!("{}: {}", capitalised(factor.factor.words()), state(factor.state)))
            .with_known("Note", factor.note.as_ref()),
        Fact::ConcernsDecided(decided) if decided.tells_only_of_danger() => {
            FactWords::new("The child is in danger now").with("What is happening", decided.reasons.clone())
        }
        Fact::ConcernsDecided(decided) => {
            let summary =
                if decided.any_yes() { "There are concerns about the child" } else { "The seven questions about concerns were answered" };
            let answers = decided.answers.iter().map(|(question, answer)| format!("{} {}", question.words(), answer.words()));
            FactWords::new(summary).with("Answers", answers.collect::<Vec<_>>().join(" · ")).with("Reasons", decided.reasons.clone())
        }
        Fact::AnalysisSigned(analysis) => signed(analysis),
        Fact::FamilyFollowedUp(followed) => {
            FactWords::new(format!("Family followed up: {}", followed.how)).with("Result", followed.result.clone())
        }
        Fact::LiaisonRecorded(liaison) => {
            let asked: Vec<&str> = liaison.asked.iter().map(|ask| ask.words()).collect();
            let words = FactWords::new(format!("Liaison with {}", liaison.agency.words()))
                .with_known("Spoke to", liaison.person.as_ref())
                .with("Asked about", and_list(&asked))
                .with("Address confirmed", liaison.address_confirmed.words())
                .with("Contact details confirmed", liaison.contact_details_confirmed.words());
            match &liaison.seen {
                SeenAnswer::NotAsked => words,
                SeenAnswer::Seen(sighting) => words.with("Seen", seen(sighting, names).summary).with("Seen by", sighting.seen_by.words()),
                SeenAnswer::NotSeen => words.with("Seen", "they have not seen the child"),
                SeenAnswer::NotKnown => words.with("Seen", "they do not know"),
            }
            .with("Learnt", liaison.learnt.clone())
        }
        Fact::NeedsConsidered(needs) => FactWords::new(format!("Whether {}’s needs are met: {}", names.person(&needs.child), needs.met))
            .with("How that is known", needs.basis.clone())
            .with("Signs of family vulnerability", needs.family_vulnerable.words()),
        Fact::DiscussionHeld(discussion) => {
            let with = discussion
                .person
                .clone()
                .map_or_else(|| discussion.with.words().to_owned(), |person| format!("{person}, {}", discussion.with));
            FactWords::new(format!("Discussed with {with}: {}", discussion.topic))
                .with("Referral", referral(&discussion.decision))
                .with("What was said", discussion.summary.clone())
        }
        Fact::ReferralMade(made) => FactWords::new(format!("Referred to {}", made.to.words()))
            .with("What it says", made.content.clone())
            .with_known("Reference", made.reference.as_ref()),
        Fact::ReferralAnswered(answered) => FactWords::new("The referral was answered")
            .with("Answer", answered.answer.clone())
            .with("Accepted by the referrer", answered.accepted_by_referrer.words()),
        Fact::PlanAgreed(plan) => {
            let actions = plan.actions.iter().map(|action| format!("{} ({}, by {})", action.what, action.who, date_in_words(action.by_on)));
            FactWords::new(format!("Plan agreed by {}", and_list(&plan.members))).with("Actions", actions.collect::<Vec<_>>().join("; "))
        }
        Fact::VulnerabilityAssessed(assessed) => {
            let children: Vec<String> = assessed.children.iter().map(|child| names.person(child)).collect();
            FactWords::new(format!("Vulnerability of {} assessed: {}", and_list(&children), vulnerable(assessed.vulnerable)))
                .with("Findings", assessed.findings.clone())
        }
        Fact::DischargeReported(discharge) => FactWords::new("Another system reports a discharge; the follow-up goes on")
            .with_known("Reason given", discharge.reason.as_ref()),
        Fact::LetterSent(letter) => FactWords::new(format!("{} to {}", capitalised(letter.kind.words()), letter.to))
            .with_known("Made from", letter.document.as_ref())
            .with("As sent", letter.copy.clone()),
        Fact::ObligationSettled(settlement) => settled(&settlement.how),
        Fact::FollowUpEnded(ending) => ended(ending, names),
        _ => return None,
    })
}

fn state(state: StandingNow) -> &'static str {
    match state {
        StandingNow::Current => "holds now",
        StandingNow::Ended => "no longer holds",
        StandingNow::NotKnown => "not known whether it holds",
    }
}

fn vulnerable(answer: Answer) -> &'static str {
    match answer {
        Answer::Yes => "a vulnerability was found",
        Answer::No => "no vulnerability was found",
        Answer::NotKnown => "it is not known whether there is one",
    }
}

fn seen(sighting: &Sighting, names: &dyn Names) -> FactWords {
    let how = match sighting.how {
        HowSeen::InPerson => "seen in person",
        HowSeen::AtADistance => "seen only at a distance",
        HowSeen::ByVideo => "seen by video, not in person",
        HowSeen::NotKnown => "said to have been seen; not known how",
    };
    let Sighting { by, relation, place, .. } = sighting;
    FactWords::new(format!(
        "{} {how} by {by} ({relation}), {place}, {}",
        names.person(&sighting.child),
        happened_in_words(sighting.seen_at)
    ))
    .with("Seen by", sighting.seen_by.words())
}

fn signed(analysis: &AnalysisSigned) -> FactWords {
    let reasons: Vec<&str> = analysis.reasons.iter().map(|reason| reason.words()).collect();
    let decision = match &analysis.decision {
        Decision::NoFurtherStep { reason } => format!("no further step, because: {reason}"),
        Decision::Steps(steps) => steps.clone(),
    };
    let left = analysis.prompts.iter().filter(|(_, answer)| *answer == PromptAnswer::Left).count();
    let prompts: Vec<String> = analysis
        .prompts
        .iter()
        .filter_map(|(prompt, answer)| match answer {
            PromptAnswer::Answered(words) => Some(format!("{} {words}", prompt.words())),
            PromptAnswer::Left => None,
        })
        .collect();
    let words = FactWords::new("Analysis of what the failed contact means for the child")
        .with("Impact on the child", analysis.impact.clone())
        .with_known("Known", analysis.known.as_ref())
        .with_known("Not known", analysis.not_known.as_ref())
        .with("Decision", decision)
        .with("Why the contact failed", and_list(&reasons))
        .with_known("What the child wishes and feels", analysis.child_wishes.as_ref())
        .with_known("What the parents wish and feel", analysis.parent_wishes.as_ref())
        .with_known("What the family was told", analysis.information_given.as_ref())
        .with_known("Shared understanding", analysis.shared_understanding.as_ref())
        .with_known("How the parents see it", analysis.parents_views.as_ref())
        .with_known("Reflection on our approach", analysis.reflection.as_ref())
        .with("Young person competent to decide", analysis.competent_to_decide.map(|answer| answer.words()).unwrap_or_default())
        .with_known("Confidentiality", analysis.confidentiality.as_ref())
        .with("Prompts", prompts.join(" · "));
    if left > 0 { words.with("Prompts left without an answer", left.to_string()) } else { words }
}

fn referral(decision: &ReferralDecision) -> String {
    match decision {
        ReferralDecision::Refer => "refer to children’s social care".to_owned(),
        ReferralDecision::DoNotRefer { reasons } => format!("do not refer, because: {reasons}"),
        ReferralDecision::NotAsked => String::new(),
    }
}

fn settled(how: &ObligationSettled) -> FactWords {
    match how {
        ObligationSettled::Done { evidence } => FactWords::new("An obligation was done").with("How that is known", evidence.clone()),
        ObligationSettled::Replaced { instead, reason } => {
            FactWords::new("An obligation was replaced by another step").with("Instead", instead.clone()).with("Reason", reason.clone())
        }
        ObligationSettled::Waived { authority, reason } => {
            FactWords::new("An obligation was waived").with("Authority", authority.words()).with("Reason", reason.clone())
        }
    }
}

fn ended(ending: &Ending, names: &dyn Names) -> FactWords {
    let words = FactWords::new(format!("Follow-up ended: {}", ending.layer()));
    let words = match ending {
        Ending::Assured(assurance) => assurance.children().iter().fold(words, |words, child| {
            words.with("Seen", seen(&child.seen, names).summary).with("Needs known to be met", child.needs.basis.clone())
        }),
        Ending::OffersPaused { plan, shared_with, next_contact_on, .. } => {
            words.with("Plan", plan.clone()).with("Shared with", and_list(shared_with)).with("Next contact", day_in_words(*next_contact_on))
        }
        Ending::DischargedRiskExcluded { risk_excluded, .. } => words.with("How immediate risk was excluded", risk_excluded.clone()),
        Ending::HandedOver { to, accepted_by, .. } => words.with("To", names.organisation(to)).with("Accepted by", accepted_by.clone()),
        Ending::Withdrawn { .. } | Ending::Died | Ending::PregnancyEnded => words,
    };
    match ending.accountable() {
        Some(Accountable { reasons, told }) => words.with("Reasons", reasons.clone()).with("Told", and_list(told)),
        None => words,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use brought_domain::contact::{Certainty, OutcomeRecorded, ResponseKind};
    use brought_domain::work::LetterSent;

    /// Everybody is called Ana, and the organisation `RX2` has a name.
    struct Ana;

    impl Names for Ana {
        fn person(&self, _: &brought_domain::PersonId) -> String {
            "Ana".into()
        }

        fn organisation(&self, _: &brought_domain::OrganisationId) -> String {
            "Mill General Hospital".into()
        }
    }

    fn outcome_of(kind: OutcomeKind) -> Fact {
        Fact::OutcomeRecorded(OutcomeRecorded {
            contact: "c1".parse().unwrap(),
            outcome: Outcome::Plain(kind),
            certainty: Certainty::Unconfirmed,
            responses: Vec::new(),
            note: None,
            original_code: Some("3".into()),
        })
    }

    #[test]
    fn a_missed_appointment_of_a_child_was_not_brought_and_what_is_missing_is_said() {
        let words = fact_in_words(&outcome_of(OutcomeKind::WasNotBrought), &Ana);
        assert_eq!(words.summary, "Was not brought");
        assert_eq!(words.details, [("What was done", "not recorded yet".to_owned()), ("Confirmed", "unconfirmed".to_owned())]);
    }

    #[test]
    fn a_cancellation_by_the_service_is_no_significant_event_and_a_failed_contact_is() {
        assert!(!is_significant(&outcome_of(OutcomeKind::CancelledByService)));
        assert!(is_significant(&outcome_of(OutcomeKind::WasNotBrought)));
        let letter = LetterSent { kind: ResponseKind::LetterSent, to: "the parents".into(), copy: "Dear parents".into(), document: None };
        assert!(!is_significant(&Fact::LetterSent(letter)));
    }

    #[test]
    fn an_ending_that_hands_over_names_the_organisation_and_not_its_code() {
        let accountable = Accountable { reasons: "moved".into(), told: vec!["the mother".into()] };
        let ending = Ending::HandedOver { accountable, to: "RX2".parse().unwrap(), accepted_by: "P. Shaw".into() };
        let words = fact_in_words(&Fact::FollowUpEnded(ending), &Ana);
        assert!(words.details.contains(&("To", "Mill General Hospital".to_owned())), "{words:?}");
        assert!(!format!("{words:?}").contains("RX2"), "{words:?}");
    }

    #[test]
    fn being_seen_at_a_distance_never_reads_like_being_seen() {
        let sighting = Sighting {
            child: "a".parse().unwrap(),
            seen_at: brought_domain::Happened::On("2026-01-09".parse().unwrap()),
            place: "at a window".into(),
            by: "N. Visitor".into(),
            seen_by: brought_domain::work::SeenBy::OtherProfessional,
            relation: "health visitor".into(),
            how: HowSeen::AtADistance,
        };
        let words = fact_in_words(&Fact::SightingRecorded(sighting), &Ana);
        assert_eq!(words.summary, "Ana seen only at a distance by N. Visitor (health visitor), at a window, Friday 9 January 2026");
    }
}
