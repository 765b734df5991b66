//! What may stand in the window of an envelope.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use brought_documents::WindowAddress;

fn address(name: &str, lines: &[&str], postcode: &str) -> Result<Vec<String>, String> {
    let lines: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
    WindowAddress::new(name, &lines, Some(postcode)).map(|address| address.lines().to_vec()).map_err(|problem| problem.to_string())
}

#[test]
fn the_name_comes_first_and_the_postcode_last() {
    assert_eq!(
        address("Ewa Nowak", &["2 Mill Lane", " ", "Bolton"], "BL1 1AA").unwrap(),
        ["Ewa Nowak", "2 Mill Lane", "Bolton", "BL1 1AA"]
    );
}

#[test]
fn an_address_that_no_letter_would_reach_is_refused() {
    let many = ["a", "b", "c", "d", "e", "f"];
    let table: &[(&[&str], &str, &str)] = &[
        (&["2 Mill Lane"], " ", "no postcode"),
        (&[], "BL1 1AA", "too few lines"),
        (&many, "BL1 1AA", "has 8 lines"),
        (&["No fixed abode"], "BL1 1AA", "nobody can be written to at “No fixed abode”"),
        (&["A very long name of a very long house in a very long street"], "BL1 1AA", "too long for the window"),
    ];
    for (lines, postcode, wanted) in table {
        let problem = address("Ewa Nowak", lines, postcode).unwrap_err();
        assert!(problem.contains(wanted), "{problem}");
    }
}
