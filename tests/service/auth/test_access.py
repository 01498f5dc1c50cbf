"""Access, tested.

Covers `service.auth.rates`, `service.middleware.hosts`, `service.middleware.stack`,
`service.middleware.security_headers`.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from starlette.routing import Route

from embeddings.encoder.encoding import Encoder
from service.auth import keys
from service.auth.access import PROBES, writes
from service.auth.rates import WRONG_KEYS_PER_MINUTE, network_of
from tests.service.problems.test_responses import need_problem
from tests.support.served import SPEECHES, add, served
from tests.support.written import bearing

ANYWHERE = "0.0.0.0"  # noqa: S104 -- an address that other machines reach
SEARCH = "/v1/search?q=harbour&k=1"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, tiny: Encoder) -> Path:
    folder = tmp_path_factory.mktemp("access")
    add(folder, tiny, *SPEECHES)
    return folder


@pytest.fixture(scope="module")
def reader(folder: Path) -> dict[str, str]:
    return bearing(keys.create(folder, "reader", write=False))


@pytest.fixture(scope="module")
def public(folder: Path, tiny: Encoder) -> Iterator[TestClient]:
    """The service on an address that other machines reach."""
    with served(folder, tiny, host=ANYWHERE, reads_per_minute=0) as client:
        yield client


@pytest.fixture(scope="module")
def local(folder: Path, tiny: Encoder) -> Iterator[TestClient]:
    with served(folder, tiny) as client:
        yield client


def addresses(client: TestClient) -> Iterator[tuple[str, str]]:
    """Every method and address that the service has."""
    described = client.app.openapi()  # type: ignore[attr-defined]  # it is a FastAPI
    for path, methods in described["paths"].items():
        for method in methods:
            yield method.upper(), re.sub(r"\{.*?\}", "1", path)


def test_on_this_machine_questions_need_no_key(local: TestClient) -> None:
    """Whoever can reach a loopback address can read the folder as well."""
    assert local.get(SEARCH).status_code == 200


def test_writing_needs_a_key_that_may_write(local: TestClient, reader: dict[str, str]) -> None:
    """Also on this machine: 401 without one, 403 with one that may only read."""
    for method, address in (("POST", "/v1/speeches"), ("DELETE", "/v1/speeches/veldhaven-2019")):
        without = local.request(method, address, json={"text": "A lake."})
        need_problem(without, 401, "key-needed")
        assert without.headers["www-authenticate"] == 'Bearer realm="tifa"'
        reading = local.request(method, address, json={"text": "A lake."}, headers=reader)
        need_problem(reading, 403, "missing-scope")
        assert 'error="insufficient_scope", scope="write"' in reading.headers["www-authenticate"]


def test_every_address_that_writes_is_known_to_write(local: TestClient) -> None:
    """An address added later that neither asks a question nor is known to write fails here."""
    asking = {"/v1/search", "/v1/compare", "/v1/topics/distribution"}
    changing = {(method, path) for method, path in addresses(local) if method != "GET" and path not in asking}
    assert changing == {
        ("POST", "/v1/speeches"),
        ("DELETE", "/v1/speeches/1"),
        ("DELETE", "/v1/jobs/1"),
        ("PUT", "/v1/topics/1/label"),
    }
    assert all(writes(*one) for one in changing)


def test_from_elsewhere_everything_needs_a_key_but_the_probes(
    public: TestClient, reader: dict[str, str]
) -> None:
    """401 for every address that there is, and for those that there are not."""
    hidden = [route.path for route in public.app.routes if isinstance(route, Route)]  # type: ignore[attr-defined]
    plain = [("GET", path) for path in (*hidden, "/nothing", "/") if "{" not in path]
    for method, address in {*addresses(public), *plain}:
        answer = public.request(method, address)
        if address in PROBES:
            assert answer.status_code == 200
        else:
            need_problem(answer, 401, "key-needed")
    assert public.get(SEARCH, headers=reader).status_code == 200


@pytest.mark.parametrize(
    "sent", ["Bearer nonsense", "Basic YTpi", "Bearer", "", "bearer tifa_a", "Bearer \xe9", "Bearer a b"]
)
def test_a_wrong_key_is_refused_also_where_none_is_needed(folder: Path, tiny: Encoder, sent: str) -> None:
    """A client that believes in its key learns that it is wrong."""
    with served(folder, tiny) as client:
        answer = client.get(SEARCH, headers={b"Authorization": sent.encode("latin-1")})
        need_problem(answer, 401, "wrong-key")
        assert 'error="invalid_token"' in answer.headers["www-authenticate"]


def test_two_keys_at_once_are_refused(folder: Path, tiny: Encoder, reader: dict[str, str]) -> None:
    """Two readers of a request could each take another for the one that counts."""
    with served(folder, tiny) as client:
        answer = client.get(SEARCH, headers=[*reader.items(), *reader.items()])
        need_problem(answer, 401, "wrong-key")


def test_the_scheme_is_read_in_any_case(public: TestClient, reader: dict[str, str]) -> None:
    """`bearer` is `Bearer`, as RFC 9110 has it."""
    sent = {"Authorization": reader["Authorization"].replace("Bearer", "bEARER")}
    assert public.get(SEARCH, headers=sent).status_code == 200


@pytest.mark.parametrize("parameter", ["api_key=", "key=", "Access_Token=", "k=1&token=", "q="])
def test_a_key_in_the_address_is_refused(local: TestClient, reader: dict[str, str], parameter: str) -> None:
    """By the parameter that it stands in, or by what it looks like; the key is not repeated."""
    key = reader["Authorization"].removeprefix("Bearer ")
    answer = local.get(f"/v1/search?{parameter}{key}")
    assert key not in str(need_problem(answer, 400, "key-in-address"))


def test_wrong_keys_are_counted_by_address(folder: Path, tiny: Encoder, reader: dict[str, str]) -> None:
    """After so many in a minute the answer is 429; the right key still opens."""
    with served(folder, tiny) as client:
        wrong = bearing("tifa_00000000_" + "0" * 43)
        for _ in range(WRONG_KEYS_PER_MINUTE):
            need_problem(client.get(SEARCH, headers=wrong), 401, "wrong-key")
        refused = client.get(SEARCH, headers=wrong)
        need_problem(refused, 429, "too-many-attempts")
        assert 0 < int(refused.headers["retry-after"]) <= 60
        assert client.get(SEARCH, headers=reader).status_code == 200
        assert client.get(SEARCH).status_code == 200


def test_an_ipv6_client_is_counted_by_its_network() -> None:
    """It has all the addresses behind its first 64 bits."""
    assert network_of("2001:db8::1") == network_of("2001:db8::ffff:2") != network_of("2001:db8:0:1::1")
    assert network_of("192.0.2.1") != network_of("192.0.2.2")
    assert network_of("testclient") == "testclient"


def test_an_ipv4_client_of_an_ipv6_socket_is_counted_by_its_own_address() -> None:
    """A socket for both calls it `::ffff:192.0.2.1`; all of them share the first 64 bits."""
    assert network_of("::ffff:192.0.2.1") == network_of("192.0.2.1") != network_of("::ffff:192.0.2.2")
    assert network_of("fe80::1%eth0") == network_of("fe80::2") != network_of("::1")


def test_a_damaged_key_file_is_our_fault(tmp_path: Path, tiny: Encoder) -> None:
    """503, not 401: the key may be right. Questions that need none are answered."""
    add(tmp_path, tiny, SPEECHES[0])
    key = keys.create(tmp_path, "one", write=True)
    with served(tmp_path, tiny) as client:
        (tmp_path / keys.FILE).write_text("{")
        need_problem(client.get(SEARCH, headers=bearing(key)), 503, "keys-unreadable")
        assert client.get(SEARCH).status_code == 200


# How often


def test_each_key_has_its_own_number_of_questions(
    folder: Path, tiny: Encoder, reader: dict[str, str]
) -> None:
    """429 with Retry-After when they are used up; every answer says how many are left."""
    other = bearing(keys.create(folder, "other", write=False))
    with served(folder, tiny, reads_per_minute=3) as client:
        left = [client.get(SEARCH, headers=reader).headers["ratelimit"] for _ in range(3)]
        assert [re.sub(r"t=\d+", "t=", one) for one in left] == [f'"reads";r={n};t=' for n in (2, 1, 0)]
        refused = client.get(SEARCH, headers=reader)
        need_problem(refused, 429, "too-fast")
        assert 0 < int(refused.headers["retry-after"]) <= 60
        assert refused.headers["ratelimit-policy"] == '"reads";q=3;w=60'
        assert client.get(SEARCH, headers=other).status_code == 200
        assert client.get(SEARCH).status_code == 200  # counted by address
        assert client.get("/livez").status_code == client.get("/readyz", headers=reader).status_code == 200
    keys.revoke(folder, "other")


def test_writes_are_counted_apart(folder: Path, tiny: Encoder) -> None:
    """Who has written enough for a minute may still ask."""
    writer = bearing(keys.create(folder, "writer", write=True))
    with served(folder, tiny, writes_per_minute=1) as client:
        assert client.delete("/v1/speeches/nobody", headers=writer).status_code == 404
        need_problem(client.delete("/v1/speeches/nobody", headers=writer), 429, "too-fast")
        assert client.get(SEARCH, headers=writer).status_code == 200
    keys.revoke(folder, "writer")


def test_on_this_machine_nothing_is_counted_unless_asked_for(
    local: TestClient, folder: Path, tiny: Encoder, reader: dict[str, str]
) -> None:
    """From elsewhere 600 questions a minute are the default."""
    assert "ratelimit" not in local.get(SEARCH).headers
    with served(folder, tiny, host=ANYWHERE) as public:
        assert public.get(SEARCH, headers=reader).headers["ratelimit-policy"] == '"reads";q=600;w=60'


# By which name, from which page, through which proxy


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8000", "[::1]:8000", "LOCALHOST:1"])
def test_this_machine_is_asked_by_its_own_names(local: TestClient, host: str) -> None:
    """With any port, in any case."""
    assert local.get(SEARCH, headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "a@localhost", "", "[::1", "x:y"],
)
def test_another_name_is_refused(local: TestClient, host: str) -> None:
    """A page whose own name was made to mean this machine cannot ask it anything; probes name no one."""
    need_problem(local.get(SEARCH, headers={"Host": host}), 421, "unknown-host")
    assert local.get("/livez", headers={"Host": host}).status_code == 200


def test_the_names_can_be_set(
    folder: Path, tiny: Encoder, public: TestClient, reader: dict[str, str]
) -> None:
    """Then only they are answered to; an address that others reach has any name unless they are."""
    assert public.get(SEARCH, headers=reader | {"Host": "tifa.example"}).status_code == 200
    with served(folder, tiny, host=ANYWHERE, allowed_hosts=("tifa.example",)) as client:
        assert client.get(SEARCH, headers=reader | {"Host": "tifa.example:8000"}).status_code == 200
        need_problem(client.get(SEARCH, headers=reader | {"Host": "127.0.0.1"}), 421, "unknown-host")


ORIGIN = {"Origin": "https://reader.example"}


def test_pages_of_others_may_not_ask(local: TestClient) -> None:
    """No CORS header, whatever the origin; and no preflight is allowed."""
    answer = local.get(SEARCH, headers=ORIGIN)
    assert not [name for name in answer.headers if name.startswith("access-control")]
    assert local.options("/v1/speeches", headers=PREFLIGHT).status_code == 405


PREFLIGHT = ORIGIN | {
    "Access-Control-Request-Method": "POST",
    "Access-Control-Request-Headers": "authorization, content-type, idempotency-key",
}


def test_pages_of_listed_origins_may_ask(folder: Path, tiny: Encoder, reader: dict[str, str]) -> None:
    """The preflight needs no key, and refusals can be read by the page too; other origins stay out."""
    with served(folder, tiny, host=ANYWHERE, cors_origins=("https://reader.example",)) as client:
        allowed = client.options("/v1/speeches", headers=PREFLIGHT)
        assert allowed.status_code == 200
        assert allowed.headers["access-control-allow-origin"] == ORIGIN["Origin"]
        assert "access-control-allow-credentials" not in allowed.headers
        asked = client.get(SEARCH, headers=ORIGIN | reader)
        assert asked.headers["access-control-allow-origin"] == ORIGIN["Origin"]
        refused = client.get(SEARCH, headers=ORIGIN)
        assert refused.headers["access-control-allow-origin"] == ORIGIN["Origin"]
        other = client.get(SEARCH, headers=reader | {"Origin": "https://evil.example"})
        assert "access-control-allow-origin" not in other.headers


@pytest.mark.parametrize(
    ("proxies", "known_apart"), [((), False), (("testclient",), True), (("192.0.2.9",), False)]
)
def test_only_listed_proxies_say_who_is_asking(
    folder: Path, tiny: Encoder, proxies: tuple[str, ...], known_apart: bool
) -> None:
    """`X-Forwarded-For` from anyone else is not believed: it would get around every limit by address."""
    wrong = bearing("tifa_00000000_" + "0" * 43)
    with served(folder, tiny, proxies=proxies) as client:
        for _ in range(WRONG_KEYS_PER_MINUTE):
            first = client.get(SEARCH, headers=wrong | {"X-Forwarded-For": "198.51.100.1"})
            assert first.status_code == 401
        second = client.get(SEARCH, headers=wrong | {"X-Forwarded-For": "198.51.100.2"})
        assert second.status_code == (401 if known_apart else 429)


def test_behind_a_proxy_everything_needs_a_key(folder: Path, tiny: Encoder, reader: dict[str, str]) -> None:
    """Other machines ask through it, by the service's public name, and are counted."""
    with served(folder, tiny, proxies=("192.0.2.9",)) as client:
        need_problem(client.get(SEARCH), 401, "key-needed")
        answer = client.get(SEARCH, headers=reader | {"Host": "tifa.example"})
        assert answer.status_code == 200
        assert answer.headers["ratelimit-policy"] == '"reads";q=600;w=60'


# What browsers are told


@pytest.mark.parametrize(
    "address", [SEARCH, "/nothing", "/livez", "/docs", "/v1/search?k=0", "/openapi.json"]
)
def test_every_answer_has_its_security_headers(local: TestClient, address: str) -> None:
    """Refusals and pages as well."""
    told = local.get(address).headers
    assert told["x-content-type-options"] == "nosniff"
    assert told["referrer-policy"] == "no-referrer"
    assert "default-src 'none'" in told["content-security-policy"]
    assert "frame-ancestors 'none'" in told["content-security-policy"]


def test_refusals_at_the_gate_have_them_too(local: TestClient) -> None:
    """Also what never reached the application."""
    for answer in (local.get(SEARCH, headers={"Host": "evil.example"}), local.get("/v1/topics?key=1")):
        assert answer.headers["x-content-type-options"] == "nosniff"


def test_what_was_asked_with_a_key_is_not_kept(local: TestClient, reader: dict[str, str]) -> None:
    """No cache between keeps an answer that was given to the holder of a key."""
    assert local.get(SEARCH, headers=reader).headers["cache-control"] == "no-store"
    assert "cache-control" not in local.get(SEARCH).headers


def test_the_pages_at_docs_may_run_their_own_scripts_only(local: TestClient) -> None:
    """Each inline script is allowed by its digest, and nothing inline besides."""
    for address in ("/docs", "/docs/oauth2-redirect"):
        answer = local.get(address)
        policy = dict(
            part.strip().split(" ", 1) for part in answer.headers["content-security-policy"].split(";")
        )
        scripts: list[Any] = re.findall(r"<script>", answer.text)
        assert len(re.findall(r"'sha256-[A-Za-z0-9+/]{43}='", policy["script-src"])) == len(scripts) == 1
        assert "unsafe" not in policy["script-src"]
        assert int(answer.headers["content-length"]) == len(answer.content)


PAGE = {"Accept": "text/html"}


def test_a_browser_is_asked_for_the_key_and_may_give_it_as_a_password(
    public: TestClient, folder: Path
) -> None:
    """A page is refused as a page, with the challenge that makes browsers ask; programs are told as ever."""
    key = keys.create(folder, "browser", write=True)
    refused = public.get("/corpus", headers=PAGE)
    assert (refused.status_code, refused.headers["content-type"][:9]) == (401, "text/html")
    assert refused.headers["www-authenticate"] == 'Basic realm="tifa", charset="UTF-8"'
    assert public.get("/corpus", headers=PAGE, auth=("", key)).status_code == 200
    assert public.get(SEARCH, auth=("anybody", key)).status_code == 200
    wrong = public.get("/corpus", headers=PAGE, auth=("", key[:-1] + ("y" if key.endswith("x") else "x")))
    assert (wrong.status_code, wrong.headers["www-authenticate"][:5]) == (401, "Basic")
    need_problem(public.get(SEARCH), 401, "key-needed")


@pytest.mark.parametrize("credentials", ["", "!", "bm9jb2xvbg==", "/////w=="])
def test_basic_credentials_that_are_none_are_a_wrong_key(public: TestClient, credentials: str) -> None:
    """No colon, no base64, no UTF-8."""
    answer = public.get(SEARCH, headers={"Authorization": f"Basic {credentials}"})
    need_problem(answer, 401, "wrong-key")


@pytest.mark.parametrize(
    ("method", "address"),
    [
        ("POST", "/v1/speeches"),
        ("DELETE", "/v1/speeches/veldhaven-2019"),
        ("PUT", "/v1/topics/t_00000000/label"),
        ("POST", "/v1/compare"),
        ("POST", "/v1/search"),
    ],
)
def test_a_password_never_writes(folder: Path, tiny: Encoder, method: str, address: str) -> None:
    """What a browser sends by itself must not let a page of somebody else's do anything."""
    key = keys.create(folder, f"browser {method} {address}"[:30], write=True)
    with served(folder, tiny, host=ANYWHERE) as client:
        need_problem(client.request(method, address, json={}, auth=("", key)), 401, "wrong-key")


def test_a_password_compares_for_our_own_pages_alone(folder: Path, tiny: Encoder) -> None:
    """The browser itself says whose page sends a form."""
    key = keys.create(folder, "comparing-by-browser", write=False)
    sites = {"same-origin": 422, "none": 422, "cross-site": 403, "same-site": 403, "": 401}
    with served(folder, tiny, host=ANYWHERE) as client:
        for site, status in sites.items():
            headers = {**PAGE, **({"Sec-Fetch-Site": site} if site else {})}
            sent = client.post("/compare", files={"text": (None, " ")}, auth=("", key), headers=headers)
            assert sent.status_code == status, site
