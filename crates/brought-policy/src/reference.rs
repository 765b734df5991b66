//! The tables of what a pack can use, for the handbook: made from the lists themselves, so that they cannot say anything else.

use crate::duty::{Action, AnalysisPart, SOCIAL_WORKER_OR_DUTY_TEAM};
use crate::fact::{FactName, FactType};
use brought_domain::contact::Setting;
use brought_domain::steps::{AlertPlace, HelpKind, InformTopic, Party, RecordKind, Step};
use brought_domain::vocabulary::Vocabulary;
use brought_domain::work::{AgencyKind, Ask, DiscussionTopic, Role};
use std::fmt::Write as _;

/// A Markdown page with a table of every action, every fact and every list of words that a duty takes.
pub fn tables() -> String {
    let mut page =
        "# What a policy pack can use\n\nPrinted by `brought policy words`. How to write a pack stands in `docs/policy-packs.md`.\n"
            .to_owned();
    page.push_str("\n## Actions\n\n| `do` | what it asks | keys of its own | settled by |\n|---|---|---|---|\n");
    for action in Action::ALL {
        let keys: Vec<String> = action.keys().iter().map(|key| format!("`{key}`")).collect();
        // Writing to a text cannot fail.
        let _ = writeln!(page, "| `{}` | {} | {} | {} |", action.code(), action.words(), keys.join(", "), action.settled_by());
    }
    page.push_str("\n## Facts\n\n| fact | what it says | type | known to |\n|---|---|---|---|\n");
    for fact in FactName::ALL {
        let known_to = if fact.needs_follow_up() { "rules on a follow-up" } else { "every rule" };
        let _ = writeln!(page, "| `{}` | {} | {} | {known_to} |", fact.code(), fact.words(), kind(*fact));
    }
    page.push_str("\n## Words\n");
    list::<Role>(&mut page, "`owner`, `fallback`, and `with` of `discuss`", &[]);
    list::<AgencyKind>(&mut page, "`with` of `liaise` and `refer`", &[]);
    list::<Ask>(&mut page, "`ask` of `liaise`", &[]);
    list::<DiscussionTopic>(&mut page, "`about` of `discuss`", &[]);
    list::<Party>(&mut page, "`with` of `inform`", &[(SOCIAL_WORKER_OR_DUTY_TEAM, "whichever of the two the clock says")]);
    list::<InformTopic>(&mut page, "`about` of `inform`", &[]);
    list::<RecordKind>(&mut page, "`records` of `review_records`", &[]);
    list::<HelpKind>(&mut page, "`help` of `offer_help`", &[]);
    list::<Step>(&mut page, "`step` of `take_step`", &[]);
    list::<AlertPlace>(&mut page, "`place` of `decide_alert`", &[]);
    list::<AnalysisPart>(&mut page, "`say` of `record_impact_and_decision`", &[]);
    list::<Setting>(&mut page, "`setting` of `plan_contact`", &[]);
    page
}

fn kind(fact: FactName) -> String {
    match fact.fact_type() {
        FactType::Code(codes) => codes().into_iter().map(|code| format!("`{}`", code.code())).collect::<Vec<_>>().join(", "),
        other => other.words().to_owned(),
    }
}

fn list<V: Vocabulary>(page: &mut String, where_used: &str, more: &[(&str, &str)]) {
    let _ = writeln!(page, "\n### {where_used}\n\n| word | meaning |\n|---|---|");
    let members = V::MEMBERS.iter().map(|member| (member.code_of(), member.words_of()));
    for (code, words) in members.chain(more.iter().copied()) {
        let _ = writeln!(page, "| `{code}` | {words} |");
    }
}
