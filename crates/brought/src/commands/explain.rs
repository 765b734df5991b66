//! `brought policy explain`: one person, one day, every rule, and what would come of the next contact.

use super::standing::read_chronology;
use crate::arguments::{About, Explain};
use crate::failure::Failure;
use crate::say::{say, say_words};
use crate::{explanation_words, opened, operator, packs};
use brought_app::{Purpose, assemble_chronology, explanation_of, open_record_at_the_machine};
use brought_calendar::Calendar;
use brought_domain::{Chronology, PersonId};
use brought_policy::explain::ExplanationForm;
use brought_policy::{Explanation, Pack};
use brought_store::OpenMode;
use jiff::Timestamp;

/// Answers from a chronology file or from the store, as asked.
pub(crate) async fn run(Explain { about: asked }: Explain, now: Timestamp) -> Result<(), Failure> {
    let as_of = asked.as_of.unwrap_or(now);
    let (explanation, chronology, pack) = match &asked.chronology {
        Some(file) => {
            let pack = packs::usable(asked.pack.as_deref().unwrap_or(packs::USUAL))?;
            let chronology = read_chronology(file)?;
            let calendar = Calendar::bundled(asked.nation.unwrap_or(pack.division));
            (brought_policy::explain(&pack, &calendar, &chronology, as_of), chronology, pack)
        }
        None => of_store(&asked, as_of, now).await?,
    };
    if asked.json {
        let text = serde_json::to_string_pretty(&ExplanationForm::from(&explanation));
        say!("{}", text.map_err(|problem| Failure::trouble(format!("the explanation could not be written: {problem}")))?);
    } else {
        say_words!("{}", explanation_words::explanation(&explanation, &chronology, &pack));
    }
    Ok(())
}

/// Explains somebody in the store. That their record was read, and by whom, is written down first (S9).
async fn of_store(asked: &About, as_of: Timestamp, now: Timestamp) -> Result<(Explanation, Chronology, Pack), Failure> {
    let person = asked.person.as_deref().ok_or_else(|| Failure::usage("say whom to explain, by id, or give --chronology FILE"))?;
    let person = PersonId::new(person).map_err(|problem| Failure::usage(format!("PERSON: {problem}")))?;
    let opened = opened::open(&asked.data, OpenMode::Existing, asked.pack.as_deref(), asked.nation).await?;
    let reader = operator::named_or_at_the_machine(&opened.brought, asked.reader.as_deref()).await?;
    let grant = open_record_at_the_machine(&opened.brought, &reader, &person, Purpose::RecordKeeping, now).await?;
    let explanation = explanation_of(&opened.brought, &grant, as_of).await?;
    let chronology = assemble_chronology(&opened.brought, &grant).await?.chronology;
    let pack = Pack::clone(opened.brought.in_force().await?.pack_for(None, as_of));
    opened.store.close().await;
    Ok((explanation, chronology, pack))
}
