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
crowded = Zu viele auf einmal
crowded-why = Aus deinem Netz kamen gerade sehr viele Anfragen. Bitte versuch es in einer Minute noch einmal.
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

new-event = Neues Event
new-how = Es bekommt eine Seite zum Abstimmen, einen Code zum Mitmachen und für dich einen geheimen Link, um es zu leiten.
new-title = Wie heißt es?
new-make = Event anlegen

host-of = Leitung: { $event }
host-sections = Auf dieser Seite
host-voting = Abstimmung
host-suggestions = Vorschläge
host-add = Tracks hinzufügen
host-guests = Für deine Gäste
host-rules = Einstellungen
host-hosts = Hosts

host-open = Die Abstimmung läuft.
host-open-until = Die Abstimmung läuft bis { $time }.
host-opens-at = Die Abstimmung beginnt: { $time }.
host-closed = Die Abstimmung ist geschlossen.
host-closed-since = Die Abstimmung ist seit { $time } geschlossen.
host-open-now = Jetzt öffnen
host-close-now = Jetzt schließen
host-schedule = Zeiten festlegen
host-opens = Öffnet
host-opens-how = Leer: sofort offen.
host-closes = Schließt
host-closes-how = Leer: bleibt offen.
host-clock = Deine Uhr
host-clock-how = Wähl die Uhrzeit, die es bei dir gerade ist. Alle Zeiten hier richten sich danach.
host-save = Speichern

host-sums = { $up } dafür, { $down } dagegen
host-playing = Läuft
host-played = Gespielt
host-hidden = Verborgen
host-play = Spielen
host-done-playing = Als gespielt markieren
host-open-again = Wieder öffnen
host-hide = Verbergen
host-show = Zeigen
host-remove = Entfernen
host-action = { $action }: { $track }

host-suggestions-none = Es wartet nichts.
host-suggestions-off = Gäste können gerade keine Tracks vorschlagen. In den Einstellungen lässt sich das erlauben.
host-accept = Aufnehmen
host-decline = Ablehnen
host-decline-all = Alle ablehnen

host-one = Ein Track
host-name = Titel
host-artist = Interpret
host-artist-how = Darf leer bleiben.
host-add-one = Hinzufügen
host-search = In der Bibliothek suchen
host-search-for = Titel oder Interpret
host-search-go = Suchen
host-found-none = Nichts wie „{ $text }“ ist in der Bibliothek.
host-list = Eine Liste
host-list-lines = Tracks
host-list-how = Ein Track je Zeile, zuerst der Interpret: „David Bowie - Starman“; oder nur der Titel. Oder CSV, dessen erste Zeile die Spalten name und artist nennt. Bis zu 1.000 Tracks.
host-file = Oder eine Datei
host-file-how = CSV oder Text in UTF-8, bis zu 256 KiB.
host-import = Alle hinzufügen

host-code = Code
host-join = Link für Gäste
host-qr = QR-Code, der zur Abstimmung führt
host-page-vote = Seite zum Abstimmen
host-page-wall = Leinwand für einen großen Bildschirm
host-page-recap = Rückblick
host-embed = Für deine eigene Website

host-title = Titel
host-votes-limit = Stimmen eines Gasts innerhalb einer Stunde
host-votes-limit-how = Leer: so viele sie mögen.
host-downs-limit = Davon Stimmen dagegen
host-downs-limit-how = Leer: so viele wie Stimmen. 0: niemand stimmt dagegen.
host-shows-negative = Gegenstimmen zeigen
host-takes-suggestions = Gäste dürfen Tracks vorschlagen
host-free-repeats = Jeder Druck zählt, statt einer Stimme je Gast und Track

host-own-link = Dein geheimer Link
host-own-link-how = Er öffnet diese Seite. Bewahr ihn auf und zeig ihn niemandem: Er ist nirgends gespeichert, also kann ihn dir niemand noch einmal sagen.
host-renew = Neuen Link machen
host-renew-how = Der alte öffnet von da an nichts mehr.
host-cohosts = Co-Hosts
host-cohosts-how = Alle bekommen einen eigenen Link, den du zurücknehmen kannst. Sie dürfen alles, was du darfst, nur keine Hosts bestimmen.
host-cohosts-others = Wer das Event angelegt hat, bestimmt die anderen.
host-cohost-name = Name
host-cohost-add = Co-Host hinzufügen
host-cohost-since = seit { $time }
host-cohost-revoke = Link zurücknehmen
host-cohost-link = Geheimer Link für { $name }
host-cohost-link-how = Kopier ihn jetzt und schick ihn weiter: Er wird nur dieses eine Mal gezeigt.

done-made = Das Event ist da. Bewahr deinen geheimen Link auf, unten bei „Hosts“: Nur er führt hierher zurück.
done-opened = Die Abstimmung läuft jetzt.
done-closed = Die Abstimmung ist jetzt geschlossen.
done-scheduled = Die Zeiten sind gespeichert.
done-playing = Er läuft.
done-played = Er wurde gespielt.
done-open = Er nimmt Stimmen an.
done-hidden = Nur noch Hosts sehen ihn.
done-removed = Er ist nicht mehr im Line-up. Seine Stimmen bleiben, falls er wiederkommt.
done-added = Er ist im Line-up.
done-imported = Hinzugefügt: { $added }. Schon im Line-up: { $known }.
done-accepted = Er ist im Line-up.
done-declined = Der Vorschlag ist abgelehnt.
done-declined-all = Alle Vorschläge sind abgelehnt.
done-saved = Die Einstellungen sind gespeichert.
done-revoked = Dieser Link öffnet nichts mehr.
done-renewed = Du hast einen neuen Link. Der alte öffnet nichts mehr.

wrong = Etwas stimmt noch nicht: siehe unten.
wrong-empty = Das darf nicht leer bleiben.
wrong-long = Bitte höchstens { $most } Zeichen.
wrong-unshowable = Darin ist ein Zeilenumbruch oder ein Zeichen, das sich nicht zeigen lässt.
wrong-time = Bitte Datum und Uhrzeit: 2026-11-27T20:00.
wrong-order = Es muss später schließen, als es öffnet.
wrong-number = Bitte eine ganze Zahl von { $least } bis { $most }.
wrong-list-empty = Darin ist kein Track.
wrong-list-long = Das ist zu lang: bitte bis zu 1.000 Tracks und 256 KiB.
wrong-list-encoding = Die Datei ist kein Text in UTF-8.
wrong-line = Zeile { $number }: { $mistake }
wrong-line-nameless = der Track hat keinen Namen.
wrong-line-long = ein Name hat mehr als 200 Zeichen.
wrong-line-unshowable = darin ist ein Zeilenumbruch oder ein Zeichen, das sich nicht zeigen lässt. Vielleicht ist ein Anführungszeichen offen.
wrong-gone = Das ist nicht mehr da.
wrong-crowded = Ein Event hat höchstens 50 Co-Hosts.
wrong-full = Ein Line-up hat höchstens 5.000 Tracks.

shut-link = Dieser Link öffnet nichts
shut-link-why = Vielleicht fehlt ein Buchstabe, oder der Host hat ihn zurückgenommen. Bitte um einen neuen.
shut-page = Diese Seite ist für Hosts
shut-page-why = Öffne deinen geheimen Link: Er führt hierher. Wenn du das getan hast, wurde er vielleicht zurückgenommen.
shut-foreign = Nichts hat sich geändert
shut-foreign-why = Das Formular kam von der Seite einer anderen Website. Bitte nimm das hier.

suggested = Danke
suggested-kept = Die Hosts sehen jetzt deinen Vorschlag. Nehmen sie ihn auf, erscheint er im Line-up.
suggested-back = Zurück zur Abstimmung
unsuggested = Nicht vorgeschlagen
unsuggested-unreadable = Titel und Interpret haben je höchstens 200 Zeichen, der Titel mindestens eines.
unsuggested-off = Dieses Event nimmt gerade keine Vorschläge an.
unsuggested-closed = Die Abstimmung ist geschlossen.
unsuggested-enough = Drei deiner Vorschläge warten schon. Lass die Hosts erst die lesen.
unsuggested-full = Es warten schon so viele Vorschläge, dass die Hosts erst die lesen müssen.
unsuggested-nobody = Vorschläge brauchen Cookies und die Seite hier. Bitte versuch es von dort noch einmal.

skip = Zum Inhalt springen
languages = Sprache
home-question = Was soll als Nächstes laufen?
home-invitation = Such dir ein Event aus und stimm für oder gegen seine Tracks. Jede Stimme erscheint sofort, bei allen.
have-code = Hast du einen Code?
enter = Los
create-event = Event anlegen
suggest = Track vorschlagen
suggest-name = Titel
suggest-artist = Interpret (optional)
suggest-send = Vorschlagen
invite = Andere einladen
invite-how = Scannen, oder hier den Code eingeben:
wall = Großbildschirm
recap = Der Abend in Bildern
reload = Neu laden, um neue Stimmen zu sehen
