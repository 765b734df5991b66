-- Who alone may open somebody's record, as a list of practitioners; missing: everybody whose work it is (J10). Worked out from events like the
-- rest of the row.
ALTER TABLE people ADD COLUMN restricted_to TEXT;

-- Records that were opened with a reason, for those who look at each of them.
CREATE INDEX accesses_with_a_reason ON accesses (seq) WHERE purpose = 'broke_glass';
