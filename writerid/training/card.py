"""The model card, written by the program from the records beside the model."""

from pathlib import Path
from typing import Any

from writerid import __version__
from writerid.pipeline.model_files import open_model
from writerid.training.records import read_record, write_record

METHOD_NOTE = (
    "The stages follow V. Kumar and S. Sundaram, “Siamese based Neural Network for Offline Writer "
    "Identification on word level data” (arXiv 2211.14443), of which only the abstract was "
    "available; every number is this program's reading, not the authors'."
)
USE_NOTE = (
    "An aid to an examiner. Scores are cosines, no probabilities, and are not calibrated here. "
    "Learned mostly from French writing of one sitting a writer; other scripts, languages and "
    "conditions must be validated before casework."
)


def write_card(folder: Path, *, name: str = "") -> dict[str, Any]:
    """Write ``card.json`` and ``card.md`` from what training, fitting and measuring recorded.

    ``name`` of the model, where it is not the folder's.
    """
    model = open_model(folder)
    sources = read_record(folder / "sources.json")
    card = {
        "name": name or folder.name,
        "model_id": model.model_id,
        "writerid": __version__,
        "method": METHOD_NOTE,
        "use": USE_NOTE,
        "data": sources.get("sources", []),
        "network": read_record(folder / "training.json"),
        "encoder": read_record(folder / "encoder.json"),
        "adaptation": model.adaptation,
        "figures": read_record(folder / "figures.json").get("figures", []),
        "backends": read_record(folder / "backends.json"),
    }
    write_record(folder / "card.json", card)
    (folder / "card.md").write_text(_markdown(card), encoding="utf-8")
    return card


def record_figures(folder: Path, evaluation: dict[str, Any]) -> None:
    """Add an evaluation to the card; an earlier one of the same split and unit is replaced."""
    file = folder / "figures.json"
    same = ("split", "unit", "labels")
    figures = [
        old
        for old in read_record(file).get("figures", [])
        if any(old.get(key) != evaluation.get(key) for key in same)
        and old.get("model_id") == evaluation["model_id"]
    ]
    figures.append(evaluation)
    figures.sort(key=lambda figure: (str(figure["split"]) != "val", str(figure["unit"])))
    write_record(file, {"figures": figures})
    write_card(folder)


def _markdown(card: dict[str, Any]) -> str:
    network, encoder = card["network"], card["encoder"]
    lines = [
        f"# Model card: {card['name']}",
        "",
        f"Model id `{card['model_id']}`, written by writerid {card['writerid']}.",
        "",
        card["method"],
        "",
        f"**Use.** {card['use']}",
        "",
        "## Data",
        "",
        *(
            f"- **{source['name']}**: {source['what']}. {source['credit']}. {source['licence']}."
            for source in card["data"]
        ),
        "",
        "## Training",
        "",
        *_training_lines(network),
        "",
        "| encoder | value |",
        "|---|---|",
        *(f"| {name} | {value} |" for name, value in encoder.get("settings", {}).items()),
        "",
        _encoder_sentence(encoder),
        "",
        *_adaptation_lines(card["adaptation"]),
        "## Figures",
        "",
        *_figure_lines(card["figures"]),
        "",
        "## Backends",
        "",
        _backend_sentence(card["backends"]),
        "",
    ]
    return "\n".join(lines)


def _training_lines(network: dict[str, Any]) -> list[str]:
    """How the network was trained, or each of the networks that stand side by side in it."""
    networks = network.get("networks", [network])
    lines: list[str] = []
    if len(networks) > 1:
        lines = [f"{len(networks)} networks, trained apart, side by side.", ""]
    for one in networks:
        lines += [_training_sentence(one), ""]
    return [*lines, *_settings_table(networks)]


def _settings_table(networks: list[dict[str, Any]]) -> list[str]:
    columns = [_flat_settings(one.get("settings", {})) for one in networks]
    heads = ["value"] if len(columns) == 1 else [f"network {i + 1}" for i in range(len(columns))]
    names = list(dict.fromkeys(name for column in columns for name in column))
    return [
        f"| setting | {' | '.join(heads)} |",
        "|---" * (len(columns) + 1) + "|",
        *(
            f"| {name} | {' | '.join(str(column.get(name, '')) for column in columns)} |"
            for name in names
        ),
    ]


def _flat_settings(settings: dict[str, Any]) -> dict[str, Any]:
    untold = {"augmentation"}
    if settings.get("budget_minutes") is not None:
        # The budget ended the run, not the number of steps that would have.
        untold.add("steps")
    flat = {name: value for name, value in settings.items() if name not in untold}
    for name, value in settings.get("augmentation", {}).items():
        flat[f"augmentation: {name}"] = value
    return flat


def _training_sentence(network: dict[str, Any]) -> str:
    minutes = network.get("seconds", 0.0) / 60.0
    return (
        f"{network.get('patches', 0):,} patch views in {network.get('steps', 0):,} steps, "
        f"{minutes:.0f} minutes on {network.get('device', '?')}, from "
        f"{network.get('windows', 0):,} windows of {network.get('pages', 0)} pages by "
        f"{network.get('writers', 0)} writers "
        f"(split {network.get('split', '?')}). {network.get('note', '')}".rstrip()
    )


def _encoder_sentence(encoder: dict[str, Any]) -> str:
    return (
        f"Encoder fitted on {encoder.get('patches', 0):,} patches of {encoder.get('pages', 0)} "
        f"pages by {encoder.get('writers', 0)} writers; {encoder.get('features_in_use', 0)} of "
        f"{encoder.get('features', 0)} features in use."
    )


def _adaptation_lines(adaptation: dict[str, Any]) -> list[str]:
    """What the model was adapted to, and what of it is no longer that of the model above."""
    if not adaptation:
        return []
    base, settings = adaptation["base"], adaptation["settings"]
    left = (
        f"{adaptation['writers_left']} writers with two documents and more were left to measure "
        "and to calibrate on"
    )
    if adaptation["beyond_half"]:
        left += ", fewer than were taken: there are few writers"
    return [
        "## Adaptation",
        "",
        f"Adapted to: {adaptation['label']}. Made by writerid {adaptation['writerid']} of the model"
        f" “{base['name']}”, id `{base['model_id']}`, which training and encoder above are of.",
        "",
        f"{adaptation['pages']} pages ({adaptation['words']:,} words) by {adaptation['writers']} "
        f"writers, from {adaptation['source']}. Replaced were the mean of the features (the old "
        f"one counts as {settings['mean_pages']:g} pages), the decorrelation (the old covariance "
        f"counts as {settings['covariance_words']:g} words; share {settings['decorrelation']:g} in "
        f"place of {base['decorrelation']:g}) and the reference writers; the network, its "
        "components, their deviation and their weights are those of that model.",
        "",
        "When this model is measured or calibrated, these pages are no queries and in no "
        f"same-writer comparison. {left}. The SHA-256 of their files is in `adaptation.json`.",
        "",
    ]


def _figure_lines(figures: list[dict[str, Any]]) -> list[str]:
    if not figures:
        return ["None measured yet."]
    lines = [
        "One document left out; 95 % bootstrap intervals over writers; level of writers.",
        "",
        "| split | unit | queries | writers | top-1 % | top-5 % | EER % |",
        "|---|---|---|---|---|---|---|",
    ]
    for figure in figures:
        level = figure["by_writer"]
        cells = [
            f"{100 * level[name]['value']:.1f} ({100 * level[name]['low']:.1f}–"
            f"{100 * level[name]['high']:.1f})"
            for name in ("top1", "top5", "equal_error_rate")
        ]
        lines.append(
            f"| {figure['split'] or 'all'} | {figure['unit']} | {figure['queries']} | "
            f"{figure['writers']} | {' | '.join(cells)} |"
        )
    return lines


def _backend_sentence(backends: dict[str, Any]) -> str:
    if not backends:
        return (
            "ONNX Runtime and torch on the CPU are compared by the tests. The comparison with CUDA "
            "has not been run for this model: no device was at hand."
        )
    return (
        f"CUDA ({backends['device']}) against ONNX Runtime: embeddings differ by at most "
        f"{backends['largest_embedding_difference']:.1e}, scores by at most "
        f"{backends['largest_score_difference']:.1e}; ranks equal: {backends['ranks_equal']}. "
        f"{backends.get('how', '')}".rstrip()
    )
