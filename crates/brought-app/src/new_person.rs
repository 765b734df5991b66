//! Opening a record for somebody who has none: a child, an unborn child or a carer. Two records of one person would each miss half of what
//! is known, so that nobody is added whose NHS number is on record (H12).

use crate::access;
use crate::actor::Actor;
use crate::brought::Brought;
use crate::failure::{Denied, Failure, Problem, Refusal};
use brought_calendar::local_date;
use brought_domain::person::{Name, PersonDetails, PersonKind};
use brought_domain::work::Role;
use brought_domain::{Author, Event, EventId, Fact, Happened, NhsNumber, PersonId, ServiceId, Source};
use brought_store::{Expected, FindPeople, PersonAppend};
use jiff::Timestamp;
use jiff::civil::Date;

/// The form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewPerson {
    /// The role in which it is signed.
    pub role: Role,
    /// What kind of person.
    pub kind: PersonKind,
    /// Given names.
    pub given: String,
    /// Family name.
    pub family: String,
    /// Date of birth.
    pub born_on: Option<Date>,
    /// When an unborn child is due.
    pub due_on: Option<Date>,
    /// NHS number, as it was typed: with or without spaces. Blank: not known.
    pub nhs_number: String,
    /// Whether somebody has made sure that it is another person than the one of the same name and date of birth who is on record.
    pub is_another: bool,
}

/// Adds somebody to the record. `id` becomes the id of the entry, and of the person: a form that is sent twice adds one person.
///
/// # Errors
/// [`Failure::Denied`] for whom the directory does not know; [`Failure::Refused`] with everything to put right, also when somebody with this
/// NHS number is on record, or the form was saved already and says something else now; [`Failure::Trouble`].
pub async fn add_person(brought: &Brought, actor: &Actor, id: EventId, now: Timestamp, form: &NewPerson) -> Result<PersonId, Failure> {
    let actor = access::known(brought, actor).await?;
    if !actor.holds(form.role) {
        return Err(Denied::RoleNeeded.into());
    }
    let person = PersonId::new(id.as_str()).map_err(|problem| Failure::unforeseen(problem.to_string()))?;
    let (details, mut problems) = plan(form, local_date(now));
    let _alone = brought.adding.lock().await;
    let fact = Fact::PersonRecorded(form.kind, details.clone());
    if let Some(saved) = brought.store.event(&id).await? {
        let is_the_same = saved.about == person && saved.fact == fact && saved.author.practitioner() == Some(&actor.practitioner);
        let other = "Somebody was added from this form already, and it says something else now. Open a new form for the next person";
        return if is_the_same { Ok(person) } else { Err(Refusal::one("form", other).into()) };
    }
    problems.extend(already_known(brought, form, &details).await?);
    if !problems.is_empty() {
        return Err(Refusal { problems }.into());
    }
    let event = Event {
        id,
        about: person.clone(),
        // Whose work it is: colleagues of the same service find it.
        service: only_service(&actor),
        happened: Happened::At(now),
        recorded_at: now,
        author: Author::Signed { by: actor.practitioner, role: form.role },
        source: Source::Entered,
        corrects: None,
        answers: Vec::new(),
        fact,
    };
    brought.store.append(vec![PersonAppend { person: person.clone(), expected: Expected::Version(0), events: vec![event] }]).await?;
    Ok(person)
}

/// The service of somebody who works for one alone. Whoever works for several does not say here for which of them.
fn only_service(actor: &Actor) -> Option<ServiceId> {
    match actor.services.as_slice() {
        [only] => Some(only.clone()),
        _ => None,
    }
}

/// What is to be recorded, and what is wrong with it. Pure.
fn plan(form: &NewPerson, today: Date) -> (PersonDetails, Vec<Problem>) {
    let mut problems = Vec::new();
    let mut refuse = |field: &str, words: &str| problems.push(problem(field, words));
    let (given, family) = (form.given.trim().to_owned(), form.family.trim().to_owned());
    if given.is_empty() && family.is_empty() {
        refuse("family", "Enter a given name or a family name");
    }
    match (form.kind, form.born_on, form.due_on) {
        (PersonKind::UnbornChild, Some(_), _) => refuse("born_on", "Somebody who has a date of birth is no unborn child"),
        (PersonKind::UnbornChild, None, None) => refuse("due_on", "Enter the date on which the child is due"),
        (PersonKind::Child | PersonKind::Carer, _, Some(_)) => refuse("due_on", "Only an unborn child has a date on which it is due"),
        (_, Some(born_on), _) if born_on > today => refuse("born_on", "Date of birth must be today or in the past"),
        _ => {}
    }
    let typed = form.nhs_number.trim();
    let nhs_number = (!typed.is_empty()).then(|| NhsNumber::parse(typed));
    match &nhs_number {
        Some(Err(wrong)) => refuse("nhs_number", &format!("Check the NHS number: {wrong}")),
        Some(Ok(number)) if number.is_filler() => refuse("nhs_number", "This number stands for “not known” in other systems: leave it out"),
        _ => {}
    }
    let name = Some(Name { given, family, preferred: None });
    let nhs_number = nhs_number.and_then(Result::ok);
    (PersonDetails { name, born_on: form.born_on, due_on: form.due_on, nhs_number, ..PersonDetails::default() }, problems)
}

/// Whether the person may be on record already.
async fn already_known(brought: &Brought, form: &NewPerson, details: &PersonDetails) -> Result<Vec<Problem>, Failure> {
    let mut problems = Vec::new();
    if let Some(number) = details.nhs_number {
        let same_number = FindPeople { nhs_number: Some(number), ..FindPeople::default() };
        if !brought.store.find_people(&same_number, 1).await?.is_empty() {
            let words = "Somebody with this NHS number is on record already: find them by the number instead of adding them again";
            problems.push(problem("nhs_number", words));
        }
    }
    if let (Some(name), Some(born_on), false) = (&details.name, details.born_on, form.is_another) {
        let alike = FindPeople { name: Some(name.words()), born_on: Some(born_on), ..FindPeople::default() };
        if !brought.store.find_people(&alike, 1).await?.is_empty() {
            let words = "Somebody of this name and date of birth is on record: find them, or say that you have made sure that this is another person";
            problems.push(problem("is_another", words));
        }
    }
    Ok(problems)
}

fn problem(field: &str, words: &str) -> Problem {
    Problem { field: field.to_owned(), words: words.to_owned(), clause: None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{actor, at, nurse, the_id, with};
    use brought_testkit::Family;

    const NOW: &str = "2026-01-07T09:00:00Z";
    const ID: &str = "0123456789abcdef0123456789abcdef";

    fn ben() -> NewPerson {
        NewPerson {
            role: Role::Practitioner,
            kind: PersonKind::Child,
            given: "Ben".into(),
            family: "Example".into(),
            born_on: Some("2024-05-01".parse().unwrap()),
            due_on: None,
            nhs_number: " 999 000 0026 ".into(),
            is_another: false,
        }
    }

    async fn brought() -> Brought {
        let ana = |ana: brought_testkit::builders::Details| ana.named("Ana", "Example").born("2023-05-01").nhs_number("9990000018");
        with(&Family::new().child("ana", ana).chronology()).await
    }

    async fn add(brought: &Brought, id: &str, form: &NewPerson) -> Result<PersonId, Failure> {
        add_person(brought, &nurse(), the_id(id), at(NOW), form).await
    }

    #[tokio::test]
    async fn somebody_new_has_a_record_signed_by_whoever_added_them_and_can_be_found() {
        let brought = brought().await;
        let person = add(&brought, ID, &ben()).await.unwrap();
        let row = brought.store.person(&person).await.unwrap().unwrap();
        assert_eq!((row.name.words().as_str(), row.nhs_number.map(|number| number.digits())), ("Ben Example", Some("9990000026".into())));
        let event = brought.store.event(&the_id(ID)).await.unwrap().unwrap();
        assert_eq!(event.author, Author::Signed { by: the_id("p1"), role: Role::Practitioner });
        assert!(crate::open_record(&brought, &nurse(), &person, crate::Purpose::DirectCare, at(NOW)).await.is_ok());
    }

    /// H12.
    #[tokio::test]
    async fn nobody_is_added_whose_number_is_on_record_however_it_is_written() {
        let brought = brought().await;
        for number in ["9990000018", "999 000 0018", "999-000-0018"] {
            let refused = add(&brought, ID, &NewPerson { nhs_number: number.into(), ..ben() }).await;
            let Err(Failure::Refused(refusal)) = refused else { panic!("{number}: {refused:?}") };
            assert!(refusal.is_about("nhs_number") && refusal.to_string().contains("on record already"), "{number}: {refusal}");
        }
        assert!(brought.store.event(&the_id(ID)).await.unwrap().is_none());
    }

    /// H12: twins have one birthday, and two children can have one name.
    #[tokio::test]
    async fn somebody_of_one_name_and_birthday_is_added_once_somebody_has_made_sure() {
        let brought = brought().await;
        let alike = NewPerson { given: "ana".into(), born_on: Some("2023-05-01".parse().unwrap()), nhs_number: String::new(), ..ben() };
        let refused = add(&brought, ID, &alike).await;
        assert!(matches!(refused, Err(Failure::Refused(refusal)) if refusal.is_about("is_another")));
        add(&brought, ID, &NewPerson { is_another: true, ..alike }).await.unwrap();
        let twin = NewPerson { given: "Eva".into(), born_on: Some("2023-05-01".parse().unwrap()), nhs_number: String::new(), ..ben() };
        add(&brought, "f123456789abcdef0123456789abcdef", &twin).await.unwrap();
    }

    #[tokio::test]
    async fn what_cannot_be_is_refused_all_at_once() {
        let brought = brought().await;
        let day = |day: &str| Some(day.parse().unwrap());
        for (fields, form) in [
            (vec!["family", "born_on"], NewPerson { given: " ".into(), family: String::new(), born_on: day("2026-01-08"), ..ben() }),
            (vec!["nhs_number"], NewPerson { nhs_number: "999 000 0027".into(), ..ben() }),
            (vec!["nhs_number"], NewPerson { nhs_number: "3333333333".into(), ..ben() }),
            (vec!["due_on"], NewPerson { due_on: day("2026-05-01"), ..ben() }),
            (vec!["due_on"], NewPerson { kind: PersonKind::UnbornChild, born_on: None, ..ben() }),
            (vec!["born_on"], NewPerson { kind: PersonKind::UnbornChild, due_on: day("2026-05-01"), ..ben() }),
        ] {
            let refused = add(&brought, ID, &form).await;
            let Err(Failure::Refused(refusal)) = refused else { panic!("{fields:?}: {refused:?}") };
            assert_eq!(refusal.problems.iter().map(|problem| problem.field.as_str()).collect::<Vec<_>>(), fields);
        }
        let unborn = NewPerson { kind: PersonKind::UnbornChild, born_on: None, due_on: day("2026-05-01"), ..ben() };
        add(&brought, ID, &unborn).await.unwrap();
    }

    #[tokio::test]
    async fn a_button_pressed_twice_adds_one_person_and_a_changed_form_none() {
        let brought = brought().await;
        let first = add(&brought, ID, &ben()).await.unwrap();
        assert_eq!(add(&brought, ID, &ben()).await.unwrap(), first);
        let changed = add(&brought, ID, &NewPerson { given: "Tom".into(), nhs_number: String::new(), ..ben() }).await;
        assert!(matches!(changed, Err(Failure::Refused(refusal)) if refusal.is_about("form")));
        assert_eq!(brought.store.counts().await.unwrap().people, 2);
    }

    /// H12: of two who are added in one moment with one number, one is.
    #[tokio::test]
    async fn two_who_are_added_at_once_are_looked_for_one_after_the_other() {
        let brought = brought().await;
        let (this, other) = (ben(), NewPerson { given: "Benjamin".into(), ..ben() });
        let (one, two) = tokio::join!(add(&brought, ID, &this), add(&brought, "f123456789abcdef0123456789abcdef", &other));
        assert!(one.is_ok(), "{one:?}");
        assert!(matches!(&two, Err(Failure::Refused(refusal)) if refusal.is_about("nhs_number")), "{two:?}");
        let again = tokio::join!(add(&brought, ID, &this), add(&brought, ID, &this));
        assert_eq!((again.0.unwrap(), again.1.unwrap()), (one.clone().unwrap(), one.unwrap()));
        assert_eq!(brought.store.counts().await.unwrap().people, 2);
    }

    /// S15.
    #[tokio::test]
    async fn whoever_is_not_known_or_signs_in_a_role_of_others_adds_nobody() {
        let brought = brought().await;
        let stranger = add_person(&brought, &actor("stranger", &[Role::Practitioner]), the_id(ID), at(NOW), &ben()).await;
        assert!(matches!(stranger, Err(Failure::Denied(Denied::UnknownPractitioner))), "{stranger:?}");
        let other_role = add(&brought, ID, &NewPerson { role: Role::NamedNurse, ..ben() }).await;
        assert!(matches!(other_role, Err(Failure::Denied(Denied::RoleNeeded))), "{other_role:?}");
    }
}
