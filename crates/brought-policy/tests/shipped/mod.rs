//! The packs that are shipped, as they stand, by name.
#![allow(clippy::disallowed_methods, reason = "the shipped packs are read as they stand")]

use brought_policy::Pack;
use brought_policy::pack::{PackFiles, load};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Mutex, OnceLock};

/// The pack of this name. Each is read once.
pub(crate) fn pack(name: &str) -> &'static Pack {
    static PACKS: OnceLock<Mutex<BTreeMap<String, &'static Pack>>> = OnceLock::new();
    let mut packs = PACKS.get_or_init(Mutex::default).lock().unwrap();
    packs.entry(name.to_owned()).or_insert_with(|| {
        let policies = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies");
        let mut files = PackFiles::new();
        read(&policies.join(name), "", &mut files);
        read(&policies.join("parts"), "../parts/", &mut files);
        let loaded = load(&files);
        Box::leak(Box::new(loaded.pack.unwrap_or_else(|| panic!("{name}: {:?}", loaded.problems))))
    })
}

/// Every text under a folder, by its path from the pack.
fn read(folder: &Path, prefix: &str, files: &mut PackFiles) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = format!("{prefix}{}", path.file_name().unwrap().to_string_lossy());
        if path.is_dir() {
            read(&path, &format!("{name}/"), files);
        } else {
            files.insert(name, std::fs::read_to_string(&path).unwrap());
        }
    }
}
