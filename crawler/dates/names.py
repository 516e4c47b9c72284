# ruff: noqa: E501  (tables read better in long lines)
"""The names that dates are made of: months, weekdays, numerals. Data only, spelled as people write them.

Every spelling is folded before it is looked up, so hamza, harakat, accents and case need no line of their own.
A name of several words is written with spaces; `|` parts the spellings.
"""

from __future__ import annotations

#: Gregorian months: Moroccan, Eastern, Algerian and Tunisian, Levantine; French; English; Amazigh.
MONTHS = {
    1: "يناير|ينايير|جانفي|كانون الثاني|كانون ثاني|janvier|janv|jan|january|innayr|innayer|yennayer|yannayer"
    "|ⵉⵏⵏⴰⵢⵔ|ⵏⵏⴰⵢⵔ|ⵢⴻⵏⵏⴰⵢⴻⵔ|ⵢⴰⵏⵏⴰⵢⵔ|ⵉⵏⵏ|ⵉⵏⵏⴰⵢⴻⵔ",
    2: "فبراير|فبرائر|فيبراير|فيفري|شباط|février|févr|fév|fevrier|february|feb|brayr|xubrayr|furar|yebrayer|febrayer"
    "|ⴱⵕⴰⵢⵕ|ⴼⵓⵕⴰⵕ|ⵅⵓⴱⵔⴰⵢⵔ|ⵢⴻⴱⵔⴰⵢⴻⵔ|ⴱⵕⴰ",
    3: "مارس|مارش|آذار|mars|march|mar|marṣ|meɣres|maghres|ⵎⴰⵕⵚ|ⵎⴻⵖⵔⴻⵙ|ⵎⴰⵕ",
    4: "أبريل|ابرييل|أفريل|إبريل|نيسان|avril|avr|april|apr|ibrir|yebrir|ⵉⴱⵔⵉⵔ|ⵢⴻⴱⵔⵉⵔ|ⵉⴱⵔ",
    5: "ماي|مايو|مايس|أيار|mai|may|mayyu|mayu|ⵎⴰⵢⵢⵓ|ⵎⴰⵢⵓ|ⵎⴰⵢ",
    6: "يونيو|يونيه|يونية|جوان|حزيران|juin|jui|june|jun|yunyu|yunyuh|ⵢⵓⵏⵢⵓ|ⵢⵓⵏ",
    7: "يوليوز|يوليو|يوليه|يولية|جويلية|تموز|juillet|juil|july|jul|yulyuz|yulyu|yulyuz|ⵢⵓⵍⵢⵓⵣ|ⵢⵓⵍⵢⵓ|ⵢⵓⵍ",
    8: "غشت|أغسطس|اغشت|أوت|آب|août|aout|august|aug|ɣuct|ghuct|ghucht|ghusht|ⵖⵓⵛⵜ|ⵖⵓⵛ",
    9: "شتنبر|شتمبر|سبتمبر|سبتنبر|أيلول|septembre|sept|september|sep|cutanbir|chutanbir|shutanbir|ctember|ctembeṛ"
    "|ⵛⵓⵜⴰⵏⴱⵉⵔ|ⵛⵜⴻⵎⴱⴻⵕ|ⵛⵓⵜⴰⵎⴱⵉⵔ|ⵛⵓⵜ",
    10: "أكتوبر|اوكتوبر|كتوبر|تشرين الأول|تشرين أول|octobre|oct|october|ktubr|ktuber|oktubr|tubeṛ"
    "|ⴽⵜⵓⴱⵔ|ⵜⵓⴱⴻⵕ|ⴽⵟⵓⴱⵕ|ⴽⵜⵓⴱⴻⵔ|ⴽⵜⵓ",
    11: "نونبر|نوفمبر|نونمبر|نوفنبر|تشرين الثاني|تشرين ثاني|novembre|nov|november|nuwanbir|nwanbir|wambeṛ|nunembeṛ"
    "|ⵏⵓⵡⴰⵏⴱⵉⵔ|ⵏⵡⴰⵏⴱⵉⵔ|ⵡⴰⵎⴱⴻⵕ|ⵏⵓⵏⴻⵎⴱⴻⵕ|ⵏⵓⵡⴰⵎⴱⵉⵔ|ⵏⵓⵡ",
    12: "دجنبر|ديسمبر|دجمبر|ديجنبر|كانون الأول|كانون أول|décembre|déc|december|dec|dujanbir|duwanbir|duǧembeṛ|dujember"
    "|ⴷⵓⵊⴰⵏⴱⵉⵔ|ⴷⵓⵊⴻⵎⴱⴻⵕ|ⴷⵓⴶⴻⵎⴱⴻⵔ|ⴷⵓⵊⴰⵎⴱⵉⵔ|ⴷⵓⵊ",
}

#: Hijri months as decrees, ministries and the Bulletin officiel spell them.
HIJRI_MONTHS = {
    1: "محرم|المحرم|moharram|moharrem|mouharram|mouharrem|muharram|ⵎⵓⵃⴰⵔⵔⴰⵎ|ⵎⵃⴰⵔⵔⴰⵎ",
    2: "صفر|safar|ⵚⴰⴼⴰⵔ",
    3: "ربيع الأول|ربيع أول|ربيع الاول|ربيع النبوي|rabii i|rabia i|rabi i|rabii 1er|rabia 1er|rabii al awal|rabii el aoual"
    "|rabia al awal|rabi al awwal|rabi al-awwal|rabii el awal|rabii alawal|rabi' al-awwal|rabie i",
    4: "ربيع الثاني|ربيع الآخر|ربيع ثاني|ربيع الاخير|ربيع اآلخر|rabii ii|rabia ii|rabi ii|rabii al akhir|rabii 2|rabii ettani"
    "|rabii et-tani|rabia al akhir|rabi al-thani|rabi al thani|rabii attani|rabii a-tani|rabie ii|rabii ethani",
    5: "جمادى الأولى|جمادى الاول|جمادي الأول|جمادى الأول|جماد الأول|جماد الأولى|joumada i|joumada 1|joumada al oula|joumada el oula"
    "|joumada el ula|jumada i|joumada al-oula|jumada al-ula|jumada al-awwal|joumada aloula|journada i|joumada el oula",
    6: "جمادى الثانية|جمادى الآخرة|جمادى الآخرى|جمادى الأخيرة|جمادى الاخرة|جمادى الثاني|جمادى الآخر|جمادي الثاني|جماد الثاني"
    "|جماد الثانية|جماد الآخرة|جمادى الأخرى|joumada ii|joumada 2|joumada al akhira|joumada et-tania|joumada attania|jumada ii"
    "|joumada-ii|joumada al-akhira|jumada al-thani|jumada al-akhirah|joumada ettania|joumada el akhira|joumada tania",
    7: "رجب|rajab|rejeb|redjeb|ⵔⴰⵊⴰⴱ",
    8: "شعبان|chaabane|chaâbane|chaaban|chabane|shaaban|sha'ban|shaban|ⵛⴰⵄⴱⴰⵏ|ⵛⵄⴱⴰⵏ",
    9: "رمضان|ramadan|ramadane|ramdan|ramadhan|ⵔⴰⵎⴰⴷⴰⵏ|ⵔⴰⵎⴹⴰⵏ|ⵔⵎⴹⴰⵏ|ⵕⴰⵎⴰⴹⴰⵏ",
    10: "شوال|chaoual|chaoual|chawwal|chawal|shawwal|shawal|choual|ⵛⴰⵡⵡⴰⵍ|ⵛⵡⵡⴰⵍ",
    11: "ذو القعدة|ذي القعدة|ذا القعدة|ذوالقعدة|ذيالقعدة|ذي قعدة|ذو قعدة|القعدة|kaada|kaâda|qaada|dou al kiada|dou al kaada"
    "|dhou al qi'da|dhou el kaada|dou al qi'da|dhu al-qa'dah|dhul-qa'dah|dou el kaada|dhou al kaada|hija al kaada|dou alkiada"
    "|dou al qiada|dhou el qaada|dhu al-qidah|ⴷⵉ ⵍⵇⵉⵄⴷⴰ|ⴷⵓ ⵍⵇⵉⵄⴷⴰ|ⴷⵓ ⵍⵇⵄⴷⴰ|ⴷⵉ ⵍⵇⵄⴷⴰ",
    12: "ذو الحجة|ذي الحجة|ذا الحجة|ذوالحجة|ذيالحجة|ذي حجة|ذو حجة|hija|hijja|dou al hijja|dhou al hijja|dou el hijja"
    "|dhou el hijja|dhu al-hijjah|dhul-hijjah|dou alhijja|dou al hija|dhou al hija|dou el hija|dhou el hija"
    "|ⴷⵉ ⵍⵃⵉⵊⵊⴰ|ⴷⵓ ⵍⵃⵉⵊⵊⴰ|ⴷⵉ ⵍⵃⵊⵊⴰ|ⴷⵓ ⵍⵃⵊⵊⴰ",
}

#: Weekdays as `date.weekday()` numbers them: Monday is 0.
WEEKDAYS = {
    0: "الاثنين|الإثنين|الأثنين|الاتنين|الإتنين|الثنين|اثنين|lundi|lun|monday|mon|ⴰⵢⵏⴰⵙ|ⴰⵢⵏ|ⵍⴻⵜⵏⵉⵏ|ⵍⵜⵏⵉⵏ|ⵍⵟⵏⵉⵏ|aynas",
    1: "الثلاثاء|الثلاثا|التلاثاء|الثلثاء|الثلاتاء|ثلاثاء|mardi|tuesday|tue|tues|ⴰⵙⵉⵏⴰⵙ|ⴰⵙⵉ|ⵜⵜⵍⴰⵜⴰ|ⵟⵟⵍⴰⵟⴰ|ⵜⵍⴰⵜⴰ|asinas",
    2: "الأربعاء|الأربعا|الاربعاء|أربعاء|mercredi|mer|mercr|wednesday|wed|ⴰⴽⵕⴰⵙ|ⴰⴽⵕ|ⵍⴰⵔⴱⵄⴰ|ⵍⴰⵔⴱⴻⵄⴰ|akras",
    3: "الخميس|خميس|jeudi|jeu|thursday|thu|thur|thurs|ⴰⴽⵡⴰⵙ|ⴰⴽⵡ|ⵍⴻⵅⵎⵉⵙ|ⵍⵅⵎⵉⵙ|akwas",
    4: "الجمعة|جمعة|الجمعه|vendredi|ven|vend|friday|fri|ⴰⵙⵉⵎⵡⴰⵙ|ⵙⵉⵎⵡⴰⵙ|ⴰⵙⵉⵎ|ⵍⴵⴻⵎⵄⴰ|ⵍⵊⴻⵎⵄⴰ|ⵍⵊⵎⵄⴰ|ⵍⵊⵓⵎⵓⵄⴰ|asimwas",
    5: "السبت|سبت|samedi|sam|saturday|sat|ⴰⵙⵉⴹⵢⴰⵙ|ⴰⵙⵉⴹ|ⵙⵙⴻⴱⵜ|ⵙⵙⵓⴱⵜ|ⵙⵙⴱⵜ|asidyas",
    6: "الأحد|الاحد|dimanche|dim|sunday|sun|ⴰⵙⴰⵎⴰⵙ|ⴰⵙⴰ|ⵍⵃⴻⴷⴷ|ⵍⵃⴰⴷⴷ|ⵍⵃⴷⴷ|asamas",
}

#: How Moroccan notices write the first of a month.
FIRST_DAY = {1: "فاتح|الفاتح"}

#: The day in words; a week or a quarter is counted with the same words, so the grammar asks what stands before.
DAY_ORDINALS = {
    1: "الأول|premier",
    2: "الثاني", 3: "الثالث", 4: "الرابع", 5: "الخامس", 6: "السادس", 7: "السابع", 8: "الثامن", 9: "التاسع",
    10: "العاشر", 11: "الحادي عشر", 12: "الثاني عشر", 13: "الثالث عشر", 14: "الرابع عشر",
    15: "الخامس عشر", 16: "السادس عشر", 17: "السابع عشر", 18: "الثامن عشر", 19: "التاسع عشر",
    20: "العشرين|العشرون", 21: "الحادي والعشرين|الواحد والعشرين|الحادي والعشرون",
    22: "الثاني والعشرين|الثاني والعشرون", 23: "الثالث والعشرين|الثالث والعشرون",
    24: "الرابع والعشرين|الرابع والعشرون", 25: "الخامس والعشرين|الخامس والعشرون",
    26: "السادس والعشرين|السادس والعشرون", 27: "السابع والعشرين|السابع والعشرون",
    28: "الثامن والعشرين|الثامن والعشرون", 29: "التاسع والعشرين|التاسع والعشرون",
    30: "الثلاثين|الثلاثون", 31: "الحادي والثلاثين|الواحد والثلاثين",
}  # fmt: skip

#: Hours and small counts in words (the feminine ordinals of Arabic hours, and cardinals).
NUMERALS = {
    1: "الواحدة|واحدة|واحد|un|une|one",
    2: "الثانية|اثنين|اثنتين|deux|two",
    3: "الثالثة|ثلاثة|ثلاث|trois|three",
    4: "الرابعة|أربعة|أربع|quatre|four",
    5: "الخامسة|خمسة|خمس|cinq|five",
    6: "السادسة|ستة|ست|six",
    7: "السابعة|سبعة|سبع|seven",
    8: "الثامنة|ثمانية|ثماني|ثمان|huit|eight",
    9: "التاسعة|تسعة|تسع|neuf|nine",
    10: "العاشرة|عشرة|عشر|dix|ten",
    11: "الحادية عشرة|الحادية عشر|الحاديه عشره|الواحدة عشرة|إحدى عشر|إحدى عشرة|أحد عشر|onze|eleven",
    12: "الثانية عشرة|الثانية عشر|اثنا عشر|اثنتا عشرة|اثني عشر|douze|twelve",
    13: "الثالثة عشرة|الثالثة عشر|treize", 14: "الرابعة عشرة|الرابعة عشر|quatorze",
    15: "الخامسة عشرة|الخامسة عشر|خمسة عشر|quinze|fifteen", 16: "السادسة عشرة|السادسة عشر|seize",
    17: "السابعة عشرة|السابعة عشر|dix-sept|dix sept", 18: "الثامنة عشرة|الثامنة عشر|dix-huit|dix huit",
    19: "التاسعة عشرة|dix-neuf|dix neuf", 20: "العشرون|عشرين|عشرون|vingt|twenty", 21: "vingt et une|vingt-et-une|vingt et un",
    22: "vingt-deux|vingt deux", 23: "vingt-trois|vingt trois",
    30: "ثلاثين|ثلاثون|trente|thirty", 40: "أربعين|أربعون|quarante", 45: "quarante-cinq|quarante cinq", 50: "خمسين|cinquante",
}  # fmt: skip
