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
crowded = Too many at once
crowded-why = Very many requests came from your network just now. Please try again in a minute.
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

new-event = New event
new-how = It gets a page to vote on, a code to join by, and a secret link for you to run it.
new-title = What is it called?
new-make = Create the event

host-of = Host: { $event }
host-sections = On this page
host-voting = Voting
host-suggestions = Suggestions
host-add = Add tracks
host-guests = For your guests
host-rules = Settings
host-hosts = Hosts

host-open = Voting is open.
host-open-until = Voting is open until { $time }.
host-opens-at = Voting opens at { $time }.
host-closed = Voting is closed.
host-closed-since = Voting has been closed since { $time }.
host-open-now = Open now
host-close-now = Close now
host-schedule = Schedule
host-opens = Opens
host-opens-how = Empty: it is open at once.
host-closes = Closes
host-closes-how = Empty: it stays open.
host-clock = Your clock
host-clock-how = Choose the time that it is where you are. All times here are told by that clock.
host-save = Save

host-sums = { $up } for, { $down } against
host-playing = Playing
host-played = Played
host-hidden = Hidden
host-play = Play
host-done-playing = Mark as played
host-open-again = Open again
host-hide = Hide
host-show = Show
host-remove = Remove
host-action = { $action }: { $track }

host-suggestions-none = Nothing waits.
host-suggestions-off = Guests can’t suggest tracks at the moment. The settings let them.
host-accept = Take in
host-decline = Turn down
host-decline-all = Turn all down

host-one = One track
host-name = Title
host-artist = Artist
host-artist-how = May stay empty.
host-add-one = Add
host-search = Search the library
host-search-for = Title or artist
host-search-go = Search
host-found-none = The library has nothing like “{ $text }”.
host-list = A list
host-list-lines = Tracks
host-list-how = One track a line, first the artist: “David Bowie - Starman”; or only the title. Or CSV whose first line names the columns name and artist. Up to 1,000 tracks.
host-file = Or a file
host-file-how = CSV or text in UTF-8, up to 256 KiB.
host-import = Add them all

host-code = Code
host-join = Link for guests
host-qr = QR code that leads to voting
host-page-vote = Voting page
host-page-wall = Wall, for a big screen
host-page-recap = Recap
host-embed = For your own website

host-title = Title
host-votes-limit = Votes of a guest within an hour
host-votes-limit-how = Empty: as many as they like.
host-downs-limit = Of these, votes down
host-downs-limit-how = Empty: as many as votes. 0: nobody votes down.
host-shows-negative = Show votes down
host-takes-suggestions = Guests may suggest tracks
host-free-repeats = Every press counts, instead of one voice for each guest and track

host-own-link = Your secret link
host-own-link-how = It opens this page. Keep it and show it to nobody: it is stored nowhere, so nobody can tell it to you again.
host-renew = Make a new link
host-renew-how = The old one opens nothing from then on.
host-cohosts = Co-hosts
host-cohosts-how = Each gets a link of their own, which you can take back. They may do all that you may, except choose hosts.
host-cohosts-others = The host who made the event chooses the others.
host-cohost-name = Name
host-cohost-add = Add a co-host
host-cohost-since = since { $time }
host-cohost-revoke = Take the link back
host-cohost-link = Secret link of { $name }
host-cohost-link-how = Copy it now and send it: it is shown this once.

done-made = The event is there. Keep your secret link, below under “Hosts”: it is the only way back.
done-opened = Voting is open now.
done-closed = Voting is closed now.
done-scheduled = The times are saved.
done-playing = It plays.
done-played = It has been played.
done-open = It takes votes.
done-hidden = Only hosts see it now.
done-removed = It is out of the line-up. Its votes stay, should it come back.
done-added = It is in the line-up.
done-imported = Added: { $added }. In the line-up already: { $known }.
done-accepted = It is in the line-up.
done-declined = It is turned down.
done-declined-all = All suggestions are turned down.
done-saved = The settings are saved.
done-revoked = That link opens nothing any more.
done-renewed = You have a new link. The old one opens nothing any more.

wrong = Something is not right yet: see below.
wrong-empty = This can’t stay empty.
wrong-long = At most { $most } characters, please.
wrong-unshowable = There is a line break or a character in it that can’t be shown.
wrong-time = Date and time, please: 2026-11-27T20:00.
wrong-order = It must close later than it opens.
wrong-number = A whole number from { $least } to { $most }, please.
wrong-list-empty = There is no track in it.
wrong-list-long = That is too long: up to 1,000 tracks and 256 KiB, please.
wrong-list-encoding = The file is not text in UTF-8.
wrong-line = Line { $number }: { $mistake }
wrong-line-nameless = the track has no name.
wrong-line-long = a name has more than 200 characters.
wrong-line-unshowable = there is a line break or a character that can’t be shown. A quote may have been left open.
wrong-gone = It is not there any more.
wrong-crowded = An event has 50 co-hosts at most.
wrong-full = A line-up has 5,000 tracks at most.

shut-link = This link opens nothing
shut-link-why = A letter may be missing, or the host has taken it back. Ask for a new one.
shut-page = This page is for hosts
shut-page-why = Open your secret link: it leads here. If you did, the host may have taken it back.
shut-foreign = Nothing has changed
shut-foreign-why = The form came from a page of another site. Please use the one here.

suggested = Thank you
suggested-kept = The hosts see your suggestion now. If they take it in, it appears in the line-up.
suggested-back = Back to voting
unsuggested = Not suggested
unsuggested-unreadable = A title and an artist have at most 200 characters each, and the title at least one.
unsuggested-off = This event takes no suggestions at the moment.
unsuggested-closed = Voting is closed.
unsuggested-enough = Three of your suggestions wait already. Let the hosts read them first.
unsuggested-full = So many suggestions wait already that the hosts have to read those first.
unsuggested-nobody = Suggesting needs cookies and this site’s own page. Please try again from there.

skip = Skip to content
languages = Language
home-question = What should play next?
home-invitation = Pick an event and vote its tracks up or down. Every vote appears at once, for everyone.
have-code = Have a code?
enter = Join
create-event = Create an event
suggest = Suggest a track
suggest-name = Title
suggest-artist = Artist (optional)
suggest-send = Suggest
invite = Invite others
invite-how = Scan this, or enter the code here:
wall = Wall display
recap = The night in pictures
reload = Reload to see new votes
