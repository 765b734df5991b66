//! "Why am I seeing this?": an obligation with its rule, the clause in words, the entries and facts behind it, and what discharges it (U32).

use crate::access::AccessGrant;
use crate::brought::Brought;
use crate::child_page::{
    BecauseLine, ChronologyEntry, Entries, ObligationLine, PackLine, because_line, obligation_line, pack_line, stays_from,
};
use crate::chronology::gather_for;
use crate::failure::Failure;
use brought_domain::ObligationId;
use brought_policy::Pack;
use brought_policy::standing::Obligation;
use jiff::Timestamp;
use serde::Serialize;

/// Why something is asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Explanation {
    /// The obligation.
    pub obligation: ObligationLine,
    /// The rule, its clauses in words, and the facts that decided.
    pub because: BecauseLine,
    /// The rule's condition as the pack writes it. Nothing: the product itself asks, whatever the pack says.
    pub when: Option<String>,
    /// The deadline as the policy gives it: "5 working days".
    pub deadline: String,
    /// Whether the document itself gives the deadline, or the pack fills a gap, and why so.
    pub deadline_from: Option<String>,
    /// The entries that raised it.
    pub entries: Vec<ChronologyEntry>,
    /// What takes it off the list.
    pub discharged_by: &'static str,
    /// Who owes it when the owner cannot.
    pub fallback: &'static str,
    /// Which policy it comes from.
    pub pack: PackLine,
}

/// Explains an obligation of the record that was opened.
///
/// # Errors
/// [`Failure::NotThere`] when the record has no such obligation; [`Failure::Trouble`].
pub async fn explain(brought: &Brought, grant: &AccessGrant, obligation: &ObligationId, now: Timestamp) -> Result<Explanation, Failure> {
    let gathered = gather_for(brought, grant).await?;
    let answer = brought.answer(&gathered.chronology, now).await?;
    let found = answer.standing.obligations.iter().find(|other| other.id == *obligation).ok_or(Failure::NotThere("this obligation"))?;
    let gathered = gathered.shown();
    let (entries, pack) = (Entries::of(&gathered), answer.pack_of(found));
    Ok(Explanation {
        obligation: ObligationLine { stays_from: stays_from(&answer, found), ..obligation_line(found, &gathered, &brought.calendar, now) },
        because: because_line(&found.because, pack),
        when: pack.rules().find(|rule| rule.id == found.because.rule).map(|rule| pack.when_in_full(rule)),
        deadline: found.due.deadline.to_string(),
        deadline_from: deadline_from(found, pack),
        entries: found.because.events.iter().filter_map(|id| gathered.event(id)).map(|event| entries.entry(event)).collect(),
        discharged_by: found.action.settled_by(),
        fallback: found.owner.fallback.words(),
        pack: pack_line(&answer, &gathered),
    })
}

fn deadline_from(obligation: &Obligation, pack: &Pack) -> Option<String> {
    let rule = pack.rules().find(|rule| rule.id == obligation.because.rule)?;
    let duty = rule.duties.iter().find(|duty| duty.action == obligation.action)?;
    let parameter = pack.parameters.get(duty.parameter.as_ref()?)?;
    let from =
        if parameter.from_document { "the policy itself gives this time" } else { "the policy gives no time; this is the local choice" };
    Some(format!("{from}: {}", parameter.note))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::standing_of;
    use crate::testing::{at, open, with};
    use brought_testkit::Family;
    use brought_testkit::builders::was_not_brought;

    const NOW: &str = "2026-01-06T09:00:00Z";

    /// U32.
    #[tokio::test]
    async fn an_obligation_is_explained_by_rule_clause_facts_and_entries() {
        let family = Family::new().child("ana", |ana| ana.born("2023-05-01"));
        let brought = with(&family.clinic("2026-01-05T10:00", was_not_brought()).chronology()).await;
        let grant = open(&brought, "ana", NOW).await;
        let standing = standing_of(&brought, &grant, at(NOW)).await.unwrap();
        let explanation = explain(&brought, &grant, &standing.obligations[0].id, at(NOW)).await.unwrap();
        assert_eq!((explanation.because.rule.as_str(), explanation.because.clauses[0].id.as_str()), ("NAF-R13", "NAF-13"));
        assert!(!explanation.because.clauses[0].words.is_empty());
        assert_eq!(explanation.entries[0].summary, "Was not brought");
        assert!(explanation.when.unwrap().contains("failed_contacts"));
        assert!(explanation.deadline_from.unwrap().starts_with("the policy gives no time; this is the local choice"));
        assert_eq!(explanation.fallback, "safeguarding lead");
    }

    #[tokio::test]
    async fn what_is_not_on_the_record_is_not_explained() {
        let brought = with(&Family::new().child("ana", |ana| ana).chronology()).await;
        let grant = open(&brought, "ana", NOW).await;
        let other = explain(&brought, &grant, &"nothing".parse().unwrap(), at(NOW)).await;
        assert!(matches!(other, Err(Failure::NotThere(_))));
    }
}
