"""Cases: questioned documents, what was compared with what, and what the examiner says.

Long work takes a snapshot and no open file; what it finds is stored in one short transaction:

- ``case``: ``Case.create``, ``Case.open``; ``recent``: the list of recent cases;
  ``demonstration``: the case to try things on.
- ``importing.import_files`` → ``item_changes.add_items``; ``items`` lists them, ``item_changes``
  does everything else to them; ``pages.measure_amounts`` → ``pages.store_amounts``.
- ``comparing.identify`` or ``compare`` → ``comparisons.store_comparison``, then
  ``comparisons.open_comparison``; ``known_pages`` reads the pixels of both sides.
- ``evidence.request_evidence`` → ``find_evidence`` → ``store_evidence``, then ``read_evidence``; or
  ``evidence.evidence``, which is all of them.
- ``marks``, ``notes``, ``hidden_names``, ``likelihoods``: what is said of a comparison later.
- ``chain`` and ``notes.history``: every change; ``integrity.check_case``: is all of it whole?
"""
