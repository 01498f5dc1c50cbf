"""Invented passages in which set phrases are planted."""

import random

from embeddings.formulas.finding import Spoken

# No two characters of these stand together by habit, so that nothing but what is planted returns.
_SOUNDS = "春夏秋冬山川河海桥路灯塔石木竹松梅兰菊风雨雪霜云雷电光影花草鸟鱼虫马牛羊鸡犬琴棋书画茶酒米盐"


def babble(draw: random.Random, n: int) -> str:
    """n characters that say nothing."""
    return "".join(draw.choice(_SOUNDS) for _ in range(n))


def planted(phrase: str, *, n: int = 12, seed: int = 1, language: str = "zh") -> list[Spoken]:
    """Speeches of several voices that all say `phrase`, each time among other words."""
    draw = random.Random(seed)  # noqa: S311 -- a test draws
    return [
        Spoken(
            f"{babble(draw, 9)},{babble(draw, 3)}{phrase}{babble(draw, 3)},{babble(draw, 8)}。",
            language,
            i,
            i % 4,
        )
        for i in range(n)
    ]
