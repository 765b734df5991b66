//! Puts the shipped policy packs and mapping files into the program, so that one file is all there is to install.
#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::panic,
    reason = "a build script works on files, and stops the build when it cannot"
)]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo names the crate's folder")).join("../..");
    let mut text = String::new();
    for (name, folder) in [("POLICIES", "policies"), ("MAPS", "maps")] {
        let folder = root.join(folder);
        println!("cargo::rerun-if-changed={}", folder.display());
        let mut files = Vec::new();
        collect(&folder, &mut files);
        files.sort();
        writeln!(text, "/// Every file under `{}`: its path within it, and its text.", folder.file_name().unwrap_or_default().display())
            .expect("text grows");
        writeln!(text, "pub(crate) const {name}: &[(&str, &str)] = &[").expect("text grows");
        for file in files {
            let within = file.strip_prefix(&folder).expect("it was found there").to_string_lossy().replace('\\', "/");
            let full = file.canonicalize().expect("it was found there");
            writeln!(text, "    ({within:?}, include_str!({:?})),", full.display()).expect("text grows");
        }
        text.push_str("];\n");
    }
    let out = Path::new(&env::var_os("OUT_DIR").expect("cargo names the output folder")).join("shipped.rs");
    fs::write(&out, text).expect("the output folder can be written");
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    let entries = fs::read_dir(folder).unwrap_or_else(|problem| panic!("{}: {problem}", folder.display()));
    for entry in entries {
        let path = entry.expect("the folder can be read").path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "toml" || extension == "md") {
            files.push(path);
        }
    }
}
