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

title-firehose = 全投票
title-missing = 見つかりません
title-away = ただいま利用できません
missing = ここでは何も流れていません
missing-why = このページまたはイベントはありません。リンクが間違っているか、イベントがなくなった可能性があります。
see-events = すべてのイベントを見る
away = まもなく戻ります
away-why = ただいま票を読み込めません。何も失われていません。少し待ってからもう一度お試しください。
try-again = もう一度試す
