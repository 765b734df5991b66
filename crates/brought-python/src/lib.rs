//! The policies, asked from Python.
//!
//! The wheel's module `brought._brought`; `python/brought/__init__.py` is what people use, and `docs/python.md` tells of it. Tables come and go
//! through Arrow's C interface, so that neither side copies them. Whatever works for long lets other threads of Python run meanwhile.
//! Everything stands behind the feature `module`: the usual build needs no Python.

#[cfg(feature = "module")]
mod arrow;
#[cfg(feature = "module")]
mod charts;
#[cfg(feature = "module")]
mod failure;
#[cfg(feature = "module")]
mod maps;
#[cfg(feature = "module")]
mod packs;
#[cfg(feature = "module")]
mod policy;
#[cfg(feature = "module")]
mod population;
#[cfg(feature = "module")]
mod rates;
#[cfg(feature = "module")]
mod shipped;
#[cfg(feature = "module")]
mod standing;

/// What Python imports.
#[cfg(feature = "module")]
#[pyo3::pymodule]
mod _brought {
    #[pymodule_export]
    use crate::arrow::ArrowTable;
    #[pymodule_export]
    use crate::charts::{control_chart, control_charts};
    #[pymodule_export]
    use crate::failure::{MachineTrouble, Problem, Unusable};
    #[pymodule_export]
    use crate::policy::{policies, policy_check};
    #[pymodule_export]
    use crate::population::{columns, people, population, population_files};
    #[pymodule_export]
    use crate::standing::standing;
}
