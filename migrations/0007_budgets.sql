-- An event's budgets: how many of a voter's votes may stand of those cast within an hour. They bind the ballot box alone; what
-- other programs insert is never refused, and counts. Events without one never come here.

-- Whether as many of a voter's votes of these directions stand at an event, of those cast within the hour, as the budget has. It
-- goes from track to track by the chain's index, to the last vote of each: the rows behind one who changes their mind all night
-- are not read. Of the voices that add it goes to the newest, each direction's for itself, and no further than the budget and
-- the hour: so that one who presses all night costs no more than what may count.
create function event_vote_spent(event integer, voter uuid, ways boolean[], budget integer) returns boolean
    stable language plpgsql as $$
declare
    since constant timestamptz := now() - interval '1 hour';
    used integer := 0;
    track integer;
    way boolean;
    stands boolean;
    cast_when timestamptz;
    last_turn integer;
    first_turn integer;
    nth integer;
begin
    loop
        select last.track_id, last.turn, last.is_positive, last.cast_at,
               (select first.turn from event_vote first
                 where (first.event_id, first.voter_id, first.track_id) = (event, voter, last.track_id)
                 order by first.turn limit 1)
          into track, last_turn, stands, cast_when, first_turn
          from event_vote last
         where last.event_id = event and last.voter_id = voter and last.track_id < coalesce(track, 2147483648)
         order by last.track_id desc, last.turn desc limit 1;
        exit when not found;
        if last_turn > 0 and stands = any(ways) and cast_when > since then
            used := used + 1;
        end if;
        foreach way in array case when first_turn < 0 then ways else '{}' end loop
            nth := case when way then -1000000000 else -2147483648 end;
            loop
                exit when used >= budget;
                select adding.turn, adding.cast_at into nth, cast_when
                  from event_vote adding
                 where (adding.event_id, adding.voter_id, adding.track_id) = (event, voter, track)
                   and adding.turn >= nth and adding.turn < case when way then 0 else -1000000000 end
                 order by adding.turn limit 1;
                exit when not found or cast_when <= since;
                used := used + 1;
                nth := nth + 1;
            end loop;
        end loop;
        if used >= budget then
            return true;
        end if;
    end loop;
    return false;
end $$;

-- Whether a vote is within the budgets. In place of one that is counted already it costs nothing more, and a withdrawal never.
create function event_vote_fits(event event_event, voter uuid, track integer, up boolean) returns boolean
    stable language plpgsql as $$
declare
    counted boolean;
begin
    if up is null then
        return true;
    end if;
    if not event.free_repeats then
        select case when cast_at > now() - interval '1 hour' then is_positive end into counted
          from event_vote
         where event_id = event.id and voter_id = voter and track_id = track and turn > 0
         order by turn desc limit 1;
    end if;
    return (event.votes_per_hour is null or counted is not null
            or not event_vote_spent(event.id, voter, '{t,f}', event.votes_per_hour))
       and (event.downs_per_hour is null or up or counted is false
            or not event_vote_spent(event.id, voter, '{f}', event.downs_per_hour));
end $$;

-- Inserts those ballots that are within their events' budgets, as exactly as if they came one by one, on whichever server.
-- Returns each that it inserted, without a row each that is over, and nothing for one that can't be judged: it is known by
-- now, lost its turn to another program, its event was changed, or its voter has too many here. That one is looked up, and
-- tried again if need be.
-- The plans are made once: they are probes whatever is asked, and made for each ballot they would cost more than what they do.
create function event_vote_cast(ballots uuid[], events integer[], tracks integer[], ups boolean[], voters uuid[])
    returns table (ballot uuid, vote bigint, transaction xid8) volatile language plpgsql
    set enable_seqscan = off set plan_cache_mode = force_generic_plan as $$
declare
    -- A voter's locks are one of so many: as many as Postgres keeps room for in its lock table for each connection
    -- (max_locks_per_transaction). A lock for each voter would fill it, and then everybody's statements fail.
    buckets constant integer := 64;
    -- A voter's ballots beyond these are left for the next time: one who floods must not keep all others waiting.
    most constant integer := 32;
    bucket integer;
    -- Which of its voter's ballots at its event each one is.
    ranks bigint[];
begin
    -- In one order, so that no two wait for each other. In statements before those that count: in READ COMMITTED each takes a
    -- snapshot of its own, and so sees what was committed while we waited here.
    for bucket in
        select distinct abs(hashtext(event || ' ' || voter) % buckets)
          from unnest(events, voters) as one (event, voter) order by 1
    loop
        perform pg_advisory_xact_lock(hashtext('partysense: budgets'), bucket);
    end loop;
    select array_agg(rank order by nth) into ranks from (
        select nth, row_number() over (partition by event, voter order by nth) as rank
          from unnest(events, voters) with ordinality as one (event, voter, nth)
    ) ranked;
    -- All voters' first ballots in one statement, then the second ones: each is judged by what the one before left.
    for round in 1 .. (select least(max(rank), most) from unnest(ranks) as one (rank)) loop
        return query
            with judged as materialized (
                select one.*, event.free_repeats and one.up is not null as adds,
                       event_vote_fits(event, one.voter, one.track, one.up) as fits
                  from unnest(ballots, events, tracks, ups, voters, ranks) with ordinality
                       as one (ballot, event_id, track, up, voter, rank, nth)
                  join event_event event on event.id = one.event_id
                 where one.rank = round
                   and coalesce(event.opens_at <= now(), true) and coalesce(now() < event.closes_at, true)
                   and (one.up is not false or event.downs_per_hour is distinct from 0)
                   and (select listed.standing from event_track listed
                         where (listed.event_id, listed.track_id) = (one.event_id, one.track)) = 'open'
                   and (select known.id from event_vote known where known.ballot_id = one.ballot) is null
            ), inserted as (
                insert into event_vote (ballot_id, event_id, track_id, is_positive, voter_id, adds)
                select judged.ballot, judged.event_id, judged.track, judged.up, judged.voter, judged.adds
                  from judged where judged.fits order by judged.nth
                on conflict do nothing
                returning ballot_id, id, xid
            )
            select inserted.ballot_id, inserted.id, inserted.xid from inserted
             union all
            select judged.ballot, null, null from judged where not judged.fits;
    end loop;
end $$;
