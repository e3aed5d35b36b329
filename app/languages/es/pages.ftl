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
crowded = Demasiado a la vez
crowded-why = Acaban de llegar muchísimas peticiones desde tu red. Vuelve a intentarlo dentro de un minuto.
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

new-event = Nuevo evento
new-how = Tendrá una página para votar, un código para entrar y un enlace secreto para que tú lo dirijas.
new-title = ¿Cómo se llama?
new-make = Crear el evento

host-of = Anfitrión: { $event }
host-sections = En esta página
host-voting = Votación
host-suggestions = Sugerencias
host-add = Añadir temas
host-guests = Para tus invitados
host-rules = Ajustes
host-hosts = Anfitriones

host-open = La votación está abierta.
host-open-until = La votación está abierta hasta el { $time }.
host-opens-at = La votación se abre el { $time }.
host-closed = La votación está cerrada.
host-closed-since = La votación está cerrada desde el { $time }.
host-open-now = Abrir ahora
host-close-now = Cerrar ahora
host-schedule = Programar
host-opens = Se abre
host-opens-how = Vacío: se abre enseguida.
host-closes = Se cierra
host-closes-how = Vacío: queda abierta.
host-clock = Tu reloj
host-clock-how = Elige la hora que es donde estás. Todas las horas de aquí siguen ese reloj.
host-save = Guardar

host-sums = { $up } a favor, { $down } en contra
host-playing = Sonando
host-played = Ya sonó
host-hidden = Oculto
host-play = Reproducir
host-done-playing = Marcar como ya sonado
host-open-again = Abrir de nuevo
host-hide = Ocultar
host-show = Mostrar
host-remove = Quitar
host-action = { $action }: { $track }

host-suggestions-none = No hay nada en espera.
host-suggestions-off = Ahora los invitados no pueden sugerir temas. Se permite en los ajustes.
host-accept = Aceptar
host-decline = Rechazar
host-decline-all = Rechazar todas

host-one = Un tema
host-name = Título
host-artist = Artista
host-artist-how = Puede quedar vacío.
host-add-one = Añadir
host-search = Buscar en la biblioteca
host-search-for = Título o artista
host-search-go = Buscar
host-found-none = En la biblioteca no hay nada como «{ $text }».
host-list = Una lista
host-list-lines = Temas
host-list-how = Un tema por línea, primero el artista: «David Bowie - Starman»; o solo el título. O un CSV cuya primera línea nombre las columnas name y artist. Hasta 1000 temas.
host-file = O un archivo
host-file-how = CSV o texto en UTF-8, hasta 256 KiB.
host-import = Añadirlos todos

host-code = Código
host-join = Enlace para invitados
host-qr = Código QR que lleva a la votación
host-page-vote = Página de votación
host-page-wall = Mural, para una pantalla grande
host-page-recap = Resumen
host-embed = Para tu propio sitio web

host-title = Título
host-votes-limit = Votos de un invitado en una hora
host-votes-limit-how = Vacío: todos los que quieran.
host-downs-limit = De ellos, votos en contra
host-downs-limit-how = Vacío: tantos como votos. 0: nadie vota en contra.
host-shows-negative = Mostrar los votos en contra
host-takes-suggestions = Los invitados pueden sugerir temas
host-free-repeats = Cada pulsación cuenta, en lugar de un voto por invitado y tema

host-own-link = Tu enlace secreto
host-own-link-how = Abre esta página. Guárdalo y no se lo enseñes a nadie: no se almacena en ningún sitio, así que nadie podrá decírtelo otra vez.
host-renew = Crear un enlace nuevo
host-renew-how = A partir de entonces el antiguo no abre nada.
host-cohosts = Coanfitriones
host-cohosts-how = Cada uno recibe su propio enlace, que puedes retirar. Pueden hacer todo lo que tú, salvo elegir anfitriones.
host-cohosts-others = Quien creó el evento elige a los demás.
host-cohost-name = Nombre
host-cohost-add = Añadir coanfitrión
host-cohost-since = desde el { $time }
host-cohost-revoke = Retirar el enlace
host-cohost-link = Enlace secreto de { $name }
host-cohost-link-how = Cópialo ahora y envíalo: se muestra solo esta vez.

done-made = El evento está listo. Guarda tu enlace secreto, abajo en «Anfitriones»: es la única forma de volver.
done-opened = La votación ya está abierta.
done-closed = La votación ya está cerrada.
done-scheduled = Las horas están guardadas.
done-playing = Está sonando.
done-played = Ya sonó.
done-open = Admite votos.
done-hidden = Ahora solo lo ven los anfitriones.
done-removed = Ya no está en la lista. Sus votos se conservan por si vuelve.
done-added = Está en la lista.
done-imported = Añadidos: { $added }. Ya estaban en la lista: { $known }.
done-accepted = Está en la lista.
done-declined = Sugerencia rechazada.
done-declined-all = Todas las sugerencias están rechazadas.
done-saved = Los ajustes están guardados.
done-revoked = Ese enlace ya no abre nada.
done-renewed = Tienes un enlace nuevo. El antiguo ya no abre nada.

wrong = Algo no está bien todavía: mira abajo.
wrong-empty = Esto no puede quedar vacío.
wrong-long = Como máximo { $most } caracteres, por favor.
wrong-unshowable = Contiene un salto de línea o un carácter que no se puede mostrar.
wrong-time = Fecha y hora, por favor: 2026-11-27T20:00.
wrong-order = Debe cerrarse después de abrirse.
wrong-number = Un número entero de { $least } a { $most }, por favor.
wrong-list-empty = No contiene ningún tema.
wrong-list-long = Es demasiado: hasta 1000 temas y 256 KiB, por favor.
wrong-list-encoding = El archivo no es texto en UTF-8.
wrong-line = Línea { $number }: { $mistake }
wrong-line-nameless = el tema no tiene nombre.
wrong-line-long = un nombre tiene más de 200 caracteres.
wrong-line-unshowable = hay un salto de línea o un carácter que no se puede mostrar. Quizá haya quedado una comilla abierta.
wrong-gone = Ya no está.
wrong-crowded = Un evento tiene como máximo 50 coanfitriones.
wrong-full = Una lista tiene como máximo 5000 temas.

shut-link = Este enlace no abre nada
shut-link-why = Quizá falte una letra, o el anfitrión lo ha retirado. Pide uno nuevo.
shut-page = Esta página es para anfitriones
shut-page-why = Abre tu enlace secreto: lleva hasta aquí. Si ya lo hiciste, puede que lo hayan retirado.
shut-foreign = No ha cambiado nada
shut-foreign-why = El formulario venía de una página de otro sitio. Usa el de aquí, por favor.

suggested = Gracias
suggested-kept = Los anfitriones ya ven tu sugerencia. Si la aceptan, aparecerá en la lista.
suggested-back = Volver a la votación
unsuggested = No se ha sugerido
unsuggested-unreadable = El título y el artista tienen como máximo 200 caracteres cada uno, y el título al menos uno.
unsuggested-off = Este evento no admite sugerencias en este momento.
unsuggested-closed = La votación está cerrada.
unsuggested-enough = Ya esperan tres sugerencias tuyas. Deja que los anfitriones las lean primero.
unsuggested-full = Ya esperan tantas sugerencias que los anfitriones tienen que leerlas primero.
unsuggested-nobody = Para sugerir hacen falta las cookies y la página de este sitio. Inténtalo de nuevo desde allí.

skip = Saltar al contenido
languages = Idioma
home-question = ¿Qué debería sonar ahora?
home-invitation = Elige un evento y vota sus temas a favor o en contra. Cada voto aparece al instante, para todo el mundo.
have-code = ¿Tienes un código?
enter = Entrar
create-event = Crear un evento
suggest = Proponer un tema
suggest-name = Título
suggest-artist = Artista (opcional)
suggest-send = Proponer
invite = Invitar a otros
invite-how = Escanea esto o escribe el código aquí:
wall = Pantalla grande
recap = La noche en imágenes
reload = Recarga para ver los votos nuevos
