//! The vocabulary of brought: children, contacts, outcomes, events and what ends a follow-up.
