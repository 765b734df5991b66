//! `brought schema`: the written formats, as JSON Schema.

use super::compare::form::{BacktestForm, ComparisonForm};
use super::compare::texts::TextsForm;
use super::import::report::ImportReport;
use super::in_force::{InForceReport, PutInForceReport};
use crate::arguments::SchemaOf;
use crate::as_known_on::AsKnownOnForm;
use crate::failure::Failure;
use crate::proof::ProofForm;
use crate::say::say;

/// Prints the schema.
pub(crate) fn run(of: SchemaOf) -> Result<(), Failure> {
    let schema = match of {
        SchemaOf::Chronology => brought_forms::schema::chronology_schema(),
        SchemaOf::Standing => brought_policy::standing_form::schema().to_value(),
        SchemaOf::Explanation => brought_policy::explain::schema().to_value(),
        SchemaOf::AsKnownOn => schemars::schema_for!(AsKnownOnForm).to_value(),
        SchemaOf::PolicyComparison => schemars::schema_for!(ComparisonForm).to_value(),
        SchemaOf::PolicyBacktest => schemars::schema_for!(BacktestForm).to_value(),
        SchemaOf::PolicyTexts => schemars::schema_for!(TextsForm).to_value(),
        SchemaOf::PutInForce => schemars::schema_for!(PutInForceReport).to_value(),
        SchemaOf::InForce => schemars::schema_for!(InForceReport).to_value(),
        SchemaOf::Proof => schemars::schema_for!(ProofForm).to_value(),
        SchemaOf::ImportReport => schemars::schema_for!(ImportReport).to_value(),
    };
    let text =
        serde_json::to_string_pretty(&schema).map_err(|problem| Failure::trouble(format!("the schema could not be written: {problem}")))?;
    say!("{text}");
    Ok(())
}
