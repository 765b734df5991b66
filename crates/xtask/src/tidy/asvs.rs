//! `docs/asvs.md`: a line for each item of OWASP's standard, and every test that it names is there.

use super::Text;
use std::collections::{BTreeMap, BTreeSet};

/// The page.
const PAGE: &str = "docs/asvs.md";
/// How many items levels 1 and 2 of version 5.0.0 have.
const ITEMS: usize = 253;
/// How an item may stand.
const WAYS: [&str; 5] = ["test", "made so", "nothing of it", "who runs it", "open"];

/// What is wrong with the page.
pub(super) fn broken(texts: &[Text]) -> Vec<String> {
    let by_path: BTreeMap<&str, &str> = texts.iter().map(|text| (text.path.as_str(), text.content.as_str())).collect();
    let Some(page) = by_path.get(PAGE) else { return vec![format!("{PAGE} is missing")] };
    let (mut items, mut broken) = (BTreeSet::new(), Vec::new());
    for (line, number) in page.lines().zip(1..) {
        let Some(cells) = item(line) else { continue };
        let [id, level, way, where_or_why] = cells;
        let place = format!("{PAGE}:{number}");
        if !items.insert(id) {
            broken.push(format!("{place}: {id} stands there twice"));
        }
        if !["1", "2"].contains(&level) || !WAYS.contains(&way) || where_or_why.is_empty() {
            broken.push(format!("{place}: {id} needs a level, one of {WAYS:?}, and where or why"));
        }
        let named: Vec<(&str, &str)> = where_or_why.split('`').skip(1).step_by(2).filter_map(|code| code.split_once("::")).collect();
        if way == "test" && named.is_empty() {
            broken.push(format!("{place}: {id} names no test"));
        }
        for (file, test) in named {
            let is_there = by_path.get(format!("crates/{file}").as_str()).is_some_and(|content| content.contains(&format!("fn {test}(")));
            if !is_there {
                broken.push(format!("{place}: there is no test {test} in crates/{file}"));
            }
        }
    }
    if items.len() != ITEMS {
        broken.push(format!("{PAGE} has {} items, and there are {ITEMS}", items.len()));
    }
    broken
}

/// The cells of a line about an item.
fn item(line: &str) -> Option<[&str; 4]> {
    let cells: Vec<&str> = line.strip_prefix("| V")?.strip_suffix('|')?.split(" | ").map(str::trim).collect();
    let [id, level, way, rest @ ..] = cells.as_slice() else { return None };
    let [where_or_why] = rest else { return Some([id, level, way, ""]) };
    Some([id, level, way, where_or_why])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(lines: &str) -> Vec<Text> {
        let text = |path: &str, content: &str| Text { path: path.into(), content: content.into() };
        vec![text(PAGE, lines), text("crates/some/src/a.rs", "fn it_holds() {}")]
    }

    #[test]
    fn each_item_says_how_it_stands_and_names_tests_that_are_there() {
        let told = |line: &str| broken(&page(line)).into_iter().filter(|told| !told.contains("there are 253")).collect::<Vec<_>>();
        assert_eq!(told("| V1.1.1 | 2 | test | `some/src/a.rs::it_holds` |"), [""; 0]);
        assert_eq!(told("| V1.1.1 | 1 | made so | by types |"), [""; 0]);
        for (line, words) in [
            ("| V1.1.1 | 2 | test | somewhere |", "names no test"),
            ("| V1.1.1 | 2 | test | `some/src/a.rs::it_fails` |", "there is no test it_fails"),
            ("| V1.1.1 | 2 | open |  |", "needs a level"),
            ("| V1.1.1 | 3 | open | not yet |", "needs a level"),
            ("| V1.1.1 | 2 | perhaps | not yet |", "needs a level"),
            ("| V1.1.1 | 2 | open | a |\n| V1.1.1 | 2 | open | b |", "twice"),
        ] {
            assert!(told(line).iter().any(|told| told.contains(words)), "{line}: {:?}", told(line));
        }
        assert!(broken(&page("")).contains(&format!("{PAGE} has 0 items, and there are 253")));
    }
}
