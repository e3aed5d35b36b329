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
