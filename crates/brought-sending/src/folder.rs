//! Files in a folder, from which people print and post: each is there whole or not at all, under a name that the same message always has.

use crate::{Channel, HandOver, Outgoing, OutgoingFile, Receipt, SettingProblem, Trouble};
use jiff::Timestamp;
use sha2::{Digest as _, Sha256};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

/// The list of what was put into the folder. It names nobody.
const MANIFEST: &str = "manifest.csv";
const HEADING: &str = "reference,file,sha256,handed_over_at\n";

/// A folder for letters.
#[derive(Clone, Debug)]
pub struct Folder {
    path: PathBuf,
}

impl Folder {
    /// A folder that is there. It is not made: a mistyped path must not collect letters that nobody posts.
    ///
    /// # Errors
    /// When there is no such folder.
    pub fn new(path: &Path) -> Result<Self, SettingProblem> {
        if path.is_dir() {
            return Ok(Self { path: path.to_owned() });
        }
        Err(SettingProblem(format!("there is no folder {}: check the path, or make it", path.display())))
    }

    fn manifest(&self) -> PathBuf {
        self.path.join(MANIFEST)
    }

    /// The line of the list about a message.
    fn listed(&self, reference: &str) -> io::Result<bool> {
        let text = match fs::read_to_string(self.manifest()) {
            Err(problem) if problem.kind() == io::ErrorKind::NotFound => return Ok(false),
            other => other?,
        };
        let whole = text.split_inclusive('\n').filter_map(|line| line.strip_suffix('\n'));
        Ok(whole.filter_map(|line| line.split(',').next()).any(|listed| listed == reference))
    }

    /// The name of the file of a message, whichever kind it has.
    fn present(&self, reference: &str) -> Option<String> {
        ["pdf", "html"].map(|ending| format!("{reference}.{ending}")).into_iter().find(|name| self.path.join(name).is_file())
    }

    /// Writes a file whole or not at all: beside its place first, and into its place when the disk has it.
    fn put(&self, name: &str, content: &[u8]) -> io::Result<()> {
        let beside = self.path.join(format!(".{name}.part"));
        let mut file = private().write(true).create(true).truncate(true).open(&beside)?;
        file.write_all(content)?;
        file.sync_all()?;
        fs::rename(&beside, self.path.join(name))?;
        self.sync()
    }

    /// That a file has its name is known to the disk only when the folder is.
    fn sync(&self) -> io::Result<()> {
        #[cfg(unix)]
        File::open(&self.path)?.sync_all()?;
        Ok(())
    }

    /// Adds a line to the list. A line that was cut off is closed first, so that it spoils no other.
    fn list(&self, reference: &str, name: &str, now: Timestamp) -> io::Result<()> {
        if self.listed(reference)? {
            return Ok(());
        }
        let digest: String = Sha256::digest(fs::read(self.path.join(name))?).iter().map(|byte| format!("{byte:02x}")).collect();
        let mut file = private().read(true).append(true).create(true).open(self.manifest())?;
        let before = match file.metadata()?.len() {
            0 => HEADING,
            length => {
                file.seek(SeekFrom::Start(length - 1))?;
                let mut last = [0];
                file.read_exact(&mut last)?;
                if last == *b"\n" { "" } else { "\n" }
            }
        };
        file.write_all(format!("{before}{reference},{name},{digest},{now:.0}\n").as_bytes())?;
        file.sync_all()?;
        self.sync()
    }
}

/// Files that only their owner and the owner's group may read: they hold names and addresses.
fn private() -> OpenOptions {
    #[cfg_attr(not(unix), allow(unused_mut, reason = "elsewhere the folder decides"))]
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o640);
    options
}

/// The files to print: in print where they were made so, and otherwise as pages. A letter in another language has its English twin with it.
fn to_print(message: &Outgoing) -> (Vec<&OutgoingFile>, &'static str) {
    let printed = message.printed();
    if printed.is_empty() {
        (message.files.iter().filter(|file| file.media_type.starts_with("text/html")).collect(), "html")
    } else {
        (printed, "pdf")
    }
}

/// A folder hears nothing of what became of a letter. Whoever opens the post says what came back.
impl Channel for Folder {
    /// Whoever was cut off between the file and the list has put the file there all the same: the list is completed.
    fn find(&self, reference: &str, now: Timestamp) -> Result<Option<Receipt>, Trouble> {
        let trouble = |problem: io::Error| Trouble(format!("the folder cannot be read: {problem}"));
        if let Some(name) = self.present(reference) {
            self.list(reference, &name, now).map_err(trouble)?;
            return Ok(Some(Receipt(name)));
        }
        // Printed and taken out of the folder.
        Ok(self.listed(reference).map_err(trouble)?.then(|| Receipt(reference.to_owned())))
    }

    fn hand_over(&self, message: &Outgoing, now: Timestamp) -> HandOver {
        let (files, ending) = to_print(message);
        let Some((file, more)) = files.split_first() else {
            return HandOver::Refused("There is no file of it that can be printed: write it again".to_owned());
        };
        let name = format!("{}.{ending}", message.reference);
        // What goes with it is there before it is: where the letter lies, nothing of it is missing.
        let more = more.iter().zip(2..).map(|(file, number)| (format!("{}-{number}", message.reference), file));
        let put_more = more.into_iter().try_for_each(|(reference, file)| {
            let name = format!("{reference}.{ending}");
            self.put(&name, &file.content).and_then(|()| self.list(&reference, &name, now))
        });
        match put_more.and_then(|()| self.put(&name, &file.content)).and_then(|()| self.list(&message.reference, &name, now)) {
            Ok(()) => HandOver::Taken(Receipt(name)),
            // Without the file nobody prints it. With it, somebody may.
            Err(problem) if self.present(&message.reference).is_none() => {
                HandOver::NotTaken { why: format!("The folder could not be written to: {problem}"), stop: true }
            }
            Err(problem) => {
                HandOver::Unclear(format!("The file is in the folder, and the list of the folder could not be written: {problem}"))
            }
        }
    }
}
