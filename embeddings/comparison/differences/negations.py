"""What denies something in a wording.

Of Chinese its words are asked, not its characters: 南非, 无人机 and 未成年人 deny nothing, nor does 不断. A
word denies that is a sign of negation alone, or one before a verb that only carries it (不会, 没有, 绝不能);
any other word that begins with such a sign (不合理) denies where the other wording says it without.
"""

import re
from collections.abc import Iterator

import rjieba

from embeddings.text.script.character_classes import HAN

_RUN = re.compile(rf"[{HAN}]+")
_SIGNS = "不没未无非"
# What is asked, or denied twice, or only begun with.
_DENYING_NOTHING = re.compile(
    r"(?P<verb>[是能会要有该应可行])[不没](?P=verb)|不[得能可]不|[无莫]不|不无|非[^,。;、:!?]{0,6}不可|不可或缺|必不可少"
    r"|不[只单]是?|不管|不论|不妨"
)
_BEFORE = "绝|决|并|毫|从|从来|永|尚|仍|再|切"
# Verbs that a sign of negation is one word with.
_CARRIED = (
    "是|会|能|能够|可|可以|可能|得|准|许|要|应|应该|应当|该"
    "|再|敢|愿|愿意|想|肯|曾|有|须|需|需要|予|允许|让|使"
)
_DENIES = re.compile(
    rf"(?:{_BEFORE})?[不没未勿](?:{_CARRIED})?|(?:{_BEFORE})?无[法须需从]?|(?:{_BEFORE}|而)非"
    "|切[勿莫]|莫要|禁止|严禁|杜绝"
)

# By language, what denies, and what only looks so.
_WORDS = {
    "en": (
        r"not|\w+n['’]t|no|never|neither|nor|without|cannot|none|nobody|nothing|nowhere",
        r"not (?:only|just|merely|simply|least)|no (?:doubt|matter|less|fewer|sooner)|nothing less"
        r"|no\. ?\d+|whether or not",
    ),
    "de": (r"nicht|kein\w*|nie|niemals|nichts|niemand\w*|ohne|weder", r"nicht (?:nur|zuletzt|minder|allein)"),
    "fr": (
        r"pas|jamais|aucune?|sans|ni|rien|nul(?:le)?|non",
        r"non[- ]seulement|pas (?:seulement|à pas|moins)|sans (?:doute|cesse)|rien que"
        r"|(?:un|ce|le|au|premiers?|grands?) pas",
    ),
    "es": (
        r"no|nunca|jamás|ningun[oa]?|ningún|sin|tampoco|nada|nadie",
        r"no (?:sólo|solo|solamente)|sin (?:duda|embargo)",
    ),
    "pt": (r"não|nunca|jamais|nenhuma?|sem|nada|ninguém", r"não (?:só|apenas|somente)|sem dúvida"),
    "it": (r"non|mai|nessun[oa]?|senza|niente|nulla", r"non (?:solo|soltanto)|senz['’]altro"),
    "ru": (r"не|нет|никогда|без|ни|нельзя|ничего|никто", r"не (?:только|менее)|без сомнения"),
    "tr": (r"değil\w*|yok\w*|hiç\w*", r"yoksul\w*|değil mi"),
    "ar": (r"لا|لم|لن|ليس|غير|بدون", r"لا (?:سيما|بد)"),
    "ja": (
        r"ない|なく|なかった|ません",
        r"少なくない|少なくとも|間もなく|だけで(?:は)?なく|なければならない|なくてはならない|かもしれない",
    ),
    "ko": (r"않\w*|못\w*|없\w*|아니\w*", r"끊임없\w*|틀림없\w*|다름없\w*|못지않\w*|뿐만 아니라|뿐 아니라"),
}
_UNSPACED = ("ja", "ko")


def negations(text: str, language: str, other: str = "") -> list[str]:
    """The words that deny something, in order; [] in a language that is not known.

    text: normalized.  language: as language_of gives it.  other: the wording it is held against.
    """
    spoken = language.partition("-")[0]
    if spoken == "zh":
        return list(_chinese(text, other))
    if spoken not in _WORDS:
        return []
    denying, not_denying = _WORDS[spoken]
    bound = "" if spoken in _UNSPACED else r"\b"
    rest = re.sub(rf"{bound}(?:{not_denying}){bound}", " ", text, flags=re.IGNORECASE)
    return [found.lower() for found in re.findall(rf"{bound}(?:{denying}){bound}", rest, re.IGNORECASE)]


def _chinese(text: str, other: str) -> Iterator[str]:
    for run in _RUN.finditer(_DENYING_NOTHING.sub(" ", text)):
        for word in rjieba.cut(run[0]):
            taken_back = len(word) > 2 and word[0] in _SIGNS and word not in other and word[1:] in other
            if taken_back or _DENIES.fullmatch(word):
                yield word
