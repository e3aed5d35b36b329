-- What all servers on this database must share and nobody else may know: the keys that sign voters' cookies. The newest signs;
-- what an older one has signed is believed as long as a browser may keep it.
create table partysense_cookie_key (
    id integer primary key generated always as identity,
    secret bytea not null check (octet_length(secret) = 64),
    created_at timestamptz not null default now()
);

create function ring_keys() returns trigger language plpgsql as $$
begin
    perform pg_notify('doorbell_keys', '');
    return null;
end $$;

create trigger partysense_cookie_key_ring after insert or delete on partysense_cookie_key for each statement
    execute function ring_keys();
