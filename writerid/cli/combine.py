"""``writerid combine``."""

from argparse import Namespace

from writerid.cli.console import say, say_json
from writerid.errors import ModelError
from writerid.training.records import read_record, write_record


def run(options: Namespace) -> int:
    """Write the networks of several models as one; its encoder is fitted afterwards."""
    from writerid.training.export import combine_networks  # noqa: PLC0415 - torch, seconds

    if options.out.resolve() in {model.resolve() for model in options.models}:
        raise ModelError(f"{options.out} is one of the models: give --out another folder")
    combine_networks(options.models, options.out)
    records = [read_record(model / "training.json") for model in options.models]
    write_record(options.out / "training.json", {"networks": records})
    if options.json:
        say_json({"model": str(options.out), "networks": [str(model) for model in options.models]})
    else:
        say(
            f"network: {options.out}; now fit its encoder: writerid fit-encoder "
            f"--labels labels.csv --model {options.out}"
        )
    return 0
