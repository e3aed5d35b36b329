### What only the server writes.

description = 曲に賛成や反対の票を入れて、すべての票をリアルタイムで見られます。
