"""A form of one's own, whose keys are other ones: the program knows its fields by their roles."""

import re
from pathlib import Path

import pytest
from openpyxl import load_workbook

from bot.app import furnish
from bot.config import NeedsSection
from bot.needs.form import NEED, FormError, load_form
from bot.services.reviewing.export import export
from bot.texts import catalogue
from tests.chat import GROUP, WANG, ZHAO, Chat, configured
from tests.conversations.need import REFERENCE, SUMMARY, TAPPED, TITLE, submit

RENAMED = {
    "consent": "agreed",
    "title": "topic",
    "org_name": "company",
    "league": "place",
    "contact": "person",
    "mobile": "tel",
    "budget": "money",
}


def renamed(folder: Path, *, roles: bool) -> Path:
    """Write the built-in form with other keys, with its roles or without."""
    text = NEED.read_text(encoding="utf-8")
    for key, other in RENAMED.items():
        text = re.sub(rf"^(  - key|    excludes|    not_above): {key}$", rf"\1: {other}", text, flags=re.MULTILINE)
    path = folder / "form.yaml"
    path.write_text(text if roles else re.sub(r"    role: \w+\n", "", text), encoding="utf-8")
    return path


def test_without_roles_it_is_refused(tmp_path: Path) -> None:
    path = renamed(tmp_path, roles=False)
    with pytest.raises(FormError) as caught:
        load_form(path, catalogue("zh"))
    [mistake] = caught.value.mistakes
    assert mistake.message == (
        "没有字段写明这些用途（role）：title（text）、organisation（text）、contact（text）、phone（phone），"
        "各须写在一个必填字段上"
    )


async def test_with_roles_everything_has_its_name(tmp_path: Path) -> None:
    needs = NeedsSection(form=renamed(tmp_path, roles=True), documents=())
    async with Chat(tmp_path, needs=needs) as chat:
        wang, zhao = chat.user(WANG), chat.user(ZHAO)
        await zhao.says("/start")
        assert (await submit(chat)).texts[-1].splitlines()[:2] == [f"已提交，编号 {REFERENCE}", f"《{TITLE}》"]
        assert f"《{TITLE}》" in (await wang.says("/my")).texts[0].splitlines()[2]
        assert (await zhao.hears()).in_chat(GROUP).texts[-1].splitlines()[1] == SUMMARY
        said = await zhao.goes("/queue", "☞按盟市", "☞包头市")
        assert said.heads == ["审核队列：待处理 · 包头市（共 1 项，第 1/1 页，最早的在前）"]
        assert said.texts[0].splitlines()[3] == SUMMARY
        assert (await zhao.goes("☞按盟市", "☞乌海市")).heads == ["审核队列：待处理 · 乌海市"]
        out = tmp_path / "out.xlsx"
        house = furnish(configured(tmp_path, chat.server.url, needs=needs), "", chat.knowledge)
        await export(chat.database, house, out)
        await wang.goes("/submit", "☞同意，开始填写", *TAPPED[1:4], TITLE)
        assert f"草稿《{TITLE}》" in (await wang.says("/my")).texts[0]
    heading, row = ([cell.value for cell in cells] for cells in load_workbook(out)["全部"].iter_rows())
    shown = dict(zip(heading, row, strict=True))
    assert [shown[label] for label in ("需求名称", "单位全称", "所属盟市", "手机号码")] == [
        TITLE,
        "内蒙古敕勒新材料有限公司",
        "包头市",
        "13800000000",
    ]
