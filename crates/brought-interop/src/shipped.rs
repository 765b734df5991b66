//! The mapping files that come with the program.

/// A mapping file that comes with the program.
#[derive(Clone, Copy, Debug)]
pub struct ShippedMap {
    /// Its name without the ending: what a user types.
    pub name: &'static str,
    /// Its text.
    pub toml: &'static str,
}

macro_rules! shipped {
    ($( $name:literal; )+) => {
        const SHIPPED: &[ShippedMap] =
            &[ $( ShippedMap { name: $name, toml: include_str!(concat!("../../../maps/", $name, ".toml")) }, )+ ];
    };
}

shipped! {
    "children-list";
    "csds-care-contact";
    "emis-appointments";
    "hl7-messages";
    "no-show-appointments";
    "systmone-appointments";
}

/// The mapping files that come with the program, in order of their names.
pub fn shipped_maps() -> &'static [ShippedMap] {
    SHIPPED
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Map;

    #[test]
    fn every_shipped_map_is_without_problems() {
        for shipped in shipped_maps() {
            let problems = Map::parse(shipped.toml, shipped.name).err().unwrap_or_default();
            assert!(problems.is_empty(), "{}", problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"));
        }
    }
}
