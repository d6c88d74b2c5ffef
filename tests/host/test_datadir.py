"""The data folder is closed, locked, versioned, and gives back only what we put in."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from raadhuis.host.datadir import DATA_FORMAT, DataDir
from raadhuis.host.errors import DataFolderInUse, DiskFull, FolderNotOurs, OtherDataFormat, SecretsUnreadable
from raadhuis.host.postgres import EmbeddedPostgres


def test_a_new_folder_is_closed_to_others_and_has_its_layout(tmp_path: Path) -> None:
    with DataDir(tmp_path / "deep" / "data") as data:
        assert data.path.stat().st_mode & 0o777 == 0o700
        assert (data.path / "secrets.json").stat().st_mode & 0o777 == 0o600
        assert data.blobs.is_dir()
        assert data.logs.is_dir()
        assert (data.path / "VERSION").read_text().strip() == DATA_FORMAT


def test_secrets_are_kept_across_starts_and_differ_between_folders(tmp_path: Path) -> None:
    with DataDir(tmp_path / "one") as data:
        key, mail = data.secret_key, data.secret("mail")
    with DataDir(tmp_path / "one") as data, DataDir(tmp_path / "two") as other:
        assert (data.secret_key, data.secret("mail")) == (key, mail)
        assert len({key, mail, other.secret_key}) == 3
        assert len(key) >= 50


def test_damaged_secrets_are_refused_and_not_replaced(tmp_path: Path) -> None:
    with DataDir(tmp_path / "data"):
        pass
    (tmp_path / "data" / "secrets.json").write_text("{")
    with pytest.raises(SecretsUnreadable, match="backup"):
        DataDir(tmp_path / "data").open()
    assert (tmp_path / "data" / "secrets.json").read_text() == "{"


def test_two_commands_cannot_use_one_folder_and_a_killed_one_frees_it(
    tmp_path: Path, program: Callable[..., subprocess.Popen[str]]
) -> None:
    source = """
        import sys, time
        from pathlib import Path
        from raadhuis.host.datadir import DataDir
        with DataDir(Path(sys.argv[1])):
            print("open", flush=True)
            time.sleep(600)
    """
    holder = program(source, tmp_path / "data")
    assert holder.stdout is not None
    holder.stdout.readline()
    with pytest.raises(DataFolderInUse, match=f"process {holder.pid}"):
        DataDir(tmp_path / "data").open()
    holder.kill()
    holder.wait()
    with DataDir(tmp_path / "data"):
        pass


def test_a_folder_of_another_format_is_refused_but_can_be_reset(tmp_path: Path) -> None:
    with DataDir(tmp_path / "data"):
        pass
    (tmp_path / "data" / "VERSION").write_text("99\n")
    with pytest.raises(OtherDataFormat, match="data format '99' and this Raadhuis works with '1'"):
        DataDir(tmp_path / "data").open()
    DataDir(tmp_path / "data").reset()
    with DataDir(tmp_path / "data"):
        pass


def test_a_folder_with_something_else_in_it_is_refused_untouched(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    tmp_path.chmod(0o755)
    for act in (DataDir(tmp_path).open, DataDir(tmp_path).reset):
        with pytest.raises(FolderNotOurs, match="not made by Raadhuis"):
            act()
    assert [entry.name for entry in tmp_path.iterdir()] == ["thesis.txt"]
    assert tmp_path.stat().st_mode & 0o777 == 0o755


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(FolderNotOurs, match="is not a folder"):
        DataDir(tmp_path / "file").open()


def test_reset_removes_what_we_made_and_nothing_else(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "kept").write_text("")
    with DataDir(tmp_path / "data") as data:
        key = data.secret_key
        with EmbeddedPostgres(data.postgres):
            pass
        (data.blobs / "document").write_text("")
        (data.path / "note.txt").write_text("mine")
        data.logs.rmdir()
        data.logs.symlink_to(elsewhere)
        data.reset()
        assert data.secret_key != key
        inside = {entry.name for entry in data.path.iterdir()}
        assert inside == {"VERSION", "blobs", "changed", "lock", "logs", "note.txt", "secrets.json"}
        assert list(data.blobs.iterdir()) == []
        with pytest.raises(DataFolderInUse):
            DataDir(data.path).open()
    assert (elsewhere / "kept").exists()


def test_too_little_space_is_refused(tmp_path: Path) -> None:
    with DataDir(tmp_path / "data") as data:
        data.require_space(1)
        with pytest.raises(DiskFull, match="MB left and 999999999 MB is needed"):
            data.require_space(999_999_999)
