-- What is told to whoever listens, all of it by triggers: the server learns of a vote as any other program does.

-- A notification holds less than 8000 bytes, and one that is longer would make the INSERT fail. Three texts of at most
-- 2500 bytes each, as JSON writes them, always fit; JSON takes at most six bytes for a byte of text.
create function announceable(long text) returns text immutable parallel safe language sql as $$
    select case
        when octet_length(long) <= 400 then long
        when octet_length(to_json(long)::text) <= 2500 then long
        else left(long, 400) || '…'
    end
$$;

-- Once a statement, however many rows: a call per row halves what Postgres takes.
create function event_vote_announce() returns trigger language plpgsql as $$
begin
    perform
        pg_notify('firehose', json_build_object(
            'eid', vote.event_id, 'event', vote.title, 'track', vote.name, 'artist', vote.artist,
            'tid', vote.track_id, 'up', vote.is_positive, 'id', vote.id)::text),
        pg_notify('event_' || vote.event_id, json_build_object(
            'track', vote.name, 'artist', vote.artist, 'tid', vote.track_id, 'up', vote.is_positive, 'id', vote.id)::text)
    from (
        select inserted.id, inserted.event_id, inserted.track_id, inserted.is_positive,
               announceable(event.title) as title, announceable(track.name) as name, announceable(track.artist) as artist
          from inserted
          left join event_event event on event.id = inserted.event_id
          left join music_view track on track.id = inserted.track_id
         where inserted.is_positive is not null
         order by inserted.id
    ) vote;
    perform pg_notify('doorbell_votes', '');
    -- What is announced must last: with synchronous_commit off, a crash could take back what everyone has seen, and hand
    -- its transaction number out again.
    if current_setting('synchronous_commit') = 'off' then
        perform set_config('synchronous_commit', 'local', true);
    end if;
    return null;
end $$;

create trigger event_vote_announce after insert on event_vote referencing new table as inserted
    for each statement execute function event_vote_announce();

-- Votes that were restored from a dump become votes of a transaction of this cluster (partysense does that): news.
create function event_vote_ring() returns trigger language plpgsql as $$
begin
    perform pg_notify('doorbell_votes', '');
    return null;
end $$;

create trigger event_vote_ring after update of xid on event_vote for each statement execute function event_vote_ring();

create function ring_catalog() returns trigger language plpgsql as $$
begin
    perform pg_notify('doorbell_catalog', '');
    return null;
end $$;

create trigger event_event_ring after insert or update or delete or truncate on event_event
    for each statement execute function ring_catalog();
create trigger event_track_ring after insert or update or delete or truncate on event_track
    for each statement execute function ring_catalog();
create trigger music_track_ring after insert or update or delete or truncate on music_track
    for each statement execute function ring_catalog();
create trigger music_artist_ring after insert or update or delete or truncate on music_artist
    for each statement execute function ring_catalog();
