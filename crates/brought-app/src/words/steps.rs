//! What an entry about a step says: who was told, what was offered, agreed, looked up or decided.

use super::fact::FactWords;
use super::{Names, and_list, asked_to_take_over, capitalised};
use brought_domain::Fact;
use brought_domain::circumstances::StandingNow;
use brought_domain::contact::Answer;
use brought_domain::steps::{
    AccessDecided, AlertDecided, HandoverAnswered, HandoverOffered, Informed, InvolvementRecorded, MonthlyReviewed,
};

/// The words of a step. Nothing for facts of another sort.
pub(super) fn in_words(fact: &Fact, names: &dyn Names) -> Option<FactWords> {
    Some(match fact {
        Fact::Informed(informed) => told(informed),
        Fact::RecordsReviewed(reviewed) => {
            let which: Vec<&str> = reviewed.which.iter().map(|kind| kind.words()).collect();
            FactWords::new(format!("Records looked through: {}", and_list(&which))).with("Found", reviewed.found.clone())
        }
        Fact::HelpOffered(offer) => {
            FactWords::new(format!("Help offered: {}, {}", offer.help, offer.answer)).with_known("Note", offer.note.as_ref())
        }
        Fact::MonthlyReviewed(review) => reviewed(review),
        Fact::AgreementMade(agreement) => FactWords::new(format!("Agreed, if the next contact fails: {}", agreement.if_next_fails))
            .with("What exactly", agreement.what.clone())
            .with("Agreed with", and_list(&agreement.agreed_with)),
        Fact::AlertDecided(alert) => alert_decided(alert),
        Fact::WhereaboutsRecorded(recorded) => FactWords::new(match recorded.known {
            Answer::Yes => "It is known where the child is",
            Answer::No => "Nobody knows where the child is",
            Answer::NotKnown => "It is not certain that anybody knows where the child is",
        })
        .with("What is known", recorded.what.clone()),
        Fact::RelationshipBrokenDown(breakdown) => {
            let with = breakdown
                .practitioner
                .as_ref()
                .map(|practitioner| format!(" with {}", names.practitioner(practitioner)))
                .unwrap_or_default();
            FactWords::new(format!("The relationship{with} broke down")).with("What happened", breakdown.what.clone())
        }
        Fact::InvolvementRecorded(involvement) => involved(involvement),
        Fact::AccessDecided(decided) => access_decided(decided, names),
        Fact::StepTaken(taken) => FactWords::new(format!("Step taken: {}", taken.step)).with("What came of it", taken.outcome.clone()),
        Fact::HandoverOffered(offer) => offered(offer, names),
        Fact::HandoverAnswered(answer) => answered(answer),
        _ => return None,
    })
}

fn told(informed: &Informed) -> FactWords {
    let who = informed.name.as_ref().map_or_else(|| informed.party.words().to_owned(), |name| format!("{name} ({})", informed.party));
    FactWords::new(format!("Told {who} {} about {}", informed.how, informed.about))
        .with("What was said", informed.said.clone())
        .with_known("Reference", informed.reference.as_ref())
        .with("Understood what it means", informed.understood.words())
}

fn reviewed(review: &MonthlyReviewed) -> FactWords {
    FactWords::new("Monthly review of attendance")
        .with("Why the child was not brought", review.why.clone())
        .with("First time or repeated", review.first_or_repeated.clone())
        .with("What is at risk", review.risk.clone())
        .with("How the parents see it", review.parents_view.clone())
        .with("What must be done", review.action.clone())
}

fn alert_decided(alert: &AlertDecided) -> FactWords {
    let stands = if alert.active { "stands" } else { "does not stand" };
    FactWords::new(format!("Alert {}: {stands}", alert.place))
        .with("What to do when the child presents", alert.directions.clone())
        .with("Reasons", alert.reasons.clone())
}

fn involved(involvement: &InvolvementRecorded) -> FactWords {
    let state = match involvement.state {
        StandingNow::Current => "is involved with the family",
        StandingNow::Ended => "is no longer involved with the family",
        StandingNow::NotKnown => "may be involved with the family; not known",
    };
    FactWords::new(format!("{} {state}", capitalised(&involvement.agency.words()))).with_known("Person there", involvement.person.as_ref())
}

fn access_decided(decided: &AccessDecided, names: &dyn Names) -> FactWords {
    let words = match &decided.only {
        Some(only) => {
            let named: Vec<String> = only.iter().map(|practitioner| names.practitioner(practitioner)).collect();
            format!("The record is restricted: {} may open it, and whoever has to says why", and_list(&named))
        }
        None => "The record is no longer restricted: everybody may open it whose work it is".to_owned(),
    };
    FactWords::new(words).with("Why", decided.reasons.clone())
}

fn offered(offer: &HandoverOffered, names: &dyn Names) -> FactWords {
    let to = asked_to_take_over(offer, names);
    FactWords::new(format!("{to} was asked to take over; nothing is handed over until they accept"))
        .with("What they were told", offer.content.clone())
}

fn answered(answer: &HandoverAnswered) -> FactWords {
    FactWords::new(match answer.accepted {
        Answer::Yes => "The handover was accepted",
        Answer::No => "The handover was not accepted: the duty stays here",
        Answer::NotKnown => "The handover was answered without saying whether it is accepted: the duty stays here",
    })
    .with("By", answer.by.clone())
    .with("What they said", answer.said.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use brought_domain::steps::{AlertPlace, Channel, InformTopic, Party, RelationshipBrokenDown, WhereaboutsRecorded};
    use brought_domain::work::{Agency, AgencyKind};

    /// Knows one practitioner.
    struct OneKnown;

    impl Names for OneKnown {
        fn person(&self, id: &brought_domain::PersonId) -> String {
            id.to_string()
        }

        fn practitioner(&self, id: &brought_domain::PractitionerId) -> String {
            if id.as_str() == "p1" { "Grace Adeyemi".into() } else { id.to_string() }
        }
    }

    fn summary(fact: &Fact) -> String {
        in_words(fact, &OneKnown).unwrap().summary
    }

    #[test]
    fn a_relationship_that_broke_down_names_the_practitioner() {
        let broken = |practitioner: Option<&str>| {
            let practitioner = practitioner.map(|id| id.parse().unwrap());
            summary(&Fact::RelationshipBrokenDown(RelationshipBrokenDown { practitioner, what: "w".into() }))
        };
        assert_eq!(broken(Some("p1")), "The relationship with Grace Adeyemi broke down");
        assert_eq!(broken(None), "The relationship broke down");
    }

    #[test]
    fn telling_somebody_reads_as_who_how_and_what_about() {
        let told = Informed {
            party: Party::Police,
            name: None,
            about: InformTopic::WhereaboutsUnknown,
            how: Channel::Telephone,
            reference: Some("log 0042".into()),
            understood: Answer::NotKnown,
            said: "the flat is empty".into(),
        };
        let words = in_words(&Fact::Informed(told.clone()), &OneKnown).unwrap();
        assert_eq!(words.summary, "Told the police by telephone about the child's whereabouts, which are not known");
        assert!(words.details.contains(&("Reference", "log 0042".to_owned())), "{words:?}");
        let named = Fact::Informed(Informed { party: Party::GpPractice, name: Some("Mill Surgery".into()), ..told });
        assert!(summary(&named).starts_with("Told Mill Surgery (the GP practice) by telephone"));
    }

    #[test]
    fn what_is_not_known_never_reads_as_if_all_were_well() {
        let whereabouts = |known| summary(&Fact::WhereaboutsRecorded(WhereaboutsRecorded { known, what: "w".into() }));
        assert_eq!(whereabouts(Answer::Yes), "It is known where the child is");
        assert_eq!(whereabouts(Answer::No), "Nobody knows where the child is");
        assert_eq!(whereabouts(Answer::NotKnown), "It is not certain that anybody knows where the child is");
        let agency = Agency { kind: AgencyKind::MentalHealth, name: None };
        let involved = InvolvementRecorded { agency, state: StandingNow::NotKnown, person: None };
        assert_eq!(summary(&Fact::InvolvementRecorded(involved)), "Mental health service may be involved with the family; not known");
        let answer = HandoverAnswered { offer: "o".parse().unwrap(), accepted: Answer::NotKnown, by: "P".into(), said: "s".into() };
        assert!(summary(&Fact::HandoverAnswered(answer)).contains("without saying whether it is accepted"));
    }

    /// Every text that somebody wrote: those with a space in them, which codes and ids have not.
    fn written(value: &serde_json::Value) -> Vec<&str> {
        match value {
            serde_json::Value::String(text) if text.contains(' ') => vec![text],
            serde_json::Value::Array(parts) => parts.iter().flat_map(written).collect(),
            serde_json::Value::Object(fields) => fields.values().flat_map(written).collect(),
            _ => Vec::new(),
        }
    }

    #[test]
    fn nothing_that_somebody_wrote_about_a_step_is_left_out() {
        let mut kinds = std::collections::BTreeSet::new();
        for line in include_str!("../../../brought-forms/tests/data/stored_v1.jsonl").lines() {
            let fact = brought_forms::stored::decode(1, line).unwrap().fact;
            let Some(words) = in_words(&fact, &OneKnown) else { continue };
            let shown = words.details.into_iter().map(|(_, text)| text).fold(words.summary, |shown, text| format!("{shown} · {text}"));
            let whole: serde_json::Value = serde_json::from_str(line).unwrap();
            for text in written(&whole[fact.code()]) {
                assert!(shown.contains(text), "`{text}` is not in: {shown}");
            }
            kinds.insert(fact.code());
        }
        assert_eq!(kinds.len(), 13, "{kinds:?}");
    }

    #[test]
    fn an_alert_that_does_not_stand_says_so() {
        let alert = |active| {
            let place = AlertPlace::GpRecord;
            summary(&Fact::AlertDecided(AlertDecided { place, active, directions: String::new(), reasons: "r".into() }))
        };
        assert_eq!(
            (alert(true).as_str(), alert(false).as_str()),
            ("Alert on the GP record: stands", "Alert on the GP record: does not stand")
        );
    }
}
