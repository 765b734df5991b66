//! Counts the syllables of an English word by a rule, without a dictionary.

/// The syllables of a word, at least one.
///
/// The rule: each run of the letters a, e, i, o, u and y is one; the last e is silent ("time"), also before a last s ("times") and d ("moved"), unless
/// the sound before it needs it ("table", "wanted", "places"). A number is as long as its digits, and at most four.
///
/// Its known error: two vowels that are said apart count as one ("diary" is three, counted two), and an e that is silent inside a word counts
/// ("sometimes" is two, counted three). Of the words counted by hand in `tests/reading_level.rs` it miscounts fewer than one in ten.
pub(crate) fn syllables(word: &str) -> usize {
    let letters: Vec<char> = word.to_lowercase().chars().filter(|letter| letter.is_alphanumeric()).collect();
    let digits = letters.iter().filter(|letter| letter.is_ascii_digit()).count();
    if digits > 0 {
        return digits.min(4);
    }
    let vowel = |at: usize| letters.get(at).is_some_and(|letter| "aeiouy".contains(*letter));
    let runs = (0..letters.len()).filter(|at| vowel(*at) && (*at == 0 || !vowel(at - 1))).count();
    runs.saturating_sub(usize::from(has_silent_end(&letters))).max(1)
}

/// Whether the last e is written and not said.
fn has_silent_end(letters: &[char]) -> bool {
    let said_before_s = ['s', 'x', 'z', 'c', 'g', 'h'];
    match letters {
        [.., before, 'e', 's'] if said_before_s.contains(before) => false,
        [.., 't' | 'd', 'e', 'd'] => false,
        [.., other, 'l', 'e'] | [.., other, 'l', 'e', 's' | 'd'] if !is_vowel(*other) => false,
        [.., before, 'e'] | [.., before, 'e', 's' | 'd'] => !is_vowel(*before),
        _ => false,
    }
}

fn is_vowel(letter: char) -> bool {
    "aeiouy".contains(letter)
}
