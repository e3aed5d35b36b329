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
