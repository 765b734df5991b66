//! Signing in with an organisation's own provider, such as NHS CIS2: who somebody is here, what they may do at most, and when the provider ends it.
//!
//! Nobody is found by a name or an e-mail address, and nobody is added by signing in: an administrator writes down beforehand who somebody is at
//! the provider. What a session may be used for is what the directory says and the claims allow, both; the directory is asked again at every request.

use super::session::{SessionToken, begin};
use crate::actor::Actor;
use crate::brought::Brought;
use crate::directory;
use crate::failure::{Failure, Refusal};
use brought_domain::person::Practitioner;
use brought_domain::work::Role;
use brought_domain::{PractitionerId, ServiceId};
use brought_openid::{LogoutClaims, LogoutRefused, Refused, Settings, Verified, allowed};
use brought_store::{LinkClaim, OpenIdLink, OpenIdLogout, OpenIdSession, StoreProblem};
use jiff::Timestamp;

/// Why somebody whom the provider knows is not let in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotLetIn {
    /// What the provider says of them allows nothing.
    Claims(Refused),
    /// Nobody has written down who they are here.
    NotLinked,
    /// What the provider says of them is written down for two people here, or says two things.
    TwoPeople,
    /// Their account is disabled, or their session at the provider has ended meanwhile.
    MayNotSignIn,
    /// The directory gives them nothing of what the provider allows.
    NothingInDirectory,
    /// The system itself is in trouble.
    Failed(Failure),
}

impl From<Failure> for NotLetIn {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Denied(_) => Self::MayNotSignIn,
            other => Self::Failed(other),
        }
    }
}

impl From<StoreProblem> for NotLetIn {
    fn from(problem: StoreProblem) -> Self {
        Failure::from(problem).into()
    }
}

impl NotLetIn {
    /// What to tell them, and what to do.
    pub fn words(&self, provider: &str) -> String {
        match self {
            Self::Claims(Refused::NotSureEnough) => format!(
                "You signed in at {provider} in a way that is not enough here, or it did not say how. Sign in with your smartcard, or with another of the stronger ways."
            ),
            Self::Claims(Refused::NoRoleChosen) => {
                format!("You signed in at {provider} without a role. Sign in again and choose the role in which you work with children.")
            }
            Self::Claims(Refused::Contradictory) => {
                format!("What {provider} says of your role contradicts itself. Ask those who look after your smartcard or your account there.")
            }
            Self::Claims(Refused::UnknownRole) => format!(
                "The role that you chose at {provider} is not one that may use brought. If you have another, sign in again and choose that one. If not, ask an administrator of brought in your service."
            ),
            Self::Claims(Refused::UnknownOrganisation) => format!(
                "The role that you chose at {provider} is at an organisation that does not use brought here. If you have one at another, sign in again and choose that one. If not, ask an administrator of brought in your service."
            ),
            Self::Claims(Refused::OutsideWorkgroups) => {
                format!("The role that you chose at {provider} needs a workgroup or an activity that you do not have. Ask those who look after your smartcard.")
            }
            Self::NotLinked => format!(
                "brought does not know who you are: nobody has written down your number at {provider} beside your account. Ask an administrator of brought in your service, and tell them the number."
            ),
            Self::TwoPeople => {
                format!("Your numbers at {provider} are written down for two people here. Ask an administrator of brought in your service to put that right.")
            }
            Self::MayNotSignIn => "Your account here is disabled, or you have signed out meanwhile. Sign in again, or ask an administrator of brought in your service.".to_owned(),
            Self::NothingInDirectory => format!(
                "The directory of brought gives you none of the roles and services that your role at {provider} stands for. Ask an administrator of brought in your service."
            ),
            Self::Failed(_) => "There is a problem with brought. Try again in a few minutes, and tell whoever looks after it.".to_owned(),
        }
    }
}

/// Lets somebody in whom the provider knows. `random` becomes the token: fresh bytes from the machine's randomness.
///
/// # Errors
/// [`NotLetIn`]; there is no session then.
pub async fn sign_in_at_provider(
    brought: &Brought,
    settings: &Settings,
    verified: &Verified,
    random: [u8; 32],
    now: Timestamp,
) -> Result<SessionToken, NotLetIn> {
    let allowed = allowed(settings, verified).map_err(NotLetIn::Claims)?;
    let uid = verified.uid().map_err(|_| NotLetIn::TwoPeople)?;
    let linked = brought.store.openid_practitioners(&settings.issuer, &verified.subject, uid).await?;
    let practitioner = match linked.as_slice() {
        [] => return Err(NotLetIn::NotLinked),
        [one] => one.clone(),
        _ => return Err(NotLetIn::TwoPeople),
    };
    let known = directory::practitioner(brought, &practitioner).await?.ok_or(NotLetIn::NothingInDirectory)?;
    if limited(known, &allowed.roles, &allowed.services).is_none() {
        return Err(NotLetIn::NothingInDirectory);
    }
    let at_provider = OpenIdSession {
        issuer: settings.issuer.clone(),
        subject: verified.subject.clone(),
        sid: verified.in_token.sid.clone(),
        roles: allowed.roles,
        services: allowed.services,
    };
    Ok(begin(brought, practitioner, Some(at_provider), random, now).await?)
}

/// Somebody of the directory with those of their roles and services that are allowed; nothing when none is left of either.
pub(crate) fn limited(mut practitioner: Practitioner, roles: &[Role], services: &[ServiceId]) -> Option<Actor> {
    practitioner.roles.retain(|role| roles.contains(role));
    practitioner.services.retain(|service| services.contains(service));
    let is_left = !practitioner.roles.is_empty() && !practitioner.services.is_empty();
    is_left.then(|| Actor { limited: true, ..practitioner.into() })
}

/// Why a logout token ended nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LogoutNotTaken {
    /// It is none for this program now.
    Refused(LogoutRefused),
    /// It was taken before.
    TakenBefore,
    /// The system itself is in trouble: the provider may send it once more.
    Failed(Failure),
}

/// Ends the sessions that a logout token names, whose signature is the provider's. Returns how many there were: none is as well.
///
/// # Errors
/// [`LogoutNotTaken`]; no session was ended.
pub async fn sign_out_by_provider(
    brought: &Brought,
    settings: &Settings,
    claims: &LogoutClaims,
    now: Timestamp,
) -> Result<u64, LogoutNotTaken> {
    let ended = claims.ends(settings, now).map_err(LogoutNotTaken::Refused)?;
    let logout = OpenIdLogout { issuer: settings.issuer.clone(), jti: ended.jti, sid: ended.sid, subject: ended.subject, taken_at: now };
    let count = brought.store.take_openid_logout(&logout).await.map_err(|problem| LogoutNotTaken::Failed(problem.into()))?;
    count.ok_or(LogoutNotTaken::TakenBefore)
}

/// Writes down who somebody is at a provider. For an administrator at the machine.
///
/// # Errors
/// [`Failure::Refused`] for what is empty, and what is written down for somebody else; [`Failure::NotThere`] without an account;
/// [`Failure::Trouble`].
pub async fn link_account(
    brought: &Brought,
    practitioner: &PractitionerId,
    issuer: &str,
    (claim, value): (LinkClaim, &str),
    now: Timestamp,
) -> Result<(), Failure> {
    let (issuer, value) = (issuer.trim(), value.trim());
    if issuer.is_empty() || value.is_empty() {
        return Err(Refusal::one("value", "Say at which provider, and who they are there: neither may be empty").into());
    }
    let link = OpenIdLink { issuer: issuer.to_owned(), claim, value: value.to_owned(), practitioner: practitioner.clone(), linked_at: now };
    match brought.store.put_openid_link(&link).await {
        Err(StoreProblem::Taken { .. }) => {
            let words =
                format!("{} {value} at {issuer} is written down for somebody else: `brought account list` shows for whom", claim.code());
            Err(Refusal::one("value", words).into())
        }
        Err(StoreProblem::NotThere { .. }) => Err(Failure::NotThere("an account of this practitioner")),
        other => Ok(other?),
    }
}

/// Takes away all that is written down about who somebody is at providers, and ends the sessions that they began there. Returns how many lines.
///
/// # Errors
/// [`Failure::Trouble`]; nothing was changed.
pub async fn unlink_account(brought: &Brought, practitioner: &PractitionerId) -> Result<u64, Failure> {
    Ok(brought.store.remove_openid_links(practitioner).await?)
}

#[cfg(test)]
mod tests {
    use super::super::{actor_for, add_account_without_password, give_password, remove_password, set_account_disabled, sign_in};
    use super::*;
    use crate::failure::Denied;
    use crate::testing::{at, brought, the_id};
    use brought_openid::{Claims, NhsRole, Secret};

    const NOW: &str = "2026-07-01T09:00:00Z";
    const ISSUER: &str = "https://am.example";

    fn settings() -> Settings {
        let text = r#"
            name = "NHS CIS2"
            issuer = "https://am.example"
            client_id = "brought"
            base_address = "https://brought.example"
            lowest_authentication_assurance = 2
            [[allow]]
            role_code = "R8001"
            organisations = ["RDY"]
            roles = ["practitioner", "line_manager"]
            services = ["health-visiting", "eyes"]
        "#;
        Settings::read("openid.toml", text).unwrap()
    }

    fn visitor(subject: &str, uid: Option<&str>) -> Verified {
        let role = NhsRole {
            person_roleid: Some("1".to_owned()),
            org_code: Some("RDY".to_owned()),
            role_code: Some("S8000:G8000:R8001".to_owned()),
            ..NhsRole::default()
        };
        let in_token = Claims {
            sid: Some("x1".to_owned()),
            selected_roleid: Some("1".to_owned()),
            authentication_assurance_level: Some("3".to_owned()),
            nhsid_nrbac_roles: Some(vec![role]),
            uid: uid.map(str::to_owned),
            ..Claims::default()
        };
        Verified { subject: subject.to_owned(), in_token, in_answer: Claims::default(), id_token: Secret::new("") }
    }

    /// Grace is a practitioner and a safeguarding lead of health visiting, and `555` at the provider.
    async fn with_grace() -> Brought {
        let brought = brought().await;
        put_grace(&brought, &[Role::Practitioner, Role::SafeguardingLead], &["health-visiting", "hearing"]).await;
        add_account_without_password(&brought, the_id("grace"), "grace".to_owned()).await.unwrap();
        link_account(&brought, &the_id("grace"), ISSUER, (LinkClaim::Uid, " 555 "), at(NOW)).await.unwrap();
        brought
    }

    async fn put_grace(brought: &Brought, roles: &[Role], services: &[&str]) {
        let services = services.iter().map(|service| the_id(service)).collect();
        let grace = Practitioner { id: the_id("grace"), name: "Grace Hall".to_owned(), roles: roles.to_vec(), services };
        directory::add_practitioner(brought, grace).await.unwrap();
    }

    async fn enter(brought: &Brought, verified: &Verified, random: u8) -> Result<SessionToken, NotLetIn> {
        sign_in_at_provider(brought, &settings(), verified, [random; 32], at(NOW)).await
    }

    #[tokio::test]
    async fn whoever_signs_in_has_what_the_directory_says_and_the_claims_allow() {
        let brought = with_grace().await;
        let token = enter(&brought, &visitor("s1", Some("555")), 1).await.unwrap();
        let acting = actor_for(&brought, token.as_str(), at(NOW)).await.unwrap();
        assert!(acting.at_provider);
        let wherever_a_record_is_opened = crate::access::known(&brought, &acting.actor).await.unwrap();
        assert_eq!(wherever_a_record_is_opened, acting.actor, "the directory gives more, and it does not count");
        assert_eq!((acting.actor.roles, acting.actor.services), (vec![Role::Practitioner], vec![the_id::<ServiceId>("health-visiting")]));
    }

    #[tokio::test]
    async fn what_the_directory_takes_away_is_gone_at_the_next_request() {
        let brought = with_grace().await;
        let token = enter(&brought, &visitor("s1", Some("555")), 1).await.unwrap();
        put_grace(&brought, &[Role::Practitioner, Role::LineManager], &["health-visiting"]).await;
        assert_eq!(actor_for(&brought, token.as_str(), at(NOW)).await.unwrap().actor.roles.len(), 2, "and what it gives is there");
        put_grace(&brought, &[Role::SafeguardingLead], &["health-visiting"]).await;
        let refused = actor_for(&brought, token.as_str(), at(NOW)).await;
        assert_eq!(refused, Err(Failure::Denied(Denied::NothingAllowed)));
        put_grace(&brought, &[Role::Practitioner], &["health-visiting"]).await;
        assert_eq!(actor_for(&brought, token.as_str(), at(NOW)).await, Err(Failure::Denied(Denied::NotSignedIn)), "and ended for good");
    }

    #[tokio::test]
    async fn whoever_is_not_written_down_here_is_not_let_in() {
        let brought = with_grace().await;
        assert_eq!(enter(&brought, &visitor("s1", None), 1).await, Err(NotLetIn::NotLinked));
        assert_eq!(enter(&brought, &visitor("555", None), 1).await, Err(NotLetIn::NotLinked), "a subject is no smartcard");
        assert_eq!(enter(&brought, &visitor("s1", Some("556")), 1).await, Err(NotLetIn::NotLinked));
        let mut two = visitor("s1", Some("555"));
        two.in_answer.nhsid_useruid = Some("556".to_owned());
        assert_eq!(enter(&brought, &two, 1).await, Err(NotLetIn::TwoPeople));
        put_grace(&brought, &[Role::Practitioner], &["hearing"]).await;
        assert_eq!(enter(&brought, &visitor("s1", Some("555")), 1).await, Err(NotLetIn::NothingInDirectory));
        put_grace(&brought, &[Role::Administrator], &["eyes"]).await;
        assert_eq!(enter(&brought, &visitor("s1", Some("555")), 1).await, Err(NotLetIn::NothingInDirectory));
        put_grace(&brought, &[Role::Practitioner], &["eyes"]).await;
        let mut unsure = visitor("s1", Some("555"));
        unsure.in_token.authentication_assurance_level = None;
        assert_eq!(enter(&brought, &unsure, 1).await, Err(NotLetIn::Claims(Refused::NotSureEnough)));
        set_account_disabled(&brought, &the_id("grace"), true).await.unwrap();
        assert_eq!(enter(&brought, &visitor("s1", Some("555")), 1).await, Err(NotLetIn::MayNotSignIn));
    }

    #[tokio::test]
    async fn an_account_without_a_password_lets_nobody_in_with_any() {
        let brought = with_grace().await;
        for password in ["", "correct horse battery"] {
            let refused = sign_in(&brought, "grace", password, "", [1; 32], at(NOW)).await;
            assert_eq!(refused, Err(Failure::Denied(Denied::SignInRefused)), "{password}");
        }
    }

    #[tokio::test]
    async fn a_password_that_was_taken_away_lets_nobody_in_any_more() {
        let brought = with_grace().await;
        give_password(&brought, &the_id("grace"), "correct horse battery", &[1; 16], at(NOW)).await.unwrap();
        let token = sign_in(&brought, "grace", "correct horse battery", "", [1; 32], at(NOW)).await.unwrap();
        remove_password(&brought, &the_id("grace")).await.unwrap();
        assert_eq!(actor_for(&brought, token.as_str(), at(NOW)).await, Err(Failure::Denied(Denied::NotSignedIn)));
        let refused = sign_in(&brought, "grace", "correct horse battery", "", [2; 32], at(NOW)).await;
        assert_eq!(refused, Err(Failure::Denied(Denied::SignInRefused)));
        enter(&brought, &visitor("s1", Some("555")), 3).await.unwrap();
    }

    #[tokio::test]
    async fn who_somebody_is_at_a_provider_is_taken_away_with_their_session() {
        let brought = with_grace().await;
        let token = enter(&brought, &visitor("s1", Some("555")), 1).await.unwrap();
        assert_eq!(unlink_account(&brought, &the_id("grace")).await.unwrap(), 1);
        assert_eq!(actor_for(&brought, token.as_str(), at(NOW)).await, Err(Failure::Denied(Denied::NotSignedIn)));
        assert_eq!(enter(&brought, &visitor("s1", Some("555")), 2).await, Err(NotLetIn::NotLinked));
        for (claim, why) in [((LinkClaim::Uid, " "), "empty"), ((LinkClaim::Subject, ""), "empty")] {
            assert!(matches!(link_account(&brought, &the_id("grace"), ISSUER, claim, at(NOW)).await, Err(Failure::Refused(_))), "{why}");
        }
    }
}
