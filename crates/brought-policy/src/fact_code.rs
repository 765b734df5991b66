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

            /// Where it stands in its list, and behind all of them when it is none: a fact takes its words from one list.
            const fn place(self) -> u32 {
                match self {
                    $( Self::$list(word) => word as u32, )+
                    Self::NoneOfThem => u64::BITS - 1,
                }
            }
        }

        // Each word of a list has a bit of its own, and so has none of them.
        $( const _: () = assert!($list::ALL.len() < u64::BITS as usize); )+

        $(
            impl From<$list> for FactCode {
                fn from(word: $list) -> Self {
                    Self::$list(word)
                }
            }
        )+
    };
}

/// Some of the words of one list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FactCodes(u64);

impl FactCodes {
    /// Whether this word of the same list is one of them.
    #[inline]
    pub(crate) const fn have(self, code: FactCode) -> bool {
        self.0 >> code.place() & 1 != 0
    }
}

impl<'c> FromIterator<&'c FactCode> for FactCodes {
    fn from_iter<I: IntoIterator<Item = &'c FactCode>>(codes: I) -> Self {
        Self(codes.into_iter().fold(0, |all, code| all | 1 << code.place()))
    }
}

lists!(OutcomeKind, FailedContactKind, Setting, PlanKind, AgreedStep, ProgrammeContact, EngagementClass);
