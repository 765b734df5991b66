//! The provider itself, by the library `openidconnect`, which does all that is said about signatures and times of ID tokens.

mod http;
mod logout_token;

use crate::address::may_be_used;
use crate::attempt::Attempt;
use crate::claims::{Claims, Verified};
use crate::logout::LogoutClaims;
use crate::secret::Secret;
use crate::settings::{ClientAuthentication, SettingProblem, Settings};
use crate::{IdentityProvider, ProviderProblem};
use chrono::{DateTime, Utc};
use http::{HttpProblem, agent, ask};
use jiff::{SignedDuration, Timestamp};
use openidconnect::core::{
    CoreAuthDisplay, CoreAuthPrompt, CoreAuthenticationFlow, CoreErrorResponseType, CoreGenderClaim, CoreJsonWebKey,
    CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm, CoreRevocableToken, CoreRevocationErrorResponse,
    CoreTokenIntrospectionResponse, CoreTokenType,
};
use openidconnect::{
    AccessTokenHash, AdditionalClaims, AuthType, AuthenticationContextClass, AuthorizationCode, ClaimsVerificationError, Client, ClientId,
    ClientSecret, CsrfToken, DiscoveryError, EmptyExtraTokenFields, EndpointMaybeSet, EndpointNotSet, EndpointSet, IdToken, IdTokenFields,
    IdTokenVerifier, IssuerUrl, LogoutRequest, Nonce, OAuth2TokenResponse as _, PkceCodeChallenge, PkceCodeVerifier, PostLogoutRedirectUrl,
    ProviderMetadataWithLogout, RedirectUrl, RequestTokenError, Scope, SignatureVerificationError, StandardErrorResponse,
    StandardTokenResponse, SubjectIdentifier, TokenResponse as _, UserInfoClaims, UserInfoError,
};
use std::sync::{Arc, Mutex, PoisonError};
use ureq::Agent;

impl AdditionalClaims for Claims {}

type OurIdToken = IdToken<Claims, CoreGenderClaim, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm>;
type Fields = IdTokenFields<Claims, EmptyExtraTokenFields, CoreGenderClaim, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm>;
type Tokens = StandardTokenResponse<Fields, CoreTokenType>;
type OurClient = Client<
    Claims,
    CoreAuthDisplay,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJsonWebKey,
    CoreAuthPrompt,
    StandardErrorResponse<CoreErrorResponseType>,
    Tokens,
    CoreTokenIntrospectionResponse,
    CoreRevocableToken,
    CoreRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// Signatures that only the provider can make. Those with a shared secret are not among them, and "none" is not either.
const SIGNATURES: [CoreJwsSigningAlgorithm; 3] =
    [CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256, CoreJwsSigningAlgorithm::RsaSsaPssSha256, CoreJwsSigningAlgorithm::EcdsaP256Sha256];

/// What the provider says of itself is asked for anew after so long.
const KNOWN_FOR: SignedDuration = SignedDuration::from_hours(1);
/// When it seems to have other keys, it is asked for anew after so long, so that nobody can make the program ask all the time.
const AT_LEAST_KNOWN_FOR: SignedDuration = SignedDuration::from_mins(1);
/// An ID token was made just now.
const OLDEST_TOKEN: SignedDuration = SignedDuration::from_mins(10);
/// By so much two clocks may differ.
const SKEW: SignedDuration = SignedDuration::from_mins(1);

/// A provider of OpenID Connect.
pub struct Provider {
    settings: Settings,
    issuer: IssuerUrl,
    redirect: RedirectUrl,
    secret: Option<Secret>,
    agent: Agent,
    /// What it last said of itself, with its keys, and when.
    known: Mutex<Option<(Timestamp, Arc<ProviderMetadataWithLogout>)>>,
}

impl Provider {
    /// The provider of these settings. It is asked nothing yet. Without a secret, the code alone is exchanged, with its verifier.
    ///
    /// # Errors
    /// When an address in the settings is none.
    pub fn new(settings: Settings, secret: Option<Secret>) -> Result<Self, SettingProblem> {
        let wrong = |setting, problem| SettingProblem(format!("`{setting}` is not an address ({problem}): write one with https://"));
        let issuer = IssuerUrl::new(settings.issuer.clone()).map_err(|problem| wrong("issuer", problem))?;
        let redirect = RedirectUrl::new(settings.redirect_address()).map_err(|problem| wrong("base_address", problem))?;
        Ok(Self { settings, issuer, redirect, secret, agent: agent(), known: Mutex::default() })
    }

    /// What the provider says of itself, at most so old.
    fn known(&self, now: Timestamp, at_most: SignedDuration) -> Result<Arc<ProviderMetadataWithLogout>, ProviderProblem> {
        let is_fresh = |at: Timestamp| (SignedDuration::ZERO..at_most).contains(&now.duration_since(at));
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some((_, metadata)) = known.take_if(|(at, _)| is_fresh(*at)) {
            return Ok(metadata);
        }
        // Without the lock, so that one who waits for the provider keeps nobody else waiting.
        let metadata = ProviderMetadataWithLogout::discover(&self.issuer, &|request| ask(&self.agent, request)).map_err(not_described)?;
        let metadata = Arc::new(metadata);
        *self.known.lock().unwrap_or_else(PoisonError::into_inner) = Some((now, Arc::clone(&metadata)));
        Ok(metadata)
    }

    fn client(&self, metadata: &ProviderMetadataWithLogout) -> OurClient {
        let secret = self.secret.as_ref().map(|secret| ClientSecret::new(secret.reveal().to_owned()));
        let how = match self.settings.client_authentication {
            ClientAuthentication::Basic => AuthType::BasicAuth,
            ClientAuthentication::Post => AuthType::RequestBody,
        };
        let client = OurClient::from_provider_metadata(metadata.clone(), ClientId::new(self.settings.client_id.clone()), secret);
        client.set_redirect_uri(self.redirect.clone()).set_auth_type(how)
    }

    /// Everything about an ID token is looked at here: by the library its signature, issuer, audience, expiry and nonce, and beside it when it was
    /// made, for whom, and with which access token.
    fn verify(
        &self,
        metadata: &ProviderMetadataWithLogout,
        tokens: &Tokens,
        attempt: &Attempt,
        now: Timestamp,
    ) -> Result<Known, Unverified> {
        let token = tokens.id_token().ok_or(Unverified::DoesNotHold("there is none"))?;
        let keys = metadata.jwks().clone();
        let verifier = IdTokenVerifier::new_public_client(ClientId::new(self.settings.client_id.clone()), self.issuer.clone(), keys);
        let verifier = verifier.set_allowed_algs(SIGNATURES).set_time_fn(move || time_of(now));
        let verifier = verifier.set_issue_time_verifier_fn(move |issued| {
            let age = SignedDuration::from_secs(now.as_second().saturating_sub(issued.timestamp()));
            if age >= -SKEW && age <= OLDEST_TOKEN { Ok(()) } else { Err(String::new()) }
        });
        let claims = token.claims(&verifier, &Nonce::new(attempt.nonce.clone())).map_err(|problem| Unverified::of(&problem))?;
        if claims.authorized_party().is_some_and(|party| party.as_str() != self.settings.client_id) {
            return Err(Unverified::DoesNotHold("it was made for another program"));
        }
        if let Some(hash) = claims.access_token_hash() {
            let made = token.signing_alg().ok().zip(token.signing_key(&verifier).ok());
            let made = made.and_then(|(by, key)| AccessTokenHash::from_token(tokens.access_token(), by, key).ok());
            if made.as_ref() != Some(hash) {
                return Err(Unverified::DoesNotHold("it came with another access token"));
            }
        }
        Ok(Known {
            subject: claims.subject().clone(),
            in_token: claims.additional_claims().clone(),
            id_token: Secret::new(&token.to_string()),
        })
    }

    /// The provider's answer about somebody; nothing where there is no place to ask.
    fn answer_about(&self, client: &OurClient, tokens: &Tokens, subject: SubjectIdentifier) -> Result<Claims, ProviderProblem> {
        let Ok(request) = client.user_info(tokens.access_token().clone(), Some(subject)) else { return Ok(Claims::default()) };
        let claims: Result<UserInfoClaims<Claims, CoreGenderClaim>, _> = request.request(&|request| ask(&self.agent, request));
        claims.map(|claims| claims.additional_claims().clone()).map_err(|problem| match problem {
            UserInfoError::Request(problem) => ProviderProblem::NotReached(problem.to_string()),
            UserInfoError::ClaimsVerification(_) => {
                ProviderProblem::NotBelieved("what the provider answers is about somebody else".to_owned())
            }
            _ => ProviderProblem::NotBelieved("what the provider answers about somebody cannot be read".to_owned()),
        })
    }
}

/// What a verified ID token says.
struct Known {
    subject: SubjectIdentifier,
    in_token: Claims,
    id_token: Secret,
}

/// Why an ID token does not hold.
enum Unverified {
    /// The provider may have other keys by now.
    OtherKeys,
    DoesNotHold(&'static str),
}

impl Unverified {
    /// The words of the library would hold claims.
    fn of(problem: &ClaimsVerificationError) -> Self {
        use ClaimsVerificationError as Problem;
        Self::DoesNotHold(match problem {
            Problem::SignatureVerification(SignatureVerificationError::NoMatchingKey) => return Self::OtherKeys,
            Problem::SignatureVerification(_) => "its signature is not the provider's",
            Problem::Expired(_) => "it was not made just now: compare the clocks of this machine and of the provider",
            Problem::InvalidAudience(_) => "it was made for another program",
            Problem::InvalidIssuer(_) => "another provider made it",
            Problem::InvalidNonce(_) => "it belongs to another attempt to sign in",
            _ => "it cannot be read",
        })
    }
}

impl From<Unverified> for ProviderProblem {
    fn from(unverified: Unverified) -> Self {
        let why = match unverified {
            Unverified::OtherKeys => "it is signed with a key that the provider does not have",
            Unverified::DoesNotHold(why) => why,
        };
        Self::NotBelieved(format!("the ID token does not hold: {why}"))
    }
}

impl IdentityProvider for Provider {
    fn settings(&self) -> &Settings {
        &self.settings
    }

    fn address_to_sign_in(&self, attempt: &Attempt, now: Timestamp) -> Result<String, ProviderProblem> {
        let metadata = self.known(now, KNOWN_FOR)?;
        let client = self.client(&metadata);
        let challenge = PkceCodeChallenge::from_code_verifier_sha256(&PkceCodeVerifier::new(attempt.verifier.clone()));
        let (state, nonce) = (attempt.state.clone(), attempt.nonce.clone());
        let (state, nonce) = (move || CsrfToken::new(state.clone()), move || Nonce::new(nonce.clone()));
        let request = client.authorize_url(CoreAuthenticationFlow::AuthorizationCode, state, nonce).set_pkce_challenge(challenge);
        // The library asks for `openid` by itself.
        let scopes = self.settings.scopes.iter().filter(|scope| *scope != "openid").map(|scope| Scope::new(scope.clone()));
        let levels = self.settings.acr_values.iter().flat_map(|values| values.split_whitespace());
        let levels = levels.map(|level| AuthenticationContextClass::new(level.to_owned()));
        let request = levels.fold(request.add_scopes(scopes), |request, level| request.add_auth_context_value(level));
        let address = request.url().0.to_string();
        if may_be_used(&address) {
            Ok(address)
        } else {
            Err(ProviderProblem::NotBelieved("the provider wants people to sign in at an address that is not encrypted".to_owned()))
        }
    }

    fn who_signed_in(&self, code: &str, attempt: &Attempt, now: Timestamp) -> Result<Verified, ProviderProblem> {
        let mut metadata = self.known(now, KNOWN_FOR)?;
        let client = self.client(&metadata);
        let no_place = |_| ProviderProblem::NotReached("the provider has no place where a code is exchanged".to_owned());
        let exchange = client.exchange_code(AuthorizationCode::new(code.to_owned())).map_err(no_place)?;
        let exchange = exchange.set_pkce_verifier(PkceCodeVerifier::new(attempt.verifier.clone()));
        let tokens = exchange.request(&|request| ask(&self.agent, request)).map_err(not_exchanged)?;
        let known = match self.verify(&metadata, &tokens, attempt, now) {
            Err(Unverified::OtherKeys) => {
                metadata = self.known(now, AT_LEAST_KNOWN_FOR)?;
                self.verify(&metadata, &tokens, attempt, now)?
            }
            outcome => outcome?,
        };
        let in_answer = self.answer_about(&client, &tokens, known.subject.clone())?;
        Ok(Verified { subject: known.subject.as_str().to_owned(), in_token: known.in_token, in_answer, id_token: known.id_token })
    }

    fn logout_claims(&self, token: &str, now: Timestamp) -> Result<LogoutClaims, ProviderProblem> {
        let metadata = self.known(now, KNOWN_FOR)?;
        logout_token::claims(token, metadata.jwks()).or_else(|_| logout_token::claims(token, self.known(now, AT_LEAST_KNOWN_FOR)?.jwks()))
    }

    fn address_to_sign_out(&self, id_token: &Secret) -> Option<String> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let end = known?.1.additional_metadata().end_session_endpoint.clone()?;
        let token: OurIdToken = id_token.reveal().parse().ok()?;
        let back = PostLogoutRedirectUrl::new(self.settings.signed_out_address()).ok()?;
        let request = LogoutRequest::from(end).set_id_token_hint(&token).set_client_id(ClientId::new(self.settings.client_id.clone()));
        let address = request.set_post_logout_redirect_uri(back).http_get_url().to_string();
        may_be_used(&address).then_some(address)
    }
}

fn not_described(problem: DiscoveryError<HttpProblem>) -> ProviderProblem {
    let why = match problem {
        DiscoveryError::Request(problem) => problem.to_string(),
        DiscoveryError::Response(status, ..) => format!("it answers {status}"),
        DiscoveryError::Validation(_) => "it names itself otherwise than the setting `issuer` does".to_owned(),
        _ => "it cannot be read".to_owned(),
    };
    ProviderProblem::NotReached(format!("what the provider says of itself (.well-known/openid-configuration) cannot be used: {why}"))
}

fn not_exchanged(problem: RequestTokenError<HttpProblem, StandardErrorResponse<CoreErrorResponseType>>) -> ProviderProblem {
    match problem {
        RequestTokenError::Request(problem) => ProviderProblem::NotReached(problem.to_string()),
        RequestTokenError::ServerResponse(answer) => {
            ProviderProblem::NotBelieved(format!("the provider does not take the code ({})", answer.error().as_ref()))
        }
        _ => ProviderProblem::NotBelieved("what the provider answers to the code cannot be read".to_owned()),
    }
}

/// A moment as the library has them; one that it does not have is after every token has expired.
fn time_of(now: Timestamp) -> DateTime<Utc> {
    DateTime::from_timestamp(now.as_second(), 0).unwrap_or(DateTime::<Utc>::MAX_UTC)
}
