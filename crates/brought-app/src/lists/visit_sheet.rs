//! The visits of a day on paper, which gets lost: names, times, places where they may be told, and questions that fit every family (U18, H15,
//! H38). No reason, no plan, no alert in words: whoever has to know something first is told to read the record.

use super::access::{ListKind, open_list};
use super::visit::VisitLine;
use super::visits::{Visits, visits};
use crate::actor::Actor;
use crate::brought::Brought;
use crate::failure::Failure;
use crate::printed::printed;
use crate::words::instant_in_words;
use brought_documents::{Portion, Sheet};
use brought_domain::PersonId;
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::BTreeSet;

/// The sheet of a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VisitSheet(Sheet);

impl VisitSheet {
    /// As the content of a page.
    pub fn content(&self) -> String {
        self.0.fragment()
    }

    /// In print; or why it cannot be printed. Nothing: the program was built without typesetting.
    pub async fn print(&self) -> Option<Result<Vec<u8>, String>> {
        printed(&self.0).await
    }
}

/// The sheet of the actor's own visits of a day that have not come to anything yet. Whose lines go on paper is written down first.
///
/// # Errors
/// [`Failure::Denied`] for whom the directory does not know; [`Failure::Trouble`].
pub async fn visit_sheet(brought: &Brought, actor: &Actor, day: Option<Date>, now: Timestamp) -> Result<VisitSheet, Failure> {
    let list = open_list(brought, actor, ListKind::VisitSheet, None, now).await?;
    let mut found = visits(brought, actor, day, false, 0, now).await?;
    for page in 1..u32::try_from(found.pages).unwrap_or(u32::MAX) {
        let more = visits(brought, actor, day, false, page, now).await?;
        found.lines.extend(more.lines);
        found.restricted += more.restricted;
    }
    let people = found.lines.iter().filter_map(|line| line.person.parse::<PersonId>().ok());
    list.write_down(brought, people.collect::<BTreeSet<_>>()).await?;
    Ok(VisitSheet(sheet(&found, now)))
}

/// The sheet. Pure.
fn sheet(visits: &Visits, now: Timestamp) -> Sheet {
    let destroy = format!("Printed by {} on {}. Destroy after {}.", visits.for_whom, instant_in_words(now), visits.day_words);
    let to_come: Vec<&VisitLine> = visits.lines.iter().filter(|line| line.outcome.is_none()).collect();
    let mut body = vec![Portion::Paragraph(destroy.clone())];
    body.extend(to_come.iter().flat_map(|line| of(line)));
    if to_come.is_empty() {
        body.push(Portion::Paragraph("No visit is to come on this day.".to_owned()));
    }
    if visits.is_being_worked_out || visits.unreadable > 0 {
        body.push(Portion::Paragraph("A visit may be missing: look at the list again before you go.".to_owned()));
    }
    if visits.restricted > 0 {
        body.push(Portion::Paragraph("A visit is not on this sheet: ask a safeguarding lead.".to_owned()));
    }
    body.push(Portion::Paragraph(format!("That “{READ_FIRST}” does not stand with a visit does not mean that it is safe.")));
    Sheet { title: format!("Visits: {}", visits.day_words), foot: destroy, wide: false, body }
}

const READ_FIRST: &str = "Read the record before you go";

fn of(line: &VisitLine) -> Vec<Portion> {
    let place = match (line.not_as_planned, line.address_state) {
        // Nobody is sent to a door behind which somebody has died.
        (Some(_), _) => "See the record",
        (None, "known") => line.address.as_str(),
        (None, "withheld") => "Not on paper",
        (None, _) => "Not known: see the record",
    };
    let marker = line.read_first.then(|| ("Before you go".to_owned(), READ_FIRST.to_owned()));
    let facts = marker.into_iter().chain([("Where".to_owned(), place.to_owned())]);
    vec![
        Portion::Heading(format!("{}: {}", line.time, line.name)),
        Portion::Facts(facts.collect()),
        Portion::List(line.to_find_out.iter().map(|question| (*question).to_owned()).collect()),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{at, nurse, the_id, with};
    use brought_domain::Fact;
    use brought_domain::circumstances::FactorKind;
    use brought_domain::contact::{Answer, Setting};
    use brought_domain::person::{Address, AddressRecorded, CommunicationNeedKind, PostalAddress};
    use brought_domain::steps::{AlertDecided, AlertPlace};
    use brought_testkit::Family;
    use brought_testkit::builders::{contact, no_response, was_not_brought};

    /// A Wednesday.
    const NOW: &str = "2026-01-14T08:00:00Z";

    fn recorded(address: Address) -> Fact {
        Fact::AddressRecorded(AddressRecorded { address, reported_by_family: Answer::Yes })
    }

    fn sam() -> Family {
        let known =
            PostalAddress { lines: vec!["1 Example Street".into()], postcode: Some("BL1 4AB".into()), safe_to_write_to: Answer::Yes };
        let family = Family::new().child("sam", |sam| sam.named("Sam", "Example").born("2023-05-01"));
        family.clinic("2026-01-12T10:00", was_not_brought()).fact("2026-01-03", recorded(Address::Known(known)))
    }

    fn visited(family: Family) -> Family {
        family.contact(contact(Setting::Home, "2026-01-14T10:20").planned_on("2026-01-02").purpose("the weight after the burn"))
    }

    async fn of_family(family: Family) -> String {
        let brought = with(&visited(family).chronology()).await;
        visit_sheet(&brought, &nurse(), None, at(NOW)).await.unwrap().content()
    }

    #[tokio::test]
    async fn the_sheet_says_who_when_and_where_and_who_destroys_it_when() {
        let sheet = of_family(sam()).await;
        for words in
            ["10:20am: Sam Example", "1 Example Street, BL1 4AB", "Printed by p1 Example on Wednesday 14 January 2026", "Destroy after"]
        {
            assert!(sheet.contains(words), "{words}: {sheet}");
        }
        assert!(sheet.contains("Who saw the child") && !sheet.contains("<dd>Read the record before you go"), "{sheet}");
    }

    /// U18: it is left on a bus, and tells whoever finds it no more than that somebody is visited.
    #[tokio::test]
    async fn nothing_on_it_says_why_or_what_is_known_of_the_family() {
        let alert = AlertDecided {
            place: AlertPlace::ThisRecord,
            active: true,
            directions: "Two people go together".into(),
            reasons: "A dog at large".into(),
        };
        let family = sam().fact("2026-01-13", Fact::AlertDecided(alert)).factor("2026-01-13", FactorKind::DomesticAbuse);
        let sheet = of_family(family).await.to_lowercase();
        for secret in ["burn", "weight", "two people", "dog", "abuse", "brought", "overdue", "2023", "health-visiting", "born"] {
            assert!(!sheet.contains(secret), "{secret}: {sheet}");
        }
        assert!(sheet.contains("<dd>read the record before you go"), "{sheet}");
    }

    #[tokio::test]
    async fn whatever_has_to_be_read_first_is_marked_in_the_same_words() {
        let marked = [
            sam().factor("2026-01-13", FactorKind::SubstanceMisuse),
            sam().communication_need("2026-01-13", CommunicationNeedKind::ALL[0]),
            sam().died("2026-01-13"),
        ];
        for family in marked {
            assert!(of_family(family).await.contains("<dd>Read the record before you go"));
        }
        let died = of_family(sam().died("2026-01-13")).await;
        assert!(!died.contains("Example Street") && !died.contains("died"), "{died}");
    }

    /// H15.
    #[tokio::test]
    async fn a_withheld_address_is_not_on_paper_and_a_visit_that_was_made_neither() {
        let withheld = of_family(sam().fact("2026-01-04", recorded(Address::Withheld))).await;
        assert!(!withheld.contains("Example Street") && withheld.contains("Not on paper"), "{withheld}");
        let made = sam().contact(contact(Setting::Home, "2026-01-14T07:00").planned_on("2026-01-02").came_to(no_response()));
        let brought = with(&made.chronology()).await;
        let sheet = visit_sheet(&brought, &nurse(), None, at(NOW)).await.unwrap().content();
        assert!(sheet.contains("No visit is to come") && !sheet.contains("Sam"), "{sheet}");
    }

    /// S9.
    #[tokio::test]
    async fn that_it_goes_on_paper_is_written_down() {
        let brought = with(&visited(sam()).chronology()).await;
        visit_sheet(&brought, &nurse(), None, at(NOW)).await.unwrap();
        let accesses = brought.store.accesses_of(&the_id("sam"), 10).await.unwrap();
        assert!(accesses.iter().any(|entry| entry.access.seen.contains("on paper")), "{accesses:?}");
    }
}
