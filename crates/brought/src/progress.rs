//! How far something has come, for whoever waits at a terminal.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::time::Duration;

/// A bar on the error output. Nothing is drawn when that is not a terminal.
pub(crate) fn bar(of: u64, what: &'static str) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(of), ProgressDrawTarget::stderr_with_hz(5));
    if let Ok(style) = ProgressStyle::with_template("{msg} {bar:40} {human_pos} of {human_len}, {elapsed}") {
        bar.set_style(style);
    }
    bar.set_message(what);
    bar
}

/// A bar that says how fast it goes and how long it will take, for work that is measured as it goes.
#[cfg(feature = "population")]
pub(crate) fn bar_with_time_left() -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::stderr_with_hz(5));
    if let Ok(style) = ProgressStyle::with_template("{bar:30} {percent:>3} %, {elapsed} so far, about {eta} left. {msg}") {
        bar.set_style(style);
    }
    bar
}

/// For work of which nobody knows how much there is.
pub(crate) fn spinner(what: &'static str) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr_with_hz(5));
    bar.set_message(what);
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}
