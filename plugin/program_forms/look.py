"""The page of the look: colours and shape, help, and the page's questions."""

from __future__ import annotations

from plugin.domain.program import Question
from plugin.model import Shop
from plugin.program_forms.asking import Page, Rows, Section, Setting
from plugin.program_forms.kinds import Choose, Colour, Kind, LongWords, Whole
from plugin.words.looks import FONT_WORDS, PICTURE_WORDS, THEME_WORDS
from plugin.words.speaking import mark as _


def say_question(one: Question, shop: Shop) -> str:
    """Say one question of the page."""
    return one.question


LOOK = Page(
    "look",
    _("Look & words"),
    _("How everything that shoppers see is drawn. Your own sentences stand under Languages."),
    (
        Section(
            _("Colours and shape"),
            (
                Setting(
                    "look.theme",
                    _("Theme"),
                    Choose(choices=THEME_WORDS),
                    _("Each is drawn by day and by night."),
                ),
                Setting(
                    "look.colour",
                    _("Your colour"),
                    Colour(),
                    _("Where it could not be read, a readable one near it is used."),
                    wrong=_("Give a colour as six digits, such as #7a3e12."),
                ),
                Setting("look.radius_px", _("Round corners"), Whole(_("pixels"))),
                Setting("look.font", _("Typeface"), Choose(choices=FONT_WORDS)),
                Setting("look.picture", _("Picture of the popup"), Choose(choices=PICTURE_WORDS)),
            ),
        ),
        Section(
            _("Where shoppers find a person"),
            (
                Setting("help.phone", _("Phone"), Kind()),
                Setting("help.email", _("E-mail"), Kind()),
                Setting("help.chat_url", _("Address of your chat"), Kind(), _("It begins with https://.")),
            ),
            _("What is empty is not shown."),
        ),
        Section(
            _("Questions and answers on the program's page"),
            (
                Rows(
                    "faq",
                    _("Questions"),
                    Question,
                    (
                        Setting("question", _("Question"), Kind(), of=Question),
                        Setting("answer", _("Answer"), LongWords(), of=Question),
                    ),
                    Question(question="", answer=""),
                    say_question,
                ),
            ),
        ),
    ),
)
