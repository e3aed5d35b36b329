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
