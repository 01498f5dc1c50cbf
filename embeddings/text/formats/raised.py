"""Raised and lowered signs that keep their meaning: 10⁴, km², CO₂; a note's mark stands apart."""

import re

_RAISED = str.maketrans("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ")
_LOWERED = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")
_ORDINAL = re.compile(r"(?i)(?:st|nd|rd|th|er|re|e|ème|o|a|os|as|mo|ma)\.?")
_POWER_OF = re.compile(r"(?:\d|\b(?:m|km|cm|mm|ft|mi|in|x|y|r|n)|[\u3400-\u9fff]米)$")
_SIGNS = re.compile(r"[*†‡.]+")


def raise_signs(text: str, before: str, *, linked: bool = False) -> str:
    """text: raised behind `before`. A number is a power behind a number or a unit, else a note's mark."""
    said = text.strip()
    if linked or _SIGNS.fullmatch(said) or (said.strip("[]()").isdigit() and not _POWER_OF.search(before)):
        return f" [{said.strip('[]()')}]" if said else ""
    if _ORDINAL.fullmatch(said):
        return said
    written = said.translate(_RAISED)
    return f"^{said}" if set(said) & set(written) else written


def lower_signs(text: str) -> str:
    written = text.translate(_LOWERED)
    return text if set(text) & set(written) else written
