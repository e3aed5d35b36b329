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
crowded = طلبات كثيرة دفعة واحدة
crowded-why = وصلت من شبكتك طلبات كثيرة جدًا للتو. حاول مرة أخرى بعد دقيقة.
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

new-event = فعالية جديدة
new-how = ستحصل على صفحة للتصويت، ورمز للانضمام، ورابط سري تديرها به.
new-title = ما اسمها؟
new-make = إنشاء الفعالية

host-of = إدارة: { $event }
host-sections = في هذه الصفحة
host-voting = التصويت
host-suggestions = الاقتراحات
host-add = إضافة أغانٍ
host-guests = لضيوفك
host-rules = الإعدادات
host-hosts = المضيفون

host-open = التصويت مفتوح.
host-open-until = التصويت مفتوح حتى { $time }.
host-opens-at = يُفتح التصويت في { $time }.
host-closed = التصويت مغلق.
host-closed-since = التصويت مغلق منذ { $time }.
host-open-now = افتح الآن
host-close-now = أغلق الآن
host-schedule = تحديد المواعيد
host-opens = يُفتح
host-opens-how = فارغ: يُفتح فورًا.
host-closes = يُغلق
host-closes-how = فارغ: يبقى مفتوحًا.
host-clock = ساعتك
host-clock-how = اختر الوقت الحالي حيث أنت. كل المواعيد هنا بحسب تلك الساعة.
host-save = حفظ

host-sums = { $up } مؤيد، { $down } معارض
host-playing = تُعزف الآن
host-played = عُزفت
host-hidden = مخفية
host-play = شغّل
host-done-playing = علّمها كمعزوفة
host-open-again = افتحها من جديد
host-hide = إخفاء
host-show = إظهار
host-remove = إزالة
host-action = { $action }: { $track }

host-suggestions-none = لا شيء في الانتظار.
host-suggestions-off = لا يمكن للضيوف اقتراح أغانٍ حاليًا. يمكنك السماح بذلك في الإعدادات.
host-accept = قبول
host-decline = رفض
host-decline-all = رفض الكل

host-one = أغنية واحدة
host-name = العنوان
host-artist = الفنان
host-artist-how = يمكن أن يبقى فارغًا.
host-add-one = إضافة
host-search = البحث في المكتبة
host-search-for = العنوان أو الفنان
host-search-go = بحث
host-found-none = لا يوجد في المكتبة ما يشبه «{ $text }».
host-list = قائمة
host-list-lines = الأغاني
host-list-how = أغنية في كل سطر، الفنان أولًا: «David Bowie - Starman»؛ أو العنوان فقط. أو ملف CSV يسمّي سطره الأول العمودين name و artist. حتى 1,000 أغنية.
host-file = أو ملف
host-file-how = ‏CSV أو نص بترميز UTF-8، حتى 256 كيبيبايت.
host-import = إضافتها كلها

host-code = الرمز
host-join = رابط الضيوف
host-qr = رمز QR يقود إلى التصويت
host-page-vote = صفحة التصويت
host-page-wall = الجدار، لشاشة كبيرة
host-page-recap = الملخص
host-embed = لموقعك الخاص

host-title = العنوان
host-votes-limit = أصوات الضيف الواحد خلال ساعة
host-votes-limit-how = فارغ: بلا حد.
host-downs-limit = منها الأصوات المعارضة
host-downs-limit-how = فارغ: بعدد الأصوات. 0: لا أحد يصوّت ضد أغنية.
host-shows-negative = إظهار الأصوات المعارضة
host-takes-suggestions = يمكن للضيوف اقتراح أغانٍ
host-free-repeats = كل ضغطة تُحسب، بدل صوت واحد لكل ضيف وأغنية

host-own-link = رابطك السري
host-own-link-how = يفتح هذه الصفحة. احتفظ به ولا تُره لأحد: فهو غير محفوظ في أي مكان، ولن يستطيع أحد أن يخبرك به مجددًا.
host-renew = إنشاء رابط جديد
host-renew-how = لن يفتح الرابط القديم شيئًا بعد ذلك.
host-cohosts = المضيفون المشاركون
host-cohosts-how = لكل منهم رابط خاص يمكنك سحبه. يستطيعون كل ما تستطيعه، إلا اختيار المضيفين.
host-cohosts-others = من أنشأ الفعالية هو من يختار الآخرين.
host-cohost-name = الاسم
host-cohost-add = إضافة مضيف مشارك
host-cohost-since = منذ { $time }
host-cohost-revoke = سحب الرابط
host-cohost-link = الرابط السري الخاص بـ { $name }
host-cohost-link-how = انسخه الآن وأرسله: لن يظهر إلا هذه المرة.

done-made = الفعالية جاهزة. احتفظ برابطك السري، أدناه تحت «المضيفون»: فهو طريق العودة الوحيد.
done-opened = التصويت مفتوح الآن.
done-closed = التصويت مغلق الآن.
done-scheduled = حُفظت المواعيد.
done-playing = تُعزف الآن.
done-played = عُزفت.
done-open = تقبل الأصوات.
done-hidden = لا يراها الآن إلا المضيفون.
done-removed = خرجت من قائمة الأغاني. تبقى أصواتها إن عادت.
done-added = أصبحت في قائمة الأغاني.
done-imported = أُضيفت: { $added }. كانت في القائمة: { $known }.
done-accepted = أصبحت في قائمة الأغاني.
done-declined = رُفض الاقتراح.
done-declined-all = رُفضت كل الاقتراحات.
done-saved = حُفظت الإعدادات.
done-revoked = لم يعد ذلك الرابط يفتح شيئًا.
done-renewed = لديك رابط جديد. لم يعد القديم يفتح شيئًا.

wrong = ثمة شيء غير صحيح بعد: انظر أدناه.
wrong-empty = لا يمكن أن يبقى هذا فارغًا.
wrong-long = ‏{ $most } حرف على الأكثر من فضلك.
wrong-unshowable = فيه فاصل أسطر أو حرف لا يمكن عرضه.
wrong-time = التاريخ والوقت من فضلك: 2026-11-27T20:00.
wrong-order = يجب أن يُغلق بعد أن يُفتح.
wrong-number = عدد صحيح من { $least } إلى { $most } من فضلك.
wrong-list-empty = لا توجد فيها أي أغنية.
wrong-list-long = هذا طويل جدًا: حتى 1,000 أغنية و256 كيبيبايت من فضلك.
wrong-list-encoding = الملف ليس نصًا بترميز UTF-8.
wrong-line = السطر { $number }: { $mistake }
wrong-line-nameless = الأغنية بلا اسم.
wrong-line-long = اسم أطول من 200 حرف.
wrong-line-unshowable = فيه فاصل أسطر أو حرف لا يمكن عرضه. ربما بقيت علامة اقتباس مفتوحة.
wrong-gone = لم يعد موجودًا.
wrong-crowded = للفعالية 50 مضيفًا مشاركًا على الأكثر.
wrong-full = للقائمة 5,000 أغنية على الأكثر.

shut-link = هذا الرابط لا يفتح شيئًا
shut-link-why = ربما ينقصه حرف، أو سحبه المضيف. اطلب رابطًا جديدًا.
shut-page = هذه الصفحة للمضيفين
shut-page-why = افتح رابطك السري: فهو يقود إلى هنا. إن فعلت ذلك فربما سُحب.
shut-foreign = لم يتغير شيء
shut-foreign-why = جاء النموذج من صفحة موقع آخر. استخدم الذي هنا من فضلك.

suggested = شكرًا لك
suggested-kept = يرى المضيفون اقتراحك الآن. إن قبلوه ظهر في قائمة الأغاني.
suggested-back = العودة إلى التصويت
unsuggested = لم يُرسل الاقتراح
unsuggested-unreadable = العنوان والفنان 200 حرف على الأكثر لكل منهما، وللعنوان حرف واحد على الأقل.
unsuggested-off = لا تقبل هذه الفعالية اقتراحات حاليًا.
unsuggested-closed = التصويت مغلق.
unsuggested-enough = لديك ثلاثة اقتراحات تنتظر. دع المضيفين يقرؤونها أولًا.
unsuggested-full = تنتظر اقتراحات كثيرة جدًا، وعلى المضيفين قراءتها أولًا.
unsuggested-nobody = يحتاج الاقتراح إلى ملفات تعريف الارتباط وإلى صفحة هذا الموقع. حاول مجددًا من هناك من فضلك.

skip = الانتقال إلى المحتوى
languages = اللغة
home-question = ماذا نسمع بعد ذلك؟
home-invitation = اختر فعالية وصوّت لأغانيها أو ضدها. يظهر كل صوت فورًا أمام الجميع.
have-code = لديك رمز؟
enter = انضم
create-event = إنشاء فعالية
suggest = اقترح أغنية
suggest-name = العنوان
suggest-artist = الفنان (اختياري)
suggest-send = أرسل
invite = ادعُ آخرين
invite-how = امسح الرمز أو أدخله هنا:
wall = شاشة العرض
recap = الليلة بالصور
reload = أعد تحميل الصفحة لرؤية الأصوات الجديدة
