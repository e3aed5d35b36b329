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
