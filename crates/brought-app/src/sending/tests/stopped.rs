//! What stops a letter: whatever is recorded between asking and sending, and whoever may not ask.

use super::*;

/// H16, H18, H19, T8: whatever is recorded between asking and sending stops the letter, and the outbox says why.
#[tokio::test]
async fn what_is_recorded_between_asking_and_sending_stops_the_letter() {
    type Change = fn(Family) -> Family;
    let confided = |family: Family| {
        let confided = AnalysisSigned { confidentiality: Some("Do not tell the family".to_owned()), ..analysis() };
        family.about("ana").fact("2026-01-08", Fact::AnalysisSigned(confided))
    };
    let changes: [(&str, Change, &str); 9] = [
        ("unsafe", |family| family.about("mum").fact("2026-01-08", known(Answer::No, "2 Mill Lane")), "not safe to write to this address"),
        (
            "unknown",
            |family| family.about("mum").fact("2026-01-08", known(Answer::NotKnown, "2 Mill Lane")),
            "Nobody has said whether it is safe",
        ),
        ("withheld", |family| family.about("mum").fact("2026-01-08", withheld()), "withheld"),
        ("moved", |family| family.about("mum").fact("2026-01-08", known(Answer::Yes, "9 Other Street")), "another now"),
        (
            "unsafe for the child",
            |family| family.about("ana").fact("2026-01-08", known(Answer::No, "2 Mill Lane")),
            "not safe to write to this address",
        ),
        ("the child died", |family| family.about("ana").died("2026-01-08"), "The child is recorded as having died"),
        ("the mother died", |family| family.about("mum").died("2026-01-08"), "This person is recorded as having died"),
        (
            "the pregnancy ended",
            |family| family.about("ana").fact("2026-01-08", Fact::PregnancyEnded),
            "pregnancy is recorded as having ended",
        ),
        ("confided", confided, "to be kept confidential"),
    ];
    for (name, change, words) in changes {
        let (letter, desk) = (Letter::queued(Answer::Yes).await, Desk::saying(&[]));
        letter.plant(change).await;
        assert_eq!(letter.dispatch(&desk).await, Dispatched { refused: 1, ..Dispatched::default() }, "{name}");
        assert_eq!(desk.taken(), [""; 0], "{name}");
        let (step, why) = letter.stands().await;
        assert!(step == MessageStep::Refused && why.contains(words), "{name}: {why}");
        let page = outbox_page(&letter.brought, &nurse(), at(LATER)).await.unwrap();
        assert_eq!((page.groups[0].code, page.groups[0].lines[0].why.as_deref()), ("refused", Some(why.as_str())), "{name}");
        assert_eq!(letter.dispatch(&desk).await, Dispatched::default(), "{name}: nothing is tried again by itself");
    }
}

/// A letter lies in the folder until somebody posts it: whoever looks into the outbox is told to take it out.
#[tokio::test]
async fn a_letter_in_the_folder_against_which_something_speaks_now_is_told_to_be_taken_out() {
    let (letter, desk) = (Letter::queued(Answer::Yes).await, Desk::saying(&[]));
    letter.dispatch(&desk).await;
    assert!(outbox_page(&letter.brought, &nurse(), at(LATER)).await.unwrap().groups.is_empty());
    letter.plant(|family| family.about("mum").fact("2026-01-08", known(Answer::No, "2 Mill Lane"))).await;
    let page = outbox_page(&letter.brought, &nurse(), at(LATER)).await.unwrap();
    assert_eq!(page.groups[0].code, "to_stop");
    assert!(page.groups[0].lines[0].why.as_ref().is_some_and(|why| why.contains("not safe to write to this address")), "{page:?}");
    letter.decide(Decision::SetAside, "Took it out of the folder").await.unwrap();
    assert!(outbox_page(&letter.brought, &nurse(), at(LATER)).await.unwrap().groups.is_empty());
}

/// The same, in the moment between the look at the record and the attempt.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_recorded_in_the_very_moment_of_sending_stops_the_letter() {
    let (letter, desk) = (Letter::queued(Answer::Yes).await, Desk::saying(&[]));
    let (asked, runtime) = (AtomicUsize::new(0), tokio::runtime::Handle::current());
    let clock = || {
        // The fourth time is the attempt: it comes after the record was looked at.
        if asked.fetch_add(1, Ordering::SeqCst) == 3 {
            tokio::task::block_in_place(|| runtime.block_on(letter.plant(|family| family.about("mum").died("2026-01-08"))));
        }
        at(LATER)
    };
    let channel: Arc<dyn Channel> = desk.clone();
    let done = dispatch(&letter.brought, &nurse(), (ChannelKind::Folder, &channel), &clock, &|| true).await.unwrap();
    assert_eq!((done.refused, desk.taken().len()), (1, 0), "{done:?}");
    assert!(letter.stands().await.1.contains("recorded as having died"));
}

/// H16: a yes counts for the address that somebody saw.
#[tokio::test]
async fn where_nobody_said_that_the_address_is_safe_it_takes_a_yes_for_this_address() {
    let letter = Letter::written(Answer::NotKnown).await;
    assert!(refusal(letter.ask(false).await).contains("Nobody has said"));
    letter.ask(true).await.unwrap();
    let desk = Desk::saying(&[]);
    assert_eq!(letter.dispatch(&desk).await.handed_over, 1);

    let (letter, desk) = (Letter::queued(Answer::NotKnown).await, Desk::saying(&[]));
    letter.plant(|family| family.about("mum").fact("2026-01-08", known(Answer::NotKnown, "2 Mill Lane"))).await;
    assert_eq!(letter.dispatch(&desk).await.refused, 1);
    assert!(refusal(letter.decide(Decision::SendAgain, "Asked the school").await).contains("Nobody has said"));
}

#[tokio::test]
async fn a_letter_whose_entry_was_withdrawn_does_not_go() {
    let (letter, desk) = (Letter::queued(Answer::Yes).await, Desk::saying(&[]));
    let shown = head(&letter.brought, "ana", NOW).await;
    let withdraw = crate::WithdrawEvent { head: shown, event: letter.event.clone(), reason: "Wrong family".into() };
    record(&letter.brought, &letter.grant().await, the_id("e-back"), at(NOW), &withdraw).await.unwrap();
    assert_eq!(letter.dispatch(&desk).await.refused, 1);
    assert!(letter.stands().await.1.contains("withdrawn"));
}

/// H17: the policy has to let a notice go, the address has to be there, and somebody has to say that it is safe.
#[tokio::test]
async fn a_notice_by_email_takes_the_policy_an_address_and_a_yes() {
    let ask = async |letter: &Letter, yes: bool| {
        let asked = AskToSend { event: letter.event.clone(), channel: Some(ChannelKind::Email), address_is_safe: yes };
        ask_to_send(&letter.brought, &letter.grant().await, &asked, at(NOW)).await
    };
    let letter = Letter::written(Answer::Yes).await;
    assert!(refusal(ask(&letter, true).await).contains("The policy does not let"));
    let letter = Letter { brought: with_notices(&letter.brought), ..letter };
    assert!(refusal(ask(&letter, true).await).contains("No e-mail address"));
    let details = PersonDetails { emails: vec!["mum@home.test".to_owned()], ..PersonDetails::default() };
    letter.plant(|family| family.about("mum").fact_for_all("2026-01-08", Fact::PersonRecorded(PersonKind::Carer, details))).await;
    assert!(refusal(ask(&letter, false).await).contains("who reads this mailbox"));
    assert!(sending_page(&letter.brought, &letter.grant().await, &letter.event, at(NOW)).await.unwrap().notice);
    ask(&letter, true).await.unwrap();
    let (desk, channel): (_, Arc<dyn Channel>) = {
        let desk = Desk::saying(&[]);
        (desk.clone(), desk)
    };
    let done = dispatch(&letter.brought, &nurse(), (ChannelKind::Email, &channel), &|| at(LATER), &|| true).await.unwrap();
    assert_eq!((done.handed_over, desk.taken().len()), (1, 1));
    letter.ask(false).await.unwrap();
    assert_eq!(letter.dispatch(&desk).await.handed_over, 1, "the letter itself goes by post");
}

/// The same record by a policy that lets notices go ahead of letters.
fn with_notices(brought: &Brought) -> Brought {
    let mut files = crate::testing::files_of("bolton");
    let pack = files.get_mut("pack.toml").unwrap();
    *pack = pack.replace("[documents.letter_how_can_we_help]", "[documents.letter_how_can_we_help]\nnotice_by_email = true");
    let loaded = brought_policy::pack::load(&files);
    let pack = Arc::new(loaded.pack.unwrap_or_else(|| panic!("{:?}", loaded.problems)));
    Brought::new(brought.store.clone(), pack, brought.calendar().clone())
}

/// H21: what came back is on record, and nothing more goes to that address.
#[tokio::test]
async fn a_letter_that_came_back_is_put_on_record_and_stops_the_next() {
    let (letter, desk) = (Letter::queued(Answer::Yes).await, Desk::saying(&[]));
    letter.dispatch(&desk).await;
    let channel: Arc<dyn Channel> = desk.clone();
    let learn = async || learn_what_became(&letter.brought, ChannelKind::Folder, &channel, at(LATER)).await.unwrap().0;
    assert_eq!(learn().await, 0);
    desk.tells(letter.key().as_str(), News::Returned);
    assert_eq!((learn().await, learn().await), (1, 0));
    assert_eq!(letter.stands().await.0, MessageStep::Returned);
    let events = letter.brought.store.events_of(&the_id("ana")).await.unwrap().events;
    let notes: Vec<&str> =
        events.iter().filter_map(|event| if let Fact::NoteWritten(note) = &event.fact { Some(note.as_str()) } else { None }).collect();
    assert!(notes.len() == 1 && notes[0].contains("came back. The address on record may be wrong"), "{notes:?}");
    letter.write("e-second").await;
    let second = Letter { event: the_id("e-second"), brought: letter.brought.clone(), family: letter.family.clone() };
    assert!(refusal(second.ask(false).await).contains("came back"));
    second.plant(|family| family.about("mum").fact("2026-01-10", known(Answer::Yes, "2 Mill Lane"))).await;
    let after = letter.brought.store.events_of(&the_id("mum")).await.unwrap().events;
    let recorded_at = after.iter().map(|event| event.recorded_at).max().unwrap();
    assert!(recorded_at > at(LATER), "the address was recorded after the letter came back: {recorded_at}");
    second.ask(false).await.unwrap();
}

#[tokio::test]
async fn only_whoever_may_write_asks_and_others_see_that_there_is_more() {
    let letter = Letter::written(Answer::Yes).await;
    let reader = actor("reader", &[]);
    let works_for = async |services: &[brought_domain::ServiceId]| {
        let practitioner = brought_domain::person::Practitioner {
            id: reader.practitioner.clone(),
            name: reader.name.clone(),
            roles: Vec::new(),
            services: services.to_vec(),
        };
        letter.brought.store.put_practitioners(&[practitioner]).await.unwrap();
    };
    works_for(&reader.services).await;
    let grant = crate::open_record(&letter.brought, &reader, &the_id("ana"), crate::Purpose::DirectCare, at(NOW)).await.unwrap();
    let asked = AskToSend { event: letter.event.clone(), channel: Some(ChannelKind::Folder), address_is_safe: false };
    assert!(matches!(ask_to_send(&letter.brought, &grant, &asked, at(NOW)).await, Err(Failure::Denied(_))));
    letter.ask(false).await.unwrap();
    works_for(&[]).await;
    let seen = outbox_page(&letter.brought, &reader, at(LATER)).await.unwrap();
    assert_eq!((seen.groups.len(), seen.not_shown), (0, 1));
    assert_eq!(outbox_page(&letter.brought, &lead(), at(LATER)).await.unwrap().groups[0].lines[0].to, "mum Example");
    let outcome = decide_about_message(&letter.brought, &reader, (&letter.key(), 1), Decision::SetAside, "Because", at(NOW)).await;
    assert!(matches!(outcome, Err(Failure::Denied(_))));
    letter.decide(Decision::SetAside, "Rang instead").await.unwrap();
    assert_eq!(letter.dispatch(&Desk::saying(&[])).await, Dispatched::default());
}
