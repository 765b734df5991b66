-- Reference data about who works where. Not events: the directory is kept up to date from outside.
CREATE TABLE organisations (
    id   TEXT PRIMARY KEY,
    name TEXT NOT NULL
) STRICT;

CREATE TABLE services (
    id           TEXT PRIMARY KEY,
    name         TEXT NOT NULL,
    audience     TEXT NOT NULL,
    health       INTEGER NOT NULL CHECK (health IN (0, 1)),
    organisation TEXT
) STRICT;

CREATE TABLE practitioners (
    id   TEXT PRIMARY KEY,
    name TEXT NOT NULL
) STRICT;

CREATE TABLE practitioner_roles (
    practitioner TEXT NOT NULL REFERENCES practitioners (id) ON DELETE CASCADE,
    place        INTEGER NOT NULL,
    role         TEXT NOT NULL,
    PRIMARY KEY (practitioner, place)
) STRICT, WITHOUT ROWID;

CREATE TABLE practitioner_services (
    practitioner TEXT NOT NULL REFERENCES practitioners (id) ON DELETE CASCADE,
    place        INTEGER NOT NULL,
    service      TEXT NOT NULL,
    PRIMARY KEY (practitioner, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX practitioner_services_by_service ON practitioner_services (service);
