### What only the server writes.

description = Stimm für oder gegen Tracks und sieh jede Stimme in dem Moment, in dem sie abgegeben wird.
