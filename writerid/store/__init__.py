"""The local database of known writers: its folder, enrolment, writers, ranking, transfer."""
