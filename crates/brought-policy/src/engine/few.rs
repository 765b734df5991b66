//! Sets of members of short lists, each a word of bits: of kinds of factors, of plans, of questions to an agency.

use brought_domain::circumstances::{FactorKind, PlanKind};
use brought_domain::steps::RecordKind;
use brought_domain::work::{AgencyKind, Ask};
use std::marker::PhantomData;

/// Some of the members of a short list.
pub(super) struct Few<T>(u32, PhantomData<T>);

impl<T> Clone for Few<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Few<T> {}

impl<T> Few<T> {
    /// None of them.
    pub(super) const NONE: Self = Self(0, PhantomData);

    /// Whether any is in both.
    pub(super) const fn shares(self, others: Self) -> bool {
        self.0 & others.0 != 0
    }
}

/// A member of a short list.
pub(super) trait InShortList: Copy {
    /// Where it stands in the list.
    fn place(self) -> u32;
}

impl<T: InShortList> Few<T> {
    /// Adds these.
    pub(super) fn add(&mut self, members: impl IntoIterator<Item = T>) {
        self.0 = members.into_iter().fold(self.0, |known, member| known | 1 << member.place());
    }

    /// Whether this is one of them.
    pub(super) fn have(self, member: T) -> bool {
        self.0 >> member.place() & 1 != 0
    }
}

macro_rules! short_lists {
    ($($list:ident $(as $some:ident)?),+) => { $(
        // Each member has a bit of its own.
        const _: () = assert!($list::ALL.len() <= u32::BITS as usize);

        impl InShortList for $list {
            fn place(self) -> u32 {
                self as u32
            }
        }

        $(impl Few<$list> {
            /// These, worked out when the program is compiled.
            pub(super) const fn $some(members: &[$list]) -> Self {
                let (mut set, mut index) = (0, 0);
                while index < members.len() {
                    set |= 1 << members[index] as u32;
                    index += 1;
                }
                Self(set, PhantomData)
            }
        })?
    )+ };
}

short_lists!(Ask, RecordKind, FactorKind as factors, PlanKind as plans, AgencyKind);
