### What only the server writes.

description = Vote tracks up and down, and watch every vote as it is cast.

join = Join an event
join-unknown = No event has this code
join-code = Code
join-how = The code is on the host’s screen: six letters. Capitals, spaces and dashes don’t matter.
join-go = Join
join-no-such = Nobody is voting at { $code }. Is a letter wrong?

offline = You are offline
offline-why = This page was not opened here before. It comes as soon as there is a network; votes that wait are sent then.

title-firehose = Firehose
title-missing = Not found
title-away = Not now
missing = Nothing plays here
missing-why = There is no such page or event. The link may be mistyped, or the event may be gone.
see-events = See all events
away = Back in a moment
away-why = The votes can’t be read right now. Nothing is lost; please try again shortly.
try-again = Try again

recap-night = The night in votes
recap-of = { $event }: the night in votes
recap-so-far = So far
recap-won = { $track } won with { $score }
recap-leads = { $track } leads with { $score }
recap-tied =
    { $count ->
        [one] { $shown } track is first with { $score }
       *[other] { $shown } tracks share first place with { $score }
    }
recap-nobody = No track is above zero
recap-empty = Nobody has voted yet
recap-empty-how = Once the first vote is in, the night is drawn here.
recap-cast = Votes cast
recap-standing = Voices that stand
recap-voters = Voters
recap-unknown =
    { $count ->
        [one] and { $shown } vote from someone unknown
       *[other] and { $shown } votes from people unknown
    }
recap-lasted = From first vote to last
recap-seconds = { $seconds } s
recap-minutes = { $minutes } min
recap-hours = { $hours } h { $minutes } min
recap-days = { $days } d { $hours } h
recap-over-time = Votes over time
recap-busiest = The busiest minute began at { $time }: { $votes }.
recap-busiest-mark = busiest
recap-astray =
    { $count ->
        [one] { $shown } vote has a time too far from all others to be drawn. It counts.
       *[other] { $shown } votes have a time too far from all others to be drawn. They count.
    }
recap-race = The race
recap-race-what = Votes for less votes against, as the night went on.
recap-ranking = The final ranking
recap-ranking-now = The ranking so far
recap-loved = Most loved
recap-loved-why = { $share } % of its { $voices } are for it
recap-divisive = Most divisive
recap-divisive-why = { $up } for it, { $down } against
recap-hidden =
    { $count ->
        [one] { $shown } hidden track
       *[other] { $shown } hidden tracks
    }
recap-others =
    { $count ->
        [one] { $shown } more track
       *[other] { $shown } more tracks
    }
recap-numbers = The numbers
recap-time = Time
recap-track = Track
recap-score = Score
recap-for = For
recap-against = Against
recap-sum = Altogether
recap-take = Take it with you
recap-picture = Picture to share
recap-csv = All votes as CSV
recap-ndjson = All votes as NDJSON
recap-json = This recap as JSON
recap-back = Back to the event
recap-utc = All times are in UTC. Read on { $time }.
recap-join = Join in at { $link }
