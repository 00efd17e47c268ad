"""The local database of known writers.

What a window or a command calls, each with a Task for progress and cancel:

- ``database.Database.create`` / ``open``: one connection, for one thread;
- ``sources.list_sources`` → ``plan.plan_enrolment`` (the preview) → ``enrolment.enrol``;
- ``writers`` and ``rearranging``: find, describe, rename, archive, merge, split, delete;
- ``identification.open_known`` → ``rank_against`` → ``explain_stored``;
- ``reencoding.reencode`` after a change of the model;
- ``transfer.export_writers``, ``importing.import_writers``;
- ``integrity.check_integrity``, ``overview.look_over``.
"""
