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

recap-night = 投票でふり返る夜
recap-of = { $event }：投票でふり返る夜
recap-so-far = 途中経過
recap-won = { $track } が { $score } 点で優勝
recap-leads = { $track } が { $score } 点で首位
recap-tied =
    { $count ->
       *[other] { $shown }曲が { $score } 点で同率首位
    }
recap-nobody = プラスの曲はありません
recap-empty = まだ投票がありません
recap-empty-how = 最初の1票が入ると、ここに夜のグラフが描かれます。
recap-cast = 投じられた票
recap-standing = 有効な票
recap-voters = 投票した人
recap-unknown =
    { $count ->
       *[other] ほかに投票者不明の票が{ $shown }票
    }
recap-lasted = 最初の票から最後の票まで
recap-seconds = { $seconds }秒
recap-minutes = { $minutes }分
recap-hours = { $hours }時間{ $minutes }分
recap-days = { $days }日{ $hours }時間
recap-over-time = 票の推移
recap-busiest = いちばん盛り上がった1分間は { $time } から、{ $votes }。
recap-busiest-mark = ピーク
recap-astray =
    { $count ->
       *[other] { $shown }票は時刻がほかから離れすぎているため描かれていません。集計には含まれます。
    }
recap-race = 順位争い
recap-race-what = 賛成票から反対票を引いた数の移り変わり。
recap-ranking = 最終順位
recap-ranking-now = ここまでの順位
recap-loved = いちばん愛された曲
recap-loved-why = 賛成 { $share }%（{ $voices }中）
recap-divisive = いちばん意見が割れた曲
recap-divisive-why = 賛成 { $up }、反対 { $down }
recap-hidden =
    { $count ->
       *[other] 非表示の{ $shown }曲
    }
recap-others =
    { $count ->
       *[other] ほか{ $shown }曲
    }
recap-numbers = 数値で見る
recap-time = 時刻
recap-track = 曲
recap-score = 得点
recap-for = 賛成
recap-against = 反対
recap-sum = 合計
recap-take = 持ち帰る
recap-picture = 共有用の画像
recap-csv = 全投票（CSV）
recap-ndjson = 全投票（NDJSON）
recap-json = このまとめ（JSON）
recap-back = イベントへ戻る
recap-utc = 時刻はすべてUTCです。{ $time } 時点。
recap-join = { $link } で参加できます
