"""The rest of a batch is not read again if it is, to the letter, what it was."""

import orjson
import pytest

from custom_components.printer_maintenance.hosts.remembered import Batch, Parsed

STATUS = b'{"result":{"eventtime":%d},"id":"status"}'
REST = b'{"result":{"jobs":[1,2]},"id":"rows"},{"result":{},"id":"totals"}]'


@pytest.mark.parametrize("comma", [b",", b", "])
def test_the_rest_is_what_it_was(comma: bytes) -> None:
    batch = Batch("status")
    answers = [b"[" + STATUS % number + comma + REST for number in (1, 22, 333)]
    read = [batch.loads(answer) for answer in answers]
    assert read == [orjson.loads(answer) for answer in answers]
    first, *others = [parts for parts in read if isinstance(parts, list)]
    assert all(other[1] is first[1] for other in others)
    changed = answers[0].replace(b"[1,2]", b"[1,2.0]")
    assert orjson.dumps(batch.loads(changed)) == changed.replace(b", {", b",{")
    assert batch.loads(answers[0]) == orjson.loads(answers[0])


@pytest.mark.parametrize(
    "body",
    [
        b"[%b,%b" % (REST[:-1], STATUS % 1) + b"]",
        b"[%b]" % (STATUS % 1),
        b'[{"nested":%b,%b' % (STATUS % 1, REST[:-1]) + b"}]",
        b'[{"nested":[%b,%b' % (STATUS % 1, REST) + b"}]",
        b'{"nested":[%b,%b' % (STATUS % 1, REST) + b"}",
        b'[7,"%b",' % orjson.dumps((STATUS % 1).decode())[1:-1] + REST,
        b'["a",%b,%b' % (STATUS % 1, REST),
        b"null",
    ],
)
def test_others_are_read_as_they_are(body: bytes) -> None:
    known = b"[" + STATUS % 1 + b"," + REST
    batch = Batch("status")
    for answer in (body, known, body, known):
        try:
            expected = orjson.loads(answer)
        except orjson.JSONDecodeError:
            with pytest.raises(orjson.JSONDecodeError):
                batch.loads(answer)
        else:
            assert batch.loads(answer) == expected


@pytest.mark.parametrize("end", [b"", b"]", b"}]", b"[", b"]]", b"\xff"])
def test_what_is_no_json_stays_none(end: bytes) -> None:
    batch = Batch("status")
    batch.loads(b"[" + STATUS % 1 + b"," + REST)
    for broken in (
        b"[" + STATUS % 1 + b"," + REST[:-1] + end * 2,
        b"[" + (STATUS % 1)[1:] + b"," + REST + end,
        end + STATUS % 1 + b"," + REST,
    ):
        try:
            expected = orjson.loads(broken)
        except orjson.JSONDecodeError:
            with pytest.raises(orjson.JSONDecodeError):
                batch.loads(broken)
        else:
            assert batch.loads(broken) == expected


def test_the_same_object_is_not_checked_again() -> None:
    checked: list[object] = []

    def check(answer: object) -> int:
        checked.append(answer)
        return len(checked)

    parsed = Parsed(check)
    answer = {"jobs": [1]}
    assert [parsed(answer), parsed(answer), parsed({"jobs": [1]})] == [1, 1, 1]
    assert parsed({"jobs": [True]}) == 2
    assert parsed(answer) == 3
