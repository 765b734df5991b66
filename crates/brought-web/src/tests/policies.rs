//! The pages about policies: documents to read, and what rests on each clause.

use super::Site;
use axum::http::StatusCode;
use brought_testkit::builders::{Family, was_not_brought};

async fn site() -> Site {
    let family = Family::new().child("wilhelmina", |child| child.born("2023-05-01")).clinic("2026-01-05T10:00", was_not_brought());
    Site::of(&family, "2026-01-06T10:00:00Z").await
}

#[tokio::test]
async fn a_policy_leads_to_its_pathways_its_clauses_its_numbers_and_what_proves_it() {
    let mut site = site().await;
    let links = site.get("/policies/no-access").await.links();
    for link in [
        "/policies/no-access/pathways/children",
        "/policies/no-access/pathways/parents",
        "/policies/no-access/numbers",
        "/policies/no-access/coverage",
        "/policies/no-access/clauses/NAF-15",
    ] {
        assert!(links.iter().any(|other| other == link), "{link} is not among {links:?}");
        assert_eq!(site.get(link).await.status, StatusCode::OK, "{link}");
    }
}

/// A rule is told in words; its source is there for whoever wants it, folded away.
#[tokio::test]
async fn a_pathway_reads_as_a_document_with_each_rule_below_its_words() {
    let mut site = site().await;
    let page = site.get("/policies/no-access/pathways/children").await;
    let words = page.words();
    let rule = words.split("Rule NAF-R13").nth(1).unwrap();
    assert!(rule.contains("When Number of failed contacts is at least 1"), "{rule}");
    assert!(
        rule.contains("or else the safeguarding lead): Record the impact on the child") && rule.contains("within 1 working day"),
        "{rule}"
    );
    assert!(words.contains("Monday 5 January 2026, 10am: Was not brought, at a clinic"), "scenarios are dated sentences");
    let open: Vec<&str> = page.body.split("<pre").skip(1).collect();
    assert!(open.iter().all(|code| code.contains("</details>")), "every source is folded away");
    assert!(!page.body.contains("```") && !page.body.contains("as_of ="), "no scenario is shown as it is written");
}

/// What the numbers are for: a nurse asks how many children a clause is about today.
#[tokio::test]
async fn a_clause_says_how_much_that_is_owed_now_rests_on_it() {
    let mut site = site().await;
    let impact = site.get("/policies/no-access/clauses/NAF-13").await.words();
    assert!(impact.contains("1 open obligation rests on it"), "{impact}");
    assert!(impact.contains("Rule NAF-R13") && impact.contains("examples in which one of its rules fires"), "{impact}");
    let proactive = site.get("/policies/no-access/clauses/NAF-15").await.words();
    assert!(proactive.contains("0 open obligations rest on it"), "{proactive}");
    assert!(!impact.to_lowercase().contains("wilhelmina"), "nobody is named");
}

#[tokio::test]
async fn a_number_says_whose_choice_it_is() {
    let words = site().await.get("/policies/no-access/numbers").await.words();
    let visit = words.split("Make further visit").nth(1).unwrap();
    assert!(visit.contains("Within 5 working days") && visit.contains("Document . Counted from the failed visit"), "{visit}");
    assert!(words.contains("Local choice"));
}

#[tokio::test]
async fn what_is_not_in_the_policy_is_not_there() {
    let mut site = site().await;
    for path in ["pathways/none", "clauses/NAF-99"] {
        assert_eq!(site.get(&format!("/policies/no-access/{path}")).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    for path in ["numbers", "coverage", "pathways/children", "clauses/NAF-15"] {
        assert_eq!(site.get(&format!("/policies/other/{path}")).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn whoever_is_not_signed_in_reads_no_policy() {
    let mut site = site().await;
    site.cookie = None;
    for path in ["", "/numbers", "/coverage", "/pathways/children", "/clauses/NAF-15"] {
        assert!(site.get(&format!("/policies/no-access{path}")).await.status.is_redirection(), "{path}");
    }
}
