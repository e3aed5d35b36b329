-- The roles of PartySense, each with no more than it needs. Run it once, as a superuser, in the database, and again whenever you
-- like:
--
--     psql -d partysense -f role.sql
--     partysense migrate --database-url postgres://partysense_owner@/partysense
--     psql -d partysense -U partysense_owner -f grants.sql
--     partysense --database-url postgres://partysense_app@/partysense
--
-- A role without a password is let in by no method that asks for one: `\password partysense_app` sets it.
-- After each upgrade: migrate and grants.sql again, before the new servers start.

do $$
declare
    -- Owns the tables and migrates; no server runs as it. Then the servers; other programs that read; other programs that vote.
    role constant text[] := '{partysense_owner, partysense_app, partysense_reader, partysense_writer}';
    one text;
begin
    foreach one in array role loop
        begin
            execute format('create role %I login nosuperuser nocreatedb nocreaterole noinherit', one);
        exception when duplicate_object or unique_violation then
            raise notice 'the role % is there', one;
        end;
    end loop;
end $$;

-- Until PostgreSQL 15 anybody might make tables here, and so functions that stand before ours.
revoke create on schema public from public;
grant usage, create on schema public to partysense_owner;
grant usage on schema public to partysense_app, partysense_reader, partysense_writer;
