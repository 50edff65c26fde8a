"""A sound set of entries, the same poisoned in one place, and what the self-test says of it."""

from pathlib import Path

from faq.lint import lint

SOUND = """\
topic: {id: money, title: 资金支持, order: 1}
entries:
  - id: money.agreements
    question: 协议研发总金额是多少？
    also_asked:
      - 协议金额多少
      - 研发协议总金额
      - 协议一共多少金额
      - 签的研发协议总金额多少
      - 协议研发金额是多少钱
    not_asked:
      - 授信审批批了多少
    answer: |
      <b>1.9亿元。</b>
      签约各方约定的研发总金额。
    facts: [F25]
    source: {publisher: 报纸专版（记者及庆玲）, date: '2022-02'}
    as_of: '2022-02'
    status: stated
    related: [money.credit]
  - id: money.credit
    question: 银行授信审批通过了几家企业？
    also_asked:
      - 银行授信了几家企业
      - 几家企业通过银行授信
      - 银行授信审批几家
      - 通过授信审批的企业有几家
      - 授信审批通过几家企业
    answer: |
      <b>四家企业，合计9.4亿元。</b>
      授信不是放款。
    facts: [F50, F51, F53]
    source: {publisher: 报纸专版（记者及庆玲）, date: '2022-02'}
    as_of: '2022-02'
    status: stated
  - id: money.payment
    question: 补助什么时候到账？
    also_asked:
      - 补助哪个月能到账
      - 补助多久到账
      - 补助到账时间
      - 补助款什么时候能到账
      - 啥时候补助才到账
    answer: |
      <b>公开材料里没写何时到账。</b>
      请问工作人员：
      {contact}
    facts: [G04]
    source: {publisher: 报纸专版（记者及庆玲）, date: '2022-02'}
    as_of: '2022-02'
    status: not_published
  - id: money.talent
    question: 评论说的人才机制有哪四种？
    also_asked:
      - 四种人才机制
      - 人才机制是哪四种
      - 评论里的四种人才机制
      - 人才机制有哪些
      - 评论说的人才机制
    answer: |
      <b>培养、使用、激励、竞争。</b>
      这是评论观点，不是规定。
    facts: [F106, C11]
    source: {publisher: 报纸专版评论（及庆玲）, date: '2022-02'}
    as_of: '2022-02'
    status: comment
  - id: money.tolerance
    question: 容错机制建立了吗？
    also_asked:
      - 容错机制有了没
      - 有没有容错机制
      - 容错机制建好了吗
      - 容错机制建到哪一步了
      - 容错的机制有吗
    answer: |
      <b>还只是打算。</b>
      战略规划处处长池波说将研究探索。
    facts: [F61]
    source: {publisher: 报纸专版（记者及庆玲）, date: '2022-02'}
    as_of: '2022-02'
    status: plan
"""


def write(folder: Path, content: str) -> Path:
    """Put the content into a file of the folder, and return the folder."""
    folder.mkdir(exist_ok=True)
    (folder / "faq.yaml").write_text(content, encoding="utf-8")
    return folder


def poisoned(old: str, new: str) -> str:
    """Return the sound entries with one thing replaced."""
    assert SOUND.count(old) == 1, old
    return SOUND.replace(old, new)


def told(folder: Path) -> list[str]:
    """Return the mistakes with the folder left out."""
    return [str(mistake).replace(f"{folder}/", "") for mistake in lint([folder]).mistakes]


def warned(folder: Path) -> list[str]:
    """Return the warnings with the folder left out."""
    return [str(warning).replace(f"{folder}/", "") for warning in lint([folder]).warnings]
