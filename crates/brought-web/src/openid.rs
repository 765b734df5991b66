//! What signing in with an organisation's own provider remembers. In memory alone: a program that was started anew lets nobody in who began before.

use brought_app::LONGEST_HOURS;
use brought_openid::{ATTEMPT_SECONDS, IdentityProvider, ProviderProblem, Secret, Settings};
use jiff::{SignedDuration, Timestamp};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::Semaphore;

/// Questions to the provider at one time; the others wait. Each keeps a thread while the provider thinks.
const AT_ONE_TIME: usize = 8;
/// No more answers and ID tokens are remembered; the oldest goes.
const MOST: usize = 20_000;

/// Signing in with an organisation's own provider. Cheap to clone; all clones are one.
#[derive(Clone)]
pub struct OpenId {
    provider: Arc<dyn IdentityProvider>,
    key: Arc<[u8; 32]>,
    asking: Arc<Semaphore>,
    /// The answers that browsers have come back with: each is taken once.
    taken: Remembered<()>,
    /// The ID tokens of those who are signed in, for signing out at the provider, by the token of their forms.
    id_tokens: Remembered<Secret>,
}

impl OpenId {
    /// With a provider, and a key that nobody knows and that is used for nothing else.
    pub fn new(provider: Arc<dyn IdentityProvider>, key: [u8; 32]) -> Self {
        Self {
            provider,
            key: Arc::new(key),
            asking: Arc::new(Semaphore::new(AT_ONE_TIME)),
            taken: Remembered::for_seconds(ATTEMPT_SECONDS),
            id_tokens: Remembered::for_seconds(LONGEST_HOURS * 3600),
        }
    }

    /// What was set up.
    pub(crate) fn settings(&self) -> &Settings {
        self.provider.settings()
    }

    /// What people call the provider.
    pub(crate) fn name(&self) -> &str {
        &self.settings().name
    }

    /// The key that attempts are worked out with.
    pub(crate) fn key(&self) -> &[u8; 32] {
        &self.key
    }

    /// Asks the provider something, away from the threads that serve pages.
    ///
    /// # Errors
    /// What the provider does not answer, and that the program is ending.
    pub(crate) async fn ask<T: Send + 'static>(
        &self,
        what: impl FnOnce(&dyn IdentityProvider) -> Result<T, ProviderProblem> + Send + 'static,
    ) -> Result<T, ProviderProblem> {
        let ending = || ProviderProblem::NotReached("the program is ending".to_owned());
        // The permit goes along, so that one whose browser has gone away counts until its work is done.
        let permit = Arc::clone(&self.asking).acquire_owned().await.map_err(|_| ending())?;
        let provider = Arc::clone(&self.provider);
        let asking = tokio::task::spawn_blocking(move || {
            let answer = what(provider.as_ref());
            drop(permit);
            answer
        });
        asking.await.unwrap_or_else(|_| Err(ending()))
    }

    /// Whether an answer with this state has not been taken yet. From now on it has.
    pub(crate) fn take(&self, state: &str, now: Timestamp) -> bool {
        self.taken.put(state, (), now)
    }

    /// Remembers with which ID token somebody signed in.
    pub(crate) fn remember(&self, form_token: &str, id_token: Secret, now: Timestamp) {
        self.id_tokens.put(form_token, id_token, now);
    }

    /// Where somebody signs out at the provider who has signed out here. Forgets their ID token.
    pub(crate) fn address_to_sign_out(&self, form_token: &str) -> Option<String> {
        self.provider.address_to_sign_out(&self.id_tokens.take(form_token)?)
    }
}

/// Things that are remembered for a while.
#[derive(Clone)]
struct Remembered<T> {
    things: Arc<Mutex<HashMap<String, (Timestamp, T)>>>,
    seconds: i64,
}

impl<T> Remembered<T> {
    fn for_seconds(seconds: i64) -> Self {
        Self { things: Arc::default(), seconds }
    }

    /// Remembers something, and says whether it is new under this name.
    fn put(&self, name: &str, thing: T, now: Timestamp) -> bool {
        let mut things = self.things.lock().unwrap_or_else(PoisonError::into_inner);
        if things.len() >= MOST {
            let lasts = SignedDuration::from_secs(self.seconds);
            things.retain(|_, (at, _)| now.duration_since(*at) < lasts);
        }
        if things.len() >= MOST
            && let Some(oldest) = things.iter().min_by_key(|(_, (at, _))| *at).map(|(name, _)| name.clone())
        {
            things.remove(&oldest);
        }
        things.insert(name.to_owned(), (now, thing)).is_none()
    }

    /// Forgets something, and gives it back.
    fn take(&self, name: &str) -> Option<T> {
        self.things.lock().unwrap_or_else(PoisonError::into_inner).remove(name).map(|(_, thing)| thing)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + seconds).unwrap()
    }

    #[test]
    fn a_thing_is_new_once_and_is_given_back_once() {
        let remembered = Remembered::for_seconds(600);
        assert!(remembered.put("a", 1, at(0)) && !remembered.put("a", 2, at(1)));
        assert_eq!((remembered.take("a"), remembered.take("a")), (Some(2), None));
    }

    #[test]
    fn the_memory_does_not_grow_with_those_who_come() {
        let remembered = Remembered::for_seconds(600);
        for number in 0..MOST + 5 {
            remembered.put(&number.to_string(), (), at(i64::try_from(number).unwrap() % 100));
        }
        assert_eq!(remembered.things.lock().unwrap().len(), MOST);
        remembered.put("later", (), at(600 + 100));
        assert_eq!(remembered.things.lock().unwrap().len(), 1, "what is old is forgotten");
    }
}
