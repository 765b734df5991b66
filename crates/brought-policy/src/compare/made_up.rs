//! The smallest made-up chronology that tells two packs apart: from their own scenarios, so that nobody's record is in it.

use super::{Side, Smallest, difference, shrink};

/// Of how many of the shortest scenarios that tell the packs apart the smallest is looked for.
const SHRINK: usize = 12;

/// Shrinks the shortest of the scenarios of both packs that the packs answer differently, and gives the smallest; of several, the first.
pub fn smallest_made_up(left: Side<'_>, right: Side<'_>) -> Option<Smallest> {
    let scenarios = |side: Side<'_>| side.pack.pathways.iter().flat_map(|pathway| &pathway.scenarios).cloned().collect::<Vec<_>>();
    let mut all = [scenarios(left), scenarios(right)].concat();
    // Stable: of equally long ones those of the pack on the left come first.
    all.sort_by_key(|scenario| scenario.chronology.events.len());
    let tells = all.iter().filter(|scenario| !difference(left, right, &scenario.chronology, scenario.as_of).is_empty());
    let shrunk = tells.take(SHRINK).filter_map(|scenario| shrink(left, right, &scenario.chronology, scenario.as_of));
    shrunk.min_by_key(|smallest| smallest.chronology.events.len())
}
