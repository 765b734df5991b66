//! Conditions: how they are read, and what they come to. A tree is walked by hand; there is nothing clever in it.

use super::truth::{Truth, Value};
use super::words::FactName;
use std::collections::BTreeMap;

/// A condition as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    /// `always`.
    Always,
    /// A fact that is yes or no.
    Fact(FactName),
    /// `a and b`.
    And(Box<Condition>, Box<Condition>),
    /// `a or b`.
    Or(Box<Condition>, Box<Condition>),
    /// `not a`.
    Not(Box<Condition>),
    /// `fact is known`.
    Known(FactName),
    /// A number compared with another.
    Number(FactName, Comparison, i64),
    /// A word that is one of these, or is none of them when `is_one` is false.
    Words {
        /// The fact.
        fact: FactName,
        /// The words.
        words: Vec<String>,
        /// Whether it has to be one of them, or none.
        is_one: bool,
    },
}

/// How two numbers are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Comparison {
    AtLeast,
    AtMost,
    More,
    Less,
    Equal,
    NotEqual,
}

impl Condition {
    /// What it comes to, when `value` says what each fact is. Where one side of an "and" or an "or" decides, the other is not asked.
    pub fn truth(&self, value: &mut dyn FnMut(FactName) -> Value) -> Truth {
        match self {
            Self::Always => Truth::Yes,
            Self::Fact(fact) => value(*fact).truth(),
            Self::And(left, right) => match left.truth(value) {
                Truth::No => Truth::No,
                left => left.and(right.truth(value)),
            },
            Self::Or(left, right) => match left.truth(value) {
                Truth::Yes => Truth::Yes,
                left => left.or(right.truth(value)),
            },
            Self::Not(inner) => inner.truth(value).not(),
            Self::Known(fact) => Truth::of(value(*fact) != Value::NotKnown),
            Self::Number(fact, comparison, with) => match value(*fact) {
                Value::Number(number) => Truth::of(comparison.holds(number, *with)),
                Value::NotKnown => Truth::NotKnown,
                _ => Truth::No,
            },
            Self::Words { fact, words, is_one } => is_one_of(value(*fact), words, *is_one),
        }
    }

    /// Every fact that stands in it, in the order of writing, each once.
    pub fn facts(&self) -> Vec<FactName> {
        let mut found = Vec::new();
        self.collect(&mut found);
        found
    }

    fn collect(&self, found: &mut Vec<FactName>) {
        match self {
            Self::Always => {}
            Self::And(left, right) | Self::Or(left, right) => {
                left.collect(found);
                right.collect(found);
            }
            Self::Not(inner) => inner.collect(found),
            Self::Fact(fact) | Self::Known(fact) | Self::Number(fact, ..) | Self::Words { fact, .. } => {
                if !found.contains(fact) {
                    found.push(*fact);
                }
            }
        }
    }
}

/// A word that nobody knows may be any of them. One that nobody recorded is none of them.
fn is_one_of(value: Value, words: &[String], is_one: bool) -> Truth {
    match value {
        Value::Word(code) => Truth::of(words.iter().any(|word| word == code) == is_one),
        Value::NotKnown => Truth::NotKnown,
        _ => Truth::of(!is_one),
    }
}

impl Comparison {
    fn holds(self, left: i64, right: i64) -> bool {
        match self {
            Self::AtLeast => left >= right,
            Self::AtMost => left <= right,
            Self::More => left > right,
            Self::Less => left < right,
            Self::Equal => left == right,
            Self::NotEqual => left != right,
        }
    }

    fn read(sign: &str) -> Option<Self> {
        Some(match sign {
            ">=" => Self::AtLeast,
            "<=" => Self::AtMost,
            ">" => Self::More,
            "<" => Self::Less,
            "=" => Self::Equal,
            "!=" => Self::NotEqual,
            _ => return None,
        })
    }
}

/// Reads a condition; `named` are those with a name that stand above it.
///
/// # Errors
/// What is wrong with it.
pub(super) fn read(text: &str, named: &BTreeMap<String, Condition>) -> Result<Condition, String> {
    let mut reader = Reader { words: split(text), at: 0, named };
    let condition = reader.either()?;
    if reader.at < reader.words.len() { Err(format!("`{text}` goes on after its end")) } else { Ok(condition) }
}

/// Words, numbers and signs.
fn split(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut last = ' ';
    for letter in text.chars() {
        let class = |letter: char| match letter {
            letter if letter.is_alphanumeric() || letter == '_' => 'w',
            '<' | '>' | '=' | '!' => 's',
            letter if letter.is_whitespace() => ' ',
            _ => 'p',
        };
        let now = class(letter);
        match words.last_mut() {
            Some(word) if now == last && (now == 'w' || now == 's') => word.push(letter),
            _ if now != ' ' => words.push(letter.to_string()),
            _ => {}
        }
        last = now;
    }
    words
}

struct Reader<'a> {
    words: Vec<String>,
    at: usize,
    named: &'a BTreeMap<String, Condition>,
}

impl Reader<'_> {
    fn next_is(&mut self, word: &str) -> bool {
        let here = self.words.get(self.at).is_some_and(|next| next == word);
        self.at += usize::from(here);
        here
    }

    fn next(&mut self) -> Result<String, String> {
        let word = self.words.get(self.at).cloned().ok_or("a condition ends in the middle")?;
        self.at += 1;
        Ok(word)
    }

    fn either(&mut self) -> Result<Condition, String> {
        let mut left = self.both()?;
        while self.next_is("or") {
            left = Condition::Or(Box::new(left), Box::new(self.both()?));
        }
        Ok(left)
    }

    fn both(&mut self) -> Result<Condition, String> {
        let mut left = self.single()?;
        while self.next_is("and") {
            left = Condition::And(Box::new(left), Box::new(self.single()?));
        }
        Ok(left)
    }

    fn single(&mut self) -> Result<Condition, String> {
        if self.next_is("not") {
            return Ok(Condition::Not(Box::new(self.single()?)));
        }
        if self.next_is("(") {
            let inner = self.either()?;
            return if self.next_is(")") { Ok(inner) } else { Err("a bracket is left open".into()) };
        }
        if self.next_is("always") {
            return Ok(Condition::Always);
        }
        let word = self.next()?;
        if let Some(named) = self.named.get(&word) {
            return Ok(named.clone());
        }
        let fact: FactName = word.parse().map_err(|_| format!("`{word}` is neither a fact nor a condition above"))?;
        self.about(fact)
    }

    fn about(&mut self, fact: FactName) -> Result<Condition, String> {
        if self.next_is("is") {
            let not = self.next_is("not");
            let known = Condition::Known(fact);
            return match self.next()?.as_str() {
                "known" if not => Ok(Condition::Not(Box::new(known))),
                "known" => Ok(known),
                other => Err(format!("`is {other}`")),
            };
        }
        if self.next_is("in") {
            return Ok(Condition::Words { fact, words: self.list()?, is_one: true });
        }
        let Some(comparison) = self.words.get(self.at).and_then(|word| Comparison::read(word)) else { return Ok(Condition::Fact(fact)) };
        self.at += 1;
        let with = self.next()?;
        match with.parse() {
            Ok(number) => Ok(Condition::Number(fact, comparison, number)),
            Err(_) => Ok(Condition::Words { fact, words: vec![with], is_one: comparison == Comparison::Equal }),
        }
    }

    fn list(&mut self) -> Result<Vec<String>, String> {
        let mut words = Vec::new();
        if !self.next_is("[") {
            return Err("a list begins with `[`".into());
        }
        while !self.next_is("]") {
            words.push(self.next()?);
            let _ = self.next_is(",");
        }
        Ok(words)
    }
}
