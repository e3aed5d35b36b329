-- "Announce an inserted title", for any program: the bare title goes out on addedrecord.

create table realtime (
    id serial primary key,
    title varchar(128),
    -- The transaction that wrote the row: an announcement can be lost, and equal ones of a transaction are one, so the rows
    -- are read, like votes.
    xid xid8 not null default pg_current_xact_id()
);

-- The probe of those who read them: by transaction, and within one by id.
create index realtime_xid on realtime (xid, id);

create function notify_realtime() returns trigger language plpgsql as $$
begin
    perform pg_notify('addedrecord', new.title);
    -- What is announced must last, for the reason that event_vote_announce gives.
    if current_setting('synchronous_commit') = 'off' then
        perform set_config('synchronous_commit', 'local', true);
    end if;
    return null;
end $$;

create trigger updated_realtime_trigger after insert on realtime
    for each row execute function notify_realtime();
