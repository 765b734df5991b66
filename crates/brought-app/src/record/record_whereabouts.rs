//! Recording whether anybody knows where a child is, and that a child who was missing was found (STW-03, STW-16).

use super::checks::Checks;
use super::entry::{Basis, Entry, EntryHead};
use brought_domain::contact::Answer;
use brought_domain::steps::WhereaboutsRecorded;
use brought_domain::{Fact, ServiceId};

/// The form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordWhereabouts {
    /// What every form carries. It holds from when it "happened".
    pub head: EntryHead,
    /// Whether anybody knows where the child is. `Yes`: the child was found. Nothing: not said.
    pub known: Option<Answer>,
    /// Who found the child, when the child was found.
    pub found_by: String,
    /// What is known, and from whom.
    pub what: String,
}

impl Entry for RecordWhereabouts {
    fn head(&self) -> &EntryHead {
        &self.head
    }

    /// A child is missing for every service.
    fn service(&self, _basis: &Basis<'_>) -> Option<ServiceId> {
        None
    }

    fn plan(&self, _basis: &Basis<'_>, checks: &mut Checks) -> Option<Fact> {
        if self.known.is_none() {
            checks.refuse("known", "Say whether anybody knows where the child is");
        }
        let is_found = self.known == Some(Answer::Yes);
        // The engine takes no administrator's word for it; said here, so that nobody signs what would not count.
        if is_found && !self.head.role.may_end() {
            let words = "That a child was found is signed by a practitioner, not by an administrator: ask one to record it. Until then the child counts as missing";
            checks.refuse_by("STW-16", "known", words);
        }
        let what = checks.text("what", &self.what, "Say what is known, and from whom");
        let what = if is_found {
            let by = checks.text("found_by", &self.found_by, "Say who found the child, and what they are to the child");
            format!("Found by {by}. {what}")
        } else {
            what
        };
        Some(Fact::WhereaboutsRecorded(WhereaboutsRecorded { known: self.known?, what }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::record;
    use crate::testing::{actor, at, brought_under, head, open, put, the_id};
    use crate::{Actor, Brought, Failure, Purpose, Saved, add_practitioner, open_record, standing_of};
    use brought_domain::person::Practitioner;
    use brought_domain::work::Role;
    use brought_policy::Action;
    use brought_testkit::Family;
    use brought_testkit::builders::was_not_brought;

    const NOW: &str = "2026-01-07T09:00:00Z";

    /// A policy that asks what is to be done when nobody knows where a child is.
    async fn sam() -> Brought {
        let brought = brought_under("shropshire").await;
        let family = Family::new().child("sam", |sam| sam.born("2023-05-01")).mother("mum").clinic("2026-01-05T10:00", was_not_brought());
        put(&brought, &family.chronology()).await;
        brought
    }

    async fn form(brought: &Brought, known: Option<Answer>, now: &str) -> RecordWhereabouts {
        let head = head(brought, "sam", now).await;
        RecordWhereabouts { head, known, found_by: "Pat Shaw, her school nurse".into(), what: "The flat is empty.".into() }
    }

    async fn save(brought: &Brought, id: &str, now: &str, form: &RecordWhereabouts) -> Result<Saved, Failure> {
        record(brought, &open(brought, "sam", now).await, the_id(id), at(now), form).await
    }

    /// Whether the policy asks for the police to be told, as it does while nobody knows where the child is.
    async fn asks_for_the_police(brought: &Brought, now: &str) -> bool {
        let standing = standing_of(brought, &open(brought, "sam", now).await, at(now)).await.unwrap();
        standing.obligations.iter().any(|owed| owed.action == Action::Inform && owed.words.contains("police"))
    }

    fn refused(outcome: Result<Saved, Failure>) -> Vec<(String, String)> {
        match outcome {
            Err(Failure::Refused(refusal)) => refusal.problems.into_iter().map(|problem| (problem.field, problem.words)).collect(),
            other => panic!("not refused: {other:?}"),
        }
    }

    #[tokio::test]
    async fn that_nobody_knows_where_the_child_is_asks_for_what_the_policy_says_and_concerns_every_service() {
        let brought = sam().await;
        assert!(!asks_for_the_police(&brought, NOW).await);
        save(&brought, "lost", NOW, &form(&brought, Some(Answer::No), NOW).await).await.unwrap();
        assert!(asks_for_the_police(&brought, NOW).await);
        let event = brought.store.event(&the_id("lost")).await.unwrap().unwrap();
        assert_eq!(event.service, None);
        assert_eq!(event.fact, Fact::WhereaboutsRecorded(WhereaboutsRecorded { known: Answer::No, what: "The flat is empty.".into() }));
    }

    #[tokio::test]
    async fn that_the_child_was_found_says_by_whom() {
        let brought = sam().await;
        let by_nobody = RecordWhereabouts { found_by: " ".into(), ..form(&brought, Some(Answer::Yes), NOW).await };
        assert_eq!(refused(save(&brought, "found", NOW, &by_nobody).await)[0].0, "found_by");
        save(&brought, "found", NOW, &form(&brought, Some(Answer::Yes), NOW).await).await.unwrap();
        let event = brought.store.event(&the_id("found")).await.unwrap().unwrap();
        let Fact::WhereaboutsRecorded(recorded) = event.fact else { panic!("{event:?}") };
        assert_eq!(recorded.what, "Found by Pat Shaw, her school nurse. The flat is empty.");
    }

    /// STW-16: an administrator may write down that a child is missing, and not that a child was found.
    #[tokio::test]
    async fn that_the_child_was_found_takes_a_practitioners_word() {
        let brought = sam().await;
        let administrator = actor("ad", &[Role::Administrator]);
        let Actor { practitioner: id, name, roles, services, .. } = administrator.clone();
        add_practitioner(&brought, Practitioner { id, name, roles, services }).await.unwrap();
        let grant = open_record(&brought, &administrator, &the_id("sam"), Purpose::DirectCare, at(NOW)).await.unwrap();
        for (id, known, is_taken) in [("found", Answer::Yes, false), ("unclear", Answer::NotKnown, true), ("lost", Answer::No, true)] {
            let mut form = form(&brought, Some(known), NOW).await;
            form.head.role = Role::Administrator;
            let outcome = record(&brought, &grant, the_id(id), at(NOW), &form).await;
            match is_taken {
                true => drop(outcome.unwrap()),
                false => assert!(refused(outcome)[0].1.contains("signed by a practitioner, not by an administrator: ask one to record it")),
            }
        }
    }

    #[tokio::test]
    async fn what_is_left_blank_is_asked_for_all_at_once() {
        let brought = sam().await;
        let blank = RecordWhereabouts { what: String::new(), ..form(&brought, None, NOW).await };
        let fields: Vec<String> = refused(save(&brought, "new", NOW, &blank).await).into_iter().map(|(field, _)| field).collect();
        assert_eq!(fields, ["known", "what"]);
    }
}
