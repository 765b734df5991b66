//! `brought verify`: whether the record is as it was written.

use crate::against;
use crate::arguments::Verify;
use crate::failure::Failure;
use crate::say::say;
use crate::{machine, main_key, opened, progress};
use brought_app::{ListsChecked, check_lists};
use brought_store::{Finding, OpenMode, Store, StoreProblem, Verified};

/// More are counted and not shown.
const MOST_SHOWN: usize = 50;

/// Reads every entry and prints what is not as it was written.
pub(crate) async fn run(asked: Verify) -> Result<(), Failure> {
    let against = against::read(asked.against.against.as_deref(), asked.against.public_key.as_deref())?;
    let store = match Store::open_with(&asked.data, OpenMode::ToVerify, main_key::keyring()?.as_ref()).await {
        Ok(store) => store,
        // Opening found what this command is there to find.
        Err(problem @ (StoreProblem::Corrupt(_) | StoreProblem::NotBroughtUp { .. })) => return Err(Failure::found(problem.to_string())),
        Err(problem) => return Err(problem.into()),
    };
    let verified = store.verify(&against::checkpoints(&against)).await?;
    let lists = lists(&store, &verified, asked.pack.as_deref()).await;
    store.close().await;
    say!("{}: {} entries about {} people", asked.data.display(), verified.events, verified.people);
    if verified.erased > 0 {
        say!("Erased: {}", verified.erased);
    }
    if !verified.contents {
        say!(
            "The entries are sealed and no main key was given: they and everybody's keys are held against the tree. What entries say was not looked at, nor \
             whether names, restrictions and lists are what is worked out from them."
        );
    }
    tell(&verified.findings);
    // Lists that cannot even be read are one thing more that is wrong, and no reason to say nothing of the others.
    let (lists, unreadable) = match lists {
        Ok(lists) => (lists, None),
        Err(problem) => (ListsChecked::default(), Some(problem)),
    };
    if lists.of_another {
        say!(
            "Lists were not compared: another policy, calendar or version of the program worked them out, and whoever shows them with this one works \
             them out anew. Name another policy with --pack"
        );
    }
    for person in lists.otherwise.iter().take(MOST_SHOWN) {
        say!("- what lists say of person {person} is not what is worked out from the record");
    }
    if lists.otherwise.len() > MOST_SHOWN {
        say!("- and of {} more people", lists.otherwise.len() - MOST_SHOWN);
    }
    against::tell(&against, &verified.findings);
    say!("Checkpoint: {}", verified.checkpoint);
    if let Some(problem) = unreadable {
        say!(
            "Lists were not compared, because something in them or in their policy cannot be read. Run `brought rebuild`, and this again."
        );
        return Err(problem);
    }
    if verified.findings.is_empty() && lists.otherwise.is_empty() {
        let what = if verified.contents { "Everything" } else { "Everything that was looked at" };
        say!("{what} is as it was written.");
        return Ok(());
    }
    if verified.is_as_written() {
        return Err(Failure::found(format!(
            "everything in {} is as it was written, but not what is worked out from it: lists, or what people are looked up by. Run `brought rebuild`, \
             and find out who writes into the file",
            asked.data.display()
        )));
    }
    Err(Failure::found(format!(
        "{} is not as it was written. Stop using it, keep it as it is with its checkpoints, and restore the record from a copy: docs/the-record.md",
        asked.data.display()
    )))
}

/// Holds lists against the record, where its entries can be read and are as they were written.
async fn lists(store: &Store, verified: &Verified, pack: Option<&str>) -> Result<ListsChecked, Failure> {
    if !verified.contents || !verified.is_as_written() {
        return Ok(ListsChecked::default());
    }
    let opened = opened::with_policy(store.clone(), pack, None, &[]).await?;
    let bar = progress::bar(verified.people, "Lists");
    let checked = check_lists(&opened.brought, machine::now(), |people| bar.set_position(people)).await;
    bar.finish_and_clear();
    Ok(checked?)
}

/// Prints what is not as it was written.
pub(crate) fn tell(findings: &[Finding]) {
    for finding in findings.iter().take(MOST_SHOWN) {
        say!("- {}", words(finding));
    }
    if findings.len() > MOST_SHOWN {
        say!("- and {} more", findings.len() - MOST_SHOWN);
    }
}

fn words(finding: &Finding) -> String {
    match finding {
        Finding::Broken { detail } => format!("the file is broken: {detail}"),
        Finding::GuardMissing { guard } => {
            format!("the guard `{guard}`, which keeps entries from being changed, is missing or was altered")
        }
        Finding::PartOtherwise { kind, name } => format!("the {kind} `{name}` of the database is missing or was altered"),
        Finding::NotWorkedOut => "what people are looked up by is not complete: run `brought rebuild`, and this again".to_owned(),
        Finding::CutShort { detail } => format!("what comes after this was not looked at, because it cannot be: {detail}"),
        Finding::ForeignPart { name } => format!("the database has a part `{name}` that this program did not make"),
        Finding::RowOtherwise { table, key } => {
            format!("the row {key} of the table `{table}` was altered, put in or taken out past the program")
        }
        Finding::Altered { entry } => format!("{entry} was altered, or what belongs to it was"),
        Finding::Missing { kind, number } => format!("{kind} {number} is missing"),
        Finding::PutIn { entry } => format!("{entry} was put in past the program"),
        Finding::RecordBroken { entry } => format!("before {entry}, an entry of the same person was altered or is missing"),
        Finding::Unreadable { entry, detail } => format!("{entry} cannot be read: {detail}"),
        Finding::ColumnsDisagree { entry } => format!("what {entry} is listed under is not what it says"),
        Finding::IssuedDocumentAltered { event, name } => format!("the document {name} of the entry {event} is not as it was issued"),
        Finding::KeyMissing { person } => format!("the key of person {person} is gone, and nobody signed that their record is erased"),
        Finding::KeyAltered { person } => {
            format!("the key of person {person} was altered or exchanged: what is recorded about them cannot be read")
        }
        Finding::KeyOfErased { person } => format!("the record of person {person} was erased, and there is a key of it all the same"),
        Finding::WorkedOutOtherwise { person } => format!("what person {person} is looked up by is not what their entries say"),
        Finding::TreeAltered { position } => {
            format!("the tree over the entries was altered after its first {position}: only a checkpoint can say what they were")
        }
        Finding::NotAsTheCheckpoint { checkpoint } => format!(
            "the record does not hold the checkpoint of its first {} entries: some of them were cut off, or written anew with all that covers them",
            checkpoint.size
        ),
    }
}
