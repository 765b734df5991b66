//! Pages and forms.

pub mod assets;
pub mod problem;
pub mod templating;
