//! As much of a browser as it takes to know what one would load: it signs in, asks for compressed pages, and finds what they ask for.

use anyhow::{Context, Result, ensure};
use std::collections::BTreeSet;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

/// A browser that is signed in.
pub(super) struct Browser {
    port: u16,
    cookie: String,
}

/// What came back.
struct Answer {
    head: String,
    body: Vec<u8>,
    took: Duration,
}

impl Browser {
    /// Signs in at a port of this machine.
    ///
    /// # Errors
    /// When the program does not answer, or refuses.
    pub(super) fn signed_in(port: u16, name: &str, password: &str) -> Result<Self> {
        let nobody = Self { port, cookie: String::new() };
        let form = format!("name={name}&password={password}");
        let head = format!(
            "POST /sign-in HTTP/1.1\r\nOrigin: http://127.0.0.1:{port}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n",
            form.len()
        );
        let answer = nobody.ask(&head, &form)?;
        let cookie = answer.header("set-cookie").and_then(|cookie| cookie.split(';').next());
        Ok(Self { port, cookie: cookie.context("nobody could sign in")?.to_owned() })
    }

    /// How many bytes of it come over the wire, compressed.
    ///
    /// # Errors
    /// When it is not there.
    pub(super) fn weight(&self, path: &str) -> Result<usize> {
        Ok(self.get(path, "Accept-Encoding: gzip\r\n")?.body.len())
    }

    /// How long it took to come, in milliseconds.
    ///
    /// # Errors
    /// When it is not there.
    pub(super) fn time(&self, path: &str) -> Result<f64> {
        Ok(self.get(path, "Accept-Encoding: gzip\r\n")?.took.as_secs_f64() * 1000.0)
    }

    /// The addresses of what a browser loads for a page: what it names, and what scripts bring in. Pictures that a stylesheet names are loaded
    /// only where something shows them.
    ///
    /// # Errors
    /// When something is not there.
    pub(super) fn loaded_for(&self, path: &str) -> Result<BTreeSet<String>> {
        let page = String::from_utf8_lossy(&self.get(path, "")?.body).replace("&#x2f;", "/");
        let mut found = named_after(&page, &["src=\"", "href=\""]);
        for script in found.clone().iter().filter(|name| name.contains(".js")) {
            let script = self.get(script, "")?;
            found.extend(named_after(&String::from_utf8_lossy(&script.body), &["from \"", "import \""]));
        }
        Ok(found)
    }

    fn get(&self, path: &str, more: &str) -> Result<Answer> {
        loop {
            let answer = self.ask(&format!("GET {path} HTTP/1.1\r\n{more}"), "")?;
            let status = answer.head.split(' ').nth(1).unwrap_or_default();
            // Nobody may ask as fast as a measurement does for long: it waits, and that counts for nothing.
            if let ("429", Some(seconds)) = (status, answer.header("retry-after").and_then(|seconds| seconds.parse().ok())) {
                std::thread::sleep(Duration::from_secs(seconds));
                continue;
            }
            ensure!(status == "200", "{path} answers with status {status}");
            return Ok(answer);
        }
    }

    fn ask(&self, head: &str, body: &str) -> Result<Answer> {
        let begun = Instant::now();
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).context("the program does not answer")?;
        write!(stream, "{head}Host: 127.0.0.1:{}\r\nCookie: {}\r\nConnection: close\r\n\r\n{body}", self.port, self.cookie)?;
        let mut all = Vec::new();
        stream.read_to_end(&mut all).context("the answer could not be read")?;
        let end = all.windows(4).position(|four| four == b"\r\n\r\n").context("the answer has no end of its head")?;
        let body = all.split_off(end + 4);
        Ok(Answer { head: String::from_utf8_lossy(&all).into_owned(), body, took: begun.elapsed() })
    }
}

impl Answer {
    fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }
}

/// Addresses of our own files that stand after one of these words, in quotation marks.
fn named_after(text: &str, words: &[&str]) -> BTreeSet<String> {
    let after = words.iter().flat_map(|word| text.split(word).skip(1));
    let named = after.filter_map(|rest| rest.split('"').next());
    named.filter(|name| name.starts_with("/assets/")).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::named_after;

    #[test]
    fn what_a_page_and_its_scripts_name_is_found() {
        let page = "<link href=\"/assets/a.css?v=1\"><script src=\"/assets/b.js\"></script><a href=\"/help\">";
        let found: Vec<String> = named_after(page, &["src=\"", "href=\""]).into_iter().collect();
        assert_eq!(found, ["/assets/a.css?v=1", "/assets/b.js"]);
        assert_eq!(named_after("import { a } from \"/assets/c.js\";", &["from \""]).len(), 1);
    }
}
