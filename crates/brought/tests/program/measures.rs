//! Counts, windows and a ladder for everybody in files of contacts.

const CONTACTS: &str = "nhs_number,scheduled_at,event_id,provider,outcome,service
9990000001,2026-06-01 09:00,1,north,SEEN,HV
9990000001,2026-06-15 09:00,2,north,WNB,HV
9990000002,2026-06-02 10:30,3,south,NO_ACCESS,HV
";
const CHILDREN: &str = "nhs_number,known_concern\n9990000001,0\n9990000002,1\n";

#[cfg(not(feature = "population"))]
#[test]
fn without_the_feature_it_says_how_to_build_it() {
    let folder = crate::support::Folder::new();
    let (contacts, children) = (folder.write("contacts.csv", CONTACTS), folder.write("children.csv", CHILDREN));
    let ran =
        crate::support::brought(&["measures", &contacts, "--children", &children, "--as-of", "2026-06-30", "--out", &folder.at("out")]);
    ran.ends_with(2).says(&["built without `measures`", "--features population"]);
}

#[cfg(feature = "population")]
mod built {
    use super::{CHILDREN, CONTACTS};
    use crate::support::{Folder, Ran, brought};

    fn measures(folder: &Folder, contacts: &str, more: &[&str]) -> Ran {
        let (contacts, children) = (folder.write("contacts.csv", contacts), folder.write("children.csv", CHILDREN));
        brought(&[&["measures", &contacts, "--children", &children, "--as-of", "2026-06-30"], more].concat())
    }

    #[test]
    fn tables_are_written_and_sums_are_printed() {
        let folder = Folder::new();
        let out = folder.at("out");
        let ran = measures(&folder, CONTACTS, &["--out", &out, "--format", "csv", "--checksum"]).ends_with(0);
        for line in ["children rows 2", "children nhs_number 19980000003", "children failed 2", "children ladder_level 3", "months due 3"] {
            assert!(ran.out.lines().any(|printed| printed == line), "{line}: {}", ran.out);
        }
        let children = std::fs::read_to_string(format!("{out}/children.csv")).unwrap();
        assert!(
            children.starts_with("nhs_number,due,failed,") && children.contains("\r\n9990000002,1,1,1,1,1,1,,,2026-06-09,true,"),
            "{children}"
        );
        measures(&folder, CONTACTS, &["--out", &out]).ends_with(2).says(&["it is there already"]);
    }

    #[test]
    fn a_changed_plan_changes_the_answer_and_a_policy_may_stand_in_it() {
        let folder = Folder::new();
        let plan = brought(&["measures", "--show-plan"]).ends_with(0).out;
        let shorter = folder.write("shorter.toml", plan.replace("window_days = 365", "window_days = 20"));
        let ran = measures(&folder, CONTACTS, &["--checksum", "--plan", &shorter, "--compare-with", "engagement"]).ends_with(0);
        let of = |line: &str| ran.out.lines().any(|printed| printed == line);
        assert!(of("children failed_in_window 1") && of("children-compared failed_in_window 2"), "{}", ran.out);
        ran.says(&["1 children come out differently"]);
        let (before, after) = plan.split_once("[outcomes]").unwrap();
        let (_, after) = after.split_once("# A level").unwrap();
        let outcomes = "[outcomes]\nSEEN = \"seen\"\nWNB = \"was_not_brought\"\nNO_ACCESS = \"no_response\"\n\n# A level";
        let with_policy = format!("{}{outcomes}{after}", before.replace("window_days = 365", "policy = \"no-access\""));
        let with_policy = folder.write("with-policy.toml", with_policy);
        let ran = measures(&folder, CONTACTS, &["--checksum", "--plan", &with_policy]).ends_with(0);
        assert!(ran.out.contains("children failed 2"), "{}", ran.out);
    }

    #[test]
    fn what_cannot_be_used_is_told_and_nothing_is_written() {
        let folder = Folder::new();
        let out = folder.at("out");
        let ran = measures(&folder, &CONTACTS.replace("NO_ACCESS", "MOVED"), &["--out", &out]).ends_with(2);
        ran.says(&["row 3 below the heading", "`MOVED`", "[outcomes]"]);
        assert!(!std::path::Path::new(&out).exists());
        measures(&folder, CONTACTS, &["--out", &out, "--nation", "france"]).ends_with(2).says(&["france", "northern-ireland"]);
        measures(&folder, CONTACTS, &["--out", &out, "--plan", "nowhere.toml"]).ends_with(2).says(&["nowhere.toml", "engagement"]);
    }
}
