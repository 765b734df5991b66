//! Working days, bank holidays and clocks of the four nations.
