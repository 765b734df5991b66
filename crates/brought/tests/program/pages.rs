//! `brought demo` and `brought serve`: they start, answer and stop, and say so when they cannot.

use crate::support::{Folder, brought, data, interrupt, program};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, ChildStdout, Stdio};
use std::time::{Duration, Instant};

/// A program that shows pages. Killed when the test ends, however it ends.
struct Serving {
    child: Child,
    out: BufReader<ChildStdout>,
    port: u16,
    said: String,
}

impl Serving {
    /// Starts it and reads what it says until the address is there.
    fn start(words: &[&str]) -> Self {
        let mut child = program().args(words).stdout(Stdio::piped()).stderr(Stdio::inherit()).spawn().unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        let mut serving = Self { child, out, port: 0, said: String::new() };
        while serving.port == 0 {
            let mut line = String::new();
            assert!(serving.out.read_line(&mut line).unwrap() > 0, "it ended at once: {}", serving.said);
            serving.said.push_str(&line);
            let address = line.strip_prefix("http://").or_else(|| line.strip_prefix("https://"));
            let port = address.and_then(|address| address.strip_prefix("127.0.0.1:")).and_then(|rest| rest.strip_suffix("/\n"));
            serving.port = port.map_or(0, |port| port.parse().unwrap());
        }
        serving
    }

    /// The status and the whole answer.
    fn get(&self, path: &str) -> (u16, String) {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nConnection: close\r\n\r\n", self.port).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let status = answer.split(' ').nth(1).unwrap().parse().unwrap();
        (status, answer)
    }

    /// Stops it as Ctrl-C does, and returns the exit code and everything it said.
    fn stop(mut self) -> (i32, String) {
        interrupt(&self.child);
        let mut rest = String::new();
        self.out.read_to_string(&mut rest).unwrap();
        let code = self.child.wait().unwrap().code().unwrap_or(-1);
        (code, self.said.clone() + &rest)
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        // Both fail when it has ended already.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

#[test]
fn the_demonstration_starts_answers_and_stops() {
    let begun = Instant::now();
    let demo = Serving::start(&["demo", "--port", "0", "--children", "30", "--no-open"]);
    println!("ready after {:?}", begun.elapsed());
    let (status, page) = demo.get("/sign-in");
    assert_eq!(status, 200);
    assert!(page.contains("This is a demonstration"), "{page}");
    assert!(demo.get("/my-list").1.contains("/sign-in"), "whoever is not signed in is asked to");
    let (code, said) = demo.stop();
    assert_eq!(code, 0);
    for words in ["sign in as hv", "password, made up for this one: ", "/children/", "Stopped."] {
        assert!(said.contains(words), "`{words}`:\n{said}");
    }
}

/// No password is the same in two of them: whoever knows the program knows none.
#[test]
fn a_demonstration_makes_up_its_password() {
    let password = || {
        let (_, said) = Serving::start(&["demo", "--port", "0", "--children", "5", "--no-open"]).stop();
        let (_, after) = said.split_once("made up for this one: ").unwrap();
        after.split_whitespace().next().unwrap().to_owned()
    };
    let (first, second) = (password(), password());
    assert!(first.len() >= 20, "{first}");
    assert_ne!(first, second);
}

#[test]
fn a_demonstration_that_is_kept_is_not_overwritten_and_can_be_gone_on_with() {
    let folder = Folder::new();
    let kept = folder.at("kept");
    let words = ["demo", "--port", "0", "--children", "5", "--no-open", "--data", &kept];
    assert_eq!(Serving::start(&words).stop().0, 0);
    brought(&words).ends_with(2).says(&["--reset", "brought serve --data"]);
    let file = format!("{kept}/demo.sqlite");
    brought(&["verify", "--data", &file]).ends_with(0);
    let behind = Serving::start(&["serve", "--port", "0", "--data", &file, "--behind-https"]);
    assert!(behind.get("/sign-in").1.contains("strict-transport-security: max-age="), "browsers are told to come over HTTPS alone");
    assert_eq!(behind.stop().0, 0);
    let serving = Serving::start(&["serve", "--port", "0", "--data", &file]);
    assert!(!serving.get("/sign-in").1.contains("strict-transport-security"), "nobody said that there is HTTPS");
    assert_eq!(serving.get("/sign-in").0, 200);
    assert_eq!(serving.stop().0, 0);
    assert_eq!(Serving::start(&[&words[..], &["--reset"]].concat()).stop().0, 0);
}

#[test]
fn a_port_in_use_is_named_with_a_way_out() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    brought(&["demo", "--port", &port, "--no-open"]).ends_with(3).says(&[&format!("port {port} is in use"), "--port 0"]);
}

#[test]
fn the_pages_are_not_shown_to_other_machines() {
    brought(&["serve", "--address", "0.0.0.0"]).ends_with(2).says(&["127.0.0.1", "--certificate", "docs/serving.md"]);
    brought(&["serve", "--data", "no-such-record.sqlite"]).ends_with(2).says(&["there is no record at no-such-record.sqlite"]);
}

/// A certificate that vouches for itself, and its key, as files.
fn certificate(folder: &Folder) -> [String; 2] {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    [folder.write("certificate.pem", made.cert.pem()), folder.write("key.pem", made.signing_key.serialize_pem())]
}

/// H40.
#[test]
fn a_certificate_that_cannot_be_used_is_told_before_anything_is_shown() {
    let folder = Folder::new();
    let [chain, key] = certificate(&folder);
    let serve =
        |chain: &str, key: &str| brought(&["serve", "--data", "none.sqlite", "--certificate", chain, "--private-key", key]).ends_with(2);
    brought(&["serve", "--certificate", &chain]).ends_with(2).says(&["--private-key"]);
    brought(&["serve", "--certificate", &chain, "--private-key", &key, "--behind-https"]).ends_with(2).says(&["cannot be used with"]);
    if cfg!(feature = "https") {
        serve(&folder.at("none.pem"), &key).says(&["the certificate", "none.pem cannot be read"]);
        serve(&chain, &chain).says(&["certificate.pem: there is no private key in it"]);
        serve(&key, &key).says(&["key.pem: there is no certificate in it"]);
        serve(&chain, &certificate(&Folder::new())[1]).says(&["certificate.pem: the private key is not that of the certificate"]);
        serve(&chain, &key).says(&["there is no record at none.sqlite"]);
    } else {
        serve(&chain, &key).says(&["--features https"]);
    }
}

/// H40: the address says so, browsers are told to stay with it, and what is not encrypted gets nothing.
#[cfg(feature = "https")]
#[test]
fn with_a_certificate_the_pages_are_shown_over_https() {
    let folder = Folder::new();
    let [chain, key] = certificate(&folder);
    let record = folder.at("record.sqlite");
    brought(&["import", &data("clinics.csv"), "--map", &data("clinics.toml"), "--data", &record, "--yes"]).ends_with(1);
    let serving = Serving::start(&["serve", "--port", "0", "--data", &record, "--certificate", &chain, "--private-key", &key]);
    assert!(serving.said.contains(&format!("https://127.0.0.1:{}/", serving.port)), "{}", serving.said);
    let mut stream = TcpStream::connect(("127.0.0.1", serving.port)).unwrap();
    write!(stream, "GET /sign-in HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = Vec::new();
    // Whether it is cut off or told so is all the same.
    let _either = stream.read_to_end(&mut answer);
    assert!(!String::from_utf8_lossy(&answer).contains("<html"), "{}", String::from_utf8_lossy(&answer));
    assert_eq!(serving.stop().0, 0);
}

#[test]
fn an_account_is_added_with_a_password_of_its_own_or_one_made_up() {
    let folder = Folder::new();
    let record = folder.at("record.sqlite");
    brought(&["import", &data("clinics.csv"), "--map", &data("clinics.toml"), "--data", &record, "--yes"]).ends_with(1);
    let add = |words: &[&str]| brought(&[&["account", "add", "--data", &record], words].concat());
    add(&["grace", "--practitioner", "p-1"]).ends_with(2).says(&["--name", "--role"]);
    add(&["grace", "--practitioner", "p-1", "--name", "Grace Hall", "--role", "nurse"])
        .ends_with(2)
        .says(&["`nurse` is not a role", "practitioner"]);
    let known = ["grace", "--practitioner", "p-1", "--name", "Grace Hall", "--role", "practitioner"];
    add(&[&known[..], &["--service", "ears"]].concat()).ends_with(2).says(&["ears", "eyes"]);
    let made_up = add(&[&known[..], &["--service", "eyes"]].concat()).ends_with(0);
    assert!(made_up.out.contains("Password: ") && made_up.out.contains("not shown again"), "{}", made_up.out);
    add(&known).ends_with(2).says(&["has an account"]);
    let words = [
        "account",
        "add",
        "ada",
        "--data",
        &record,
        "--practitioner",
        "p-2",
        "--name",
        "Ada Mill",
        "--role",
        "supervisor",
        "--password-stdin",
    ];
    let with_input = |password: &str| {
        let mut child = program().args(words).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(password.as_bytes()).unwrap();
        crate::support::Ran::from(child.wait_with_output().unwrap())
    };
    with_input("short\n").ends_with(2).says(&["at least 12 characters"]);
    add(&["ada", "--practitioner", "p-2"]).ends_with(2).says(&["the directory does not know the practitioner p-2"]);
    let own = with_input("three words together\n").ends_with(0);
    assert!(!own.out.contains("three words") && own.out.contains("It lets them in for 7 days"), "{}", own.out);
    let list = || brought(&["account", "list", "--data", &record]).ends_with(0).out;
    assert!(
        list().contains("ada: Ada Mill (p-2), signs in with a password alone\n    was given the password, which lets them in until"),
        "{}",
        list()
    );
    let codes = |of: &str| brought(&["account", "codes", of, "--data", &record]).ends_with(0).out;
    assert!(codes("--of-everybody").contains("sets one up before they do anything else"));
    assert!(list().contains("ada: Ada Mill (p-2), signs in with a password, and has to set up a code"), "{}", list());
    assert!(codes("--of-whoever-wants").contains("is left to each"));
    assert!(list().contains("signs in with a password alone"), "{}", list());
    brought(&["account", "codes", "--data", &record]).ends_with(2);
    brought(&["standing", "hill-clinic/C1", "--data", &record, "--as", "p-1"]).ends_with(0);
}

#[test]
fn a_record_that_was_altered_is_found_out() {
    let folder = Folder::new();
    let record = folder.at("record.sqlite");
    brought(&["import", &data("clinics.csv"), "--map", &data("clinics.toml"), "--data", &record, "--yes"]).ends_with(1);
    let right = brought(&["verify", "--data", &record]).ends_with(0);
    let checkpoint = right.out.lines().find_map(|line| line.strip_prefix("Checkpoint: ")).unwrap();
    brought(&["verify", "--data", &record, "--against", checkpoint]).ends_with(0);
    let another = format!("1:{}=", "A".repeat(43));
    let told = brought(&["verify", "--data", &record, "--against", &another]).ends_with(1);
    assert!(told.out.contains("does not hold the checkpoint") && told.out.contains("Not held: 1:AAAA"), "{told:?}");
    brought(&["verify", "--data", &record, "--against", "yesterday"]).ends_with(2).says(&["not a checkpoint"]);
    let mut bytes = std::fs::read(&record).unwrap();
    let places: Vec<usize> = bytes.windows(15).enumerate().filter(|(_, part)| part == b"was_not_brought").map(|(place, _)| place).collect();
    assert!(!places.is_empty());
    for place in places {
        bytes[place] = b'W';
    }
    std::fs::write(&record, bytes).unwrap();
    let altered = brought(&["verify", "--data", &record]).ends_with(1);
    assert!(altered.err.contains("restore the record from a copy"), "{altered:?}");
}

#[test]
fn everything_that_is_worked_out_can_be_worked_out_anew() {
    let folder = Folder::new();
    let record = folder.at("record.sqlite");
    brought(&["import", &data("clinics.csv"), "--map", &data("clinics.toml"), "--data", &record, "--yes"]).ends_with(1);
    let before = crate::support::dump(&record);
    let ran = brought(&["rebuild", "--data", &record]).ends_with(0);
    assert!(ran.out.contains("of 3 people"), "{}", ran.out);
    assert!(crate::support::dump(&record) == before);
}

/// The time it takes matters: somebody trying it does not wait.
#[test]
fn the_demonstration_of_the_usual_size_is_ready_in_time() {
    let begun = Instant::now();
    let demo = Serving::start(&["demo", "--port", "0", "--no-open"]);
    let took = begun.elapsed();
    println!("ready after {took:?}");
    assert_eq!(demo.get("/sign-in").0, 200);
    assert_eq!(demo.stop().0, 0);
    assert!(took < Duration::from_secs(30), "{took:?}");
}

#[test]
fn a_demonstration_for_training_says_so_and_keeps_nothing_in_a_file() {
    let demo = Serving::start(&["demo", "--training", "--port", "0", "--children", "5", "--no-open"]);
    let (status, page) = demo.get("/sign-in");
    assert_eq!(status, 200);
    assert!(page.contains("This is training. Every family, practitioner and service in here is made up"), "{page}");
    let (code, said) = demo.stop();
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("a page of it puts everything back as it was at the start"), "{said}");
    let folder = Folder::new();
    let kept = folder.at("kept");
    brought(&["demo", "--training", "--data", &kept, "--no-open"]).ends_with(2).says(&["--training", "--data"]);
    assert!(!std::path::Path::new(&kept).exists());
}
