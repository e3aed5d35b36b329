### What only the server writes.

description = Stimm für oder gegen Tracks und sieh jede Stimme in dem Moment, in dem sie abgegeben wird.

join = Bei einem Event mitmachen
join-unknown = Diesen Code hat kein Event
join-code = Code
join-how = Der Code steht auf der Leinwand: sechs Buchstaben. Groß oder klein, Leerzeichen und Striche sind egal.
join-go = Mitmachen
join-no-such = Unter { $code } stimmt niemand ab. Ist ein Buchstabe falsch?

offline = Du bist offline
offline-why = Diese Seite wurde hier noch nie geöffnet. Sie kommt, sobald es wieder Netz gibt; wartende Stimmen werden dann gesendet.

title-firehose = Alle Stimmen
title-missing = Nicht gefunden
title-away = Gerade nicht
missing = Hier läuft nichts
missing-why = Diese Seite oder dieses Event gibt es nicht. Vielleicht ist der Link vertippt, oder das Event ist schon weg.
see-events = Alle Events ansehen
away = Gleich wieder da
away-why = Die Stimmen lassen sich gerade nicht lesen. Nichts ist verloren; versuch es gleich noch einmal.
try-again = Noch einmal versuchen

recap-night = Der Abend in Stimmen
recap-of = { $event }: der Abend in Stimmen
recap-so-far = Bis jetzt
recap-won = { $track } gewinnt mit { $score }
recap-leads = { $track } führt mit { $score }
recap-tied =
    { $count ->
        [one] { $shown } Track liegt vorn mit { $score }
       *[other] { $shown } Tracks teilen sich den ersten Platz mit { $score }
    }
recap-nobody = Kein Track liegt über null
recap-empty = Noch hat niemand abgestimmt
recap-empty-how = Sobald die erste Stimme da ist, wird der Abend hier gezeichnet.
recap-cast = Abgegebene Stimmen
recap-standing = Stimmen, die gelten
recap-voters = Abstimmende
recap-unknown =
    { $count ->
        [one] und { $shown } Stimme von jemand Unbekanntem
       *[other] und { $shown } Stimmen von Unbekannten
    }
recap-lasted = Von der ersten bis zur letzten Stimme
recap-seconds = { $seconds } s
recap-minutes = { $minutes } min
recap-hours = { $hours } h { $minutes } min
recap-days = { $days } T { $hours } h
recap-over-time = Stimmen im Lauf des Abends
recap-busiest = Am meisten los war ab { $time }: { $votes } in einer Minute.
recap-busiest-mark = am meisten
recap-astray =
    { $count ->
        [one] Die Zeit von { $shown } Stimme liegt zu weit weg von allen anderen, um sie zu zeichnen. Sie zählt.
       *[other] Die Zeit von { $shown } Stimmen liegt zu weit weg von allen anderen, um sie zu zeichnen. Sie zählen.
    }
recap-race = Das Rennen
recap-race-what = Stimmen dafür minus Stimmen dagegen, im Lauf des Abends.
recap-ranking = Die Endwertung
recap-ranking-now = Der Stand bis jetzt
recap-loved = Am meisten geliebt
recap-loved-why = { $share } % von { $voices } sind dafür
recap-divisive = Am meisten umstritten
recap-divisive-why = { $up } dafür, { $down } dagegen
recap-hidden =
    { $count ->
        [one] { $shown } ausgeblendeter Track
       *[other] { $shown } ausgeblendete Tracks
    }
recap-others =
    { $count ->
        [one] { $shown } weiterer Track
       *[other] { $shown } weitere Tracks
    }
recap-numbers = Die Zahlen
recap-time = Zeit
recap-track = Track
recap-score = Punkte
recap-for = Dafür
recap-against = Dagegen
recap-sum = Zusammen
recap-take = Zum Mitnehmen
recap-picture = Bild zum Teilen
recap-csv = Alle Stimmen als CSV
recap-ndjson = Alle Stimmen als NDJSON
recap-json = Dieser Rückblick als JSON
recap-back = Zurück zum Event
recap-utc = Alle Zeiten in UTC. Gelesen am { $time }.
recap-join = Mach mit auf { $link }
