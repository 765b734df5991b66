//! What an entry about a step says: who was told, what was offered, agreed, looked up or decided.

use super::fact::FactWords;
use super::{and_list, capitalised};
use brought_domain::Fact;
use brought_domain::circumstances::StandingNow;
use brought_domain::contact::Answer;
use brought_domain::steps::{AlertDecided, HandoverAnswered, HandoverOffered, Informed, InvolvementRecorded, MonthlyReviewed};

/// The words of a step. Nothing for facts of another sort.
pub(super) fn in_words(fact: &Fact) -> Option<FactWords> {
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
            let with = breakdown.practitioner.as_ref().map(|practitioner| format!(" with {practitioner}")).unwrap_or_default();
            FactWords::new(format!("The relationship{with} broke down")).with("What happened", breakdown.what.clone())
        }
        Fact::InvolvementRecorded(involvement) => involved(involvement),
        Fact::StepTaken(taken) => FactWords::new(format!("Step taken: {}", taken.step)).with("What came of it", taken.outcome.clone()),
        Fact::HandoverOffered(offer) => offered(offer),
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

fn offered(offer: &HandoverOffered) -> FactWords {
    let to = offer.service.as_ref().map_or_else(|| offer.to.to_string(), |service| format!("{service} ({})", offer.to));
    FactWords::new(format!("{to} was asked to take over; nothing is handed over until they accept"))
        .with("What they were told", offer.content.clone())
}

fn answered(answer: &HandoverAnswered) -> FactWords {
    FactWords::new(match answer.accepted {
        Answer::Yes => "The handover was accepted",
        Answer::No => "The handover was not accepted",
        Answer::NotKnown => "The handover was answered without saying whether it is accepted",
    })
    .with("By", answer.by.clone())
    .with("What they said", answer.said.clone())
}
