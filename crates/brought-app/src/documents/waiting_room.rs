//! Leaflets and a poster for waiting rooms: of nobody, for everybody (HAM-09, BOL-08).

use crate::brought::Brought;
use crate::failure::{Failure, Problem, Refusal};
use brought_documents::{Filled, POSTER, Placeholder, Print, Template, Values, html, own_document, own_documents};
use brought_policy::pack::DocumentKind;
use jiff::Timestamp;
use std::collections::BTreeMap;

/// What may be filled in: nothing that is about anybody.
const OF_THE_SERVICE: &[Placeholder] = &[Placeholder::Telephone, Placeholder::OpeningHours, Placeholder::WebPage, Placeholder::ServiceName];

/// A leaflet or poster, filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaitingRoomPaper {
    filled: Filled,
    print: Print,
}

impl WaitingRoomPaper {
    /// As the content of a page.
    pub fn content(&self) -> String {
        html::fragment(&self.filled, None)
    }

    /// In print; or why it cannot be printed. Nothing: the program was built without typesetting.
    #[cfg(feature = "pdf")]
    pub async fn print(&self) -> Option<Result<Vec<u8>, String>> {
        let (filled, print) = (self.filled.clone(), self.print);
        Some(match tokio::task::spawn_blocking(move || brought_documents::pdf(&filled, None, print)).await {
            Ok(set) => set.map_err(|problem| problem.to_string()),
            Err(problem) => Err(problem.to_string()),
        })
    }

    /// Built without typesetting: the page can be printed.
    #[cfg(not(feature = "pdf"))]
    pub async fn print(&self) -> Option<Result<Vec<u8>, String>> {
        None
    }
}

/// The leaflets of the policies in force and the program's own, each with what is filled in; those that tell of somebody are left out.
///
/// # Errors
/// [`Failure::Trouble`] when it cannot be read which policies are in force.
pub async fn waiting_room(brought: &Brought, now: Timestamp) -> Result<Vec<Template>, Failure> {
    let in_force = brought.in_force().await?;
    let mut texts: BTreeMap<&str, &str> = own_documents().filter_map(|id| Some((id, own_document(id)?))).collect();
    let services = in_force.policies().services();
    let packs = services.into_iter().map(Some).chain([None]).map(|service| in_force.pack_for(service, now));
    let packs: Vec<_> = packs.collect();
    // The record's own policy comes last, and so stands.
    for pack in &packs {
        texts.extend(pack.documents.iter().map(|(id, document)| (id.as_str(), document.text.as_str())));
    }
    let is_for_all = |template: &Template| {
        template.kind == DocumentKind::Leaflet && template.placeholders.iter().all(|placeholder| OF_THE_SERVICE.contains(placeholder))
    };
    Ok(texts.values().filter_map(|text| Template::parse(text).ok()).filter(is_for_all).collect())
}

/// One of them, filled in.
///
/// # Errors
/// [`Failure::NotThere`]; [`Failure::Refused`] with each gap at its field.
pub async fn waiting_room_paper(brought: &Brought, id: &str, values: &Values, now: Timestamp) -> Result<WaitingRoomPaper, Failure> {
    let found = waiting_room(brought, now).await?.into_iter().find(|template| template.id == id);
    let template = found.ok_or(Failure::NotThere("this leaflet"))?;
    let filled = template.fill(values).map_err(|unfilled| {
        let problem = |placeholder: Placeholder| Problem {
            field: placeholder.code().to_owned(),
            words: format!("Say {}", placeholder.words()),
            clause: None,
        };
        Failure::Refused(Refusal { problems: unfilled.into_iter().map(problem).collect() })
    })?;
    Ok(WaitingRoomPaper { filled, print: if id == POSTER { Print::Poster } else { Print::Usual } })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{at, brought, brought_under};

    const NOW: &str = "2026-01-14T08:00:00Z";

    async fn titles(brought: &Brought) -> Vec<String> {
        waiting_room(brought, at(NOW)).await.unwrap().into_iter().map(|template| template.title).collect()
    }

    /// HAM-09: every area has a leaflet and a poster, and a policy's own leaflet comes first.
    #[tokio::test]
    async fn every_policy_has_a_leaflet_and_a_poster_and_its_own_comes_first() {
        let usual = ["Coming along: why it matters, and what to do if you cannot", "Cannot come? Call us"];
        assert_eq!(titles(&brought().await).await, usual);
        let bolton = titles(&brought_under("bolton").await).await;
        assert_eq!(bolton, ["Why appointments matter, and how we can help", "Cannot come? Call us"]);
    }

    #[tokio::test]
    async fn a_gap_is_told_at_its_field_and_what_is_about_a_family_is_no_leaflet_for_all() {
        let brought = brought().await;
        let mut values = Values::default();
        let refused = waiting_room_paper(&brought, POSTER, &values, at(NOW)).await;
        assert!(matches!(&refused, Err(Failure::Refused(refusal)) if refusal.is_about("telephone")), "{refused:?}");
        for placeholder in OF_THE_SERVICE {
            values.set(*placeholder, placeholder.words());
        }
        assert!(waiting_room_paper(&brought, POSTER, &values, at(NOW)).await.unwrap().content().contains("the telephone number to call"));
        let letter = waiting_room_paper(&brought, "family_dates", &values, at(NOW)).await;
        assert!(matches!(letter, Err(Failure::NotThere(_))), "{letter:?}");
    }
}
