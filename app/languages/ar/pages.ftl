### What only the server writes.

description = صوّت للأغاني أو ضدها، وشاهد كل صوت لحظة الإدلاء به.

join = انضم إلى فعالية
join-unknown = لا توجد فعالية بهذا الرمز
join-code = الرمز
join-how = الرمز ظاهر على شاشة الفعالية: ستة حروف لاتينية. لا فرق بين الحروف الكبيرة والصغيرة، ولا تهم المسافات والشرطات.
join-go = انضمام
join-no-such = لا أحد يصوّت برمز { $code }. هل هناك حرف خاطئ؟

offline = أنت غير متصل
offline-why = لم تُفتح هذه الصفحة هنا من قبل. ستظهر حالما تتوفر الشبكة، وتُرسل عندها الأصوات المنتظرة.

title-firehose = كل الأصوات
title-missing = غير موجود
title-away = ليس الآن
missing = لا شيء يُعزف هنا
missing-why = لا توجد صفحة أو فعالية كهذه. ربما كُتب الرابط خطأً، أو لم تعد الفعالية موجودة.
see-events = عرض كل الفعاليات
away = سنعود بعد لحظات
away-why = تتعذر قراءة الأصوات الآن. لم يضِع شيء؛ حاول مرة أخرى بعد قليل.
try-again = حاول مرة أخرى

recap-night = الليلة بالأصوات
recap-of = { $event }: الليلة بالأصوات
recap-so-far = حتى الآن
recap-won = فازت { $track } برصيد { $score }
recap-leads = تتصدر { $track } برصيد { $score }
recap-tied =
    { $count ->
        [zero] لا أغنية في المركز الأول برصيد { $score }
        [one] أغنية واحدة في المركز الأول برصيد { $score }
        [two] أغنيتان تتقاسمان المركز الأول برصيد { $score }
        [few] { $shown } أغانٍ تتقاسم المركز الأول برصيد { $score }
        [many] { $shown } أغنية تتقاسم المركز الأول برصيد { $score }
       *[other] { $shown } أغنية تتقاسم المركز الأول برصيد { $score }
    }
recap-nobody = لا أغنية فوق الصفر
recap-empty = لم يصوّت أحد بعد
recap-empty-how = ما إن يصل أول صوت حتى تُرسم الليلة هنا.
recap-cast = الأصوات المدلى بها
recap-standing = الأصوات المحتسبة
recap-voters = المصوّتون
recap-unknown =
    { $count ->
        [zero] ولا أصوات من مجهولين
        [one] وصوت واحد من مجهول
        [two] وصوتان من مجهولين
        [few] و{ $shown } أصوات من مجهولين
        [many] و{ $shown } صوتًا من مجهولين
       *[other] و{ $shown } صوت من مجهولين
    }
recap-lasted = من أول صوت إلى آخر صوت
recap-seconds = { $seconds } ث
recap-minutes = { $minutes } د
recap-hours = { $hours } س { $minutes } د
recap-days = { $days } ي { $hours } س
recap-over-time = الأصوات عبر الوقت
recap-busiest = بدأت أكثر الدقائق ازدحامًا في { $time }: { $votes }.
recap-busiest-mark = الذروة
recap-astray =
    { $count ->
        [zero] لا أصوات خارج الرسم.
        [one] صوت واحد وقته أبعد من أن يُرسم مع البقية، لكنه محتسب.
        [two] صوتان وقتهما أبعد من أن يُرسما مع البقية، لكنهما محتسبان.
        [few] { $shown } أصوات وقتها أبعد من أن تُرسم مع البقية، لكنها محتسبة.
        [many] { $shown } صوتًا وقتها أبعد من أن تُرسم مع البقية، لكنها محتسبة.
       *[other] { $shown } صوت وقتها أبعد من أن تُرسم مع البقية، لكنها محتسبة.
    }
recap-race = السباق
recap-race-what = الأصوات المؤيدة ناقص المعارضة مع مرور الليلة.
recap-ranking = الترتيب النهائي
recap-ranking-now = الترتيب حتى الآن
recap-loved = الأكثر حبًا
recap-loved-why = { $share }٪ مؤيدون، من { $voices }
recap-divisive = الأكثر إثارة للخلاف
recap-divisive-why = { $up } مع، { $down } ضد
recap-hidden =
    { $count ->
        [zero] لا أغانٍ مخفية
        [one] أغنية مخفية واحدة
        [two] أغنيتان مخفيتان
        [few] { $shown } أغانٍ مخفية
        [many] { $shown } أغنية مخفية
       *[other] { $shown } أغنية مخفية
    }
recap-others =
    { $count ->
        [zero] لا أغانٍ أخرى
        [one] أغنية أخرى واحدة
        [two] أغنيتان أخريان
        [few] { $shown } أغانٍ أخرى
        [many] { $shown } أغنية أخرى
       *[other] { $shown } أغنية أخرى
    }
recap-numbers = الأرقام
recap-time = الوقت
recap-track = الأغنية
recap-score = الرصيد
recap-for = مع
recap-against = ضد
recap-sum = المجموع
recap-take = خذها معك
recap-picture = صورة للمشاركة
recap-csv = كل الأصوات بصيغة CSV
recap-ndjson = كل الأصوات بصيغة NDJSON
recap-json = هذا الملخص بصيغة JSON
recap-back = العودة إلى الفعالية
recap-utc = جميع الأوقات بالتوقيت العالمي UTC. قُرئت في { $time }.
recap-join = شارك عبر { $link }
