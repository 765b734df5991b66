//! Settings for signing in at a provider, and who is who there.

use crate::support::{Folder, Ran, brought, data};

const SETTINGS: &str = r#"
name = "NHS CIS2"
issuer = "https://am.example"
client_id = "brought"
client_secret_file = "secret.txt"
base_address = "https://brought.example"
lowest_authentication_assurance = 2

[[allow]]
role_code = "R8001"
organisations = ["RDY"]
roles = ["practitioner"]
services = ["eyes"]
"#;

fn record(folder: &Folder) -> String {
    let record = folder.at("record.sqlite");
    brought(&["import", &data("clinics.csv"), "--map", &data("clinics.toml"), "--data", &record, "--yes"]).ends_with(1);
    record
}

fn account(record: &str, words: &[&str]) -> Ran {
    brought(&[&["account"], words, &["--data", record]].concat())
}

#[test]
fn settings_that_cannot_be_used_are_told_before_anything_is_shown() {
    let folder = Folder::new();
    let record = record(&folder);
    let serve = |file: &str| brought(&["serve", "--port", "0", "--data", &record, "--openid", file]).ends_with(2);
    serve(&folder.at("none.toml")).says(&["none.toml", "cannot be read"]);
    serve(&folder.write("wrong.toml", SETTINGS.replace("issuer", "isuer"))).says(&["wrong.toml, line 3", "`isuer`", "docs/signing-in.md"]);
    serve(&folder.write("all.toml", SETTINGS.replace("R8001", "*"))).says(&["all.toml: [[allow]] number 1", "`role_code` is `*`"]);
    let right = folder.write("right.toml", SETTINGS);
    if cfg!(feature = "openid") {
        serve(&right).says(&["`client_secret_file` names", "secret.txt", "cannot be read"]);
        folder.write("secret.txt", "\n");
        serve(&right).says(&["secret.txt, which is empty"]);
    } else {
        serve(&right).says(&["--features openid"]);
    }
}

#[test]
fn who_is_who_at_a_provider_is_written_down_listed_and_taken_away() {
    let folder = Folder::new();
    let record = record(&folder);
    let grace = ["add", "grace", "--practitioner", "p-1", "--name", "Grace Hall", "--role", "practitioner", "--service", "eyes"];
    let added = account(&record, &[&grace[..], &["--without-password"]].concat()).ends_with(0);
    assert!(!added.out.contains("Password") && added.out.contains("account link"), "{}", added.out);
    account(&record, &["add", "ada", "--practitioner", "p-2", "--name", "Ada Mill", "--role", "supervisor"]).ends_with(0);
    let at = ["--issuer", "https://am.example"];
    let link = |name: &str, who: &[&str]| account(&record, &[&["link", name], &at[..], who].concat());
    link("grace", &["--uid", "555"]).ends_with(0).says_nothing();
    link("grace", &["--subject", "s-1"]).ends_with(0);
    link("ada", &["--uid", "555"]).ends_with(2).says(&["uid 555 at https://am.example", "somebody else", "brought account list"]);
    link("grace", &[]).ends_with(2).says(&["--subject", "--uid"]);
    link("nobody", &["--uid", "1"]).ends_with(2);
    let listed = account(&record, &["list"]).ends_with(0).out;
    let expected = "grace: Grace Hall (p-1), has no password\n    is sub s-1 at https://am.example\n    is uid 555 at https://am.example\n";
    assert!(listed.contains(expected) && listed.contains("ada: Ada Mill (p-2), signs in with a password alone\n"), "{listed}");
    assert!(account(&record, &["unlink", "grace"]).ends_with(0).out.contains("signed out"));
    assert!(account(&record, &["unlink", "grace"]).ends_with(0).out.contains("Nothing was written down"));
    link("ada", &["--uid", "555"]).ends_with(0);
    assert!(account(&record, &["password", "ada", "--remove"]).ends_with(0).out.contains("no password any more"));
    assert!(account(&record, &["list"]).ends_with(0).out.contains("ada: Ada Mill (p-2), has no password\n"));
    assert!(account(&record, &["password", "ada"]).ends_with(0).out.contains("Password: "));
}

#[test]
fn the_directory_gives_somebody_other_roles() {
    let folder = Folder::new();
    let record = record(&folder);
    let grace = ["add", "grace", "--practitioner", "p-1", "--name", "Grace Hall", "--role", "practitioner", "--service", "eyes"];
    account(&record, &grace).ends_with(0);
    let changed = account(&record, &["roles", "grace", "--role", "safeguarding_lead", "--role", "practitioner"]).ends_with(0);
    assert_eq!(changed.out, "Grace Hall (p-1) is safeguarding lead, practitioner in eyes.\n");
    account(&record, &["roles", "grace", "--role", "nurse"]).ends_with(2).says(&["`nurse` is not a role"]);
    account(&record, &["roles", "grace", "--service", "ears"]).ends_with(2).says(&["ears", "eyes"]);
    account(&record, &["roles", "grace"]).ends_with(2).says(&["--role"]);
}
