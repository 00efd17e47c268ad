"""The commands and their options."""

import argparse
from argparse import ArgumentParser, Namespace, RawDescriptionHelpFormatter
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from writerid import __version__

Command = Callable[[Namespace], int]

MODULES = {
    "identify": "writerid.cli.identify",
    "compare": "writerid.cli.compare",
    "demo": "writerid.cli.demo",
    "prepare": "writerid.cli.prepare",
    "info": "writerid.cli.info",
    "benchmark": "writerid.cli.benchmark",
    "train": "writerid.cli.train",
    "fit-encoder": "writerid.cli.fit_encoder",
    "evaluate": "writerid.cli.evaluate",
    "scores": "writerid.cli.scores",
}


def command_of(name: str) -> Command:
    """The function ``run(options) -> exit code`` of a command, its module imported now."""
    run: Command = import_module(MODULES[name]).run
    return run


def build_parser() -> ArgumentParser:
    """All commands. Light: used by ``--help``."""
    parser = ArgumentParser(
        prog="writerid",
        description="Writer identification for forensic document examiners.",
    )
    parser.add_argument("--version", action="version", version=f"writerid {__version__}")
    parser.add_argument("--verbose", action="store_true", help="tell more, on standard error")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _identify(commands)
    _compare(commands)
    _demo(commands)
    _prepare(commands)
    _info(commands)
    _benchmark(commands)
    _train(commands)
    _fit_encoder(commands)
    _evaluate(commands)
    _scores(commands)
    return parser


def _add(
    commands: "argparse._SubParsersAction[ArgumentParser]", name: str, what: str, example: str
) -> ArgumentParser:
    return commands.add_parser(
        name,
        help=what,
        description=what[0].upper() + what[1:] + ".",
        epilog=f"example:\n  {example}",
        formatter_class=RawDescriptionHelpFormatter,
    )


def _identify(commands: "argparse._SubParsersAction[ArgumentParser]") -> None:
    parser = _add(
        commands,
        "identify",
        "rank the writers of known writing for each questioned document",
        "writerid identify letter.tif --known exemplars/ --evidence evidence/",
    )
    parser.add_argument("questioned", nargs="+", type=Path, help="scans: images, TIFF, PDF")
    parser.add_argument(
        "--known",
        required=True,
        type=Path,
        help="a folder with one folder a writer, or labels.csv (path, writer, document)",
    )
    parser.add_argument("--top", type=_positive, default=10, metavar="N", help="candidates shown")
    parser.add_argument(
        "--evidence", type=Path, metavar="DIR", help="draw the evidence of the best candidates here"
    )
    parser.add_argument(
        "--evidence-top", type=_positive, default=2, metavar="N", help="for how many candidates"
    )
    _json(parser)
    _reading(parser)
    _model(parser)


def _compare(commands: "argparse._SubParsersAction[ArgumentParser]") -> None:
    parser = _add(
        commands,
        "compare",
        "compare two documents with each other",
        "writerid compare questioned.png known.png --evidence evidence/",
    )
    parser.add_argument("questioned", type=Path)
    parser.add_argument("known", type=Path)
    parser.add_argument("--evidence", type=Path, metavar="DIR", help="draw the evidence here")
    _json(parser)
    _reading(parser)
    _model(parser)


def _demo(commands: "argparse._SubParsersAction[ArgumentParser]") -> None:
    parser = _add(
        commands,
        "demo",
        "run the demonstration case (synthetic handwriting)",
        "writerid demo --out demo-results",
    )
    parser.add_argument("--out", type=Path, default=Path("demo-results"), metavar="DIR")
    _model(parser)


def _prepare(commands: "argparse._SubParsersAction[ArgumentParser]") -> None:
    parser = _add(
        commands,
        "prepare",
        "draw what of each page is taken as writing, beside the original",
        "writerid prepare scan.jpg --pictures prepared/",
    )
    parser.add_argument("scans", nargs="+", type=Path)
    parser.add_argument("--pictures", required=True, type=Path, metavar="DIR")
    _reading(parser)


def _info(commands: "argparse._SubParsersAction[ArgumentParser]") -> None:
    parser = _add(
        commands, "info", "show versions, the device and the model", "writerid info --json"
    )
    _json(parser)
    _model(parser)


def _benchmark(commands: "argparse._SubParsersAction[ArgumentParser]") -> None:
    parser = _add(
        commands,
        "benchmark",
        "time each stage of the method on this machine",
        "writerid benchmark page.jpg --dpi 300",
    )
    parser.add_argument("pages", nargs="*", type=Path, help="default: a demonstration page")
    parser.add_argument("--runs", type=_positive, default=5, metavar="N")
    _json(parser)
    _reading(parser)
    _model(parser)


def _train(commands: "argparse._SubParsersAction[ArgumentParser]") -> None:
    parser = _add(
        commands,
        "train",
        "train the Siamese network and fit the encoder",
        "writerid train --labels labels.csv --out my-model --budget 60",
    )
    _labels(parser)
    parser.add_argument("--out", required=True, type=Path, metavar="MODEL", help="model folder")
    length = parser.add_mutually_exclusive_group()
    length.add_argument("--budget", type=_positive_float, metavar="MINUTES", help="training time")
    length.add_argument("--steps", type=_positive, metavar="N", help="steps, for a repeatable run")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--device", choices=["auto", "cpu", "cuda"], default="auto")
    parser.add_argument("--writers-a-batch", type=_positive, metavar="N")
    parser.add_argument("--patches-a-writer", type=_positive, metavar="N")
    parser.add_argument(
        "--patch-loss",
        choices=["supcon", "pairs", "none"],
        help="supervised contrastive, contrastive pairs, or none",
    )
    parser.add_argument("--set-weight", type=_not_negative, metavar="W", help="set-level loss")
    parser.add_argument("--class-weight", type=_not_negative, metavar="W", help="classification")
    parser.add_argument(
        "--cross-segment-only",
        action="store_true",
        help="no pairs of patches from one stretch of writing",
    )
    parser.add_argument(
        "--small-share", type=_share, metavar="S", help="share of the run on 24 px patches"
    )
    parser.add_argument(
        "--variants", type=_whole, metavar="N", help="invented hands (mirrored, sheared) a writer"
    )
    parser.add_argument(
        "--own-share", type=_share, metavar="S", help="how often a writer keeps the own hand"
    )
    parser.add_argument("--width", type=_positive, metavar="N", help="channels of the first layer")
    parser.add_argument("--no-encoder", action="store_true", help="train the network alone")
    _collection(parser)


def _fit_encoder(commands: "argparse._SubParsersAction[ArgumentParser]") -> None:
    parser = _add(
        commands,
        "fit-encoder",
        "fit the sparse PCA encoder of a trained network and write the model card",
        "writerid fit-encoder --labels labels.csv --model my-model",
    )
    _labels(parser)
    parser.add_argument("--model", required=True, type=Path, metavar="MODEL")
    parser.add_argument("--components", type=_positive, default=128, metavar="N")
    parser.add_argument("--sparsity", type=_positive_float, default=2.0, metavar="A")
    parser.add_argument("--no-lda", action="store_true", help="sparse PCA on the raw embedding")
    parser.add_argument("--keypoints", type=_positive, default=1000, metavar="N", help="a page")
    parser.add_argument("--words", type=_positive, default=15, metavar="N", help="a page")
    parser.add_argument("--slots", action="store_true", help="one slot a keypoint scale")
    parser.add_argument("--saliency", choices=["fisher", "word", "uniform"], default="word")
    _backend(parser)
    _collection(parser)


def _evaluate(commands: "argparse._SubParsersAction[ArgumentParser]") -> None:
    parser = _add(
        commands,
        "evaluate",
        "measure identification on labelled pages, leaving one document out",
        "writerid evaluate --labels labels.csv --split val --unit word",
    )
    _labels(parser)
    parser.add_argument("--split", choices=["train", "val", "test"])
    parser.add_argument("--unit", default="page", help="page, line, word or patches:N")
    parser.add_argument(
        "--record", action="store_true", help="write the figures into the model's card"
    )
    _json(parser)
    _model(parser)
    _collection(parser)


def _scores(commands: "argparse._SubParsersAction[ArgumentParser]") -> None:
    parser = _add(
        commands,
        "scores",
        "write the scores of all queries against all pages, to check figures elsewhere",
        "writerid scores --labels labels.csv --unit word --out scores.npz",
    )
    _labels(parser)
    parser.add_argument("--split", choices=["train", "val", "test"])
    parser.add_argument("--unit", default="page", help="page, line, word or patches:N")
    parser.add_argument("--out", required=True, type=Path, metavar="FILE")
    _model(parser)
    _collection(parser)


def _labels(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--labels",
        required=True,
        type=Path,
        metavar="CSV",
        help="columns path, writer, document; optional split, dpi, box",
    )


def _collection(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--dpi", type=_positive_float, help="resolution of pages that do not say it (default 300)"
    )
    parser.add_argument("--cache", type=Path, metavar="DIR", help="where prepared pages are kept")
    parser.add_argument("--workers", type=_positive, metavar="N", help="processes that prepare")


def _reading(parser: ArgumentParser) -> None:
    parser.add_argument("--dpi", type=_positive_float, help="resolution of all scans given")
    parser.add_argument(
        "--estimate-scale",
        action="store_true",
        help="where a file does not say its resolution, estimate the scale from the writing",
    )


def _model(parser: ArgumentParser) -> None:
    parser.add_argument("--model", type=Path, metavar="DIR", help="instead of the shipped model")
    _backend(parser)


def _backend(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--backend",
        choices=["auto", "onnx", "torch-cpu", "torch-cuda"],
        default="auto",
        help="what runs the network",
    )


def _json(parser: ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="the result as JSON")


def _positive(text: str) -> int:
    value = int(text)
    if value <= 0:
        raise argparse.ArgumentTypeError(f"{text} is not above 0")
    return value


def _whole(text: str) -> int:
    value = int(text)
    if value < 0:
        raise argparse.ArgumentTypeError(f"{text} is below 0")
    return value


def _positive_float(text: str) -> float:
    value = float(text)
    if not 0.0 < value < float("inf"):
        raise argparse.ArgumentTypeError(f"{text} is not above 0")
    return value


def _not_negative(text: str) -> float:
    value = float(text)
    if not 0.0 <= value < float("inf"):
        raise argparse.ArgumentTypeError(f"{text} is below 0")
    return value


def _share(text: str) -> float:
    value = float(text)
    if not 0.0 <= value <= 1.0:
        raise argparse.ArgumentTypeError(f"{text} is not within 0–1")
    return value
