//! What is taken out of the design system, and why. Every removal must find exactly what it expects: a new release in which
//! something moved stops here instead of bringing a font, a logo or an inline script into the program.

use anyhow::{Context, Result, ensure};
use std::collections::BTreeSet;

const LOGO: (&str, &str) = ("<svg class=\"nhsuk-header__logo\"", "</svg>");
const INLINE_SCRIPT: (&str, &str) = ("<script {%- if cspNonce %}", "</script>");
/// Does what the inline script did. The content security policy allows files only.
const SCRIPT_FILE: &str = "<script src=\"{{ asset(\"supported.js\") }}\"></script>";

/// The stylesheet without the Frutiger typeface, which needs a licence and is loaded from another site, and without the comment
/// that points at a source map which is not carried along. Text falls back to Arial.
pub(super) fn stylesheet(css: &str) -> Result<String> {
    let mut css = css.to_owned();
    let mut faces = 0;
    while css.contains("@font-face{") {
        css = without(&css, ("@font-face{", "}"), "")?;
        faces += 1;
    }
    ensure!(faces == 2, "the stylesheet has {faces} typefaces; 2 were expected");
    let css = without(&css, ("/*# sourceMappingURL=", "*/"), "")?;
    let family = "font-family:Frutiger W01,arial,sans-serif";
    ensure!(css.contains(family), "the stylesheet does not set the family of typefaces as expected");
    let css = css.replace(family, "font-family:arial,sans-serif");
    ensure!(!css.contains("Frutiger") && !css.contains("https://"), "the stylesheet still refers to a typeface or another site");
    Ok(css)
}

/// The names of the images that the stylesheet refers to.
pub(super) fn images_of(stylesheet: &str) -> Result<BTreeSet<String>> {
    let mut names = BTreeSet::new();
    for part in stylesheet.split("url(").skip(1) {
        let address = part.split(')').next().unwrap_or_default().trim_matches(['"', '\'']);
        let name = address.strip_prefix("/assets/images/").with_context(|| format!("the stylesheet refers to {address}"))?;
        ensure!(!name.contains(['/', '\\']), "the stylesheet refers to an image in another folder: {address}");
        names.insert(name.to_owned());
    }
    ensure!(!names.is_empty(), "the stylesheet refers to no image");
    Ok(names)
}

/// The script without the comment that points at a source map.
pub(super) fn script(text: &str) -> Result<String> {
    let (script, _) = text.rsplit_once("//# sourceMappingURL=").context("the script does not end as expected")?;
    Ok(format!("{}\n", script.trim_end()))
}

/// A template as the program carries it; none for a file that is not used.
pub(super) fn template(name: &str, text: String) -> Result<Option<String>> {
    match name {
        // The NHS logo is for organisations that are allowed to show it.
        "nhsuk/components/header/template.jinja" => without(&text, LOGO, "").map(Some),
        "nhsuk/template.jinja" => without(&text, INLINE_SCRIPT, SCRIPT_FILE).map(Some),
        // A second way to get the same page frame; it has the inline script as well.
        "nhsuk/template-with-imports.jinja" => Ok(None),
        _ if name.ends_with(".jinja") => {
            ensure!(!text.contains(LOGO.0) && !text.contains(INLINE_SCRIPT.0), "{name} has the NHS logo or an inline script");
            Ok(Some(text))
        }
        _ => Ok(None),
    }
}

/// The text with the one stretch from a beginning to the next end replaced.
fn without(text: &str, (beginning, end): (&str, &str), replacement: &str) -> Result<String> {
    let (before, rest) = text.split_once(beginning).with_context(|| format!("`{beginning}` was expected and is not there"))?;
    let (_, after) = rest.split_once(end).with_context(|| format!("`{beginning}` is not followed by `{end}`"))?;
    Ok([before, replacement, after].concat())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const FACE: &str = "@font-face{font-family:Frutiger W01;src:url(https://example.test/f.woff2)}";

    fn css(faces: usize) -> String {
        let body = "body{font-family:Frutiger W01,arial,sans-serif}a{mask:url(/assets/images/tick.svg)}";
        format!("{}{body}/*# sourceMappingURL=x.map */", FACE.repeat(faces))
    }

    #[test]
    fn the_stylesheet_loses_its_typefaces_and_keeps_the_rest() {
        let expected = "body{font-family:arial,sans-serif}a{mask:url(/assets/images/tick.svg)}";
        assert_eq!(stylesheet(&css(2)).unwrap(), expected);
    }

    #[test]
    fn a_stylesheet_with_another_number_of_typefaces_is_refused() {
        assert!(stylesheet(&css(1)).is_err());
        assert!(stylesheet(&css(3)).is_err());
    }

    #[test]
    fn images_are_those_of_the_stylesheet_and_only_local_ones() {
        let names: Vec<_> = images_of("a{b:url(/assets/images/x.svg)}c{d:url(\"/assets/images/x.svg\")}").unwrap().into_iter().collect();
        assert_eq!(names, ["x.svg"]);
        assert!(images_of("a{b:url(https://example.test/x.svg)}").is_err());
        assert!(images_of("a{b:url(/assets/images/../x.svg)}").is_err());
        assert!(images_of("a{}").is_err());
    }

    #[test]
    fn the_script_loses_its_source_map() {
        assert_eq!(script("code;//# sourceMappingURL=x.map").unwrap(), "code;\n");
        assert!(script("code;").is_err());
    }

    #[test]
    fn the_header_loses_the_logo_and_another_template_must_not_have_it() {
        let header = "a<svg class=\"nhsuk-header__logo\" x><path/></svg>b".to_owned();
        assert_eq!(template("nhsuk/components/header/template.jinja", header.clone()).unwrap().unwrap(), "ab");
        assert!(template("nhsuk/components/header/template.jinja", "ab".to_owned()).is_err());
        assert!(template("nhsuk/components/hero/template.jinja", header).is_err());
    }

    #[test]
    fn the_page_frame_gets_a_script_file_for_its_inline_script() {
        let frame = "a<script {%- if cspNonce %} b</script>c".to_owned();
        assert_eq!(template("nhsuk/template.jinja", frame).unwrap().unwrap(), format!("a{SCRIPT_FILE}c"));
    }

    #[test]
    fn only_templates_are_carried() {
        assert!(template("nhsuk/__init__.py", String::new()).unwrap().is_none());
        assert!(template("nhsuk/template-with-imports.jinja", String::new()).unwrap().is_none());
        assert!(template("nhsuk/macros/icon.jinja", "x".to_owned()).unwrap().is_some());
    }
}
