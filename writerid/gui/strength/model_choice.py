"""The setting of the model: which one encodes and ranks."""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject

from writerid.errors import WriterIdError
from writerid.gui.jobs import Job
from writerid.gui.sentences import for_window
from writerid.gui.strength.choices import FileChoice
from writerid.gui.workbench import Workbench
from writerid.tasks import Task

translate = QCoreApplication.translate


@dataclass(frozen=True)
class ModelShown:
    """What a folder was found to hold. ``trouble``: why it can't be used, or empty."""

    folder: Path | None
    text: str
    trouble: str


def read_model(folder: Path | None, task: Task) -> ModelShown:
    """Verify a model and tell what it is; a job. None: the model that ships."""
    from writerid.pipeline.model_files import open_model  # noqa: PLC0415 - on the worker
    from writerid.resources import shipped_model  # noqa: PLC0415

    task.check_cancelled()
    place = folder or shipped_model()
    try:
        model = open_model(place)
    except WriterIdError as error:
        sentence = for_window(str(error))
        return ModelShown(folder, "", f"{sentence[:1].upper()}{sentence[1:]}.")
    lines = [
        translate("Model", "{}, id {}").format(
            translate("Model", "The model that ships") if folder is None else place.name,
            model.model_id[:12],
        )
    ]
    if model.adaptation:
        lines.append(
            translate("Model", "Adapted to {} ({} writers, {} pages)").format(
                model.adaptation["label"], model.adaptation["writers"], model.adaptation["pages"]
            )
        )
    if folder is not None:
        lines.append(str(folder))
    return ModelShown(folder, "\n".join(lines), "")


class ModelSettings(QObject):
    """The choice; it counts at once for what is encoded and compared from now on."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self._bench = bench
        self._job: Job | None = None
        self.choice = FileChoice(
            self.tr("Choose the folder of a model"), self.tr("Use the model that ships")
        )
        self.choice.chosen.connect(self._try)
        bench.session.model_changed.connect(self._read)
        self._read()

    def _try(self, name: str) -> None:
        """Take a model up only once its files are verified."""
        self._ask(Path(name) if name else None, take_up=True)

    def _read(self) -> None:
        self._ask(self._bench.session.engine.folder, take_up=False)

    def _ask(self, folder: Path | None, *, take_up: bool) -> None:
        if self._job is not None:
            self._job.cancel()
        self._job = self._bench.jobs.read(
            read_model,
            folder,
            label=self.tr("Verifying the model"),
            owner=self,
            done=self._taken if take_up else self._show,
            quiet=True,
        )

    def _taken(self, found: ModelShown) -> None:
        if found.trouble:
            self._show(found)
        else:
            self._bench.session.use_model(found.folder)

    def _show(self, found: ModelShown) -> None:
        own = self._bench.session.engine.folder is not None
        self.choice.show_choice(found.trouble or found.text, own=own)
