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
crowded = アクセスが集中しています
crowded-why = お使いのネットワークから、たった今非常に多くのリクエストがありました。1分ほど待ってからもう一度お試しください。
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

new-event = 新しいイベント
new-how = 投票ページ、参加用のコード、そして運営するためのあなただけの秘密のリンクができます。
new-title = イベントの名前は？
new-make = イベントを作る

host-of = 主催: { $event }
host-sections = このページの内容
host-voting = 投票
host-suggestions = リクエスト
host-add = 曲を追加
host-guests = ゲスト向け
host-rules = 設定
host-hosts = 主催者

host-open = 投票を受け付けています。
host-open-until = { $time }まで投票を受け付けています。
host-opens-at = 投票は{ $time }に始まります。
host-closed = 投票は終了しています。
host-closed-since = 投票は{ $time }に終了しました。
host-open-now = 今すぐ開始
host-close-now = 今すぐ終了
host-schedule = 日時を決める
host-opens = 開始
host-opens-how = 空欄: すぐに始まります。
host-closes = 終了
host-closes-how = 空欄: 終了しません。
host-clock = あなたの時計
host-clock-how = 今いる場所の時刻を選んでください。ここの日時はすべてその時計に従います。
host-save = 保存

host-sums = 賛成{ $up }、反対{ $down }
host-playing = 再生中
host-played = 再生済み
host-hidden = 非表示
host-play = 再生する
host-done-playing = 再生済みにする
host-open-again = 受付に戻す
host-hide = 隠す
host-show = 表示する
host-remove = 外す
host-action = { $action }: { $track }

host-suggestions-none = 待っているものはありません。
host-suggestions-off = 今はゲストが曲をリクエストできません。設定で許可できます。
host-accept = 採用
host-decline = 見送る
host-decline-all = すべて見送る

host-one = 1曲ずつ
host-name = 曲名
host-artist = アーティスト
host-artist-how = 空欄でもかまいません。
host-add-one = 追加
host-search = ライブラリを検索
host-search-for = 曲名またはアーティスト
host-search-go = 検索
host-found-none = 「{ $text }」に近いものはライブラリにありません。
host-list = リスト
host-list-lines = 曲
host-list-how = 1行に1曲、アーティストを先に「David Bowie - Starman」と書くか、曲名だけを書きます。1行目に列名 name と artist があるCSVも使えます。1,000曲まで。
host-file = またはファイル
host-file-how = UTF-8のCSVかテキスト、256 KiBまで。
host-import = すべて追加

host-code = コード
host-join = ゲスト用リンク
host-qr = 投票ページへのQRコード
host-page-vote = 投票ページ
host-page-wall = 大画面用ウォール
host-page-recap = まとめ
host-embed = 自分のサイトに埋め込む

host-title = 名前
host-votes-limit = ゲスト1人が1時間に入れられる票
host-votes-limit-how = 空欄: 制限なし。
host-downs-limit = そのうち反対票
host-downs-limit-how = 空欄: 票と同じ数まで。0: 反対票なし。
host-shows-negative = 反対票を表示する
host-takes-suggestions = ゲストが曲をリクエストできる
host-free-repeats = 1曲1人1票ではなく、押すたびに1票と数える

host-own-link = あなたの秘密のリンク
host-own-link-how = このページを開くリンクです。大切に保管し、誰にも見せないでください。どこにも保存されないので、後から知ることはできません。
host-renew = 新しいリンクを作る
host-renew-how = 古いリンクはその時から使えなくなります。
host-cohosts = 共同主催者
host-cohosts-how = それぞれに専用のリンクがあり、いつでも取り消せます。主催者を選ぶこと以外は、あなたと同じことができます。
host-cohosts-others = ほかの主催者は、イベントを作った人が選びます。
host-cohost-name = 名前
host-cohost-add = 共同主催者を追加
host-cohost-since = { $time }から
host-cohost-revoke = リンクを取り消す
host-cohost-link = { $name }の秘密のリンク
host-cohost-link-how = 今コピーして送ってください。表示されるのは今回だけです。

done-made = イベントができました。下の「主催者」にある秘密のリンクを保管してください。ここに戻る唯一の方法です。
done-opened = 投票を始めました。
done-closed = 投票を終了しました。
done-scheduled = 日時を保存しました。
done-playing = 再生中です。
done-played = 再生済みです。
done-open = 票を受け付けています。
done-hidden = 主催者だけに見えています。
done-removed = 曲目リストから外しました。票は残るので、戻せば元どおりです。
done-added = 曲目リストに入りました。
done-imported = 追加: { $added }、すでにあった曲: { $known }。
done-accepted = 曲目リストに入りました。
done-declined = リクエストを見送りました。
done-declined-all = すべてのリクエストを見送りました。
done-saved = 設定を保存しました。
done-revoked = そのリンクはもう使えません。
done-renewed = 新しいリンクができました。古いリンクはもう使えません。

wrong = まだ直すところがあります。下をご覧ください。
wrong-empty = 空欄にはできません。
wrong-long = { $most }文字以内にしてください。
wrong-unshowable = 改行か、表示できない文字が含まれています。
wrong-time = 日時は 2026-11-27T20:00 のように書いてください。
wrong-order = 終了は開始より後にしてください。
wrong-number = { $least }から{ $most }までの整数にしてください。
wrong-list-empty = 曲がありません。
wrong-list-long = 長すぎます。1,000曲、256 KiBまでにしてください。
wrong-list-encoding = ファイルがUTF-8のテキストではありません。
wrong-line = { $number }行目: { $mistake }
wrong-line-nameless = 曲名がありません。
wrong-line-long = 名前が200文字を超えています。
wrong-line-unshowable = 改行か、表示できない文字があります。引用符が閉じていないのかもしれません。
wrong-gone = もうありません。
wrong-crowded = 共同主催者は1つのイベントに50人までです。
wrong-full = リストは5,000曲までです。

shut-link = このリンクでは何も開きません
shut-link-why = 文字が欠けているか、主催者が取り消したのかもしれません。新しいリンクを頼んでください。
shut-page = このページは主催者用です
shut-page-why = 秘密のリンクを開くと、ここに来られます。開いたのにこうなる場合は、取り消されたのかもしれません。
shut-foreign = 何も変わっていません
shut-foreign-why = フォームがほかのサイトのページから送られました。ここのフォームを使ってください。

suggested = ありがとうございます
suggested-kept = リクエストは主催者に届きました。採用されると曲目リストに表示されます。
suggested-back = 投票に戻る
unsuggested = リクエストできませんでした
unsuggested-unreadable = 曲名は1文字以上、曲名とアーティストはそれぞれ200文字以内にしてください。
unsuggested-off = このイベントでは今リクエストを受け付けていません。
unsuggested-closed = 投票は終了しています。
unsuggested-enough = あなたのリクエストがすでに3件待っています。主催者が確認するまでお待ちください。
unsuggested-full = すでにたくさんのリクエストが待っています。主催者が確認するまでお待ちください。
unsuggested-nobody = リクエストにはCookieと、このサイトのページが必要です。そこからもう一度お試しください。

skip = 本文へ移動
languages = 言語
home-question = 次は何を流しますか？
home-invitation = イベントを選んで、曲に賛成か反対の票を入れましょう。どの票もすぐに全員の画面に表示されます。
have-code = コードをお持ちですか？
enter = 参加
create-event = イベントを作る
suggest = 曲をリクエスト
suggest-name = 曲名
suggest-artist = アーティスト(任意)
suggest-send = 送信
invite = ほかの人を招待
invite-how = 読み取るか、ここでコードを入力：
wall = 大画面表示
recap = 今夜のまとめ
reload = 再読み込みすると新しい票が表示されます
