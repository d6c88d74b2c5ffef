"""A taken port is named before anything is started on it."""

from __future__ import annotations

import socket

import pytest

from raadhuis.host.errors import PortNotAllowed, PortTaken
from raadhuis.host.ports import free_port, require_free


def test_a_free_port_is_free() -> None:
    require_free(free_port(), purpose="the test")


@pytest.mark.parametrize("listener", ["127.0.0.1", "0.0.0.0"])
def test_a_taken_port_is_refused_with_one_that_is_free(listener: str) -> None:
    with socket.create_server((listener, 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(PortTaken) as refusal:
            require_free(port, purpose="the web server", option="--web-port")
    sentence = str(refusal.value)
    assert sentence.startswith(
        f"Port {port} on 127.0.0.1, needed for the web server, is used by another program"
    )
    assert "\n" not in sentence
    require_free(int(sentence.rpartition("--web-port ")[2].rstrip(".")), purpose="the suggestion")


def test_connections_of_a_server_that_stopped_do_not_count() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = server.getsockname()
        client = socket.create_connection(address)
        server.accept()[0].close()
    require_free(address[1], purpose="the test")
    client.close()


def test_an_address_of_another_machine_is_refused() -> None:
    with pytest.raises(PortNotAllowed, match=r"203\.0\.113\.7"):
        require_free(8000, "203.0.113.7", purpose="the web server")


@pytest.mark.parametrize("port", [-1, 0, 65536])
def test_a_number_that_is_no_port_is_refused_with_its_option(port: int) -> None:
    with pytest.raises(PortNotAllowed, match=rf"no port {port}: .*--smtp-port"):
        require_free(port, purpose="the test", option="--smtp-port")
