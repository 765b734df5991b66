//! Telling somebody something: who, what, how, and whether they understood.

use super::fields;
use super::parts::Said;
use crate::leaf::{Coded, Text};
use crate::reader::{Form, Reader};
use brought_domain::contact::Answer;
use brought_domain::steps::{Channel, InformTopic, Informed, Party};

fields! {
    /// Somebody was told something.
    #[schemars(rename = "Informed")]
    struct InformedForm {
        required {
            /// Who was told.
            party: Coded<Party>,
            /// What about.
            about: Coded<InformTopic>,
            /// How.
            how: Coded<Channel>,
            /// What was said. Of the police without a reference: say why there is none, too.
            said: Said,
        }
        optional {
            /// The name of the person or agency that was told. The police need this or `reference`.
            name: Text,
            /// The reference that they gave, such as the log number of the police.
            reference: Text,
        }
        defaulted {
            /// Whether they understood what it means. Not known if left out.
            understood: Coded<Answer>,
        }
    }
}

impl Form for InformedForm {
    type Domain = Informed;

    fn read(&self, reader: &mut Reader) -> Option<Informed> {
        let party = reader.field("party", &self.party);
        let about = reader.field("about", &self.about);
        let how = reader.field("how", &self.how);
        let said = reader.field("said", &self.said);
        let name = reader.field("name", &self.name);
        let reference = reader.field("reference", &self.reference);
        let understood = reader.field("understood", &self.understood);
        let informed =
            Informed { party: party?, name: name?, about: about?, how: how?, reference: reference?, understood: understood?, said: said? };
        if reader.is_by_hand() && !informed.is_traceable() {
            return reader.within("reference", |reader| {
                reader.problem(
                    "is missing; give the reference the police gave, or say in `name` whom you told and in `said` why there is none",
                )
            });
        }
        Some(informed)
    }

    fn write(informed: &Informed) -> Self {
        Self {
            party: Coded::of(informed.party),
            about: Coded::of(informed.about),
            how: Coded::of(informed.how),
            said: Said::write(&informed.said),
            name: Option::write(&informed.name),
            reference: Option::write(&informed.reference),
            understood: Coded::of(informed.understood),
        }
    }
}
