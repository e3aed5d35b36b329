### What only the server writes.

description = Vota los temas a favor o en contra y mira cada voto en el momento en que se emite.

join = Únete a un evento
join-unknown = Ningún evento tiene este código
join-code = Código
join-how = El código está en la pantalla del evento: seis letras. Da igual si van en mayúsculas, con espacios o con guiones.
join-go = Entrar
join-no-such = Nadie vota con { $code }. ¿Hay alguna letra mal?

offline = Estás sin conexión
offline-why = Esta página aún no se había abierto aquí. Llegará en cuanto haya red; los votos en espera se enviarán entonces.

title-firehose = Todos los votos
title-missing = No encontrado
title-away = Ahora no
missing = Aquí no suena nada
missing-why = Esa página o ese evento no existe. Puede que el enlace esté mal escrito o que el evento ya no esté.
see-events = Ver todos los eventos
away = Volvemos enseguida
away-why = Ahora mismo no se pueden leer los votos. No se ha perdido nada; vuelve a intentarlo en un momento.
try-again = Volver a intentarlo

recap-night = La noche en votos
recap-of = { $event }: la noche en votos
recap-so-far = Hasta ahora
recap-won = { $track } ganó con { $score }
recap-leads = { $track } va en cabeza con { $score }
recap-tied =
    { $count ->
        [one] { $shown } tema va primero con { $score }
       *[other] { $shown } temas comparten el primer puesto con { $score }
    }
recap-nobody = Ningún tema pasa de cero
recap-empty = Todavía no ha votado nadie
recap-empty-how = En cuanto llegue el primer voto, la noche se dibujará aquí.
recap-cast = Votos emitidos
recap-standing = Votos que cuentan
recap-voters = Votantes
recap-unknown =
    { $count ->
        [one] y { $shown } voto de alguien desconocido
       *[other] y { $shown } votos de desconocidos
    }
recap-lasted = Del primer voto al último
recap-seconds = { $seconds } s
recap-minutes = { $minutes } min
recap-hours = { $hours } h { $minutes } min
recap-days = { $days } d { $hours } h
recap-over-time = Los votos a lo largo de la noche
recap-busiest = El minuto más intenso empezó a las { $time }: { $votes }.
recap-busiest-mark = el pico
recap-astray =
    { $count ->
        [one] La hora de { $shown } voto queda demasiado lejos de las demás para dibujarlo. Cuenta igualmente.
       *[other] La hora de { $shown } votos queda demasiado lejos de las demás para dibujarlos. Cuentan igualmente.
    }
recap-race = La carrera
recap-race-what = Votos a favor menos votos en contra, según avanzaba la noche.
recap-ranking = La clasificación final
recap-ranking-now = La clasificación hasta ahora
recap-loved = El más querido
recap-loved-why = El { $share } % de sus { $voices } son a favor
recap-divisive = El más discutido
recap-divisive-why = { $up } a favor, { $down } en contra
recap-hidden =
    { $count ->
        [one] { $shown } tema oculto
       *[other] { $shown } temas ocultos
    }
recap-others =
    { $count ->
        [one] { $shown } tema más
       *[other] { $shown } temas más
    }
recap-numbers = Los números
recap-time = Hora
recap-track = Tema
recap-score = Puntos
recap-for = A favor
recap-against = En contra
recap-sum = En total
recap-take = Para llevar
recap-picture = Imagen para compartir
recap-csv = Todos los votos en CSV
recap-ndjson = Todos los votos en NDJSON
recap-json = Este resumen en JSON
recap-back = Volver al evento
recap-utc = Todas las horas son UTC. Datos del { $time }.
recap-join = Participa en { $link }
