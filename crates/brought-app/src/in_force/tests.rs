//! Putting a policy in force: who may, what is shown first, and that nothing that is open vanishes.

use super::*;
use crate::testing::{actor, add, at, brought, files, files_of, lead, named_nurse, nurse, open, the_id};
use crate::{Actor, Brought, Denied, PutInForceForm, WholeRecordGrant, WholeRecordPurpose, as_known_on, open_whole_record, standing_of};
use brought_domain::work::Role;
use brought_policy::compare::What;
use brought_policy::standing::Obligation;
use brought_testkit::Family;
use brought_testkit::builders::was_not_brought;
use jiff::civil::date;

const NOW: &str = "2026-01-06T09:00:00Z";
const LATER: &str = "2026-01-09T09:00:00Z";

/// The shipped pack with some of its words changed, as another version.
fn version(version: &str, change: &[(&str, &str, &str)]) -> BTreeMap<String, String> {
    let mut files = files();
    let manifest = files.get_mut("pack.toml").unwrap();
    let first = manifest.lines().find(|line| line.starts_with("version")).unwrap().to_owned();
    *manifest = manifest.replacen(&first, &format!("version = \"{version}\""), 1);
    for (file, from, to) in change {
        let text = files.get_mut(*file).unwrap();
        assert!(text.contains(from), "{file} does not say {from}");
        *text = text.replace(from, to);
    }
    files
}

/// The same rules with another number, which no scenario speaks of.
fn other_number() -> BTreeMap<String, String> {
    version("9.0", &[("pack.toml", "window_days = 365", "window_days = 366")])
}

/// A record with two children who were not brought twice, and the packs given on the shelf beside the usual one.
async fn record(texts: Vec<BTreeMap<String, String>>) -> Brought {
    let brought = brought().await.with_shelf(Shelf::new(std::iter::once(files()).chain(texts).collect()));
    for child in ["ana", "ben"] {
        let family = Family::new().child(child, |child| child.born("2023-05-01")).clinic("2025-12-22T10:00", was_not_brought());
        let family = family.clinic("2026-01-05T10:00", was_not_brought());
        add(&brought, &family.chronology()).await;
    }
    brought
}

fn form(digest: &str) -> PutInForceForm {
    PutInForceForm {
        pack_digest: digest.to_owned(),
        service: None,
        from: None,
        reason: "The board agreed it on 5 January".into(),
        role: Role::NamedNurse,
        confirm: String::new(),
    }
}

fn digest_of(brought: &Brought, version: &str) -> String {
    brought.shelf.packs().iter().find(|shelved| shelved.pack.version == version).unwrap().pack.digest.clone()
}

async fn whole(brought: &Brought, actor: &Actor, now: &str) -> WholeRecordGrant {
    open_whole_record(brought, actor, WholeRecordPurpose::PuttingPolicyInForce, at(now)).await.unwrap()
}

/// Looks first, and then signs.
async fn put(brought: &Brought, form: PutInForceForm, now: &str) -> Result<PolicyEntry, Failure> {
    let grant = whole(brought, &named_nurse(), now).await;
    let shown = would_change(brought, &grant, &form, at(now)).await?;
    put_in_force(brought, &grant, &PutInForceForm { confirm: shown.confirm, ..form }, at(now)).await
}

fn field_of(outcome: Result<PolicyEntry, Failure>) -> String {
    match outcome {
        Err(Failure::Refused(refusal)) => refusal.problems[0].field.clone(),
        other => panic!("not refused: {other:?}"),
    }
}

#[tokio::test]
async fn what_was_in_use_stays_on_record_with_its_text_and_the_new_one_follows() {
    let brought = record(vec![other_number()]).await;
    let digest = digest_of(&brought, "9.0");
    put(&brought, form(&digest), NOW).await.unwrap();
    let in_force = brought.in_force().await.unwrap();
    let entries: Vec<_> = in_force.entries().iter().map(|entry| (entry.from, entry.shown.is_some())).collect();
    assert_eq!(entries, [(None, false), (Some(at(NOW)), true)]);
    assert_eq!(in_force.pack_for(None, at("2025-12-01T00:00:00Z")).digest, brought.usual().digest);
    assert_eq!(in_force.pack_for(None, at(NOW)).digest, digest);
    // Another program, started with another pack, asks what was signed for.
    let other = Brought::new(brought.store.clone(), Arc::new(load_files(&version("7.0", &[]))), brought.calendar().clone());
    assert_eq!(other.in_force().await.unwrap().pack_for(None, at(NOW)).digest, digest);
}

fn load_files(files: &BTreeMap<String, String>) -> Pack {
    brought_policy::pack::load(files).pack.unwrap()
}

#[tokio::test]
async fn only_the_roles_on_the_list_may_and_in_a_role_that_they_hold() {
    let brought = record(vec![other_number()]).await;
    let form = form(&digest_of(&brought, "9.0"));
    let refused = open_whole_record(&brought, &nurse(), WholeRecordPurpose::PuttingPolicyInForce, at(NOW)).await;
    assert!(matches!(refused, Err(Failure::Denied(Denied::RoleNeeded))), "{refused:?}");
    let grant = whole(&brought, &lead(), NOW).await;
    for role in [Role::SafeguardingLead, Role::NamedNurse] {
        let refused = put_in_force(&brought, &grant, &PutInForceForm { role, ..form.clone() }, at(NOW)).await;
        assert!(matches!(refused, Err(Failure::Denied(Denied::RoleNeeded))), "{refused:?}");
    }
    assert!(
        open_whole_record(&brought, &actor("stranger", &[Role::NamedNurse]), WholeRecordPurpose::ComparingPolicies, at(NOW)).await.is_err()
    );
    assert_eq!(brought.store.count_policies_in_force().await.unwrap(), 0);
}

#[tokio::test]
async fn nobody_signs_what_they_did_not_see() {
    let brought = record(vec![other_number()]).await;
    let form = form(&digest_of(&brought, "9.0"));
    let grant = whole(&brought, &named_nurse(), NOW).await;
    assert_eq!(field_of(put_in_force(&brought, &grant, &form, at(NOW)).await), "confirm");
    let shown = would_change(&brought, &grant, &form, at(NOW)).await.unwrap();
    // Somebody records something else before it is signed.
    add(&brought, &Family::new().child("cal", |cal| cal.born("2023-05-01")).clinic("2026-01-05T10:00", was_not_brought()).chronology())
        .await;
    let form = PutInForceForm { confirm: shown.confirm, ..form };
    assert_eq!(field_of(put_in_force(&brought, &grant, &form, at(NOW)).await), "confirm");
    // What was shown for one moment is no signature for another.
    let later = PutInForceForm { from: Some(at(LATER)), ..form };
    assert_eq!(field_of(put_in_force(&brought, &grant, &later, at(NOW)).await), "confirm");
    assert_eq!(brought.store.count_policies_in_force().await.unwrap(), 0);
}

#[tokio::test]
async fn what_cannot_be_put_in_force_is_refused_with_the_reason() {
    let fails = version(
        "8.0",
        &[(
            "pack.toml",
            "[parameters.impact_and_decision]\nvalue = \"1 working day\"",
            "[parameters.impact_and_decision]\nvalue = \"3 working days\"",
        )],
    );
    let brought = record(vec![other_number(), fails]).await;
    let good = form(&digest_of(&brought, "9.0"));
    let past = PutInForceForm { from: Some(at("2026-01-01T00:00:00Z")), ..good.clone() };
    let in_force_already = form(&brought.usual().digest);
    let unknown_service = PutInForceForm { service: Some(the_id("nowhere")), ..good.clone() };
    let no_reason = PutInForceForm { reason: " ".into(), ..good };
    for (wrong, field) in [
        (past, "from"),
        (in_force_already, "pack"),
        (unknown_service, "service"),
        (no_reason, "reason"),
        (form("nothing"), "pack"),
        (form(&digest_of(&brought, "8.0")), "pack"),
    ] {
        assert_eq!(field_of(put(&brought, wrong.clone(), NOW).await), field, "{wrong:?}");
    }
}

/// Another area's pack asks for other things: what only the first asked for is not gone.
#[tokio::test]
async fn what_the_new_policy_does_not_ask_for_is_told_and_stays_until_it_is_answered() {
    let brought = record(vec![files_of("shropshire")]).await;
    let grant = open(&brought, "ana", LATER).await;
    let before = standing_of(&brought, &grant, at(NOW)).await.unwrap();
    let open_before: Vec<_> = before.obligations.iter().filter(|obligation| obligation.is_open()).collect();
    let form = form(&brought.shelf.packs()[1].pack.digest);
    let shown = would_change(&brought, &whole(&brought, &named_nurse(), NOW).await, &form, at(NOW)).await.unwrap();
    assert_eq!((shown.people, shown.people_changed), (2, 2), "{shown:?}");
    let of_kind = |kind| shown.lines.iter().filter(|line| line.kind == kind).map(|line| line.times).sum::<usize>();
    assert_eq!(of_kind("settled"), 0, "nothing is taken for answered: {shown:?}");
    assert_eq!(shown.roles.iter().map(|role| role.stays).sum::<usize>(), of_kind("stays"));
    put(&brought, form, NOW).await.unwrap();
    let after = standing_of(&brought, &grant, at(LATER)).await.unwrap();
    let is_open_still = |obligation: &Obligation| {
        let same = |other: &Obligation| other.id == obligation.id || What::of(other) == What::of(obligation);
        after.obligations.iter().any(|other| other.is_open() && same(other))
    };
    assert!(!open_before.is_empty() && open_before.iter().all(|obligation| is_open_still(obligation)), "{open_before:?}");
    assert!(after.follow_ups[0].is_open());
    // A look back at the day before shows what was asked then, by the policy of that day.
    let then = as_known_on(&brought, &grant, date(2026, 1, 5), at(LATER)).await.unwrap();
    assert_eq!((then.page.pack.id.as_str(), after.pack.id.as_str()), ("no-access", "shropshire"));
    let page = crate::child_page(&brought, &grant, at(LATER)).await.unwrap();
    let told = page.to_do.iter().flat_map(|group| &group.obligations).filter(|line| line.stays_from.is_some()).count();
    assert!(told > 0 && told * 2 == of_kind("stays"), "{told} told for one child, {} for two", of_kind("stays"));
}

#[tokio::test]
async fn a_service_has_a_policy_of_its_own_and_the_others_keep_the_records() {
    let brought = record(vec![other_number()]).await;
    let service = Some(the_id("health-visiting"));
    let form = PutInForceForm { service: service.clone(), from: Some(at(LATER)), ..form(&digest_of(&brought, "9.0")) };
    put(&brought, form, NOW).await.unwrap();
    let in_force = brought.in_force().await.unwrap();
    assert_eq!(in_force.pack_for(service.as_ref(), at(NOW)).digest, brought.usual().digest, "not before its day");
    assert_eq!(in_force.pack_for(service.as_ref(), at(LATER)).version, "9.0");
    assert_eq!(in_force.pack_for(None, at(LATER)).digest, brought.usual().digest);
    let page = policies_page(&brought, at(LATER)).await.unwrap();
    assert_eq!((page.in_force.len(), page.history.len(), page.policies.len()), (2, 2, 2));
    assert!(page.history[0].signed_by.ends_with("named nurse"), "{:?}", page.history);
}
