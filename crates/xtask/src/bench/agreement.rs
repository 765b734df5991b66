//! Whether two systems found the same.

use anyhow::{Context, Result, bail};
use std::collections::BTreeMap;

/// What the second of two plans found. No other system is asked for it.
const OF_SECOND_PLAN: &str = "-compared ";

/// The sums of the columns that a system found, by table and column.
pub(super) struct Sums(BTreeMap<String, i128>);

impl Sums {
    /// Reads lines of `TABLE COLUMN SUM`.
    ///
    /// # Errors
    /// When a line is anything else, or when there is none: of nothing nothing can be said.
    pub(super) fn read(text: &str) -> Result<Self> {
        let mut sums = BTreeMap::new();
        for line in text.lines().filter(|line| !line.is_empty() && !line.contains(OF_SECOND_PLAN)) {
            let (name, sum) = line.rsplit_once(' ').with_context(|| format!("`{line}` is no sum of a column"))?;
            let sum = sum.parse().with_context(|| format!("`{line}` is no sum of a column"))?;
            sums.insert(name.to_owned(), sum);
        }
        if sums.is_empty() {
            bail!("no sums of columns were found");
        }
        Ok(Self(sums))
    }

    /// Compares what two systems found in the columns that both tell of.
    ///
    /// # Errors
    /// When it is not the same, with each column that differs; or when there is a column of the product's that the other does not tell of.
    pub(super) fn agree(&self, name: &str, others: &Self, other_name: &str) -> Result<()> {
        let is_plain = |column: &&String| !column.contains("-by-");
        let missing: Vec<&str> = self
            .0
            .keys()
            .filter(|column| !others.0.contains_key(*column))
            .chain(others.0.keys().filter(|column| !self.0.contains_key(*column)))
            .filter(is_plain)
            .map(String::as_str)
            .collect();
        if !missing.is_empty() {
            bail!("only one of {name} and {other_name} has: {}. No figure is given where answers cannot be compared.", missing.join(", "));
        }
        let differ: Vec<String> = self
            .0
            .iter()
            .filter_map(|(column, sum)| Some((column, sum, others.0.get(column)?)))
            .filter(|(_, sum, other)| sum != other)
            .map(|(column, sum, other)| format!("  {column}: {sum} and {other}"))
            .collect();
        if !differ.is_empty() {
            bail!("{name} and {other_name} do not find the same, and so no figure is given:\n{}", differ.join("\n"));
        }
        Ok(())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn sums(text: &str) -> Sums {
        Sums::read(text).unwrap()
    }

    #[test]
    fn equal_sums_agree_also_where_only_one_tells_whose_they_are() {
        let tables = sums("children due 12\nchildren due-by-nhs_number 99\n\n");
        assert!(tables.agree("a", &sums("children due 12\nchildren-compared due 7"), "b").is_ok());
    }

    #[test]
    fn another_sum_or_a_column_too_few_is_told() {
        let problem =
            sums("children due 12\nmonths due 3").agree("a", &sums("children due 13\nmonths due 3"), "b").unwrap_err().to_string();
        assert!(problem.contains("a and b do not find the same") && problem.contains("children due: 12 and 13"), "{problem}");
        assert!(!problem.contains("months"), "{problem}");
        let problem = sums("children due 12").agree("a", &sums("children due 12\nmonths due 3"), "b").unwrap_err().to_string();
        assert!(problem.contains("only one of a and b has: months due"), "{problem}");
        assert!(Sums::read("").is_err() && Sums::read("children due many").is_err());
    }
}
