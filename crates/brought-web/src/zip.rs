//! Several files as one that a browser can save: a ZIP archive that stores them as they are (APPNOTE 6.3.10, PKWARE).
//!
//! The files carry no time of their own: what tells when they were made stands in the bundle's manifest.

use brought_app::BundleFile;

/// Version 2.0 is what it takes to unpack folders.
const VERSION: u16 = 20;
/// Names are UTF-8.
const UTF_8: u16 = 1 << 11;
/// 1 January 1980, the earliest day that the format knows.
const NO_DAY: u16 = (1 << 5) | 1;

/// Too many or too large for the format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TooLarge;

/// The archive, in which everything stands below one folder.
///
/// # Errors
/// When there are more than 65,535 files, or 4 GiB in all.
pub(crate) fn archive(folder: &str, files: &[BundleFile]) -> Result<Vec<u8>, TooLarge> {
    let (mut bytes, mut directory) = (Vec::new(), Vec::new());
    for file in files {
        let name = format!("{folder}/{}", file.name);
        let at = u32::try_from(bytes.len()).map_err(|_| TooLarge)?;
        let header = header(&name, &file.content)?;
        bytes.extend_from_slice(b"PK\x03\x04");
        bytes.extend_from_slice(&header);
        bytes.extend_from_slice(name.as_bytes());
        bytes.extend_from_slice(&file.content);
        directory.extend_from_slice(b"PK\x01\x02");
        directory.extend_from_slice(&VERSION.to_le_bytes());
        directory.extend_from_slice(&header);
        // No comment, the first disk, and no attributes.
        directory.extend_from_slice(&[0; 10]);
        directory.extend_from_slice(&at.to_le_bytes());
        directory.extend_from_slice(name.as_bytes());
    }
    let many = u16::try_from(files.len()).map_err(|_| TooLarge)?.to_le_bytes();
    let (at, size) = (u32::try_from(bytes.len()).map_err(|_| TooLarge)?, u32::try_from(directory.len()).map_err(|_| TooLarge)?);
    bytes.append(&mut directory);
    bytes.extend_from_slice(b"PK\x05\x06\0\0\0\0");
    bytes.extend_from_slice(&many);
    bytes.extend_from_slice(&many);
    bytes.extend_from_slice(&size.to_le_bytes());
    bytes.extend_from_slice(&at.to_le_bytes());
    bytes.extend_from_slice(&[0; 2]);
    Ok(bytes)
}

/// What stands the same before the file and in the directory at the end.
fn header(name: &str, content: &[u8]) -> Result<Vec<u8>, TooLarge> {
    let size = u32::try_from(content.len()).map_err(|_| TooLarge)?.to_le_bytes();
    let name = u16::try_from(name.len()).map_err(|_| TooLarge)?.to_le_bytes();
    let stored_at_midnight = [0; 4];
    Ok([
        &VERSION.to_le_bytes()[..],
        &UTF_8.to_le_bytes(),
        &stored_at_midnight,
        &NO_DAY.to_le_bytes(),
        &crc32fast::hash(content).to_le_bytes(),
        &size,
        &size,
        &name,
        &[0; 2],
    ]
    .concat())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::process::Command;

    fn file(name: &str, content: &str) -> BundleFile {
        BundleFile { name: name.into(), title: String::new(), media_type: String::new(), content: content.into() }
    }

    /// The example of the format's own figures: one file of five letters.
    #[test]
    fn a_file_is_stored_with_its_check_sum_and_found_from_the_end() {
        let archive = archive("b", &[file("a.txt", "hello")]).unwrap();
        assert_eq!(archive[..4], *b"PK\x03\x04");
        assert_eq!(archive[14..18], 0x3610_a686_u32.to_le_bytes(), "CRC-32 of `hello`");
        let end = archive.len() - 22;
        assert_eq!(archive[end..end + 4], *b"PK\x05\x06");
        let at = u32::from_le_bytes(archive[end + 16..end + 20].try_into().unwrap()) as usize;
        assert_eq!(archive[at..at + 4], *b"PK\x01\x02");
        assert_eq!(archive[at + 46..end], *b"b/a.txt");
    }

    /// Another program unpacks it, where there is one.
    #[test]
    fn python_unpacks_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("b.zip");
        std::fs::write(&path, archive("b", &[file("a.txt", "hello"), file("c/d.txt", "wörld")]).unwrap()).unwrap();
        let script = "import sys, zipfile\nz = zipfile.ZipFile(sys.argv[1])\nassert z.testzip() is None\nprint([(n, z.read(n).decode()) for n in z.namelist()])";
        let Ok(ran) = Command::new("python3").args(["-c", script]).arg(&path).env("PYTHONIOENCODING", "utf-8").output() else { return };
        assert_eq!(String::from_utf8(ran.stdout).unwrap().trim(), "[('b/a.txt', 'hello'), ('b/c/d.txt', 'wörld')]");
    }
}
