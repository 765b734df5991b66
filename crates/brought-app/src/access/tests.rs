//! Who may open which record.

use super::*;
use crate::accounts::{AccountToAdd, add_account, set_account_disabled};
use crate::testing::{actor, at, nurse, the_id, with};
use crate::{ListFilter, Unusual, my_list, unusual_readings};
use brought_testkit::Family;

const NOW: &str = "2026-01-06T09:00:00Z";

async fn open_as(brought: &Brought, actor: &Actor, person: &str) -> Result<AccessGrant, Failure> {
    open_record(brought, actor, &the_id(person), Purpose::DirectCare, at(NOW)).await
}

/// S9.
#[tokio::test]
async fn who_opens_a_record_is_written_down_before_anything_is_read() {
    let brought = with(&Family::new().child("ana", |ana| ana).chronology()).await;
    open_as(&brought, &nurse(), "ana").await.unwrap();
    let accesses = brought.store.accesses_of(&the_id("ana"), 10).await.unwrap();
    assert_eq!(accesses.len(), 1);
    assert_eq!((accesses[0].access.reader.as_str(), accesses[0].access.purpose.as_str()), ("p1", "direct_care"));
}

/// S15: whoever is not known, or no longer, is refused, and nothing is written down as read.
#[tokio::test]
async fn whoever_is_not_known_or_disabled_is_denied() {
    let brought = with(&Family::new().child("ana", |ana| ana).chronology()).await;
    let stranger = open_as(&brought, &actor("stranger", &[]), "ana").await.unwrap_err();
    assert_eq!(stranger, Failure::Denied(Denied::UnknownPractitioner));
    let account = AccountToAdd { practitioner: the_id("p1"), sign_in_name: "p1".into(), password: "correct horse battery".into() };
    add_account(&brought, account, &[1; 16]).await.unwrap();
    set_account_disabled(&brought, &the_id("p1"), true).await.unwrap();
    assert_eq!(open_as(&brought, &nurse(), "ana").await.unwrap_err(), Failure::Denied(Denied::AccountDisabled));
    assert_eq!(brought.store.accesses_of(&the_id("ana"), 10).await.unwrap(), []);
}

/// A nurse of another service of the same organisation, and one of nobody's.
async fn town() -> Brought {
    use brought_domain::person::{Audience, Practitioner, Service};
    let family = Family::new().child("ana", |ana| ana.born("2023-05-01")).mother("mum");
    let brought = with(&family.clinic("2026-01-05T10:00", brought_testkit::builders::was_not_brought()).chronology()).await;
    let service = |id: &str, organisation: &str| Service {
        id: the_id(id),
        name: id.to_owned(),
        audience: Audience::Children,
        health: true,
        organisation: Some(the_id(organisation)),
    };
    let services = [service("health-visiting", "trust"), service("school-nursing", "trust"), service("camhs", "other-trust")];
    brought.store.put_services(&services).await.unwrap();
    let practitioner = |id: &str, role: Role, service: &str| Practitioner {
        id: the_id(id),
        name: id.to_owned(),
        roles: vec![role],
        services: vec![the_id(service)],
    };
    let practitioners = [
        practitioner("school", Role::Practitioner, "school-nursing"),
        practitioner("trust-lead", Role::SafeguardingLead, "school-nursing"),
        practitioner("far", Role::Practitioner, "camhs"),
        practitioner("far-lead", Role::SafeguardingLead, "camhs"),
        practitioner("clerk", Role::Administrator, "camhs"),
    ];
    brought.store.put_practitioners(&practitioners).await.unwrap();
    brought
}

fn not_theirs(person: &str, may_say_why: bool) -> Failure {
    Failure::Denied(Denied::NotTheirs { person: the_id(person), may_say_why })
}

/// H35: whose work it is may; a lead of the organisation may; others have to say why, and an administrator of another organisation cannot.
#[tokio::test]
async fn a_record_is_open_to_those_whose_work_it_is() {
    let brought = town().await;
    for (reader, outcome) in [
        ("p1", None),
        ("trust-lead", None),
        ("school", Some(not_theirs("ana", true))),
        ("far", Some(not_theirs("ana", true))),
        ("far-lead", Some(not_theirs("ana", true))),
        ("clerk", Some(not_theirs("ana", false))),
    ] {
        let opened = open_as(&brought, &actor(reader, &[]), "ana").await;
        assert_eq!(opened.err(), outcome, "{reader}");
    }
}

/// S14: that there is a record is not to be learnt from what is said to somebody who may not open it.
#[tokio::test]
async fn a_record_that_is_not_there_looks_like_one_that_is_not_theirs() {
    let brought = town().await;
    for reader in ["far", "clerk", "far-lead"] {
        let denied = async |person| match open_as(&brought, &actor(reader, &[]), person).await {
            Err(Failure::Denied(Denied::NotTheirs { person: named, may_say_why })) if named == the_id(person) => may_say_why,
            other => panic!("{reader}: {other:?}"),
        };
        assert_eq!(denied("nobody").await, denied("ana").await, "{reader}");
    }
}

/// J10: given a reason, kept with it for good, for a working day and no longer.
#[tokio::test]
async fn whoever_says_why_may_open_a_record_for_a_working_day_and_the_leads_see_it() {
    let brought = town().await;
    let far = actor("far", &[]);
    let say = async |reason: &str| break_glass(&brought, &far, &the_id("ana"), reason, at(NOW)).await;
    assert!(matches!(say("  because ").await, Err(Failure::Refused(_))), "says nothing");
    say("She is in our waiting room and unwell").await.unwrap();
    assert!(open_as(&brought, &far, "ana").await.is_ok());
    let open_at = async |then: &str| open_record(&brought, &far, &the_id("ana"), Purpose::DirectCare, at(then)).await;
    assert!(open_at("2026-01-06T16:59:59Z").await.is_ok());
    assert_eq!(open_at("2026-01-06T17:00:00Z").await.unwrap_err(), not_theirs("ana", true));
    let lead = actor("trust-lead", &[]);
    let seen = crate::opened_with_a_reason(&brought, &lead, at(NOW)).await.unwrap();
    let told: Vec<_> = seen.iter().map(|line| (line.reader.as_str(), line.name.as_str(), line.reason.as_str(), line.holds)).collect();
    assert_eq!(told, [("far", "ana Example", "She is in our waiting room and unwell", true)]);
    assert!(crate::opened_with_a_reason(&brought, &far, at(NOW)).await.is_err());
    let grant = open_as(&brought, &lead, "ana").await.unwrap();
    let history = crate::accesses_of(&brought, &grant, at(NOW)).await.unwrap();
    assert!(history.lines.iter().any(|line| line.with_a_reason && line.reader == "far"), "{history:?}");
    let nurse = open_as(&brought, &nurse(), "ana").await.unwrap();
    assert!(crate::accesses_of(&brought, &nurse, at(NOW)).await.is_err(), "who looked is for the leads to see");
}

#[tokio::test]
async fn an_administrator_elsewhere_cannot_say_why_and_nobody_can_of_nobody() {
    let brought = town().await;
    let clerk = break_glass(&brought, &actor("clerk", &[]), &the_id("ana"), "I should like to know", at(NOW)).await;
    assert_eq!(clerk.unwrap_err(), not_theirs("ana", false));
    let nobody = break_glass(&brought, &actor("far", &[]), &the_id("nobody"), "In our waiting room", at(NOW)).await;
    assert!(matches!(nobody, Err(Failure::NotThere(_))));
    assert_eq!(brought.store.accesses_with_a_reason(10).await.unwrap(), []);
}

/// S14: a name that fits many finds those of the reader's own organisation; what fits one person finds them everywhere.
#[tokio::test]
async fn a_search_finds_those_alone_with_whom_the_reader_has_to_do() {
    use crate::search_people::{SearchFor, search_people};
    let brought = town().await;
    let find = async |reader: &str, words: &str, born_on: Option<&str>| {
        let search = SearchFor { words: words.to_owned(), born_on: born_on.map(|day| day.parse().unwrap()) };
        search_people(&brought, &actor(reader, &[]), &search, at(NOW)).await.unwrap().len()
    };
    assert_eq!((find("p1", "ana", None).await, find("school", "ana", None).await, find("far", "ana", None).await), (1, 1, 0));
    assert_eq!(find("far", "ana example", Some("2023-05-01")).await, 1, "the child is before them");
    for part in ["ana", "a e", "an ex", "- -", ". .", "* *", "' '", "ana -", "example", "ana example other", "ana e"] {
        assert_eq!(find("far", part, Some("2023-05-01")).await, 0, "a part of a name is no name: {part}");
    }
    assert_eq!(find("p1", "an ex", Some("2023-05-01")).await, 1, "among those with whom they work, a beginning is enough");
}

/// J10, H14: only those who are named, and whoever says why.
#[tokio::test]
async fn a_restricted_record_is_open_to_those_who_are_named() {
    use crate::record::{Restrict, WithdrawEvent, restrict};
    use crate::testing::head;
    let brought = town().await;
    let lead = actor("lead", &[]);
    let entry = async |only: Option<&[&str]>, reasons: &str| Restrict {
        head: crate::EntryHead { role: Role::SafeguardingLead, ..head(&brought, "ana", NOW).await },
        only: only.map(|only| only.iter().map(|id| the_id(id)).collect()),
        reasons: reasons.to_owned(),
    };
    let grant = open_as(&brought, &lead, "ana").await.unwrap();
    let save = async |id: &str, form: &Restrict| restrict(&brought, &grant, the_id(id), at(NOW), form).await;
    for (only, reasons) in [(Some(&["p1"][..]), "a reason"), (Some(&[][..]), "a reason"), (Some(&["lead"][..]), " ")] {
        assert!(matches!(save("bad", &entry(only, reasons).await).await, Err(Failure::Refused(_))), "{only:?} {reasons:?}");
    }
    let nurses = open_as(&brought, &nurse(), "ana").await.unwrap();
    let form = entry(Some(&["lead"]), "an uncle works here").await;
    assert!(matches!(restrict(&brought, &nurses, the_id("no"), at(NOW), &form).await, Err(Failure::Denied(_))));
    let saved = save("r1", &form).await.unwrap();
    assert!(open_as(&brought, &lead, "ana").await.is_ok());
    for reader in ["p1", "trust-lead", "school"] {
        assert_eq!(open_as(&brought, &actor(reader, &[]), "ana").await.unwrap_err(), not_theirs("ana", true), "{reader}");
    }
    let withdraw = WithdrawEvent { head: head(&brought, "ana", NOW).await, event: saved.event, reason: "mistake".into() };
    assert!(matches!(crate::record(&brought, &grant, the_id("w"), at(NOW), &withdraw).await, Err(Failure::Refused(_))));
    break_glass(&brought, &nurse(), &the_id("ana"), "She is in my clinic now", at(NOW)).await.unwrap();
    assert!(open_as(&brought, &nurse(), "ana").await.is_ok());
    let other_lead = actor("trust-lead", &[]);
    break_glass(&brought, &other_lead, &the_id("ana"), "I should like to lift it", at(NOW)).await.unwrap();
    let opened = open_as(&brought, &other_lead, "ana").await.unwrap();
    let lifted = restrict(&brought, &opened, the_id("r-other"), at(NOW), &entry(None, "it seems needless").await).await;
    assert!(matches!(lifted, Err(Failure::Denied(_))), "only those who are named decide anew: {lifted:?}");
    save("r2", &entry(None, "he has left").await).await.unwrap();
    assert!(open_as(&brought, &actor("trust-lead", &[]), "ana").await.is_ok());
}

/// H35: what is worth a question is told to the leads of whoever opened it, and to nobody else; what stood on a list was not opened.
#[tokio::test]
async fn readings_that_are_worth_a_question_are_told_to_those_who_answer_for_the_reader() {
    let brought = town().await;
    let mut own = brought.store.practitioners_by_id(&[&the_id("p1")]).await.unwrap();
    own[0].name = "Pat Éxample".to_owned();
    brought.store.put_practitioners(&own).await.unwrap();
    let reader = actor("p1", &[]);
    my_list(&brought, &nurse(), &ListFilter::default(), at("2026-01-06T02:00:00Z")).await.unwrap();
    let told = async |lead: &str| unusual_readings(&brought, &actor(lead, &[]), at("2026-01-07T09:00:00Z")).await;
    assert_eq!(told("trust-lead").await.unwrap(), Unusual::default());
    open_record(&brought, &reader, &the_id("ana"), Purpose::DirectCare, at("2026-01-06T23:10:00Z")).await.unwrap();
    let unusual = told("trust-lead").await.unwrap();
    assert_eq!(unusual.many, []);
    let night: Vec<_> = unusual.at_night.iter().map(|line| (line.reader.as_str(), line.people)).collect();
    assert_eq!(night, [("Pat Éxample", 1)]);
    let named: Vec<_> = unusual.own_name.iter().map(|line| (line.reader.as_str(), line.name.as_str())).collect();
    assert_eq!(named, [("Pat Éxample", "ana Example")], "an accent more makes no other name");
    assert_eq!(told("far-lead").await.unwrap(), Unusual::default(), "another organisation answers for others");
    assert!(matches!(told("far").await, Err(Failure::Denied(_))));
    let later = unusual_readings(&brought, &actor("trust-lead", &[]), at("2026-02-05T09:00:00Z")).await.unwrap();
    assert_eq!(later, Unusual::default(), "four weeks have passed");
}

/// Others whose record somebody has opened by now.
async fn opened_by(brought: &Brought, reader: &str, people: u64, (purpose, seen): (Purpose, &str), at: Timestamp) {
    let access = |number: u64| Access {
        person: the_id(&format!("child-{number}")),
        reader: the_id(reader),
        purpose: purpose.code().to_owned(),
        seen: seen.to_owned(),
        at,
    };
    brought.store.record_accesses(&(0..people).map(access).collect::<Vec<_>>()).await.unwrap();
}

/// H35: nobody carries a register away page by page; and a child who needs somebody now is a reason away.
#[tokio::test]
async fn after_very_many_records_within_an_hour_each_further_one_takes_a_reason() {
    let many = |person| Failure::Denied(Denied::ManyOpened { person: the_id(person), may_say_why: true });
    let brought = with(&Family::new().child("ana", |ana| ana).child("ben", |ben| ben).chronology()).await;
    let an_hour_ago = at("2026-01-06T08:00:00Z");
    opened_by(&brought, "p1", MOST_IN_AN_HOUR - 1, (Purpose::DirectCare, SEEN), an_hour_ago).await;
    open_as(&brought, &nurse(), "ben").await.unwrap();
    assert_eq!(open_as(&brought, &nurse(), "ana").await.unwrap_err(), many("ana"), "the hundred and first");
    open_as(&brought, &nurse(), "ben").await.unwrap();
    assert_eq!(
        open_as(&brought, &nurse(), "nobody").await.unwrap_err(),
        not_theirs("nobody", true),
        "what is not there is not told apart by it"
    );
    open_from_list(&brought, &nurse(), &the_id("ana"), at(NOW)).await.unwrap();
    assert_eq!(open_as(&brought, &nurse(), "ana").await.map(|_| ()), Ok(()), "it has been opened within the hour by now, from a list");
}

#[tokio::test]
async fn whoever_says_why_opens_one_more_and_an_hour_later_no_reason_is_asked() {
    let brought = with(&Family::new().child("ana", |ana| ana).child("ben", |ben| ben).chronology()).await;
    opened_by(&brought, "p1", MOST_IN_AN_HOUR, (Purpose::DirectCare, SEEN), at(NOW)).await;
    assert!(open_as(&brought, &nurse(), "ana").await.is_err());
    break_glass(&brought, &nurse(), &the_id("ana"), "The hospital rang about her", at(NOW)).await.unwrap();
    open_as(&brought, &nurse(), "ana").await.unwrap();
    assert!(open_as(&brought, &nurse(), "ben").await.is_err(), "the reason was for one");
    let later = at("2026-01-06T10:00:01Z");
    open_record(&brought, &nurse(), &the_id("ben"), Purpose::DirectCare, later).await.unwrap();
}

#[tokio::test]
async fn lines_of_lists_and_what_devices_ask_for_by_themselves_count_for_nothing() {
    let brought = with(&Family::new().child("ana", |ana| ana).chronology()).await;
    opened_by(&brought, "p1", 2 * MOST_IN_AN_HOUR, (Purpose::Calendar, "dates"), at(NOW)).await;
    opened_by(&brought, "p1", 2 * MOST_IN_AN_HOUR, (Purpose::DirectCare, "a line of the team list"), at(NOW)).await;
    opened_by(&brought, "p2", 2 * MOST_IN_AN_HOUR, (Purpose::DirectCare, SEEN), at(NOW)).await;
    open_as(&brought, &nurse(), "ana").await.unwrap();
}
