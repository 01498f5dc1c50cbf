"""The formulas of a corpus: found when its topics are made, and looked for in whatever is published after.

Finding them needs all passages at once, and what is a formula should not change with each added speech; so
they are found in the batch job that people run for that. Where they occur is a matter of each passage alone.
"""

import json
from collections.abc import Callable
from dataclasses import replace

from embeddings.dates import days_of
from embeddings.errors import CorpusError
from embeddings.formulas.finding import Spoken, find_formulas
from embeddings.formulas.inventory import INVENTORY_FILE, USES_FILE, Inventory
from embeddings.formulas.uses import Uses, extend
from embeddings.similarity.space import centre_key
from embeddings.snapshot.data import SnapshotData
from embeddings.store.store import Store


def find_inventory(data: SnapshotData, *, say: Callable[[str], None] = lambda _: None) -> Inventory:
    """The formulas of everything that is searched; a speech and its copies are one."""
    formulas = find_formulas(spoken_passages(data), say=say)
    return Inventory(tuple(formulas), len(data.passages), len(data.speeches))


def spoken_passages(data: SnapshotData) -> list[Spoken]:
    """The passages that formulas are found in: of speeches that are copies of none."""
    numbers = {speech.id: number for number, speech in enumerate(data.speeches)}
    voices: dict[str, int] = {}
    voice_of, year_of, last = {}, {}, {}
    for speech in data.speeches:
        found = {finding.field: finding.value for finding in data.findings.get(speech.id, ())}
        voice = speech.speaker or found.get("speaker") or speech.source or found.get("source", "")
        days = days_of(speech.date or found.get("date", ""))
        voice_of[speech.id] = voices.setdefault(voice or f"\x00{speech.id}", len(voices))
        year_of[speech.id] = int(days[0][:4]) if days else None
    for passage in data.passages:
        last[passage.speech_id] = passage.position
    return [
        Spoken(
            normalized=passage.normalized,
            language=centre_key(passage.language),
            speech=numbers[passage.speech_id],
            voice=voice_of[passage.speech_id],
            at_end=passage.position in (0, last[passage.speech_id]),
            year=year_of[passage.speech_id],
        )
        for passage in data.passages
        if passage.speech_id not in data.copies
    ]


def keep_inventory(store: Store, inventory: Inventory) -> None:
    """Keep the formulas as those to look for from now on."""
    store.fitted.put({INVENTORY_FILE: inventory.pack()})


def read_inventory(store: Store) -> Inventory | None:
    """The formulas found last; None when none were. Raises CorpusError when they are damaged."""
    files = store.fitted.newest(INVENTORY_FILE)
    if files is None:
        return None
    try:
        return Inventory.unpack(files[INVENTORY_FILE])
    except (ValueError, KeyError, TypeError, json.JSONDecodeError) as error:
        raise CorpusError(f"{INVENTORY_FILE} in the store cannot be read; restore it from a copy") from error


def with_kept_formulas(store: Store, data: SnapshotData) -> SnapshotData:
    """The same passages, with where the formulas occur that the store keeps, if it keeps any."""
    inventory = read_inventory(store)
    return data if inventory is None else with_formulas(data, inventory)


def with_formulas(data: SnapshotData, inventory: Inventory) -> SnapshotData:
    """The same passages, with where the formulas occur in them."""
    packed = inventory.pack()
    uses = extend(
        _uses_before(data, packed),
        data.carried,
        lambda row: data.passages[row].normalized,
        [centre_key(language) for language in data.languages],
        inventory.formulas,
    )
    files = {INVENTORY_FILE: packed, USES_FILE: uses.pack()}
    return replace(data, derived_files={**data.derived_files, **files})


def _uses_before(data: SnapshotData, packed: bytes) -> Uses | None:
    """Where just these formulas occur in the snapshot before; None when it has others, or none."""
    if data.before is None:
        return None
    inventory, uses = data.before.derived_file(INVENTORY_FILE), data.before.derived_file(USES_FILE)
    if inventory is None or uses is None or inventory.read_bytes() != packed:
        return None
    return Uses.unpack(uses.read_bytes())
