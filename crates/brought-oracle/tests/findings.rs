//! Findings: on each of these chronologies the engine, or once the oracle, answered otherwise than its documents say, and now both agree.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::disallowed_methods, missing_docs)]

mod packs;

use brought_oracle::open::Open;

/// Both agree, and neither leaves it out.
fn agree(file: &str, pack: &str, as_of: &str) {
    let chronology = brought_forms::chronology_file::read_json(file).unwrap();
    let sides = packs::sides(pack, Open::ALL);
    let as_of = as_of.parse().unwrap();
    assert!(!sides.leaves_out(&chronology, as_of));
    assert_eq!(sides.told(&chronology, as_of), "no difference");
}

/// Invariant 8: only a practitioner's evidence of an error, or a correction, takes a failed contact back.
#[test]
fn an_uncounted_word_takes_a_failure_away() {
    agree(include_str!("findings/uncounted_word_takes_a_failure_away.json"), "no-access", "2026-03-18T08:53:00Z");
}

/// policy-packs.md: once for each event on which the condition rests.
#[test]
fn what_was_on_record_before_is_no_occasion() {
    agree(include_str!("findings/no_occasion_before_opening.json"), "hampshire-primary", "2026-06-01T14:14:00Z");
}

/// NAF-15: the family is followed up.
#[test]
fn doing_nothing_is_an_attempt() {
    agree(include_str!("findings/doing_nothing_is_an_attempt.json"), "no-access", "2026-02-26T01:03:00Z");
}

/// NAF-21: what was done is recorded for each failed contact.
#[test]
fn a_joined_response_is_forgotten() {
    agree(include_str!("findings/joined_response_is_forgotten.json"), "no-access", "2026-10-25T22:18:00Z");
}

/// NAF-18: another professional has seen the child, so the needs are considered.
#[test]
fn the_services_own_word_of_anothers_sighting_is_its_own() {
    agree(include_str!("findings/own_word_of_anothers_sighting_is_own.json"), "no-access", "2027-02-13T06:09:00Z");
}

/// policy-packs.md: one service's work does not stand for another's.
#[test]
fn any_services_plan_decides_the_next_step() {
    agree(include_str!("findings/any_services_plan_decides.json"), "no-access", "2027-02-25T14:55:00Z");
}

/// NAF-28: a further visit is made. The confirmation that nobody was in is none.
#[test]
fn a_second_word_about_the_failed_visit_makes_the_further_visit() {
    agree(include_str!("findings/second_word_makes_the_visit.json"), "no-access", "2026-05-04T00:41:00Z");
}

/// Invariant 8: a failure stands over another word of equal standing. A meeting that it overrules settles nothing.
#[test]
fn an_overruled_meeting_settles() {
    agree(include_str!("findings/overruled_meeting_settles.json"), "no-access", "2026-03-01T01:03:00Z");
}

/// policy-packs.md: the outcome of the contact answers what was done about it, whichever service writes it. Here it was the oracle that left it owed.
#[test]
fn another_service_confirms_the_contact_and_says_what_was_done() {
    agree(include_str!("findings/confirmed_by_another_service.json"), "no-access", "2026-09-28T08:00:00Z");
}

/// NAF-10: assessed since the last failed contact. What was assessed while offers were paused is not forgotten when the pause runs out.
#[test]
fn the_assessment_made_during_a_pause_is_forgotten() {
    agree(include_str!("findings/assessed_while_paused.json"), "swindon-health-visiting", "2027-02-01T17:51:00Z");
}

/// HAM-R07e: of two contacts that were planned beforehand, the one that was on record first answers. Here it was the oracle that named the other.
#[test]
fn of_two_plans_the_one_that_was_on_record_first_answers() {
    agree(include_str!("findings/planned_first_answers.json"), "hampshire-primary", "2026-02-25T04:34:00Z");
}

/// policy-packs.md: what makes a condition hold by ending is the occasion. After a move as well, when some of what it rests on came since.
#[test]
fn after_a_move_a_condition_that_comes_to_hold_by_time_asks_for_nothing() {
    agree(include_str!("findings/window_passes_a_failure_by.json"), "swindon-health-visiting", "2028-08-07T11:50:00Z");
}

/// S7: what was settled by hand stays settled when an earlier entry is put right later. Here it was the comparison that no longer knew what was meant.
#[test]
fn what_was_settled_by_hand_is_known_by_its_name_after_a_correction() {
    agree(include_str!("findings/called_otherwise_when_put_right.json"), "hampshire-primary", "2027-08-20T10:40:00Z");
}

/// STW-09: is it safe to go? Nobody goes to a visit of which it had been said, before it was written down, that it was an error.
#[test]
fn a_visit_that_was_over_before_it_was_written_down_is_gone_to() {
    agree(include_str!("findings/visit_over_before_it_was_planned.json"), "shropshire", "2026-01-26T08:36:00Z");
}

/// NAF-22: a parent's follow-up asks after the children who are known to depend on them. What an agency had said in the record of a child before that was
/// known does not answer it. Here it was the oracle that took it for an answer.
#[test]
fn an_answer_from_before_the_child_was_known_to_be_theirs_is_none() {
    agree(include_str!("findings/answered_before_the_child_was_known.json"), "no-access", "2027-10-21T04:23:00Z");
}

/// HAM-07: whom to tell. A plan that begins anew has agencies of its own. Here it was the oracle that kept those written down when it ended.
#[test]
fn the_agencies_of_a_plan_that_ended_are_on_it_when_it_begins_anew() {
    agree(include_str!("findings/members_end_with_their_plan.json"), "hampshire-secondary", "2026-01-24T10:33:00Z");
}

/// BOL-11: a pattern that shows when it is known who belongs together. What was planned at the same instant answers it: who people are is known first.
/// Here it was the oracle that took the two in the other order.
#[test]
fn at_one_instant_it_is_known_first_who_people_are() {
    agree(include_str!("findings/relation_at_the_same_instant.json"), "no-access-with-bolton", "2026-09-26T16:53:00Z");
}

/// SWI-09: the next contact is planned. What was said of it before the word that gives it its time calls nothing off. Here it was the oracle that thought
/// so.
#[test]
fn a_word_from_before_the_contact_calls_it_off() {
    agree(include_str!("findings/said_before_the_contact.json"), "swindon-health-visiting", "2027-09-20T07:39:00Z");
}

/// NAF-04: a family that moves and turns people away. It is a sign whether or not the visit was arranged. Here it was the oracle that left it out.
#[test]
fn to_be_turned_away_at_a_visit_that_nobody_arranged_is_no_sign() {
    agree(include_str!("findings/turned_away_unannounced.json"), "no-access", "2026-03-16T03:31:00Z");
}

/// HAM-R07e: another contact is planned. One that had failed before it was written down is none.
#[test]
fn a_contact_that_was_over_when_it_was_planned_answers() {
    agree(include_str!("findings/planned_when_it_was_over.json"), "hampshire-secondary", "2026-11-05T12:40:00Z");
}

/// policy-packs.md: once for each event on which the condition rests. One that came while something else kept the condition from holding is asked for
/// when that has left the window.
#[test]
fn what_came_while_the_condition_did_not_hold_is_never_asked_for() {
    agree(include_str!("findings/held_again_for_another.json"), "shropshire", "2027-03-24T03:29:00Z");
}

/// NAF-19: seen by nobody. What an agency had answered before the visit that opened the follow-up says nothing of the time since. Here it was the oracle
/// that took it for an answer.
#[test]
fn an_answer_from_before_it_opened_is_one() {
    agree(include_str!("findings/answered_before_it_opened.json"), "no-access", "2026-03-23T17:33:00Z");
}

/// SWI-07: the next contact is planned. One of which somebody has said that it came to nothing is not awaited, although that is taken back later. Here it
/// was the oracle that awaited it.
#[test]
fn a_contact_of_which_something_was_said_is_awaited() {
    agree(include_str!("findings/came_after_it_was_planned.json"), "swindon-health-visiting", "2028-07-21T12:26:00Z");
}

/// HAM-R07e: the same for one whose outcome is taken back as an error later.
#[test]
fn a_contact_whose_outcome_is_taken_back_later_is_awaited_until_then() {
    agree(include_str!("findings/outcome_before_it_was_put_right.json"), "hampshire-secondary", "2027-02-24T17:04:00Z");
}

/// NAF-19: a plan for a child whom nobody had seen. It gives way when that child has been seen, grown up by then or not. Here it was the oracle that went
/// on asking.
#[test]
fn a_plan_for_somebody_who_has_grown_up_gives_way_too() {
    agree(include_str!("findings/seen_when_grown_up.json"), "no-access", "2027-07-09T08:51:00Z");
}

/// SWI-15: what to think of when a card is left. After a pause it comes back only if it fits the contact that failed then.
#[test]
fn a_prompt_from_before_a_pause_waits_for_the_next_entry() {
    agree(include_str!("findings/prompt_of_before_a_pause.json"), "swindon-health-visiting", "2028-03-18T11:34:00Z");
}

/// NAF-17: handed over, in an entry that corrects another in vain. That the correction is not taken says nothing of the ending.
#[test]
fn an_ending_is_refused_because_of_what_it_says_of_another_entry() {
    agree(include_str!("findings/ending_corrects_in_vain.json"), "bolton", "2026-05-27T05:27:00Z");
}

/// SWI-14: a card is left at the door. One that a later word about the contact tells of had been left, whatever else that word answers. Here it was the
/// oracle that asked for another.
#[test]
fn a_card_that_a_later_word_tells_of_was_not_left() {
    agree(include_str!("findings/card_left_by_a_later_word.json"), "swindon-health-visiting", "2026-07-23T03:57:00Z");
}

/// HAM-02, STW-12: a rule for each occasion had asked while the follow-up was open, and needs are found not to be met after it ended. It asks for the failed
/// contact then, for which it had not asked by itself. Here it was the oracle that asked for nothing.
#[test]
fn what_a_rule_had_asked_for_before_an_ending_is_not_asked_for_when_it_opens_again() {
    agree(include_str!("findings/asked_again_when_opened_again.json"), "hampshire-primary", "2026-02-18T19:54:00Z");
    agree(include_str!("findings/asked_again_after_an_answer_not_known.json"), "shropshire", "2028-09-21T18:38:00Z");
}

/// CORE-02: while a follow-up is open, what comes of a contact is asked for until somebody says it. Here somebody had, on a day known without its hour, before the plan was
/// written, and the contact was found to be an error afterwards.
#[test]
fn what_was_told_before_the_plan_is_asked_for() {
    agree(include_str!("findings/told_before_it_was_planned.json"), "no-access", "2026-08-07T14:16:00Z");
}

/// BOL-09, policy-packs.md: another contact is planned. One that was planned already counts when it is asked for, and when the contact that had answered is called
/// off. Here some other contact was called off, and it was the oracle that looked again.
#[test]
fn any_contact_called_off_makes_another_plan_count() {
    agree(include_str!("findings/another_planned_as_well.json"), "bolton", "2027-02-21T23:59:00Z");
}

/// HAM-06: nobody knew whether the child needed care at once, and later another contact failed. When needs are found not to be met after the ending, what is asked
/// for danger is asked for that contact: the rule held when it failed, and had asked for something else. Here it was the oracle that took holding for asking.
#[test]
fn a_condition_that_still_held_when_a_contact_failed_was_asked_for_it() {
    agree(include_str!("findings/held_when_it_failed.json"), "hampshire-primary", "2027-04-26T22:22:00Z");
}

/// STW-19: nobody knows where a child is on whose plan social care stands, and social care is told. The protection plan by which that was so ends, and whether
/// another plan with social care on it still holds, nobody knows: whoever holds that one is told as well. It had come while the first was reason enough.
#[test]
fn what_a_condition_rests_on_when_another_reason_ended_is_never_asked_for() {
    agree(include_str!("findings/other_reason_ended.json"), "shropshire", "2028-01-11T02:47:00Z");
}

/// BOL-11: a pattern shows, and the next step is decided. That the mother has missed a contact of her own is part of it as soon as it is known that she is the
/// mother: it is asked for as what comes later is.
#[test]
fn what_a_relation_adds_to_a_condition_is_never_asked_for() {
    agree(include_str!("findings/relation_adds_a_reason.json"), "bolton", "2026-10-17T07:07:00Z");
}

/// STW-16: when was the child last seen? An entry that names the question it answers may stand anywhere in the record of the family, but has to be of the kind
/// that answers it: that the mother kept a contact of her own tells nothing of the child. Here it was the oracle that took it for an answer.
#[test]
fn to_meet_a_carer_tells_when_the_child_was_last_seen() {
    agree(include_str!("findings/carer_met_is_not_the_child.json"), "shropshire", "2027-08-10T18:17:00Z");
}

/// HAM-P04: after a move, where is the family, and who works with them? One agency was asked for the address, and an entry says that another service is involved:
/// what was to be asked adds up, and such an entry answers that part of it. Here it was the oracle that let it answer only where nothing else was asked.
#[test]
fn an_entry_about_involvement_answers_no_part_of_what_is_asked() {
    agree(include_str!("findings/involvement_answers_a_part.json"), "hampshire-primary", "2027-06-29T13:13:00Z");
}

/// SWI-CV10i: a referral was made while offers were paused. Opened by time, the follow-up moves with the next entry, and is asked what is asked after any move: for
/// the latest failed contact, if a condition rests on that. As if opened then, it was asked for the answer to the failed contact, which is none that anybody can give.
#[test]
fn the_first_entry_after_a_pause_opens_what_it_moves() {
    agree(include_str!("findings/moved_after_a_pause.json"), "swindon-health-visiting", "2026-08-15T07:48:00Z");
}

/// NAF-17, chronology-file.md: an ending goes with what it rested on. On the day that it gives, another service had said that the child was seen at a contact, and that
/// is withdrawn. A failure stood over that word, but whoever signed may have gone by it. Here it was the oracle that kept the ending.
#[test]
fn an_ending_keeps_when_a_sighting_is_withdrawn_that_a_failure_stood_over() {
    agree(include_str!("findings/overruled_sighting_withdrawn.json"), "hampshire-secondary", "2027-05-20T13:21:00Z");
}

/// S7: a correction counts as if it had been right from the first. A failed contact was withdrawn, then a pregnancy that had ended was signed for, and later another
/// outcome took the place of the withdrawal: the failed contact had stood all along. Here it was the oracle that looked at the ending as if it had not.
#[test]
fn what_takes_the_place_of_a_withdrawal_is_no_correction_of_what_was_withdrawn() {
    agree(include_str!("findings/withdrawal_put_right.json"), "swindon-health-visiting", "2026-09-17T17:56:00Z");
}

/// STW-09: is it safe to go? A visit at home had been offered and was asked about; another was planned at the very instant at which a contact elsewhere failed, and
/// counts as planned after it. It is asked about as well, although it came before the failure that makes it count.
#[test]
fn a_visit_that_begins_to_count_while_another_is_offered_is_never_asked_for() {
    agree(include_str!("findings/visit_planned_as_it_failed.json"), "shropshire", "2026-11-15T17:23:00Z");
}

/// chronology-file.md: when an entry is withdrawn after an ending, what is owed to others is looked for again. A failure had been entered twice, and what was done
/// about it was settled by hand for the entry that is withdrawn now: for the other it is to be answered, and the ending to be signed again. Here it was the
/// comparison that knew what had been meant by a name that nothing has any more.
#[test]
fn an_ending_keeps_when_what_it_waited_for_is_called_otherwise() {
    agree(include_str!("findings/settled_by_a_name_that_is_gone.json"), "no-access", "2026-11-04T18:56:00Z");
    agree(include_str!("findings/settled_by_a_name_that_is_gone_too.json"), "shropshire", "2026-05-24T13:44:00Z");
}

/// NAF-15: the family is followed up. It was asked about the one child who was known to depend on the mother. That another became known since and was met tells
/// nothing of the first. Here it was the oracle that took it for an answer.
#[test]
fn to_meet_a_child_known_since_follows_up_what_is_asked_about_another() {
    agree(include_str!("findings/met_another_child_of_theirs.json"), "no-access-with-bolton", "2027-05-25T10:01:00Z");
}
