"""Words by which an edit is understood: folded and stemmed, for `significance.py` and `values.py`."""

from __future__ import annotations

from text.stemming import list_stems


def _stems(table: str) -> frozenset[str]:
    return frozenset(list_stems(table))


#: What a place's name stands behind, in Arabic without the article: "بحي السلام", but not "الحي".
PLACES = _stems(
    """
    حي أحياء شارع شوارع زنقة زنقات درب ساحة ساحات قاعة قاعات دوار دواوير تجزئة تجزئات إقامة
    مدرسة ثانوية إعدادية كلية ملعب سوق أسواق جماعة إقليم عمالة مدينة مقاطعة قيادة دائرة
    طريق حديقة حدائق مركز مركب
    مسجد     مقبرة مقر قصر محطة مستشفى مستوصف ملحقة خزانة منطقة جهة قنطرة واد سد دار نادي فضاء رحبة
    rue rues avenue avenues boulevard bd av place quartier quartiers salle salles douar douars lotissement
    lotissements résidence école lycée collège stade souk marché commune province préfecture région ville
    arrondissement cercle caïdat route jardin parc centre complexe mosquée cimetière siège gare hôpital annexe
    bibliothèque zone pont oued barrage maison club hôtel impasse derb médina
    """
)
#: The seats of prefectures and provinces, and what else everybody knows as a town, by one word of the name.
TOWNS = _stems(
    """
    الرباط سلا تمارة الصخيرات الخميسات القنيطرة مكناس فاس صفرو إفران الحاجب بولمان ميسور تازة تاونات
    طنجة أصيلة تطوان المضيق الفنيدق العرائش شفشاون وزان الحسيمة وجدة الناظور بركان تاوريرت جرادة
    فكيك فجيج جرسيف الدريوش المحمدية سطات برشيد بنسليمان النواصر مديونة خريبكة خنيفرة أزيلال مراكش
    آسفي الصويرة شيشاوة السراغنة الرحامنة بنجرير اليوسفية الرشيدية ورزازات ميدلت تنغير زاكورة أكادير
    إنزكان تارودانت تيزنيت طاطا كلميم طانطان العيون بوجدور السمارة طرفاية أوسرد rabat témara skhirat
    khémisset kénitra meknès fès sefrou ifrane boulemane taza taounate tanger tétouan mdiq fnideq
    larache chefchaouen ouezzane oujda nador berkane taourirt jerada figuig guercif driouch
    casablanca mohammédia settat berrechid benslimane nouaceur médiouna khouribga khénifra azilal
    marrakech safi essaouira chichaoua rehamna youssoufia errachidia ouarzazate midelt tinghir
    zagora agadir inezgane taroudant tiznit tata guelmim laâyoune boujdour tarfaya dakhla aousserd
    """
)
#: What a person's name stands behind, and a body's; the latter in Arabic without the article.
PERSONS = _stems(
    """
    سيد سيدة سادة دكتور دكتورة أستاذ أستاذة مهندس مهندسة حاج شريف مرحوم لالة مولاي سيدي
    m mr mme mlle dr pr monsieur madame maître me hadj
    """
)
BODIES = _stems(
    """
    شركة جمعية مؤسسة مقاولة فريق
    société sté entreprise association cabinet fondation
    """
)
#: What makes of a statement its opposite, calls it off, puts it off, or opens and closes.
REVERSALS = _stems(
    """
    لا لن لم ليس ليست ليسوا بدون دون عدم غير
    إلغاء ألغي ألغيت الملغاة ملغاة ملغى تأجيل أجل أجلت تؤجل يؤجل مؤجل مؤجلة تعليق علقت توقيف إيقاف وقف
    استئناف تمديد مدد مددت إغلاق أغلق مغلق مغلقة فتح مفتوح مفتوحة منع يمنع ممنوع ممنوعة حظر يحظر محظور سماح
    يسمح مسموح رفض رفضت مرفوض قبول قبلت مقبول مقبولة إجباري إجبارية إلزامي إلزامية اختياري اختيارية مجاني
    مجانية مجانا إجماع أغلبية
    ne n pas non jamais aucun aucune sans ni sauf hormis
    annulé annulée annulés annulées annulation reporté reportée reportés reportées report ajourné ajournée
    suspendu suspendue suspension maintenu maintenue prorogé prorogée prorogation prolongé prolongée fermé
    fermée fermeture ouvert ouverte ouverture interdit interdite interdiction autorisé autorisée autorisation
    clos close clôture refusé refusée rejeté rejetée rejet accepté acceptée approuvé approuvée adopté adoptée
    obligatoire facultatif facultative gratuit gratuite payant payante infructueux unanimité majorité
    """
)
#: Small words, behind which a name does not go on.
SMALL_WORDS = _stems(
    """
    في من على إلى عن مع ابتداء يوم أيام ساعة بعد قبل أن التي الذي هذا هذه ثم أو قد كما حول خلال كل
    le la les un une et en à au aux dans sur par pour avec ce cette qui que dès est sera sont aura se ou
    """
)
CURRENCIES = _stems(
    """
    درهم درهما دراهم سنتيم سنتيما أورو يورو دولار
    dh dhs mad dirham dirhams mdh kdh centime centimes euro euros
    """
)
THOUSANDS = {"الف": 1000, "الاف": 1000, "الفا": 1000, "mille": 1000, "milliers": 1000}
HUNDREDS = {
    "ميه": 100, "مايه": 100, "cent": 100, "cents": 100,
    "مايتان": 200, "مايتا": 200, "مايتي": 200, "مايتين": 200,
    "ثلاثمايه": 300, "اربعمايه": 400, "خمسمايه": 500, "ستمايه": 600,
    "سبعمايه": 700, "ثمانمايه": 800, "تسعمايه": 900,
}  # fmt: skip
#: Two of them, as other ways to write it are read.
DUALS = {
    "مليوني": 2_000_000, "مليونا": 2_000_000, "مليونين": 2_000_000, "مليونان": 2_000_000,
    "ملياري": 2 * 10**9, "مليارين": 2 * 10**9, "الفي": 2000, "الفان": 2000, "الفين": 2000,
}  # fmt: skip
#: Days named by where the reader stands.
DAYS = {
    "غدا": "tomorrow", "غد": "tomorrow", "اليوم": "today", "امس": "yesterday", "demain": "tomorrow",
    "aujourd'hui": "today", "hier": "yesterday",
}  # fmt: skip
#: Words of numbers that stand as often for "a" and "only".
NO_NUMBERS = frozenset(["un", "une", "unique", "وحيده", "فريده", "واحد", "واحده", "فاتح", "second"])
