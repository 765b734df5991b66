//! Turns a template and what it shows into a page.
//!
//! Templates are Jinja: the NHS design system's own macros (`nhsuk/...`) and ours (`crates/brought-web/templates/`), all embedded in
//! the program. Everything that is printed is escaped unless a template says `safe`.

mod shims;

use crate::address;
use crate::assets::{self, TEMPLATES};
use crate::problem::WebProblem;
use axum::response::Html;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, Error, ErrorKind, State, UndefinedBehavior, Value, escape_formatter};
use serde::Serialize;
use std::sync::LazyLock;

/// What a template shows, by name: `shown! { page, today => local_date(now) }`. Each value is serialised.
macro_rules! shown {
    (@value $name:ident) => { &$name };
    (@value $name:ident $value:expr) => { &$value };
    ($($name:ident $(=> $value:expr)?),* $(,)?) => {
        minijinja::context! { $($name => minijinja::value::Serde($crate::templating::shown!(@value $name $($value)?)),)* }
    };
}
pub(crate) use shown;

static ENVIRONMENT: LazyLock<Result<Environment<'static>, Error>> = LazyLock::new(environment);

/// Renders a template, named by its path below `crates/brought-web/templates/`, with what it shows.
///
/// # Errors
/// When there is no such template, or it prints something that it was not given.
pub fn render(template: &str, shown: impl Serialize) -> Result<Html<String>, WebProblem> {
    let environment = ENVIRONMENT.as_ref().map_err(|problem| WebProblem::template(template, problem))?;
    let page = environment.get_template(template).and_then(|found| found.render(Serde(shown)));
    page.map(Html).map_err(|problem| WebProblem::template(template, &problem))
}

fn environment() -> Result<Environment<'static>, Error> {
    let mut environment = Environment::new();
    // The design system's macros look at many options that were not given.
    environment.set_undefined_behavior(UndefinedBehavior::Chainable);
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.set_formatter(print);
    environment.set_unknown_method_callback(minijinja_contrib::pycompat::unknown_method_callback);
    environment.add_filter("length", shims::length);
    environment.add_filter("count", shims::length);
    environment.add_filter("truncate", shims::truncate);
    environment.add_filter("part", part);
    environment.add_function("asset", asset);
    environment.add_global("program_version", env!("CARGO_PKG_VERSION"));
    for (name, source) in TEMPLATES {
        environment.add_template(name, source)?;
    }
    Ok(environment)
}

/// Prints a value. In our own templates a name that stands for nothing is an error: a misspelt name must not leave a gap in a page
/// about a child. The design system's templates print options that were not given, which then show nothing.
fn print(output: &mut minijinja::Output<'_>, state: &mut State<'_, '_>, value: &Value) -> Result<(), Error> {
    if value.is_undefined() && !state.name().starts_with("nhsuk/") {
        return Err(Error::new(ErrorKind::UndefinedError, "the template prints something that it was not given"));
    }
    escape_formatter(output, state, value)
}

/// `asset("app.css")`: the address of an embedded file.
fn asset(name: &str) -> Result<String, Error> {
    assets::address(name).ok_or_else(|| Error::new(ErrorKind::InvalidOperation, format!("there is no asset `{name}`")))
}

/// `id | part`: an id as one part of an address.
fn part(id: &str) -> String {
    address::part(id)
}

#[cfg(test)]
mod tests;
