"""The tests of the screens' scripts that need no browser: Node.js runs them."""

import shutil
import subprocess
from pathlib import Path

HERE = Path(__file__).parent


def test_scripts() -> None:
    node = shutil.which("node")
    assert node, "Node.js is not there: script/test installs it"
    tests = sorted(HERE.glob("*.test.js"))
    done = subprocess.run([node, "--test", *tests], capture_output=True, text=True, check=False)  # noqa: S603
    assert done.returncode == 0, done.stdout + done.stderr
