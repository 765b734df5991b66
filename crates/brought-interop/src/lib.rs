//! What other systems say: CSV, HL7 version 2, and their codes.
