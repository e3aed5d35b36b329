### What reaches the browser.


status-connecting = Conectando
status-catching-up = Poniéndose al día
status-live = En directo
status-paused = En pausa: los votos esperan
status-offline = Sin conexión desde las { $time }
caught-up-nothing = Al día: no te has perdido nada
caught-up =
    { $count ->
        [one] Al día: { $shown } voto recuperado
       *[other] Al día: { $shown } votos recuperados
    }

votes =
    { $count ->
        [one] { $shown } voto
       *[other] { $shown } votos
    }
votes-everywhere =
    { $count ->
        [one] { $shown } voto en todos los eventos
       *[other] { $shown } votos en todos los eventos
    }
watching =
    { $count ->
        [one] { $shown } persona mirando
       *[other] { $shown } personas mirando
    }

by-artist = { $track } de { $artist }
voted-up = { $what } ha recibido un voto a favor
voted-down = { $what } ha recibido un voto en contra
voted-up-at = { $what } ha recibido un voto a favor en { $event }
voted-down-at = { $what } ha recibido un voto en contra en { $event }
no-votes = Todavía no hay votos. El primero aparecerá aquí.

vote-up = Votar a favor: { $what }
vote-down = Votar en contra: { $what }
score-meaning = a favor menos en contra
unlisted = no está en la lista

line-up = Lista de temas
line-up-empty = La lista de temas aún está vacía.
stream = Votos según llegan
just-voted = Recién votado

wall-join = Vota con tu móvil
wall-qr = Código QR que lleva a este evento
wall-winner = Gana
wall-first = Sé la primera persona en votar
wall-full-screen = Pantalla completa
embed-vote = Votar

firehose = Todos los votos en directo
no-events = Todavía no hay eventos. { $command } añade tres para probar.
right-now = Ahora mismo


refused-unknown-event = No contado: este evento no existe.
refused-unknown-track = No contado: este tema no está en la lista del evento.
refused-not-open = No contado: la votación aún no se ha abierto.
refused-closed = No contado: la votación está cerrada.
refused-busy = No contado: demasiados votos a la vez, inténtalo de nuevo en un momento.
refused-unavailable = No contado: ahora mismo no se pueden recibir votos, inténtalo de nuevo en un momento.
refused-no-voter = No contado: para votar hacen falta cookies y tu navegador no ha enviado ninguna.
refused-foreign-origin = No contado: solo se admiten votos desde las páginas de este sitio.
refused-ballot-reused = No contado: esta papeleta ya se usó para otro voto.
refused-played = No contado: este tema ya no admite votos, ya sonó.
refused-no-down-votes = No contado: en este evento no hay votos en contra.
refused-spent = No contado: has usado tus votos de esta hora. Retira uno o espera.

voting-opens = La votación se abre: { $time }
voting-closes = La votación se cierra: { $time }
voting-closed = La votación está cerrada
playing = Sonando ahora
played = Ya sonó
search = Buscar un tema
search-nothing = Ningún tema coincide.
you-voted-up = A favor: { $what }
you-voted-down = En contra: { $what }
you-withdrew = Retirado: { $what }
undo = Deshacer
leads = { $what } va en cabeza por { $lead }.
level = { $what } y { $other } van empatados.
once-a-press = Cada toque es un voto
votes-wait =
    { $count ->
        [one] Sin conexión: { $shown } voto espera
       *[other] Sin conexión: { $shown } votos esperan
    }
an-hour =
    { $count ->
        [one] { $shown } voto por hora y persona
       *[other] { $shown } votos por hora y persona
    }
