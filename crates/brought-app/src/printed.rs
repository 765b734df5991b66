//! Sheets in print, where the program sets type.

use brought_documents::Sheet;

/// Whether this program sets type.
pub const SETS_TYPE: bool = cfg!(feature = "pdf");

/// The sheet in print. Typesetting takes a moment, and nobody else waits for it.
#[cfg(feature = "pdf")]
pub(crate) async fn printed(sheet: &Sheet) -> Option<Result<Vec<u8>, String>> {
    let sheet = sheet.clone();
    Some(match tokio::task::spawn_blocking(move || brought_documents::sheet_pdf(&sheet)).await {
        Ok(set) => set.map_err(|problem| problem.to_string()),
        Err(problem) => Err(problem.to_string()),
    })
}

/// Built without typesetting: the page can be printed.
#[cfg(not(feature = "pdf"))]
pub(crate) async fn printed(_: &Sheet) -> Option<Result<Vec<u8>, String>> {
    None
}
