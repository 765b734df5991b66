//! What practitioners do, drawn at random.

use super::Draw;
use super::entries::Draft;
use brought_domain::EventId;
use brought_domain::circumstances::{ConcernQuestion, ConcernsDecided};
use brought_domain::contact::{Answer, FurtherVisitSet, ResponseKind};
use brought_domain::event::Fact;
use brought_domain::steps::*;
use brought_domain::work::*;
use brought_domain::{Happened, PersonId};
use jiff::{SignedDuration, civil::date};

fn text() -> String {
    "t".to_owned()
}

impl Draw<'_> {
    pub(super) fn work(&mut self) -> Draft {
        let about = if self.dice.chance(90) { self.subject.clone() } else { self.somebody() };
        let service = if self.dice.chance(92) { Some(self.service_of(&about)) } else { None };
        let by_hand = !self.asked.is_empty() && self.dice.chance(12);
        let fact = if by_hand {
            Fact::ObligationSettled(self.settlement())
        } else if self.dice.chance(55) {
            self.spine()
        } else {
            self.step()
        };
        // A sighting mostly concerns every service.
        let service = if matches!(fact, Fact::SightingRecorded(_)) && self.dice.chance(70) { None } else { service };
        Draft { about, service, fact }
    }

    pub(super) fn sighting(&mut self, child: &PersonId) -> Sighting {
        let back = self.dice.of(&[0, 0, 1, 5, 30, 24 * 6]);
        let at = self.now.saturating_sub(SignedDuration::from_hours(back)).unwrap_or(self.now);
        let seen_at = if self.dice.chance(15) { Happened::On(brought_calendar::local_date(at)) } else { Happened::At(at) };
        Sighting {
            child: child.clone(),
            seen_at,
            place: text(),
            by: text(),
            seen_by: self.dice.of(&[
                SeenBy::ThisService,
                SeenBy::ThisService,
                SeenBy::OtherProfessional,
                SeenBy::OtherProfessional,
                SeenBy::FamilyOrFriend,
                SeenBy::NotKnown,
            ]),
            relation: text(),
            how: if self.dice.chance(80) { HowSeen::InPerson } else { self.dice.of(HowSeen::ALL) },
        }
    }

    fn agency(&mut self) -> Agency {
        let kind = if self.dice.chance(50) {
            self.dice.of(&[AgencyKind::GpPractice, AgencyKind::School, AgencyKind::ChildrensSocialCare, AgencyKind::Midwifery])
        } else {
            self.dice.of(AgencyKind::ALL)
        };
        Agency { kind, name: None }
    }

    fn asks(&mut self) -> Vec<Ask> {
        if self.dice.chance(40) {
            return Ask::ALL.to_vec();
        }
        // Address and contact details are asked for together: see what the comparison leaves out.
        let details = self.dice.chance(35);
        let asked = |draw: &mut Self, ask: Ask| match ask {
            Ask::Address | Ask::ContactDetails => details,
            _ => draw.dice.chance(35),
        };
        Ask::ALL.iter().copied().filter(|ask| asked(self, *ask)).collect()
    }

    /// The spine: think, ask, decide, talk, refer.
    fn spine(&mut self) -> Fact {
        let child = self.child();
        match self.dice.below(21) {
            0..=2 => Fact::AnalysisSigned(self.analysis()),
            3..=5 => Fact::LiaisonRecorded(LiaisonRecorded {
                agency: self.agency(),
                person: None,
                asked: self.asks(),
                address_confirmed: self.dice.of(Answer::ALL),
                contact_details_confirmed: self.dice.of(Answer::ALL),
                seen: match self.dice.below(5) {
                    0 => SeenAnswer::NotAsked,
                    1 => SeenAnswer::NotKnown,
                    2 => SeenAnswer::NotSeen,
                    _ => SeenAnswer::Seen(self.sighting(&child)),
                },
                learnt: text(),
            }),
            6 | 7 => Fact::ConcernsDecided(self.concerns()),
            8 => Fact::FamilyFollowedUp(FamilyFollowedUp { how: self.dice.of(ResponseKind::ALL), result: text() }),
            9 | 10 => Fact::NeedsConsidered(NeedsConsidered {
                child,
                met: self.dice.of(&[Answer::Yes, Answer::Yes, Answer::No, Answer::NotKnown]),
                basis: text(),
                family_vulnerable: self.dice.of(Answer::ALL),
            }),
            11..=13 => Fact::DiscussionHeld(DiscussionHeld {
                with: self.dice.of(&[
                    Role::LineManager,
                    Role::SafeguardingLead,
                    Role::Supervisor,
                    Role::SocialWorkManager,
                    Role::NamedNurse,
                ]),
                person: None,
                topic: if self.dice.chance(50) { DiscussionTopic::Concerns } else { self.dice.of(DiscussionTopic::ALL) },
                decision: match self.dice.below(3) {
                    0 => ReferralDecision::Refer,
                    1 => ReferralDecision::DoNotRefer { reasons: text() },
                    _ => ReferralDecision::NotAsked,
                },
                summary: text(),
            }),
            14 => Fact::ReferralMade(ReferralMade {
                to: if self.dice.chance(75) { Agency { kind: AgencyKind::ChildrensSocialCare, name: None } } else { self.agency() },
                content: text(),
                reference: None,
            }),
            15 => self.referral_answer(),
            16 => Fact::PlanAgreed(PlanAgreed {
                members: vec![text()],
                actions: vec![PlanAction { what: text(), who: text(), by_on: date(2026, 2, 2) }],
            }),
            17 => Fact::VulnerabilityAssessed(self.assessment()),
            18 => Fact::SightingRecorded(self.sighting(&child)),
            19 => Fact::FurtherVisitSet(FurtherVisitSet {
                by: brought_calendar::local_date(self.now).saturating_add(jiff::Span::new().days(self.dice.below(20) as i64)),
                visitor: self.dice.of(&[Role::SocialWorker, Role::DutyWorker, Role::Practitioner]),
                visitor_id: None,
                child: if self.children.contains(&self.subject) { self.subject.clone() } else { child },
            }),
            _ => Fact::NoteWritten(text()),
        }
    }

    pub(super) fn assessment(&mut self) -> VulnerabilityAssessed {
        let children = if self.dice.chance(70) { self.children.clone() } else { vec![self.child()] };
        VulnerabilityAssessed {
            children,
            vulnerable: self.dice.of(&[Answer::No, Answer::No, Answer::Yes, Answer::NotKnown]),
            findings: text(),
        }
    }

    fn analysis(&mut self) -> AnalysisSigned {
        let reasons = self.dice.of(&[vec![], vec![ReasonKind::NotYetKnown], vec![ReasonKind::Illness], vec![ReasonKind::Logistics]]);
        let mut says = |in_a_hundred| self.dice.chance(in_a_hundred).then(text);
        AnalysisSigned {
            impact: text(),
            known: says(60),
            not_known: says(60),
            decision: Decision::Steps(text()),
            reasons,
            prompts: vec![],
            child_wishes: says(10),
            parent_wishes: None,
            information_given: None,
            shared_understanding: None,
            parents_views: None,
            reflection: None,
            competent_to_decide: None,
            confidentiality: None,
        }
    }

    fn concerns(&mut self) -> ConcernsDecided {
        if self.dice.chance(15) {
            return ConcernsDecided { answers: vec![(ConcernQuestion::EndangeredNow, Answer::Yes)], reasons: text() };
        }
        let all_no = self.dice.chance(45);
        let all = ConcernQuestion::ALL.iter().copied();
        let answers = if all_no {
            all.map(|question| (question, Answer::No)).collect()
        } else {
            all.map(|question| (question, self.dice.of(&[Answer::No, Answer::No, Answer::No, Answer::Yes, Answer::NotKnown])))
                .collect::<Vec<_>>()
        };
        let keep = if self.dice.chance(10) { self.dice.below(7) } else { 7 };
        ConcernsDecided { answers: answers.into_iter().take(keep).collect(), reasons: text() }
    }

    fn referral_answer(&mut self) -> Fact {
        let made: Vec<EventId> =
            self.events.iter().filter(|event| matches!(event.fact, Fact::ReferralMade(_))).map(|event| event.id.clone()).collect();
        if made.is_empty() {
            let agency = Agency { kind: AgencyKind::ChildrensSocialCare, name: None };
            return Fact::ReferralMade(ReferralMade { to: agency, content: text(), reference: None });
        }
        let referral = self.dice.of(&made);
        Fact::ReferralAnswered(ReferralAnswered { referral, answer: text(), accepted_by_referrer: self.dice.of(Answer::ALL) })
    }

    fn settlement(&mut self) -> ObligationSettlement {
        let obligation = self.dice.of(&self.asked.clone());
        let how = match self.dice.below(3) {
            0 => ObligationSettled::Done { evidence: text() },
            1 => ObligationSettled::Replaced { instead: text(), reason: text() },
            _ => ObligationSettled::Waived {
                authority: self.dice.of(&[Role::NamedNurse, Role::LineManager, Role::Practitioner]),
                reason: text(),
            },
        };
        ObligationSettlement { obligation, how }
    }

    /// Steps beside the spine.
    fn step(&mut self) -> Fact {
        match self.dice.below(17) {
            0..=2 => Fact::Informed(Informed {
                party: self.dice.of(Party::ALL),
                name: self.dice.chance(60).then(text),
                about: self.dice.of(InformTopic::ALL),
                how: Channel::Telephone,
                reference: None,
                understood: self.dice.of(Answer::ALL),
                said: text(),
            }),
            3 | 4 => Fact::RecordsReviewed(RecordsReviewed {
                which: if self.dice.chance(40) { RecordKind::ALL.to_vec() } else { vec![self.dice.of(RecordKind::ALL)] },
                found: text(),
            }),
            5 | 6 => {
                Fact::HelpOffered(HelpOffered { help: self.dice.of(HelpKind::ALL), answer: self.dice.of(OfferAnswer::ALL), note: None })
            }
            7 | 8 => Fact::MonthlyReviewed(MonthlyReviewed {
                why: text(),
                first_or_repeated: text(),
                risk: text(),
                parents_view: text(),
                action: text(),
            }),
            9 => {
                Fact::AgreementMade(AgreementMade { if_next_fails: self.dice.of(AgreedStep::ALL), what: text(), agreed_with: vec![text()] })
            }
            10 => Fact::AlertDecided(AlertDecided {
                place: self.dice.of(AlertPlace::ALL),
                active: self.dice.chance(70),
                directions: if self.dice.chance(90) { text() } else { " ".into() },
                reasons: text(),
            }),
            11 | 12 => Fact::WhereaboutsRecorded(WhereaboutsRecorded { known: self.dice.of(Answer::ALL), what: text() }),
            13 => Fact::RelationshipBrokenDown(RelationshipBrokenDown { practitioner: None, what: text() }),
            14 => Fact::StepTaken(StepTaken { step: self.dice.of(Step::ALL), outcome: text() }),
            15 => {
                let document =
                    if self.documents.is_empty() || self.dice.chance(20) { None } else { Some(self.dice.of(&self.documents.clone())) };
                let kind = self.dice.of(&[ResponseKind::CardLeft, ResponseKind::LetterSent]);
                Fact::LetterSent(LetterSent { kind, to: text(), copy: text(), document })
            }
            _ => Fact::AgreementMade(AgreementMade { if_next_fails: AgreedStep::Refer, what: text(), agreed_with: vec![text()] }),
        }
    }
}
