"""The few exceptions a caller acts on. A wrong argument is a plain ValueError.

    TifaError
    ├── UnreadableSource      a file or row that cannot be read as a speech
    │   ├── EmptySpeech       … because nothing is left of it to index
    │   └── TookTooLongToRead … because that did not end in its time
    ├── ModelError
    │   ├── UnknownModel      no such name in models.lock
    │   ├── ModelNotLocked    known, but not pinned to its bytes yet
    │   ├── UnusableModel     a repository that is not run: code of its own, no safetensors, too large
    │   ├── ModelNotFetched   known, but not on this machine yet
    │   ├── ModelTampered     a file is missing, or its bytes are not the locked ones
    │   └── ModelMismatch     the corpus was made with another model
    ├── WorkersGone           those that encode elsewhere do not answer
    ├── UnusableVector        the model answered NaN, infinity or a zero vector
    ├── CorpusError
    │   ├── NoCorpus          the folder holds no corpus
    │   ├── CorpusBusy        another process is writing to it
    │   ├── NewerCorpus       written by a later version of Tifa
    │   ├── NothingPublished  no snapshot to ask yet
    │   ├── NotPublished      a snapshot could not be written; the one before stays
    │   └── BrokenSnapshot    a snapshot whose files are not what its manifest says
    ├── EngineError           the engine that finds rows in place of the embedded index
    │   ├── UnusableEngine    an address that means nothing, or without the packages it takes
    │   ├── EngineGone        it does not answer now; later it may
    │   ├── NotProjected      it does not hold a snapshot, or not all of it
    │   └── EngineMismatch    what it holds is not what the snapshot's manifest says
    ├── BackupError
    │   ├── BrokenBackup      a file of it is missing, or is not what was written
    │   ├── BackupThere       something is already where it would be written
    │   └── CorpusInTheWay    a corpus is already where one would be restored
    ├── UnusableQuestion      a question that cannot be asked: empty, or with a filter that means nothing
    │   └── UnknownValue      a filter's value that names nothing in the corpus
    ├── UnknownSpeech
    ├── RemovedSpeech         it was there, and was taken out on purpose
    ├── UnknownRevision
    ├── UnknownPassage
    ├── UnknownTopic
    ├── TopicsNotMade         topics were asked for before `tifa topics` ran
    ├── UnknownFormula
    ├── FormulasNotMade       formulas were asked for before `tifa topics` ran
    ├── StrengthUnknown       strong matches were asked for where nothing tells how strong one is
    ├── UnusableLabel         a label for a topic that is too long, or no line of text
    ├── TooFewPassages        not enough text to make topics of
    └── UnusableEvaluation    labelled files, or an earlier result, that cannot be measured with

Every message is one line that says what is wrong, where, and what to do; the command line prints it as
it stands; the service sends details of its own, since a problem never repeats what was asked.
"""

from collections.abc import Sequence


class TifaError(Exception):
    """What went wrong, in one line for the person who has to act on it."""


class UnreadableSource(TifaError):
    pass


class EmptySpeech(UnreadableSource):
    pass


class TookTooLongToRead(UnreadableSource):
    pass


class ModelError(TifaError):
    pass


class UnknownModel(ModelError):
    pass


class ModelNotLocked(ModelError):
    pass


class UnusableModel(ModelError):
    pass


class ModelNotFetched(ModelError):
    pass


class ModelTampered(ModelError):
    pass


class ModelMismatch(ModelError):
    pass


class WorkersGone(TifaError):
    pass


class UnusableVector(TifaError):
    pass


class CorpusError(TifaError):
    pass


class NoCorpus(CorpusError):
    pass


class CorpusBusy(CorpusError):
    pass


class NewerCorpus(CorpusError):
    pass


class NothingPublished(CorpusError):
    pass


class NotPublished(CorpusError):
    pass


class BrokenSnapshot(CorpusError):
    pass


class EngineError(TifaError):
    pass


class UnusableEngine(EngineError):
    pass


class EngineGone(EngineError):
    """retry_after: whole seconds after which it is asked again."""

    def __init__(self, said: str, *, retry_after: int = 1) -> None:
        super().__init__(said)
        self.headers = {"Retry-After": str(retry_after)}


class NotProjected(EngineError):
    pass


class EngineMismatch(EngineError):
    pass


class BackupError(TifaError):
    pass


class BrokenBackup(BackupError):
    pass


class BackupThere(BackupError):
    pass


class CorpusInTheWay(BackupError):
    pass


class UnusableQuestion(TifaError, ValueError):
    pass


class UnknownValue(UnusableQuestion):
    """field: of the filters.  value: as it was asked.  nearest: values that the corpus knows, most alike
    first.
    """

    def __init__(self, field: str, value: str, nearest: Sequence[str]) -> None:
        known = f"; the nearest known: {', '.join(nearest)}" if nearest else ""
        super().__init__(f"no passage of this corpus has the {field} {value!r}{known}")
        self.field = field
        self.value = value
        self.nearest = tuple(nearest)


class UnknownSpeech(TifaError):
    pass


class RemovedSpeech(TifaError):
    pass


class UnknownRevision(TifaError):
    pass


class UnknownPassage(TifaError):
    pass


class UnknownTopic(TifaError):
    pass


class TopicsNotMade(TifaError):
    pass


class UnknownFormula(TifaError):
    pass


class FormulasNotMade(TifaError):
    pass


class StrengthUnknown(TifaError):
    pass


class UnusableLabel(TifaError):
    pass


class TooFewPassages(TifaError):
    pass


class UnusableEvaluation(TifaError):
    pass
