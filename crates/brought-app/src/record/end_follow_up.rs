//! Ending a follow-up: only with evidence, and refused with everything that is missing (invariant 7, NAF-10, NAF-12, NAF-17, J4).

use super::checks::Checks;
use super::entry::{Basis, Entry, EntryHead};
use crate::handovers::{Acceptance, acceptance, handovers};
use brought_domain::ending::{Accountable, Assurance, ChildAssured, Ending, NeedsMet};
use brought_domain::work::{HowSeen, SeenBy, Sighting};
use brought_domain::{Fact, FollowUpId, Happened, OrganisationId, PersonId, ServiceId};
use brought_policy::standing::{FollowUp, Missing, MissingKind};
use jiff::civil::Date;

/// The form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndFollowUp {
    /// What every form carries. An ending is signed now; the service is that of the follow-up.
    pub head: EntryHead,
    /// The follow-up.
    pub follow_up: FollowUpId,
    /// How it ends, with the evidence of that way.
    pub ending: EndingForm,
    /// Why it ends.
    pub reasons: String,
    /// Who was told.
    pub told: Vec<String>,
}

/// The ways of ending, as a form holds them: nothing filled in is blank here and refused by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EndingForm {
    /// Each child was seen, and the needs are known to be met.
    Assured {
        /// The evidence for each child.
        children: Vec<SeenForm>,
    },
    /// Offers are paused.
    OffersPaused {
        /// The plan that was shared.
        plan: String,
        /// With whom.
        shared_with: Vec<String>,
        /// The next programme contact.
        next_contact_on: Option<Date>,
    },
    /// Discharged, with immediate risk excluded.
    DischargedRiskExcluded {
        /// How immediate risk was excluded.
        risk_excluded: String,
        /// Whether the referrer and the GP were told.
        referrer_and_gp_told: bool,
    },
    /// Handed over to those who accepted. Who accepted there stands in the record, in their answer.
    HandedOver {
        /// The organisation that accepted. Nothing: none was chosen.
        to: Option<OrganisationId>,
    },
    /// Every failed contact was an error.
    Withdrawn,
    /// The person died.
    Died,
    /// The pregnancy ended.
    PregnancyEnded,
}

/// Who saw one child, and how the needs are known to be met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenForm {
    /// The child.
    pub child: PersonId,
    /// When the child was seen.
    pub seen_at: Option<Happened>,
    /// Where.
    pub place: String,
    /// Who saw the child.
    pub by: String,
    /// Who that is, which decides whether it is evidence.
    pub seen_by: Option<SeenBy>,
    /// What that person is to the child.
    pub relation: String,
    /// How.
    pub how: HowSeen,
    /// How it is known that the child's needs are met.
    pub needs: String,
}

impl Entry for EndFollowUp {
    fn head(&self) -> &EntryHead {
        &self.head
    }

    fn service(&self, basis: &Basis<'_>) -> Option<ServiceId> {
        self.find(basis).map(|follow_up| follow_up.service.clone())
    }

    fn happened(&self, basis: &Basis<'_>) -> Happened {
        Happened::At(basis.now)
    }

    fn plan(&self, basis: &Basis<'_>, checks: &mut Checks) -> Option<Fact> {
        let follow_up = self.open_follow_up(basis, checks)?;
        let ending = self.ending(basis, checks);
        let missing = match &ending {
            Some(ending) => self.missing_from(ending, basis, checks)?,
            // Half a form cannot be asked about, but what the record itself still lacks is said all the same.
            None => follow_up.missing.iter().filter(|missing| !is_on_the_form(missing.kind)).cloned().collect(),
        };
        for missing in &missing {
            let field = self.field_of(missing);
            if !checks.is_about(&field) {
                checks.refuse_by(missing.clause, field, missing.words.clone());
            }
        }
        ending.map(Fact::FollowUpEnded)
    }
}

impl EndFollowUp {
    fn find<'a>(&self, basis: &Basis<'a>) -> Option<&'a FollowUp> {
        basis.standing.follow_ups.iter().find(|follow_up| follow_up.id == self.follow_up)
    }

    fn open_follow_up<'a>(&self, basis: &Basis<'a>, checks: &mut Checks) -> Option<&'a FollowUp> {
        let follow_up = self.find(basis);
        match follow_up {
            None => checks.refuse("follow_up", "This follow-up is not on this record. Open the page again"),
            Some(follow_up) if !follow_up.is_open() => checks.refuse("follow_up", "This follow-up has ended already"),
            Some(follow_up) if follow_up.person != basis.gathered.chronology.subject => {
                checks.refuse("follow_up", "This follow-up is in another person’s record: open that record to end it");
            }
            Some(_) => return follow_up,
        }
        None
    }

    fn missing_from(&self, ending: &Ending, basis: &Basis<'_>, checks: &mut Checks) -> Option<Vec<Missing>> {
        let Basis { policies, calendar, gathered, now, .. } = basis;
        let missing = policies.why_not_end(calendar, &gathered.chronology, *now, &self.follow_up, ending, self.head.role);
        if missing.is_none() {
            checks.refuse("follow_up", "This follow-up cannot be ended now. Open the page again");
        }
        missing
    }

    /// The ending with its evidence, or nothing when a part was left blank.
    fn ending(&self, basis: &Basis<'_>, checks: &mut Checks) -> Option<Ending> {
        if matches!(self.ending, EndingForm::Died) {
            return Some(Ending::Died);
        }
        if matches!(self.ending, EndingForm::PregnancyEnded) {
            return Some(Ending::PregnancyEnded);
        }
        let accountable = Accountable {
            reasons: checks.text("reasons", &self.reasons, "Give the reasons for ending the follow-up"),
            told: checks.texts("told", &self.told, "Say who was told that the follow-up ends"),
        };
        let ending = match &self.ending {
            EndingForm::Assured { children } => assured(children, accountable, basis, checks)?,
            EndingForm::OffersPaused { plan, shared_with, next_contact_on } => {
                if next_contact_on.is_none() {
                    checks.refuse("next_contact_on", "Give the day of the next programme contact, which stays planned");
                }
                Ending::OffersPaused {
                    accountable,
                    plan: checks.text("plan", plan, "Say what plan was shared"),
                    shared_with: checks.texts("shared_with", shared_with, "Say with whom the plan was shared"),
                    next_contact_on: (*next_contact_on)?,
                }
            }
            EndingForm::DischargedRiskExcluded { risk_excluded, referrer_and_gp_told } => Ending::DischargedRiskExcluded {
                accountable,
                risk_excluded: checks.text("risk_excluded", risk_excluded, "Say how immediate risk was excluded"),
                referrer_and_gp_told: *referrer_and_gp_told,
            },
            EndingForm::HandedOver { to } => {
                let accepted_by = self.accepted_by(to.as_ref(), basis, checks)?;
                Ending::HandedOver { accountable, to: to.clone()?, accepted_by }
            }
            EndingForm::Withdrawn => Ending::Withdrawn { accountable },
            EndingForm::Died => Ending::Died,
            EndingForm::PregnancyEnded => Ending::PregnancyEnded,
        };
        checks.is_clean().then_some(ending)
    }

    /// Who accepted the handover, as their answer on the record says; or what has to be recorded first, the offer or the answer.
    fn accepted_by(&self, to: Option<&OrganisationId>, basis: &Basis<'_>, checks: &mut Checks) -> Option<String> {
        let handovers = handovers(self.find(basis)?, basis.standing, basis.gathered, basis.now);
        let name = |to| basis.gathered.organisation_name(to);
        let why = match to.map(|to| (to, acceptance(&handovers, to))) {
            Some((_, Acceptance::Accepted(answered))) => return Some(answered.by.clone()),
            Some((to, Acceptance::NotAnswered)) => format!("{} has not answered yet: record their answer first", name(to)),
            Some((to, Acceptance::NotAccepted)) => {
                format!("{} has not accepted, so the duty stays here: record another answer, or offer the handover to others", name(to))
            }
            _ if handovers.is_empty() => "Nobody has been asked to take over: record the offer of a handover first".to_owned(),
            Some((to, Acceptance::NotOffered)) => format!("{} was not asked to take over: record the offer first", name(to)),
            None if handovers.iter().all(|handover| handover.answer.is_none()) => {
                "Those who were asked to take over have not answered: record their answer first".to_owned()
            }
            None => "Choose those who accepted the handover; where nobody has, the duty stays here".to_owned(),
        };
        checks.refuse_by("NAF-17", "to", why);
        None
    }

    /// Where on the form something that is missing belongs.
    fn field_of(&self, missing: &Missing) -> String {
        let of_child = |part: &str| {
            let place = match &self.ending {
                EndingForm::Assured { children } => children.iter().position(|seen| Some(&seen.child) == missing.child.as_ref()),
                _ => None,
            };
            place.map_or_else(|| "children".to_owned(), |place| format!("children.{place}.{part}"))
        };
        match missing.kind {
            MissingKind::SeenInPerson => of_child("by"),
            MissingKind::SeenByProfessional => of_child("seen_by"),
            MissingKind::NeedsMet => of_child("needs"),
            MissingKind::VulnerabilityAssessment => "vulnerability_assessment".to_owned(),
            MissingKind::Reasons => "reasons".to_owned(),
            MissingKind::Told => "told".to_owned(),
            MissingKind::Signature => "role".to_owned(),
            MissingKind::OpenObligation => "obligations".to_owned(),
            MissingKind::Dependants => "dependants".to_owned(),
            MissingKind::FailedContactStands => "failed_contacts".to_owned(),
            MissingKind::NotAllowed | MissingKind::LayerEvidence | MissingKind::RecordedByPerson => "ending".to_owned(),
        }
    }
}

/// Whether the form itself asks for it, so that the form's own check speaks of it.
fn is_on_the_form(kind: MissingKind) -> bool {
    matches!(
        kind,
        MissingKind::SeenInPerson | MissingKind::SeenByProfessional | MissingKind::NeedsMet | MissingKind::Reasons | MissingKind::Told
    )
}

fn assured(children: &[SeenForm], accountable: Accountable, basis: &Basis<'_>, checks: &mut Checks) -> Option<Ending> {
    if children.is_empty() {
        checks.refuse_by("NAF-17", "children", "Say who saw the child in person, when and where");
    }
    let mut evidence = Vec::with_capacity(children.len());
    for (place, form) in children.iter().enumerate() {
        evidence.extend(seen(form, &format!("children.{place}"), basis, checks));
    }
    if !checks.is_clean() {
        return None;
    }
    match Assurance::new(evidence, accountable) {
        Ok(assurance) => Some(Ending::Assured(assurance)),
        Err(problems) => {
            problems.iter().for_each(|problem| checks.refuse("children", problem.to_string()));
            None
        }
    }
}

fn seen(form: &SeenForm, field: &str, basis: &Basis<'_>, checks: &mut Checks) -> Option<ChildAssured> {
    let name = basis.gathered.name(&form.child);
    if form.by.trim().is_empty() {
        checks.refuse_by("NAF-17", format!("{field}.by"), format!("Say who saw {name} in person"));
    }
    if form.seen_by.is_none() {
        checks.refuse_by(
            "NAF-17",
            format!("{field}.seen_by"),
            format!("Choose who saw {name}: this service, another professional or somebody else"),
        );
    }
    let place = checks.text(format!("{field}.place"), &form.place, format!("Say where {name} was seen"));
    let relation = checks.text(format!("{field}.relation"), &form.relation, format!("Say what the person who saw {name} is to the child"));
    if form.needs.trim().is_empty() {
        checks.refuse_by("NAF-17", format!("{field}.needs"), format!("Say how you know that {name}’s needs are met"));
    }
    match form.seen_at {
        None => checks.refuse_by("NAF-17", format!("{field}.seen_at"), format!("Say when {name} was seen")),
        Some(seen_at) => checks.past(format!("{field}.seen_at"), seen_at, basis.now),
    }
    let (child, by) = (form.child.clone(), form.by.trim().to_owned());
    let seen = Sighting { child, seen_at: form.seen_at?, place, by, seen_by: form.seen_by?, relation, how: form.how };
    Some(ChildAssured { seen, needs: NeedsMet { basis: form.needs.trim().to_owned() } })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{AssessVulnerability, Saved, record};
    use crate::testing::{at, head, open, the_id, with};
    use crate::{Brought, Failure, Refusal, standing_of};
    use brought_domain::contact::Answer;
    use brought_testkit::Family;
    use brought_testkit::builders::no_response;

    const NOW: &str = "2026-02-20T09:00:00Z";

    async fn two_visits_without_access() -> Brought {
        let family = Family::new().child("sam", |sam| sam.named("Sam", "Example").born("2023-05-01"));
        with(&family.home_visit("2026-01-05T10:00", no_response()).home_visit("2026-02-16T10:00", no_response()).chronology()).await
    }

    async fn form(brought: &Brought, children: Vec<SeenForm>) -> EndFollowUp {
        let standing = standing_of(brought, &open(brought, "sam", NOW).await, at(NOW)).await.unwrap();
        EndFollowUp {
            head: head(brought, "sam", NOW).await,
            follow_up: standing.follow_ups[0].id.clone(),
            ending: EndingForm::Assured { children },
            reasons: "Seen and well".into(),
            told: vec!["mother".into(), "GP".into()],
        }
    }

    fn seen_at_nursery(needs: &str) -> SeenForm {
        SeenForm {
            child: the_id("sam"),
            seen_at: Some(Happened::On("2026-02-18".parse().unwrap())),
            place: "Example Nursery".into(),
            by: "N. Teacher".into(),
            seen_by: Some(SeenBy::OtherProfessional),
            relation: "nursery teacher".into(),
            how: HowSeen::InPerson,
            needs: needs.into(),
        }
    }

    async fn end(brought: &Brought, form: &EndFollowUp) -> Result<Saved, Failure> {
        record(brought, &open(brought, "sam", NOW).await, the_id("ending"), at(NOW), form).await
    }

    fn fields(outcome: Result<Saved, Failure>) -> Vec<String> {
        match outcome {
            Err(Failure::Refused(Refusal { problems })) => problems.into_iter().map(|problem| problem.field).collect(),
            other => panic!("not refused: {other:?}"),
        }
    }

    async fn assess(brought: &Brought) {
        let form = AssessVulnerability {
            head: head(brought, "sam", NOW).await,
            children: vec![the_id("sam")],
            vulnerable: Answer::No,
            findings: "Seen at nursery every day, well cared for".into(),
        };
        record(brought, &open(brought, "sam", NOW).await, the_id("assessment"), at(NOW), &form).await.unwrap();
    }

    async fn is_open(brought: &Brought) -> bool {
        standing_of(brought, &open(brought, "sam", NOW).await, at(NOW)).await.unwrap().follow_ups[0].is_open()
    }

    /// J4: "mother phoned, he's fine" ends nothing; who saw the child, and how the needs are known to be met, does.
    #[tokio::test]
    async fn a_follow_up_ends_with_evidence_and_not_before() {
        let brought = two_visits_without_access().await;
        let nobody = SeenForm { by: String::new(), ..seen_at_nursery("") };
        let said = fields(end(&brought, &form(&brought, vec![nobody]).await).await);
        assert_eq!(said, ["children.0.by", "children.0.needs", "vulnerability_assessment"]);
        assert!(brought.store.event(&the_id("ending")).await.unwrap().is_none(), "nothing is written when it is refused");

        let only_seen = form(&brought, vec![seen_at_nursery("")]).await;
        assert_eq!(fields(end(&brought, &only_seen).await), ["children.0.needs", "vulnerability_assessment"]);

        let both_halves = form(&brought, vec![seen_at_nursery("Growth checked; eats and plays well")]).await;
        assert_eq!(fields(end(&brought, &both_halves).await), ["vulnerability_assessment"]);
        assert!(is_open(&brought).await);

        assess(&brought).await;
        let complete = form(&brought, vec![seen_at_nursery("Growth checked; eats and plays well")]).await;
        end(&brought, &complete).await.unwrap();
        assert!(!is_open(&brought).await);
    }

    /// NAF-05, NAF-17: through a window, by video, or before the last failed contact is not seen.
    #[tokio::test]
    async fn seen_in_another_way_or_too_early_is_not_seen() {
        let brought = two_visits_without_access().await;
        assess(&brought).await;
        let well = "Growth checked";
        for not_seen in [
            SeenForm { how: HowSeen::AtADistance, ..seen_at_nursery(well) },
            SeenForm { how: HowSeen::ByVideo, ..seen_at_nursery(well) },
            SeenForm { how: HowSeen::NotKnown, ..seen_at_nursery(well) },
            SeenForm { seen_at: Some(Happened::On("2026-02-10".parse().unwrap())), ..seen_at_nursery(well) },
        ] {
            let form = form(&brought, vec![not_seen.clone()]).await;
            assert_eq!(fields(end(&brought, &form).await), ["children.0.by"], "{not_seen:?}");
        }
        assert!(is_open(&brought).await);
    }

    /// NAF-17: who saw the child is said from a list, and only professionals on it end anything.
    #[tokio::test]
    async fn who_saw_the_child_has_to_be_a_professional() {
        let brought = two_visits_without_access().await;
        assess(&brought).await;
        let well = "Growth checked";
        for lay in [None, Some(SeenBy::FamilyOrFriend), Some(SeenBy::NotKnown)] {
            let form = form(&brought, vec![SeenForm { seen_by: lay, ..seen_at_nursery(well) }]).await;
            assert_eq!(fields(end(&brought, &form).await), ["children.0.seen_by"], "{lay:?}");
        }
        let window_and_family = SeenForm { seen_by: Some(SeenBy::FamilyOrFriend), how: HowSeen::AtADistance, ..seen_at_nursery(well) };
        let both = form(&brought, vec![window_and_family]).await;
        assert_eq!(fields(end(&brought, &both).await), ["children.0.by", "children.0.seen_by"]);
        let here =
            form(&brought, vec![SeenForm { seen_by: Some(SeenBy::ThisService), relation: "aunt".into(), ..seen_at_nursery(well) }]).await;
        end(&brought, &here).await.unwrap();
        assert!(!is_open(&brought).await, "the list decides, not the words");
    }

    #[tokio::test]
    async fn reasons_and_who_was_told_are_asked_for_and_nobody_dies_by_a_click() {
        let brought = two_visits_without_access().await;
        assess(&brought).await;
        let complete = form(&brought, vec![seen_at_nursery("Growth checked")]).await;
        let bare = EndFollowUp { reasons: " ".into(), told: vec![String::new()], ..complete.clone() };
        assert_eq!(fields(end(&brought, &bare).await), ["reasons", "told"]);
        let died = EndFollowUp { ending: EndingForm::Died, ..complete };
        assert_eq!(fields(end(&brought, &died).await), ["ending"]);
    }
}
