### What only the server writes.

description = Vota los temas a favor o en contra y mira cada voto en el momento en que se emite.
