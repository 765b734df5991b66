//! Workers for a search.

use brought_policy::proof::Workers;

/// Two at once.
pub(crate) struct Two;

impl Workers for Two {
    fn each(&self, pieces: usize, work: &(dyn Fn(usize) + Sync)) {
        std::thread::scope(|scope| {
            for first in 0..2 {
                scope.spawn(move || (first..pieces).step_by(2).for_each(work));
            }
        });
    }
}
