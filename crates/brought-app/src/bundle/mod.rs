//! A bundle for a review of practice: the chronology of one person, what the policy asked and whether it was done, how follow-ups ended, what
//! was sent, who read the record, and the policies that were in force; with a manifest by which each file can be checked (NAF-13, STW-14, S9).
//!
//! It leaves the program, so it holds less than the record: nothing by which an address that is withheld could be found, and nothing that a
//! young person asked to be kept confidential. That something is left out is said, and not what.

mod asked;
mod check;
mod contents;
mod csv;
mod discretion;
mod manifest;
mod policies;
mod readers;
#[cfg(test)]
mod tests;

pub use check::{BundleFinding, CheckedBundle, FoundFile, NotABundle, check_bundle};
pub(crate) use csv::row as csv_row;
pub use manifest::MANIFEST;

use crate::access::{Desk, open_for_review};
use crate::actor::Actor;
use crate::as_known_on::known_by;
use crate::brought::Brought;
use crate::child_page::{Entries, page};
use crate::chronology::{Gathered, gather_for};
use crate::failure::{Failure, Problem, Refusal};
use crate::words::instant_in_words;
use brought_calendar::{date_in_words, end_of_day, local_date, uk_time_zone};
use brought_documents::{Portion, Sheet};
use brought_domain::{Fact, Happened, PersonId};
use contents::{Contents, Part};
use discretion::Discretion;
use jiff::Timestamp;
use jiff::civil::Date;

/// What somebody wants in a bundle.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BundleForm {
    /// The first day. Nothing: from the beginning.
    pub from: Option<Date>,
    /// The last day. Nothing: to the end.
    pub to: Option<Date>,
    /// What was known by the end of this day, and nothing that was recorded later. Nothing: what is known now.
    pub known_on: Option<Date>,
    /// Only entries of the chronology that are significant.
    pub significant: bool,
    /// Why it is made. It stands in the bundle and in the record of who read what.
    pub reason: String,
}

/// A file of a bundle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BundleFile {
    /// Its name; folders in it are divided by `/`.
    pub name: String,
    /// What it is.
    pub title: String,
    /// What kind of file it is, as on the web.
    pub media_type: String,
    /// The file.
    pub content: Vec<u8>,
}

/// A bundle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bundle {
    /// Its files, the manifest last.
    pub files: Vec<BundleFile>,
    /// The SHA-256 digest of the manifest, which vouches for all the others.
    pub manifest_digest: String,
    /// That something is left out, in sentences.
    pub left_out: Vec<String>,
}

/// The days that a bundle is about, and by when something has to have been recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Period {
    from: Option<Date>,
    to: Option<Date>,
    as_of: Timestamp,
}

impl Period {
    fn of(form: &BundleForm, now: Timestamp) -> Result<Self, Failure> {
        let mut problems = Vec::new();
        let mut refuse = |field: &str, words: &str| problems.push(Problem { field: field.into(), words: words.into(), clause: None });
        if form.reason.trim().is_empty() {
            refuse("reason", "Say why the bundle is made: it stands in the bundle and in the record of who read what");
        }
        if form.from.zip(form.to).is_some_and(|(from, to)| from > to) {
            refuse("to", "The last day lies before the first: put them the other way round");
        }
        let today = local_date(now);
        if form.from.is_some_and(|day| day > today) {
            refuse("from", "The first day has not come");
        }
        if form.known_on.is_some_and(|day| day > today) {
            refuse("known_on", "The day has not come: nobody knows yet what will have been recorded");
        }
        if !problems.is_empty() {
            return Err(Failure::Refused(Refusal { problems }));
        }
        let as_of = form.known_on.map_or(now, |day| end_of_day(day).min(now));
        Ok(Self { from: form.from, to: form.to, as_of })
    }

    fn holds(&self, day: Date) -> bool {
        self.from.is_none_or(|from| day >= from) && self.to.is_none_or(|to| day <= to)
    }

    /// Whether something that began on one day, and ended on another or not yet, has to do with these days.
    fn touches(&self, began: Happened, ended: Option<Happened>) -> bool {
        let day = |happened: Happened| happened.day(&uk_time_zone());
        self.to.is_none_or(|to| day(began) <= to) && ended.is_none_or(|ended| self.from.is_none_or(|from| day(ended) >= from))
    }

    fn words(&self) -> String {
        match (self.from, self.to) {
            (None, None) => "from the beginning".to_owned(),
            (Some(from), None) => format!("from {}", date_in_words(from)),
            (None, Some(to)) => format!("from the beginning to {}", date_in_words(to)),
            (Some(from), Some(to)) => format!("from {} to {}", date_in_words(from), date_in_words(to)),
        }
    }
}

/// Makes a bundle about somebody. That it is made, by whom and why, is written down before anything is read.
///
/// # Errors
/// [`Failure::Refused`] without a reason or for days that cannot be; [`Failure::Denied`] for whom the policies on access do not let;
/// [`Failure::NotThere`]; [`Failure::Trouble`] when the record cannot be read or the access cannot be written down.
pub async fn make_bundle(
    brought: &Brought,
    actor: &Actor,
    person: &PersonId,
    form: &BundleForm,
    desk: Desk,
    now: Timestamp,
) -> Result<Bundle, Failure> {
    let period = Period::of(form, now)?;
    let reason = form.reason.trim();
    let seen = format!("a bundle of the record and family, {}: {reason}", period.words());
    let grant = open_for_review(brought, actor, person, &seen, desk, now).await?;
    let checkpoint = brought.store.checkpoint().await?;
    let gathered = gather_for(brought, &grant).await?;
    // What must not be passed on is what must not be now, also in what was known on an earlier day.
    let discretion = Discretion::of(&gathered);
    let in_force = brought.in_force().await?;
    let answer = in_force.policies().answer(&brought.calendar, &gathered.chronology, period.as_of);
    let gathered = gathered.opened();
    let (discreet, entries_left_out) = discretion.over(&known_by(&gathered, period.as_of));
    let page = page(&discreet, &answer, &brought.calendar, period.as_of);

    let mut contents = Contents::new(discretion, brought_calendar::date_in_words(local_date(now)));
    contents.left_out_entries(entries_left_out);
    contents.chronology(&page, &period, form.significant).await;
    contents.sheet(Part::Asked, asked::asked(&answer, &discreet, &period)).await;
    contents.sheet(Part::Endings, asked::endings(&answer, &page, &period)).await;
    readers::add(brought, grant.actor(), person, &period, &mut contents).await?;
    documents(brought, &discreet, &gathered, &period, &mut contents).await?;
    policies::add(brought, &in_force, &gathered, &period, &mut contents).await?;
    let about = manifest::About {
        person: person.to_string(),
        name: page.who.name.clone(),
        second_identifier: page.who.second_identifier.clone(),
        made_by: grant.actor(),
        made_at: now,
        reason,
        form,
        checkpoint: checkpoint.to_string(),
    };
    contents.tell_passages();
    contents.first(cover(&about, &period, &contents));
    manifest::closed(&about, contents)
}

/// What was issued in the period, byte for byte, but for what would tell of an address that is withheld.
async fn documents(
    brought: &Brought,
    discreet: &Gathered,
    gathered: &Gathered,
    period: &Period,
    contents: &mut Contents,
) -> Result<(), Failure> {
    let with_documents = brought.store.entries_with_documents(&gathered.chronology.subject).await?;
    let mut entries: Vec<_> = gathered.own_events().filter(|event| with_documents.contains(&event.id)).collect();
    entries.retain(|event| event.recorded_at <= period.as_of && period.holds(event.happened.day(&uk_time_zone())));
    entries.sort_by_key(|event| (event.recorded_at, event.id.clone()));
    let entries_of_record = Entries::of(discreet);
    for (place, event) in entries.into_iter().enumerate() {
        let mut files = Vec::new();
        for name in brought.store.issued_names(&event.id).await? {
            files.extend(brought.store.issued(&event.id, &name).await?);
        }
        // An entry that is left out takes its files with it.
        let is_told = discreet.event(&event.id).is_some_and(|told| !contents.is_left_out(&entries_of_record.entry(told)));
        let is_letter = matches!(event.fact, Fact::LetterSent(_));
        contents.issued(place + 1, &instant_in_words(event.recorded_at), files, is_letter, is_told);
    }
    Ok(())
}

/// What lies on top: whose, why, of when, and what there is.
fn cover(about: &manifest::About<'_>, period: &Period, contents: &Contents) -> Sheet {
    let facts = [
        ("About", format!("{}, {}", about.name, about.second_identifier)),
        ("Why it was made", about.reason.to_owned()),
        ("Made by", about.made_by.name.clone()),
        ("Made", instant_in_words(about.made_at)),
        ("Period", period.words()),
        ("As known", instant_in_words(period.as_of)),
        ("Chronology", if about.form.significant { "significant entries only" } else { "every entry" }.to_owned()),
        ("Checkpoint of the record", about.checkpoint.clone()),
    ];
    let mut body = vec![
        Portion::Facts(facts.map(|(what, words)| (what.to_owned(), words)).to_vec()),
        Portion::Heading("What is in it".to_owned()),
        Portion::List(contents.listed()),
    ];
    body.push(Portion::Heading("What is left out".to_owned()));
    match contents.left_out() {
        [] => body.push(Portion::Paragraph("Nothing that the record would have told about this period.".to_owned())),
        left_out => body.push(Portion::List(left_out.to_vec())),
    }
    body.push(Portion::Paragraph(format!(
        "{MANIFEST} holds the size and the SHA-256 digest of each file. “brought bundle-check” on the folder says whether all of them are as they were made."
    )));
    Sheet { title: "Bundle for a review of practice".to_owned(), foot: contents.foot().to_owned(), wide: false, body }
}
