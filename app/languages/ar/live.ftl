### What reaches the browser.


status-connecting = جارٍ الاتصال
status-catching-up = جارٍ جلب ما فاتك
status-live = مباشر
status-paused = متوقف مؤقتًا: الأصوات في الانتظار
status-offline = غير متصل منذ { $time }
caught-up-nothing = عدت في الوقت المناسب، لم يفتك شيء
caught-up =
    { $count ->
        [zero] اكتمل التحديث، دون أصوات جديدة
        [one] اكتمل التحديث، صوت واحد جديد
        [two] اكتمل التحديث، صوتان جديدان
        [few] اكتمل التحديث، { $shown } أصوات جديدة
        [many] اكتمل التحديث، { $shown } صوتًا جديدًا
       *[other] اكتمل التحديث، { $shown } صوت جديد
    }

votes =
    { $count ->
        [zero] لا أصوات
        [one] صوت واحد
        [two] صوتان
        [few] { $shown } أصوات
        [many] { $shown } صوتًا
       *[other] { $shown } صوت
    }
votes-everywhere =
    { $count ->
        [zero] لا أصوات في كل الفعاليات
        [one] صوت واحد في كل الفعاليات
        [two] صوتان في كل الفعاليات
        [few] { $shown } أصوات في كل الفعاليات
        [many] { $shown } صوتًا في كل الفعاليات
       *[other] { $shown } صوت في كل الفعاليات
    }
watching =
    { $count ->
        [zero] لا أحد يشاهد
        [one] شخص واحد يشاهد
        [two] شخصان يشاهدان
        [few] { $shown } أشخاص يشاهدون
        [many] { $shown } شخصًا يشاهدون
       *[other] { $shown } شخص يشاهدون
    }

by-artist = { $track } لـ { $artist }
voted-up = صوت مؤيد لأغنية { $what }
voted-down = صوت معارض لأغنية { $what }
voted-up-at = صوت مؤيد لأغنية { $what } في { $event }
voted-down-at = صوت معارض لأغنية { $what } في { $event }
no-votes = لا أصوات بعد. سيظهر أول صوت هنا.

vote-up = التصويت لصالح: { $what }
vote-down = التصويت ضد: { $what }
score-meaning = المؤيدون ناقص المعارضين
unlisted = ليست في قائمة الأغاني

line-up = قائمة الأغاني
line-up-empty = قائمة الأغاني ما زالت فارغة.
stream = الأصوات لحظة وصولها
just-voted = آخر الأصوات

wall-join = صوّت بهاتفك
wall-qr = رمز QR يقود إلى هذه الفعالية
wall-winner = الأغنية الفائزة
wall-first = كن أول من يصوّت
wall-full-screen = ملء الشاشة
embed-vote = صوّت

firehose = كل الأصوات مباشرةً
no-events = لا فعاليات بعد. يضيف { $command } ثلاثًا للتجربة.
right-now = الآن


refused-unknown-event = لم يُحتسب: هذه الفعالية غير موجودة.
refused-unknown-track = لم يُحتسب: هذه الأغنية ليست في قائمة الفعالية.
refused-not-open = لم يُحتسب: لم يبدأ التصويت بعد.
refused-closed = لم يُحتسب: أُغلق التصويت.
refused-busy = لم يُحتسب: أصوات كثيرة في وقت واحد، حاول مرة أخرى بعد لحظات.
refused-unavailable = لم يُحتسب: يتعذر قبول الأصوات الآن، حاول مرة أخرى بعد لحظات.
refused-no-voter = لم يُحتسب: يحتاج التصويت إلى ملفات تعريف الارتباط، ولم يرسل متصفحك أيًّا منها.
refused-foreign-origin = لم يُحتسب: لا تُقبل الأصوات إلا من صفحات هذا الموقع.
refused-ballot-reused = لم يُحتسب: استُخدمت ورقة الاقتراع هذه لصوت آخر.
refused-played = لم يُحتسب: لم تعد هذه الأغنية تقبل الأصوات، فقد عُزفت.
refused-no-down-votes = لم يُحتسب: الأصوات المعارضة متوقفة في هذه الفعالية.
refused-spent = لم يُحتسب: استنفدت أصواتك لهذه الساعة. اسحب صوتًا أو انتظر.

voting-opens = يبدأ التصويت: { $time }
voting-closes = ينتهي التصويت: { $time }
voting-closed = أُغلق التصويت
playing = تُعزف الآن
played = عُزفت
search = ابحث عن أغنية
search-nothing = لا توجد أغنية مطابقة.
you-voted-up = صوّتَّ لصالح: { $what }
you-voted-down = صوّتَّ ضد: { $what }
you-withdrew = سُحب الصوت: { $what }
undo = تراجع
leads = { $what } في الصدارة بفارق { $lead }.
level = { $what } و{ $other } متعادلتان.
once-a-press = كل ضغطة صوت
votes-wait =
    { $count ->
        [zero] غير متصل: لا أصوات تنتظر
        [one] غير متصل: صوت واحد ينتظر
        [two] غير متصل: صوتان ينتظران
        [few] غير متصل: { $shown } أصوات تنتظر
        [many] غير متصل: { $shown } صوتًا ينتظر
       *[other] غير متصل: { $shown } صوت ينتظر
    }
an-hour =
    { $count ->
        [zero] لا أصوات في الساعة
        [one] صوت واحد في الساعة لكل شخص
        [two] صوتان في الساعة لكل شخص
        [few] { $shown } أصوات في الساعة لكل شخص
        [many] { $shown } صوتًا في الساعة لكل شخص
       *[other] { $shown } صوت في الساعة لكل شخص
    }
