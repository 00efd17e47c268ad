"""The commands that make a model and measure how well it identifies."""

import argparse
from argparse import ArgumentParser
from pathlib import Path

from writerid.cli.options import (
    add_backend,
    add_collection,
    add_command,
    add_json,
    add_labels,
    add_model,
    not_negative,
    positive,
    positive_float,
    share,
    whole,
)
from writerid.cli.parser_strength import add_source


def add_training_commands(commands: "argparse._SubParsersAction[ArgumentParser]") -> None:
    """``adapt``, ``train``, ``combine``, ``fit-encoder``, ``evaluate``, ``scores``."""
    _adapt(commands)
    _train(commands)
    _combine(commands)
    _fit_encoder(commands)
    _evaluate(commands)
    _scores(commands)


def _adapt(commands: "argparse._SubParsersAction[ArgumentParser]") -> None:
    parser = add_command(
        commands,
        "adapt",
        "make a model that is adapted to the writers of your own casework",
        "writerid adapt --database lab/ --out lab-model --label 'French letters, 2010–2020'\n"
        "  writerid adapt --labels labels.csv --split train --out my-model",
    )
    add_source(parser)
    parser.add_argument(
        "--out", required=True, type=Path, metavar="MODEL", help="model folder, new or empty"
    )
    parser.add_argument("--label", default="", metavar="TEXT", help="what writing it is adapted to")
    parser.add_argument(
        "--most-writers",
        type=positive,
        default=100,
        metavar="N",
        help="adapt to N writers at most, never to more than half of those with two documents "
        "unless there are few; 20 at least",
    )
    add_json(parser)
    add_model(parser)
    add_collection(parser)


def _train(commands: "argparse._SubParsersAction[ArgumentParser]") -> None:
    parser = add_command(
        commands,
        "train",
        "train the Siamese network and fit the encoder",
        "writerid train --labels labels.csv --out my-model --budget 60",
    )
    add_labels(parser)
    parser.add_argument("--out", required=True, type=Path, metavar="MODEL", help="model folder")
    length = parser.add_mutually_exclusive_group()
    length.add_argument("--budget", type=positive_float, metavar="MINUTES", help="training time")
    length.add_argument("--steps", type=positive, metavar="N", help="steps, for a repeatable run")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--device", choices=["auto", "cpu", "cuda"], default="auto")
    parser.add_argument("--writers-a-batch", type=positive, metavar="N")
    parser.add_argument("--patches-a-writer", type=positive, metavar="N")
    parser.add_argument(
        "--patch-loss",
        choices=["supcon", "pairs", "none"],
        help="supervised contrastive, contrastive pairs, or none",
    )
    parser.add_argument("--set-weight", type=not_negative, metavar="W", help="set-level loss")
    parser.add_argument("--class-weight", type=not_negative, metavar="W", help="classification")
    parser.add_argument(
        "--cross-segment-only",
        action="store_true",
        help="no pairs of patches from one stretch of writing",
    )
    parser.add_argument(
        "--small-share", type=share, metavar="S", help="share of the run on 24 px patches"
    )
    parser.add_argument(
        "--variants", type=whole, metavar="N", help="invented hands (mirrored, sheared) a writer"
    )
    parser.add_argument(
        "--own-share", type=share, metavar="S", help="how often a writer keeps the own hand"
    )
    parser.add_argument("--width", type=positive, metavar="N", help="channels of the first layer")
    parser.add_argument("--no-encoder", action="store_true", help="train the network alone")
    add_collection(parser)
    add_json(parser)


def _combine(commands: "argparse._SubParsersAction[ArgumentParser]") -> None:
    parser = add_command(
        commands,
        "combine",
        "put networks trained apart side by side, as one model",
        "writerid combine first-model second-model --out my-model",
    )
    parser.add_argument("models", nargs="+", type=Path, metavar="MODEL", help="model folder")
    parser.add_argument("--out", required=True, type=Path, metavar="MODEL", help="model folder")
    add_json(parser)


def _fit_encoder(commands: "argparse._SubParsersAction[ArgumentParser]") -> None:
    parser = add_command(
        commands,
        "fit-encoder",
        "fit the sparse PCA encoder of a trained network and write the model card",
        "writerid fit-encoder --labels labels.csv --model my-model",
    )
    add_labels(parser)
    parser.add_argument("--model", required=True, type=Path, metavar="MODEL")
    parser.add_argument(
        "--components", type=positive, metavar="N", help="as many as a vector has numbers"
    )
    parser.add_argument("--sparsity", type=positive_float, default=1.0, metavar="A")
    parser.add_argument("--no-lda", action="store_true", help="sparse PCA on the raw embedding")
    parser.add_argument("--keypoints", type=positive, default=1000, metavar="N", help="a page")
    parser.add_argument("--words", type=positive, default=15, metavar="N", help="a page")
    parser.add_argument("--slots", action="store_true", help="one slot a keypoint scale")
    parser.add_argument("--saliency", choices=["fisher", "word", "uniform"], default="word")
    parser.add_argument(
        "--decorrelation",
        type=share,
        default=0.25,
        metavar="S",
        help="how much of what components share within a writer is taken out",
    )
    add_backend(parser)
    add_collection(parser)
    add_json(parser)


def _evaluate(commands: "argparse._SubParsersAction[ArgumentParser]") -> None:
    parser = add_command(
        commands,
        "evaluate",
        "measure identification on labelled pages, leaving one document out",
        "writerid evaluate --labels labels.csv --split val --unit word",
    )
    add_labels(parser)
    parser.add_argument("--split", choices=["train", "val", "test"])
    parser.add_argument("--unit", default="page", help="page, line, lines:N, word or patches:N")
    parser.add_argument(
        "--record", action="store_true", help="write the figures into the model's card"
    )
    add_json(parser)
    add_model(parser)
    add_collection(parser)


def _scores(commands: "argparse._SubParsersAction[ArgumentParser]") -> None:
    parser = add_command(
        commands,
        "scores",
        "write the scores of all queries against all pages, to check figures elsewhere",
        "writerid scores --labels labels.csv --unit word --out scores.npz",
    )
    add_labels(parser)
    parser.add_argument("--split", choices=["train", "val", "test"])
    parser.add_argument("--unit", default="page", help="page, line, word or patches:N")
    parser.add_argument("--out", required=True, type=Path, metavar="FILE")
    add_model(parser)
    add_collection(parser)
    add_json(parser)
