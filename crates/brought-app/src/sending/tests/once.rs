//! Once and no more: with a channel that fails, with a program that is cut off, and with letters that come back.

use super::*;

#[tokio::test]
async fn a_letter_goes_once_however_often_it_is_asked_for_and_dispatched() {
    let (letter, desk) = (Letter::queued(Answer::Yes).await, Desk::saying(&[]));
    letter.ask(false).await.unwrap();
    assert_eq!(letter.dispatch(&desk).await, Dispatched { handed_over: 1, ..Dispatched::default() });
    letter.ask(false).await.unwrap();
    assert_eq!(letter.dispatch(&desk).await, Dispatched::default());
    assert_eq!(desk.taken(), [letter.key().to_string()]);
    assert_eq!(letter.stands().await.0, MessageStep::HandedOver);
    let accesses = letter.brought.store.accesses_of(&the_id("ana"), 10).await.unwrap();
    assert!(accesses.iter().any(|entry| entry.access.purpose == "sending"), "that the letter left is written down: {accesses:?}");
}

/// S8: what was begun and cut off is never begun again by itself.
#[tokio::test]
async fn what_was_cut_off_is_found_out_or_waits_for_a_person() {
    let attempted = NewMessageEntry::by_itself(MessageStep::Attempted, at(NOW));
    for (had_it, is_shut) in [(true, false), (false, false), (false, true)] {
        let (letter, desk) = (Letter::queued(Answer::Yes).await, Desk::saying(&[]));
        letter.brought.store.move_message(&letter.key(), 1, &attempted, None).await.unwrap();
        if had_it {
            desk.taken.lock().unwrap().push(letter.key().to_string());
        }
        *desk.is_shut.lock().unwrap() = is_shut;
        let done = letter.dispatch(&desk).await;
        assert_eq!((done.handed_over, done.unclear), (u64::from(had_it), u64::from(!had_it)));
        assert_eq!(letter.dispatch(&desk).await, Dispatched::default());
        assert_eq!(desk.taken().len(), usize::from(had_it));
        if had_it {
            continue;
        }
        assert!(refusal(letter.ask(false).await).contains("unclear whether it went"));
        assert!(refusal(letter.decide(Decision::SendAgain, " ").await).contains("Say how you know"));
        *desk.is_shut.lock().unwrap() = false;
        letter.decide(Decision::SendAgain, "Looked in the tray").await.unwrap();
        assert_eq!(letter.dispatch(&desk).await.handed_over, 1);
        assert_eq!(desk.taken().len(), 1);
    }
}

/// A person was wrong, and the letter had come through: it is found under its reference and not sent a second time.
#[tokio::test]
async fn what_came_through_late_is_found_before_it_is_sent_again() {
    let (letter, desk) = (Letter::queued(Answer::Yes).await, Desk::saying(&[HandOver::Unclear("cut off".to_owned())]));
    assert_eq!(letter.dispatch(&desk).await.unclear, 1);
    desk.taken.lock().unwrap().push(letter.key().to_string());
    letter.decide(Decision::SendAgain, "They say they do not have it").await.unwrap();
    assert_eq!(letter.dispatch(&desk).await.handed_over, 1);
    assert_eq!(desk.taken().len(), 1);
}

/// What is unclear is asked about again: the channel may know later.
#[tokio::test]
async fn what_is_unclear_becomes_clear_when_the_channel_knows_of_it() {
    let (letter, desk) = (Letter::queued(Answer::Yes).await, Desk::saying(&[HandOver::Unclear("cut off".to_owned())]));
    assert_eq!(letter.dispatch(&desk).await.unclear, 1);
    assert_eq!(letter.dispatch(&desk).await, Dispatched::default());
    desk.taken.lock().unwrap().push(letter.key().to_string());
    assert_eq!(letter.dispatch(&desk).await.handed_over, 1);
    assert_eq!(letter.stands().await.0, MessageStep::HandedOver);
}

#[tokio::test]
async fn while_the_channel_cannot_be_asked_nothing_is_begun() {
    let (letter, desk) = (Letter::queued(Answer::Yes).await, Desk::saying(&[]));
    *desk.is_shut.lock().unwrap() = true;
    let done = letter.dispatch(&desk).await;
    assert_eq!((done.not_taken, done.stopped.as_deref()), (1, Some("the desk is shut")));
    assert_eq!(letter.stands().await.0, MessageStep::Queued);
}

/// A record that was restored from a copy does not know what went since: the way of sending does.
#[tokio::test]
async fn what_went_before_the_record_was_restored_is_found_and_not_sent_again() {
    let (letter, desk) = (Letter::queued(Answer::Yes).await, Desk::saying(&[]));
    desk.taken.lock().unwrap().push(letter.key().to_string());
    assert_eq!(letter.dispatch(&desk).await.handed_over, 1);
    assert_eq!(desk.taken().len(), 1);
}

#[tokio::test]
async fn what_was_not_taken_is_tried_again_for_a_day() {
    let not_taken = HandOver::NotTaken { why: "the tray is full".to_owned(), stop: true };
    let (letter, desk) = (Letter::queued(Answer::Yes).await, Desk::saying(&vec![not_taken; 14]));
    let done = letter.dispatch(&desk).await;
    assert_eq!((done.not_taken, done.stopped.as_deref()), (1, Some("the tray is full")));
    for _ in 1..13 {
        assert_eq!(letter.dispatch(&desk).await.not_taken, 1, "an outage of an hour keeps no letter back for good");
    }
    assert_eq!(letter.dispatch_at(&desk, "2026-01-10T09:00:00Z").await.not_taken, 1);
    assert_eq!(letter.dispatch_at(&desk, "2026-01-10T09:00:01Z").await.refused, 1);
    assert!(letter.stands().await.1.contains("tried for a day"));
    letter.decide(Decision::SendAgain, "Emptied the tray").await.unwrap();
    assert_eq!(letter.dispatch(&desk).await.handed_over, 1);
}

/// H20: one letter for what is owed.
#[tokio::test]
async fn the_same_letter_does_not_go_by_two_posts() {
    let letter = Letter::queued(Answer::Yes).await;
    let asked = AskToSend { event: letter.event.clone(), channel: Some(ChannelKind::Notify), address_is_safe: false };
    let outcome = ask_to_send(&letter.brought, &letter.grant().await, &asked, at(NOW)).await;
    assert!(refusal(outcome).contains("two would be one too many"));
}

#[tokio::test]
async fn what_will_not_be_posted_is_told_and_may_be_sent_again() {
    let (letter, desk) = (Letter::queued(Answer::Yes).await, Desk::saying(&[]));
    letter.dispatch(&desk).await;
    let channel: Arc<dyn Channel> = desk.clone();
    desk.tells(letter.key().as_str(), News::Failed("outside of the printable area".to_owned()));
    assert_eq!(learn_what_became(&letter.brought, ChannelKind::Folder, &channel, at(LATER)).await.unwrap().0, 1);
    assert_eq!(letter.stands().await, (MessageStep::Refused, "outside of the printable area".to_owned()));
    assert!(!outbox_page(&letter.brought, &nurse(), at(LATER)).await.unwrap().groups.is_empty());
}

#[tokio::test]
async fn somebody_who_opens_the_post_says_that_it_came_back() {
    let (letter, desk) = (Letter::queued(Answer::Yes).await, Desk::saying(&[]));
    letter.dispatch(&desk).await;
    let stale = decide_about_message(&letter.brought, &nurse(), (&letter.key(), 1), Decision::CameBack, "In the post", at(LATER)).await;
    assert!(refusal(stale).contains("Something else has become of it"));
    letter.decide(Decision::CameBack, "In the post on Friday").await.unwrap();
    let event = letter.brought.store.event(&the_id(&format!("returned-{}", letter.key()))).await.unwrap().unwrap();
    assert!(event.author.is_signed());
    let page = sending_page(&letter.brought, &letter.grant().await, &letter.event, at(LATER)).await.unwrap();
    let history: Vec<&str> = page.messages[0].history.iter().map(|line| line.words).collect();
    assert_eq!(history, ["waiting to be sent", "being sent", "handed over", "came back"]);
    assert_eq!(page.messages[0].history[0].by.as_deref(), Some("p1 Example"));
    assert!(page.form.is_none() && page.in_the_way.is_some_and(|why| why.contains("came back")));
}
