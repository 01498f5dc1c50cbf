from pathlib import Path

from embeddings.encoder.encoding import Encoder
from embeddings.ingest.index import index
from embeddings.ingest.moved_files import gone_from
from embeddings.text.reading.read import read

TEXT = "The harbour of {} stays open all winter, and the ferries sail every day."


def test_only_speeches_whose_files_are_gone_from_the_folder_are_named(tmp_path: Path, tiny: Encoder) -> None:
    """A file that is still there, a row of one that is, and a file of another folder are not."""
    corpus, folder, other = tmp_path / "corpus", tmp_path / "speeches", tmp_path / "others"
    for where in (folder, other):
        where.mkdir()
    for place in ("Veldhaven", "Brekkadal"):
        (folder / f"{place}.txt").write_text(TEXT.format(place), encoding="utf-8")
    (other / "Oriel.txt").write_text(TEXT.format("Oriel"), encoding="utf-8")
    rows = "".join(f'{{"text": "{TEXT.format(place)} A row."}}\n' for place in ("Merrow", "Sidra"))
    (folder / "rows.jsonl").write_text(rows, encoding="utf-8")
    index(corpus, tiny, read([folder, other]))
    assert gone_from(corpus, [folder]) == []
    (folder / "Veldhaven.txt").unlink()
    (other / "Oriel.txt").unlink()
    assert gone_from(corpus, [folder]) == ["Veldhaven"]
    (folder / "rows.jsonl").unlink()
    assert len(gone_from(corpus, [folder])) == 3
