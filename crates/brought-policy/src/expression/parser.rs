//! Reads a condition from text and checks its types.
//!
//! ```text
//! condition  = part { "or" part }
//! part       = piece { "and" piece }
//! piece      = "not" piece | "(" condition ")" | "always" | name of a condition | fact [ test ]
//! test       = "is" [ "not" ] "known"
//!            | ( "=" | "!=" ) code | [ "not" ] "in" "[" code { "," code } "]"
//!            | ( "=" | "!=" | "<" | "<=" | ">" | ">=" ) number
//! ```

use super::lexer::{Kind, Token, tokens};
use super::{Comparison, Expression};
use crate::fact::{FactName, FactType};
use crate::fact_code::FactCode;
use brought_domain::vocabulary::nearest;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// How deeply a condition may be nested. Nobody reads a condition that is nested deeper, and the limit keeps the stack safe.
const DEEPEST: usize = 64;

/// What is wrong with a condition, and where in its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpressionProblem {
    /// First and last byte within the condition's text.
    pub span: Range<usize>,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

/// Reads a condition and checks its types.
///
/// # Errors
/// The first problem, with its place.
pub fn parse(text: &str) -> Result<Expression, ExpressionProblem> {
    parse_checked(text, &NamedConditions::default()).map(|checked| checked.expression)
}

/// The words that conditions are made of, besides facts.
pub(crate) const RESERVED: [&str; 7] = ["always", "and", "in", "is", "known", "not", "or"];

/// The conditions with a name that a condition may use.
#[derive(Debug, Default)]
pub(crate) struct NamedConditions {
    /// What each stands for. Nothing: it could not be read, which has been said.
    pub(crate) known: BTreeMap<String, Option<Expression>>,
    /// Names that may not be used yet: of the condition being read, and of those below it.
    pub(crate) later: BTreeSet<String>,
}

/// A condition, with what was met in its text.
#[derive(Debug)]
pub(crate) struct Checked {
    pub(crate) expression: Expression,
    /// Facts with their places. A condition with a name stands for each of its facts.
    pub(crate) facts: Vec<(FactName, Range<usize>)>,
    /// The conditions with a name that it uses.
    pub(crate) named: BTreeSet<String>,
}

/// Reads a condition in which others are used by their names.
///
/// # Errors
/// The first problem, with its place.
pub(crate) fn parse_checked(text: &str, named: &NamedConditions) -> Result<Checked, ExpressionProblem> {
    let mut parser = Parser { tokens: tokens(text)?, next: 0, end: text.len(), depth: 0, named, facts: Vec::new(), used: BTreeSet::new() };
    if parser.peek().is_none() {
        return Err(problem(0..text.len(), "the condition is empty").help("write `always` for a rule that always holds"));
    }
    let expression = parser.any()?;
    match parser.peek() {
        None => Ok(Checked { expression, facts: parser.facts, named: parser.used }),
        Some(Token { kind: Kind::Close, span, .. }) => Err(problem(span.clone(), "this `)` closes nothing")),
        Some(token) => {
            Err(problem(token.span.clone(), format!("`{}` cannot follow here", token.text))
                .help("join parts of a condition by `and` or `or`"))
        }
    }
}

pub(super) fn problem(span: Range<usize>, message: impl Into<String>) -> ExpressionProblem {
    ExpressionProblem { span, message: message.into(), help: None }
}

impl ExpressionProblem {
    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds the nearest candidate, or the advice when none is near.
    fn nearest<'a>(self, typed: &str, candidates: impl IntoIterator<Item = &'a str>, otherwise: impl FnOnce() -> String) -> Self {
        let help = nearest(typed, candidates).map_or_else(otherwise, |near| format!("did you mean `{near}`?"));
        self.help(help)
    }
}

struct Parser<'t> {
    tokens: Vec<Token<'t>>,
    next: usize,
    end: usize,
    depth: usize,
    named: &'t NamedConditions,
    facts: Vec<(FactName, Range<usize>)>,
    used: BTreeSet<String>,
}

type Parsed = Result<Expression, ExpressionProblem>;

impl<'t> Parser<'t> {
    fn peek(&self) -> Option<&Token<'t>> {
        self.tokens.get(self.next)
    }

    /// The next token, or a problem at the end of the text that says what is missing there.
    fn take(&mut self, wanted: &str) -> Result<Token<'t>, ExpressionProblem> {
        let token =
            self.peek().cloned().ok_or_else(|| problem(self.end..self.end, format!("the condition breaks off; {wanted} is missing")))?;
        self.next += 1;
        Ok(token)
    }

    fn take_if(&mut self, text: &str) -> bool {
        let found = self.peek().is_some_and(|token| token.text == text);
        self.next += usize::from(found);
        found
    }

    fn any(&mut self) -> Parsed {
        self.joined("or", Self::all, Expression::Any)
    }

    fn all(&mut self) -> Parsed {
        self.joined("and", Self::piece, Expression::All)
    }

    fn joined(&mut self, word: &str, part: fn(&mut Self) -> Parsed, join: fn(Vec<Expression>) -> Expression) -> Parsed {
        let first = part(self)?;
        let mut parts = vec![first];
        while self.take_if(word) {
            parts.push(part(self)?);
        }
        match parts.pop() {
            Some(only) if parts.is_empty() => Ok(only),
            Some(last) => {
                parts.push(last);
                Ok(join(parts))
            }
            None => Ok(Expression::Always),
        }
    }

    fn piece(&mut self) -> Parsed {
        let token = self.take("a fact")?;
        match (token.kind, token.text) {
            (Kind::Open, _) => self.deeper(&token.span, Self::bracketed),
            (Kind::Word, "not") => self.deeper(&token.span, |parser| Ok(Expression::Not(Box::new(parser.piece()?)))),
            (Kind::Word, "always") => Ok(Expression::Always),
            (Kind::Word, "and" | "or" | "in" | "is" | "known") => {
                Err(problem(token.span, format!("a fact is missing before `{}`", token.text)))
            }
            (Kind::Word, name) if self.named.known.contains_key(name) => self.condition(&token),
            (Kind::Word, name) if self.named.later.contains(name) => {
                Err(problem(token.span, format!("`{name}` is this condition itself, or stands below it"))
                    .help("a condition may use those that stand above it"))
            }
            (Kind::Word, _) => self.fact(&token),
            (Kind::Number, _) => Err(problem(token.span, format!("a fact is missing before `{}`", token.text))
                .help("the fact comes first, as in `failed_contacts >= 2`")),
            _ => Err(problem(token.span, format!("a fact is missing before `{}`", token.text))),
        }
    }

    fn deeper(&mut self, at: &Range<usize>, inner: impl FnOnce(&mut Self) -> Parsed) -> Parsed {
        if self.depth == DEEPEST {
            return Err(problem(at.clone(), format!("the condition is nested more than {DEEPEST} deep")).help("write it as several rules"));
        }
        self.depth += 1;
        let result = inner(self);
        self.depth -= 1;
        result
    }

    fn bracketed(&mut self) -> Parsed {
        let inner = self.any()?;
        let close = self.take("`)`")?;
        if close.kind == Kind::Close {
            Ok(inner)
        } else {
            Err(problem(close.span, format!("`{}` cannot follow here; `)` is missing", close.text)))
        }
    }

    /// A condition used by its name: it is put in as it stands.
    fn condition(&mut self, token: &Token<'t>) -> Parsed {
        self.used.insert(token.text.to_owned());
        if let Some(next) = self.peek().filter(|next| next.kind == Kind::Comparison || ["is", "in"].contains(&next.text)) {
            let message = format!("`{}` is a condition of this pack, which is yes or no", token.text);
            return Err(problem(token.span.start..next.span.end, message).help(format!("write `{0}` or `not {0}`", token.text)));
        }
        // One that could not be read makes the whole pack unusable; until then anything may stand for it.
        let Some(expression) = self.named.known.get(token.text).cloned().flatten() else { return Ok(Expression::Always) };
        if self.depth + expression.depth() > DEEPEST {
            return Err(problem(token.span.clone(), format!("with `{}` the condition is nested more than {DEEPEST} deep", token.text))
                .help("write it as several rules"));
        }
        self.facts.extend(expression.facts().into_iter().map(|fact| (fact, token.span.clone())));
        Ok(expression)
    }

    fn fact(&mut self, token: &Token<'t>) -> Parsed {
        let fact: FactName = token.text.parse().map_err(|_| {
            let codes = FactName::ALL.iter().map(|fact| fact.code()).chain(self.named.known.keys().map(String::as_str));
            problem(token.span.clone(), format!("`{}` is not a fact", token.text))
                .nearest(token.text, codes, || "facts are written in small letters with `_`; the handbook lists them".to_owned())
        })?;
        self.facts.push((fact, token.span.clone()));
        if self.take_if("is") {
            return self.known(fact);
        }
        let negated_list =
            self.peek().is_some_and(|token| token.text == "not") && self.tokens.get(self.next + 1).is_some_and(|token| token.text == "in");
        match self.peek().cloned() {
            Some(operator) if operator.kind == Kind::Comparison || operator.text == "in" || negated_list => {
                self.next += 1 + usize::from(negated_list);
                self.test(fact, token, &operator, negated_list)
            }
            _ => match fact.fact_type() {
                FactType::Truth => Ok(Expression::Fact(fact)),
                other => {
                    Err(problem(token.span.clone(), format!("`{fact_code}` is {}, not yes or no", other.words(), fact_code = fact.code()))
                        .help(example(fact, other)))
                }
            },
        }
    }

    fn known(&mut self, fact: FactName) -> Parsed {
        let negated = self.take_if("not");
        let word = self.take("`known`")?;
        match word.text {
            "known" if negated => Ok(Expression::Not(Box::new(Expression::Known(fact)))),
            "known" => Ok(Expression::Known(fact)),
            _ => Err(problem(word.span, format!("`{}` cannot follow `is`", word.text))
                .help("write `is known` or `is not known`; to compare, write `=`")),
        }
    }

    fn test(&mut self, fact: FactName, at: &Token<'t>, operator: &Token<'t>, negated_list: bool) -> Parsed {
        let kind = fact.fact_type();
        let code = fact.code();
        match (kind, operator.text) {
            (FactType::Truth, _) => Err(problem(at.span.start..operator.span.end, format!("`{code}` is yes or no and cannot be compared"))
                .help(format!("write `{code}` or `not {code}`"))),
            (FactType::Number, "in" | "not") => {
                Err(problem(operator.span.clone(), format!("`{code}` is a number and cannot be looked up in a list"))
                    .help(example(fact, kind)))
            }
            (FactType::Number, text) => self.number(fact, comparison(text)),
            (FactType::Code(codes), "in" | "not") => self.list(fact, negated_list, &codes()),
            (FactType::Code(codes), "=" | "!=") => Ok(Expression::OneOf(fact, operator.text == "!=", vec![self.code(fact, &codes())?])),
            (FactType::Code(_), text) => {
                Err(problem(operator.span.clone(), format!("`{code}` is a word from a list and cannot be compared by `{text}`"))
                    .help(example(fact, kind)))
            }
        }
    }

    fn number(&mut self, fact: FactName, comparison: Comparison) -> Parsed {
        let token = self.take("a number")?;
        if token.kind != Kind::Number {
            let message = format!("`{}` is a number and cannot be compared with `{}`", fact.code(), token.text);
            return Err(problem(token.span, message).help(example(fact, FactType::Number)));
        }
        let number = token.text.parse().map_err(|_| problem(token.span.clone(), format!("`{}` is too large a number", token.text)))?;
        Ok(Expression::Number(fact, comparison, number))
    }

    fn list(&mut self, fact: FactName, negated: bool, codes: &[FactCode]) -> Parsed {
        let open = self.take("`[`")?;
        if open.kind != Kind::OpenList {
            return Err(problem(open.span, format!("`[` is missing before `{}`", open.text)).help(format!("write `in [{}]`", open.text)));
        }
        let mut listed = vec![self.code(fact, codes)?];
        loop {
            let token = self.take("`]`")?;
            match token.kind {
                Kind::Comma => listed.push(self.code(fact, codes)?),
                Kind::CloseList => return Ok(Expression::OneOf(fact, negated, listed)),
                _ => return Err(problem(token.span, format!("`{}` cannot follow here; `,` or `]` is missing", token.text))),
            }
        }
    }

    fn code(&mut self, fact: FactName, codes: &[FactCode]) -> Result<FactCode, ExpressionProblem> {
        let token = self.take("a word from the fact's list")?;
        if !matches!(token.kind, Kind::Word | Kind::Number) {
            return Err(problem(token.span, format!("a word is missing before `{}`", token.text)));
        }
        codes.iter().copied().find(|code| code.code() == token.text).ok_or_else(|| {
            let codes: Vec<_> = codes.iter().map(|code| code.code()).collect();
            let message = format!("`{}` is a word from a list, and `{}` is not in it", fact.code(), token.text);
            problem(token.span, message).nearest(token.text, codes.iter().copied(), || format!("the list is: {}", codes.join(", ")))
        })
    }
}

fn comparison(text: &str) -> Comparison {
    match text {
        "!=" => Comparison::NotEqual,
        "<" => Comparison::Less,
        "<=" => Comparison::AtMost,
        ">" => Comparison::More,
        ">=" => Comparison::AtLeast,
        _ => Comparison::Equal,
    }
}

/// How a fact of this type is used.
fn example(fact: FactName, kind: FactType) -> String {
    let code = fact.code();
    match kind {
        FactType::Truth => format!("write `{code}` or `not {code}`"),
        FactType::Number => format!("compare it with a number, as in `{code} >= 2`"),
        FactType::Code(codes) => match codes().as_slice() {
            [first, second, ..] => {
                let (first, second) = (first.code(), second.code());
                format!("compare it with a word, as in `{code} = {first}` or `{code} in [{first}, {second}]`")
            }
            _ => format!("compare it with a word, as in `{code} = ...`"),
        },
    }
}
