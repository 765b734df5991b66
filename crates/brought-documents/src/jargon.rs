//! Words of the services that families should not have to know. The list is `words/jargon.txt`.

/// A word of the services, and a plain one instead.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Jargon {
    /// The word.
    pub word: &'static str,
    /// What to say instead.
    pub instead: &'static str,
}

/// Every word of the list, in its order.
fn list() -> impl Iterator<Item = Jargon> {
    let lines = include_str!("../words/jargon.txt").lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.split_once(" = ")).map(|(word, instead)| Jargon { word, instead })
}

/// The words of the list that stand in a text, as whole words, in capitals or not.
pub(crate) fn jargon_in(text: &str) -> Vec<Jargon> {
    let text = spaced(text);
    list().filter(|jargon| text.contains(&format!(" {} ", jargon.word))).collect()
}

/// The words alone, with a space on both sides of each.
fn spaced(text: &str) -> String {
    let kept = |letter: char| letter.is_alphanumeric() || matches!(letter, '-' | '&');
    let spaced: String = text.to_lowercase().chars().map(|letter| if kept(letter) { letter } else { ' ' }).collect();
    format!(" {} ", spaced.split_whitespace().collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_line_of_the_list_can_be_found_once_and_its_plain_words_are_not_on_it() {
        let mut words: Vec<&str> = list().map(|jargon| jargon.word).collect();
        let written = include_str!("../words/jargon.txt").lines().filter(|line| !line.starts_with('#')).count();
        assert_eq!(words.len(), written);
        for Jargon { word, instead } in list() {
            assert!(jargon_in(&format!("So: {}.", word.to_uppercase())).iter().any(|found| found.word == word), "{word}");
            assert_eq!(jargon_in(instead), [], "{word}");
        }
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), written);
    }

    #[test]
    fn only_whole_words_are_meant() {
        assert_eq!(jargon_in("Our attendant is obtaining it from the commencement"), []);
        let found: Vec<&str> = jargon_in("Prior to this, please attend").iter().map(|jargon| jargon.word).collect();
        assert_eq!(found, ["attend", "prior to"]);
    }
}
