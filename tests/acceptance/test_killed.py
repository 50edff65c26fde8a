"""Kill -9, again and again, while ten people fill in needs: nothing is lost, nothing happens twice, nobody is stuck.

The people only react: each knows what he will say or tap at which card of the bot's, in this order, and does each thing
once. A card that a crash repeated is an old one to him and changes nothing. So if the bot loses an answer, a draft or a
reply, nothing moves any more, and the test says who waits for what. `make test-long` kills more often, and otherwise in
each run; `pytest --long --seed N` does it again as that run did.
"""

import asyncio
import json
import random
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from bot.needs.fields.credit_code import check_character
from bot.needs.form import TOGETHER, load_form
from bot.texts import catalogue
from bot.texts.markup import shortened
from tests.acceptance.program import GROUP, ZHAO, Program, Town, from_bot, town
from tests.patience import patience

KILLS, MANY_KILLS = 8, 36
SEED = 20261102
PEOPLE = 10
QUESTION, ANSWER = "首批榜单有多少项", "15项，都是技术攻关类"
LEAGUES = (("呼和浩特市", "150100"), ("包头市", "150200"), ("兴安盟", "152200"))
KEPT = re.compile(r"^✓ (.+?)：(.*)$", re.MULTILINE)
REFERENCE = re.compile(r"NM-\d{4}-\d{6}")

FORM = load_form(None, catalogue("zh"))


def words(key: str) -> str:
    """A text of the catalogue as far as it is the same every time."""
    return re.sub("<[^>]+>", "", catalogue("zh").texts[key]).partition("{")[0].strip()


def says(text: str) -> tuple[str, str]:
    return ("says", text)


def taps(key: str) -> tuple[str, str]:
    return ("taps", words(key))


Act = tuple[str, str]
Plan = list[tuple[str, list[Act]]]  # what a card shows when it is this person's turn to do these things


#: What the card of several fields shows.
CARD = catalogue("zh")("intake.together.label", count=len(FORM.together))


def step(key: str) -> str:
    return f" 步 · {FORM.field(key).label}\n"


def answers(number: int) -> dict[str, Any]:
    """What the person of this number fills in, as it must stand in the need in the end."""
    name, code = LEAGUES[number % 3]
    body = f"91{code}MA0TE{number:04d}"
    budget = 800 + number
    return {
        "consent": True,
        "org_name": f"内蒙古第{number}号{name}新材料有限公司",
        "uscc": body + check_character(body),
        "league": code,
        "need_type": "research",
        "title": f"高温烧结炉推舟机构国产化研制之{number}号",
        "field": "high_tech",
        "problem": f"第{number}条线的进口推舟机构每三个月就要停炉更换，备件周期半年，"
        "两种国产替代件在高温下都卡滞，停炉损失大，自己改进过三次都没有解决。",
        "indicators": [f"连续运行时间 ≥ {4000 + number} 小时（现约 2000 小时），现场运行记录"],
        "budget": budget,
        "self_fund": budget - 100,
        "deadline": 12 + number,
        "solver_req": "无特殊要求",
        "coop_mode": ["joint"],
        "ip": "shared",
        "publicity": "anonymous",
        "contact": f"王芳{'甲乙丙丁戊己庚辛壬癸'[number % 10]}",
        "mobile": f"138{number:08d}",
    }


def plan(number: int, known: dict[str, Any]) -> Plan:
    """Return the way through the form, in the order in which the bot asks."""
    ask = [says(QUESTION)]
    way: Plan = [(words("intake.heading.consent") or FORM.fields[0].label, [taps("intake.button.agree")])]
    for key in FORM.walked({}):
        if key == TOGETHER:
            way.append((CARD, [*(ask if number % 4 == 0 else []), taps("intake.button.all_right")]))
            continue
        each, value = FORM.field(key), known[key]
        match each.key:
            case "league":
                league = ("taps", FORM.display("league", value))
                way.append((step(each.key), [*(ask if number % 4 == 0 else []), league]))
            case "budget" | "self_fund":  # nobody waits for the answer to a question
                way += [(step(each.key), [*(ask if number % 2 else []), says(f"{value}万")])]
            case "title" if number % 3 == 0:  # a question where any text is an answer
                way += [(step(each.key), ask), (f"“{QUESTION}”", [taps("intake.button.meant_question")])]
                way += [(step(each.key), [says(value)])]
            case "problem" if number % 3 == 1:  # leaves and comes back
                way += [(step(each.key), [says(words("intake.button.leave"))])]
                way += [(words("intake.left"), [taps("intake.button.resume")])]
                way += [(words("intake.resume"), [says(value)])]
            case "indicators":
                way.append((step(each.key), [says(value[0])]))
            case "deadline":
                way.append((step(each.key), [*(ask if number % 2 else []), says(f"{value}个月")]))
            case _:
                way.append((step(each.key), [says(value)]))
    return [
        *way,
        (words("intake.extras"), [taps("intake.button.done")]),
        (words("intake.review.heading"), [taps("intake.button.truth")]),
        (words("intake.truth"), [taps("intake.button.submit"), taps("intake.button.submit")]),  # a double tap
        (words("mine.submitted"), []),
        (words("lifecycle.action.accept.notice"), []),
    ]


@dataclass
class Seen:
    """How many messages of the bot's all the people have seen together; the next one sets `news`, and is progress."""

    count: int = 0
    news: asyncio.Event = field(default_factory=asyncio.Event)
    moved: Callable[[], None] = lambda: None

    def more(self) -> None:
        self.count += 1
        self.news.set()
        self.moved()

    async def reaches(self, count: int) -> None:
        while self.count < count:
            self.news.clear()
            await self.news.wait()


@dataclass
class Person:
    """Does, once each and in order, what he planned, as soon as the bot shows the card for it."""

    town: Town
    id: int
    seen: Seen
    way: Plan
    texts: list[str] = field(default_factory=list)
    asked: int = 0
    cursor: int = 0

    async def walks(self) -> None:
        while self.way:
            for message in await self.hears():
                shown = "\n".join([f"{message['text']}\n", *_labels(message)])
                if self.way and self.way[0][0] in shown:
                    for act in self.way.pop(0)[1]:
                        await self.does(act, message)

    async def hears(self) -> list[dict[str, Any]]:
        events, self.cursor = await self.town.events(self.id, self.cursor, wait=25)
        messages = [message for message in from_bot(events) if message["chat_id"] == self.id]
        for message in messages:
            self.texts.append(message["text"])
            self.seen.more()
        return messages

    async def does(self, act: Act, message: dict[str, Any]) -> None:
        kind, text = act
        if kind == "taps":
            await self.town.taps(self.id, message, text)
        else:
            self.asked += text == QUESTION
            await self.town.says(self.id, text)

    async def walks_and_asks_until(self, over: Callable[[], bool]) -> None:
        """Walk the way, then ask one question after another as long as there is killing to be done."""
        await self.walks()
        while not over():
            await self.does(says(QUESTION), {})
            while not any(ANSWER in message["text"] for message in await self.hears()):
                pass


@dataclass
class Reviewer:
    """Claims every need that is announced in the group, once, and accepts it in the private chat, with one tap."""

    town: Town
    seen: Seen
    announced: Counter[str] = field(default_factory=Counter)
    accepted: set[str] = field(default_factory=set)
    cursor: int = 0

    async def works(self, needs: int) -> None:
        await self.town.says(ZHAO, "/start")
        while len(self.accepted) < needs:
            events, self.cursor = await self.town.events(ZHAO, self.cursor, wait=25)
            for message in from_bot(events):
                self.seen.more()
                await self._reacts(message)

    async def _reacts(self, message: dict[str, Any]) -> None:
        found = REFERENCE.search(message["text"])
        if found is None:
            return
        reference, labels = found[0], _labels(message)
        claim, accept = words("lifecycle.action.claim.name"), words("lifecycle.action.accept.name")
        if message["chat_id"] == GROUP and claim in labels:
            self.announced[reference] += 1
            if self.announced[reference] == 1:
                await self.town.taps(ZHAO, message, claim)
        elif message["chat_id"] == ZHAO and accept in labels and reference not in self.accepted:
            self.accepted.add(reference)
            await self.town.taps(ZHAO, message, accept)


def _labels(message: dict[str, Any]) -> list[str]:
    return [button["text"] for row in message["buttons"] for button in row]


async def kill_again_and_again(program: Program, seen: Seen, kills: int, chance: random.Random) -> None:
    """Start and kill the program so often: while it starts, or at some moment after it has said something."""
    for _ in range(kills):
        await program.start()
        if chance.random() < 0.15:
            await asyncio.sleep(chance.uniform(0, 2))
        else:
            await seen.reaches(seen.count + chance.randint(1, 5))
            await asyncio.sleep(chance.uniform(0, 0.03))
        assert program.process.returncode is None, program.printed
        await program.kill()


async def lives(
    chat: Town, program: Program, people: list[Person], reviewer: Reviewer, kills: int, chance: random.Random
) -> None:
    """Let everybody do what they have planned while the program is killed, and then in peace what is left."""
    async with patience() as reviewer.seen.moved, asyncio.TaskGroup() as group:
        killing = group.create_task(kill_again_and_again(program, reviewer.seen, kills, chance))
        group.create_task(reviewer.works(len(people)))
        for person in people:
            await chat.says(person.id, "/submit")
            group.create_task(person.walks_and_asks_until(killing.done))
        await killing
        await program.start()


async def repeated(chat: Town, program: Program) -> int:
    """Return how many messages are there of which the bot knows nothing: it was killed before it could note them."""
    ((made,),) = chat.server.world.store.rows("SELECT count(*) FROM messages WHERE own = 1")
    (known,) = await program.rows("SELECT count(DISTINCT chat_id || ' ' || message_id) AS n FROM outbox")
    return int(made) - int(known["n"])


@pytest.mark.slow
async def test_killed_at_any_moment_it_loses_nothing_and_repeats_hardly_anything(
    tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    long, given = pytestconfig.getoption("long"), pytestconfig.getoption("seed")
    kills = MANY_KILLS if long else KILLS
    seed = random.SystemRandom().randrange(10**6) if long and given is None else given or SEED
    seen = Seen()
    async with town(tmp_path) as chat:
        # the pace over all chats is the real one, by which the bot knows how many calls may be under way
        pace = {"private_burst": 1000, "group_messages": 1000}
        telegram = {"api_url": chat.url, "pace": pace}
        program = Program(tmp_path, chat.url, log_level="WARNING", telegram=telegram)
        ids = [(await chat.post("", {"name": f"企业{number}"}))["id"] for number in range(PEOPLE)]
        known = {user_id: answers(number) for number, user_id in enumerate(ids)}
        people = [Person(chat, each, seen, plan(number, known[each])) for number, each in enumerate(ids)]
        reviewer = Reviewer(chat, seen)
        try:
            await lives(chat, program, people, reviewer, kills, random.Random(seed))  # noqa: S311
            await program.rests(chat)
            assert await program.stop() == 0
            repeats = await repeated(chat, program)
        except TimeoutError:
            stuck = {person.id: (person.way[0][0], person.texts[-3:]) for person in people if person.way}
            pytest.fail(f"seed {seed}: stuck: {stuck}\n{program.printed}")
        finally:
            await program.kill()
    print(f"seed {seed}: {kills} kills, {seen.count} messages, {repeats} of them repeated")  # noqa: T201
    # about half a message a kill on the average; in few kills it may be more
    assert repeats <= (kills if long else 2 * kills)

    needs = await program.rows("SELECT owner, reference, state, content FROM need ORDER BY owner")
    filled = {need["owner"]: json.loads(need["content"])["values"] for need in needs}
    assert [need["owner"] for need in needs] == ids  # one each
    assert filled == known  # what was typed, all of it
    for person in people:
        kept = {label: value for text in person.texts for label, value in KEPT.findall(text)}
        shown = {each.label: shortened(FORM.display(each.key, known[person.id][each.key])) for each in FORM.steps}
        assert {label: kept[label] for label in shown} == shown  # what the bot said it had kept

    # Every effect once: one draft became one need, was claimed and accepted once; each question was noted once.
    assert await program.rows("SELECT * FROM draft") == []
    audit = await program.rows("SELECT need_id, group_concat(action, ' ') acts FROM audit GROUP BY need_id")
    assert [row["acts"] for row in audit] == ["submit claim accept"] * PEOPLE
    assert await program.rows("SELECT count(*) n FROM question") == [{"n": sum(person.asked for person in people)}]

    # Every notification arrived, to the owner and in the group, and nothing is left over.
    references = {need["owner"]: need["reference"] for need in needs}
    for person in people:
        for notice in ("mine.submitted", "lifecycle.action.accept.notice"):
            assert [text for text in person.texts if words(notice) in text and references[person.id] in text]
    assert sorted(reviewer.announced) == sorted(references.values())
    assert await program.rows("SELECT state, count(*) n FROM inbox WHERE state <> 'done' GROUP BY state") == []
    assert await program.rows("SELECT state, count(*) n FROM outbox WHERE state <> 'sent' GROUP BY state") == []
