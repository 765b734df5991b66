//! Forms with files in them.

use super::sent::Values;
use crate::problem::WebProblem;
use crate::session::SignedIn;
use axum::extract::multipart::{Field, Multipart, MultipartError, MultipartRejection};
use axum::http::StatusCode;
use std::collections::BTreeMap;

/// A file as a browser sent it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct SentFile {
    /// Its name, without its folder.
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
}

/// What a form with files holds.
#[derive(Default)]
pub(crate) struct SentFiles {
    pub(crate) values: Values,
    files: BTreeMap<String, SentFile>,
    /// Whether more was sent than is taken: then there is nothing more in here than what came before that was found.
    pub(crate) is_too_large: bool,
}

impl SentFiles {
    /// Reads a form that was made for this session.
    ///
    /// # Errors
    /// [`WebProblem::NotOurForm`]; [`WebProblem::Unreadable`] when it holds no files or was cut off.
    pub(crate) async fn read(who: &SignedIn, parts: Result<Multipart, MultipartRejection>) -> Result<Self, WebProblem> {
        let mut parts = parts.map_err(|_| WebProblem::Unreadable("it holds no file"))?;
        let mut sent = Self::default();
        let ended = loop {
            match parts.next_field().await {
                Ok(Some(part)) => match sent.put(part).await {
                    Ok(()) => {}
                    Err(problem) => break Err(problem),
                },
                Ok(None) => break Ok(()),
                Err(problem) => break Err(problem),
            }
        };
        match ended {
            Ok(()) => who.check_form(&sent.values)?,
            // The token may never have come. Nothing is done with such a form but to say so.
            Err(problem) if problem.status() == StatusCode::PAYLOAD_TOO_LARGE => sent.is_too_large = true,
            Err(_) => return Err(WebProblem::Unreadable("it was cut off")),
        }
        Ok(sent)
    }

    async fn put(&mut self, part: Field<'_>) -> Result<(), MultipartError> {
        let (field, name) = (part.name().unwrap_or_default().to_owned(), part.file_name().map(without_folder));
        let bytes = part.bytes().await?;
        match name {
            Some(name) => _ = self.files.insert(field, SentFile { name, bytes: bytes.to_vec() }),
            None => self.values.set(field, String::from_utf8_lossy(&bytes).into_owned()),
        }
        Ok(())
    }

    /// The file of a field, unless it is empty, as it is where nobody chose one.
    pub(crate) fn file(&self, field: &str) -> Option<&SentFile> {
        self.files.get(field).filter(|file| !file.bytes.is_empty())
    }
}

/// Browsers of long ago send the folder with the name.
fn without_folder(name: &str) -> String {
    name.rsplit(['/', '\\']).next().unwrap_or_default().chars().filter(|letter| !letter.is_control()).take(200).collect()
}
