//! Policy packs, their checks, and the engine that works out a child's standing.
