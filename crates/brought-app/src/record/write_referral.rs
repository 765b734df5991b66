//! Writing a referral to children's social care: filled in from the record, looked at, and kept byte for byte (NAF-20, NAF-21, STW-12, STW-13,
//! STW-16, SWI-10).

use super::checks::{Checks, said};
use super::entry::{Basis, Entry, EntryHead};
use crate::child_page::{ChildPage, corrections, who};
use crate::chronology::Gathered;
use crate::documents::Making;
use crate::lists::{Place, place_of};
use crate::words::capitalised;
use brought_calendar::{day_in_words, local_date};
use brought_documents::{Portion, Sheet};
use brought_domain::work::{Agency, AgencyKind, ReferralMade};
use brought_domain::{Chronology, Event, Fact, vocabulary};
use std::collections::BTreeMap;

vocabulary! {
    /// A part of a referral. Its words are what is asked for.
    pub enum ReferralSection ("part of a referral") {
        /// Why.
        Reasons = "reasons", "why you refer, and what you fear for the child";
        /// What it means for the child.
        Impact = "impact", "what it means for the child";
        /// What failed, and what was done about it (NAF-21).
        FailedContacts = "failed_contacts", "which contacts failed, and what was done";
        /// Who saw the child last (STW-16).
        LastSeen = "last_seen", "who saw the child last, when and where";
        /// What nobody knows (SWI-10).
        NotKnown = "not_known", "what is not known";
        /// The child's wishes and feelings (STW-06).
        ChildWishes = "child_wishes", "what the child wishes and feels, or why that is not known";
        /// The parents' (STW-06).
        ParentWishes = "parent_wishes", "what the parents or carers wish and feel, or why that is not known";
        /// Who belongs to the family.
        Family = "family", "who belongs to the family, and which other children there are";
        /// Who else works with them.
        Involved = "involved", "which services and plans there are";
        /// Whether it is safe to visit.
        RiskToStaff = "risk_to_staff", "what is known of risk to staff who visit, or that nothing is";
        /// What is asked of them.
        Asked = "asked", "what you ask them to do";
    }
}

vocabulary! {
    /// Whether the family agreed to the referral.
    pub enum ReferralAgreement ("answer about agreement") {
        /// They did.
        Agreed = "agreed", "The family was told and agreed";
        /// They did not, and it is made all the same.
        NotAgreed = "not_agreed", "The family was told and did not agree";
        /// They were not asked.
        NotAsked = "not_asked", "The family was not asked";
    }
}

/// The form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WriteReferral {
    /// What every form carries.
    pub head: EntryHead,
    /// Which office or team of children's social care.
    pub to: Option<String>,
    /// Their reference, when one was given at once.
    pub reference: Option<String>,
    /// The number on which the referrer can be reached.
    pub telephone: String,
    /// Each part.
    pub sections: BTreeMap<ReferralSection, String>,
    /// Whether the family agreed.
    pub agreement: Option<ReferralAgreement>,
    /// What they said, or why they were not asked.
    pub agreement_words: String,
}

/// What the record knows of each part. Whoever refers reads it, changes it and adds to it. What a young person asked to be kept confidential is for
/// a person to pass on, so nothing is filled in from an analysis in which they did.
pub fn referral_draft(page: &ChildPage, chronology: &Chronology) -> BTreeMap<ReferralSection, String> {
    let failed: Vec<String> = page
        .follow_ups
        .iter()
        .filter(|follow_up| follow_up.open)
        .flat_map(|follow_up| {
            let line = |failed: &crate::FailedContactLine| {
                format!("{}: {}, {} ({})", failed.when, failed.outcome, failed.setting, follow_up.service_name)
            };
            follow_up.failed_contacts.iter().map(line)
        })
        .collect();
    let seen = page.last_seen.as_ref();
    let seen = seen.map_or_else(|| "Not known".to_owned(), |seen| format!("{}, by {}, {}", seen.when, seen.by, seen.place));
    let family = page.family.iter().map(|member| format!("{}, {}, {}", member.name, member.relation, member.second_identifier));
    // A school tells where somebody is to be found whose address is withheld: whether that is passed on, a person decides.
    let places = page.who.places.iter().filter(|_| page.who.address.state != "withheld");
    let involved = page.who.involved.iter().chain(&page.who.circumstances).chain(places);
    let (mut reasons, mut impact, mut child, mut parents) = Default::default();
    for event in standing_own(chronology) {
        match &event.fact {
            Fact::ConcernsDecided(decided) => reasons = decided.reasons.clone(),
            Fact::AnalysisSigned(analysis) if analysis.confidentiality.is_none() => {
                impact = analysis.impact.clone();
                child = analysis.child_wishes.clone().unwrap_or(child);
                parents = analysis.parent_wishes.clone().or(analysis.parents_views.clone()).unwrap_or(parents);
            }
            _ => {}
        }
    }
    let lines = |lines: Vec<String>| lines.join("\n");
    BTreeMap::from([
        (ReferralSection::Reasons, reasons),
        (ReferralSection::Impact, impact),
        (ReferralSection::FailedContacts, lines(failed)),
        (ReferralSection::LastSeen, seen),
        (ReferralSection::NotKnown, lines(page.not_known.clone())),
        (ReferralSection::ChildWishes, child),
        (ReferralSection::ParentWishes, parents),
        (ReferralSection::Family, lines(family.collect())),
        (ReferralSection::Involved, lines(involved.cloned().collect())),
    ])
}

/// The subject's own entries that stand, in the order in which they happened.
fn standing_own(chronology: &Chronology) -> Vec<&Event> {
    let corrected = corrections(&chronology.events);
    let own = chronology.events.iter().filter(|event| event.about == chronology.subject && !corrected.contains_key(&event.id));
    let mut own: Vec<&Event> = own.collect();
    let zone = brought_calendar::uk_time_zone();
    own.sort_by_key(|event| (event.happened.earliest(&zone), event.recorded_at, event.id.clone()));
    own
}

impl WriteReferral {
    /// Checks that nothing is left out: a part left blank would read as if there were nothing to say.
    fn check(&self, checks: &mut Checks) {
        for section in ReferralSection::ALL {
            let words = self.sections.get(section).map(String::as_str).unwrap_or_default();
            checks.text(section.code(), words, format!("Say {}", section.words()));
        }
        checks.text("telephone", &self.telephone, "Say on which number you can be reached");
        if self.agreement.is_none() {
            checks.refuse("agreement", "Say whether the family agreed");
        }
        if self.agreement != Some(ReferralAgreement::Agreed) {
            checks.text("agreement_words", &self.agreement_words, "Say what they said, or why they were not asked");
        }
    }

    fn agency(&self) -> Agency {
        Agency { kind: AgencyKind::ChildrensSocialCare, name: said(self.to.as_ref()) }
    }

    fn sheet(&self, basis: &Basis<'_>) -> Sheet {
        let gathered = basis.gathered;
        let about = who(gathered, basis.now);
        let service = self.head.service.as_ref().map(|service| gathered.service_name(service));
        let referrer =
            [Some(basis.actor.name.clone()), Some(self.head.role.words().to_owned()), service, Some(self.telephone.trim().to_owned())];
        let child = [
            ("Name", about.name.clone()),
            ("Date of birth", about.second_identifier.clone()),
            ("NHS number", about.nhs_number.clone().unwrap_or_else(|| "not known".to_owned())),
            ("Address", address(gathered, &about.address.words)),
            ("Language", about.language.clone().unwrap_or_else(|| "not known".to_owned())),
            (
                "Communication needs",
                if about.communication_needs.is_empty() { "none recorded".to_owned() } else { about.communication_needs.join("\n") },
            ),
        ];
        let agreement = self.agreement.map_or("", ReferralAgreement::words);
        let facts =
            |facts: &[(&str, String)]| Portion::Facts(facts.iter().map(|(what, words)| ((*what).to_owned(), words.clone())).collect());
        let mut body = vec![
            facts(&[
                ("To", self.agency().words()),
                ("From", referrer.into_iter().flatten().collect::<Vec<_>>().join("\n")),
                ("Written", day_in_words(local_date(basis.now))),
            ]),
            Portion::Heading("The child".to_owned()),
            facts(&child),
        ];
        for section in ReferralSection::ALL {
            body.push(Portion::Heading(capitalised(section.words())));
            body.push(Portion::Paragraph(self.sections.get(section).map(|words| words.trim().replace("\r\n", "\n")).unwrap_or_default()));
        }
        body.push(Portion::Heading("Whether the family agreed".to_owned()));
        body.push(Portion::Paragraph([agreement, self.agreement_words.trim()].join("\n").trim().to_owned()));
        body.push(Portion::Paragraph(
            "Please say in writing what you will do, and by when. If we do not agree with it, we will say so and escalate.".to_owned(),
        ));
        let foot = "Confidential: about a child and their family.".to_owned();
        Sheet { title: "Referral to children’s social care".to_owned(), foot, wide: false, body }
    }
}

/// The address; of somebody for whom it is withheld, that it is told by telephone (S13).
fn address(gathered: &Gathered, known: &str) -> String {
    if place_of(gathered) == Place::Withheld { "Withheld: ask the referrer by telephone".to_owned() } else { known.to_owned() }
}

impl Entry for WriteReferral {
    fn head(&self) -> &EntryHead {
        &self.head
    }

    fn plan(&self, basis: &Basis<'_>, checks: &mut Checks) -> Option<Fact> {
        self.check(checks);
        Some(Fact::ReferralMade(ReferralMade {
            to: self.agency(),
            content: self.sheet(basis).words(),
            reference: said(self.reference.as_ref()),
        }))
    }

    fn issues(&self, basis: &Basis<'_>) -> Option<Making> {
        Some(Making::referral(self.sheet(basis), basis.gathered.chronology.subject.clone()))
    }
}
