import json
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from embeddings.encoder.encoding import Encoder
from scripts.tifa import main
from service.auth import keys
from service.auth.keys import FILE, PATTERN, KeyRing
from service.errors import UnusableKeys, WrongKey
from tests.support.served import SPEECHES, add

NOW = datetime(2031, 5, 6, tzinfo=UTC)


def test_a_key_is_random_and_only_its_digest_is_kept(tmp_path: Path) -> None:
    """Neither the file nor anything in it can be asked with, and only its owner can read it."""
    secrets = {keys.create(tmp_path, f"key {n}", write=False) for n in range(20)}
    assert len(secrets) == 20
    kept = (tmp_path / FILE).read_text()
    for secret in secrets:
        assert PATTERN.fullmatch(secret)
        assert secret.rpartition("_")[2] not in kept
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600
    for key in keys.read_keys(tmp_path):
        with pytest.raises(WrongKey):
            KeyRing(tmp_path).key_for(key.sha256)


def test_a_key_opens_until_it_expires(tmp_path: Path) -> None:
    """And a minute more, since clocks differ."""
    secret = keys.create(tmp_path, "short", write=False, lives=timedelta(days=1), now=NOW)
    ring, end = KeyRing(tmp_path), NOW + timedelta(days=1)
    assert ring.key_for(secret, now=end + timedelta(seconds=59)).name == "short"
    with pytest.raises(WrongKey):
        ring.key_for(secret, now=end + timedelta(seconds=60))


@pytest.mark.parametrize("change", [lambda key: key[:-1], lambda key: key + "a", str.upper, lambda _: ""])
def test_only_the_whole_key_opens(tmp_path: Path, change: object) -> None:
    """Nothing that is nearly a key is one."""
    assert callable(change)
    secret = keys.create(tmp_path, "one", write=False)
    with pytest.raises(WrongKey):
        KeyRing(tmp_path).key_for(change(secret))


def test_another_secret_behind_the_same_id_does_not_open(tmp_path: Path) -> None:
    """The public part finds a key; the secret part has to be its own."""
    one, other = (keys.create(tmp_path, name, write=False) for name in ("one", "other"))
    with pytest.raises(WrongKey):
        KeyRing(tmp_path).key_for(one[:14] + other[14:])


def test_after_a_rotation_both_keys_open_for_a_day(tmp_path: Path) -> None:
    """The new one has the scopes and the length of life of the old one; then the old one ends."""
    old = keys.create(tmp_path, "desk", write=True, lives=timedelta(days=90), now=NOW)
    later = NOW + timedelta(days=80)
    new, end = keys.rotate(tmp_path, "desk", now=later)
    ring = KeyRing(tmp_path)
    assert end == later + timedelta(hours=24)
    assert ring.key_for(old, now=later).scopes == ring.key_for(new, now=later).scopes == ("read", "write")
    with pytest.raises(WrongKey):
        ring.key_for(old, now=end + timedelta(minutes=1))
    kept = ring.key_for(new, now=end + timedelta(minutes=1))
    assert (kept.created, kept.rotated, kept.expires) == (NOW, later, later + timedelta(days=90))


def test_a_rotation_at_once_leaves_no_overlap(tmp_path: Path) -> None:
    """Not even the minute that an expiry has."""
    old = keys.create(tmp_path, "desk", write=False)
    new, _ = keys.rotate(tmp_path, "desk", overlap=timedelta())
    with pytest.raises(WrongKey):
        KeyRing(tmp_path).key_for(old)
    assert KeyRing(tmp_path).key_for(new).name == "desk"


def test_a_second_rotation_leaves_the_first_key_its_day(tmp_path: Path) -> None:
    """It was told to be valid until then; what has ended is no longer kept."""
    first = keys.create(tmp_path, "desk", write=False, now=NOW)
    second, first_end = keys.rotate(tmp_path, "desk", now=NOW)
    later = NOW + timedelta(hours=20)
    third, second_end = keys.rotate(tmp_path, "desk", now=later)
    ring = KeyRing(tmp_path)
    assert all(ring.key_for(secret, now=later).name == "desk" for secret in (first, second, third))
    with pytest.raises(WrongKey):
        ring.key_for(first, now=first_end + timedelta(minutes=1))
    assert ring.key_for(second, now=first_end + timedelta(minutes=1)).expires == second_end
    keys.rotate(tmp_path, "desk", now=second_end + timedelta(minutes=1))
    assert len(keys.read_keys(tmp_path)) == 2


def test_a_rotation_at_once_ends_all_before_it(tmp_path: Path) -> None:
    """Whoever rotates at once may not know which of them was lost."""
    first = keys.create(tmp_path, "desk", write=False, now=NOW)
    second, _ = keys.rotate(tmp_path, "desk", now=NOW)
    keys.rotate(tmp_path, "desk", overlap=timedelta(), now=NOW)
    for secret in (first, second):
        with pytest.raises(WrongKey):
            KeyRing(tmp_path).key_for(secret, now=NOW)


def test_a_rotation_does_not_lengthen_the_life_of_the_old_key(tmp_path: Path) -> None:
    """What would have ended within the overlap ends when it would have."""
    keys.create(tmp_path, "desk", write=False, lives=timedelta(hours=1), now=NOW)
    assert keys.rotate(tmp_path, "desk", now=NOW)[1] == NOW + timedelta(hours=1)


def test_an_open_ring_notices_every_change(tmp_path: Path) -> None:
    """Keys that are made or revoked while a service runs are taken up without a restart."""
    ring = KeyRing(tmp_path)
    for round_ in range(3):
        secret = keys.create(tmp_path, "guest", write=False)
        assert ring.key_for(secret).name == "guest", round_
        keys.revoke(tmp_path, "guest")
        with pytest.raises(WrongKey):
            ring.key_for(secret)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"keys": [{"id": "a"}]}', '{"keys": {"a": 1}}'])
def test_a_damaged_file_opens_to_nobody(tmp_path: Path, content: str) -> None:
    """It is said, and not taken for a file without keys; nothing is written over it."""
    secret = keys.create(tmp_path, "one", write=False)
    (tmp_path / FILE).write_text(content)
    with pytest.raises(UnusableKeys, match="restore it"):
        KeyRing(tmp_path).key_for(secret)
    with pytest.raises(UnusableKeys):
        keys.create(tmp_path, "two", write=False)
    assert (tmp_path / FILE).read_text() == content


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give files away")
def test_keys_made_by_root_belong_to_the_user_of_the_service(tmp_path: Path) -> None:
    """The new file has the owner of the one before, and the first one the owner of the folder."""
    os.chown(tmp_path, 65_534, 65_534)
    keys.create(tmp_path, "one", write=False)
    assert (tmp_path / FILE).stat().st_uid == 65_534
    os.chown(tmp_path / FILE, 1_234, 1_234)
    keys.rotate(tmp_path, "one")
    kept = (tmp_path / FILE).stat()
    assert (kept.st_uid, stat.S_IMODE(kept.st_mode)) == (1_234, 0o600)


@pytest.fixture
def reachable() -> Iterator[Path]:
    """A folder that any user may look into; those of pytest are closed."""
    folder = Path(tempfile.mkdtemp(prefix="tifa-keys-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@contextmanager
def closed(path: Path) -> Iterator[None]:
    """To this process, also when it runs as root."""
    mode, before = stat.S_IMODE(path.stat().st_mode), os.geteuid()
    path.chmod(0)
    if before == 0:
        os.seteuid(65_534)  # modes do not bind root
    try:
        yield
    finally:
        os.seteuid(before)
        path.chmod(mode)


@pytest.mark.parametrize("name", ["", FILE])
@pytest.mark.parametrize("read_before", [True, False])
def test_keys_of_another_user_are_not_called_damaged(reachable: Path, name: str, read_before: bool) -> None:
    """The line says what to do, whether the file is closed or the folder, and nobody is let in meanwhile."""
    ring = KeyRing(reachable)
    if read_before:
        with pytest.raises(WrongKey):  # there is no file yet
            ring.key_for("tifa_00000000_" + "0" * 43)
    secret = keys.create(reachable, "one", write=False)
    with closed(reachable / name), pytest.raises(UnusableKeys, match="readable for the user of the service"):
        ring.key_for(secret)
    assert ring.key_for(secret).name == "one"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, tiny: Encoder) -> Path:
    folder = tmp_path_factory.mktemp("keys") / "corpus"
    add(folder, tiny, SPEECHES[0])
    return folder


def tifa(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["keys", *arguments, "--corpus", str(folder)])


def test_the_commands_make_list_rotate_and_revoke(folder: Path) -> None:
    """Standard output holds the key and nothing else, so that it can be piped to where it is kept."""
    made = tifa(folder, "create", "newsroom", "--write", "--expires", "90d")
    assert PATTERN.fullmatch(made.stdout.strip())
    assert "not shown again" in made.stderr
    listed = tifa(folder, "list").stdout
    assert "newsroom" in listed
    assert "read+write" in listed
    assert made.stdout.strip().rpartition("_")[2] not in listed
    rotated = tifa(folder, "rotate", "newsroom")
    assert PATTERN.fullmatch(rotated.stdout.strip())
    assert "the old key is valid until" in rotated.stderr
    assert tifa(folder, "list").stdout.count("replaced") == 1
    assert "revoked newsroom" in tifa(folder, "revoke", "newsroom").stdout
    assert "there are no keys" in tifa(folder, "list").stderr


def test_a_new_key_ends_when_it_is_told_to(folder: Path) -> None:
    """90d are ninety days."""
    tifa(folder, "create", "brief", "--expires", "90d")
    key = keys.current(keys.read_keys(folder), "brief")
    assert key.expires == key.created + timedelta(days=90)
    tifa(folder, "revoke", "brief")


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (("revoke", "nobody"), 1, "no key is called 'nobody'"),
        (("rotate", "nobody"), 1, "tifa keys list"),
        (("create", " "), 2, "1 to 100 characters"),
        (("create", "a\nb"), 2, "1 to 100 characters"),
        (("create", "x", "--expires", "soon"), 2, "90d, 12h or 30m"),
        (("create", "x", "--expires", "0d"), 2, "90d, 12h or 30m"),
        (("create", "x", "--expires", "999999d"), 2, "90d, 12h or 30m"),
    ],
)
def test_what_cannot_be_done_is_one_line(
    folder: Path, arguments: tuple[str, ...], status: int, said: str
) -> None:
    """With exit status 1, or 2 for wrong usage."""
    wrong = tifa(folder, *arguments)
    assert (wrong.exit_code, wrong.stdout) == (status, "")
    assert said in wrong.stderr


def test_a_name_is_given_once(folder: Path) -> None:
    """A second key of the same name would leave nobody knowing which is which."""
    tifa(folder, "create", "twice")
    again = tifa(folder, "create", "twice")
    assert (again.exit_code, again.stderr.count("\n")) == (1, 1)
    tifa(folder, "revoke", "twice")


def test_a_folder_without_a_corpus_has_no_keys(tmp_path: Path) -> None:
    """One line that says how a corpus is made, and nothing is written."""
    wrong = tifa(tmp_path, "create", "x")
    assert wrong.exit_code == 1
    assert "tifa index" in wrong.stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("host", "proxies"),
    [("0.0.0.0", {}), ("::", {}), ("127.0.0.1", {"TIFA_PROXIES": "127.0.0.1"})],  # noqa: S104 -- refused
)
def test_a_service_that_others_reach_does_not_start_without_a_key(
    folder: Path, host: str, proxies: dict[str, str]
) -> None:
    """One line that says how to make one; an expired key is none. A proxy reaches loopback addresses too."""
    keys.create(folder, "old", write=False, lives=timedelta(days=1), now=datetime(2021, 5, 6, tzinfo=UTC))
    serve = ["serve", "--corpus", str(folder), "--host", host, "--port", "0"]
    refused = CliRunner().invoke(main, serve, env=proxies)
    keys.revoke(folder, "old")
    assert (refused.exit_code, refused.stderr.count("\n")) == (1, 1)
    assert f"tifa keys create NAME --corpus {folder}" in refused.stderr


def test_the_file_says_what_it_is(tmp_path: Path) -> None:
    """JSON with a schema number, for those who come after us."""
    keys.create(tmp_path, "one", write=True, now=NOW)
    (kept,) = json.loads((tmp_path / FILE).read_text())["keys"]
    assert (kept["name"], kept["scopes"], kept["created"]) == ("one", ["read", "write"], NOW.isoformat())
