-- Many servers on this database, and what they must know of it and of each other.

-- Names one history of one database: transaction numbers mean something within it only. A restored dump is another
-- database, a standby that took over another timeline.
-- In plpgsql, which keeps the plan: each read of the feed asks.
create function partysense_epoch() returns integer stable language plpgsql as $$
begin
    return (
        select ('x' || left(md5(concat_ws('/', system_identifier, left(pg_walfile_name(pg_current_wal_lsn()), 8), database.oid)), 8))::bit(32)::integer
          from pg_control_system(), pg_database database
         where database.datname = current_database()
    );
end $$;

-- Who serves, and how many watch there: of each event, and as event null the firehose. Nothing in it outlives a crash,
-- and nothing should.
create unlogged table partysense_server (
    id uuid primary key,
    -- A server that has not been seen for a while does not count: it was killed, or can't reach us.
    seen_at timestamptz not null default now(),
    events integer[] not null default '{}',
    viewers integer[] not null default '{}'
);

create function ring_viewers() returns trigger language plpgsql as $$
begin
    perform pg_notify('doorbell_viewers', '');
    return null;
end $$;

-- That a server still lives is news to nobody; that its viewers changed is.
create trigger partysense_server_ring after update on partysense_server for each row
    when (old.events is distinct from new.events or old.viewers is distinct from new.viewers) execute function ring_viewers();
create trigger partysense_server_ring_once after insert or delete on partysense_server for each row
    execute function ring_viewers();
