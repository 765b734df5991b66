//! GOV.UK Notify, against a stand-in that answers as the documented API does.
#![cfg(feature = "notify")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod stand_in;

use brought_sending::{Channel as _, HandOver, News, Notify, Outgoing, OutgoingFile, Postage, Receipt, Secret};
use jiff::Timestamp;
use stand_in::{KEY, StandIn, Trick};

const REFERENCE: &str = "0123456789abcdef0123456789abcdef";

fn now() -> Timestamp {
    "2026-01-08T09:00:00Z".parse().unwrap()
}

fn letter() -> Outgoing {
    let pdf = OutgoingFile { media_type: "application/pdf".to_owned(), content: b"%PDF-1.7 the letter".to_vec() };
    Outgoing { reference: REFERENCE.to_owned(), files: vec![pdf], email: None }
}

fn notify(stand_in: &StandIn) -> Notify {
    Notify::new(&stand_in.address(), &Secret::new(KEY), Postage::Second).unwrap()
}

fn why(outcome: HandOver) -> String {
    match outcome {
        HandOver::Refused(why) | HandOver::Unclear(why) | HandOver::NotTaken { why, .. } => why,
        HandOver::Taken(receipt) => panic!("taken: {receipt:?}"),
    }
}

#[test]
fn a_letter_is_taken_and_found_by_its_reference() {
    let stand_in = StandIn::start(&[]);
    let notify = notify(&stand_in);
    assert_eq!(notify.find(REFERENCE, now()).unwrap(), None);
    let HandOver::Taken(receipt) = notify.hand_over(&letter(), now()) else { panic!("not taken") };
    assert_eq!(notify.find(REFERENCE, now()).unwrap(), Some(receipt));
    let kept = stand_in.letters();
    assert_eq!((kept.len(), kept[0].reference.as_str()), (1, REFERENCE));
    assert_eq!((kept[0].content.as_slice(), kept[0].postage.as_str()), (b"%PDF-1.7 the letter".as_slice(), "second"));
}

#[test]
fn a_letter_with_a_twin_does_not_go_where_one_file_is_taken() {
    let stand_in = StandIn::start(&[]);
    let mut both = letter();
    both.files.push(both.files[0].clone());
    assert!(why(notify(&stand_in).hand_over(&both, now())).contains("English twin"));
    assert_eq!(stand_in.letters().len(), 0);
}

/// The service takes two letters with one reference: nothing but asking first keeps a second one away.
#[test]
fn the_stand_in_does_not_hide_a_letter_that_was_sent_twice() {
    let stand_in = StandIn::start(&[]);
    let notify = notify(&stand_in);
    notify.hand_over(&letter(), now());
    notify.hand_over(&letter(), now());
    assert_eq!(stand_in.letters().len(), 2);
}

#[test]
fn trouble_after_the_letter_was_accepted_is_found_out_and_not_sent_again() {
    for trick in [Trick::FailAfterAccepting, Trick::CutAfterAccepting, Trick::AnswerNonsenseAfterAccepting] {
        let stand_in = StandIn::start(&[trick]);
        let outcome = notify(&stand_in).hand_over(&letter(), now());
        assert!(matches!(outcome, HandOver::Taken(_)), "{trick:?}: {outcome:?}");
        assert_eq!(stand_in.letters().len(), 1, "{trick:?}");
    }
}

#[test]
fn where_nobody_can_say_whether_it_was_accepted_it_is_unclear() {
    for (on_the_letter, on_the_question) in [
        // It may be at work on it still.
        (Trick::CutBeforeAccepting, None),
        (Trick::CutAfterAccepting, Some(Trick::Fail)),
        (Trick::FailAfterAccepting, Some(Trick::CutBeforeAccepting)),
    ] {
        let stand_in = StandIn::start(&[on_the_letter]);
        stand_in.when_asked(on_the_question.as_slice());
        let outcome = notify(&stand_in).hand_over(&letter(), now());
        assert!(matches!(outcome, HandOver::Unclear(_)), "{on_the_letter:?}, {on_the_question:?}: {outcome:?}");
    }
}

#[test]
fn what_was_certainly_not_taken_may_be_tried_again_later() {
    for (trick, words) in [(Trick::Fail, "in trouble (500)"), (Trick::TooMany, "no more for now"), (Trick::Forbid, "Invalid token")] {
        let stand_in = StandIn::start(&[trick]);
        let outcome = notify(&stand_in).hand_over(&letter(), now());
        assert!(matches!(outcome, HandOver::NotTaken { stop: true, .. }), "{trick:?}: {outcome:?}");
        assert!(why(outcome).contains(words), "{trick:?}");
        assert_eq!(stand_in.letters().len(), 0);
    }
    let nobody = Notify::new("http://127.0.0.1:1", &Secret::new(KEY), Postage::Second).unwrap();
    assert!(matches!(nobody.hand_over(&letter(), now()), HandOver::NotTaken { stop: true, .. }));
}

#[test]
fn what_the_service_will_not_have_is_refused_in_its_own_words() {
    let stand_in = StandIn::start(&[Trick::Refuse]);
    let outcome = notify(&stand_in).hand_over(&letter(), now());
    assert_eq!(outcome, HandOver::Refused("GOV.UK Notify refused it: Letter content is not a valid PDF".to_owned()));
    let page_alone = Outgoing { files: vec![], ..letter() };
    assert!(why(notify(&stand_in).hand_over(&page_alone, now())).contains("takes print alone"));
    assert_eq!(stand_in.letters().len(), 0);
}

#[test]
fn a_redirection_is_not_followed() {
    let (elsewhere, stand_in) = (StandIn::start(&[]), StandIn::start(&[]));
    stand_in.redirect_to(&elsewhere.address());
    assert!(matches!(notify(&stand_in).hand_over(&letter(), now()), HandOver::NotTaken { .. }));
    assert_eq!(elsewhere.calls(), 0, "neither the letter nor the key went elsewhere");
}

#[test]
fn what_became_of_a_letter_is_told_by_the_service_and_by_nobody_else() {
    let stand_in = StandIn::start(&[]);
    let notify = notify(&stand_in);
    let HandOver::Taken(receipt) = notify.hand_over(&letter(), now()) else { panic!("not taken") };
    for (status, news) in [
        ("pending-virus-check", News::Nothing),
        ("accepted", News::Nothing),
        ("received", News::Delivered),
        ("returned-letter", News::Returned),
    ] {
        stand_in.set_status(status);
        assert_eq!(notify.news(&receipt, now()).unwrap(), news, "{status}");
    }
    stand_in.set_status("validation-failed");
    assert!(matches!(notify.news(&receipt, now()).unwrap(), News::Failed(why) if why.contains("not posted")));
    assert_eq!(notify.find(REFERENCE, now()).unwrap(), None, "it was thrown away, so another may be sent");
    stand_in.set_status("technical-failure");
    assert!(notify.find(REFERENCE, now()).unwrap().is_some(), "they say not to send it again");
    // After a week the service knows nothing of it.
    assert_eq!(notify.news(&Receipt("gone".to_owned()), now()).unwrap(), News::Nothing);
}

#[test]
fn letters_that_came_back_are_read_page_by_page() {
    let stand_in = StandIn::start(&[]);
    let notify = notify(&stand_in);
    let references: Vec<String> = (0..5).map(|number| format!("{number:032x}")).collect();
    for reference in &references {
        notify.hand_over(&Outgoing { reference: reference.clone(), ..letter() }, now());
    }
    assert_eq!(notify.came_back(now()).unwrap(), Vec::<String>::new());
    stand_in.set_status("returned-letter");
    let mut back = notify.came_back(now()).unwrap();
    back.sort();
    assert_eq!(back, references);
}

#[test]
fn letters_go_by_https_alone_but_on_the_own_machine() {
    let made = |base: &str| Notify::new(base, &Secret::new(KEY), Postage::First).is_ok();
    for base in [brought_sending::NOTIFY, "https://notify.test/", "http://127.0.0.1:8080", "http://localhost", "http://[::1]:1/"] {
        assert!(made(base), "{base}");
    }
    for base in [
        "http://notify.test",
        "http://127.0.0.1.notify.test",
        "http://localhost@notify.test",
        "http://127.0.0.1:80@notify.test",
        "ftp://127.0.0.1",
        "",
    ] {
        assert!(!made(base), "{base}");
    }
}

#[test]
fn no_words_hold_the_key() {
    let stand_in = StandIn::start(&[Trick::CutBeforeAccepting]);
    let notify = notify(&stand_in);
    let secret = &KEY[KEY.len() - 36..];
    let told = format!("{:?} {notify:?} {:?}", notify.hand_over(&letter(), now()), notify.find(REFERENCE, now()));
    assert!(!told.contains(secret), "{told}");
}
