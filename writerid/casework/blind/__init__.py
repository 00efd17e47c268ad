"""The blind second opinion: a package without names and results, and what becomes of it.

- First examiner: ``planning.plan_blind`` → ``packing.make_package``, two files: the package goes
  to the second examiner, the sealed file stays until the opinion is there.
- Second examiner: ``opening.open_package`` makes a case, and a small database of the known writing;
  ``opinion.return_opinion`` writes the opinion once a view is recorded.
- Either: ``joining.join``; then ``sides.second_opinions_of`` has both side by side.
"""
