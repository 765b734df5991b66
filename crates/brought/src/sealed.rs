//! Files that only whoever has the key can open, in the format `age`, which other programs open too.
//!
//! A copy is sealed for public keys: the machine that makes backups cannot open them, and neither can whoever takes it away.

use crate::failure::Failure;
use age::secrecy::ExposeSecret;
use age::x25519::{Identity, Recipient};
use sha2::{Digest, Sha256};
use std::fs::{File, OpenOptions};
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::Path;

/// A new key: what is to be kept in a file, and the words with which copies are sealed for it.
pub(crate) fn new_key() -> (String, String) {
    let key = Identity::generate();
    let public = key.to_public().to_string();
    (format!("# public key: {public}\n{}\n", key.to_string().expose_secret()), public)
}

/// For whom to seal.
///
/// # Errors
/// When the words are not those of a public key.
pub(crate) fn recipient(words: &str) -> Result<Recipient, Failure> {
    words.trim().parse().map_err(|problem: &str| {
        Failure::usage(format!(
            "--for: `{words}` is not the public part of a key ({problem}): give what `brought backup-key` printed, age1..."
        ))
    })
}

/// The keys in a file.
///
/// # Errors
/// When it cannot be read or holds none.
pub(crate) fn keys(path: &Path) -> Result<Vec<Identity>, Failure> {
    let text = std::fs::read_to_string(path).map_err(|problem| Failure::usage(format!("{}: {problem}", path.display())))?;
    let lines = text.lines().map(str::trim).enumerate().filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
    // What stands in the line may be nearly a key: it is not repeated.
    let unusable = |number: usize| Failure::usage(format!("{}: line {} is not a key that opens backups", path.display(), number + 1));
    let keys = lines.map(|(number, line)| line.parse().map_err(|_| unusable(number))).collect::<Result<Vec<Identity>, _>>()?;
    if keys.is_empty() {
        return Err(Failure::usage(format!("{}: there is no key in it. `brought backup-key` makes one", path.display())));
    }
    Ok(keys)
}

/// What was sealed.
pub(crate) struct Sealed {
    /// How many bytes the sealed file has.
    pub(crate) bytes: u64,
    /// The digest of the sealed file, in hexadecimal.
    pub(crate) digest: String,
}

/// Seals a file into another, makes sure that the disk has it, and reads it back.
///
/// # Errors
/// When either cannot be used, or what is read back is not what was written.
pub(crate) fn seal(plain: &Path, into: &mut File, recipients: &[Recipient]) -> io::Result<Sealed> {
    let sealed = write_sealed(plain, into, recipients)?;
    into.sync_all()?;
    if hexadecimal(digest_of(into)?) == sealed.digest {
        Ok(sealed)
    } else {
        Err(io::Error::other("what was read back is not what was written: use another disk"))
    }
}

fn write_sealed(plain: &Path, into: &File, recipients: &[Recipient]) -> io::Result<Sealed> {
    let recipients = recipients.iter().map(|recipient| recipient as &dyn age::Recipient);
    let mut written = Digesting { inner: BufWriter::new(into), digest: Sha256::new(), bytes: 0 };
    let mut sealing = age::Encryptor::with_recipients(recipients).map_err(io::Error::other)?.wrap_output(&mut written)?;
    io::copy(&mut BufReader::new(File::open(plain)?), &mut sealing)?;
    sealing.finish()?.flush()?;
    Ok(Sealed { bytes: written.bytes, digest: hexadecimal(written.digest) })
}

/// Why a sealed file was not opened.
pub(crate) enum NotOpened {
    /// None of the keys opens it.
    OtherKey,
    /// It is no sealed file, or not the one that was written: altered or cut off.
    Damaged,
    /// The machine did not let it be read or written.
    Trouble(io::Error),
}

/// Opens a sealed file into another, and makes sure that the disk has it.
///
/// # Errors
/// [`NotOpened`]. What has been written by then is for the caller to remove.
pub(crate) fn open(sealed: &Path, into: &Path, keys: &[Identity]) -> Result<(), NotOpened> {
    let input = BufReader::new(File::open(sealed).map_err(NotOpened::Trouble)?);
    let keys = keys.iter().map(|key| key as &dyn age::Identity);
    let opened = age::Decryptor::new_buffered(input).and_then(|decryptor| decryptor.decrypt(keys)).map_err(|problem| match problem {
        age::DecryptError::NoMatchingKeys => NotOpened::OtherKey,
        age::DecryptError::Io(problem) if problem.kind() != io::ErrorKind::UnexpectedEof => NotOpened::Trouble(problem),
        _ => NotOpened::Damaged,
    })?;
    let mut output = create_private(into).map_err(NotOpened::Trouble)?;
    copy_opened(opened, &mut output)?;
    output.sync_all().map_err(NotOpened::Trouble)
}

/// Makes a new file that nobody else on the machine may read.
///
/// # Errors
/// When there is one already, or none can be made.
pub(crate) fn create_private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Copies what comes out of a sealed file. That it is not what was sealed, or ends too soon, is damage; that a disk does not read or write is not.
fn copy_opened(mut from: impl Read, to: &mut impl Write) -> Result<(), NotOpened> {
    let mut room = vec![0; 64 * 1024];
    loop {
        let read = from.read(&mut room).map_err(|problem| match problem.kind() {
            io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof => NotOpened::Damaged,
            _ => NotOpened::Trouble(problem),
        });
        match read? {
            0 => return Ok(()),
            bytes => to.write_all(room.get(..bytes).unwrap_or_default()).map_err(NotOpened::Trouble)?,
        }
    }
}

/// Passes on what is written, and takes its digest.
struct Digesting<W> {
    inner: W,
    digest: Sha256,
    bytes: u64,
}

impl<W: Write> Write for Digesting<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.digest.update(bytes.get(..written).unwrap_or_default());
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

fn digest_of(file: &mut File) -> io::Result<Sha256> {
    use std::io::Seek as _;
    file.rewind()?;
    let mut digesting = Digesting { inner: io::sink(), digest: Sha256::new(), bytes: 0 };
    io::copy(&mut BufReader::new(file), &mut digesting)?;
    Ok(digesting.digest)
}

fn hexadecimal(digest: Sha256) -> String {
    digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A disk that fails in the middle.
    struct Failing(io::ErrorKind);

    impl Read for Failing {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(self.0.into())
        }
    }

    #[test]
    fn a_disk_that_does_not_read_is_no_damaged_backup() {
        let copied = |kind| copy_opened(Failing(kind), &mut io::sink());
        for kind in [io::ErrorKind::InvalidData, io::ErrorKind::UnexpectedEof] {
            assert!(matches!(copied(kind), Err(NotOpened::Damaged)), "{kind}");
        }
        for kind in [io::ErrorKind::PermissionDenied, io::ErrorKind::TimedOut, io::ErrorKind::Other] {
            assert!(matches!(copied(kind), Err(NotOpened::Trouble(_))), "{kind}");
        }
    }
}
