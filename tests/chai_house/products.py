"""What Chai House sells, in the languages it speaks."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Product:
    """One thing on the shelf, its `names` and `lines` by language, drawn in templates/pictures/<slug>.svg."""

    ref: int
    slug: str
    price_minor: int
    names: dict[str, str]
    lines: dict[str, str]


PRODUCTS = (
    Product(
        ref=101,
        slug="masala-chai",
        price_minor=34900,
        names={
            "en": "Masala chai",
            "hi": "मसाला चाय",
            "bn": "মশলা চা",
            "gu": "મસાલા ચા",
            "ta": "மசாலா தேநீர்",
            "te": "మసాలా చాయ్",
            "mr": "मसाला चहा",
            "ar": "شاي ماسالا",
            "es": "Masala chai",
            "fr": "Masala chai",
        },
        lines={
            "en": "Assam leaf with ginger, cardamom and clove. 250 g.",
            "hi": "अदरक, इलायची और लौंग के साथ असम की पत्ती। 250 ग्राम।",
            "bn": "আদা, এলাচ আর লবঙ্গ মেশানো আসামের পাতা। ২৫০ গ্রাম।",
            "gu": "આદુ, એલચી અને લવિંગ સાથે આસામની પત્તી. 250 ગ્રામ.",
            "ta": "இஞ்சி, ஏலக்காய், கிராம்பு சேர்ந்த அசாம் தேயிலை. 250 கிராம்.",
            "te": "అల్లం, యాలకులు, లవంగాలతో అస్సాం తేయాకు. 250 గ్రా.",
            "mr": "आले, वेलची आणि लवंग घातलेली आसामची पत्ती. 250 ग्रॅम.",
            "ar": "أوراق آسام مع الزنجبيل والهيل والقرنفل. ٢٥٠ غرامًا.",
            "es": "Hoja de Assam con jengibre, cardamomo y clavo. 250 g.",
            "fr": "Thé d’Assam au gingembre, à la cardamome et au girofle. 250 g.",
        },
    ),
    Product(
        ref=102,
        slug="darjeeling",
        price_minor=64900,
        names={
            "en": "Darjeeling first flush",
            "hi": "दार्जिलिंग फ़र्स्ट फ़्लश",
            "bn": "দার্জিলিং ফার্স্ট ফ্লাশ",
            "gu": "દાર્જિલિંગ ફર્સ્ટ ફ્લશ",
            "ta": "டார்ஜிலிங் முதல் பறிப்பு",
            "te": "డార్జిలింగ్ తొలి కోత",
            "mr": "दार्जिलिंग फर्स्ट फ्लश",
            "ar": "دارجيلنغ القطفة الأولى",
            "es": "Darjeeling de primera cosecha",
            "fr": "Darjeeling de printemps",
        },
        lines={
            "en": "Picked in March above the clouds. Light and flowery. 100 g.",
            "hi": "मार्च में बादलों के ऊपर चुनी गई। हल्की और फूलों-सी। 100 ग्राम।",
            "bn": "মার্চে মেঘের উপরের বাগান থেকে তোলা। হালকা, ফুলের গন্ধ। ১০০ গ্রাম।",
            "gu": "માર્ચમાં વાદળોની ઉપર ચૂંટેલી. હળવી અને ફૂલ જેવી. 100 ગ્રામ.",
            "ta": "மார்ச்சில் மேகங்களுக்கு மேல் பறித்தது. மென்மையான மலர் மணம். 100 கிராம்.",
            "te": "మార్చిలో మేఘాల పైన కోసినది. తేలికైన పూల పరిమళం. 100 గ్రా.",
            "mr": "मार्चमध्ये ढगांच्या वर खुडलेला. हलका आणि फुलांसारखा. 100 ग्रॅम.",
            "ar": "قُطف في مارس فوق الغيوم. خفيف وزهري. ١٠٠ غرام.",
            "es": "Recogido en marzo por encima de las nubes. Ligero y floral. 100 g.",
            "fr": "Cueilli en mars au-dessus des nuages. Léger et fleuri. 100 g.",
        },
    ),
    Product(
        ref=103,
        slug="kulhad",
        price_minor=59900,
        names={
            "en": "Clay cups, set of six",
            "hi": "कुल्हड़, छह का सेट",
            "bn": "মাটির ভাঁড়, ছয়টি",
            "gu": "કુલડી, છનો સેટ",
            "ta": "மண் குவளைகள், ஆறு",
            "te": "మట్టి కప్పులు, ఆరు",
            "mr": "मातीचे कप, सहा",
            "ar": "أكواب فخار، ستة",
            "es": "Tazas de barro, juego de seis",
            "fr": "Tasses d’argile, lot de six",
        },
        lines={
            "en": "Thrown by hand in Krishnanagar. They taste of the first rain.",
            "hi": "कृष्णनगर में हाथ से बने। पहली बारिश का स्वाद।",
            "bn": "কৃষ্ণনগরে হাতে গড়া। প্রথম বৃষ্টির স্বাদ।",
            "gu": "કૃષ્ણનગરમાં હાથે ઘડેલી. પહેલા વરસાદનો સ્વાદ.",
            "ta": "கிருஷ்ணநகரில் கையால் செய்தவை. முதல் மழையின் சுவை.",
            "te": "కృష్ణానగర్‌లో చేత్తో చేసినవి. తొలి వాన రుచి.",
            "mr": "कृष्णनगरमध्ये हाताने घडवलेले. पहिल्या पावसाची चव.",
            "ar": "صُنعت باليد في كريشناناغار. لها طعم أول المطر.",
            "es": "Hechas a mano en Krishnanagar. Saben a la primera lluvia.",
            "fr": "Tournées à la main à Krishnanagar. Un goût de première pluie.",
        },
    ),
    Product(
        ref=104,
        slug="masala-box",
        price_minor=124900,
        names={
            "en": "Masala box",
            "hi": "मसालदानी",
            "bn": "মশলার বাক্স",
            "gu": "મસાલિયું",
            "ta": "அஞ்சறைப் பெட்டி",
            "te": "మసాలా పెట్టె",
            "mr": "मसाल्याचा डबा",
            "ar": "علبة البهارات",
            "es": "Caja de masala",
            "fr": "Boîte à masala",
        },
        lines={
            "en": "Seven whole spices for chai in a brass box.",
            "hi": "पीतल के डिब्बे में चाय के सात साबुत मसाले।",
            "bn": "পিতলের বাক্সে চায়ের সাতটি গোটা মশলা।",
            "gu": "પિત્તળના ડબ્બામાં ચાના સાત આખા મસાલા.",
            "ta": "பித்தளைப் பெட்டியில் தேநீருக்கான ஏழு மசாலாக்கள்.",
            "te": "ఇత్తడి పెట్టెలో చాయ్‌కి ఏడు మసాలాలు.",
            "mr": "पितळी डब्यात चहाचे सात अख्खे मसाले.",
            "ar": "سبعة توابل كاملة للشاي في علبة من النحاس.",
            "es": "Siete especias enteras para el chai en una caja de latón.",
            "fr": "Sept épices entières pour le chai dans une boîte en laiton.",
        },
    ),
    Product(
        ref=105,
        slug="nankhatai",
        price_minor=24900,
        names={
            "en": "Nankhatai biscuits",
            "hi": "नानखटाई",
            "bn": "নানখাটাই",
            "gu": "નાનખટાઈ",
            "ta": "நான்கட்டாய்",
            "te": "నాన్‌ఖటాయి బిస్కెట్లు",
            "mr": "नानकटाई",
            "ar": "بسكويت نانختاي",
            "es": "Galletas nankhatai",
            "fr": "Biscuits nankhatai",
        },
        lines={
            "en": "Short, crumbly, with cardamom and pistachio. 400 g.",
            "hi": "ख़स्ता, इलायची और पिस्ते के साथ। 400 ग्राम।",
            "bn": "মুচমুচে, এলাচ আর পেস্তা দেওয়া। ৪০০ গ্রাম।",
            "gu": "ખસ્તા, એલચી અને પિસ્તા સાથે. 400 ગ્રામ.",
            "ta": "ஏலக்காய், பிஸ்தா சேர்ந்த மொறுமொறு பிஸ்கட். 400 கிராம்.",
            "te": "యాలకులు, పిస్తాతో కరకరలాడేవి. 400 గ్రా.",
            "mr": "खुसखुशीत, वेलची आणि पिस्ता घातलेली. 400 ग्रॅम.",
            "ar": "هش، بالهيل والفستق. ٤٠٠ غرام.",
            "es": "Crujientes, con cardamomo y pistacho. 400 g.",
            "fr": "Sablés, à la cardamome et à la pistache. 400 g.",
        },
    ),
    Product(
        ref=106,
        slug="kahwa",
        price_minor=54900,
        names={
            "en": "Kashmiri kahwa",
            "hi": "कश्मीरी कहवा",
            "bn": "কাশ্মীরি কাহওয়া",
            "gu": "કાશ્મીરી કાવો",
            "ta": "காஷ்மீரி கஹ்வா",
            "te": "కాశ్మీరీ కహ్వా",
            "mr": "काश्मिरी कहवा",
            "ar": "كهوة كشميرية",
            "es": "Kahwa de Cachemira",
            "fr": "Kahwa du Cachemire",
        },
        lines={
            "en": "Green tea with saffron, almond and rose. 100 g.",
            "hi": "केसर, बादाम और गुलाब वाली हरी चाय। 100 ग्राम।",
            "bn": "জাফরান, বাদাম আর গোলাপ দেওয়া সবুজ চা। ১০০ গ্রাম।",
            "gu": "કેસર, બદામ અને ગુલાબવાળી લીલી ચા. 100 ગ્રામ.",
            "ta": "குங்குமப்பூ, பாதாம், ரோஜா சேர்ந்த பச்சைத் தேநீர். 100 கிராம்.",
            "te": "కుంకుమపువ్వు, బాదం, గులాబీతో గ్రీన్ టీ. 100 గ్రా.",
            "mr": "केशर, बदाम आणि गुलाब घातलेला हिरवा चहा. 100 ग्रॅम.",
            "ar": "شاي أخضر بالزعفران واللوز والورد. ١٠٠ غرام.",
            "es": "Té verde con azafrán, almendra y rosa. 100 g.",
            "fr": "Thé vert au safran, à l’amande et à la rose. 100 g.",
        },
    ),
)

BY_SLUG = {product.slug: product for product in PRODUCTS}


def rupees(amount_minor: int) -> str:
    """Write a price as the shop's labels do: ₹1,249."""
    return f"₹{amount_minor // 100:,}"
