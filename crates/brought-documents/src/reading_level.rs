//! How hard a text is to read: advice for whoever writes it, never a verdict on whoever reads it.
//!
//! The formula is the Flesch-Kincaid grade level (Kincaid, Fishburne, Rogers and Chissom, "Derivation of new readability formulas", Research Branch
//! Report 8-75, Naval Technical Training, 1975): 0.39 × words in a sentence + 11.8 × syllables in a word − 15.59. It gives a year of American
//! schooling; a child begins the first at six, so the reading age is five years more. It knows nothing of meaning: a text that comes out well may
//! still be hard, and only readers can say.

use crate::filled::Filled;
use crate::jargon::{Jargon, jargon_in};
use crate::syllables::syllables;
use crate::template::Template;
use crate::text::{Block, Part, Run};

/// The oldest reading age that a document should need, in years.
pub const READING_AGE_WANTED: u32 = 11;
/// A sentence with more words than this is told.
pub const LONGEST_SENTENCE: usize = 20;
/// A line with fewer words and without an end of a sentence is a greeting, a heading, a name or a date, and no sentence.
const SHORTEST_LINE: usize = 4;

/// What was counted in an English text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadingLevel {
    /// Its sentences.
    pub sentences: usize,
    /// Their words.
    pub words: usize,
    /// The syllables of these, by a rule that errs now and then.
    pub syllables: usize,
    /// The sentences with more than [`LONGEST_SENTENCE`] words, longest first.
    pub long_sentences: Vec<String>,
    /// Words that families should not have to know.
    pub jargon: Vec<Jargon>,
}

impl ReadingLevel {
    /// Of plain words, line by line.
    pub fn of_lines<'t>(lines: impl IntoIterator<Item = &'t str>) -> Self {
        let mut level = Self { sentences: 0, words: 0, syllables: 0, long_sentences: Vec::new(), jargon: Vec::new() };
        for line in lines {
            level.jargon.extend(jargon_in(line));
            for sentence in sentences(line) {
                level.take(sentence);
            }
        }
        level.jargon.sort();
        level.jargon.dedup();
        level.long_sentences.sort_by_key(|sentence| std::cmp::Reverse(words(sentence).count()));
        level
    }

    fn take(&mut self, sentence: &str) {
        let ends = sentence.trim_end_matches(['"', '\'', '’', '”', ')']).ends_with(['.', '!', '?']);
        let count = words(sentence).count();
        if count == 0 || (count < SHORTEST_LINE && !ends) {
            return;
        }
        self.sentences += 1;
        self.words += count;
        self.syllables += words(sentence).map(syllables).sum::<usize>();
        if count > LONGEST_SENTENCE {
            self.long_sentences.push(sentence.to_owned());
        }
    }

    /// The reading age in whole years, at least five. Nothing: there is no sentence in it.
    pub fn age(&self) -> Option<u32> {
        if self.sentences == 0 {
            return None;
        }
        // In whole thousandths, so that the same text gives the same answer on every machine.
        let whole = |count: usize| i64::try_from(count).unwrap_or(i64::MAX / 100_000);
        let (sentences, words, syllables) = (whole(self.sentences), whole(self.words), whole(self.syllables));
        let grade = 390 * words / sentences + 11_800 * syllables / words - 15_590;
        u32::try_from((grade + 5_000 + 500).div_euclid(1_000)).ok().map(|age| age.max(5)).or(Some(5))
    }

    /// Whether it asks more of a reader than it should.
    pub fn is_too_hard(&self) -> bool {
        self.age().is_some_and(|age| age > READING_AGE_WANTED)
    }

    /// It in one line, such as "reading age about 10 (wanted: 9 to 11)".
    pub fn in_words(&self) -> String {
        let Some(age) = self.age() else { return "there is no whole sentence to go by".to_owned() };
        let mut told = vec![format!("reading age about {age} (wanted: {READING_AGE_WANTED} at most)")];
        match self.long_sentences.len() {
            0 => {}
            1 => told.push(format!("1 sentence is longer than {LONGEST_SENTENCE} words")),
            many => told.push(format!("{many} sentences are longer than {LONGEST_SENTENCE} words")),
        }
        told.extend(self.jargon.iter().map(|Jargon { word, instead }| format!("instead of “{word}”, say “{instead}”")));
        told.join("; ")
    }
}

/// The sentences of a line: each ends with a full stop, a question mark or an exclamation mark before a space, or with the line.
fn sentences(line: &str) -> impl Iterator<Item = &str> {
    let mut begin = 0;
    let ends = line.char_indices().filter(|(at, letter)| letter.is_whitespace() && line[..*at].ends_with(['.', '!', '?']));
    let cuts: Vec<usize> = ends.map(|(at, _)| at).chain([line.len()]).collect();
    cuts.into_iter().map(move |end| line[std::mem::replace(&mut begin, end)..end].trim())
}

/// The words of a sentence: what stands between spaces and dashes, and has a letter or a digit.
fn words(sentence: &str) -> impl Iterator<Item = &str> {
    sentence.split(|letter: char| letter.is_whitespace() || letter == '–').filter(|word| word.chars().any(char::is_alphanumeric))
}

/// The lines of a text: a block, an item of a list, and what stands before and after the end of a line.
fn lines<I>(body: &[Block<I>], mut told: impl FnMut(&I) -> String) -> Vec<String> {
    let mut line = |parts: &[I]| parts.iter().map(&mut told).collect::<String>();
    let mut all = Vec::new();
    for block in body {
        match block {
            Block::Heading(_, parts) | Block::Paragraph(parts) => all.push(line(parts)),
            Block::List(items) => all.extend(items.iter().map(|item| line(item))),
        }
    }
    all.iter().flat_map(|line| line.lines()).map(str::to_owned).collect()
}

/// Whether the formula says anything about a language: it was made for English.
pub(crate) fn is_english(language: &str) -> bool {
    language == "en" || language.starts_with("en-")
}

impl Template {
    /// How hard its own words are to read. What is filled in is not there yet: a name or a date counts as one word of one syllable, and what is told in
    /// sentences counts for nothing. Nothing: it is not in English.
    pub fn reading_level(&self) -> Option<ReadingLevel> {
        let told = |part: &Part| match part {
            Part::Words { words, .. } => words.clone(),
            Part::Place { placeholder, .. } if placeholder.is_long() => "\n".to_owned(),
            Part::Place { .. } => "Sam".to_owned(),
            Part::LineEnd => "\n".to_owned(),
        };
        let lines = lines(&self.body, told);
        is_english(&self.language).then(|| ReadingLevel::of_lines(lines.iter().map(String::as_str)))
    }
}

impl Filled {
    /// How hard it is to read, with what was filled in. Nothing: it is not in English.
    pub fn reading_level(&self) -> Option<ReadingLevel> {
        let told = |run: &Run| match run {
            Run::Words(words) | Run::Strong(words) => words.clone(),
            Run::LineEnd => "\n".to_owned(),
        };
        let lines = lines(&self.body, told);
        is_english(&self.language).then(|| ReadingLevel::of_lines(lines.iter().map(String::as_str)))
    }
}
