"""The kiosk's memory: one SQLite file, one writer thread, append-only events.

Guarantees: an event is ``Kept`` only after COMMIT returned under ``synchronous=FULL``; a damaged file is
set aside and the kiosk goes on with a new one, at the start and while running; without a usable file everything is
refused with the reason's code; nothing here waits on the network. Does not send anything (the sync process reads the
same file) and knows no screen.

    ready = prepare(data, sources.boot_id)
    writer = Writer(ready.path, Reserve(data / "reserve"))
    reader = Reader(ready.path)
    clock = BootClock(ready.boot, ready.boot_id, sources, SqliteAnchors(reader, writer))
    journal = SqliteJournal(writer, Stamp(clock.now, identity.device), post)
"""
