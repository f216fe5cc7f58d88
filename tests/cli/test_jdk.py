from pathlib import Path

import pytest

from catalogue.errors import ServiceError
from cli.jdk import find_jdk


@pytest.fixture(autouse=True)
def _no_java_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", "")


def _jdk(folder: Path, version: str, *, noted: bool = True) -> Path:
    """A folder that looks like a JDK, with a compiler that tells its version."""
    (folder / "bin").mkdir(parents=True)
    compiler = folder / "bin" / "javac"
    compiler.write_text(f"#!/bin/sh\necho javac {version}\n")
    compiler.chmod(0o755)
    if noted:
        (folder / "release").write_text(f'IMPLEMENTOR="X"\nJAVA_VERSION="{version}"\n')
    return folder


def test_the_jdk_that_was_set_is_taken(tmp_path: Path) -> None:
    chosen = _jdk(tmp_path / "chosen", "21.0.2")
    _jdk(tmp_path / "installed" / "newer", "25.0.1")
    found = find_jdk(chosen, installed=tmp_path / "installed")
    assert (found.home, found.major) == (chosen, 21)


def test_the_jdk_that_was_set_is_never_passed_over(tmp_path: Path) -> None:
    chosen = _jdk(tmp_path / "chosen", "17.0.15")
    _jdk(tmp_path / "installed" / "newer", "25.0.1")
    with pytest.raises(ServiceError, match=r"chosen is Java 17, too old: install a JDK 21"):
        find_jdk(chosen, installed=tmp_path / "installed")


def test_a_folder_without_compiler_is_no_jdk(tmp_path: Path) -> None:
    with pytest.raises(ServiceError, match="no JDK with bin/javac"):
        find_jdk(tmp_path, installed=tmp_path)


def test_an_old_java_home_is_passed_over_for_an_installed_jdk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JAVA_HOME", str(_jdk(tmp_path / "old", "17.0.15")))
    newer = _jdk(tmp_path / "installed" / "newer", "25.0.1")
    assert find_jdk(None, installed=tmp_path / "installed").home == newer


def test_java_home_comes_before_the_path_and_the_path_before_installed_jdks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed = _jdk(tmp_path / "installed" / "one", "22").parent
    on_path = _jdk(tmp_path / "on_path", "23")
    named = _jdk(tmp_path / "named", "24")
    assert find_jdk(None, installed=installed).major == 22
    monkeypatch.setenv("PATH", str(on_path / "bin"))
    assert find_jdk(None, installed=installed).major == 23
    monkeypatch.setenv("JAVA_HOME", str(named))
    assert find_jdk(None, installed=installed).major == 24


def test_without_a_note_of_its_version_the_compiler_is_asked(tmp_path: Path) -> None:
    _jdk(tmp_path / "silent", "21.0.1", noted=False)
    assert find_jdk(None, installed=tmp_path).major == 21


def test_the_message_names_what_to_install_and_what_was_found(tmp_path: Path) -> None:
    with pytest.raises(ServiceError, match="there is none: install a JDK 21 or newer"):
        find_jdk(None, installed=tmp_path)
    _jdk(tmp_path / "java-17", "17.0.15")
    with pytest.raises(ServiceError, match=r"the newest is 17 in .*java-17: install"):
        find_jdk(None, installed=tmp_path)
