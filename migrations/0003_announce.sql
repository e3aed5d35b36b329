-- What is told to whoever listens, all of it by triggers: the server learns of a vote as any other program does.

-- A text as JSON, shortened if need be: a notification holds less than 8000 bytes, and one that is longer would make the
-- INSERT fail. Three texts of at most 2500 bytes each always fit; JSON takes at most six bytes for a byte of text.
-- Stable, as to_json is: a function that claims more than its body holds is never inlined, but planned by each statement.
create function announceable(long text) returns text stable parallel safe language sql as $$
    select case
        when long is null then 'null'
        when octet_length(long) <= 400 then to_json(long)::text
        when octet_length(to_json(long)::text) <= 2500 then to_json(long)::text
        else to_json(left(long, 400) || '…')::text
    end
$$;

-- Once a statement, however many rows: a call per row halves what Postgres takes. What is said of a track is put together
-- once for all its votes, so that a row adds its direction and its id.
create function event_vote_announce() returns trigger language plpgsql as $$
begin
    perform
        pg_notify('firehose', topic.head || topic.body || vote.rest),
        pg_notify('event_' || topic.event_id, '{' || topic.body || vote.rest)
    from (
        with voted as (
            select event_id, track_id, array_agg(id) as ids, array_agg(is_positive) as ups
              from inserted where is_positive is not null group by event_id, track_id
        ), topic as materialized (
            select voted.event_id, voted.ids, voted.ups,
                   '{"eid" : ' || voted.event_id || ', "event" : ' || announceable(event.title) || ', ' as head,
                   '"track" : ' || announceable(track.name) || ', "artist" : ' || announceable(track.artist)
                       || ', "tid" : ' || voted.track_id as body
              from voted
              left join event_event event on event.id = voted.event_id
              left join music_view track on track.id = voted.track_id
        )
        select * from topic
    ) topic
    cross join lateral (
        select id, case when up then ', "up" : true, "id" : ' else ', "up" : false, "id" : ' end || id || '}' as rest
          from unnest(topic.ids, topic.ups) as one (id, up)
    ) vote
    order by vote.id;
    -- An INSERT that inserts nothing is no news, and a notification would make it a commit that waits for the log.
    if not found and not exists (select from inserted) then
        return null;
    end if;
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
    -- What was acknowledged must last as well: a host's key is told once.
    if current_setting('synchronous_commit') = 'off' then
        perform set_config('synchronous_commit', 'local', true);
    end if;
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
