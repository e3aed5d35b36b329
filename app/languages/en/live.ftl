### What reaches the browser.


status-connecting = Connecting
status-catching-up = Catching up
status-live = Live
status-paused = Paused: votes wait
status-offline = Offline since { $time }
caught-up-nothing = Caught up, nothing missed
caught-up =
    { $count ->
        [one] Caught up, { $shown } vote
       *[other] Caught up, { $shown } votes
    }

votes =
    { $count ->
        [one] { $shown } vote
       *[other] { $shown } votes
    }
votes-everywhere =
    { $count ->
        [one] { $shown } vote at all events
       *[other] { $shown } votes at all events
    }
watching =
    { $count ->
        [one] { $shown } watching
       *[other] { $shown } watching
    }

by-artist = { $track } by { $artist }
voted-up = { $what } was voted up
voted-down = { $what } was voted down
voted-up-at = { $what } was voted up at { $event }
voted-down-at = { $what } was voted down at { $event }
no-votes = No votes yet. The first one appears here.

vote-up = Vote up: { $what }
vote-down = Vote down: { $what }
score-meaning = up minus down
unlisted = not in the line-up

line-up = Line-up
line-up-empty = The line-up is still empty.
stream = Votes as they come
just-voted = Just voted

wall-join = Vote with your phone
wall-qr = QR code that leads to this event
wall-winner = The winner
wall-first = Be the first to vote
wall-full-screen = Full screen
embed-vote = Vote

firehose = The firehose
no-events = There are no events yet. { $command } adds three to try it out.
right-now = Right now


refused-unknown-event = Not counted: this event does not exist.
refused-unknown-track = Not counted: this track is not in the event’s line-up.
refused-not-open = Not counted: voting has not opened yet.
refused-closed = Not counted: voting is closed.
refused-busy = Not counted: too many votes at once, try again in a moment.
refused-unavailable = Not counted: votes can’t be taken right now, try again in a moment.
refused-no-voter = Not counted: voting needs cookies, and this browser sent none.
refused-foreign-origin = Not counted: votes are only taken from this site’s own pages.
refused-ballot-reused = Not counted: this ballot was already used for another vote.
refused-played = Not counted: this track takes no more votes, it was played.
refused-no-down-votes = Not counted: votes down are off at this event.
refused-spent = Not counted: your votes of this hour are used up. Take one back, or wait.

voting-opens = Voting opens: { $time }
voting-closes = Voting closes: { $time }
voting-closed = Voting is closed
playing = Now playing
played = Played
search = Find a track
search-nothing = No track matches.
you-voted-up = Voted up: { $what }
you-voted-down = Voted down: { $what }
you-withdrew = Withdrawn: { $what }
undo = Undo
leads = { $what } leads by { $lead }.
level = { $what } and { $other } are level.
once-a-press = Each press is a vote
votes-wait =
    { $count ->
        [one] Offline: { $shown } vote waits
       *[other] Offline: { $shown } votes wait
    }
an-hour =
    { $count ->
        [one] { $shown } vote an hour each
       *[other] { $shown } votes an hour each
    }
