//! The file of whoever runs the program: the provider, and what of its roles is let in here.

use crate::address::may_be_used;
use crate::claims::Assurance;
use brought_domain::ServiceId;
use brought_domain::work::Role;
use serde::Deserialize;
use std::path::PathBuf;
use thiserror::Error;

/// What NHS CIS2 tells roles by.
const USUAL_SCOPES: &[&str] = &["openid", "nhsperson", "nationalrbacaccess", "selectedrole"];

/// How the program shows the provider that it is itself when it exchanges a code.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClientAuthentication {
    /// The secret in a header (`client_secret_basic`), which every provider knows.
    #[default]
    Basic,
    /// The secret among the fields (`client_secret_post`), as NHS CIS2 has it.
    Post,
}

/// One kind of people who are let in, and as whom. All that is named has to hold of the role with which they signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AllowRule {
    /// The role by its code: all three parts, or fewer of them from the right, such as `R8001`.
    pub role_code: String,
    /// At one of these organisations, by ODS code.
    pub organisations: Vec<String>,
    /// In one of these workgroups, by name or code; in whatever workgroup when there are none.
    pub workgroups: Vec<String>,
    /// With one of these activities, by code; with whatever activities when there are none.
    pub activities: Vec<String>,
    /// The roles here that it stands for.
    pub roles: Vec<Role>,
    /// The services here that it stands for.
    pub services: Vec<ServiceId>,
}

/// A provider and what of it is let in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// What people call it: it stands on the button.
    pub name: String,
    /// Its address, as its tokens name it.
    pub issuer: String,
    /// What it calls this program.
    pub client_id: String,
    /// The file with the client's secret, as it is written. Nothing when the secret is in the environment, or there is none.
    pub client_secret_file: Option<PathBuf>,
    /// How the secret is shown.
    pub client_authentication: ClientAuthentication,
    /// Where browsers reach these pages, without a path.
    pub base_address: String,
    /// What is asked for.
    pub scopes: Vec<String>,
    /// How surely people are asked to sign in there, in the provider's words.
    pub acr_values: Option<String>,
    /// Whoever signed in less surely is refused.
    pub lowest_authentication: Assurance,
    /// Whoever is known less surely is refused.
    pub lowest_identity: Option<Assurance>,
    /// Who is let in. Never empty.
    pub allow: Vec<AllowRule>,
}

/// A setting that cannot be used: where, what, and what to do.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{0}")]
pub struct SettingProblem(pub String);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    name: String,
    issuer: String,
    client_id: String,
    client_secret_file: Option<PathBuf>,
    #[serde(default)]
    client_authentication: ClientAuthentication,
    base_address: String,
    scopes: Option<Vec<String>>,
    acr_values: Option<String>,
    lowest_authentication_assurance: u8,
    lowest_identity_assurance: Option<u8>,
    #[serde(default)]
    allow: Vec<WrittenRule>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenRule {
    role_code: String,
    organisations: Vec<String>,
    #[serde(default)]
    workgroups: Vec<String>,
    #[serde(default)]
    activities: Vec<String>,
    roles: Vec<String>,
    services: Vec<String>,
}

impl Settings {
    /// Reads the text of a file of settings; `file` is what it is called in what is said about it.
    ///
    /// # Errors
    /// At the first setting that cannot be used.
    pub fn read(file: &str, text: &str) -> Result<Self, SettingProblem> {
        let written: Written = toml::from_str(text).map_err(|problem| {
            let line = problem.span().map_or(1, |span| text[..span.start.min(text.len())].matches('\n').count() + 1);
            SettingProblem(format!("{file}, line {line}: {}. docs/signing-in.md has an example to begin with", problem.message()))
        })?;
        checked(written).map_err(|words| SettingProblem(format!("{file}: {words}")))
    }

    /// Whether browsers reach the pages encrypted.
    pub fn is_encrypted(&self) -> bool {
        self.base_address.starts_with("https://")
    }

    /// Where the provider sends browsers back to.
    pub fn redirect_address(&self) -> String {
        format!("{}/openid/callback", self.base_address)
    }

    /// Where the provider sends browsers that have signed out there.
    pub fn signed_out_address(&self) -> String {
        format!("{}/sign-in", self.base_address)
    }
}

fn checked(written: Written) -> Result<Settings, String> {
    for (setting, text) in [("name", &written.name), ("client_id", &written.client_id)] {
        if text.trim().is_empty() {
            return Err(format!(
                "`{setting}` is empty: write {}",
                if setting == "name" { "what people call the provider" } else { "what the provider calls this program" }
            ));
        }
    }
    for (setting, address) in [("issuer", &written.issuer), ("base_address", &written.base_address)] {
        if !may_be_used(address) {
            return Err(format!(
                "`{setting}` is `{address}`: write an address with https://, or with http:// on this machine itself (127.0.0.1, [::1] or localhost)"
            ));
        }
    }
    let base_address = written.base_address.trim_end_matches('/').to_ascii_lowercase();
    if base_address.splitn(4, '/').nth(3).is_some() || base_address.contains(['?', '#']) {
        return Err(format!(
            "`base_address` is `{}`: write where browsers find the pages without a path, such as https://brought.example",
            written.base_address
        ));
    }
    let scopes = written.scopes.unwrap_or_else(|| USUAL_SCOPES.iter().map(|&scope| scope.to_owned()).collect());
    if !scopes.iter().any(|scope| scope == "openid") {
        return Err("`scopes` has no `openid`, without which nobody is told who signs in: add it".to_owned());
    }
    let level = |setting: &str, level: u8| {
        Assurance::new(level).filter(|level| level.level() > 0).ok_or_else(|| {
            format!("`{setting}` is {level}: write a level from 1 to 3; NHS CIS2 has 3 for a smartcard and 2 for other ways")
        })
    };
    let lowest_authentication = level("lowest_authentication_assurance", written.lowest_authentication_assurance)?;
    let lowest_identity = written.lowest_identity_assurance.map(|lowest| level("lowest_identity_assurance", lowest)).transpose()?;
    if written.allow.is_empty() {
        return Err("there is no [[allow]], so nobody is let in: write one for each role at the provider that is".to_owned());
    }
    let rules = written
        .allow
        .into_iter()
        .zip(1_u32..)
        .map(|(rule, number)| rule_of(rule).map_err(|words| format!("[[allow]] number {number}: {words}")));
    Ok(Settings {
        name: written.name.trim().to_owned(),
        issuer: written.issuer,
        client_id: written.client_id.trim().to_owned(),
        client_secret_file: written.client_secret_file,
        client_authentication: written.client_authentication,
        base_address,
        scopes,
        acr_values: written.acr_values.filter(|values| !values.trim().is_empty()),
        lowest_authentication,
        lowest_identity,
        allow: rules.collect::<Result<_, _>>()?,
    })
}

fn rule_of(written: WrittenRule) -> Result<AllowRule, String> {
    let parts: Vec<&str> = written.role_code.split(':').collect();
    if parts.len() > 3 || !parts.iter().all(|part| is_code(part)) {
        return Err(format!(
            "`role_code` is `{}`: write the code of one role, such as S8000:G8000:R8001 or R8001. There is no sign for whatever role",
            written.role_code
        ));
    }
    for (setting, codes, needed) in [
        ("organisations", &written.organisations, true),
        ("workgroups", &written.workgroups, false),
        ("activities", &written.activities, false),
    ] {
        if needed && codes.is_empty() {
            return Err(format!("`{setting}` is empty: name each by its ODS code. There is no sign for whatever organisation"));
        }
        if let Some(wrong) = codes.iter().find(|code| code.trim().is_empty() || code.contains('*')) {
            return Err(format!("`{setting}` has `{wrong}`: name each by its code. There is no sign for all of them"));
        }
    }
    if written.roles.is_empty() || written.services.is_empty() {
        return Err("`roles` or `services` is empty: name the roles and the services here that it stands for".to_owned());
    }
    let known = || Role::ALL.iter().map(|role| role.code()).collect::<Vec<_>>().join(", ");
    let roles = written.roles.iter().map(|code| {
        Role::ALL
            .iter()
            .copied()
            .find(|role| role.code() == code)
            .ok_or_else(|| format!("`roles` has `{code}`, which is none; write one of: {}", known()))
    });
    let services =
        written.services.iter().map(|id| ServiceId::new(id.as_str()).map_err(|problem| format!("`services` has `{id}`: {problem}")));
    Ok(AllowRule {
        roles: roles.collect::<Result<_, _>>()?,
        services: services.collect::<Result<_, _>>()?,
        role_code: written.role_code,
        organisations: written.organisations,
        workgroups: written.workgroups,
        activities: written.activities,
    })
}

fn is_code(part: &str) -> bool {
    !part.is_empty() && part.bytes().all(|letter| letter.is_ascii_alphanumeric())
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) const EXAMPLE: &str = r#"
name = "NHS CIS2"
issuer = "https://am.example:443/openam/oauth2/realms/oidc"
client_id = "brought.example"
base_address = "https://brought.example"
acr_values = "AAL2_OR_AAL3_ANY"
lowest_authentication_assurance = 2

[[allow]]
role_code = "S8000:G8000:R8001"
organisations = ["RDY"]
roles = ["practitioner"]
services = ["health-visiting"]

[[allow]]
role_code = "R8001"
organisations = ["RDY"]
workgroups = ["Safeguarding"]
roles = ["safeguarding_lead"]
services = ["health-visiting", "school-nursing"]
"#;

    #[test]
    fn a_file_of_settings_is_read() {
        let settings = Settings::read("openid.toml", EXAMPLE).unwrap();
        assert_eq!(settings.redirect_address(), "https://brought.example/openid/callback");
        assert_eq!((settings.scopes.len(), settings.allow.len(), settings.is_encrypted()), (4, 2, true));
        assert_eq!(settings.allow[1].roles, [Role::SafeguardingLead]);
        let on_this_machine = EXAMPLE.replace("\"https://brought.example\"", "\"http://127.0.0.1:8080/\"");
        let settings = Settings::read("openid.toml", &on_this_machine).unwrap();
        assert_eq!((settings.redirect_address().as_str(), settings.is_encrypted()), ("http://127.0.0.1:8080/openid/callback", false));
    }

    #[test]
    fn the_example_in_the_documentation_can_be_used() {
        let text = include_str!("../../../docs/signing-in.md");
        let example = text.split("```toml\n").nth(1).unwrap().split("```").next().unwrap();
        let settings = Settings::read("docs/signing-in.md", example).unwrap();
        assert_eq!((settings.allow.len(), settings.client_authentication), (2, ClientAuthentication::Post));
    }

    #[test]
    fn what_cannot_be_used_is_told_with_where_and_what_to_do() {
        for (was, is, told) in [
            ("name = \"NHS CIS2\"", "name = \" \"", "openid.toml: `name` is empty"),
            ("name = \"NHS CIS2\"", "nam = \"NHS CIS2\"", "openid.toml, line 2: unknown field `nam`"),
            (
                "https://am.example",
                "http://am.example",
                "`issuer` is `http://am.example:443/openam/oauth2/realms/oidc`: write an address with https://",
            ),
            ("\"https://brought.example\"", "\"http://brought.example\"", "`base_address` is"),
            ("\"https://brought.example\"", "\"https://brought.example/nhs\"", "without a path"),
            ("lowest_authentication_assurance = 2", "lowest_authentication_assurance = 0", "a level from 1 to 3"),
            ("lowest_authentication_assurance = 2", "", "missing field `lowest_authentication_assurance`"),
            ("acr_values =", "scopes = [\"profile\"]\nacr_values =", "`scopes` has no `openid`"),
            ("\"S8000:G8000:R8001\"", "\"*\"", "[[allow]] number 1: `role_code` is `*`"),
            ("\"S8000:G8000:R8001\"", "\"\"", "`role_code` is ``"),
            ("\"S8000:G8000:R8001\"", "\"S8000::R8001\"", "`role_code` is"),
            ("organisations = [\"RDY\"]\nroles", "organisations = []\nroles", "`organisations` is empty"),
            ("organisations = [\"RDY\"]\nroles", "organisations = [\"*\"]\nroles", "`organisations` has `*`"),
            ("[\"Safeguarding\"]", "[\"\"]", "[[allow]] number 2: `workgroups` has ``"),
            ("[\"practitioner\"]", "[\"nurse\"]", "`roles` has `nurse`, which is none; write one of: practitioner"),
            ("services = [\"health-visiting\"]", "services = []", "`roles` or `services` is empty"),
        ] {
            let text = EXAMPLE.replacen(was, is, 1);
            assert_ne!(text, EXAMPLE, "{was}");
            let SettingProblem(words) = Settings::read("openid.toml", &text).unwrap_err();
            assert!(words.contains(told), "{words}");
        }
        let nobody = EXAMPLE.split("[[allow]]").next().unwrap();
        assert!(Settings::read("openid.toml", nobody).unwrap_err().0.contains("nobody is let in"));
    }
}
