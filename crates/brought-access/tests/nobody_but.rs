//! The policies, gone through for every reader, relation and circumstance that there can be, and compared with what they are meant to say.
//!
//! What a decision rests on is so little that all of it can be gone through: this is the proof of each "nobody but".
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test")]

use brought_access::{
    Circumstances, EverythingDeed, Purpose, Reader, RecordDeed, Relation, decide, decide_about_everything, roles_that_may,
};
use brought_domain::work::Role;
use brought_domain::{PersonId, PractitionerId};

/// One case of all that a decision rests on.
#[derive(Clone, Copy, Debug)]
struct Case {
    active: bool,
    role: Option<Role>,
    relation: Relation,
    purpose: Purpose,
    restricted: bool,
    named: bool,
    glass: bool,
    machine: bool,
    many: bool,
    exact: bool,
}

impl Case {
    fn may(&self, deed: RecordDeed) -> bool {
        let (person, practitioner) = (PersonId::new("ana").unwrap(), PractitionerId::new("p1").unwrap());
        let roles: Vec<Role> = self.role.into_iter().collect();
        let reader = Reader { practitioner: &practitioner, is_active: self.active, roles: &roles };
        let of = Circumstances {
            relation: self.relation,
            is_restricted: self.restricted,
            is_named: self.named,
            broke_glass: self.glass,
            is_at_the_machine: self.machine,
            has_opened_many: self.many,
            is_exact: self.exact,
            ..Circumstances::of(&person, self.purpose)
        };
        decide(reader, deed, &of).is_permitted()
    }

    fn is(&self, roles: &[Role]) -> bool {
        self.role.is_some_and(|role| roles.contains(&role))
    }

    fn works_with_them(&self) -> bool {
        let Relation { holds, serves, serves_family, was_asked, wrote, unclaimed, same_organisation: _ } = self.relation;
        let first = unclaimed && self.role.is_some_and(|role| role != Role::Administrator);
        first || holds || serves || serves_family || was_asked || wrote
    }
}

const LEADS: &[Role] = &[Role::SafeguardingLead, Role::NamedNurse, Role::DesignatedSafeguardingTeam];
const WHO_ANSWER: &[Role] =
    &[Role::SafeguardingLead, Role::NamedNurse, Role::DesignatedSafeguardingTeam, Role::Supervisor, Role::LineManager];
const FOR_THE_ORGANISATION: &[Role] = &[Role::SafeguardingLead, Role::NamedNurse, Role::DesignatedSafeguardingTeam, Role::Supervisor];

/// What the policies are meant to say, as plainly as it can be said.
fn is_meant_to(case: &Case, deed: RecordDeed) -> bool {
    if !case.active {
        return false;
    }
    let relates = case.works_with_them() || (case.relation.same_organisation && case.is(FOR_THE_ORGANISATION));
    match deed {
        RecordDeed::Open if case.restricted && case.purpose == Purpose::Calendar => false,
        RecordDeed::Open => {
            let kept = case.machine && matches!(case.purpose, Purpose::RecordKeeping | Purpose::Sending | Purpose::Review);
            let may = relates || case.glass || kept;
            may && (!case.restricted || case.named || case.glass || case.machine) && (!case.many || case.glass)
        }
        RecordDeed::Find => case.works_with_them() || case.relation.same_organisation || case.exact,
        RecordDeed::BreakGlass => case.role.is_some_and(|role| role != Role::Administrator),
        RecordDeed::Link | RecordDeed::BarLink => {
            let answers = if deed == RecordDeed::Link { WHO_ANSWER } else { LEADS };
            let Relation { same_organisation, serves, serves_family, unclaimed, .. } = case.relation;
            case.is(answers) && (same_organisation || serves || serves_family || unclaimed || case.named)
        }
        RecordDeed::Restrict | RecordDeed::ReadAccesses => {
            let decides_anew = !case.restricted || case.named || case.role == Some(Role::DesignatedSafeguardingTeam);
            let leads = case.is(LEADS) && (case.relation.same_organisation || case.relation.serves || case.named);
            leads && (deed == RecordDeed::ReadAccesses || decides_anew)
        }
    }
}

fn relations() -> impl Iterator<Item = Relation> {
    (0_u8..128).map(|bits| {
        let bit = |place: u8| bits & (1 << place) != 0;
        Relation {
            holds: bit(0),
            serves: bit(1),
            serves_family: bit(2),
            same_organisation: bit(3),
            was_asked: bit(4),
            wrote: bit(5),
            unclaimed: bit(6),
        }
    })
}

fn roles() -> impl Iterator<Item = Option<Role>> + Clone {
    [None].into_iter().chain(Role::ALL.iter().copied().map(Some))
}

/// Every role, relation and state, for these purposes.
fn cases(purposes: &'static [Purpose]) -> impl Iterator<Item = Case> {
    let states = (0_u8..64).map(|bits| [1, 2, 4, 8, 16, 32].map(|bit| bits & bit != 0));
    // What was typed bears on finding alone, and what finding rests on has nothing to do with the rest.
    let states =
        states.filter(|[restricted, named, glass, machine, many, exact]| !*exact || (restricted == named && glass == machine && !many));
    states.flat_map(move |[restricted, named, glass, machine, many, exact]| {
        roles().flat_map(move |role| {
            relations().flat_map(move |relation| {
                let case = move |purpose: &Purpose| Case {
                    active: true,
                    role,
                    relation,
                    purpose: *purpose,
                    restricted,
                    named,
                    glass,
                    machine,
                    many,
                    exact,
                };
                purposes.iter().map(case)
            })
        })
    })
}

/// J10, H35, S15.
#[test]
fn the_policies_say_what_they_are_meant_to_for_everybody_there_can_be() {
    let mut looked_at = 0_u32;
    for case in cases(&[Purpose::DirectCare]) {
        for deed in RecordDeed::ALL {
            assert_eq!(case.may(*deed), is_meant_to(&case, *deed), "{deed:?} {case:?}");
            looked_at += 1;
        }
    }
    for case in cases(Purpose::ALL).filter(|case| case.role.is_none_or(|role| role == Role::Practitioner)) {
        assert_eq!(case.may(RecordDeed::Open), is_meant_to(&case, RecordDeed::Open), "{case:?}");
        looked_at += 1;
    }
    assert_eq!(looked_at, 12 * 128 * 36 * 7 + 2 * 128 * 36 * 8, "a role more or less: so are the cases");
}

/// Two roles let somebody do what one of them does, and no more.
#[test]
fn roles_add_up_and_take_nothing_away() {
    let (person, practitioner) = (PersonId::new("ana").unwrap(), PractitionerId::new("p1").unwrap());
    let relation = Relation { same_organisation: true, ..Relation::default() };
    let of = Circumstances { relation, ..Circumstances::of(&person, Purpose::DirectCare) };
    let may =
        |roles: &[Role], deed: RecordDeed| decide(Reader { practitioner: &practitioner, is_active: true, roles }, deed, &of).is_permitted();
    for deed in RecordDeed::ALL {
        for one in Role::ALL {
            for other in Role::ALL {
                assert_eq!(may(&[*one, *other], *deed), may(&[*one], *deed) || may(&[*other], *deed), "{deed:?} {one:?} {other:?}");
            }
        }
    }
}

/// S15: whoever is not known, or whose account is disabled, may nothing, whatever else holds.
#[test]
fn nobody_who_is_not_known_may_anything() {
    let everything =
        Relation { holds: true, serves: true, serves_family: true, same_organisation: true, was_asked: true, wrote: true, unclaimed: true };
    for role in roles() {
        for purpose in Purpose::ALL {
            for restricted in [false, true] {
                let case = Case {
                    active: false,
                    role,
                    relation: everything,
                    purpose: *purpose,
                    restricted,
                    named: true,
                    glass: true,
                    machine: true,
                    many: false,
                    exact: true,
                };
                assert!(RecordDeed::ALL.iter().all(|deed| !case.may(*deed)), "{case:?}");
            }
        }
        let roles: Vec<Role> = role.into_iter().collect();
        let practitioner = PractitionerId::new("p1").unwrap();
        let reader = Reader { practitioner: &practitioner, is_active: false, roles: &roles };
        assert!(EverythingDeed::ALL.iter().all(|deed| !decide_about_everything(reader, *deed).is_permitted()), "{role:?}");
    }
}

#[test]
fn what_is_done_with_everything_takes_one_of_these_roles() {
    use Role::{DesignatedSafeguardingTeam, LineManager, NamedNurse, SafeguardingLead, Supervisor};
    let table: &[(EverythingDeed, &[Role])] = &[
        (EverythingDeed::CountEverybody, &[LineManager, SafeguardingLead, NamedNurse, DesignatedSafeguardingTeam]),
        (EverythingDeed::PutPolicyInForce, &[LineManager, NamedNurse]),
        (EverythingDeed::SeeBoard, &[LineManager, Supervisor, SafeguardingLead, NamedNurse, DesignatedSafeguardingTeam]),
        (EverythingDeed::LetMessagesGoAgain, &[LineManager, SafeguardingLead, NamedNurse, DesignatedSafeguardingTeam]),
        (
            EverythingDeed::ReviewImports,
            &[Role::Practitioner, LineManager, Supervisor, SafeguardingLead, NamedNurse, Role::Administrator, DesignatedSafeguardingTeam],
        ),
        (
            EverythingDeed::BringInImports,
            &[LineManager, Supervisor, SafeguardingLead, NamedNurse, Role::Administrator, DesignatedSafeguardingTeam],
        ),
        (EverythingDeed::UndoImports, &[LineManager, SafeguardingLead, NamedNurse, DesignatedSafeguardingTeam]),
        (EverythingDeed::MakeBundle, &[LineManager, SafeguardingLead, NamedNurse, DesignatedSafeguardingTeam]),
        (EverythingDeed::HoldRecords, &[LineManager, SafeguardingLead, NamedNurse, DesignatedSafeguardingTeam]),
        (EverythingDeed::EraseRecords, &[SafeguardingLead, NamedNurse, DesignatedSafeguardingTeam]),
        (EverythingDeed::SeeBrokenGlass, &[SafeguardingLead, NamedNurse, DesignatedSafeguardingTeam]),
    ];
    assert_eq!(table.len(), EverythingDeed::ALL.len());
    for (deed, roles) in table {
        assert_eq!(roles_that_may(*deed), *roles, "{deed:?}");
    }
}
