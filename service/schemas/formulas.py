"""Formulas over HTTP and from `--json` alike."""

from collections.abc import Mapping, Sequence

from pydantic import Field

from embeddings.formulas.book import FormulaBook, FormulaPage, FormulaUse
from embeddings.formulas.formula import Formula, Kind
from embeddings.formulas.places import ShownPlace
from embeddings.formulas.tracing import Trace
from embeddings.formulas.usage import Dropped, Usage, VoiceUse, YearUse
from embeddings.formulas.variation import Change
from embeddings.snapshot.snapshot import Snapshot
from service.schemas.parts import Answered, PassageShape, Shape, SpeechShape, provenance_of

MOST_VOICES = 20


class FormulaShape(Shape):
    """A wording that many speeches share."""

    id: str = Field(description="The same for the same wording in any corpus.", examples=["f_3c09be41"])
    text: str = Field(
        description="As it is compared: one script, one width, small letters.",
        examples=["stays open all winter"],
    )
    written: str = Field(
        description="As most of its first places in the corpus have it.", examples=["Stays open all winter"]
    )
    language: str = Field(description="Without its script.", examples=["en"])
    kind: Kind = Field(examples=["phrase"])
    occurrences: int = Field(description="Where the formulas were found.", examples=[12])
    alone: int = Field(description="Occurrences that no longer formula explains.", examples=[9])
    speeches: int = Field(description="Speeches it was found in, copies left out.", examples=[8])
    voices: int = Field(description="Speakers (sources, where they are unknown) who say it.", examples=[5])
    significance: float = Field(description="What formulas are ranked by.", examples=[61.4])
    cohesion: float = Field(
        description="Bits: how much likelier its weakest joint is than chance.", examples=[9.1]
    )
    freedom: float = Field(description="Bits: the entropy of what stands beside it.", examples=[3.2])
    family: str = Field(
        description="The id of the formula that this one varies; else its own.", examples=["f_3c09be41"]
    )

    @classmethod
    def from_formula(cls, formula: Formula, written: Mapping[str, str]) -> "FormulaShape":
        return cls(
            id=formula.id,
            text=formula.text,
            written=written[formula.id],
            language=formula.language,
            kind=formula.kind,
            occurrences=formula.n_occurrences,
            alone=formula.n_alone,
            speeches=formula.n_speeches,
            voices=formula.n_voices,
            significance=formula.significance,
            cohesion=formula.cohesion,
            freedom=formula.freedom,
            family=formula.family,
        )


class SeenShape(Shape):
    """A dated speech that says it."""

    date: str = Field(examples=["2019-11-04"])
    speech_id: str = Field(examples=["veldhaven-2019"])

    @classmethod
    def from_seen(cls, seen: tuple[str, str] | None) -> "SeenShape | None":
        return None if seen is None else cls(date=seen[0], speech_id=seen[1])


class YearShape(Shape):
    year: int = Field(examples=[2019])
    speeches: int = Field(description="Of that year and language that say it.", examples=[3])
    of: int = Field(description="Speeches of that year and language.", examples=[12])
    share: float = Field(examples=[0.25])
    heat: int = Field(
        description="0: nobody says it; 1 to 5: the share beside that of the year with the largest.",
        examples=[4],
    )

    @classmethod
    def from_year(cls, year: YearUse) -> "YearShape":
        return cls(year=year.year, speeches=year.n_speeches, of=year.n_all, share=year.share, heat=year.heat)


class VoiceShape(Shape):
    voice: str = Field(
        description="The speaker; the source, where nobody is named.", examples=["Mara Lindqvist"]
    )
    speeches: int = Field(description="Of this voice that say it.", examples=[3])
    of: int = Field(description="Speeches of this voice.", examples=[9])
    first: str = Field(description="Empty when none is dated.", examples=["2019-11-04"])
    last: str = Field(examples=["2021"])

    @classmethod
    def from_voice(cls, use: VoiceUse) -> "VoiceShape":
        return cls(voice=use.voice, speeches=use.n_speeches, of=use.n_all, first=use.first, last=use.last)


class DroppedShape(Shape):
    """A voice that said it and says it no more."""

    voice: str = Field(examples=["Jon Aasen"])
    last: str = Field(description="When it said it last.", examples=["2019-05-06"])
    since: int = Field(description="Its speeches after that.", examples=[14])
    chance: float = Field(
        description="How probable this silence is, had it gone on as before; below .05.", examples=[0.004]
    )

    @classmethod
    def from_dropped(cls, dropped: Dropped) -> "DroppedShape":
        return cls(voice=dropped.voice, last=dropped.last, since=dropped.n_since, chance=dropped.chance)


class UsageShape(Shape):
    """Who says it, and when: in this corpus, copies of speeches left out."""

    speeches: int = Field(examples=[8])
    undated: int = Field(description="Speeches that say it and whose year is unknown.", examples=[1])
    searched_before: int = Field(
        description="Dated speeches of the language before `first`: how many do not say it yet.",
        examples=[40],
    )
    first: SeenShape | None = Field(description="The first in this corpus; null when none is dated.")
    last: SeenShape | None
    peak: int | None = Field(description="The year in which most say it.", examples=[2020])
    years: list[YearShape]
    voices: list[VoiceShape] = Field(description=f"Those who say it most, at most {MOST_VOICES}.")
    dropped: list[DroppedShape] = Field(description=f"The surest first, at most {MOST_VOICES}.")

    @classmethod
    def from_usage(cls, usage: Usage) -> "UsageShape":
        return cls(
            speeches=usage.n_speeches,
            undated=usage.n_undated,
            searched_before=usage.n_before,
            first=SeenShape.from_seen(usage.first),
            last=SeenShape.from_seen(usage.last),
            peak=usage.peak,
            years=[YearShape.from_year(year) for year in usage.years],
            voices=[VoiceShape.from_voice(voice) for voice in usage.voices[:MOST_VOICES]],
            dropped=[DroppedShape.from_dropped(one) for one in usage.dropped[:MOST_VOICES]],
        )


class ListedFormula(Shape):
    formula: FormulaShape
    usage: UsageShape
    variants: list[str] = Field(
        description="Other formulas of its family.", examples=[["stays open in winter"]]
    )

    @classmethod
    def from_use(cls, use: FormulaUse) -> "ListedFormula":
        return cls(
            formula=FormulaShape.from_formula(use.formula, use.written),
            usage=UsageShape.from_usage(use.usage),
            variants=[use.written[other.id] for other in use.family],
        )


class FormulasAnswer(Answered):
    """Formulas, the most significant first."""

    total: int = Field(description="How many there are, on all pages.", examples=[1])
    passages_added_since: int = Field(
        description="Passages that came after the formulas were found; `tifa topics` finds them anew.",
        examples=[0],
    )
    other_kinds: dict[Kind, int] = Field(
        description="How many would answer of the kinds that were not asked for.", examples=[{"term": 5}]
    )
    formulas: list[ListedFormula]

    @classmethod
    def from_page(cls, snapshot: Snapshot, book: FormulaBook, page: FormulaPage) -> "FormulasAnswer":
        return cls(
            **provenance_of(snapshot),
            total=page.n_all,
            passages_added_since=book.n_added_since,
            other_kinds=dict(page.other_kinds),
            formulas=[ListedFormula.from_use(use) for use in page.formulas],
        )


class PlaceShape(Shape):
    """Where it stands. `start` and `end` count code points of the speech's text."""

    speech: SpeechShape
    passage: PassageShape
    start: int = Field(examples=[24])
    end: int = Field(examples=[45])

    @classmethod
    def from_shown(cls, shown: ShownPlace) -> "PlaceShape":
        return cls(
            speech=SpeechShape.from_card(shown.speech),
            passage=PassageShape.from_passage(shown.passage),
            start=shown.start,
            end=shown.end,
        )


class FormulaAnswer(Answered):
    """One formula, its family, and where it is said."""

    formula: FormulaShape
    usage: UsageShape
    family: list[FormulaShape] = Field(description="The other formulas of its family.")
    places: list[PlaceShape] = Field(description="The first ones in the order of speech ids.")

    @classmethod
    def from_use(cls, snapshot: Snapshot, use: FormulaUse, places: Sequence[ShownPlace]) -> "FormulaAnswer":
        return cls(
            **provenance_of(snapshot),
            formula=FormulaShape.from_formula(use.formula, use.written),
            usage=UsageShape.from_usage(use.usage),
            family=[FormulaShape.from_formula(other, use.written) for other in use.family],
            places=[PlaceShape.from_shown(shown) for shown in places],
        )


class VariantShape(Shape):
    text: str = Field(examples=["stays open all winter"])
    change: Change = Field(
        description="same: the wording itself; shortened, inserted, changed or reordered otherwise.",
        examples=["same"],
    )
    shared: float = Field(description="How much of the wording it keeps, 0 to 1.", examples=[1.0])
    speeches: int = Field(examples=[3])
    places: list[PlaceShape] = Field(description="The first ones in the order of speech ids.")


class TraceAnswer(Answered):
    """Any wording, traced: in itself, and in its variants."""

    text: str = Field(description="As it was compared.", examples=["stays open all winter"])
    language: str = Field(examples=["en"])
    usage: UsageShape
    variants: list[VariantShape] = Field(description="The wording itself first, where it occurs.")

    @classmethod
    def from_trace(
        cls, snapshot: Snapshot, trace: Trace, places: Sequence[Sequence[ShownPlace]]
    ) -> "TraceAnswer":
        """places: those shown of each of the first variants."""
        return cls(
            **provenance_of(snapshot),
            text=trace.text,
            language=trace.language,
            usage=UsageShape.from_usage(trace.usage),
            variants=[
                VariantShape(
                    text=variant.text,
                    change=variant.change,
                    shared=variant.shared,
                    speeches=variant.n_speeches,
                    places=[PlaceShape.from_shown(one) for one in shown],
                )
                for variant, shown in zip(trace.variants, places, strict=False)
            ],
        )
