"""Words for made-up articles: those of councils, and thousands made of roots and syllables.

The first are the commonest, by Zipf's law; each Arabic noun comes bare, with ال, and with what is joined
before and behind it.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from random import Random


def _read(table: str) -> tuple[str, ...]:
    """The words of a table."""
    return tuple(table.split())


#: The commonest first. Particles that readers do not look for stand among them, as in any text.
ARABIC = _read(
    """
    في من على جماعة مجلس إلى عن رئيس دورة طلب عروض عمومية التي يوم مشروع إعلان هذا بلاغ اجتماع مدينة أشغال
    قرار ساكنة مصلحة مواطنين صفقة مكتب شارع تهيئة إنارة طريق ماء نقل ميزانية سنة اتفاقية شراكة لجنة جمعية
    مباراة توظيف نتائج لائحة مترشحين محضر جدول أعمال عادية استثنائية نقطة مصادقة أعضاء حضور برنامج عمل تنمية
    بيئة نظافة حديقة سوق مقر إدارة رخصة بناء تعمير ملف وثيقة استمارة إيداع أجل ثمن مقاولة شركة تدبير مفوض
    تطهير سائل شبكة كهرباء انقطاع صيانة مدرسة تلميذ ملعب رياضة ثقافة مهرجان دعم منحة شباب مرأة صحة مستوصف
    تلقيح حملة نقابة موظف ترقية امتحان كفاءة مهنية عقار كراء محل تجاري محطة حافلة سير جولان مرور أزقة حي
    """
)
FRENCH = _read(
    """
    de la le des et du en les commune conseil session avis appel offres marché public projet travaux président
    ville voirie éclairage eau transport budget année convention partenariat commission association concours
    recrutement résultats liste candidats procès ordre jour ordinaire extraordinaire délibération membres
    programme action développement environnement propreté jardin souk administration permis construire dossier
    formulaire dépôt délai prix entreprise société gestion déléguée assainissement réseau électricité coupure
    maintenance école stade sport culture festival subvention jeunesse santé campagne vaccination communiqué
    """
)
_ROOT_LETTERS = "بتجحخدرزسشصضطعغفقكلمنه"
#: 1, 2 and 3 stand for the letters of a root.
_PATTERNS = _read("1ا23 م12و3 ت12ي3 است12ا3 م1ا23ة 12ا3ة ا12ا3 مت123 ان12ا3 م123 12و3 م123ة")
_BEFORE = ("", "ال", "ال", "ال", "وال", "بال", "لل", "و", "ل")
_BEHIND = ("", "", "", "", "", "ات", "ها", "ين", "هم")
_SYLLABLES = _read("ba con dé fi gra im lo mé nou par ré sou ta tion ver vi ment teur able ique ance elle")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Written forms of words and how often each comes: running sums, as `random.choices` takes them."""

    forms: list[str]
    sums: list[float]

    def draw(self, random: Random, count: int) -> list[str]:
        """So many words."""
        return random.choices(self.forms, cum_weights=self.sums, k=count)


def make_arabic(random: Random, lemmas: int = 12_000) -> Vocabulary:
    """Words of councils, then words made of roots; the same for the same seed."""
    made = dict.fromkeys(ARABIC)
    while len(made) < lemmas:
        root = random.sample(_ROOT_LETTERS, 3)
        pattern = random.choice(_PATTERNS)
        made["".join(root[int(one) - 1] if one in "123" else one for one in pattern)] = None
    return _spread(
        [[random.choice(_BEFORE) + one + random.choice(_BEHIND) for _ in range(6)] for one in made]
    )


def make_french(random: Random, lemmas: int = 6_000) -> Vocabulary:
    """The same in French, with plurals and elisions."""
    made = dict.fromkeys(FRENCH)
    while len(made) < lemmas:
        made["".join(random.choices(_SYLLABLES, k=random.randint(2, 4)))] = None
    return _spread([[one, one, f"{one}s", f"l'{one}" if one[0] in "aeéio" else one] for one in made])


def _spread(lemmas: list[list[str]]) -> Vocabulary:
    forms, weights = list[str](), list[float]()
    for rank, written in enumerate(lemmas, 1):
        forms += written
        weights += [1 / (rank + 2.7) / len(written)] * len(written)
    return Vocabulary(forms, list(accumulate(weights)))
