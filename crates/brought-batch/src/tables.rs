//! What is written: the tables and their columns.

use crate::table::{Column, Holds, Spec, Table};
use brought_domain::Happened;
use brought_interop::RowRef;
use brought_policy::compare::pairs;
use brought_policy::standing::{FollowUp, FollowUpState, Obligation, PatternFound};

const fn column(name: &'static str, holds: Holds) -> Column {
    Column { name, holds, may_be_empty: false }
}

const fn maybe(name: &'static str, holds: Holds) -> Column {
    Column { name, holds, may_be_empty: true }
}

use Holds::{Count, Day, Instant, Text, YesOrNo};

/// One row for each follow-up of each person.
pub(crate) const FOLLOW_UPS: &Spec = &Spec {
    name: "follow_ups",
    columns: &[
        column("pack", Text),
        column("person", Text),
        column("follow_up", Text),
        column("record_of", Text),
        column("service", Text),
        maybe("pathway", Text),
        column("stage", Text),
        column("opened_on", Day),
        maybe("opened_at", Instant),
        column("openings", Count),
        column("failed_contacts", Count),
        column("state", Text),
        maybe("ended_on", Day),
        maybe("ended_at", Instant),
        column("missing", Text),
        column("incomplete", YesOrNo),
    ],
};

/// One row for everything that is or was asked.
pub(crate) const OBLIGATIONS: &Spec = &Spec {
    name: "obligations",
    columns: &[
        column("pack", Text),
        column("person", Text),
        column("obligation", Text),
        maybe("follow_up", Text),
        column("record_of", Text),
        maybe("service", Text),
        maybe("child", Text),
        column("action", Text),
        column("words", Text),
        column("rule", Text),
        column("clauses", Text),
        column("owner", Text),
        column("fallback", Text),
        maybe("practitioner", Text),
        column("raised_on", Day),
        maybe("raised_at", Instant),
        maybe("not_before_on", Day),
        column("due_on", Day),
        column("due_by", Instant),
        column("offer", YesOrNo),
        column("state", Text),
        maybe("settled_on", Day),
        maybe("settled_at", Instant),
        maybe("escalated_to", Text),
        column("incomplete", YesOrNo),
    ],
};

/// One row for each pattern found.
pub(crate) const PATTERNS: &Spec = &Spec {
    name: "patterns",
    columns: &[
        column("pack", Text),
        column("person", Text),
        column("pattern", Text),
        column("rule", Text),
        column("clauses", Text),
        column("entries", Text),
        column("incomplete", YesOrNo),
    ],
};

/// One row for each row of the input that was not taken, for each question about one that was, and for each entry that a policy set aside.
pub(crate) const PROBLEMS: &Spec = &Spec {
    name: "problems",
    columns: &[
        column("kind", Text),
        maybe("file", Text),
        maybe("row", Count),
        maybe("line", Count),
        maybe("person", Text),
        maybe("pack", Text),
        maybe("column", Text),
        maybe("value", Text),
        column("reason", Text),
        column("what_to_do", Text),
    ],
};

/// One row for everything that one of two policies asks and the other does not.
pub(crate) const DIFFERENCES: &Spec = &Spec {
    name: "differences",
    columns: &[
        column("asked_by", Text),
        column("not_asked_by", Text),
        column("person", Text),
        column("obligation", Text),
        column("record_of", Text),
        maybe("service", Text),
        maybe("child", Text),
        column("action", Text),
        column("words", Text),
        column("rule", Text),
        column("owner", Text),
        column("raised_on", Day),
        maybe("raised_at", Instant),
        column("due_on", Day),
        column("state", Text),
        column("incomplete", YesOrNo),
    ],
};

/// Of whom a row is.
#[derive(Clone, Copy)]
pub(crate) struct Of<'a> {
    pub(crate) pack: &'a str,
    pub(crate) person: &'a str,
    /// Whether rows about them could not be used, so that there may be more than is told here.
    pub(crate) incomplete: bool,
}

pub(crate) fn follow_up(table: &mut Table, of: Of<'_>, row: &FollowUp) {
    let (state, ended): (&str, Option<Happened>) = match &row.state {
        FollowUpState::Open => ("open", None),
        FollowUpState::Ended { layer, at, .. } => (layer.code(), Some(*at)),
    };
    let missing: Vec<&str> = row.missing.iter().map(|missing| missing.kind.code()).collect();
    table.text(of.pack).text(of.person).text(row.id.as_str()).text(row.person.as_str()).text(row.service.as_str());
    table.maybe_text(row.pathway.as_deref()).text(&row.stage).happened(Some(row.opened)).count(u64::from(row.openings));
    table.count(row.failed_contacts.len() as u64).text(state).happened(ended).text(&missing.join(" ")).yes(of.incomplete).end();
}

pub(crate) fn obligation(table: &mut Table, of: Of<'_>, row: &Obligation) {
    table.text(of.pack).text(of.person).text(row.id.as_str()).maybe_text(row.follow_up.as_ref().map(|id| id.as_str()));
    table.text(row.person.as_str()).maybe_text(row.service.as_ref().map(|id| id.as_str()));
    table.maybe_text(row.child.as_ref().map(|id| id.as_str())).text(row.action.code()).text(&row.words);
    table.text(&row.because.rule).text(&row.because.clauses.join(" ")).text(row.owner.role.code()).text(row.owner.fallback.code());
    table.maybe_text(row.owner.practitioner.as_ref().map(|id| id.as_str())).happened(Some(row.raised));
    table.day(row.due.not_before).day(Some(row.due.on)).instant(Some(row.due.by)).yes(row.offer).text(row.state.kind().code());
    table.happened(row.state.settled().map(|settled| settled.at)).maybe_text(row.escalated_to.map(|role| role.code()));
    table.yes(of.incomplete).end();
}

pub(crate) fn pattern(table: &mut Table, of: Of<'_>, row: &PatternFound) {
    let entries: Vec<&str> = row.because.events.iter().map(|event| event.as_str()).collect();
    table.text(of.pack).text(of.person).text(row.pattern.code()).text(&row.because.rule).text(&row.because.clauses.join(" "));
    table.text(&entries.join(" ")).yes(of.incomplete).end();
}

/// What one policy asks and the other does not.
pub(crate) fn differences(table: &mut Table, packs: (&str, &str), of: Of<'_>, left: &[Obligation], right: &[Obligation]) {
    for pair in pairs(left.iter().collect(), right.iter().collect()) {
        let (by, not_by, row) = match (pair.left, pair.right) {
            (Some(row), None) => (packs.0, packs.1, row),
            (None, Some(row)) => (packs.1, packs.0, row),
            _ => continue,
        };
        table.text(by).text(not_by).text(of.person).text(row.id.as_str()).text(row.person.as_str());
        table.maybe_text(row.service.as_ref().map(|id| id.as_str())).maybe_text(row.child.as_ref().map(|id| id.as_str()));
        table.text(row.action.code()).text(&row.words).text(&row.because.rule).text(row.owner.role.code());
        table.happened(Some(row.raised)).day(Some(row.due.on)).text(row.state.kind().code()).yes(of.incomplete).end();
    }
}

/// Something that a person should look at.
pub(crate) struct Look<'a> {
    /// `not_used`, `set_aside`, `question` or `entry_set_aside`.
    pub(crate) kind: &'a str,
    pub(crate) row: Option<&'a RowRef>,
    pub(crate) person: Option<&'a str>,
    pub(crate) pack: Option<&'a str>,
    pub(crate) column: Option<&'a str>,
    pub(crate) value: Option<&'a str>,
    pub(crate) reason: &'a str,
    pub(crate) what_to_do: &'a str,
}

pub(crate) fn problem(table: &mut Table, look: &Look<'_>) {
    table.text(look.kind).maybe_text(look.row.map(|row| &*row.file)).maybe_count(look.row.map(|row| row.row));
    table.maybe_count(look.row.map(|row| row.line)).maybe_text(look.person).maybe_text(look.pack).maybe_text(look.column);
    table.maybe_text(look.value).text(look.reason).text(look.what_to_do).end();
}
