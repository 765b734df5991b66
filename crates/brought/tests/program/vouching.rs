//! Checkpoints kept elsewhere, and what shows something to whoever does not have the record (S10, H37, T11).

use crate::support::{Folder, Ran, brought, data};
use std::path::Path;

const NAME: &str = "trust.example/record";

/// A record, a key that vouches for it, and a folder for checkpoints.
struct Place {
    folder: Folder,
    public: String,
}

impl Place {
    fn new() -> Self {
        let folder = Folder::new();
        brought(&["import", &data("clinics.csv"), "--map", &data("clinics.toml"), "--data", &folder.at("record.sqlite"), "--yes"]);
        let made = brought(&["checkpoint-key", "--name", NAME, "--to", &folder.at("checkpoint.key")]).ends_with(0);
        let public = made.out.lines().find_map(|line| line.strip_prefix("Check with: --public-key ")).unwrap().to_owned();
        std::fs::create_dir(folder.at("kept")).unwrap();
        Self { folder, public }
    }

    fn at(&self, name: &str) -> String {
        self.folder.at(name)
    }

    fn take(&self, to: &str) -> Ran {
        self.take_with(&["--to", to])
    }

    fn take_with(&self, words: &[&str]) -> Ran {
        let (record, key) = (self.at("record.sqlite"), self.at("checkpoint.key"));
        brought(&[&["checkpoint", "--data", &record, "--key", &key], words].concat())
    }

    fn verify(&self, against: &str) -> Ran {
        brought(&["verify", "--data", &self.at("record.sqlite"), "--against", &self.at(against), "--public-key", &self.public])
    }

    /// Somebody reads a record, which is written down: the record grows.
    fn grow(&self) {
        brought(&["standing", "hill-clinic/C1", "--data", &self.at("record.sqlite")]).ends_with(0);
    }

    /// Puts another record in the place of this one, as whole as it is.
    fn exchange(&self) {
        for name in ["record.sqlite", "record.sqlite-wal", "record.sqlite-shm"] {
            let _may_not_be_there = std::fs::remove_file(self.at(name));
        }
        let rows = self.folder.write("other.csv", "Slot,Child,Born,Day,Result\nS9,C1,04/03/2015,07/10/2026,Missed\n");
        brought(&["import", &rows, "--map", &data("clinics.toml"), "--data", &self.at("record.sqlite"), "--yes"]);
    }
}

#[test]
fn a_record_is_held_against_the_checkpoints_in_a_folder() {
    let place = Place::new();
    place.take(&place.at("kept")).ends_with(0).says_nothing();
    place.take(&place.at("later.checkpoint")).ends_with(0);
    place.grow();
    place.take(&place.at("kept/of-the-end.checkpoint")).ends_with(0);
    let right = place.verify("kept").ends_with(0);
    assert!(right.out.contains("Held: ") && right.out.contains("of-the-end.checkpoint"), "{right:?}");
    place.verify("later.checkpoint").ends_with(0);
    place.exchange();
    brought(&["verify", "--data", &place.at("record.sqlite")]).ends_with(0);
    let told = place.verify("kept").ends_with(1).says(&["not as it was written", "docs/the-record.md"]);
    assert_eq!(told.out.matches("does not hold the checkpoint").count(), 2, "{told:?}");
    // Whoever takes the next one is told within the hour, and nothing vouches for what was put there.
    let before = std::fs::read_dir(place.at("kept")).unwrap().count();
    place.take(&place.at("kept")).ends_with(1).says(&["does not hold", "No checkpoint was written"]);
    assert_eq!(std::fs::read_dir(place.at("kept")).unwrap().count(), before);
}

#[test]
fn a_checkpoint_counts_only_with_the_right_signature() {
    let place = Place::new();
    let file = place.at("kept/one.checkpoint");
    place.take(&file).ends_with(0);
    let written = std::fs::read_to_string(&file).unwrap();
    assert_eq!(place.take("-").ends_with(0).out, written, "nothing was added");
    assert!(written.starts_with(&format!("{NAME}\n")), "{written}");
    brought(&["checkpoint-key", "--name", NAME, "--to", &place.at("other.key")]).ends_with(0);
    brought(&["checkpoint", "--data", &place.at("record.sqlite"), "--key", &place.at("other.key"), "--to", &place.at("two.checkpoint")])
        .ends_with(0);
    place.verify("two.checkpoint").ends_with(1).says(&["was not signed with the key"]);
    place.folder.write("three.checkpoint", written.replacen('\n', "\n1", 1));
    place.verify("three.checkpoint").ends_with(1).says(&["was altered"]);
    place.folder.write("four.checkpoint", &written[..written.len() - 9]);
    place.verify("four.checkpoint").ends_with(2).says(&["is not a checkpoint"]);
    brought(&["verify", "--data", &place.at("record.sqlite"), "--against", &file]).ends_with(2).says(&["--public-key"]);
    brought(&["verify", "--data", &place.at("record.sqlite"), "--against", &file, "--public-key", "age1x"])
        .ends_with(2)
        .says(&["copied whole"]);
    std::fs::create_dir(place.at("empty")).unwrap();
    place.verify("empty").ends_with(2).says(&["there is no checkpoint in"]);
    let old = format!("12:{}", "0f".repeat(32));
    brought(&["verify", "--data", &place.at("record.sqlite"), "--against", &old]).ends_with(2).says(&["earlier version"]);
}

#[test]
fn nothing_is_written_over_and_a_key_is_private() {
    let place = Place::new();
    let file = place.at("one.checkpoint");
    place.take(&file).ends_with(0);
    place.grow();
    let before = std::fs::read(&file).unwrap();
    place.take(&file).ends_with(2).says(&["never written over"]);
    assert_eq!(std::fs::read(&file).unwrap(), before);
    brought(&["checkpoint-key", "--name", NAME, "--to", &place.at("checkpoint.key")]).ends_with(2).says(&["never written over"]);
    brought(&["checkpoint-key", "--name", "two words", "--to", &place.at("x.key")]).ends_with(2).says(&["--name"]);
    assert!(!Path::new(&place.at("x.key")).exists());
    place.take(&place.at("no/folder/here.checkpoint")).ends_with(2).says(&["cannot be written"]);
    brought(&["checkpoint", "--data", &place.at("record.sqlite"), "--key", &file, "--to", "-"])
        .ends_with(2)
        .says(&["there is no key in it"]);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = |name: &str| std::fs::metadata(place.at(name)).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode("checkpoint.key"), mode("one.checkpoint")), (0o600, 0o644));
    }
}

/// The entry of the record that the tests look at.
fn entry_of(place: &Place) -> String {
    use brought_store::{OpenMode, Store};
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let store = Store::open(place.at("record.sqlite"), OpenMode::Existing).await.unwrap();
        let record = store.events_of(&"hill-clinic/C1".parse().unwrap()).await.unwrap();
        store.close().await;
        record.events[0].id.to_string()
    })
}

#[test]
fn an_entry_is_shown_to_whoever_has_the_public_key_only() {
    let place = Place::new();
    let (record, file, entry) = (place.at("record.sqlite"), place.at("one.checkpoint"), entry_of(&place));
    place.take(&file).ends_with(0);
    place.grow();
    let proof = brought(&["prove", "inclusion", &entry, "--data", &record, "--checkpoint", &file]).ends_with(0);
    crate::support::assert_fits("proof", &proof.json());
    let check = |text: &str, key: &str| brought(&["check-proof", &place.folder.write("proof.json", text), "--public-key", key]);
    let shown = check(&proof.out, &place.public).ends_with(0);
    assert!(shown.out.contains(&entry) && shown.out.contains(NAME), "{shown:?}");
    let other = brought(&["checkpoint-key", "--name", NAME, "--to", &place.at("other.key")]).ends_with(0);
    let other = other.out.split_whitespace().last().unwrap().to_owned();
    check(&proof.out, &other).ends_with(1).says(&["shows nothing", "was not signed"]);
    check(&proof.out.replace("hill-clinic", "mill-clinic"), &place.public).ends_with(1).says(&["shows nothing", "was altered"]);
    check("{}", &place.public).ends_with(2).says(&["is not a proof"]);
    brought(&["prove", "inclusion", "nothing", "--data", &record, "--checkpoint", &file]).ends_with(2).says(&["has no entry nothing"]);
}

#[test]
fn a_record_is_shown_to_go_on_from_an_earlier_one() {
    let place = Place::new();
    let (record, old, new) = (place.at("record.sqlite"), place.at("old.checkpoint"), place.at("new.checkpoint"));
    place.take(&old).ends_with(0);
    place.grow();
    place.take(&new).ends_with(0);
    let proof = brought(&["prove", "consistency", &old, &new, "--data", &record]).ends_with(0);
    crate::support::assert_fits("proof", &proof.json());
    let check = |text: &str| brought(&["check-proof", &place.folder.write("proof.json", text), "--public-key", &place.public]);
    assert!(check(&proof.out).ends_with(0).out.contains("unchanged"));
    let swapped = proof.out.replace("\"old\"", "\"x\"").replace("\"new\"", "\"old\"").replace("\"x\"", "\"new\"");
    check(&swapped).ends_with(1).says(&["does not begin with"]);
    brought(&["prove", "consistency", &new, &old, "--data", &record]).ends_with(2).says(&["older one first"]);
    place.exchange();
    brought(&["prove", "consistency", &old, &new, "--data", &record]).ends_with(1).says(&["does not hold"]);
}

#[cfg(not(feature = "sending"))]
#[test]
fn a_program_without_a_network_says_so_before_anything_is_written() {
    let place = Place::new();
    let words = ["--to", &place.at("kept"), "--post", "https://keeper.example/"];
    place.take_with(&words).ends_with(2).says(&["--features sending", "--to -"]);
    assert_eq!(std::fs::read_dir(place.at("kept")).unwrap().count(), 0);
}

#[cfg(feature = "sending")]
mod posted {
    use super::*;
    use std::io::{Read as _, Write as _};
    use std::net::TcpListener;

    /// Takes what is posted once, and answers with this status.
    fn keeper(status: &'static str) -> (String, std::thread::JoinHandle<String>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}/checkpoints", listener.local_addr().unwrap());
        let taken = std::thread::spawn(move || {
            let (mut caller, _) = listener.accept().unwrap();
            let (mut said, mut some) = (Vec::new(), [0; 4096]);
            let is_whole = |said: &[u8]| {
                let text = String::from_utf8_lossy(said).into_owned();
                text.split_once("\r\n\r\n").is_some_and(|(head, body)| {
                    let length =
                        head.lines().find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length: ").map(str::to_owned));
                    length.and_then(|length| length.parse::<usize>().ok()).is_some_and(|length| body.len() >= length)
                })
            };
            while !is_whole(&said) {
                let read = caller.read(&mut some).unwrap();
                assert!(read > 0, "cut off: {}", String::from_utf8_lossy(&said));
                said.extend_from_slice(&some[..read]);
            }
            write!(caller, "HTTP/1.1 {status}\r\nContent-Length: 0\r\nLocation: http://127.0.0.1:1/elsewhere\r\nConnection: close\r\n\r\n")
                .unwrap();
            String::from_utf8(said).unwrap()
        });
        (address, taken)
    }

    /// H37: where the machine of the record can change nothing. What was posted holds as one in a folder does.
    #[test]
    fn a_checkpoint_is_posted_to_whoever_keeps_it_and_the_record_is_held_against_it() {
        let place = Place::new();
        let (address, taken) = keeper("201 Created");
        let token = place.folder.write("token.txt", "let-me-in\n");
        let ran = place.take_with(&["--post", &address, "--post-token", &token]).ends_with(0);
        assert!(ran.out.starts_with("posted: "), "{ran:?}");
        let said = taken.join().unwrap();
        let (head, body) = said.split_once("\r\n\r\n").unwrap();
        let head = head.to_ascii_lowercase();
        assert!(head.starts_with("post /checkpoints ") && head.contains("authorization: bearer let-me-in"), "{head}");
        assert!(head.contains("content-type: text/plain; charset=utf-8"), "{head}");
        place.folder.write("posted.checkpoint", body);
        place.verify("posted.checkpoint").ends_with(0);
        place.exchange();
        place.verify("posted.checkpoint").ends_with(1);
    }

    #[test]
    fn what_was_not_taken_is_told_and_the_file_stays() {
        let place = Place::new();
        for status in ["500 Internal Server Error", "302 Found"] {
            let (address, taken) = keeper(status);
            let before = std::fs::read_dir(place.at("kept")).unwrap().count();
            let file = place.at(&format!("kept/{}.checkpoint", &status[..3]));
            place.take_with(&["--to", &file, "--post", &address]).ends_with(3).says(&["was not posted", &status[..3], "Run it again"]);
            taken.join().unwrap();
            assert_eq!(std::fs::read_dir(place.at("kept")).unwrap().count(), before + 1);
        }
        place.take_with(&["--post", "http://127.0.0.1:1/"]).ends_with(3).says(&["was not posted"]);
        place.take_with(&["--post", "http://keeper.example/"]).ends_with(2).says(&["https"]);
        place.take_with(&[]).ends_with(2).says(&["--to"]);
    }
}
