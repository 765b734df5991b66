//! `brought policy compare --texts`: two packs side by side, without any history.

use brought_app::{AskView, RowView, TextsPage, texts_page};
use brought_policy::Pack;
use schemars::JsonSchema;
use serde::Serialize;

/// Two packs side by side. What is the same in both is left out.
#[derive(Serialize, JsonSchema)]
pub(crate) struct TextsForm {
    /// Always `brought-policy-texts/1`.
    format: &'static str,
    /// A.
    left: PackNameForm,
    /// B.
    right: PackNameForm,
    /// Whether the two are versions of one pack.
    versions: bool,
    /// What only A asks.
    only_left: Vec<AskForm>,
    /// What only B asks.
    only_right: Vec<AskForm>,
    /// What both ask, and not in the same way.
    differs: Vec<AskForm>,
    /// How much both ask in the same way.
    same: usize,
    /// Numbers that differ.
    numbers: Vec<BothForm>,
    /// How follow-ups may end, where that differs.
    endings: Vec<BothForm>,
    /// Rules that differ, in two versions of one pack.
    rules: Vec<BothForm>,
    /// Clauses that differ.
    clauses: Vec<BothForm>,
}

/// Which pack.
#[derive(Serialize, JsonSchema)]
struct PackNameForm {
    id: String,
    title: String,
    version: String,
    digest: String,
}

/// One thing to do.
#[derive(Serialize, JsonSchema)]
struct AskForm {
    /// For whom: children, unborn children, or parents and carers.
    follows: &'static str,
    what: String,
    left: Vec<AskingForm>,
    right: Vec<AskingForm>,
}

/// How one rule asks for it.
#[derive(Serialize, JsonSchema)]
struct AskingForm {
    when: String,
    how_often: &'static str,
    owner: &'static str,
    /// Nothing: it is only offered.
    due: Option<String>,
    rule: String,
    clauses: Vec<String>,
}

/// Something under one name. Nothing: that pack has none of this name.
#[derive(Serialize, JsonSchema)]
struct BothForm {
    what: String,
    left: Option<String>,
    right: Option<String>,
}

impl TextsForm {
    pub(super) fn new(left: &Pack, right: &Pack) -> Self {
        let TextsPage { versions, only_left, only_right, differs, same, numbers, endings, rules, clauses, .. } = texts_page(left, right);
        let name = |pack: &Pack| PackNameForm {
            id: pack.id.clone(),
            title: pack.title.clone(),
            version: pack.version.clone(),
            digest: pack.digest.clone(),
        };
        Self {
            format: "brought-policy-texts/1",
            left: name(left),
            right: name(right),
            versions,
            only_left: asks(only_left),
            only_right: asks(only_right),
            differs: asks(differs),
            same,
            numbers: rows(numbers),
            endings: rows(endings),
            rules: rows(rules),
            clauses: rows(clauses),
        }
    }
}

fn asks(asks: Vec<AskView>) -> Vec<AskForm> {
    let asking = |asking: brought_app::AskingView| AskingForm {
        when: asking.when,
        how_often: asking.how_often,
        owner: asking.owner,
        due: asking.due,
        rule: asking.rule,
        clauses: asking.clauses,
    };
    let ask = |ask: AskView| AskForm {
        follows: ask.follows,
        what: ask.what,
        left: ask.left.into_iter().map(asking).collect(),
        right: ask.right.into_iter().map(asking).collect(),
    };
    asks.into_iter().map(ask).collect()
}

fn rows(rows: Vec<RowView>) -> Vec<BothForm> {
    rows.into_iter().map(|row| BothForm { what: row.what, left: row.left, right: row.right }).collect()
}

/// The same as text.
pub(super) fn words(form: &TextsForm) -> String {
    let name = |pack: &PackNameForm| format!("{} {} ({})", pack.id, pack.version, pack.title);
    let mut lines = vec![format!("A: {}", name(&form.left)), format!("B: {}", name(&form.right))];
    for (title, asks) in
        [("Only A asks", &form.only_left), ("Only B asks", &form.only_right), ("Both ask, and not in the same way", &form.differs)]
    {
        lines.push(format!("\n{title}: {}", asks.len()));
        for ask in asks {
            lines.push(format!("  {} (for {})", ask.what, ask.follows));
            lines.extend(ask.left.iter().map(|asking| asking_line("A", asking)));
            lines.extend(ask.right.iter().map(|asking| asking_line("B", asking)));
        }
    }
    lines.push(format!("\nBoth ask in the same way: {}", form.same));
    for (title, rows) in
        [("Numbers", &form.numbers), ("How follow-ups may end", &form.endings), ("Rules", &form.rules), ("Clauses", &form.clauses)]
    {
        lines.push(format!("\n{title} that differ: {}", rows.len()));
        for row in rows {
            let side = |side: &Option<String>| side.clone().unwrap_or_else(|| "nothing of this name".to_owned());
            lines.extend([format!("  {}", row.what), format!("    A: {}", side(&row.left)), format!("    B: {}", side(&row.right))]);
        }
    }
    lines.join("\n") + "\n"
}

fn asking_line(side: &str, asking: &AskingForm) -> String {
    let due = asking.due.as_ref().map(|due| format!(", {due}")).unwrap_or_default();
    format!("    {side} {}: the {}{due}, {}: when {}", asking.rule, asking.owner, asking.how_often, asking.when)
}
