### What only the server writes.

description = صوّت للأغاني أو ضدها، وشاهد كل صوت لحظة الإدلاء به.
