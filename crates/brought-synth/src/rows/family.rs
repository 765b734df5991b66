//! Children, those who care for them, where they live, and the plans that agencies have for them.

use crate::day::Day;
use crate::ids;
use crate::table::{Cells, Row, Table, day, number, text};
use brought_domain::circumstances::PlanKind;
use brought_domain::person::RelationKind;

/// A child.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Child {
    /// The number, from 1 on.
    pub number: u32,
    /// The household, by the number of its first child.
    pub household: u32,
    /// The birthday.
    pub born_on: Day,
    /// Deprivation of the neighbourhood in tenths of all neighbourhoods: 1 is the most deprived tenth.
    pub decile: u8,
    /// The provider, by place from 0 on.
    pub provider: u16,
    /// Whether a plan of several agencies held at any time.
    pub known_concern: bool,
    /// How likely a contact is to fail before anything else is looked at, in 100,000.
    pub propensity: u32,
}

impl Row for Child {
    const TABLE: Table = Table {
        name: "children",
        row: "A child",
        columns: &[
            text("local_patient_id", "The child, as in `contacts`."),
            text("nhs_number", "As in `contacts`."),
            text("household", "The household."),
            day("born_on", "The birthday."),
            number("deprivation_decile", "Deprivation of the neighbourhood: 1 is the most deprived tenth, 10 the least."),
            text("provider", "The provider."),
            text("known_concern", "`yes` when a plan of several agencies held at any time, else `no`."),
            number("propensity", "Truth: how many of 100,000 contacts would fail, before deprivation, plans, service and provider."),
        ],
    };

    fn tell(&self, to: &mut impl Cells) {
        to.text(ids::child(self.number).text());
        to.text_or_blank(ids::nhs_number(self.number).as_ref().map(ids::Short::text));
        to.text(ids::household(self.household).text());
        to.day(self.born_on);
        to.number(self.decile.into());
        to.text(ids::provider(self.provider).text());
        to.text(if self.known_concern { "yes" } else { "no" });
        to.number(self.propensity);
        to.end();
    }
}

/// A carer of all children of a household.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Carer {
    /// The household, by the number of its first child.
    pub household: u32,
    /// The first carer is 0.
    pub place: u8,
    /// What the carer is to the children.
    pub relation: RelationKind,
    /// Whether the carer lives there.
    pub lives_there: bool,
}

impl Row for Carer {
    const TABLE: Table = Table {
        name: "carers",
        row: "Somebody who cares for the children of a household",
        columns: &[
            text("carer", "The carer."),
            text("household", "The household."),
            text("relation", "`mother`, `father` or `other_carer`."),
            text("lives_there", "`yes` or `no`."),
        ],
    };

    fn tell(&self, to: &mut impl Cells) {
        to.text(ids::carer(self.household, self.place).text());
        to.text(ids::household(self.household).text());
        to.text(self.relation.code());
        to.text(if self.lives_there { "yes" } else { "no" });
        to.end();
    }
}

/// A household with its one to six children.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Household {
    /// The number of its first child.
    pub number: u32,
    /// Deprivation of the neighbourhood: 1 is the most deprived tenth.
    pub decile: u8,
    /// The provider, by place from 0 on.
    pub provider: u16,
    /// Where it lives at first: a place among the postcodes.
    pub postcode: u32,
}

impl Row for Household {
    const TABLE: Table = Table {
        name: "households",
        row: "A household; its children are those of `children` that name it",
        columns: &[
            text("household", "The household, by the number of its first child."),
            number("deprivation_decile", "Deprivation of the neighbourhood: 1 is the most deprived tenth, 10 the least."),
            text("provider", "The provider that serves it."),
            text("postcode", "Where it lives before the first move. No such postcode exists."),
        ],
    };

    fn tell(&self, to: &mut impl Cells) {
        to.text(ids::household(self.number).text());
        to.number(self.decile.into());
        to.text(ids::provider(self.provider).text());
        to.text(ids::postcode(self.postcode).text());
        to.end();
    }
}

/// A move of a household.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Move {
    /// The household, by the number of its first child.
    pub household: u32,
    /// The day.
    pub moved_on: Day,
    /// From where: a place among the postcodes.
    pub from: u32,
    /// Where to.
    pub to: u32,
    /// Whether the family told the services itself.
    pub reported: bool,
    /// When the services learnt of it.
    pub known_on: Day,
}

impl Row for Move {
    const TABLE: Table = Table {
        name: "moves",
        row: "A move of a household",
        columns: &[
            text("household", "The household."),
            day("moved_on", "The day of the move."),
            text("from_postcode", "Where it lived."),
            text("to_postcode", "Where it lives from then on."),
            text("reported_by_family", "`yes` when the family told the services itself, else `no`."),
            day("known_on", "When the services learnt of it: until then contacts have the old postcode."),
        ],
    };

    fn tell(&self, to: &mut impl Cells) {
        to.text(ids::household(self.household).text());
        to.day(self.moved_on);
        to.text(ids::postcode(self.from).text());
        to.text(ids::postcode(self.to).text());
        to.text(if self.reported { "yes" } else { "no" });
        to.day(self.known_on);
        to.end();
    }
}

/// A time during which a plan of several agencies held for a child.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan {
    /// The child, by number.
    pub child: u32,
    /// The plan.
    pub kind: PlanKind,
    /// Its first day.
    pub from_on: Day,
    /// The day on which it ended; nothing when it still held on the last day.
    pub to_on: Option<Day>,
}

impl Row for Plan {
    const TABLE: Table = Table {
        name: "plans",
        row: "A time during which a plan of several agencies held for a child",
        columns: &[
            text("local_patient_id", "The child."),
            text("plan", "`child_protection`, `child_in_need`, `early_help` or `looked_after`."),
            day("from_on", "The first day."),
            day("to_on", "The day on which it ended. Blank when it still held on the last day."),
        ],
    };

    fn tell(&self, to: &mut impl Cells) {
        to.text(ids::child(self.child).text());
        to.text(self.kind.code());
        to.day(self.from_on);
        to.day_or_blank(self.to_on);
        to.end();
    }
}
