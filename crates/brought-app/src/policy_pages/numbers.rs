//! The numbers of a policy: its deadlines, what counts as a failed contact, how long a pattern looks back, who hears when it stays overdue.

use crate::words::capitalised;
use brought_calendar::date_in_words;
use brought_policy::Pack;
use brought_policy::explain::within;
use serde::Serialize;

/// The numbers of a pack.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NumbersPage {
    /// Its deadlines.
    pub parameters: Vec<ParameterLine>,
    /// Its conditions with a name.
    pub conditions: Vec<ConditionLine>,
    /// Outcomes that count as a failed contact, in words.
    pub counts: Vec<&'static str>,
    /// Outcomes that never do, in words.
    pub does_not_count: Vec<&'static str>,
    /// The clauses that define it.
    pub counting_clauses: Vec<String>,
    /// How long a pattern looks back, in days.
    pub pattern_window_days: u32,
    /// Why so long.
    pub pattern_note: String,
    /// The clauses it comes from.
    pub pattern_clauses: Vec<String>,
    /// Who hears when something stays overdue.
    pub escalation: Vec<EscalationLine>,
}

/// A deadline of the policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ParameterLine {
    /// Its name.
    pub name: String,
    /// The name as words.
    pub words: String,
    /// Its values, each with its first day, in words; the first without.
    pub values: Vec<String>,
    /// The clauses it serves.
    pub clauses: Vec<String>,
    /// Whether the document gives it. If not, it is the local choice.
    pub from_document: bool,
    /// Why this value.
    pub note: String,
    /// The rules that use it.
    pub rules: Vec<String>,
}

/// A condition with a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ConditionLine {
    /// Its name.
    pub name: String,
    /// The name as words.
    pub words: String,
    /// The condition as it is written.
    pub when: String,
    /// The clauses it serves.
    pub clauses: Vec<String>,
    /// Whether the document says it. If not, it is the local choice.
    pub from_document: bool,
    /// Why it is so.
    pub note: String,
    /// The rules that use it.
    pub rules: Vec<String>,
}

/// A rung of the ladder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EscalationLine {
    /// How many working days after it was due.
    pub after_working_days: u32,
    /// Who hears.
    pub to: &'static str,
    /// Why then, and why they.
    pub note: String,
}

/// The numbers of a pack in words.
pub fn numbers_page(pack: &Pack) -> NumbersPage {
    let spaced = |name: &str| capitalised(&name.replace('_', " "));
    NumbersPage {
        parameters: pack
            .parameters
            .values()
            .map(|number| ParameterLine {
                name: number.name.clone(),
                words: spaced(&number.name),
                values: number
                    .values
                    .iter()
                    .enumerate()
                    .map(|(place, (from, deadline))| match place {
                        0 => capitalised(&within(*deadline)),
                        _ => format!("From {}: {}", date_in_words(*from), within(*deadline)),
                    })
                    .collect(),
                clauses: number.clauses.clone(),
                from_document: number.from_document,
                note: number.note.clone(),
                rules: using(pack, |rule| rule.duties.iter().any(|duty| duty.parameter.as_ref() == Some(&number.name))),
            })
            .collect(),
        conditions: pack
            .conditions
            .values()
            .map(|condition| ConditionLine {
                name: condition.name.clone(),
                words: spaced(&condition.name),
                when: condition.when_text.clone(),
                clauses: condition.clauses.clone(),
                from_document: condition.from_document,
                note: condition.note.clone(),
                rules: using(pack, |rule| rule.uses.contains(&condition.name)),
            })
            .collect(),
        counts: pack.counting.counts.iter().map(|outcome| outcome.words()).collect(),
        does_not_count: pack.counting.does_not_count.iter().map(|outcome| outcome.words()).collect(),
        counting_clauses: pack.counting.clauses.clone(),
        pattern_window_days: pack.pattern_window_days,
        pattern_note: pack.pattern_note.clone(),
        pattern_clauses: pack.pattern_clauses.clone(),
        escalation: pack
            .escalation
            .iter()
            .map(|rung| EscalationLine { after_working_days: rung.after_working_days, to: rung.to.words(), note: rung.note.clone() })
            .collect(),
    }
}

fn using(pack: &Pack, uses: impl Fn(&brought_policy::pack::Rule) -> bool) -> Vec<String> {
    pack.rules().filter(|rule| uses(rule)).map(|rule| rule.id.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::pack;

    #[test]
    fn every_number_says_whose_it_is_why_and_which_rules_use_it() {
        let page = numbers_page(&pack());
        let visit = page.parameters.iter().find(|number| number.name == "make_further_visit").unwrap();
        assert_eq!((visit.values.as_slice(), visit.from_document), (["Within 5 working days".to_owned()].as_slice(), true));
        assert!(page.parameters.iter().all(|number| !number.rules.is_empty() && !number.clauses.is_empty()), "{page:?}");
        assert!(page.parameters.iter().all(|number| number.from_document || !number.note.is_empty()));
        assert!(page.counts.contains(&"was not brought") && page.does_not_count.contains(&"cancelled by the service"));
        assert_eq!(
            page.escalation.iter().map(|rung| rung.to).collect::<Vec<_>>(),
            ["safeguarding supervisor", "safeguarding lead", "named nurse"]
        );
    }
}
