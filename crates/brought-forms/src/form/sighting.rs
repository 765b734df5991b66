//! Sightings: who saw the child, when, where, and what they are to the child.

use super::parts::ChildId;
use crate::leaf::{Coded, Text, When};
use crate::reader::{Form, Reader};
use crate::shape::{WordOr, words};
use brought_domain::Happened;
use brought_domain::work::{HowSeen, SeenAnswer, Sighting};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// When a child was seen, which a file may leave out where the event itself is the sighting.
///
/// Nowhere else: when an agency saw the child is not when the agency was asked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(transparent)]
#[schemars(inline)]
pub(crate) struct SeenAt(Option<When>);

impl Form for SeenAt {
    type Domain = Happened;

    fn read(&self, reader: &mut Reader) -> Option<Happened> {
        match (&self.0, reader.defaults.seen_at) {
            (Some(when), _) => when.read(reader),
            (None, Some(when)) => Some(when),
            (None, None) => reader.problem("is missing; say when the child was seen, by the day if the hour is not known"),
        }
    }

    fn write(when: &Happened) -> Self {
        Self(Some(When::write(when)))
    }
}

/// Declares a form that holds a sighting beside fields of its own.
macro_rules! with_sighting {
    (
        $(#[$meta:meta])*
        struct $name:ident { $( $(#[$own_meta:meta])* $own:ident: $own_type:ty, )* }
    ) => {
        #[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize, serde::Serialize, schemars::JsonSchema)]
        #[serde(deny_unknown_fields)]
        $(#[$meta])*
        pub(crate) struct $name {
            /// The child seen. If left out: the child the event is about.
            #[serde(default)]
            pub(crate) child: $crate::form::parts::ChildId,
            /// When the child was seen. May be left out in `sighting_recorded` alone: when the event happened.
            #[serde(default)]
            pub(crate) seen_at: $crate::form::sighting::SeenAt,
            /// Where.
            pub(crate) place: $crate::leaf::Text,
            /// Who saw the child.
            pub(crate) by: $crate::leaf::Text,
            /// Who that is: only `this_service` and `other_professional` are evidence that the child was seen. If left out, it is read from
            /// the words of `relation`: `family_or_friend` for words of family, friends and neighbours, `not_known` for none, else
            /// `other_professional`.
            #[serde(default)]
            pub(crate) seen_by: Option<$crate::leaf::Coded<brought_domain::work::SeenBy>>,
            /// What that person is to the child: practitioner, teacher, neighbour.
            pub(crate) relation: $crate::leaf::Text,
            /// How. Not known if left out, which never counts as in person.
            #[serde(default)]
            pub(crate) how: $crate::leaf::Coded<brought_domain::work::HowSeen>,
            $( $(#[$own_meta])* pub(crate) $own: $own_type, )*
        }

        impl $name {
            pub(crate) fn read_sighting(&self, reader: &mut $crate::reader::Reader) -> Option<brought_domain::work::Sighting> {
                let child = reader.field("child", &self.child);
                let seen_at = reader.field("seen_at", &self.seen_at);
                let place = reader.field("place", &self.place);
                let by = reader.field("by", &self.by);
                let relation = reader.field("relation", &self.relation);
                let seen_by = match &self.seen_by {
                    Some(seen_by) => reader.field("seen_by", seen_by),
                    None => relation.as_deref().map($crate::form::seen_by::from_relation),
                };
                let how = reader.field("how", &self.how);
                Some(brought_domain::work::Sighting {
                    child: child?,
                    seen_at: seen_at?,
                    place: place?,
                    by: by?,
                    seen_by: seen_by?,
                    relation: relation?,
                    how: how?,
                })
            }
        }
    };
}
pub(crate) use with_sighting;

with_sighting! {
    /// Somebody saw the child.
    #[schemars(rename = "Sighting")]
    struct SightingForm {}
}

impl Form for SightingForm {
    type Domain = Sighting;

    fn read(&self, reader: &mut Reader) -> Option<Sighting> {
        self.read_sighting(reader)
    }

    fn write(sighting: &Sighting) -> Self {
        Self {
            child: ChildId::write(&sighting.child),
            seen_at: SeenAt::write(&sighting.seen_at),
            place: Text::write(&sighting.place),
            by: Text::write(&sighting.by),
            seen_by: Some(Coded::of(sighting.seen_by)),
            relation: Text::write(&sighting.relation),
            how: Coded::<HowSeen>::of(sighting.how),
        }
    }
}

words! {
    /// What an agency says when it did not see the child.
    enum NotSeenWord ("answer about having seen the child") {
        Unasked = "not_asked", "the agency was not asked";
        Unseen = "not_seen", "the agency has not seen the child";
        Unknown = "not_known", "the agency does not know or has not answered";
    }
}

/// What an agency said about having seen the child: an object for a sighting, or a word when there was none.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(transparent)]
#[schemars(inline)]
pub(crate) struct SeenForm(WordOr<Coded<NotSeenWord>, SightingForm>);

impl Default for SeenForm {
    fn default() -> Self {
        Self(WordOr::Word(Coded::of(NotSeenWord::Unasked)))
    }
}

impl Form for SeenForm {
    type Domain = SeenAnswer;

    fn read(&self, reader: &mut Reader) -> Option<SeenAnswer> {
        match &self.0 {
            WordOr::Full(sighting) => sighting.read(reader).map(SeenAnswer::Seen),
            WordOr::Word(word) => Some(match word.read(reader)? {
                NotSeenWord::Unasked => SeenAnswer::NotAsked,
                NotSeenWord::Unseen => SeenAnswer::NotSeen,
                NotSeenWord::Unknown => SeenAnswer::NotKnown,
            }),
        }
    }

    fn write(seen: &SeenAnswer) -> Self {
        let word = match seen {
            SeenAnswer::Seen(sighting) => return Self(WordOr::Full(SightingForm::write(sighting))),
            SeenAnswer::NotAsked => NotSeenWord::Unasked,
            SeenAnswer::NotSeen => NotSeenWord::Unseen,
            SeenAnswer::NotKnown => NotSeenWord::Unknown,
        };
        Self(WordOr::Word(Coded::of(word)))
    }
}
