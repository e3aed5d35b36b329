### What only the server writes.

description = 曲に賛成や反対の票を入れて、すべての票をリアルタイムで見られます。

join = イベントに参加
join-unknown = このコードのイベントはありません
join-code = コード
join-how = コードは会場の画面に出ている6文字です。大文字と小文字、空白、ハイフンは区別しません。
join-go = 参加する
join-no-such = { $code } で投票しているイベントはありません。文字を確かめてください。

offline = オフラインです
offline-why = このページはまだここで開かれていません。ネットワークにつながると表示され、待っている票もそのとき送られます。
