-- Whoever has no main key could not tell that somebody's key was altered or exchanged, and went on making backups of a record that nobody can read any
-- more. The rows of keys are vouched for from now on like those of other tables; there is nothing else to change in the form of the database.
SELECT 1;
