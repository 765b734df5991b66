//! Plans whose window and counting come from a policy pack.

use crate::support::{As, Asked, Contact, Files, Made, at, measure, table};
use brought_batch::measures::{Class, ENGAGEMENT, Plan};
use brought_policy::Pack;
use brought_policy::pack::{PackFiles, load};
use std::path::Path;

fn no_access() -> Pack {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies/no-access");
    let mut files = PackFiles::new();
    read(&folder, &folder, &mut files);
    load(&files).pack.unwrap()
}

fn read(top: &Path, folder: &Path, files: &mut PackFiles) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read(top, &path, files);
        } else {
            let within = path.strip_prefix(top).unwrap().to_string_lossy().replace('\\', "/");
            files.insert(within, std::fs::read_to_string(&path).unwrap());
        }
    }
}

/// The shipped plan, with the outcomes in the product's codes.
fn text() -> String {
    let (before, _) = ENGAGEMENT.split_once("[outcomes]").unwrap();
    let before = before.replace("window_days = 365\n", "policy = \"no-access\"\n");
    format!(
        "{before}[outcomes]\nS = \"seen\"\nW = \"was_not_brought\"\nF = \"cancelled_by_family\"\nP = \"cancelled_by_service\"\nT = \"spoken_to\"\nD = \"declined\"\n"
    )
}

#[test]
fn window_and_counting_are_those_of_the_pack_and_change_with_it() {
    assert_eq!(Plan::policy_of(&text(), "mine").unwrap().as_deref(), Some("no-access"));
    let usual = no_access();
    let plan = Plan::read(&text(), "mine", Some(&usual)).unwrap();
    assert_eq!(plan.window_days, usual.pattern_window_days);
    let class = |plan: &Plan, code: &str| plan.outcomes[code];
    assert_eq!((class(&plan, "S"), class(&plan, "W"), class(&plan, "D")), (Class::Seen, Class::Failed, Class::Failed));
    assert_eq!((class(&plan, "P"), class(&plan, "T")), (Class::Neutral, Class::Neutral));
    let mut changed = usual.clone();
    changed.counting.does_not_count.push("declined".parse().unwrap());
    assert_eq!(class(&Plan::read(&text(), "mine", Some(&changed)).unwrap(), "D"), Class::Neutral);
}

#[test]
fn a_changed_pack_changes_the_answer() {
    let usual = no_access();
    let mut shorter = usual.clone();
    shorter.pattern_window_days = 10;
    let mut made = Made { children: [(1, Some(false))].into(), ..Made::default() };
    for (id, time, outcome) in [(1, "2026-06-01T09:00:00", "W"), (2, "2026-06-15T09:00:00", "D"), (3, "2026-06-25T09:00:00", "W")] {
        let (outcome, service) = (outcome.to_owned(), "HV".to_owned());
        made.contacts.push(Contact { child: 1, at: at(time), id, provider: None, outcome, service });
    }
    let folder = Files::new();
    let (contacts, children) = folder.made(&made, As::Csv, 1);
    let plans = [&usual, &shorter].map(|pack| Plan::read(&text(), "mine", Some(pack)).unwrap());
    let (summary, out) = measure(&folder, &contacts, &children, &Asked { plans: plans.to_vec(), ..Asked::default() }).unwrap();
    assert_eq!((table(&out, "children")[0][3].as_str(), table(&out, "children-compared")[0][3].as_str()), ("3", "1"));
    assert_eq!(summary.different, 1);
}

#[test]
fn what_comes_from_the_pack_cannot_stand_in_the_plan_too() {
    let pack = no_access();
    let both = text().replace("policy = ", "window_days = 30\npolicy = ");
    assert!(Plan::read(&both, "mine", Some(&pack)).unwrap_err().to_string().contains("comes from the policy"));
    let message = Plan::read(ENGAGEMENT.replace("window_days = 365\n", "").as_str(), "mine", Some(&pack)).unwrap_err().to_string();
    assert!(message.contains("cannot be `") && message.contains("was_not_brought"), "{message}");
}
