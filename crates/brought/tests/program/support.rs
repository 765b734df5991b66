//! Running the program as people do, and looking at what came of it.

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

/// The program, ready to be given words. It takes nothing from the terminal or the settings of whoever runs the tests.
pub(crate) fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_brought"));
    command
        .stdin(Stdio::null())
        .env_remove("RUST_LOG")
        .env_remove("BROUGHT_MAIN_KEY")
        .env_remove("BROUGHT_MAIN_KEY_COMMAND")
        .env("USER", "tester")
        .env("NO_COLOR", "1");
    command
}

/// What a run came to.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Self { code: output.status.code().unwrap_or(-1), out: text(output.stdout), err: text(output.stderr) }
    }
}

impl Ran {
    /// The output as JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|problem| panic!("{problem}: {self:?}"))
    }

    /// Checks the exit code.
    #[track_caller]
    pub(crate) fn ends_with(self, code: i32) -> Self {
        assert_eq!(self.code, code, "{self:?}");
        self
    }

    /// Checks that nothing is said on the error output.
    #[track_caller]
    pub(crate) fn says_nothing(self) -> Self {
        assert_eq!(self.err, "", "{self:?}");
        self
    }

    /// Checks that the error output says all of this.
    #[track_caller]
    pub(crate) fn says(self, words: &[&str]) -> Self {
        for word in words {
            assert!(self.err.contains(word), "`{word}` is not said: {self:?}");
        }
        self
    }
}

/// Runs the program with these words.
pub(crate) fn brought(words: &[&str]) -> Ran {
    program().args(words).output().unwrap().into()
}

/// A file of the tests' own data.
pub(crate) fn data(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name);
    assert!(path.is_file(), "{} is missing", path.display());
    path.display().to_string()
}

/// The workspace.
pub(crate) fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap().to_path_buf()
}

/// A folder that is gone after the test, and paths in it.
pub(crate) struct Folder(tempfile::TempDir);

impl Folder {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(crate) fn at(&self, name: &str) -> String {
        self.0.path().join(name).display().to_string()
    }

    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        std::fs::write(self.at(name), content).unwrap();
        self.at(name)
    }
}

/// Checks JSON against a schema that the program prints.
#[track_caller]
pub(crate) fn assert_fits(schema: &str, answer: &Value) {
    let schema = brought(&["schema", schema]).ends_with(0).json();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let problems: Vec<String> = validator.iter_errors(answer).map(|problem| format!("{}: {problem}", problem.instance_path())).collect();
    assert_eq!(problems, Vec::<String>::new());
}

/// The counts that an import reports for its only file.
pub(crate) fn counts(ran: &Ran) -> Value {
    ran.json()["files"][0]["counts"].clone()
}

/// Everything that a record holds and works out: every event of everybody but for the time at which it was brought in, and the lists.
/// Two records that hold the same give the same text.
pub(crate) fn dump(path: &str) -> Vec<String> {
    use brought_store::{OpenMode, Store, WorklistFilter};
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let store = Store::open(path, OpenMode::Existing).await.unwrap();
        let mut lines = Vec::new();
        let mut after = None;
        loop {
            let people = store.person_ids(after.as_ref(), 1000).await.unwrap();
            let Some(last) = people.last() else { break };
            after = Some(last.clone());
            let mut records = store.events_of_many(&people).await.unwrap();
            for person in &people {
                let mut events = records.remove(person).unwrap().events;
                events.sort_by(|one, other| one.id.cmp(&other.id));
                for mut event in events {
                    // Of what has no time of its own, the time at which it was brought in stands for it.
                    if event.happened == brought_domain::Happened::At(event.recorded_at) {
                        event.happened = brought_domain::Happened::At(jiff::Timestamp::UNIX_EPOCH);
                    }
                    event.recorded_at = jiff::Timestamp::UNIX_EPOCH;
                    lines.push(format!("{event:?}"));
                }
            }
        }
        let mut listed = store.worklist(&WorklistFilter::default(), 1_000_000, 0).await.unwrap().rows;
        listed.sort_by(|one, other| (&one.person, &one.obligation).cmp(&(&other.person, &other.obligation)));
        lines.extend(listed.iter().map(|row| format!("{row:?}")));
        store.close().await;
        lines
    })
}

/// What Ctrl-C does. Through the shell, which has this built in: a bare machine has no program of that name.
pub(crate) fn interrupt(child: &Child) {
    let sent = Command::new("sh").args(["-c", &format!("kill -INT {}", child.id())]).status().unwrap();
    assert!(sent.success());
}
