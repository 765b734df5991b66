-- What the lists were last worked out with: policies, calendar and version of the program, in the words of the part that works them out.
-- Lists that were worked out with anything else are worked out anew, or what a policy asks now would be on nobody's list (H2, L1).
CREATE TABLE worklist_basis (
    only  INTEGER PRIMARY KEY CHECK (only = 1),
    basis TEXT NOT NULL
) STRICT;
