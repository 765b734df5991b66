//! The shipped packs, read from the folder of this project.
#![allow(dead_code, reason = "each test uses a part of it")]

use brought_calendar::{Calendar, Division};
use brought_oracle::compare::Sides;
use brought_oracle::open::Open;
use brought_oracle::policy::Files;
use std::path::Path;

/// Every pack that is shipped.
pub(crate) const PACKS: &[&str] =
    &["no-access", "bolton", "no-access-with-bolton", "hampshire-primary", "hampshire-secondary", "shropshire", "swindon-health-visiting"];

/// The texts of a pack, and of what it includes.
pub(crate) fn files(pack: &str) -> Files {
    let policies = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies");
    let mut texts = Files::new();
    collect(&policies.join(pack), "", &mut texts);
    loop {
        let folders = brought_policy::pack::included_folders(&texts.clone().into_iter().collect());
        let missing = folders.into_iter().find(|folder| !texts.keys().any(|path| path.starts_with(&format!("{folder}/"))));
        let Some(folder) = missing else { return texts };
        collect(&policies.join(pack).join(&folder), &format!("{folder}/"), &mut texts);
    }
}

fn collect(folder: &Path, before: &str, into: &mut Files) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if path.is_dir() {
            collect(&path, &format!("{before}{name}/"), into);
        } else {
            into.insert(format!("{before}{name}"), std::fs::read_to_string(&path).unwrap());
        }
    }
}

/// Both sides of a pack. The oracle follows these findings.
pub(crate) fn sides(pack: &str, open: Open) -> Sides {
    Sides::of(&files(pack), Calendar::bundled(Division::EnglandAndWales), open).unwrap_or_else(|problem| panic!("{pack}: {problem}"))
}

/// Which seeds, unless the environment gives others: a number of them, or those `from..to`.
pub(crate) fn which(variable: &str, otherwise: u64) -> std::ops::Range<u64> {
    match std::env::var(variable) {
        Ok(given) => {
            let (from, to) = given.split_once("..").unwrap_or(("0", &given));
            let refused = || panic!("{variable} is `{given}`; give how many, or those from..to");
            let number = |text: &str| text.parse().unwrap_or_else(|_| refused());
            number(from)..number(to)
        }
        Err(std::env::VarError::NotPresent) => 0..otherwise,
        Err(problem) => panic!("{variable}: {problem}"),
    }
}
