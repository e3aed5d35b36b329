### What reaches the browser.


status-connecting = Verbinde …
status-catching-up = Hole auf …
status-live = Live
status-paused = Pausiert: Stimmen warten
status-offline = Offline seit { $time }
caught-up-nothing = Wieder da, nichts verpasst
caught-up =
    { $count ->
        [one] Wieder da, { $shown } Stimme nachgeholt
       *[other] Wieder da, { $shown } Stimmen nachgeholt
    }

votes =
    { $count ->
        [one] { $shown } Stimme
       *[other] { $shown } Stimmen
    }
votes-everywhere =
    { $count ->
        [one] { $shown } Stimme bei allen Events
       *[other] { $shown } Stimmen bei allen Events
    }
watching =
    { $count ->
        [one] { $shown } schaut zu
       *[other] { $shown } schauen zu
    }

by-artist = { $track } von { $artist }
voted-up = { $what } wurde hochgestimmt
voted-down = { $what } wurde runtergestimmt
voted-up-at = { $what } wurde bei { $event } hochgestimmt
voted-down-at = { $what } wurde bei { $event } runtergestimmt
no-votes = Noch keine Stimmen. Die erste erscheint hier.

vote-up = Dafür stimmen: { $what }
vote-down = Dagegen stimmen: { $what }
score-meaning = dafür minus dagegen
unlisted = nicht im Line-up

line-up = Line-up
line-up-empty = Das Line-up ist noch leer.
stream = Stimmen, wie sie kommen
just-voted = Gerade abgestimmt

wall-join = Stimm mit dem Handy ab
wall-qr = QR-Code, der zu diesem Event führt
wall-winner = Gewonnen hat
wall-first = Gib die erste Stimme ab
wall-full-screen = Vollbild
embed-vote = Abstimmen

firehose = Alle Stimmen live
no-events = Es gibt noch keine Events. { $command } legt drei zum Ausprobieren an.
right-now = Gerade jetzt


refused-unknown-event = Nicht gezählt: Dieses Event gibt es nicht.
refused-unknown-track = Nicht gezählt: Dieser Track ist nicht im Line-up des Events.
refused-not-open = Nicht gezählt: Die Abstimmung hat noch nicht begonnen.
refused-closed = Nicht gezählt: Die Abstimmung ist beendet.
refused-busy = Nicht gezählt: zu viele Stimmen auf einmal, versuch es gleich noch einmal.
refused-unavailable = Nicht gezählt: Gerade können keine Stimmen angenommen werden, versuch es gleich noch einmal.
refused-no-voter = Nicht gezählt: Zum Abstimmen braucht es Cookies, und dein Browser hat keine geschickt.
refused-foreign-origin = Nicht gezählt: Stimmen werden nur von den Seiten dieser Website angenommen.
refused-ballot-reused = Nicht gezählt: Dieser Stimmzettel wurde schon für eine andere Stimme benutzt.
refused-played = Nicht gezählt: Für diesen Track wird nicht mehr abgestimmt, er lief schon.
refused-no-down-votes = Nicht gezählt: Bei diesem Event gibt es keine Gegenstimmen.
refused-spent = Nicht gezählt: Deine Stimmen für diese Stunde sind aufgebraucht. Nimm eine zurück oder warte.

voting-opens = Die Abstimmung beginnt: { $time }
voting-closes = Die Abstimmung endet: { $time }
voting-closed = Die Abstimmung ist beendet
playing = Läuft gerade
played = Schon gelaufen
search = Track suchen
search-nothing = Kein Track passt.
you-voted-up = Dafür gestimmt: { $what }
you-voted-down = Dagegen gestimmt: { $what }
you-withdrew = Zurückgenommen: { $what }
undo = Rückgängig
leads = { $what } führt mit { $lead } Vorsprung.
level = { $what } und { $other } liegen gleichauf.
once-a-press = Jeder Druck ist eine Stimme
votes-wait =
    { $count ->
        [one] Offline: { $shown } Stimme wartet
       *[other] Offline: { $shown } Stimmen warten
    }
an-hour =
    { $count ->
        [one] { $shown } Stimme pro Stunde und Gast
       *[other] { $shown } Stimmen pro Stunde und Gast
    }
