"""The scribe: one process beside the web processes that understands and writes their webhook deliveries.

Python runs one thread at a time, so a web process that speaks HTTP and decides orders does half of each. The
web processes verify a request and hand it over; the scribe decides and commits all that wait, on another
core. A web process that cannot reach it does the work itself: the scribe is quicker, never needed.
"""
