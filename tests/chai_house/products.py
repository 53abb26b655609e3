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
            "ar": "شاي ماسالا",
        },
        lines={
            "en": "Assam leaf with ginger, cardamom and clove. 250 g.",
            "hi": "अदरक, इलायची और लौंग के साथ असम की पत्ती। 250 ग्राम।",
            "bn": "আদা, এলাচ আর লবঙ্গ মেশানো আসামের পাতা। ২৫০ গ্রাম।",
            "gu": "આદુ, એલચી અને લવિંગ સાથે આસામની પત્તી. 250 ગ્રામ.",
            "ta": "இஞ்சி, ஏலக்காய், கிராம்பு சேர்ந்த அசாம் தேயிலை. 250 கிராம்.",
            "ar": "أوراق آسام مع الزنجبيل والهيل والقرنفل. ٢٥٠ غرامًا.",
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
            "ar": "دارجيلنغ القطفة الأولى",
        },
        lines={
            "en": "Picked in March above the clouds. Light and flowery. 100 g.",
            "hi": "मार्च में बादलों के ऊपर चुनी गई। हल्की और फूलों-सी। 100 ग्राम।",
            "bn": "মার্চে মেঘের উপরের বাগান থেকে তোলা। হালকা, ফুলের গন্ধ। ১০০ গ্রাম।",
            "gu": "માર્ચમાં વાદળોની ઉપર ચૂંટેલી. હળવી અને ફૂલ જેવી. 100 ગ્રામ.",
            "ta": "மார்ச்சில் மேகங்களுக்கு மேல் பறித்தது. மென்மையான மலர் மணம். 100 கிராம்.",
            "ar": "قُطف في مارس فوق الغيوم. خفيف وزهري. ١٠٠ غرام.",
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
            "ar": "أكواب فخار، ستة",
        },
        lines={
            "en": "Thrown by hand in Krishnanagar. They taste of the first rain.",
            "hi": "कृष्णनगर में हाथ से बने। पहली बारिश का स्वाद।",
            "bn": "কৃষ্ণনগরে হাতে গড়া। প্রথম বৃষ্টির স্বাদ।",
            "gu": "કૃષ્ણનગરમાં હાથે ઘડેલી. પહેલા વરસાદનો સ્વાદ.",
            "ta": "கிருஷ்ணநகரில் கையால் செய்தவை. முதல் மழையின் சுவை.",
            "ar": "صُنعت باليد في كريشناناغار. لها طعم أول المطر.",
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
            "ar": "علبة البهارات",
        },
        lines={
            "en": "Seven whole spices for chai in a brass box.",
            "hi": "पीतल के डिब्बे में चाय के सात साबुत मसाले।",
            "bn": "পিতলের বাক্সে চায়ের সাতটি গোটা মশলা।",
            "gu": "પિત્તળના ડબ્બામાં ચાના સાત આખા મસાલા.",
            "ta": "பித்தளைப் பெட்டியில் தேநீருக்கான ஏழு மசாலாக்கள்.",
            "ar": "سبعة توابل كاملة للشاي في علبة من النحاس.",
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
            "ar": "بسكويت نانختاي",
        },
        lines={
            "en": "Short, crumbly, with cardamom and pistachio. 400 g.",
            "hi": "ख़स्ता, इलायची और पिस्ते के साथ। 400 ग्राम।",
            "bn": "মুচমুচে, এলাচ আর পেস্তা দেওয়া। ৪০০ গ্রাম।",
            "gu": "ખસ્તા, એલચી અને પિસ્તા સાથે. 400 ગ્રામ.",
            "ta": "ஏலக்காய், பிஸ்தா சேர்ந்த மொறுமொறு பிஸ்கட். 400 கிராம்.",
            "ar": "هش، بالهيل والفستق. ٤٠٠ غرام.",
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
            "ar": "كهوة كشميرية",
        },
        lines={
            "en": "Green tea with saffron, almond and rose. 100 g.",
            "hi": "केसर, बादाम और गुलाब वाली हरी चाय। 100 ग्राम।",
            "bn": "জাফরান, বাদাম আর গোলাপ দেওয়া সবুজ চা। ১০০ গ্রাম।",
            "gu": "કેસર, બદામ અને ગુલાબવાળી લીલી ચા. 100 ગ્રામ.",
            "ta": "குங்குமப்பூ, பாதாம், ரோஜா சேர்ந்த பச்சைத் தேநீர். 100 கிராம்.",
            "ar": "شاي أخضر بالزعفران واللوز والورد. ١٠٠ غرام.",
        },
    ),
)

BY_SLUG = {product.slug: product for product in PRODUCTS}


def rupees(amount_minor: int) -> str:
    """Write a price as the shop's labels do: ₹1,249."""
    return f"₹{amount_minor // 100:,}"
