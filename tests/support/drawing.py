"""How many examples are drawn where each is costly."""

from hypothesis import HealthCheck, settings

LONG = "long"
_TIMES = 20  # as many, in a long run

settings.register_profile(LONG, settings.get_profile("default"), print_blob=True)


def drawn(n: int, **changes: object) -> settings:
    """n examples, each time the same; with `pytest --hypothesis-profile=long` many more, each time others."""
    long = settings.get_current_profile_name() == LONG
    return settings(
        max_examples=n * _TIMES if long else n,
        derandomize=not long,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        **changes,  # type: ignore[arg-type]
    )
