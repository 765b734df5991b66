//! Files that were sent to be brought in and wait for somebody to say yes: what another system says of children lies on no disk before somebody has
//! looked at what it would change.

use crate::kept::{Keep, Kept};
use brought_app::ImportMap;
use jiff::SignedDuration;

pub(crate) type WaitingFiles = Kept<WaitingFile>;

/// A file that waits.
pub(crate) struct WaitingFile {
    /// Its name, without its folder.
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
    /// How it is to be read. Messages need none.
    pub(crate) map: Option<ImportMap>,
}

impl Keep for WaitingFile {
    const FOR: SignedDuration = SignedDuration::from_hours(1);
    const MOST_OF_ONE: usize = 3;
    /// Each is at most as large as the largest that is taken.
    const MOST: usize = 24;
}
