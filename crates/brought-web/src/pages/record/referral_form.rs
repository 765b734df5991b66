//! A referral to children's social care, filled in from the record, looked at, and kept as it was (NAF-20, STW-12, STW-13).

use super::document_shown::{IssuingForm, Told};
use super::{Opened, RecordForm};
use crate::address::part;
use crate::form::{Reading, Values, capitalised, choices};
use crate::templating::shown;
use brought_app::{EntryHead, ReferralAgreement, ReferralSection, Saved, WriteReferral, referral_draft};
use minijinja::Value;

pub(crate) struct ReferralPaperForm;

impl RecordForm for ReferralPaperForm {
    type Entry = WriteReferral;
    const TEMPLATE: &'static str = "pages/record/referral_form.jinja";
    const BUTTON: &'static str = "Show it before it is kept";

    fn fill(opened: &Opened, values: &mut Values) {
        for (section, words) in referral_draft(&opened.page, &opened.chronology) {
            values.set(section.code(), words);
        }
    }

    fn shown(_opened: &Opened) -> Value {
        let sections = ReferralSection::ALL.iter();
        let sections: Vec<_> = sections.map(|section| shown! { name => section.code(), label => capitalised(section.words()) }).collect();
        shown! { sections, agreements => choices::<ReferralAgreement>() }
    }

    fn read(head: EntryHead, form: &Reading<'_>, _opened: &Opened) -> WriteReferral {
        WriteReferral {
            head,
            to: form.said("to"),
            reference: form.said("reference"),
            telephone: form.text("telephone"),
            sections: ReferralSection::ALL.iter().map(|section| (*section, form.text(section.code()))).collect(),
            agreement: form.chosen("agreement"),
            agreement_words: form.text("agreement_words"),
        }
    }

    fn after(saved: &Saved) -> String {
        format!("/children/{}/issued/{}", part(saved.person.as_str()), part(saved.event.as_str()))
    }
}

impl IssuingForm for ReferralPaperForm {
    fn told(_opened: &Opened) -> Told {
        Told {
            read_it: "Read it as a social worker will who does not know the family.",
            outside: "brought does not send it: make the referral in the way your area asks.".to_owned(),
            kind: "referral",
            keep: "Keep it: the referral is made",
        }
    }
}
