//! Where the files of a pack and of what it includes stand.

/// A path as it is written in a file, seen from the folder of the pack: `../parts/a/part.toml` and `pathways/b.md` make
/// `../parts/a/pathways/b.md`.
pub(super) fn beside(file: &str, path: &str) -> String {
    let folder = file.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(path.split('/')) {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::beside;

    #[test]
    fn a_path_is_seen_from_the_file_it_stands_in() {
        assert_eq!(beside("pack.toml", "documents/letter.md"), "documents/letter.md");
        assert_eq!(beside("pack.toml", "../parts/county"), "../parts/county");
        assert_eq!(beside("../parts/county/part.toml", "documents/letter.md"), "../parts/county/documents/letter.md");
        assert_eq!(beside("../parts/county/part.toml", "../../no-access"), "../no-access");
        assert_eq!(beside("../bolton/pack.toml", "../no-access"), "../no-access");
    }
}
