//! How fast one person may ask for pages: faster than anybody reads, and slower than a program that fetches all there is.
//!
//! Requests are counted of each account, not of each session or address: whoever signs in several times is still one, and behind a proxy everybody comes from one
//! address. What is asked by nobody who is signed in is not counted here; guesses at passwords wait by themselves.

use crate::state::Clock;
use brought_domain::PractitionerId;
use governor::clock::Clock as _;
use governor::middleware::NoOpMiddleware;
use governor::state::keyed::HashMapStateStore;
use governor::{Quota, RateLimiter};
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

/// How many requests somebody has at once, before they have to keep to the pace.
const AT_ONCE: NonZeroU32 = at_least_one(300);
/// The pace: how many more there are in each second.
const A_SECOND: NonZeroU32 = at_least_one(4);

const fn at_least_one(number: u32) -> NonZeroU32 {
    match NonZeroU32::new(number) {
        Some(number) => number,
        None => NonZeroU32::MIN,
    }
}

/// Counts the requests of each account. In memory alone, and cheap to clone.
#[derive(Clone)]
pub struct Pace {
    limiter: Arc<RateLimiter<PractitionerId, HashMapStateStore<PractitionerId>, Seconds, NoOpMiddleware<Duration>>>,
}

/// The program's clock, as the limiter wants it: since 1970.
#[derive(Clone)]
struct Seconds(Clock);

impl governor::clock::Clock for Seconds {
    type Instant = Duration;

    fn now(&self) -> Duration {
        Duration::try_from(self.0().as_duration()).unwrap_or_default()
    }
}

impl Pace {
    /// As fast as the program lets people ask: three hundred at once, and then four a second.
    pub fn usual(clock: Clock) -> Self {
        Self::new(AT_ONCE, clock)
    }

    /// With another number at once, for whoever asks for every page there is.
    pub fn new(at_once: NonZeroU32, clock: Clock) -> Self {
        let quota = Quota::per_second(A_SECOND).allow_burst(at_once);
        Self { limiter: Arc::new(RateLimiter::hashmap_with_clock(quota, Seconds(clock))) }
    }

    /// Counts a request. Says how long to wait when it is one too many.
    pub(crate) fn ask(&self, who: &PractitionerId) -> Result<(), Duration> {
        let now = self.limiter.clock().now();
        self.limiter.check_key(who).map_err(|not_yet| not_yet.wait_time_from(now))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::{Timestamp, ToSpan as _};
    use std::sync::Mutex;

    fn who(id: &str) -> PractitionerId {
        PractitionerId::new(id).unwrap()
    }

    #[test]
    fn somebody_has_so_many_at_once_and_then_so_many_a_second_and_nobody_waits_for_another() {
        let now = Arc::new(Mutex::new("2026-01-06T09:00:00Z".parse::<Timestamp>().unwrap()));
        let clock = Arc::clone(&now);
        let pace = Pace::usual(Arc::new(move || *clock.lock().unwrap()));
        let asked = |id: &str| (0..1000).take_while(|_| pace.ask(&who(id)).is_ok()).count();
        assert_eq!(asked("ann"), 300);
        let wait = pace.ask(&who("ann")).unwrap_err();
        assert!(wait > Duration::ZERO && wait <= Duration::from_millis(250), "{wait:?}");
        assert_eq!(asked("bob"), 300, "another account");
        let pass = |seconds: i64| {
            let mut now = now.lock().unwrap();
            *now = now.checked_add(seconds.seconds()).unwrap();
        };
        pass(1);
        assert_eq!(asked("ann"), 4);
        pass(3600);
        assert_eq!(asked("ann"), 300, "and never more than that");
    }
}
