//! What the policy asked for and whether it was done, and how follow-ups ended, by what evidence.

use super::Period;
use crate::child_page::{ChildPage, ChronologyEntry, FollowUpView, clause_line, owner_in_words, stays_from, why};
use crate::chronology::Gathered;
use crate::words::{OFFERED, capitalised, happened_in_words, instant_in_words};
use brought_documents::{Portion, Sheet, Table};
use brought_policy::Answer;
use brought_policy::standing::{FollowUpState, Obligation, ObligationState, ObligationStateKind};
use std::collections::HashMap;

/// Everything that was owed in the period, in the order in which it came to be owed.
pub(super) fn asked(answer: &Answer, gathered: &Gathered, period: &Period) -> Sheet {
    let touches = |obligation: &&Obligation| period.touches(obligation.raised, obligation.state.settled().map(|settled| settled.at));
    let mut owed: Vec<&Obligation> = answer.standing.obligations.iter().filter(touches).collect();
    let zone = brought_calendar::uk_time_zone();
    owed.sort_by_key(|obligation| (obligation.raised.earliest(&zone), obligation.due.by, obligation.id.clone()));
    let count = |kinds: &[ObligationStateKind]| {
        owed.iter().filter(|obligation| !obligation.offer && kinds.contains(&obligation.state.kind())).count()
    };
    let counts = [
        ("Done in time", count(&[ObligationStateKind::Done])),
        ("Done late", count(&[ObligationStateKind::DoneLate])),
        ("Replaced or waived, with reasons", count(&[ObligationStateKind::Replaced, ObligationStateKind::Waived])),
        ("Overdue and not done", count(&[ObligationStateKind::Overdue])),
        ("Not done, and not late", count(&[ObligationStateKind::Due, ObligationStateKind::DueLater])),
    ];
    let rows: Vec<Vec<String>> = owed.iter().map(|obligation| row(obligation, answer, gathered)).collect();
    let columns = [("What was asked", 5), ("Of whom", 3), ("Owed from", 3), ("Due", 3), ("What became of it", 5), ("Why", 6)];
    Sheet {
        title: "What the policy asked, and whether it was done".to_owned(),
        foot: String::new(),
        wide: true,
        body: vec![
            Portion::Facts(counts.map(|(what, count)| (what.to_owned(), count.to_string())).to_vec()),
            Portion::Table(Table {
                caption: format!("Asked for, as the policies in force at each time have it: {}", rows.len()),
                columns: columns.map(|(head, share)| (head.to_owned(), share)).to_vec(),
                rows,
            }),
        ],
    }
}

fn row(obligation: &Obligation, answer: &Answer, gathered: &Gathered) -> Vec<String> {
    let whose = obligation.child.as_ref().map(|child| format!("For {}", gathered.name(child)));
    let service = obligation.service.as_ref().map(|service| gathered.service_name(service));
    let what: Vec<String> = std::iter::once(obligation.words.clone()).chain(whose).chain(service).collect();
    let escalated = obligation.escalated_to.map(|role| format!("Escalated to the {role}"));
    let who: Vec<String> = std::iter::once(capitalised(&owner_in_words(&obligation.owner, gathered))).chain(escalated).collect();
    let pack = answer.pack_with(&obligation.because.rule);
    let words = obligation.because.words.iter().map(String::as_str).chain(std::iter::repeat(""));
    let clauses = obligation.because.clauses.iter().zip(words).map(|(id, words)| clause_line(id, words, pack));
    let clauses: Vec<String> = clauses.map(|clause| clause.id).collect();
    let why: Vec<String> = std::iter::once(why(&obligation.because))
        .chain((!clauses.is_empty()).then(|| format!("Clauses: {}", clauses.join(", "))))
        .chain(stays_from(answer, obligation))
        .collect();
    vec![
        what.join("\n"),
        who.join("\n"),
        happened_in_words(obligation.raised),
        if obligation.offer { capitalised(OFFERED) } else { instant_in_words(obligation.due.by) },
        became(obligation),
        why.join("\n"),
    ]
}

/// Whether it was done, when, and why it was not.
fn became(obligation: &Obligation) -> String {
    let state = match (&obligation.state, obligation.offer) {
        (ObligationState::DueLater | ObligationState::Due | ObligationState::Overdue, true) => "not taken up".to_owned(),
        (ObligationState::Overdue, false) => "overdue: not done".to_owned(),
        (ObligationState::DueLater | ObligationState::Due, false) => "not done, and not late".to_owned(),
        (settled, _) => settled.kind().words().to_owned(),
    };
    let when = obligation.state.settled().map(|settled| happened_in_words(settled.at));
    let reason = match &obligation.state {
        ObligationState::Replaced(_, reason) | ObligationState::Waived(_, reason) => Some(format!("Because: {reason}")),
        _ => None,
    };
    std::iter::once(capitalised(&state)).chain(when).chain(reason).collect::<Vec<_>>().join("\n")
}

/// Each follow-up of the period: what failed, and how it ended with what evidence, or what is missing before it may.
pub(super) fn endings(answer: &Answer, page: &ChildPage, period: &Period) -> Sheet {
    let entries: HashMap<&str, &ChronologyEntry> = page.chronology.iter().map(|entry| (entry.event.as_str(), entry)).collect();
    let touches = |state: &FollowUpState, opened| match state {
        FollowUpState::Open => period.touches(opened, None),
        FollowUpState::Ended { at, .. } => period.touches(opened, Some(*at)),
    };
    let both = answer.standing.follow_ups.iter().zip(&page.follow_ups);
    let shown: Vec<&FollowUpView> = both.filter(|(raw, _)| touches(&raw.state, raw.opened)).map(|(_, view)| view).collect();
    let mut body: Vec<Portion> = shown.iter().flat_map(|view| follow_up(view, &entries)).collect();
    if body.is_empty() {
        body.push(Portion::Paragraph("No follow-up was open in this period.".to_owned()));
    }
    Sheet { title: "Follow-ups, and how they ended".to_owned(), foot: String::new(), wide: false, body }
}

fn follow_up(view: &FollowUpView, entries: &HashMap<&str, &ChronologyEntry>) -> Vec<Portion> {
    let mut facts = vec![
        ("Opened".to_owned(), view.opened.clone()),
        ("Stage".to_owned(), view.stage_words.clone()),
        ("About".to_owned(), view.children.iter().map(|(_, name)| name.clone()).collect::<Vec<_>>().join(", ")),
    ];
    facts.retain(|(_, words)| !words.is_empty());
    let failed = view.failed_contacts.iter().map(|failed| {
        let confirmed = if failed.confirmed { "" } else { ", not confirmed" };
        format!("{}: {}, {}{confirmed}", failed.when, failed.outcome, failed.setting)
    });
    let mut portions = vec![
        Portion::Heading(format!("{}: {}", view.service_name, view.person_name)),
        Portion::Facts(facts),
        Portion::Paragraph("What failed:".to_owned()),
        Portion::List(failed.collect()),
    ];
    match &view.ended {
        Some(ended) => {
            let evidence = entries.get(ended.event.as_str());
            let mut said = vec![("How it ended".to_owned(), ended.how.clone()), ("When".to_owned(), ended.when.clone())];
            said.extend(evidence.map(|entry| ("Signed by".to_owned(), format!("{}, {}", entry.recorded_by, entry.recorded))));
            said.extend(evidence.iter().flat_map(|entry| &entry.details).map(|(label, words)| ((*label).to_owned(), words.clone())));
            portions.push(Portion::Facts(said));
        }
        None => {
            portions.push(Portion::Paragraph("It is open. Missing before it may end:".to_owned()));
            portions.push(Portion::List(view.missing.iter().map(|missing| missing.words.clone()).collect()));
        }
    }
    portions
}
