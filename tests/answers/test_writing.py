"""Files that a user names are written whole or not at all, with what a plain open would keep."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from critmin.answers import writing
from critmin.answers.writing import folder_beside, put, write_whole
from critmin.core.errors import OutputError

pytestmark = pytest.mark.skipif(os.name == "nt", reason="POSIX files")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture(params=[0o022, 0o077, 0o002], ids=oct)
def umask(request):
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


def test_a_new_file_has_the_permissions_that_the_umask_leaves(tmp_path, umask) -> None:
    write_whole(tmp_path / "a", b"1")
    with folder_beside(tmp_path / "b") as folder:
        assert mode(folder) == 0o700
        (folder / "made").write_bytes(b"1")
        (folder / "made").chmod(0o600)  # as a database may
        put(folder / "made", tmp_path / "b")
    assert mode(tmp_path / "a") == mode(tmp_path / "b") == 0o666 & ~umask
    assert {path.name for path in tmp_path.iterdir()} == {"a", "b"}


@pytest.mark.parametrize("kept", [0o600, 0o664, 0o755])
def test_a_file_keeps_its_permissions_and_owner(tmp_path, kept) -> None:
    target = tmp_path / "a"
    target.write_bytes(b"old")
    target.chmod(kept)
    if os.geteuid() == 0:
        os.chown(target, 1234, 1235)
    write_whole(target, b"new")
    assert (mode(target), target.read_bytes()) == (kept, b"new")
    if os.geteuid() == 0:
        assert (target.stat().st_uid, target.stat().st_gid) == (1234, 1235)


def test_labels_are_kept_where_the_file_system_has_them(tmp_path) -> None:
    target = tmp_path / "a"
    target.write_bytes(b"old")
    try:
        os.setxattr(target, "user.origin", b"kept")
    except (AttributeError, OSError):
        pytest.skip("no extended attributes here")
    write_whole(target, b"new")
    assert os.getxattr(target, "user.origin") == b"kept"


@pytest.mark.parametrize("letter", ["a", "\u00e9", "\udcff"])
def test_a_name_may_have_255_bytes(tmp_path, letter) -> None:
    size = 255 // len(os.fsencode(letter))
    write_whole(tmp_path / (letter * size), b"1")
    assert (tmp_path / (letter * size)).read_bytes() == b"1"
    with pytest.raises(OutputError, match="File name too long"):
        write_whole(tmp_path / (letter * (size + 1)), b"1")
    assert len(list(tmp_path.iterdir())) == 1


def test_a_link_stays_one_and_its_end_is_replaced(tmp_path) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "first").symlink_to("second")
    (tmp_path / "second").symlink_to(tmp_path / "there" / "real")
    for content in (b"new", b"again"):
        write_whole(tmp_path / "first", content)
        assert (tmp_path / "there" / "real").read_bytes() == content
    assert (tmp_path / "first").is_symlink()
    assert (tmp_path / "second").is_symlink()
    assert [path.name for path in (tmp_path / "there").iterdir()] == ["real"]


def test_a_circle_of_links_is_refused(tmp_path) -> None:
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    with pytest.raises(OutputError, match="Too many levels of symbolic links"):
        write_whole(tmp_path / "a", b"1")


@pytest.mark.parametrize("trap", ["link", "file", "folder"])
def test_what_stands_under_the_temporary_name_is_not_touched(tmp_path, monkeypatch, trap) -> None:
    """Nobody can foresee the name; if one did, the file that a link leads to stays as it is."""
    monkeypatch.setattr(writing.os, "urandom", lambda size: bytes(size))
    other, trapped = tmp_path / "other", tmp_path / f".critmin-{'00' * 8}.part"
    other.write_bytes(b"precious")
    if trap == "link":
        trapped.symlink_to(other)
    elif trap == "file":
        os.link(other, trapped)
    else:
        trapped.mkdir()
        (trapped / "mine").touch()
    with pytest.raises(OutputError, match="File exists"):
        write_whole(tmp_path / "target", b"1")
    with pytest.raises(OutputError, match="File exists"), folder_beside(tmp_path / "target"):
        pass
    assert other.read_bytes() == b"precious"
    assert {path.name for path in tmp_path.iterdir()} == {"other", trapped.name}


def test_names_differ_each_time() -> None:
    assert len({writing._name() for _ in range(100)}) == 100
    assert {len(writing._name()) for _ in range(100)} == {30}


@pytest.mark.parametrize("how", ["file", "folder beside", "folder"])
def test_a_file_is_on_the_disk_before_it_has_its_name(tmp_path, monkeypatch, how) -> None:
    done: list[str] = []
    real_sync, real_replace, real_rename = os.fsync, Path.replace, Path.rename

    def fsync(handle: int) -> None:
        kind = "folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else "file"
        done.append(f"sync {kind}")
        real_sync(handle)

    def moved(real):
        return lambda path, to: (done.append("rename"), real(path, to))[1]

    monkeypatch.setattr(writing.os, "fsync", fsync)
    monkeypatch.setattr(Path, "replace", moved(real_replace))
    monkeypatch.setattr(Path, "rename", moved(real_rename))
    target = tmp_path / "target"
    if how == "file":
        write_whole(target, b"1")
        assert done == ["sync file", "rename", "sync folder"]
        return
    with folder_beside(target) as folder:
        made = folder / "made"
        if how == "folder":
            made.mkdir()
            (made / "one").write_bytes(b"1")
            target.mkdir()
        else:
            made.write_bytes(b"1")
        put(made, target)
    expected = ["sync folder", "rename", "rename"] if how == "folder" else ["rename"]
    assert done == ["sync file", *expected, "sync folder"]


@pytest.mark.parametrize("code", ["EINVAL", "ENOTSUP"])
def test_a_file_system_that_cannot_sync_is_no_failure(tmp_path, monkeypatch, code) -> None:
    import errno

    def refuse(_handle: int) -> None:
        raise OSError(getattr(errno, code), "not here")

    monkeypatch.setattr(writing.os, "fsync", refuse)
    write_whole(tmp_path / "a", b"1")
    assert (tmp_path / "a").read_bytes() == b"1"


def test_a_short_write_goes_on(tmp_path, monkeypatch) -> None:
    real = os.write
    monkeypatch.setattr(writing.os, "write", lambda handle, part: real(handle, part[:3]))
    write_whole(tmp_path / "a", bytes(range(100)))
    assert (tmp_path / "a").read_bytes() == bytes(range(100))


def test_refusals_say_where(tmp_path) -> None:
    with pytest.raises(OutputError, match=r"target cannot be written: there is no folder .*/none"):
        write_whole(tmp_path / "none" / "target", b"1")
    with pytest.raises(OutputError, match="is a folder"):
        write_whole(tmp_path, b"1")
    (tmp_path / "file").write_bytes(b"1")
    with pytest.raises(OutputError, match="Not a directory"):
        write_whole(tmp_path / "file" / "target", b"1")
    with pytest.raises(OutputError, match="cannot be written: a zero byte"):
        write_whole("a\0b", b"1")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
def test_devices_and_links_of_the_system_are_written_directly(tmp_path) -> None:
    with pytest.raises(OutputError, match="/dev/full cannot be written: No space left on device"):
        write_whole("/dev/full", b"1")
    write_whole("/dev/null", b"1")
    assert stat.S_ISCHR(os.stat("/dev/null").st_mode)
    reading, writing_end = os.pipe()
    write_whole(f"/dev/fd/{writing_end}", b"through")
    assert os.read(reading, 20) == b"through"
    os.close(reading)
    with pytest.raises(BrokenPipeError):
        write_whole(f"/dev/fd/{writing_end}", b"1")
    os.close(writing_end)
    gone = tmp_path / "gone"
    with gone.open("wb") as stream:
        gone.unlink()
        write_whole(f"/dev/fd/{stream.fileno()}", b"1")
        assert os.fstat(stream.fileno()).st_size == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_folder_is_named(tmp_path) -> None:
    (tmp_path / "target").write_bytes(b"old")
    tmp_path.chmod(0o500)
    with pytest.raises(OutputError, match=r"Permission denied: folder .* takes no new file"):
        write_whole(tmp_path / "target", b"new")
    tmp_path.chmod(0o700)
    assert (tmp_path / "target").read_bytes() == b"old"
