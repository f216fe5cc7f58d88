import os
from pathlib import Path

import pytest

from catalogue.errors import ServiceError
from cli.service_user import Account, check_reachable, make_folder, may_enter, service_account

_STRANGER = Account("stranger", uid=54321, gid=54321)


@pytest.fixture
def open_folder(tmp_path: Path) -> Path:
    """A folder with an open mode below pytest's own, which is closed to others."""
    folder = tmp_path / "open"
    folder.mkdir(mode=0o755)
    folder.chmod(0o755)
    return folder


def test_a_folder_open_to_all_may_be_entered(open_folder: Path) -> None:
    assert may_enter(open_folder, _STRANGER)


@pytest.mark.parametrize("mode", [0o700, 0o750, 0o754, 0o751])
def test_a_folder_that_others_cannot_read_and_enter_is_closed(open_folder: Path, mode: int) -> None:
    open_folder.chmod(mode)
    assert not may_enter(open_folder, _STRANGER)


def test_the_owners_and_the_groups_own_bits_count(open_folder: Path) -> None:
    owner = Account("owner", uid=os.getuid(), gid=54321)
    group = Account("member", uid=54321, gid=open_folder.stat().st_gid)
    open_folder.chmod(0o500)
    assert may_enter(open_folder, owner)
    assert not may_enter(open_folder, group)
    open_folder.chmod(0o050)
    assert may_enter(open_folder, group)
    assert not may_enter(open_folder, owner)
    open_folder.chmod(0o700)


def test_the_obstacle_on_the_way_is_named_and_its_mode_stays(open_folder: Path) -> None:
    closed = open_folder / "closed"
    closed.mkdir()
    closed.chmod(0o700)
    # pytest's own folders above may be closed too; the first on the way is the one to name.
    first = next(
        step for step in (*reversed(closed.parents), closed) if not may_enter(step, _STRANGER)
    )
    with pytest.raises(ServiceError, match=f"{first} cannot be entered by stranger"):
        check_reachable(closed / "home", _STRANGER)
    assert closed.stat().st_mode & 0o777 == 0o700


def test_we_ourselves_reach_our_own_folders(open_folder: Path) -> None:
    check_reachable(open_folder / "not" / "yet" / "there", None)


def test_a_new_folder_has_its_mode_whatever_our_umask(open_folder: Path) -> None:
    before = os.umask(0o077)
    try:
        make_folder(open_folder / "new" / "data", mode=0o750)
    finally:
        os.umask(before)
    assert (open_folder / "new" / "data").stat().st_mode & 0o777 == 0o750
    assert (open_folder / "new").stat().st_mode & 0o777 == 0o755


def test_a_folder_that_exists_keeps_its_mode(open_folder: Path) -> None:
    open_folder.chmod(0o711)
    make_folder(open_folder, mode=0o755)
    assert open_folder.stat().st_mode & 0o777 == 0o711


def test_a_folder_that_cannot_be_made_is_a_foreseen_failure(open_folder: Path) -> None:
    (open_folder / "file").write_text("in the way")
    with pytest.raises(ServiceError, match="cannot be made"):
        make_folder(open_folder / "file" / "below")


if os.geteuid() == 0:  # only root chooses another user

    @pytest.mark.parametrize("user", ["nobody", "root"])
    def test_servers_never_run_as_a_user_that_others_share(user: str) -> None:
        with pytest.raises(ServiceError, match=f"never run as {user}"):
            service_account(user)
