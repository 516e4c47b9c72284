"""Files, the terminal, Apprise and digests, over real channels; and what is no channel at all."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from urllib.parse import quote

import pytest

from monitor.channels import open_channel
from monitor.message import Message, render_digest
from storage.model import DeliveryError, EventType
from tests.monitor.receiving import MESSAGE, PAYLOAD, Receiver, answer, due, refuse


@pytest.mark.parametrize("form", ["file:{}", "file://{}", "FILE:{}", "file://localhost{}"])
def test_file_takes_a_line_for_each_message(tmp_path: Path, form: str) -> None:
    path = tmp_path / "alerts.jsonl"
    channel = open_channel(form.format(path), allow_private=False)
    assert not path.exists()
    channel.send(MESSAGE)
    channel.send(MESSAGE)
    assert [json.loads(line) for line in path.read_text().splitlines()] == [PAYLOAD, PAYLOAD]


def test_file_goes_on_after_a_torn_line(tmp_path: Path) -> None:
    path = tmp_path / "alerts.jsonl"
    path.write_text('{"type": "ne')
    open_channel(f"file:{path}", allow_private=False).send(MESSAGE)
    assert json.loads(path.read_text().splitlines()[1]) == PAYLOAD


def test_file_with_a_space_in_its_address(tmp_path: Path) -> None:
    open_channel(f"file://{tmp_path}/a%20b", allow_private=False).send(MESSAGE)
    assert (tmp_path / "a b").exists()


def test_files_that_cannot_be_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "does not exist" in refuse(f"file:{tmp_path}/no/alerts")
    assert "is no file" in refuse(f"file:{tmp_path}")
    assert "needs a path" in refuse("file:")
    assert "another machine" in refuse("file://host/alerts")
    monkeypatch.setattr("os.access", lambda *_args: False)
    assert "cannot be written" in refuse(f"file:{tmp_path}/alerts")


def test_a_folder_that_went_away_is_a_failure(tmp_path: Path) -> None:
    (tmp_path / "gone").mkdir()
    channel = open_channel(f"file:{tmp_path}/gone/alerts", allow_private=False)
    (tmp_path / "gone").rmdir()
    with pytest.raises(DeliveryError, match="cannot be written"):
        channel.send(MESSAGE)


def test_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    open_channel("terminal:", allow_private=False).send(MESSAGE)
    assert capsys.readouterr().out == f"{MESSAGE.text}\n\n"
    assert "nothing after its colon" in refuse("terminal:x")


def test_a_file_gets_a_line_for_each_delivery_of_a_digest(tmp_path: Path) -> None:
    digest = render_digest("bat_1", [due(EventType.NEW), due(EventType.EDITED)])
    open_channel(f"file:{tmp_path}/alerts", allow_private=False).send(digest)
    lines = [json.loads(line) for line in (tmp_path / "alerts").read_text(encoding="utf-8").splitlines()]
    assert [one["type"] for one in lines] == ["new", "edited"]
    assert all("event" in one["data"] for one in lines)


def test_a_webhook_gets_a_digest_as_one_request(receiver: Receiver) -> None:
    digest = render_digest("bat_1", [due(EventType.NEW), due(EventType.EDITED)])
    open_channel(receiver.url, allow_private=True).send(digest)
    ((_, headers, body),) = receiver.requests
    read = json.loads(body)
    assert (headers["webhook-id"], read["type"], read["data"]["delivery"]) == ("bat_1", "digest", "bat_1")
    assert [one["event"]["type"] for one in read["data"]["deliveries"]] == ["new", "edited"]


def test_apprise_reaches_its_receiver(receiver: Receiver, caplog: pytest.LogCaptureFixture) -> None:
    channel = open_channel(f"json://user:p%2Cw@127.0.0.1:{receiver.port}/key", allow_private=True)
    channel.send(MESSAGE)
    body = json.loads(receiver.requests[0][2])
    assert body["title"] == MESSAGE.title
    assert body["message"] == "https://meknes.example/1"
    receiver.answer = answer(500)
    with pytest.raises(DeliveryError, match=r"^Apprise json did not accept it") as caught:
        channel.send(MESSAGE)
    assert len(receiver.requests) == 2  # one attempt
    assert "p%2Cw" not in str(caught.value) + caplog.text
    assert caplog.text == ""


@pytest.mark.parametrize("login", ["me:كلمة", "قارئ:p@ss", "me:é"])
def test_apprise_logs_in_with_letters_of_any_script(receiver: Receiver, login: str) -> None:
    user, _, password = login.partition(":")
    target = f"json://{user}:{quote(password)}@127.0.0.1:{receiver.port}/key"
    open_channel(target, allow_private=True).send(MESSAGE)
    expected = base64.b64encode(login.encode()).decode()
    assert receiver.requests[0][1]["authorization"] == f"Basic {expected}"


def test_apprise_follows_no_redirects(receiver: Receiver) -> None:
    receiver.answer = answer(307, {"location": receiver.url})
    with pytest.raises(DeliveryError):
        open_channel(f"json://127.0.0.1:{receiver.port}/key", allow_private=True).send(MESSAGE)
    assert len(receiver.requests) == 1


@pytest.mark.parametrize(
    "target", ["json://127.0.0.1/x", "ntfy://localhost/topic", "mailtos://u:p@ngo.example?smtp=10.0.0.1"]
)
def test_apprise_to_a_private_address_is_refused(target: str) -> None:
    assert "BALAGH_ALLOW_PRIVATE=1" in refuse(target, allow_private=False)


def test_apprise_splits_what_is_longer_than_the_service_takes(receiver: Receiver) -> None:
    long = Message("bat_1", "5000 alerts", "5000 alerts\n" + "https://meknes.example/1\n" * 5000, PAYLOAD)
    open_channel(f"json://127.0.0.1:{receiver.port}/key", allow_private=True).send(long)
    said = "".join(json.loads(body)["message"] for _, _, body in receiver.requests)
    assert len(receiver.requests) > 1
    assert said.count("https://meknes.example/1") >= 4990  # some are cut in two


def test_what_is_no_channel_is_refused() -> None:
    assert "BALAGH_SMTP_HOST" in refuse("mailto:officer@ngo.example")
    assert "no channel is called pigeon:" in refuse("pigeon://secret")
    assert "give https://" in refuse("officer@ngo.example")
    assert "give https://" in refuse("")
    assert "begins with" in refuse("://x")
    said = refuse("tgram://secret")
    assert "tgram://" in said
    assert "secret" not in said
    assert "%2C" in refuse("json://a.example,json://b.example")
