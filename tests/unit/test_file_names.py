"""What a file is called where it is shown."""

import pytest

from bot.services.filing.attaching import NAME, bare


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("检测报告.pdf", "检测报告.pdf"),
        ("..\\..\\报告\u202efdp.exe", "报告fdp.exe"),
        ("<b>x</b>.pdf", "x.pdf"),
        ("<a href='y/z'>图纸</a>/<i>总图</i>.dwg", "总图.dwg"),
        ("强度<5，寿命>3.pdf", "强度<5，寿命>3.pdf"),
        (f"{'长' * NAME}.docx", f"{'长' * (NAME - 6)}….docx"),
        ("...", ""),
    ],
)
def test_a_name_is_shown_bare(name: str, shown: str) -> None:
    assert bare(name) == shown
