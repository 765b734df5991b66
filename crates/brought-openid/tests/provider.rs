//! The provider on the other side of a network: what is asked for, and what of its answers is not believed.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use brought_openid::{Attempt, IdentityProvider as _, Provider, ProviderProblem, Secret, Settings};
use jiff::Timestamp;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};

/// A server of this machine that answers each path with a status, headers and a body. It is gone with the test's process.
struct StandIn {
    address: String,
    asked: Arc<Mutex<Vec<String>>>,
}

type Answer = (&'static str, String, String);

impl StandIn {
    fn start(answer: impl Fn(&str, &str) -> Answer + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let asked: Arc<Mutex<Vec<String>>> = Arc::default();
        let (own, list) = (address.clone(), Arc::clone(&asked));
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let mut reader = BufReader::new(stream);
                let (mut first, mut line) = (String::new(), String::new());
                if reader.read_line(&mut first).is_err() {
                    continue;
                }
                while reader.read_line(&mut line).is_ok_and(|read| read > 2) {
                    line.clear();
                }
                let path = first.split(' ').nth(1).unwrap_or_default().to_owned();
                list.lock().unwrap().push(path.clone());
                let (status, headers, body) = answer(&path, &own);
                let length = body.len();
                // Whoever asked may have gone.
                let _ = write!(
                    reader.into_inner(),
                    "HTTP/1.1 {status}\r\nContent-Type: application/json\r\n{headers}Content-Length: {length}\r\nConnection: close\r\n\r\n{body}"
                );
            }
        });
        Self { address, asked }
    }

    /// One that describes itself, with something said otherwise.
    fn describing(otherwise: &'static [(&'static str, &'static str)]) -> Self {
        Self::start(move |path, own| match path {
            "/.well-known/openid-configuration" => {
                let mut description = serde_json::json!({
                    "issuer": own, "authorization_endpoint": format!("{own}/authorize"), "token_endpoint": format!("{own}/token"),
                    "jwks_uri": format!("{own}/keys"), "response_types_supported": ["code"], "subject_types_supported": ["public"],
                    "id_token_signing_alg_values_supported": ["RS256"], "end_session_endpoint": format!("{own}/end"),
                });
                for (name, value) in otherwise {
                    description[*name] = (*value).into();
                }
                ok(description.to_string())
            }
            "/keys" => ok(r#"{"keys":[]}"#.to_owned()),
            "/token" => ("400 Bad Request", String::new(), r#"{"error":"invalid_grant","error_description":"private"}"#.to_owned()),
            _ => ("404 Not Found", String::new(), String::new()),
        })
    }

    fn provider(&self) -> Provider {
        let text = format!(
            r#"
            name = "NHS CIS2"
            issuer = "{}"
            client_id = "brought"
            base_address = "https://brought.example"
            acr_values = "AAL2_OR_AAL3_ANY"
            lowest_authentication_assurance = 2
            [[allow]]
            role_code = "R8001"
            organisations = ["RDY"]
            roles = ["practitioner"]
            services = ["health-visiting"]
            "#,
            self.address
        );
        Provider::new(Settings::read("openid.toml", &text).unwrap(), Some(Secret::new("hunter2"))).unwrap()
    }

    fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

fn ok(body: String) -> Answer {
    ("200 OK", String::new(), body)
}

fn now() -> Timestamp {
    Timestamp::from_second(1_800_000_000).unwrap()
}

fn attempt() -> Attempt {
    Attempt::begin(&[1; 32], &[2; 32], "/my-list", now()).1
}

#[test]
fn a_browser_is_sent_with_all_that_ties_the_answer_to_it_and_without_the_verifier() {
    let stand_in = StandIn::describing(&[]);
    let (provider, attempt) = (stand_in.provider(), attempt());
    let address = provider.address_to_sign_in(&attempt, now()).unwrap();
    let query = address.strip_prefix(&format!("{}/authorize?", stand_in.address)).unwrap();
    for part in [
        "response_type=code",
        "client_id=brought",
        "redirect_uri=https%3A%2F%2Fbrought.example%2Fopenid%2Fcallback",
        "code_challenge_method=S256",
        "acr_values=AAL2_OR_AAL3_ANY",
        "scope=openid+nhsperson+nationalrbacaccess+selectedrole",
        &format!("state={}", attempt.state),
        &format!("nonce={}", attempt.nonce),
    ] {
        assert!(query.split('&').any(|found| found == part), "{part}: {query}");
    }
    assert!(query.contains("code_challenge=") && !query.contains(&attempt.verifier) && !query.contains("hunter2"), "{query}");
    provider.address_to_sign_in(&attempt, now()).unwrap();
    assert_eq!(stand_in.asked(), ["/.well-known/openid-configuration", "/keys"], "asked once");
    let an_hour_later = Timestamp::from_second(1_800_003_600).unwrap();
    provider.address_to_sign_in(&attempt, an_hour_later).unwrap();
    assert_eq!(stand_in.asked().len(), 4);
}

#[test]
fn a_provider_that_says_what_cannot_be_is_not_used() {
    for otherwise in [
        [("issuer", "https://other.example")].as_slice(),
        &[("jwks_uri", "http://192.0.2.1/keys")],
        &[("authorization_endpoint", "http://192.0.2.1/authorize")],
        &[("authorization_endpoint", "nonsense")],
    ] {
        let stand_in = StandIn::describing(otherwise);
        assert!(stand_in.provider().address_to_sign_in(&attempt(), now()).is_err(), "{otherwise:?}");
    }
    let stand_in = StandIn::describing(&[("token_endpoint", "http://192.0.2.1/token")]);
    let refused = stand_in.provider().who_signed_in("code", &attempt(), now());
    assert!(matches!(&refused, Err(ProviderProblem::NotReached(why)) if why.contains("not encrypted")), "{refused:?}");
}

#[test]
fn redirections_are_not_followed_and_answers_without_end_are_not_read() {
    let elsewhere = StandIn::describing(&[]);
    let target = elsewhere.address.clone();
    let redirecting = StandIn::start(move |path, _| ("302 Found", format!("Location: {target}{path}\r\n"), String::new()));
    assert!(matches!(redirecting.provider().address_to_sign_in(&attempt(), now()), Err(ProviderProblem::NotReached(_))));
    assert!(elsewhere.asked().is_empty());
    let long = StandIn::start(|_, _| ok(" ".repeat(600 * 1024)));
    assert!(matches!(long.provider().address_to_sign_in(&attempt(), now()), Err(ProviderProblem::NotReached(_))));
    let nobody = StandIn { address: "http://127.0.0.1:9".to_owned(), asked: Arc::default() };
    assert!(matches!(nobody.provider().address_to_sign_in(&attempt(), now()), Err(ProviderProblem::NotReached(_))));
}

#[test]
fn a_code_that_is_not_taken_is_told_without_what_was_said_of_it() {
    let stand_in = StandIn::describing(&[]);
    let refused = stand_in.provider().who_signed_in("the-code", &attempt(), now()).unwrap_err();
    assert_eq!(refused, ProviderProblem::NotBelieved("the provider does not take the code (invalid_grant)".to_owned()));
}

#[test]
fn a_logout_token_makes_the_program_ask_no_more_often_than_each_minute() {
    let stand_in = StandIn::describing(&[]);
    let provider = stand_in.provider();
    for seconds in [0, 1, 59] {
        let at = Timestamp::from_second(1_800_000_000 + seconds).unwrap();
        assert!(matches!(provider.logout_claims("a.b.c", at), Err(ProviderProblem::NotBelieved(_))));
    }
    assert_eq!(stand_in.asked().len(), 2);
    let later = Timestamp::from_second(1_800_000_060).unwrap();
    assert!(provider.logout_claims("a.b.c", later).is_err());
    assert_eq!(stand_in.asked().len(), 4);
}
