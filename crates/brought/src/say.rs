//! What the program says on its standard output.

use std::fmt::Arguments;
use std::io::{ErrorKind, Write as _};

/// Writes a line.
macro_rules! say {
    ($($words:tt)*) => { $crate::say::write(format_args!("{}\n", format_args!($($words)*))) };
}

/// Writes words as they are, without ending the line.
macro_rules! say_words {
    ($($words:tt)*) => { $crate::say::write(format_args!($($words)*)) };
}

pub(crate) use {say, say_words};

/// Writes to the standard output. Somebody who has read enough and closed it, as `head` does, is no failure of the program: what it does goes on,
/// unread. Anything else that keeps words from being written is told, because a report that nobody got must not look like one.
pub(crate) fn write(words: Arguments<'_>) {
    let mut output = std::io::stdout().lock();
    match output.write_fmt(words).and_then(|()| output.flush()) {
        Ok(()) => {}
        Err(problem) if problem.kind() == ErrorKind::BrokenPipe => {}
        Err(problem) => {
            eprintln!("brought: the answer could not be written: {problem}; make room or choose another place, and ask again");
            std::process::exit(3);
        }
    }
}
