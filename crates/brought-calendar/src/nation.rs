//! The four nations, and the three divisions by which bank holidays are set.

use serde::{Deserialize, Serialize};

/// A nation of the United Kingdom: whose law and guidance apply.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Nation {
    /// England.
    England,
    /// Wales.
    Wales,
    /// Scotland.
    Scotland,
    /// Northern Ireland.
    NorthernIreland,
}

impl Nation {
    /// Every nation.
    pub const ALL: [Nation; 4] = [Nation::England, Nation::Wales, Nation::Scotland, Nation::NorthernIreland];

    /// The code, as in `northern-ireland`.
    pub const fn code(self) -> &'static str {
        match self {
            Nation::England => "england",
            Nation::Wales => "wales",
            Nation::Scotland => "scotland",
            Nation::NorthernIreland => "northern-ireland",
        }
    }

    /// The nation with this code, exactly as [`Nation::code`] writes it.
    pub fn from_code(code: &str) -> Option<Nation> {
        Nation::ALL.into_iter().find(|nation| nation.code() == code)
    }

    /// The name people read, as in “Northern Ireland”.
    pub const fn words(self) -> &'static str {
        match self {
            Nation::England => "England",
            Nation::Wales => "Wales",
            Nation::Scotland => "Scotland",
            Nation::NorthernIreland => "Northern Ireland",
        }
    }

    /// The division whose bank holidays this nation keeps.
    pub const fn division(self) -> Division {
        match self {
            Nation::England | Nation::Wales => Division::EnglandAndWales,
            Nation::Scotland => Division::Scotland,
            Nation::NorthernIreland => Division::NorthernIreland,
        }
    }
}

/// A part of the United Kingdom with bank holidays of its own. GOV.UK publishes bank holidays by division.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Division {
    /// England and Wales, which share their bank holidays.
    #[serde(alias = "england", alias = "wales")]
    EnglandAndWales,
    /// Scotland.
    Scotland,
    /// Northern Ireland.
    NorthernIreland,
}

impl Division {
    /// Every division, in the order GOV.UK lists them.
    pub const ALL: [Division; 3] = [Division::EnglandAndWales, Division::Scotland, Division::NorthernIreland];

    /// GOV.UK's code for the division, as in `england-and-wales`.
    pub const fn code(self) -> &'static str {
        match self {
            Division::EnglandAndWales => "england-and-wales",
            Division::Scotland => "scotland",
            Division::NorthernIreland => "northern-ireland",
        }
    }

    /// The division with this code. A nation's code (`england`, `wales`) names the division that nation belongs to. Anything else,
    /// other capitals included, is `None`.
    pub fn from_code(code: &str) -> Option<Division> {
        let by_own_code = Division::ALL.into_iter().find(|division| division.code() == code);
        by_own_code.or_else(|| Nation::from_code(code).map(Nation::division))
    }

    /// The name people read, as in “England and Wales”.
    pub const fn words(self) -> &'static str {
        match self {
            Division::EnglandAndWales => "England and Wales",
            Division::Scotland => "Scotland",
            Division::NorthernIreland => "Northern Ireland",
        }
    }
}

impl From<Nation> for Division {
    fn from(nation: Nation) -> Division {
        nation.division()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_reads_back_and_is_what_json_says() {
        for division in Division::ALL {
            assert_eq!(Division::from_code(division.code()), Some(division));
            assert_eq!(serde_json::to_string(&division).unwrap(), format!("\"{}\"", division.code()));
        }
        for nation in Nation::ALL {
            assert_eq!(Nation::from_code(nation.code()), Some(nation));
            assert_eq!(serde_json::to_string(&nation).unwrap(), format!("\"{}\"", nation.code()));
        }
    }

    #[test]
    fn a_nations_code_names_its_division() {
        for nation in Nation::ALL {
            assert_eq!(Division::from_code(nation.code()), Some(nation.into()));
            let from_json: Division = serde_json::from_str(&format!("\"{}\"", nation.code())).unwrap();
            assert_eq!(from_json, nation.division());
        }
        assert_eq!(Nation::Wales.division(), Division::EnglandAndWales);
    }

    #[test]
    fn an_unknown_code_is_no_division() {
        for code in ["", "uk", "Scotland", "england-and-wales ", "ireland"] {
            assert_eq!(Division::from_code(code), None, "{code:?}");
        }
    }
}
