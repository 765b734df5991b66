//! What every call over HTTPS to somebody else has in common.

use std::time::Duration;
use ureq::Agent;

/// More words than that help nobody.
const MOST_LETTERS: usize = 300;

/// Asks, for so long at most, and nobody else wherever an answer points.
pub(crate) fn agent(longest_call: Duration) -> Agent {
    let config = Agent::config_builder()
        .timeout_global(Some(longest_call))
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .proxy(None)
        .user_agent(concat!("brought/", env!("CARGO_PKG_VERSION")))
        .build();
    config.into()
}

/// Whether what is sent to an address is encrypted, or stays on this very machine: for tests, and for a way through that encrypts by itself. Nothing that
/// names somebody before the host, which is how one host is made to look like another.
pub(crate) fn may_be_used(address: &str) -> bool {
    let Some((scheme, rest)) = address.split_once("://") else { return false };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let is_plain = !authority.is_empty() && authority.bytes().all(|letter| letter.is_ascii_graphic() && !matches!(letter, b'@' | b'\\'));
    is_plain && (scheme == "https" || scheme == "http" && is_own_machine(authority))
}

fn is_own_machine(authority: &str) -> bool {
    ["127.0.0.1", "localhost", "[::1]"].iter().any(|own| {
        let port = authority.strip_prefix(own).map(|rest| rest.strip_prefix(':').unwrap_or(if rest.is_empty() { "0" } else { "no port" }));
        port.is_some_and(|port| port.bytes().all(|letter| letter.is_ascii_digit()))
    })
}

/// Words from elsewhere, on one line and not too many.
pub(crate) fn on_a_line(words: &str) -> String {
    let line: String = words.split_whitespace().collect::<Vec<_>>().join(" ");
    line.chars().take(MOST_LETTERS).collect()
}

/// An error in few words. None of them holds what was sent.
pub(crate) fn short(problem: &ureq::Error) -> String {
    on_a_line(&problem.to_string())
}

#[cfg(test)]
mod tests {
    use super::may_be_used;

    #[test]
    fn only_what_is_encrypted_or_stays_here_is_sent() {
        for good in [
            "https://keeper.example/checkpoints",
            "https://keeper.example:8443",
            "http://127.0.0.1:8080/x",
            "http://localhost",
            "http://[::1]:1/",
        ] {
            assert!(may_be_used(good), "{good}");
        }
        for bad in [
            "http://keeper.example/",
            "http://127.0.0.1.example/",
            "http://localhost@keeper.example/",
            "https://",
            "https://a b/",
            "https://keeper.example\\@evil.example/",
            "ftp://keeper.example/",
            "keeper.example",
        ] {
            assert!(!may_be_used(bad), "{bad}");
        }
    }
}
