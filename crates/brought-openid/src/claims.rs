//! What a provider says of somebody, in the claims of NHS CIS2 (digital.nhs.uk, "CIS2 Authentication: scopes and claims").

use crate::secret::Secret;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use std::fmt;
use thiserror::Error;

/// One of somebody's roles at an organisation, from the claim `nhsid_nrbac_roles`. What is not there is nothing; what a role is called in words is
/// not read, because nothing may rest on it.
#[derive(Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct NhsRole {
    /// The number of this role of this person at this organisation: `selected_roleid` names it.
    #[serde(default, deserialize_with = "text")]
    pub person_roleid: Option<String>,
    /// The organisation, by its ODS code.
    #[serde(default, deserialize_with = "text")]
    pub org_code: Option<String>,
    /// The role by its code of three parts, such as `S8000:G8000:R8001`.
    #[serde(default, deserialize_with = "text")]
    pub role_code: Option<String>,
    /// The workgroups, by name.
    #[serde(default)]
    pub workgroups: Option<Vec<String>>,
    /// The workgroups, by code.
    #[serde(default)]
    pub workgroups_codes: Option<Vec<String>>,
    /// What may be done in the role, such as `B0825`.
    #[serde(default)]
    pub activity_codes: Option<Vec<String>>,
}

/// The claims that are read, from an ID token or from the provider's answer about somebody.
#[derive(Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct Claims {
    /// The session at the provider: a logout token names it.
    #[serde(default)]
    pub sid: Option<String>,
    /// The role with which somebody chose to sign in.
    #[serde(default, deserialize_with = "text")]
    pub selected_roleid: Option<String>,
    /// Their roles.
    #[serde(default)]
    pub nhsid_nrbac_roles: Option<Vec<NhsRole>>,
    /// The number on their smartcard.
    #[serde(default, deserialize_with = "text")]
    pub uid: Option<String>,
    /// The same by its longer name.
    #[serde(default, deserialize_with = "text")]
    pub nhsid_useruid: Option<String>,
    /// How sure it is who they are, from 0 to 3.
    #[serde(default, deserialize_with = "text")]
    pub id_assurance_level: Option<String>,
    /// How surely they signed in, from 0 to 3.
    #[serde(default, deserialize_with = "text")]
    pub authentication_assurance_level: Option<String>,
}

impl fmt::Debug for NhsRole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a role")
    }
}

impl fmt::Debug for Claims {
    /// Without the claims: they have no place in a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("claims")
    }
}

/// A number or a text, as providers write either.
fn text<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    Ok(match Value::deserialize(from)? {
        Value::String(text) if !text.trim().is_empty() => Some(text.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    })
}

/// Whom the provider says somebody is: an ID token whose signature, issuer, audience, nonce and times were checked, and what the provider answers
/// about its subject.
#[derive(Clone, PartialEq, Eq)]
pub struct Verified {
    /// Who they are at the provider.
    pub subject: String,
    /// What the ID token says.
    pub in_token: Claims,
    /// What the provider answers about them.
    pub in_answer: Claims,
    /// The ID token itself, for signing out there.
    pub id_token: Secret,
}

impl fmt::Debug for Verified {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("somebody whom the provider knows")
    }
}

/// A level of assurance, from 0 to 3, as GPG 44 and 45 and NHS CIS2 have them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Assurance(u8);

impl Assurance {
    /// The highest.
    const HIGHEST: u8 = 3;

    /// A level; nothing for what is none.
    pub fn new(level: u8) -> Option<Self> {
        (level <= Self::HIGHEST).then_some(Self(level))
    }

    /// The number.
    pub fn level(self) -> u8 {
        self.0
    }

    /// A claim; nothing for what is no level.
    fn read(claim: &str) -> Option<Self> {
        claim.parse().ok().and_then(Self::new)
    }
}

/// The provider says one thing in two ways.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the provider contradicts itself")]
pub struct Contradiction;

impl Verified {
    /// How surely they signed in; the lower where two are said, and nothing where one cannot be read.
    pub(crate) fn authentication(&self) -> Option<Assurance> {
        self.lower(|claims| claims.authentication_assurance_level.as_deref())
    }

    /// How sure it is who they are, in the same way.
    pub(crate) fn identity(&self) -> Option<Assurance> {
        self.lower(|claims| claims.id_assurance_level.as_deref())
    }

    fn lower<'a>(&'a self, of: impl Fn(&'a Claims) -> Option<&'a str>) -> Option<Assurance> {
        let said: Option<Vec<Assurance>> = [of(&self.in_token), of(&self.in_answer)].into_iter().flatten().map(Assurance::read).collect();
        said?.into_iter().min()
    }

    /// The number on their smartcard.
    ///
    /// # Errors
    /// [`Contradiction`].
    pub fn uid(&self) -> Result<Option<&str>, Contradiction> {
        one([&self.in_token, &self.in_answer].into_iter().flat_map(|claims| [claims.uid.as_deref(), claims.nhsid_useruid.as_deref()]))
    }

    /// The role with which they chose to sign in.
    ///
    /// # Errors
    /// [`Contradiction`].
    pub(crate) fn selected_role(&self) -> Result<Option<&str>, Contradiction> {
        one([self.in_token.selected_roleid.as_deref(), self.in_answer.selected_roleid.as_deref()])
    }

    /// Their roles: as the signed token has them, or else as the provider answers.
    pub(crate) fn roles(&self) -> &[NhsRole] {
        self.in_token.nhsid_nrbac_roles.as_deref().or(self.in_answer.nhsid_nrbac_roles.as_deref()).unwrap_or_default()
    }
}

/// What several places say, if they agree.
fn one<'a>(said: impl IntoIterator<Item = Option<&'a str>>) -> Result<Option<&'a str>, Contradiction> {
    let mut said = said.into_iter().flatten();
    let first = said.next();
    if said.all(|other| Some(other) == first) { Ok(first) } else { Err(Contradiction) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn claims_are_read_as_nhs_cis2_writes_them() {
        let claims: Claims = serde_json::from_str(
            r#"{ "sub": "9999", "uid": "555", "nhsid_useruid": 555, "selected_roleid": "77", "id_assurance_level": "3",
                 "authentication_assurance_level": 3, "idassurancelevel": "9", "name": "X",
                 "nhsid_nrbac_roles": [{ "person_orgid": "1", "person_roleid": "77", "org_code": "RDY", "role_code": "S8000:G8000:R8001",
                   "role_name": "\"Clinical\":\"Nurse\"", "activity_codes": ["B0825"], "workgroups": null, "aow_codes": [] }, {}] }"#,
        )
        .unwrap();
        let roles = claims.nhsid_nrbac_roles.clone().unwrap();
        assert_eq!((roles.len(), roles[0].org_code.as_deref(), roles[0].workgroups.as_deref()), (2, Some("RDY"), None));
        assert_eq!((claims.nhsid_useruid.as_deref(), claims.authentication_assurance_level.as_deref()), (Some("555"), Some("3")));
        assert_eq!(format!("{claims:?} {:?}", roles[0]), "claims a role");
    }

    #[test]
    fn of_two_levels_the_lower_counts_and_what_is_none_counts_as_nothing() {
        let level = |token: Option<&str>, answer: Option<&str>| {
            let claims = |level: Option<&str>| Claims { authentication_assurance_level: level.map(str::to_owned), ..Claims::default() };
            let (in_token, in_answer) = (claims(token), claims(answer));
            let verified = Verified { subject: "s".to_owned(), in_token, in_answer, id_token: Secret::new("") };
            verified.authentication().map(Assurance::level)
        };
        assert_eq!(level(Some("3"), None), Some(3));
        assert_eq!(level(None, Some("2")), Some(2));
        assert_eq!(level(Some("3"), Some("1")), Some(1));
        for nothing in
            [level(None, None), level(Some("high"), None), level(Some("3"), Some("AAL3")), level(Some("4"), None), level(Some("-1"), None)]
        {
            assert_eq!(nothing, None);
        }
    }
}
