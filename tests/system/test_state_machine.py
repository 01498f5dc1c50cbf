"""Any order of adding, changing, removing, restarting and asking, against a model of it in memory."""

import shutil
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any, ClassVar

import pytest
from fastapi.testclient import TestClient
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from embeddings.encoder.encoding import Encoder
from embeddings.errors import UnknownSpeech
from embeddings.ingest.index import index
from embeddings.ingest.remove import remove
from embeddings.speech import Speech
from tests.support.drawing import drawn
from tests.support.served import reading, served, speech_path

IDS = ("veldhaven-2019", "2020/brekkadal", "洪水 2021", "a%2Fb")
SPEAKERS = ("Mara Lindqvist", "Jon Aasen")
WORDS = (
    "flood", "dyke", "jobs", "training", "harbour", "ferries", "nurse", "elderly", "wind", "solar", "teacher",
    "village", "forest", "oak",
)  # fmt: skip

sentences = st.lists(st.sampled_from(WORDS), min_size=6, max_size=9).map(" ".join).map("We keep {}.".format)
paragraphs = st.lists(sentences, min_size=1, max_size=3, unique=True)
Said = tuple[str, list[str]]  # who said what, paragraph by paragraph


class ServedCorpus(RuleBasedStateMachine):
    """The service over a corpus, and what it ought to hold."""

    encoder: ClassVar[Encoder]

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.said: dict[str, Said] = {}
        self.ever: set[str] = set()
        self.running = ExitStack()
        self.client: TestClient | None = None

    @rule(who=st.sampled_from(IDS), speaker=st.sampled_from(SPEAKERS), texts=paragraphs)
    def say(self, who: str, speaker: str, texts: list[str]) -> None:
        """A new speech, or another text of one that is there."""
        before = self.said.get(who)
        done = self._index(who, speaker, texts)
        same = before == (speaker, texts)
        assert (done.added, done.changed, done.unchanged) == (
            () if before else (who,),
            (who,) if before and not same else (),
            (who,) if same else (),
        )
        self.said[who] = (speaker, texts)

    @precondition(lambda self: self.said)
    @rule(data=st.data())
    def say_again(self, data: st.DataObject) -> None:
        """The same once more."""
        who = data.draw(st.sampled_from(sorted(self.said)))
        assert self._index(who, *self.said[who]).unchanged == (who,)

    @precondition(lambda self: self.said)
    @rule(data=st.data(), other=st.sampled_from(IDS), speaker=st.sampled_from(SPEAKERS))
    def repeat(self, data: st.DataObject, other: str, speaker: str) -> None:
        """The words of one speech in another."""
        who = data.draw(st.sampled_from(sorted(self.said)))
        if other != who:
            self.say(other, speaker, self.said[who][1])

    @rule(who=st.sampled_from(IDS), nothing=st.sampled_from(["", " \n\n ", "\ufeff", "\u200b"]))
    def say_nothing(self, who: str, nothing: str) -> None:
        """A text in which there is nothing to read leaves all as it was."""
        assert len(self._index(who, SPEAKERS[0], [nothing]).refused) == 1

    @rule(who=st.sampled_from(IDS))
    def take_out(self, who: str) -> None:
        if who in self.ever:
            assert remove(self.folder, [who], lambda: self.encoder) == ((who,) if who in self.said else ())
            self.said.pop(who, None)
        elif self.client is not None:
            with pytest.raises(UnknownSpeech):
                remove(self.folder, [who], lambda: self.encoder)

    @precondition(lambda self: self.client)
    @rule()
    def start_again(self) -> None:
        """Stop the service, and start it over the same folder."""
        self.running.close()
        self.client = self.running.enter_context(self._service())

    @precondition(lambda self: self.said)
    @rule(data=st.data(), collapse=st.booleans())
    def ask_with_its_own_words(self, data: st.DataObject, collapse: bool) -> None:
        """A passage asked for word for word comes first."""
        text = data.draw(st.sampled_from(sorted({text for _, texts in self.said.values() for text in texts})))
        matches = self._matches(q=text, collapse=collapse)
        assert matches[0]["passage"]["text"] == text

    @precondition(lambda self: self.client)
    @rule(speaker=st.sampled_from(SPEAKERS), question=sentences, mode=st.sampled_from(["hybrid", "meaning"]))
    def ask_one_speaker(self, speaker: str, question: str, mode: str) -> None:
        """All that the speaker said answers, and nothing else."""
        found = self._matches(q=question, mode=mode, speaker=speaker, collapse=False)
        assert self._places(found) == self._expected(speaker)

    @precondition(lambda self: self.client)
    @invariant()
    def serves_what_was_said(self) -> None:
        """What the service counts, lists and finds is what the model holds, no more and no less."""
        about = self._published()
        n_passages = sum(len(texts) for _, texts in self.said.values())
        assert (about["n_speeches"], about["n_passages"]) == (len(self.said), n_passages)
        assert self._places(self._matches(q="We keep oak.", collapse=False)) == self._expected()
        listed = self._get("/v1/speeches")["speeches"]
        assert [one["id"] for one in listed] == sorted(self.said)
        for who in self.ever - self.said.keys():
            assert self._asked().get(speech_path(who)).status_code == 404

    def teardown(self) -> None:
        self.running.close()
        shutil.rmtree(self.folder)

    def _index(self, who: str, speaker: str, texts: list[str]) -> Any:
        speech = Speech(who, "\n\n".join(texts), speaker=speaker, language="en")
        done = index(self.folder, self.encoder, [reading(speech)])
        if not done.refused:
            self.ever.add(who)
        if self.client is None and done.snapshot:  # of nothing that can be read no corpus is made
            self.client = self.running.enter_context(self._service())
        return done

    def _service(self) -> Any:
        return served(self.folder, self.encoder, refresh_seconds=0.01)

    def _asked(self) -> TestClient:
        assert self.client is not None
        return self.client

    def _get(self, address: str, **parameters: Any) -> Any:
        answer = self._asked().get(address, params=parameters)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def _matches(self, **asked: Any) -> list[dict[str, Any]]:
        self._published()
        return list(self._get("/v1/search", k=100, **asked)["matches"])

    def _published(self) -> Any:
        """What the service says of itself once it has taken up what was published last."""
        newest = (self.folder / "CURRENT").read_text().strip()
        for _ in range(4_000):
            if (about := self._get("/v1/about"))["snapshot"] == newest:
                return about
            time.sleep(0.005)
        pytest.fail(f"{newest} is not taken up")

    def _places(self, matches: list[dict[str, Any]]) -> set[tuple[str, int, str]]:
        passages = [match["passage"] for match in matches]
        return {(one["speech_id"], one["position"], one["text"]) for one in passages}

    def _expected(self, speaker: str | None = None) -> set[tuple[str, int, str]]:
        return {
            (who, position, text)
            for who, (said_by, texts) in self.said.items()
            if speaker in (None, said_by)
            for position, text in enumerate(texts)
        }


def test_no_order_of_jobs_makes_the_service_drift(tiny: Encoder) -> None:
    """After every step of every history the service serves what the model in memory holds."""
    ServedCorpus.encoder = tiny
    run_state_machine_as_test(ServedCorpus, settings=drawn(10, stateful_step_count=15))
