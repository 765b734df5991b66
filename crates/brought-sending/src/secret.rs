//! Keys and passwords, which are used and never shown.

use std::fmt;

/// A key or a password. It shows itself to nobody: not in a log, not in an error, not to a debugger's print.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Takes care of a secret. White space around it, as files have at their end, is no part of it.
    pub fn new(text: &str) -> Self {
        Self(text.trim().to_owned())
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    #[cfg(any(feature = "notify", feature = "email", feature = "post", test))]
    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a secret")
    }
}

#[cfg(test)]
mod tests {
    use super::Secret;

    #[test]
    fn a_secret_is_not_shown() {
        let secret = Secret::new("hunter2\n");
        assert_eq!((secret.reveal(), format!("{secret:?}").as_str()), ("hunter2", "a secret"));
        assert!(Secret::new(" \n").is_empty());
    }
}
