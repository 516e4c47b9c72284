"""Duplicates: what differs decides, whatever is alike; those that are the same are kept together."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.duplicates import Relation, Version, find_relation
from text.likeness import list_marks

LABELS = Path(__file__).parents[1] / "labels" / "pairs.jsonl"
FLOOR = 0.95
NOTICE = (
    "تعلن عمالة مكناس أن أشغال صيانة الطريق الرابطة بين حي السلام وحي النصر ستنطلق يوم الاثنين "
    "5 فبراير 2024 على الساعة العاشرة صباحا، وتدعو مستعملي الطريق إلى سلوك شارع محمد الخامس "
    "وشارع الجيش الملكي واحترام علامات التشوير المؤقتة."
)
SAME = {
    "figures": NOTICE.replace("5 فبراير 2024", "05/02/2024").replace("العاشرة صباحا", "10:00"),
    "Eastern digits": NOTICE.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")),
    "spelling": NOTICE.replace("إلى", "الى").replace("الاثنين", "الإثنين"),
    "a line of one's own": NOTICE + "\n\nعن صفحة العمالة",
    "a Hijri date": NOTICE.replace("5 فبراير", "24 رجب 1445 الموافق ل 5 فبراير"),
}
OTHER = {
    "hour": NOTICE.replace("العاشرة", "الحادية عشرة"),
    "half an hour": NOTICE.replace("العاشرة", "العاشرة والنصف"),
    "day": NOTICE.replace("5 فبراير", "6 فبراير"),
    "weekday": NOTICE.replace("الاثنين", "الثلاثاء"),
    "year": NOTICE.replace("2024", "2025"),
    "prefecture": NOTICE.replace("عمالة مكناس", "عمالة فاس"),
    "place": NOTICE.replace("حي النصر", "حي الفتح"),
    "another text": "نظمت دار الثقافة أمسية شعرية شارك فيها شعراء من مختلف مدن الجهة، وحضرها جمهور غفير",
    "nothing": "",
}


def version(text: str, portal: str = "meknes", title: str = "إعلان", day: str | None = None) -> Version:
    return Version(portal, title, text, day)


@pytest.mark.parametrize("text", SAME.values(), ids=SAME)
def test_another_way_to_write_it_is_the_same(text: str) -> None:
    assert find_relation(version(NOTICE), version(text)).relation is Relation.MOVED
    assert find_relation(version(NOTICE), version(text, "fes")).relation is Relation.REPOST


@pytest.mark.parametrize("text", OTHER.values(), ids=OTHER)
@pytest.mark.parametrize("portal", ["meknes", "fes"])
def test_what_differs_decides(text: str, portal: str) -> None:
    told = find_relation(version(NOTICE), version(text, portal))
    assert told.relation is Relation.DIFFERENT and told.why


def test_the_same_words_next_year_are_another_article() -> None:
    text = NOTICE.replace(" 5 فبراير 2024", "").replace("يوم الاثنين", "غدا")
    one, next_year = version(text, day="2024-02-04"), version(text, day="2025-02-04")
    assert find_relation(one, next_year).relation is Relation.DIFFERENT
    assert find_relation(one, version(text, day="2024-02-06")).relation is Relation.MOVED


def test_a_reminder_is_another_article() -> None:
    assert find_relation(version(NOTICE), version(NOTICE, title="تذكير")).relation is Relation.DIFFERENT


def test_labelled_pairs() -> None:
    rows = [json.loads(line) for line in LABELS.read_text(encoding="utf-8").splitlines()]
    sure = [row for row in rows if "DOUBTFUL" not in row["note"]]
    told = [
        find_relation(
            *(
                Version(row[side]["portal"], row[side]["title"], row[side]["text"], row[side]["published"])
                for side in "ab"
            )
        )
        for row in sure
    ]
    pairs = [(row["relation"], one.relation) for row, one in zip(sure, told, strict=True)]
    true = [pair for pair in pairs if pair[0] != "different"]
    assert len(pairs) == 121
    assert [pair for pair in pairs if pair[0] == "different" != pair[1]] == []
    assert sum(label == relation for label, relation in true) >= FLOOR * len(true)


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_two_texts_can_be_compared_either_way(one: str, other: str) -> None:
    there, back = (
        find_relation(*pair) for pair in ((version(one), version(other)), (version(other), version(one)))
    )
    assert there.relation is back.relation


def test_marks_find_what_is_alike() -> None:
    marks = set(list_marks(NOTICE))
    assert len(marks) == 16
    assert all(len(marks & set(list_marks(text))) >= 4 for text in SAME.values())
    assert not marks & set(list_marks(OTHER["another text"]))
    assert list_marks("") == ()
