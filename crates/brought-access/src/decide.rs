//! Asks the policies.

use crate::question::{Circumstances, EverythingDeed, Purpose, Reader, RecordDeed, Relation};
use brought_domain::work::Role;
use cedar_policy::{
    Authorizer, Context, Entities, Entity, EntityId, EntityTypeName, EntityUid, PolicySet, Request, RestrictedExpression, Schema,
    ValidationMode, Validator,
};
use std::collections::{HashMap, HashSet};
use std::str::FromStr;
use std::sync::LazyLock;

/// What the policies say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// It is permitted, by the policies of these names.
    Permitted(Vec<String>),
    /// It is not. The names of those that forbid it; none, when nothing permits it.
    Denied(Vec<String>),
}

impl Decision {
    /// Whether it is permitted.
    pub fn is_permitted(&self) -> bool {
        match self {
            Self::Permitted(_) => true,
            Self::Denied(_) => false,
        }
    }

    fn failed() -> Self {
        Self::Denied(Vec::new())
    }
}

/// The policies, read and checked against their schema.
struct Rules {
    policies: PolicySet,
    schema: Schema,
    authorizer: Authorizer,
}

/// Text of the policies.
const POLICIES: &str = include_str!("../policies/access.cedar");
/// Of what they may speak.
const SCHEMA: &str = include_str!("../policies/access.cedarschema");

/// Nothing, when they cannot be used: then everything is denied.
static RULES: LazyLock<Option<Rules>> = LazyLock::new(|| Rules::read(POLICIES, SCHEMA).ok());

impl Rules {
    /// Reads policies. What is wrong with them, as words, is for whoever wrote them: the tests show it.
    fn read(policies: &str, schema: &str) -> Result<Self, String> {
        let (schema, _) = Schema::from_cedarschema_str(schema).map_err(|problem| problem.to_string())?;
        let written = PolicySet::from_str(policies).map_err(|problem| problem.to_string())?;
        let mut policies = PolicySet::new();
        // Cedar numbers policies by their place; here each has a name, which decisions and their tests speak of.
        for policy in written.policies() {
            let name = policy.annotation("id").ok_or_else(|| format!("a policy has no @id: {policy}"))?;
            if policy.annotation("words").is_none() {
                return Err(format!("the policy {name} has no @words"));
            }
            policies.add(policy.new_id(cedar_policy::PolicyId::new(name))).map_err(|problem| problem.to_string())?;
        }
        let checked = Validator::new(schema.clone()).validate(&policies, ValidationMode::Strict);
        if !checked.validation_passed() {
            return Err(checked.validation_errors().map(ToString::to_string).collect::<Vec<_>>().join("\n"));
        }
        Ok(Self { policies, schema, authorizer: Authorizer::new() })
    }

    fn ask(&self, reader: Reader<'_>, deed: &str, (resource, attributes): (EntityUid, Attributes), context: Context) -> Option<Decision> {
        let principal = uid("Practitioner", reader.practitioner.as_str())?;
        let request = Request::new(principal.clone(), uid("Action", deed)?, resource.clone(), context, Some(&self.schema)).ok()?;
        let roles: Option<HashSet<EntityUid>> = reader.roles.iter().map(|role| uid("Role", role.code())).collect();
        let is_active = HashMap::from([("active".to_owned(), RestrictedExpression::new_bool(reader.is_active))]);
        let practitioner = Entity::new(principal, is_active, roles?).ok()?;
        let resource = Entity::new(resource, attributes, HashSet::new()).ok()?;
        let entities = Entities::from_entities([practitioner, resource], Some(&self.schema)).ok()?;
        let answer = self.authorizer.is_authorized(&request, &self.policies, &entities);
        // A policy that failed might have been one that forbids.
        if answer.diagnostics().errors().next().is_some() {
            return None;
        }
        let mut because: Vec<String> = answer.diagnostics().reason().map(ToString::to_string).collect();
        because.sort_unstable();
        Some(match answer.decision() {
            cedar_policy::Decision::Allow => Decision::Permitted(because),
            cedar_policy::Decision::Deny => Decision::Denied(because),
        })
    }
}

type Attributes = HashMap<String, RestrictedExpression>;

fn uid(kind: &str, id: &str) -> Option<EntityUid> {
    Some(EntityUid::from_type_name_and_id(EntityTypeName::from_str(kind).ok()?, EntityId::new(id)))
}

/// Whether somebody may do this with a person's record.
pub fn decide(reader: Reader<'_>, deed: RecordDeed, of: &Circumstances<'_>) -> Decision {
    let ask = || {
        let attributes = HashMap::from([("restricted".to_owned(), RestrictedExpression::new_bool(of.is_restricted))]);
        let record = (uid("Record", of.person.as_str())?, attributes);
        RULES.as_ref()?.ask(reader, deed.code(), record, context(of)?)
    };
    ask().unwrap_or_else(Decision::failed)
}

/// Whether somebody may do this with everything at once.
pub fn decide_about_everything(reader: Reader<'_>, deed: EverythingDeed) -> Decision {
    let ask = || RULES.as_ref()?.ask(reader, deed.code(), (uid("Everything", "the record")?, Attributes::new()), Context::empty());
    ask().unwrap_or_else(Decision::failed)
}

/// The roles each of which alone lets somebody do this: for whoever has to say in which of theirs they sign.
pub fn roles_that_may(deed: EverythingDeed) -> Vec<Role> {
    let Ok(anybody) = brought_domain::PractitionerId::new("anybody") else { return Vec::new() };
    let may = |role: &Role| {
        let reader = Reader { practitioner: &anybody, is_active: true, roles: std::slice::from_ref(role) };
        decide_about_everything(reader, deed).is_permitted()
    };
    Role::ALL.iter().copied().filter(may).collect()
}

/// Each policy by its name, with the words that say why it is there.
pub fn policies_in_words() -> Vec<(String, String)> {
    let Some(rules) = RULES.as_ref() else { return Vec::new() };
    let named = |policy: &cedar_policy::Policy| (policy.id().to_string(), policy.annotation("words").unwrap_or_default().to_owned());
    let mut words: Vec<_> = rules.policies.policies().map(named).collect();
    words.sort_unstable();
    words
}

fn context(of: &Circumstances<'_>) -> Option<Context> {
    let Relation { holds, serves, serves_family, same_organisation, was_asked, wrote, unclaimed } = of.relation;
    let relation = [
        ("holds", holds),
        ("serves", serves),
        ("servesFamily", serves_family),
        ("sameOrganisation", same_organisation),
        ("wasAsked", was_asked),
        ("wrote", wrote),
        ("unclaimed", unclaimed),
    ];
    let flag = |(name, is): (&str, bool)| (name.to_owned(), RestrictedExpression::new_bool(is));
    let relation = RestrictedExpression::new_record(relation.into_iter().map(flag)).ok()?;
    let purpose = RestrictedExpression::new_entity_uid(purpose(of.purpose)?);
    let flags = [
        ("named", of.is_named),
        ("glass", of.broke_glass),
        ("atTheMachine", of.is_at_the_machine),
        ("openedMany", of.has_opened_many),
        ("exact", of.is_exact),
    ]
    .map(flag);
    Context::from_pairs(flags.into_iter().chain([("relation".to_owned(), relation), ("purpose".to_owned(), purpose)])).ok()
}

fn purpose(purpose: Purpose) -> Option<EntityUid> {
    uid("Purpose", purpose.code())
}

#[cfg(test)]
mod tests {
    use super::*;
    use brought_domain::{PersonId, PractitionerId};

    #[test]
    fn the_policies_are_read_and_agree_with_their_schema() {
        assert_eq!(Rules::read(POLICIES, SCHEMA).err(), None);
        assert!(policies_in_words().len() > 10);
    }

    /// A word that the schema does not know, a policy without a name or without words: none of it becomes a policy that never matches.
    #[test]
    fn policies_with_a_mistake_in_them_are_refused() {
        let slip = POLICIES.replacen("context.relation.serves ", "context.relation.servs ", 1);
        let unknown_role = POLICIES.replacen("Role::\"named_nurse\"", "Role::\"named_nurs\"", 1);
        let nameless = POLICIES.replacen("@id(\"their-work\")\n", "", 1);
        let wordless = POLICIES.replacen("@words(\"They answer for safeguarding.\")\n", "", 1);
        for (policies, says) in [(slip, "servs"), (unknown_role, "named_nurs"), (nameless, "@id"), (wordless, "leads-see-broken-glass")] {
            let problem = Rules::read(&policies, SCHEMA).err().unwrap();
            assert!(problem.contains(says), "{problem}");
        }
    }

    /// S15: a policy that cannot be worked out might have been one that forbids.
    #[test]
    fn a_policy_that_fails_denies() {
        let broken = "@id(\"a\") @words(\"a\") permit (principal, action, resource);
                      @id(\"b\") @words(\"b\") forbid (principal, action, resource) when { 9223372036854775807 + 1 > 0 };";
        let rules = Rules::read(broken, SCHEMA).unwrap();
        let (person, practitioner) = (PersonId::new("ana").unwrap(), PractitionerId::new("p1").unwrap());
        let reader = Reader { practitioner: &practitioner, is_active: true, roles: &[] };
        let of = Circumstances::of(&person, Purpose::DirectCare);
        let attributes = HashMap::from([("restricted".to_owned(), RestrictedExpression::new_bool(false))]);
        let record = (uid("Record", "ana").unwrap(), attributes);
        assert_eq!(rules.ask(reader, "open", record, context(&of).unwrap()), None);
    }

    /// The schema names every role and purpose that there is, or nobody who holds the new one could do anything.
    #[test]
    fn the_schema_knows_every_role_purpose_and_deed() {
        let names = |code: &str| assert!(SCHEMA.contains(&format!("\"{code}\"")), "{code} is missing");
        Role::ALL.iter().for_each(|role| names(role.code()));
        Purpose::ALL.iter().for_each(|purpose| names(purpose.code()));
        RecordDeed::ALL.iter().for_each(|deed| names(deed.code()));
        EverythingDeed::ALL.iter().for_each(|deed| names(deed.code()));
    }
}
