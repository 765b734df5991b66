//! Ends, good and bad: with their evidence, without it, or with evidence of somebody else.

use super::entries::Draft;
use super::{Draw, id, signed};
use brought_domain::ending::{Accountable, Assurance, ChildAssured, Ending, NeedsMet};
use brought_domain::event::Fact;
use brought_domain::work::{Role, Sighting};
use brought_domain::{Happened, PersonId};

impl Draw<'_> {
    pub(super) fn end(&mut self, number: usize) {
        let about = self.subject.clone();
        let service = self.service_of(&about);
        let well_done = self.dice.chance(70);
        if well_done {
            let mut assessed = self.assessment();
            assessed.children = self.children.clone();
            let draft = Draft { about: about.clone(), service: Some(service.clone()), fact: Fact::VulnerabilityAssessed(assessed) };
            self.write_by(&format!("e{number}-assessed"), draft, signed("hv", Role::Practitioner));
        }
        let fact = match self.dice.below(20) {
            0 => Fact::Died,
            1 => Fact::PregnancyEnded,
            2 => Fact::FollowUpEnded(self.dice.of(&[Ending::Died, Ending::PregnancyEnded])),
            _ => Fact::FollowUpEnded(self.ending(well_done)),
        };
        let everybody = matches!(fact, Fact::Died | Fact::PregnancyEnded) || self.dice.chance(3);
        let author = if well_done { signed("hv", Role::Practitioner) } else { self.author() };
        let service = if everybody { None } else { Some(service) };
        self.write_by(&format!("e{number}"), Draft { about, service, fact }, author);
    }

    fn ending(&mut self, well_done: bool) -> Ending {
        let accountable = Accountable { reasons: "r".into(), told: vec!["GP".into()] };
        match self.dice.below(12) {
            0..=4 => self.assured(well_done, accountable),
            5..=7 => Ending::OffersPaused {
                accountable,
                plan: "p".into(),
                shared_with: vec!["GP".into()],
                next_contact_on: brought_calendar::local_date(self.now).saturating_add(jiff::Span::new().days(self.dice.below(60) as i64)),
            },
            8 | 9 => Ending::DischargedRiskExcluded {
                accountable,
                risk_excluded: "seen by the GP".into(),
                referrer_and_gp_told: self.dice.chance(85),
            },
            10 => Ending::HandedOver { accountable, to: id("RX2"), accepted_by: "P. Shaw".into() },
            _ => Ending::Withdrawn { accountable },
        }
    }

    fn assured(&mut self, well_done: bool, accountable: Accountable) -> Ending {
        let all = self.children.clone();
        let some: Vec<PersonId> = if well_done { all } else { all.into_iter().filter(|_| self.dice.chance(70)).collect() };
        let mut children = Vec::new();
        for child in &some {
            let mut seen = self.sighting(child);
            if well_done {
                seen = Sighting {
                    seen_at: Happened::At(self.now),
                    how: brought_domain::work::HowSeen::InPerson,
                    seen_by: brought_domain::work::SeenBy::ThisService,
                    ..seen
                };
            }
            children.push(ChildAssured { seen, needs: NeedsMet { basis: "well".into() } });
        }
        Assurance::new(children, accountable.clone()).map_or(Ending::Withdrawn { accountable }, Ending::Assured)
    }
}
