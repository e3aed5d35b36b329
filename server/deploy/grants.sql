-- What each role of role.sql may do. Run it as partysense_owner after each `partysense migrate`. `partysense doctor` holds the
-- role that it runs as against what partysense_app gets here, and names what is missing.

-- The servers. Nobody deletes a vote, an event or a track, and of a vote only xid is ever rewritten: after a restore.
grant select on _sqlx_migrations, music_view to partysense_app;
grant select, insert on event_event, event_cohost, event_track, event_suggestion, event_vote, event_voted, music_artist,
    music_track, realtime, partysense_cookie_key, partysense_server to partysense_app;
grant update (title, opens_at, closes_at, votes_per_hour, downs_per_hour, shows_negative, takes_suggestions, free_repeats,
    host_key_hash) on event_event to partysense_app;
grant update (standing, played_at) on event_track to partysense_app;
grant update (xid) on event_vote, realtime to partysense_app;
grant update (seen_at, events, viewers) on partysense_server to partysense_app;
grant delete on event_cohost, event_track, event_suggestion, partysense_cookie_key, partysense_server to partysense_app;
grant usage on sequence realtime_id_seq to partysense_app;

-- Other programs that read: everything that a page shows, and who voted nowhere.
grant select on music_artist, music_track, music_view, event_track, realtime to partysense_reader;
grant select (id, title, code, opens_at, closes_at, created_at) on event_event to partysense_reader;
grant select (id, event_id, track_id, is_positive, turn, previous, adds, cast_at, xid) on event_vote to partysense_reader;

-- Other programs that vote, or announce titles. The triggers act as who inserts, and look the voter's last vote up: so this role
-- sees which voter (a random id, no name) voted what. Who shall not, votes by the API.
grant select on music_artist, music_track, music_view, event_track to partysense_writer;
grant select (id, title, code, opens_at, closes_at, created_at) on event_event to partysense_writer;
grant insert (event_id, track_id, is_positive, voter_id, ballot_id) on event_vote to partysense_writer;
grant select (id, event_id, track_id, voter_id, turn, is_positive) on event_vote to partysense_writer;
grant select, insert on event_voted to partysense_writer;
grant insert (title), select (id) on realtime to partysense_writer;
grant usage on sequence realtime_id_seq to partysense_writer;
