-- "Announce an inserted title", for any program: the bare title goes out on addedrecord.

create table realtime (
    id serial primary key,
    title varchar(128)
);

create function notify_realtime() returns trigger language plpgsql as $$
begin
    perform pg_notify('addedrecord', new.title);
    return null;
end $$;

create trigger updated_realtime_trigger after insert on realtime
    for each row execute function notify_realtime();
