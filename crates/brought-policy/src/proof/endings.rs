//! Ways in which somebody may try to end a follow-up: with the evidence of the layer, and without each part of it.

use super::alphabet::sighting;
use super::letter::{Entry, Letter, Moment};
use super::scene::{entry_id, organisation};
use crate::duty::Action;
use crate::pack::{Follows, Pathway};
use brought_domain::contact::Answer;
use brought_domain::ending::{Accountable, Assurance, ChildAssured, Ending, EndingLayer, NeedsMet};
use brought_domain::steps::{HandoverAnswered, HandoverOffered};
use brought_domain::work::{HowSeen, ObligationSettled, ObligationSettlement, Role, SeenBy, Sighting};
use brought_domain::{Fact, Happened};
use jiff::SignedDuration;

/// The endings that are tried in a pathway: of each layer that the product knows, allowed or not.
pub(super) fn letters(pathway: &Pathway) -> Vec<Letter> {
    EndingLayer::ALL.iter().flat_map(|layer| of_layer(*layer, pathway)).collect()
}

/// A new layer has to be given its attempts here.
fn of_layer(layer: EndingLayer, pathway: &Pathway) -> Vec<Letter> {
    match layer {
        EndingLayer::Assured => assured(),
        EndingLayer::OffersPaused => vec![
            ends("as offers paused, with a plan that was shared", |moment| Some(paused(moment, "a plan", 60))),
            ends("as offers paused, without a plan", |moment| Some(paused(moment, "", 60))),
            ends("as offers paused, though the next contact lies in the past", |moment| Some(paused(moment, "a plan", -60))),
        ],
        EndingLayer::DischargedRiskExcluded => vec![
            ends("as discharged, with risk excluded and the referrer and GP told", |_| Some(discharged("seen last week", true))),
            ends("as discharged, without saying how risk was excluded", |_| Some(discharged(" ", true))),
            ends("as discharged, without telling the referrer and the GP", |_| Some(discharged("seen last week", false))),
        ],
        EndingLayer::HandedOver => vec![
            accepted_and_handed_over("says who accepted", Role::Practitioner),
            accepted_and_handed_over("has only an administrator's word for it", Role::Administrator),
            ends("as handed over, without anybody's having accepted", |_| Some(handed_over(""))),
            ends("as handed over, without an answer to any offer", |_| Some(handed_over("B. Example"))),
            ends("as handed over and accepted, and tells nobody", |_| {
                Some(handed_over_with(Accountable { told: vec![], ..accountable() }))
            }),
            ends("as handed over and accepted, without giving reasons", |_| {
                Some(handed_over_with(Accountable { reasons: " ".into(), ..accountable() }))
            }),
        ],
        EndingLayer::Withdrawn => {
            vec![ends("as withdrawn", |_| Some(Ending::Withdrawn { accountable: accountable() }))]
        }
        EndingLayer::NoDependentChild if pathway.follows == Follows::Carers => vec![no_dependent_child()],
        EndingLayer::NoDependentChild => Vec::new(),
        EndingLayer::Died => vec![
            Letter::of_person("A practitioner records that the person has died", |_| Some(Fact::Died)),
            Letter::signed_as("An administrator records that the person has died", Some(Role::Administrator), |_| Some(Fact::Died)),
            Letter::signed_as("Another system says that the person has died", None, |_| Some(Fact::Died)),
            ends("as ended by death", |_| Some(Ending::Died)),
        ],
        EndingLayer::PregnancyEnded if pathway.follows != Follows::Carers => vec![
            Letter::of_person("A practitioner records that the pregnancy has ended", |_| Some(Fact::PregnancyEnded)),
            ends("as ended with the pregnancy", |_| Some(Ending::PregnancyEnded)),
        ],
        EndingLayer::PregnancyEnded => Vec::new(),
    }
}

fn assured() -> Vec<Letter> {
    let seen = |moment: &Moment<'_>| sighting(moment, HowSeen::InPerson, SeenBy::OtherProfessional);
    let by = |role: Option<Role>, who: &'static str| {
        Letter::signed_as(
            format!("{who} ends the follow-up as assured, saying who saw the child and how the needs are met"),
            role,
            move |moment| Some(Fact::FollowUpEnded(assurance(seen(moment))?)),
        )
    };
    vec![
        by(Some(Role::Practitioner), "A practitioner"),
        by(Some(Role::Administrator), "An administrator"),
        by(None, "Another system"),
        ends("as assured, though the child was seen only at a distance", |moment| {
            assurance(sighting(moment, HowSeen::AtADistance, SeenBy::OtherProfessional))
        }),
        ends("as assured, on the mother's word", |moment| assurance(sighting(moment, HowSeen::InPerson, SeenBy::FamilyOrFriend))),
        ends("as assured, though the child was seen before the last failed contact", |moment| {
            let before = moment.latest_failed()?.1.saturating_sub(SignedDuration::from_hours(2)).ok()?;
            assurance(Sighting { seen_at: Happened::At(before), ..sighting(moment, HowSeen::InPerson, SeenBy::OtherProfessional) })
        }),
    ]
}

fn ends(how: &str, ending: impl Fn(&Moment<'_>) -> Option<Ending> + Send + Sync + 'static) -> Letter {
    Letter::of_person(format!("A practitioner ends the follow-up {how}"), move |moment| ending(moment).map(Fact::FollowUpEnded))
}

fn accountable() -> Accountable {
    Accountable { reasons: "the child is well".into(), told: vec!["GP".into()] }
}

fn assurance(seen: Sighting) -> Option<Ending> {
    let child = ChildAssured { seen, needs: NeedsMet { basis: "growth checked, care at home seen".into() } };
    Assurance::new(vec![child], accountable()).ok().map(Ending::Assured)
}

fn paused(moment: &Moment<'_>, plan: &str, days: i64) -> Ending {
    let next_contact_on = brought_calendar::local_date(moment.now).saturating_add(jiff::Span::new().days(days));
    Ending::OffersPaused { accountable: accountable(), plan: plan.into(), shared_with: vec!["GP".into()], next_contact_on }
}

fn discharged(risk_excluded: &str, referrer_and_gp_told: bool) -> Ending {
    Ending::DischargedRiskExcluded { accountable: accountable(), risk_excluded: risk_excluded.into(), referrer_and_gp_told }
}

fn handed_over(accepted_by: &str) -> Ending {
    Ending::HandedOver { accountable: accountable(), to: organisation(), accepted_by: accepted_by.into() }
}

fn handed_over_with(accountable: Accountable) -> Ending {
    Ending::HandedOver { accountable, to: organisation(), accepted_by: "B. Example".into() }
}

/// The offer, their yes as signed in this role, and the end.
fn accepted_and_handed_over(how: &str, answered_by: Role) -> Letter {
    Letter::new(format!("A practitioner ends the follow-up as handed over, and {how}"), move |moment| {
        let offer = entry_id(moment.scene.before.len() + moment.events.len());
        let offered = HandoverOffered { to: organisation(), service: None, content: "a contact failed".into() };
        let answered = HandoverAnswered { offer, accepted: Answer::Yes, by: "B. Example".into(), said: "we take over".into() };
        let entry = |role, fact| Entry { about: moment.scene.person.clone(), role: Some(role), fact };
        vec![
            entry(Role::Practitioner, Fact::HandoverOffered(offered)),
            entry(answered_by, Fact::HandoverAnswered(answered)),
            entry(Role::Practitioner, Fact::FollowUpEnded(handed_over("B. Example"))),
        ]
    })
}

fn no_dependent_child() -> Letter {
    Letter::new("A practitioner has established that no child depends on the mother", |moment| {
        let asked = moment.says.open().find(|owed| owed.action == Action::EstablishDependants);
        let settled = asked.map(|owed| ObligationSettlement {
            obligation: owed.id.clone(),
            how: ObligationSettled::Done { evidence: "asked her and the GP".into() },
        });
        let about = moment.scene.person.clone();
        settled.map(|settled| Entry { about, role: Some(Role::Practitioner), fact: Fact::ObligationSettled(settled) }).into_iter().collect()
    })
}
