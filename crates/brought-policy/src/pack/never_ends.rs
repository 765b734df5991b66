//! What a pack is told that tries to end a follow-up: nothing in a pack can (NAF-10, NAF-12, NAF-17, invariant 7).
//!
//! There is no action, key or layer that would do it, so such a pack could not work in any case. This says so in so many words, because
//! policies that end by counting or by waiting are in real use, and whoever writes one down deserves more than "unknown key".

use crate::problem::Problem;

/// The words by which policies speak of an end that comes by itself.
const WORDS_OF_ENDING: [&str; 23] = [
    "end",
    "ends",
    "ended",
    "ending",
    "close",
    "closes",
    "closed",
    "closing",
    "discharge",
    "discharges",
    "discharged",
    "expire",
    "expires",
    "expired",
    "expiry",
    "lapse",
    "lapses",
    "lapsed",
    "finish",
    "finished",
    "archive",
    "archived",
    "terminate",
];

/// Whether a key, an action or a layer that we do not know would end a follow-up.
pub(crate) fn speaks_of_ending(text: &str) -> bool {
    let text = text.to_lowercase();
    text.split(|letter: char| !letter.is_alphanumeric()).any(|word| WORDS_OF_ENDING.contains(&word))
}

/// The same problem, saying what a pack cannot do and what it can.
pub(super) fn refuse(problem: Problem) -> Problem {
    let message = format!("{}; a pack cannot end a follow-up", problem.message);
    Problem { message, ..problem }.with_help(
        "A follow-up ends only when a practitioner signs the evidence that the core layer asks for: a vulnerability assessment after the \
         last failed contact, the reasons, who was told, and for the layer chosen what it takes, such as who saw the child in person and how \
         the needs are known to be met. Neither time, nor silence, nor a number of failed contacts ends it. A rule can ask for \
         `decide_next_step`, `assess_vulnerability` or `discuss`; `endings` of a pathway names the layers a practitioner may use.",
    )
}

#[cfg(test)]
mod tests {
    use super::speaks_of_ending;

    #[test]
    fn words_of_ending_are_told_from_words_that_only_look_like_them() {
        for word in ["end", "ends_after", "discharge", "Discharged", "close_after_days", "auto-close", "expired", "then discharge"] {
            assert!(speaks_of_ending(word), "{word}");
        }
        for word in ["send", "attend", "depends", "closure", "agenda", "endings", "follow_up"] {
            assert!(!speaks_of_ending(word), "{word}");
        }
    }
}
