-- What all servers on this database must share and nobody else may know.

create table partysense_secret (
    name text primary key,
    value bytea not null
);
