"""A case as one file: written, verified without being imported, and taken in elsewhere.

- ``leaving``: whose known writing goes along.
- ``export.export_case``; ``checking.check_case_file``; ``taking_in.import_case``.
- ``new_folder``: a folder that is there whole, or not at all.
"""
