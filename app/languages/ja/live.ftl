### What reaches the browser.


status-connecting = 接続中です
status-catching-up = 最新の状態に更新中です
status-live = ライブ
status-paused = 一時停止中：投票は保留されています
status-offline = { $time }からオフラインです
caught-up-nothing = 最新です。見逃した票はありません
caught-up =
    { $count ->
       *[other] 最新です。{ $shown }票を取り込みました
    }

votes =
    { $count ->
       *[other] { $shown } 票
    }
votes-everywhere =
    { $count ->
       *[other] 全イベントで { $shown } 票
    }
watching =
    { $count ->
       *[other] { $shown } 人が視聴中
    }

by-artist = { $track }（{ $artist }）
voted-up = { $what }に賛成票が入りました
voted-down = { $what }に反対票が入りました
voted-up-at = { $event }で{ $what }に賛成票が入りました
voted-down-at = { $event }で{ $what }に反対票が入りました
no-votes = まだ票がありません。最初の票がここに表示されます。

vote-up = 賛成票を入れる：{ $what }
vote-down = 反対票を入れる：{ $what }
score-meaning = 賛成から反対を引いた数
unlisted = 曲目リストにありません

line-up = 曲目リスト
line-up-empty = 曲目リストはまだ空です。
stream = 届いた順の票
just-voted = たった今の投票

wall-join = スマホで投票
wall-qr = このイベントを開くQRコード
wall-winner = 優勝曲
wall-first = 最初の一票を入れましょう
wall-full-screen = 全画面表示
embed-vote = 投票する

firehose = 全投票ライブ
no-events = まだイベントがありません。{ $command }でお試し用に3つ追加できます。
right-now = ただいま


refused-unknown-event = 集計されませんでした：このイベントは存在しません。
refused-unknown-track = 集計されませんでした：この曲はイベントの曲目リストにありません。
refused-not-open = 集計されませんでした：投票はまだ始まっていません。
refused-closed = 集計されませんでした：投票は締め切られました。
refused-busy = 集計されませんでした：投票が集中しています。少し待ってからもう一度お試しください。
refused-unavailable = 集計されませんでした：ただいま投票を受け付けられません。少し待ってからもう一度お試しください。
refused-no-voter = 集計されませんでした：投票にはCookieが必要ですが、このブラウザーから送られていません。
refused-foreign-origin = 集計されませんでした：投票はこのサイトのページからのみ受け付けます。
refused-ballot-reused = 集計されませんでした：この投票用紙はすでに別の投票に使われています。
refused-played = 集計されませんでした：この曲はすでに再生されたため、投票を締め切りました。
refused-no-down-votes = 集計されませんでした：このイベントでは反対票は使えません。
refused-spent = 集計されませんでした：この1時間の票を使い切りました。1票取り消すか、少しお待ちください。

voting-opens = 投票開始：{ $time }
voting-closes = 投票締切：{ $time }
voting-closed = 投票は締め切られました
playing = 再生中
played = 再生済み
search = 曲を探す
search-nothing = 一致する曲がありません。
you-voted-up = 賛成票：{ $what }
you-voted-down = 反対票：{ $what }
you-withdrew = 取り消し：{ $what }
undo = 元に戻す
leads = { $what }が{ $lead }票差でリードしています。
level = { $what }と{ $other }が同点です。
once-a-press = 押すたびに1票
votes-wait =
    { $count ->
       *[other] オフライン：{ $shown } 票が送信待ち
    }
an-hour =
    { $count ->
       *[other] 1人1時間に { $shown } 票
    }
