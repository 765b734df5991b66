//! `brought policy put-in-force` and `brought policy in-force`: which policy is asked from when, shown first and then signed.

use crate::arguments::{PolicyInForce, PolicyPutInForce};
use crate::failure::Failure;
use crate::say::{say, say_words};
use crate::{opened, operator, packs};
use brought_app::{
    ChangeLine, HistoryLine, PoliciesPage, PutInForceForm, RoleLine, WholeRecordPurpose, WouldChange, open_whole_record, policies_page,
    put_in_force, would_change,
};
use brought_domain::ServiceId;
use brought_policy::Pack;
use brought_store::OpenMode;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;
use std::fmt::Write as _;

/// What would change in what is open, and whether the policy was put in force.
#[derive(Serialize, JsonSchema)]
pub(crate) struct PutInForceReport {
    /// Always `brought-put-in-force/1`.
    format: &'static str,
    /// The policy's id.
    pack: String,
    /// Its version.
    version: String,
    /// The digest of its files.
    digest: String,
    /// For which service. Nothing: for every service without a policy of its own.
    service: Option<String>,
    /// From when. Nothing: from now on.
    from: Option<String>,
    /// How many people are on record.
    people: usize,
    /// For how many of them anything would change.
    people_changed: usize,
    /// How many open obligations stay as they are.
    unchanged: usize,
    /// Every change, the same ones counted together.
    changes: Vec<ChangeForm>,
    /// The changes by the role that owes the obligation.
    roles: Vec<RoleForm>,
    /// What to give back with --confirm.
    confirm: String,
    /// Whether it was put in force.
    put_in_force: bool,
}

/// Changes that are the same.
#[derive(Serialize, JsonSchema)]
struct ChangeForm {
    /// `added`, `stays` (not asked for any more, and stays until it is answered), `earlier`, `later`, `other_role` or `settled`.
    kind: &'static str,
    words: String,
    owner: &'static str,
    /// Who will owe it, when that is another role.
    owner_then: Option<&'static str>,
    /// By how many days the day on which it is due moves.
    days: i64,
    /// How many obligations.
    times: usize,
    /// Of how many people.
    people: usize,
}

/// The changes of one role.
#[derive(Serialize, JsonSchema)]
struct RoleForm {
    role: &'static str,
    added: usize,
    stays: usize,
    earlier: usize,
    later: usize,
    other_role: usize,
    settled: usize,
}

/// Which policies are, were and will be in force.
#[derive(Serialize, JsonSchema)]
pub(crate) struct InForceReport {
    /// Always `brought-in-force/1`.
    format: &'static str,
    /// Which is in force for what: the record's own first.
    in_force: Vec<InForceForm>,
    /// What was put in force, newest first. Empty: nobody has signed for any.
    history: Vec<HistoryForm>,
}

/// Which policy is in force for what.
#[derive(Serialize, JsonSchema)]
struct InForceForm {
    /// The service, by name. Nothing: every service without a policy of its own.
    service: Option<String>,
    pack: String,
    version: String,
    digest: String,
    /// In words. Nothing: since before anybody signed.
    since: Option<String>,
}

/// That a policy was put in force.
#[derive(Serialize, JsonSchema)]
struct HistoryForm {
    service: Option<String>,
    pack: String,
    version: String,
    digest: String,
    from: Option<String>,
    /// Whether that has not come yet.
    to_come: bool,
    signed_at: String,
    signed_by: String,
    reason: String,
}

/// `policy put-in-force`.
pub(crate) async fn put(asked: PolicyPutInForce, now: Timestamp) -> Result<(), Failure> {
    let pack = packs::usable(&asked.pack)?;
    let service = asked.service.as_deref().map(ServiceId::new).transpose();
    let service = service.map_err(|problem| Failure::usage(format!("--for: {problem}")))?;
    let opened = opened::open_with(&asked.data, OpenMode::Existing, None, None, std::slice::from_ref(&asked.pack)).await?;
    let brought = &opened.brought;
    let signer = operator::named(brought, &asked.signed_by).await?;
    let grant = open_whole_record(brought, &signer, WholeRecordPurpose::PuttingPolicyInForce, now).await?;
    let form = PutInForceForm {
        pack_digest: pack.digest.clone(),
        service,
        from: asked.from,
        reason: asked.reason.clone(),
        role: asked.role,
        confirm: asked.confirm.clone().unwrap_or_default(),
    };
    let shown = would_change(brought, &grant, &form, now).await?;
    // The same answer to a program that asks a second time: what is refused is refused before anything is printed.
    if asked.confirm.is_some() {
        put_in_force(brought, &grant, &form, now).await?;
    }
    opened.store.close().await;
    let report = report(&asked, &pack, shown);
    if asked.json { print_json(&report) } else { print_text(&in_words(&report)) }
}

/// `policy in-force`.
pub(crate) async fn list(asked: PolicyInForce, now: Timestamp) -> Result<(), Failure> {
    let opened = opened::open(&asked.data, OpenMode::Existing, None, None).await?;
    let page = policies_page(&opened.brought, now).await?;
    opened.store.close().await;
    let report = listing(&page);
    if asked.json { print_json(&report) } else { print_text(&listing_in_words(&report)) }
}

fn report(asked: &PolicyPutInForce, pack: &Pack, shown: WouldChange) -> PutInForceReport {
    PutInForceReport {
        format: "brought-put-in-force/1",
        pack: pack.id.clone(),
        version: pack.version.clone(),
        digest: pack.digest.clone(),
        service: asked.service.clone(),
        from: asked.from.map(|from| from.to_string()),
        people: shown.people,
        people_changed: shown.people_changed,
        unchanged: shown.unchanged,
        changes: shown.lines.into_iter().map(change_form).collect(),
        roles: shown.roles.iter().map(role_form).collect(),
        confirm: shown.confirm,
        put_in_force: asked.confirm.is_some(),
    }
}

fn change_form(line: ChangeLine) -> ChangeForm {
    let ChangeLine { kind, words, owner, owner_then, days, times, people } = line;
    ChangeForm { kind, words, owner, owner_then, days, times, people }
}

fn role_form(line: &RoleLine) -> RoleForm {
    let RoleLine { role, added, stays, earlier, later, other_role, settled } = *line;
    RoleForm { role, added, stays, earlier, later, other_role, settled }
}

/// What the kinds of changes are called, in the order in which they are told.
const KINDS: &[(&str, &str)] = &[
    ("stays", "Not asked for any more; stays until it is answered"),
    ("settled", "Taken for answered"),
    ("added", "Asked for in addition"),
    ("earlier", "Due earlier"),
    ("later", "Due later"),
    ("other_role", "Owed by another role"),
];

fn in_words(report: &PutInForceReport) -> String {
    let mut text = String::new();
    let out = &mut text;
    // Writing to a text cannot fail.
    let _ = writeln!(out, "Version {} of {} (digest {})", report.version, report.pack, report.digest);
    let _ = writeln!(
        out,
        "For {}, from {}",
        report.service.as_deref().unwrap_or("every service without a policy of its own"),
        report.from.as_deref().unwrap_or("now on")
    );
    let _ = writeln!(
        out,
        "\nWhat would change in what is open now: for {} of {} people; {} open obligations stay as they are",
        report.people_changed, report.people, report.unchanged
    );
    for (kind, title) in KINDS {
        let lines: Vec<&ChangeForm> = report.changes.iter().filter(|line| line.kind == *kind).collect();
        let times: usize = lines.iter().map(|line| line.times).sum();
        let _ = writeln!(out, "  {title}: {times}");
        for line in lines {
            let then = line.owner_then.map(|then| format!(" -> {then}")).unwrap_or_default();
            let days = match line.days.abs() {
                0 => String::new(),
                1 => ", by 1 day".to_owned(),
                days => format!(", by {days} days"),
            };
            let _ = writeln!(
                out,
                "    {} x {}: {}{then}{days} ({} {})",
                line.times,
                line.words,
                line.owner,
                line.people,
                if line.people == 1 { "person" } else { "people" }
            );
        }
    }
    let _ = writeln!(out, "\nBy role: stays, added, earlier, later, other role");
    for role in &report.roles {
        let _ = writeln!(
            out,
            "  {:<40} {:>5} {:>5} {:>5} {:>5} {:>5}",
            role.role, role.stays, role.added, role.earlier, role.later, role.other_role
        );
    }
    if report.put_in_force {
        let _ = writeln!(out, "\nIt has been put in force.");
    } else {
        let _ = writeln!(out, "\nNothing has been put in force. To sign for what is shown here: --confirm {}", report.confirm);
    }
    text
}

fn listing(page: &PoliciesPage) -> InForceReport {
    let line = |line: &brought_app::InForceLine| InForceForm {
        service: line.service.clone(),
        pack: line.pack.id.clone(),
        version: line.pack.version.clone(),
        digest: line.pack.digest.clone(),
        since: line.since.clone(),
    };
    let history = |line: &HistoryLine| HistoryForm {
        service: line.service.clone(),
        pack: line.pack.clone(),
        version: line.version.clone(),
        digest: line.digest.clone(),
        from: line.from.clone(),
        to_come: line.to_come,
        signed_at: line.signed_at.clone(),
        signed_by: line.signed_by.clone(),
        reason: line.reason.clone(),
    };
    InForceReport {
        format: "brought-in-force/1",
        in_force: page.in_force.iter().map(line).collect(),
        history: page.history.iter().map(history).collect(),
    }
}

fn listing_in_words(report: &InForceReport) -> String {
    let mut text = String::from("In force now\n");
    let out = &mut text;
    let whose = |service: &Option<String>| service.clone().unwrap_or_else(|| "every service without a policy of its own".to_owned());
    for line in &report.in_force {
        let since = line.since.as_ref().map_or_else(|| "nobody has signed for it".to_owned(), |since| format!("since {since}"));
        let _ = writeln!(out, "  {}: version {} of {}, {since} (digest {})", whose(&line.service), line.version, line.pack, line.digest);
    }
    if !report.history.is_empty() {
        let _ = writeln!(out, "\nPut in force, newest first");
    }
    for line in &report.history {
        let from = line.from.as_deref().unwrap_or("the beginning of the record");
        let to_come = if line.to_come { " (to come)" } else { "" };
        let _ = writeln!(out, "  {}: version {} of {}, from {from}{to_come}", whose(&line.service), line.version, line.pack);
        let _ = writeln!(out, "    signed by {}, {}: {}", line.signed_by, line.signed_at, line.reason);
    }
    text
}

fn print_text(text: &str) -> Result<(), Failure> {
    say_words!("{text}");
    Ok(())
}

fn print_json(report: &impl Serialize) -> Result<(), Failure> {
    let text = serde_json::to_string_pretty(report);
    say!("{}", text.map_err(|problem| Failure::trouble(format!("the report could not be written: {problem}")))?);
    Ok(())
}
