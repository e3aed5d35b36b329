### What only the server writes.

description = Vote tracks up and down, and watch every vote as it is cast.
