//! The texts of two policies side by side, for a page.

use crate::policy_pages::{PackSummary, exact_key, pack_summary};
use crate::words::capitalised;
use brought_policy::Pack;
use brought_policy::compare::{Ask, Asking, Row, Sides, texts};
use serde::Serialize;

/// Two policies side by side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TextsPage {
    /// A.
    pub left: PackSummary,
    /// B.
    pub right: PackSummary,
    /// Whether the two are versions of one policy.
    pub versions: bool,
    /// What only A asks.
    pub only_left: Vec<AskView>,
    /// What only B asks.
    pub only_right: Vec<AskView>,
    /// What both ask, and not in the same way.
    pub differs: Vec<AskView>,
    /// How much both ask in the same way.
    pub same: usize,
    /// Numbers that differ.
    pub numbers: Vec<RowView>,
    /// How follow-ups may end, where that differs.
    pub endings: Vec<RowView>,
    /// Rules that differ, in two versions of one policy.
    pub rules: Vec<RowView>,
    /// Clauses that differ.
    pub clauses: Vec<RowView>,
}

/// One thing to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AskView {
    /// For whom.
    pub follows: &'static str,
    /// What.
    pub what: String,
    /// How A asks for it.
    pub left: Vec<AskingView>,
    /// How B asks for it.
    pub right: Vec<AskingView>,
}

/// How one rule asks for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AskingView {
    /// When.
    pub when: String,
    /// How often.
    pub how_often: &'static str,
    /// Who owes it.
    pub owner: &'static str,
    /// By when.
    pub due: Option<String>,
    /// The rule.
    pub rule: String,
    /// Its clauses.
    pub clauses: Vec<String>,
}

/// Something under one name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RowView {
    /// What it is.
    pub what: String,
    /// In A.
    pub left: Option<String>,
    /// In B.
    pub right: Option<String>,
}

/// Sets two policies side by side.
pub fn texts_page(left: &Pack, right: &Pack) -> TextsPage {
    let found = texts(left, right);
    let of = |sides: Sides| found.asks.iter().filter(|ask| ask.sides == sides).map(ask).collect::<Vec<_>>();
    let summary = |pack: &Pack| PackSummary { key: exact_key(pack), ..pack_summary(pack) };
    let rows = |rows: &[Row]| {
        rows.iter().map(|row| RowView { what: row.what.clone(), left: row.left.clone(), right: row.right.clone() }).collect()
    };
    TextsPage {
        left: summary(left),
        right: summary(right),
        versions: left.id == right.id,
        only_left: of(Sides::OnlyLeft),
        only_right: of(Sides::OnlyRight),
        differs: of(Sides::Differs),
        same: of(Sides::Same).len(),
        numbers: rows(&found.numbers),
        endings: rows(&found.endings),
        rules: rows(&found.rules),
        clauses: rows(&found.clauses),
    }
}

fn ask(ask: &Ask) -> AskView {
    let asking = |asking: &Asking| AskingView {
        when: asking.when.clone(),
        how_often: asking.how_often,
        owner: asking.owner,
        due: asking.due.clone(),
        rule: asking.rule.clone(),
        clauses: asking.clauses.clone(),
    };
    AskView {
        follows: ask.follows.words(),
        what: capitalised(&ask.what),
        left: ask.left.iter().map(asking).collect(),
        right: ask.right.iter().map(asking).collect(),
    }
}
