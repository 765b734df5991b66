//! The words from lists that facts can be.

use crate::engagement::EngagementClass;
use brought_domain::circumstances::PlanKind;
use brought_domain::contact::{FailedContactKind, OutcomeKind, ProgrammeContact, Setting};
use brought_domain::steps::AgreedStep;

macro_rules! lists {
    ($($list:ident),+) => {
        /// A word from one of the lists from which facts take their values. It is no text, because conditions compare it at every entry.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum FactCode {
            $(
                #[doc = concat!("A member of [`", stringify!($list), "`].")]
                $list($list),
            )+
            /// None of those in its list: that is known, and is no word.
            NoneOfThem,
        }

        impl FactCode {
            /// The stable code, as a pack writes it. Empty for none of them.
            pub const fn code(self) -> &'static str {
                match self {
                    $( Self::$list(word) => word.code(), )+
                    Self::NoneOfThem => "",
                }
            }
        }

        $(
            impl From<$list> for FactCode {
                fn from(word: $list) -> Self {
                    Self::$list(word)
                }
            }
        )+
    };
}

lists!(OutcomeKind, FailedContactKind, Setting, PlanKind, AgreedStep, ProgrammeContact, EngagementClass);
