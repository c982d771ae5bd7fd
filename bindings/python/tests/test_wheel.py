"""What people install: the wheel in an empty environment, and the sdist that builds."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from lab import ROOT

HERE = Path(__file__).resolve().parents[1]
# Optimised builds take minutes and change nothing that is tested here.
QUICK = ["--profile", "dev"]
# pip calls maturin by its bare name, and this environment is not activated.
PATH = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])


def run(*command: str | Path, **environment: str) -> str:
    done = subprocess.run(
        [str(word) for word in command],
        capture_output=True,
        text=True,
        cwd=HERE,
        env={**os.environ, "PATH": PATH, **environment},
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def install(wheel: Path, folder: Path) -> Path:
    """Installs it where nothing else is, from nowhere else; gives the folder of programs."""
    run(sys.executable, "-m", "venv", "--without-pip", folder)
    programs = folder / ("Scripts" if sys.platform == "win32" else "bin")
    run(sys.executable, "-m", "pip", "--python", programs / "python", "install", "--no-index", wheel)
    return programs


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "maturin", "build", "--quiet", *QUICK, "--out", folder)
    (file,) = folder.iterdir()
    return file


def test_one_wheel_for_every_python_and_nothing_else_needed(wheel: Path) -> None:
    assert "-cp39-abi3-" in wheel.name
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        (metadata,) = (archive.read(name).decode() for name in names if name.endswith(".dist-info/METADATA"))
    assert "Requires-Dist" not in metadata
    assert "Requires-Python: >=3.9" in metadata
    assert {"rdp_health/py.typed", "rdp_health/_native.pyi"} <= set(names)
    assert not [name for name in names if "test" in name]


def test_the_wheel_in_an_empty_environment(wheel: Path, tmp_path: Path, refused: str) -> None:
    programs = install(wheel, tmp_path / "empty")
    output = run(programs / "python", "-I", ROOT / "examples/python/quick_start.py", refused)
    assert output.startswith("failing: ")
    assert run(programs / "rdp-health", "--version").startswith("rdp-health ")


@pytest.mark.skipif(os.environ.get("CI") != "true", reason="builds everything from the sdist: only where CI=true")
def test_the_sdist_builds(tmp_path: Path, refused: str) -> None:
    # Not where the checkout is built: cargo would take its crates for these. Nor where an earlier sdist was: their files
    # all bear one date, so that cargo would take the earlier ones for these as well.
    target = ROOT / "target" / "sdist"
    shutil.rmtree(target, ignore_errors=True)
    run(sys.executable, "-m", "maturin", "sdist", "--out", tmp_path)
    (sdist,) = tmp_path.glob("*.tar.gz")
    run(
        *(sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", tmp_path, sdist),
        MATURIN_PEP517_ARGS=" ".join(QUICK),
        CARGO_TARGET_DIR=str(target),
    )
    (wheel,) = tmp_path.glob("*.whl")
    programs = install(wheel, tmp_path / "empty")
    assert run(programs / "python", "-I", ROOT / "examples/python/quick_start.py", refused).startswith("failing: ")
