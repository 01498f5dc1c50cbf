"""A pasted or dropped speech against the corpus. Nothing of it is kept."""

import asyncio
import tempfile
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path, PurePath
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException

from embeddings.comparison.result import Comparison
from embeddings.corpus import prepare_comparison, prepare_comparison_of
from embeddings.dates import days_of
from embeddings.errors import EmptySpeech, TifaError, UnknownSpeech, UnreadableSource
from embeddings.snapshot.snapshot import Snapshot
from embeddings.speech import Speech
from embeddings.text.reading.one import read_one
from embeddings.text.reading.sources import SUFFIXES
from embeddings.text.script.search_folding import search_fold
from service.answering.query_service import OpenQueryService, QueryService
from service.answering.query_session import places_of, places_of_length
from service.auth.access import asker_of
from service.errors import BodyTooLarge, BodyTooSlow, NotMultipart
from service.pages.problems import told
from service.pages.rendering import language_of, render
from service.parameters.values import MOST_ID, MOST_IN_SPEECH, readable, speakable
from service.problems.responses import faults_of, headers_of, kind_of
from service.problems.table import BROKEN
from service.reports.comparison_words import Language
from service.reports.html import comparison_report

MATCHES = 3  # of each passage
MOST_BYTES = 20_000_000  # of a file
MOST_NAME = 200  # bytes of its name; disks take 255
MOST_LISTED = 1_000  # speeches to choose one from; of a larger corpus its id or its title is typed
_AS_FILE = {"Content-Disposition": 'attachment; filename="comparison.html"'}
_FORM_BYTES = 4 * MOST_IN_SPEECH + 100_000

router = APIRouter(include_in_schema=False)

Id = Annotated[str, Query(max_length=MOST_ID)]


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody typed into the form, which is shown again when it cannot be compared.

    against: the speech to compare with alone, by its id or its title; empty for the whole corpus.
    """

    text: str = ""
    title: str = ""
    date: str = ""
    against: str = ""


@router.get("/compare")
async def compare_page(
    request: Request, query_service: OpenQueryService, speech: Id = "", against: Id = ""
) -> HTMLResponse:
    """The form; or, of a speech that is in the corpus, the comparison."""
    if not speech:
        return await query_service.ask(partial(_page, request, Typed(against=against)))
    prepare = partial(prepare_comparison_of, speech_id=speech, k=MATCHES, with_speech=against or None)
    length = await query_service.ask(lambda snapshot: snapshot.speech(speech).n_characters)
    async with query_service.session(places=places_of_length(length), asker=asker_of(request)) as session:
        return await session.answer(prepare, partial(_report, request, session.snapshot, against, False))


@router.post("/compare")
async def compare_sent(request: Request, query_service: OpenQueryService) -> HTMLResponse:
    """The report; or the form as it was sent, with what was wrong."""
    form = await _form(request)
    typed = Typed(*(str(form.get(name) or "") for name in ("text", "title", "date", "against")))
    try:
        return await _compared(request, query_service, form, typed)
    except (TifaError, RequestValidationError) as error:
        fault, status = _fault(request, error)
        unnamed = isinstance(error, UnknownSpeech)
        again = partial(_page, request, typed, fault=fault, status=status, unnamed=unnamed)
        page = await query_service.ask(again)
        page.headers.update(headers_of(kind_of(error)))
        return page
    finally:
        await form.close()


async def _compared(
    request: Request, query_service: QueryService, form: FormData, typed: Typed
) -> HTMLResponse:
    speech = await _speech(request, query_service, form)
    as_file = form.get("as") == "file"
    async with query_service.session(places=places_of(speech.raw), asker=asker_of(request)) as session:
        against = await session.do(partial(_named, typed.against))
        prepare = partial(prepare_comparison, speech=speech, k=MATCHES, with_speech=against or None)
        return await session.answer(prepare, partial(_report, request, session.snapshot, against, as_file))


def _page(
    request: Request,
    typed: Typed,
    snapshot: Snapshot,
    *,
    fault: str = "",
    status: int = 200,
    unnamed: bool = False,
) -> HTMLResponse:
    """The form. unnamed: what was typed to compare with names no speech, or several."""
    few = snapshot.manifest.n_speeches <= MOST_LISTED
    return render(
        request,
        "compare.html",
        status=status,
        typed=typed,
        fault=fault,
        unnamed=unnamed,
        suffixes=SUFFIXES,
        speeches=snapshot.speeches_after("", limit=MOST_LISTED) if few else (),
    )


def _named(against: str, snapshot: Snapshot) -> str:
    """The id of the speech that has this id, or else this title; "" where none was named.

    Raises UnknownSpeech, also where several have the title.
    """
    if not against:
        return ""
    title = search_fold(against.strip())
    titled = [
        card.id
        for card in snapshot.speeches_after("", limit=snapshot.manifest.n_speeches)
        if card.id == against or search_fold(card.title) == title
    ]
    if against in titled:
        return against
    if len(titled) != 1:
        raise UnknownSpeech(f"{len(titled)} speeches have the title {against!r}")
    return titled[0]


def _fault(request: Request, error: Exception) -> tuple[str, int]:
    """What to say of it, and the status."""
    if isinstance(error, UnreadableSource) and not isinstance(error, EmptySpeech):
        return _reason(error), 422
    kind = kind_of(error)
    if kind is BROKEN:
        raise error
    title, detail = told(kind, language_of(request))
    if isinstance(error, UnknownSpeech):
        return f"{title}.", kind.status  # the page says what to do
    reasons = " ".join(f"{fault.at}: {fault.problem}" for fault in faults_of(error))
    return f"{title}. {reasons or detail}", kind.status


async def _form(request: Request) -> FormData:
    """The fields and the file. Raises BodyTooLarge, BodyTooSlow or NotMultipart."""
    settings = request.app.state.settings
    announced = request.headers.get("content-length", "")
    if not announced.isdecimal() or int(announced[:20]) > min(MOST_BYTES, settings.upload_bytes):
        raise BodyTooLarge
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        raise NotMultipart
    try:
        async with asyncio.timeout(settings.upload_seconds):
            return await request.form(max_files=1, max_fields=8, max_part_size=_FORM_BYTES)
    except TimeoutError:
        raise BodyTooSlow from None
    except HTTPException:  # as Starlette tells of what it cannot take apart
        raise NotMultipart from None


async def _speech(request: Request, query_service: QueryService, form: FormData) -> Speech:
    """What was pasted, or what is in the file, said on the day that was typed. Raises UnreadableSource.

    A file is read where questions are: it takes places, is given up when its client leaves, and has its time.
    """
    date = str(form.get("date") or "").strip()
    if date and days_of(date) is None:
        raise _at_fault("date", "must be a date: YYYY, YYYY-MM or YYYY-MM-DD")
    sent = form.get("file")
    if isinstance(sent, UploadFile) and sent.size:
        content, name = await sent.read(), sent.filename or "speech.txt"
        async with query_service.session(
            places=places_of_length(len(content)), asker=asker_of(request)
        ) as session:
            read = await session.do(lambda _: _read(content, name))
        return replace(read, date=date or read.date)
    text = str(form.get("text") or "")
    if len(text) > MOST_IN_SPEECH:
        raise BodyTooLarge
    try:
        title = speakable(str(form.get("title") or ""))[:MOST_ID]
        return Speech(id="", raw=readable(text), title=title, date=date)
    except ValueError as error:
        raise _at_fault("text", str(error)) from None


def _at_fault(field: str, problem: str) -> RequestValidationError:
    return RequestValidationError([{"type": "value_error", "loc": ("body", field), "msg": problem}])


def _read(content: bytes, name: str) -> Speech:
    """The file as any other: its kind is known by the end of its name, which is no path here."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / _file_name(name)
        file.write_bytes(content)
        speech = read_one(file)
    if len(speech.raw) > MOST_IN_SPEECH:
        raise BodyTooLarge
    return speech


def _file_name(name: str) -> str:
    """What a sent file is called while it is read: a name that any disk takes, with the same end."""
    plain = "".join(character if character.isprintable() else "_" for character in PurePath(name).name)
    while len(plain.encode()) > MOST_NAME:
        plain = plain[1:]
    return plain if plain.strip(".") else "speech"


def _reason(error: UnreadableSource) -> str:
    """Without the folder where the file lay for a moment."""
    return str(error).rpartition("/")[2]


def _report(
    request: Request, snapshot: Snapshot, against: str, as_file: bool, comparison: Comparison
) -> HTMLResponse:
    """The report; as a file it leads nowhere, since it is read where the service is not."""
    language: Language = "zh" if language_of(request).startswith("zh") else "en"
    report = comparison_report(
        snapshot,
        comparison,
        with_speech=against or None,
        language=language,
        home="" if as_file else "/compare",
    )
    return HTMLResponse(report, headers=_AS_FILE if as_file else None)
