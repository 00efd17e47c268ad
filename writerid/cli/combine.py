"""``writerid combine``."""

from argparse import Namespace

from writerid.cli.console import say, say_json


def run(options: Namespace) -> int:
    """Write the networks of several models as one; its encoder is fitted afterwards."""
    from writerid.training.export import combine_networks  # noqa: PLC0415 - torch, seconds

    combine_networks(options.models, options.out)
    if options.json:
        say_json({"model": str(options.out), "networks": [str(model) for model in options.models]})
    else:
        say(
            f"network: {options.out}; now fit its encoder: writerid fit-encoder "
            f"--labels labels.csv --model {options.out}"
        )
    return 0
