#![allow(clippy::unwrap_used)]

use super::*;
use serde_json::json;
use std::collections::BTreeMap;
use std::path::Path;

fn rendered(name: &str, source: &str, shown: impl Serialize) -> Result<String, String> {
    let rendered = ENVIRONMENT.as_ref().unwrap().render_named_str(name, source, Serde(shown));
    rendered.map_err(|problem| format!("{problem:#}"))
}

/// Renders one component of the design system with its options.
fn component(name: &str, options: Value, inner: Option<&str>) -> Result<String, String> {
    let file = format!("nhsuk/components/{name}/macro.jinja");
    let source = TEMPLATES.iter().find(|(known, _)| *known == file).unwrap().1;
    let named = source.split("macro ").nth(1).unwrap().split('(').next().unwrap().trim();
    let call = match inner {
        Some(inner) => format!("{{% call {named}(options) %}}{inner}{{% endcall %}}"),
        None => format!("{{{{ {named}(options) }}}}"),
    };
    let page = format!("{{% from {file:?} import {named} %}}{call}");
    rendered("nhsuk/one-component", &page, BTreeMap::from([("options", options)]))
}

/// HTML without what makes no difference to a browser: white space between words and the way a character is escaped.
fn comparable(html: &str) -> String {
    let escapes = [("&#x27;", "'"), ("&#39;", "'"), ("&#x2f;", "/"), ("&#34;", "\""), ("&quot;", "\"")];
    let html = escapes.iter().fold(html.to_owned(), |html, (escape, character)| html.replace(escape, character));
    let words = html.split_whitespace().collect::<Vec<_>>().join(" ");
    words.replace("> ", ">").replace(" <", "<").replace(" >", ">").replace("\", \"", "\",\"")
}

fn without_logo(html: &str) -> String {
    match html.split_once("<svg class=\"nhsuk-header__logo\"") {
        Some((before, rest)) => format!("{before}{}", rest.split_once("</svg>").unwrap().1),
        None => html.to_owned(),
    }
}

/// The design system publishes, for each component, options and the HTML they must give.
#[test]
fn every_component_renders_as_the_design_system_says() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/vendor/fixtures");
    let (mut compared, mut different) = (0, Vec::new());
    for entry in std::fs::read_dir(folder).unwrap() {
        // Read as the engine's own values, which keep the order of keys.
        let file: Value = serde_json::from_str(&std::fs::read_to_string(entry.unwrap().path()).unwrap()).unwrap();
        let name = file.get_attr("component").unwrap();
        for fixture in file.get_attr("fixtures").unwrap().try_iter().unwrap() {
            let fixture = |key: &str| fixture.get_attr(key).unwrap();
            let found = component(name.as_str().unwrap(), fixture("context"), fixture("callBlock").as_str());
            let expected = comparable(&without_logo(fixture("html").as_str().unwrap()));
            compared += 1;
            if !found.as_ref().is_ok_and(|html| comparable(html) == expected) {
                different.push(format!("{name}: {}\n{found:?}\n{expected}", fixture("name")));
            }
        }
    }
    assert!(compared > 900, "only {compared} examples were found");
    assert!(different.is_empty(), "{} of {compared} differ:\n{}", different.len(), different.join("\n\n"));
}

#[test]
fn what_a_page_prints_is_escaped() {
    assert_eq!(rendered("pages/a.jinja", "<p>{{ name }}</p>", json!({ "name": "<b>O'Neil" })).unwrap(), "<p>&lt;b&gt;O&#x27;Neil</p>");
}

#[test]
fn a_name_that_stands_for_nothing_is_an_error_in_our_own_templates() {
    assert!(rendered("pages/a.jinja", "{{ child.nmae }}", json!({ "child": { "name": "A" } })).is_err());
    assert!(rendered("pages/a.jinja", "{% if child.nmae %}x{% endif %}", json!({})).is_ok(), "asking whether it is there is allowed");
    let in_a_block = "{% extends 'layout.jinja' %}{% block content %}{{ nothing }}{% endblock %}";
    assert!(rendered("pages/a.jinja", in_a_block, json!({})).is_err());
    let in_a_macro = "{% macro row(x) %}{{ x.nothing }}{% endmacro %}{{ row({}) }}";
    assert!(rendered("pages/a.jinja", in_a_macro, json!({})).is_err());
}

#[test]
fn a_template_or_an_asset_that_does_not_exist_is_an_error() {
    let problem = render("pages/nothing.jinja", ()).unwrap_err().to_string();
    assert!(problem.contains("pages/nothing.jinja"), "{problem}");
    assert!(rendered("pages/a.jinja", "{{ asset('nothing.css') }}", ()).unwrap_err().contains("nothing.css"));
}

const PAGE: &str = "{% extends 'layout.jinja' %}{% block title %}Worklist{% endblock %}{% block content %}<h1>Worklist</h1>{% endblock %}";

#[test]
fn the_frame_of_a_page_names_brought_and_leads_past_the_header() {
    let page = rendered("pages/a.jinja", PAGE, ()).unwrap();
    for part in [
        "<html lang=\"en\"",
        "<title>Worklist – brought</title>",
        "href=\"#maincontent\"",
        "id=\"maincontent\"",
        "aria-label=\"brought, first page\"",
        "<span class=\"nhsuk-header__service-name\">brought</span>",
        "<h1>Worklist</h1>",
        "name=\"format-detection\" content=\"telephone=no, date=no, email=no, address=no\"",
        "role=\"contentinfo\"",
    ] {
        assert!(comparable(&page).contains(part), "{part} is missing from\n{page}");
    }
    assert!(!page.contains("app-notice"));
}

#[test]
fn the_frame_shows_the_notice_the_menu_and_the_account_it_is_given() {
    let frame = json!({
        "notice": "Demonstration: nobody here is real.",
        "navigation": [{ "text": "Worklist", "href": "/worklist", "current": true }, { "text": "Policies", "href": "/policies" }],
        "account": [{ "text": "Sign out", "href": "/sign-out" }],
    });
    let page = comparable(&rendered("pages/a.jinja", PAGE, json!({ "frame": frame })).unwrap());
    for part in ["Demonstration: nobody here is real.", "href=\"/policies\"", "aria-current=\"page\"", "href=\"/sign-out\""] {
        assert!(page.contains(part), "{part} is missing from\n{page}");
    }
}

#[test]
fn a_page_with_mistakes_to_put_right_says_so_in_its_title() {
    let page = rendered("pages/a.jinja", PAGE, json!({ "problems": ["Enter a date"] })).unwrap();
    assert!(comparable(&page).contains("<title>Error: Worklist – brought</title>"), "{page}");
}

/// The content security policy would block them.
#[test]
fn the_frame_has_no_inline_script_or_style_and_loads_nothing_from_elsewhere() {
    let page = rendered("pages/a.jinja", PAGE, ()).unwrap();
    assert_eq!(page.matches("<script").count(), page.matches(" src=\"").count(), "{page}");
    assert!(!page.contains("<style") && !page.contains(" style=") && !page.contains(" onclick="), "{page}");
    assert!(!page.contains("https://") && !page.contains("http://"), "{page}");
}

/// Only organisations that may use the logo show it.
#[test]
fn the_nhs_logo_is_not_shown() {
    let page = rendered("pages/a.jinja", PAGE, ()).unwrap();
    assert!(!page.contains("nhsuk-header__logo") && !page.contains(">NHS<") && !page.contains("NHS England"), "{page}");
    assert!(TEMPLATES.iter().all(|(_, source)| !source.contains("<svg class=\"nhsuk-header__logo\"")));
}

#[test]
fn a_long_text_is_cut_as_the_design_system_expects() {
    let cut = |template: &str| rendered("nhsuk/a", template, json!({ "text": "one two three four" })).unwrap();
    assert_eq!(cut("{{ text | truncate(10, true, '') }}"), "one two th");
    assert_eq!(cut("{{ text | truncate(10, false, '...') }}"), "one...");
    assert_eq!(cut("{{ text | truncate(13) }}"), "one two three four", "a few characters more are left");
}

#[test]
fn what_is_not_there_has_no_length() {
    assert_eq!(rendered("nhsuk/a", "{{ nothing | length }}{{ none | count }}{{ [1, 2] | length }}", ()).unwrap(), "002");
    assert!(rendered("nhsuk/a", "{{ 3 | length }}", ()).is_err());
}
