from scripts.development.requirements import CUDA, DEV, ENGINES, RUN, entries, parted

PINS = """\
# made by somebody
numpy==2.4.6 \\
    --hash=sha256:aa \\
    --hash=sha256:bb
nvidia-cublas==13.1 ; sys_platform == 'linux' \\
    --hash=sha256:cc
"""
TESTED = PINS + "pytest==9.2.0 \\\n    --hash=sha256:dd\n"
EVERYTHING = TESTED + "pymilvus==3.0.2 \\\n    --hash=sha256:ee\n"


def test_a_lock_is_read_package_by_package() -> None:
    """Each with the hashes of its files; comments are nobody's."""
    found = dict(entries(PINS))
    assert list(found) == ["numpy", "nvidia-cublas"]
    assert found["numpy"] == "numpy==2.4.6 \\\n    --hash=sha256:aa \\\n    --hash=sha256:bb\n"


def test_what_runs_what_tests_and_what_cards_need_are_apart() -> None:
    """Each package is pinned in one file."""
    parts = {file: list(dict(entries(content))) for file, content in parted(PINS, TESTED, EVERYTHING).items()}
    assert parts == {RUN: ["numpy"], CUDA: ["nvidia-cublas"], DEV: ["pytest"], ENGINES: ["pymilvus"]}
