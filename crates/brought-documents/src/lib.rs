//! Letters, cards and leaflets: the words of a policy's documents, filled in for one family, as a page and as a tagged PDF.
//!
//! What may be filled in is a closed list ([`Placeholder`]), so that no document waits for something that no form asks for. A document with a gap
//! in it cannot be made. What stands on the outside of an envelope is an address and nothing else ([`WindowAddress`]).

mod checked;
mod filled;
pub mod html;
mod jargon;
mod letterhead;
mod own;
#[cfg(feature = "pdf")]
mod pdf;
mod placeholder;
mod reading_level;
mod sheet;
mod syllables;
mod template;
mod text;
mod version;

pub use checked::{advice_on, problems_of, problems_of_versions};
pub use filled::{Filled, Values};
pub use jargon::Jargon;
pub use letterhead::{AddressProblem, Letterhead, Print, WindowAddress};
pub use own::{FAMILY_DATES, POSTER, own_document, own_documents};
#[cfg(feature = "pdf")]
pub use pdf::{PdfProblem, pdf, sheet_pdf};
pub use placeholder::Placeholder;
pub use reading_level::{LONGEST_SENTENCE, READING_AGE_WANTED, ReadingLevel};
pub use sheet::{Portion, Sheet, Table};
pub use template::{Template, TemplateProblem};
pub use text::{Block, Part, Run};
pub use version::{Papers, Version, Writable};
