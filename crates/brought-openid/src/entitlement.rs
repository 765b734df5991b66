//! What somebody's claims allow: pure, and a refusal with a reason where they allow nothing.

use crate::claims::{NhsRole, Verified};
use crate::settings::{AllowRule, Settings};
use brought_domain::ServiceId;
use brought_domain::work::Role;

/// What a session may be used for at most. What the directory says counts as well: whoever is signed in has what both say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allowed {
    /// These roles, each once.
    pub roles: Vec<Role>,
    /// In these services, each once.
    pub services: Vec<ServiceId>,
}

/// Why claims allow nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// The provider does not say how surely they signed in or are known, or less surely than the settings ask for.
    NotSureEnough,
    /// They signed in without choosing a role, or have none.
    NoRoleChosen,
    /// What is said in two places differs.
    Contradictory,
    /// The role is not let in at any organisation.
    UnknownRole,
    /// The role is let in, and not at this organisation.
    UnknownOrganisation,
    /// The role is let in at this organisation, and not with these workgroups or activities.
    OutsideWorkgroups,
}

/// Decides what somebody's claims allow. Only the role counts with which they chose to sign in, and it by its codes alone.
///
/// # Errors
/// [`Refused`]: nothing is allowed.
pub fn allowed(settings: &Settings, verified: &Verified) -> Result<Allowed, Refused> {
    let sure = verified.authentication().is_some_and(|level| level >= settings.lowest_authentication);
    let known = settings.lowest_identity.is_none_or(|lowest| verified.identity().is_some_and(|level| level >= lowest));
    if !sure || !known {
        return Err(Refused::NotSureEnough);
    }
    let role = chosen(verified)?;
    let of_role: Vec<&AllowRule> = settings.allow.iter().filter(|rule| is_role(rule, role)).collect();
    if of_role.is_empty() {
        return Err(Refused::UnknownRole);
    }
    let at_organisation: Vec<&AllowRule> = of_role.into_iter().filter(|rule| is_at(rule, role)).collect();
    if at_organisation.is_empty() {
        return Err(Refused::UnknownOrganisation);
    }
    let mut allowed = Allowed { roles: Vec::new(), services: Vec::new() };
    for rule in at_organisation.into_iter().filter(|rule| is_within(rule, role)) {
        allowed.roles.extend(&rule.roles);
        allowed.services.extend(rule.services.iter().cloned());
    }
    allowed.roles.sort_unstable();
    allowed.roles.dedup();
    allowed.services.sort_unstable();
    allowed.services.dedup();
    if allowed.roles.is_empty() { Err(Refused::OutsideWorkgroups) } else { Ok(allowed) }
}

/// The role with which they chose to sign in: exactly one.
fn chosen(verified: &Verified) -> Result<&NhsRole, Refused> {
    let selected = verified.selected_role().map_err(|_| Refused::Contradictory)?.ok_or(Refused::NoRoleChosen)?;
    let mut roles = verified.roles().iter().filter(|role| role.person_roleid.as_deref() == Some(selected));
    match (roles.next(), roles.next()) {
        (Some(role), None) => Ok(role),
        (None, _) => Err(Refused::NoRoleChosen),
        (Some(_), Some(_)) => Err(Refused::Contradictory),
    }
}

/// Whether the code of a rule is that of the role, or its last parts.
fn is_role(rule: &AllowRule, role: &NhsRole) -> bool {
    role.role_code.as_deref().is_some_and(|code| {
        let (mut of_rule, mut of_role) = (rule.role_code.rsplit(':'), code.rsplit(':'));
        of_rule.all(|part| of_role.next().is_some_and(|other| other.eq_ignore_ascii_case(part)))
    })
}

fn is_at(rule: &AllowRule, role: &NhsRole) -> bool {
    role.org_code.as_deref().is_some_and(|code| rule.organisations.iter().any(|known| known.eq_ignore_ascii_case(code)))
}

fn is_within(rule: &AllowRule, role: &NhsRole) -> bool {
    let has = |asked: &[String], held: &[&Option<Vec<String>>]| {
        asked.is_empty() || held.iter().filter_map(|held| held.as_ref()).flatten().any(|held| asked.iter().any(|asked| asked == held))
    };
    has(&rule.workgroups, &[&role.workgroups, &role.workgroups_codes]) && has(&rule.activities, &[&role.activity_codes])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claims::Claims;
    use crate::secret::Secret;
    use crate::settings::tests::EXAMPLE;

    fn role(id: &str, code: &str, organisation: &str, workgroups: &[&str]) -> NhsRole {
        NhsRole {
            person_roleid: Some(id.to_owned()),
            org_code: Some(organisation.to_owned()),
            role_code: Some(code.to_owned()),
            workgroups: Some(workgroups.iter().map(|&group| group.to_owned()).collect()),
            ..NhsRole::default()
        }
    }

    /// A health visitor at RDY who signed in with a smartcard.
    fn visitor() -> Verified {
        let in_token = Claims {
            selected_roleid: Some("1".to_owned()),
            authentication_assurance_level: Some("3".to_owned()),
            id_assurance_level: Some("3".to_owned()),
            ..Claims::default()
        };
        let in_answer = Claims { nhsid_nrbac_roles: Some(vec![role("1", "S8000:G8000:R8001", "RDY", &[])]), ..Claims::default() };
        Verified { subject: "s".to_owned(), in_token, in_answer, id_token: Secret::new("") }
    }

    /// What a visitor is allowed of whom something is said otherwise.
    fn outcome(change: impl FnOnce(&mut Verified)) -> Result<Vec<Role>, Refused> {
        let mut verified = visitor();
        change(&mut verified);
        allowed(&Settings::read("openid.toml", EXAMPLE).unwrap(), &verified).map(|allowed| allowed.roles)
    }

    fn with_role(changed: NhsRole) -> Result<Vec<Role>, Refused> {
        outcome(|verified| verified.in_answer.nhsid_nrbac_roles = Some(vec![changed]))
    }

    #[test]
    fn the_role_that_was_chosen_is_let_in_as_the_settings_say() {
        assert_eq!(outcome(|_| ()), Ok(vec![Role::Practitioner]));
        assert_eq!(with_role(role("1", "s8000:g8000:r8001", "rdy", &[])), Ok(vec![Role::Practitioner]), "codes in small letters");
        assert_eq!(
            with_role(role("1", "S8000:G8000:R8001", "RDY", &["Safeguarding"])),
            Ok(vec![Role::Practitioner, Role::SafeguardingLead])
        );
        assert_eq!(
            with_role(role("1", "S0080:G0450:R8001", "RDY", &["Safeguarding"])),
            Ok(vec![Role::SafeguardingLead]),
            "a code by its last part"
        );
    }

    #[test]
    fn whatever_the_settings_do_not_say_is_refused() {
        let two = || vec![role("1", "S8000:G8000:R8001", "RDY", &[]), role("1", "S8000:G8001:R8006", "RDY", &[])];
        let nurse = || role("1", "S8000:G8000:R8001", "RDY", &[]);
        for (case, got, why) in [
            ("another role", with_role(role("1", "S8000:G8001:R8006", "RDY", &[])), Refused::UnknownRole),
            ("a longer code that ends alike", with_role(role("1", "S8000:G8000:XR8001", "RDY", &[])), Refused::UnknownRole),
            ("a shorter code", with_role(role("1", "01", "RDY", &[])), Refused::UnknownRole),
            ("no code", with_role(NhsRole { role_code: None, ..nurse() }), Refused::UnknownRole),
            ("another organisation", with_role(role("1", "S8000:G8000:R8001", "RXX", &[])), Refused::UnknownOrganisation),
            ("no organisation", with_role(NhsRole { org_code: None, ..nurse() }), Refused::UnknownOrganisation),
            ("a workgroup that is asked for", with_role(role("1", "S0080:G0450:R8001", "RDY", &["Other"])), Refused::OutsideWorkgroups),
            ("no role chosen", outcome(|verified| verified.in_token.selected_roleid = None), Refused::NoRoleChosen),
            ("a role chosen that they do not have", with_role(role("2", "S8000:G8000:R8001", "RDY", &[])), Refused::NoRoleChosen),
            ("no roles", outcome(|verified| verified.in_answer.nhsid_nrbac_roles = None), Refused::NoRoleChosen),
            ("two with one number", outcome(|verified| verified.in_answer.nhsid_nrbac_roles = Some(two())), Refused::Contradictory),
            ("two chosen", outcome(|verified| verified.in_answer.selected_roleid = Some("2".to_owned())), Refused::Contradictory),
            (
                "the signed token has no role",
                outcome(|verified| verified.in_token.nhsid_nrbac_roles = Some(Vec::new())),
                Refused::NoRoleChosen,
            ),
        ] {
            assert_eq!(got, Err(why), "{case}");
        }
    }

    #[test]
    fn whoever_is_not_known_surely_enough_is_refused() {
        let at_level =
            |level: Option<&str>| outcome(|verified| verified.in_token.authentication_assurance_level = level.map(str::to_owned));
        assert_eq!(at_level(Some("2")), Ok(vec![Role::Practitioner]));
        for level in [None, Some("1"), Some("0"), Some("AAL3"), Some("33")] {
            assert_eq!(at_level(level), Err(Refused::NotSureEnough), "{level:?}");
        }
        let strict = EXAMPLE.replacen("lowest_auth", "lowest_identity_assurance = 3\nlowest_auth", 1);
        let strict = Settings::read("openid.toml", &strict).unwrap();
        let mut verified = visitor();
        assert!(allowed(&strict, &verified).is_ok());
        for level in [Some("2".to_owned()), None] {
            verified.in_token.id_assurance_level = level;
            assert_eq!(allowed(&strict, &verified), Err(Refused::NotSureEnough));
        }
    }

    #[test]
    fn activities_are_asked_for_where_a_rule_names_them() {
        let with = EXAMPLE.replacen("roles = [\"practitioner\"]", "activities = [\"B0825\"]\nroles = [\"practitioner\"]", 1);
        let settings = Settings::read("openid.toml", &with).unwrap();
        let mut verified = visitor();
        assert_eq!(allowed(&settings, &verified), Err(Refused::OutsideWorkgroups));
        verified.in_answer.nhsid_nrbac_roles.as_mut().unwrap()[0].activity_codes = Some(vec!["B0825".to_owned()]);
        assert_eq!(allowed(&settings, &verified).map(|allowed| allowed.roles), Ok(vec![Role::Practitioner]));
    }
}
