"""What kind of reply a message gets. Pure: a message as Rasa heard it, the conversation so far, the catalogue.

The steps of `decide` are asked in order; the first that has an opinion decides.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property

from bot.language.negation import after_turn, instead, set_aside
from services_catalog.catalogue import Catalogue
from services_catalog.dangers.hearing import danger
from services_catalog.dialogue import guiding
from services_catalog.dialogue.guiding import Guiding
from services_catalog.dialogue.linking import in_context, linked
from services_catalog.guides.conditions import holds
from services_catalog.guides.engine import back, next_question
from services_catalog.guides.guide import Guide, Kind, Question
from services_catalog.guides.understanding import chosen
from services_catalog.places.asking import asks_what_became, only_a_place
from services_catalog.record import Aspect
from services_catalog.scams.checking import Verdict, check
from services_catalog.scams.deeds import fell_for_it, is_urgent, worst_deed
from services_catalog.search.linker import Link

CRIES_FOR_HELP = ("emergency", "distress")
SAFETY_ACTS = ("emergency", "distress", "unlawful", "abuse", "politics", "steer_bot")
SMALLTALK_ACTS = (
    "greet",
    "thank",
    "goodbye",
    "bot_identity",
    "bot_capability",
    "affirm",
    "deny",
    "correct",
    "go_back",
    "unclear",
    "start_over",
)
POLITE_ACTS = ("greet", "thank", "affirm")
BESIDE_A_GUIDE = ("talk_to_person", "greet", "thank", "goodbye", "bot_identity", "bot_capability", "start_over")
ENDS_GUIDES = ("start_over", "goodbye", "scam_checked", "swindled")

ACT_CERTAIN = 0.5  # a dialogue act is taken at this likelihood
ACT_IN_GUIDE = 0.9  # the same, but for a cry for help, of what may answer a guide's open question
ASKED_IN_GUIDE = 0.7  # what a message sounds like is taken for a question within a guide
SOUNDS_LIKE = {Aspect.ONLINE, Aspect.WHERE, Aspect.DURATION, Aspect.TROUBLE}  # a case that is told and asks nothing
OUTSIDE_CERTAIN = 0.5  # a message is about no public service
OUTSIDE_LATER = 0.8  # the same, within a conversation about a service
OUTSIDE_IN_GUIDE = 0.9  # the same, as an answer to a guide's question
UNLISTED_CERTAIN = 0.4  # a service that the catalogue lacks is meant
EVENT_CERTAIN = 0.4  # an event of life is told, which takes several services
EVENT_LATER = 0.8  # the same, within a conversation about a service
NONE_CERTAIN = 0.6  # no service is named at all
SERVICE_CERTAIN = 0.5  # one service is answered for
SERVICE_LEAD = 2.5  # … or when it is this many times as likely as the next
SERVICE_LEAD_LEAST = 0.25
OFFER_LEAST = 0.30  # the best three together have to reach this to be offered
OFFER_SHARE = 0.25  # a candidate is offered when it has this share of the best one's likelihood
MOST_OFFERED = 3
MOST_OF_EVENT = 4
CORRECTED = 0.8  # a correction by itself says which service is meant instead
MOST_EARLIER = 2  # messages before this one that it is read behind
PLACE_CONFIDENCE = 0.9  # a message of nothing but a place and what became of it
CLAUSE_CERTAIN = 0.9  # a clause of several asks an aspect by itself
FEW_WORDS = 6  # in which an answer to a guide holds nothing else
VARIANT_CERTAIN = 0.6  # a variant is answered for when it has this share of its family …
VARIANT_LEAST = 0.03  # … and the message says anything of it


@dataclass(frozen=True)
class Heard:
    """A message as Rasa understood it."""

    text: str
    intents: dict[str, float]  # intent → likelihood
    service: str | None = None  # from a button
    aspect: Aspect | None = None  # from a button
    guiding: Guiding | None = None  # from a button of a guide
    clauses: list[tuple[str, float]] = field(default_factory=list)  # what each clause of several asks, how likely
    dossier: str | None = None  # a dossier's code, «H29.12-240501-0001»


@dataclass(frozen=True)
class Conversation:
    """What is remembered of the conversation."""

    service: str | None = None
    aspect: Aspect | None = None
    offered: list[str] = field(default_factory=list)
    earlier: list[str] = field(default_factory=list)  # the citizen's earlier messages, newest last
    guiding: Guiding | None = None  # the guide it is in
    place: str | None = None  # the province that was named last
    left: Guiding | None = None  # a guide that was left before its end, and may be gone on with


@dataclass(frozen=True)
class Decision:
    """The reply's kind and what it is about. `act` names the response for all kinds but answers."""

    kind: str  # answer, clarify, guide, fallback, handoff, smalltalk
    act: str
    service: str | None = None
    aspect: Aspect | None = None
    candidates: list[str] = field(default_factory=list)
    confidence: float = 1.0
    also: Aspect | None = None  # asked in the same message
    guiding: Guiding | None = None  # the guide that the conversation is in after this reply
    begins: bool = False  # … and it began with this message: its question is what matters, the answer comes after
    event: str | None = None  # the guide through an event of life that is offered
    left: Guiding | None = None  # a guide with answers that this reply leaves: it may be gone on with
    place: str | None = None  # where the citizen is, as far as it was said before
    dossier: str | None = None  # the code of the dossier that is asked about
    sheet: str | None = None  # the code of the sheet that is asked for


@dataclass(frozen=True)
class _Reading:
    """All that the steps look at. Which services are meant is found out when a step asks: most of a guide's do not."""

    heard: Heard
    conversation: Conversation
    catalogue: Catalogue
    meant: str  # the message without what it sets aside
    denied: str  # what it sets aside
    corrects: bool = False  # it takes back the message before it

    @cached_property
    def asked(self) -> Question | None:
        """The open question of the guide that the conversation is in."""
        current = self.conversation.guiding
        guide = self.catalogue.guides.get(current.guide) if current else None
        return next_question(guide, current.answers) if current and guide else None

    @cached_property
    def link(self) -> Link:
        """What the message alone is about."""
        return linked(self.catalogue.linker, self.meant)

    @cached_property
    def equally(self) -> list[str]:
        """The services that the message alone fits equally, if there are several."""
        return self.catalogue.linker.equally(self.meant)

    @cached_property
    def services(self) -> list[tuple[str, float]]:
        """Families with their likelihood in this conversation, best first."""
        about, before = self.conversation.service, self.conversation.earlier[-MOST_EARLIER:]
        if self.corrects:  # what was said before is taken back, as far as this says anything else
            about, before = None, [] if self.link.best[1] >= CORRECTED else before
        offered = self.conversation.offered
        return in_context(self.link, self.meant, self.denied, about, offered, before, self.catalogue)

    def act(self, name: str) -> float:
        """Likelihood of a dialogue act: what those say who know it. Rasa knows small talk, the linker what is outside.

        The geometric mean, where both do: neither alone, however sure, makes «con tôi» a cry for help. One that was
        never taught an act must not take from the other's word for it.
        """
        said = [known[name] for known in (self.heard.intents, self.link.outside) if name in known]
        return math.prod(said) ** (1 / len(said)) if said else 0.0

    @property
    def aspect(self) -> Aspect:
        """What is asked about the service; a bare name asks for an overview."""
        asked = {name: share for name, share in self.heard.intents.items() if name.startswith("ask_")}
        if self.corrects and self.conversation.aspect and max(asked.values(), default=0.0) < CLAUSE_CERTAIN:
            return self.conversation.aspect  # «à không, tạm trú cơ» asks of it what was asked before
        if self.catalogue.names.alone(self.meant):
            return Aspect.GENERAL
        return Aspect(max(asked, key=lambda name: asked[name]).removeprefix("ask_")) if asked else Aspect.GENERAL

    @property
    def also(self) -> Aspect | None:
        """Another aspect that a clause of the message asks about by itself."""
        sure = {intent: share for intent, share in self.heard.clauses if share >= CLAUSE_CERTAIN}
        others = {name.removeprefix("ask_"): share for name, share in sure.items() if name.startswith("ask_")}
        others.pop(self.aspect, None)
        return Aspect(max(others, key=lambda name: others[name])) if others else None


def decide(heard: Heard, conversation: Conversation, catalogue: Catalogue) -> Decision:
    """The decision for one message. What staff have paused is not looked into."""
    if catalogue.notices.pause():
        return Decision("handoff", "paused")
    return unless_paused(_decided(heard, conversation, catalogue), catalogue)


def _decided(heard: Heard, conversation: Conversation, catalogue: Catalogue) -> Decision:
    meant, denied = set_aside(heard.text)
    if next_subject := after_turn(meant):  # away from what was talked about last
        meant, conversation = next_subject, Conversation(place=conversation.place)
    corrected = instead(meant) if conversation.service or conversation.offered else None
    reading = _Reading(heard, conversation, catalogue, corrected or meant, denied, corrects=corrected is not None)
    for step in STEPS:
        if decision := step(reading):
            return with_guide(decision, reading)
    return with_guide(Decision("fallback", "not_understood", confidence=0.0), reading)


def with_guide(decision: Decision, reading: _Reading) -> Decision:
    """`decision`, and the guide that goes on after it: the one that was under way, or one that the message began.

    A side question about what the guide is about does not end it; another service does.
    """
    if decision.kind == "guide" or decision.guiding or decision.act in ENDS_GUIDES:
        return decision
    current, guides = reading.conversation.guiding, reading.catalogue.guides
    if current and current.guide in guides:
        about = {slug.split("/")[0] for slug in guides[current.guide].services}
        stopped = decision.act == "guide_stopped"
        if not stopped and (not decision.service or decision.service.split("/")[0] in about):
            return replace(decision, guiding=current)
        is_open = current.answers and next_question(guides[current.guide], current.answers)
        decision = replace(decision, left=current if is_open else None)
    return _with_new_guide(decision, reading)


def _with_new_guide(decision: Decision, reading: _Reading) -> Decision:
    """`decision`, and the guide that the message begins: it answers some of its questions, or wishes to be led."""
    guides, text = reading.catalogue.guides, _told_last(reading)
    if decision.kind != "answer" or not decision.service or not text:
        return decision
    name = guiding.of_service(decision.service, decision.aspect, guides)
    is_told = not name and decision.aspect in SOUNDS_LIKE and not guiding.asks(text)
    if is_told:
        name = guiding.of_service(decision.service, None, guides)
    if not name:
        return decision
    begun = guiding.begun(name, guides[name], text)
    if guiding.events([decision.service], text, guides, guiding.MUCH_ALIKE):
        return decision  # more is told than one service settles: the event is offered, and the service's own guide
    if not begun.answers and not guiding.wants_to_be_led(text):
        return decision
    if begun.answers and next_question(guides[name], begun.answers) is None:  # all is said: the result itself
        if guiding.is_sure(text):
            return replace(decision, kind="guide", act="guide", guiding=begun)
        begun = replace(begun, answers=back(guides[name], begun.answers))
    wants_yes_or_no = decision.aspect is Aspect.ELIGIBILITY and guiding.asks(text)
    is_guess = is_told and reading.act(f"ask_{decision.aspect}") < CLAUSE_CERTAIN
    aspect = _aspect_of(guides[name]) if is_guess else decision.aspect
    return replace(decision, aspect=aspect, guiding=begun, begins=not wants_yes_or_no)


def _told_last(reading: _Reading) -> str:
    """What the citizen told in words: this message, or before the button that says which service it was about."""
    if not reading.heard.service:
        return reading.heard.text
    return reading.conversation.earlier[-1] if reading.conversation.offered and reading.conversation.earlier else ""


def unless_paused(decision: Decision, catalogue: Catalogue) -> Decision:
    """`decision`, or that what it is about is paused. A guide stops with any service that it draws on."""
    guide = catalogue.guides.get(decision.guiding.guide) if decision.guiding else None
    of_guide = [slug for slug in guide.draws_on if catalogue.notices.pause(slug)] if guide else []
    about = of_guide if decision.kind == "guide" else [decision.service] if decision.service else []
    stopped = next((slug for slug in about if catalogue.notices.pause(slug)), None)
    if stopped:
        guiding = None if of_guide else decision.guiding
        return Decision("handoff", "paused", stopped, decision.aspect, guiding=guiding, place=decision.place)
    return replace(decision, guiding=None) if of_guide else decision


def _pressed(reading: _Reading) -> Decision | None:
    """A button says exactly what is meant, however late it is pressed."""
    slug = reading.heard.service
    if slug and slug in reading.catalogue.records:
        aspect = reading.heard.aspect or Aspect.GENERAL
        return Decision("answer", "answer", slug, aspect, place=reading.conversation.place)
    return None


def _sheet(reading: _Reading) -> Decision | None:
    """The code of a sheet, alone or with the word «phiếu», opens it."""
    code = guiding.sheet_code(reading.heard.text)
    return Decision("answer", "sheet", sheet=code) if code else None


def _guide_pressed(reading: _Reading) -> Decision | None:
    """A button of a guide holds all that was answered, however late it is pressed."""
    pressed = reading.heard.guiding
    if pressed is None:
        return None
    if guide := reading.catalogue.guides.get(pressed.guide):
        pressed = guiding.still_known(pressed, guide)
    return _guided(pressed, reading) or Decision("smalltalk", "guide_stopped")


def _guide_heard(reading: _Reading) -> Decision | None:
    """Few words that answer a guide's open question are that and no cry for help: «một mình tôi», «rơi xuống sông».

    «làm tiếp» goes on with the guide, also after it was left.
    """
    current = reading.conversation.guiding
    resumed = current or reading.conversation.left
    if resumed and guiding.resumes(reading.heard.text):
        return _guided(resumed, reading)
    guide = reading.catalogue.guides.get(current.guide) if current else None
    if not current or not guide or len(reading.heard.text.split()) > FEW_WORDS:
        return None
    is_named = reading.asked is not None and chosen(reading.asked, reading.heard.text)
    if danger(reading.heard.text) and not is_named:  # «chồng tôi đánh tôi» answers nothing, whoever was asked about
        return None
    listened = guiding.listened(current, guide, reading.heard.text)
    return (_aside(listened, guide, reading) or _guided(listened, reading)) if listened else None


def _guide_answered(reading: _Reading) -> Decision | None:
    """Within a guide, a message may answer the open question, or say where to go on."""
    current = reading.conversation.guiding
    guide = reading.catalogue.guides.get(current.guide) if current else None
    if not current or not guide:
        return None
    if guiding.stops(reading.heard.text):
        return Decision("smalltalk", "guide_stopped")
    if listened := guiding.listened(current, guide, reading.heard.text):
        return _aside(listened, guide, reading) or _guided(listened, reading)
    if _is_unclear(reading) and max(map(reading.act, BESIDE_A_GUIDE)) < ACT_CERTAIN:
        unclear = _guided(current, reading)
        return replace(unclear, act="guide_unclear") if unclear else None
    return None


def _is_unclear(reading: _Reading) -> bool:
    """Whether a message is meant for a guide's open question, in words that the guide does not know."""
    if reading.asked is None or guiding.asks(reading.heard.text) or _sounds_like_a_question(reading):
        return False
    return reading.link.best[1] < SERVICE_CERTAIN


def _sounds_like_a_question(reading: _Reading) -> bool:
    """Whether a message asks about the service without a word of asking: what it costs, what goes wrong."""
    current = reading.conversation.guiding
    told_to = reading.catalogue.guides.get(current.guide) if current else None
    if told_to is None or told_to.kind is Kind.SCAM_CHECK:
        return False
    return max(reading.act("ask_fee"), reading.act("ask_trouble")) >= ASKED_IN_GUIDE


def _aside(listened: Guiding, guide: Guide, reading: _Reading) -> Decision | None:
    """What is asked beside an answer («mất ở bệnh viện tỉnh khác thì khai ở đâu»). The guide keeps the answer."""
    service, asked = reading.conversation.service, reading.aspect
    share = reading.act(f"ask_{asked}")
    is_aside = guiding.asks(reading.heard.text) and asked not in guiding.ASPECTS[guide.kind]
    if not service or not is_aside or share < CLAUSE_CERTAIN:
        return None
    place = reading.conversation.place
    return Decision("answer", "answer", service, asked, confidence=share, place=place, guiding=listened)


def _guided(now: Guiding, reading: _Reading) -> Decision | None:
    guide = reading.catalogue.guides.get(now.guide)
    if guide is None:
        return None
    known = [slug for slug in guide.settles if slug in reading.catalogue.records]
    answered = [each.service for each in guide.counted if holds(each.when, now.answers)]
    likely = [*answered, reading.conversation.service, *known]
    service = next((slug for slug in likely if slug in known), None)
    return Decision("guide", "guide", service, _aspect_of(guide), guiding=now)


def _aspect_of(guide: Guide) -> Aspect:
    """What a guide is about, whatever it was begun with."""
    if guide.kind is Kind.LIFE_EVENT:
        return Aspect.STEPS
    return Aspect.DOCUMENTS if guide.kind is Kind.CHECKLIST else Aspect.TROUBLE


def _cries(reading: _Reading, certain: float = ACT_CERTAIN) -> bool:
    """Whether somebody is in danger or despair: as the words plainly say, or as was learnt."""
    return danger(reading.heard.text) is not None or max(map(reading.act, CRIES_FOR_HELP)) >= certain


def _scam(reading: _Reading) -> Decision | None:
    """A message that wants checking is held against what is known of swindles, and the scam check begins.

    Danger and despair go first, and who has lost something to it. Within the scam check, words answer it; only
    another address is looked at.
    """
    text, current, guides = reading.heard.text, reading.conversation.guiding, reading.catalogue.guides
    checked, name = check(text), guiding.scam_check(guides)
    answers_it = current is not None and current.guide == name and not checked.addresses
    if not checked.concerns or answers_it or _cries(reading) or is_urgent(worst_deed(text, checked.tells_of_one)):
        return None
    asks_on = checked.verdict is Verdict.SCAM or (checked.verdict is Verdict.UNKNOWN and checked.said.told)
    begun = guiding.begun(name, guides[name], text) if name and asks_on else None
    about = checked.said.about or _pretended(reading)
    return Decision("answer", "scam_checked", about, Aspect.TROUBLE, guiding=begun)


def _pretended(reading: _Reading) -> str | None:
    """The service that a swindle pretends to be about."""
    family, share = reading.services[0] if reading.services else ("", 0.0)
    return family if share >= SERVICE_LEAD_LEAST else None


def _fell_for(reading: _Reading) -> Decision | None:
    """Somebody did what a swindler wanted: first what to do now and whom to call, then what the scam check asks.

    Having been robbed sounds like despair, so only what is beyond doubt goes first.
    """
    text, current, guides = reading.heard.text, reading.conversation.guiding, reading.catalogue.guides
    name = guiding.scam_check(guides)
    if _cries(reading, ACT_IN_GUIDE):
        return None
    if not name:  # withdrawn: what to do now needs no guide
        return Decision("answer", "swindled", _pretended(reading), Aspect.TROUBLE) if fell_for_it(text) else None
    now = current if current and current.guide == name else None
    told = guiding.fell_for_a_swindle(name, guides[name], text, now, check(text).tells_of_one)
    if told is None:
        return None
    done = told.answers.get(guides[name].questions[0].id)
    if next_question(guides[name], told.answers) is None or (done and not is_urgent(done)):
        return _guided(told, reading)
    return Decision("answer", "swindled", _pretended(reading), Aspect.TROUBLE, guiding=told)


def _safety(reading: _Reading) -> Decision | None:
    """Danger, despair, unlawful wishes, abuse, politics and attempts to steer get fixed, fitting words.

    What plainly tells of danger is heard in any case. What else was learnt has to be surer within a conversation
    about a service, where «chồng em người Nhật» goes on with it.
    """
    if named := danger(reading.heard.text):
        return Decision("handoff", named)
    name = max(SAFETY_ACTS, key=reading.act)
    is_answer = name not in CRIES_FOR_HELP and _is_unclear(reading)
    certain = OUTSIDE_LATER if reading.conversation.service and name != "emergency" else ACT_CERTAIN
    if reading.act(name) >= (ACT_IN_GUIDE if is_answer else certain):
        kind = "handoff" if name in CRIES_FOR_HELP else "fallback"
        return Decision(kind, name, confidence=reading.act(name))
    return None


def _person(reading: _Reading) -> Decision | None:
    """Somebody wants to talk to a person."""
    share = reading.act("talk_to_person")
    return Decision("handoff", "talk_to_person", confidence=share) if share >= ACT_CERTAIN else None


def _place(reading: _Reading) -> Decision | None:
    """What became of a place or of the districts is asked; or, before any service is, where somebody is."""
    heard, conversation = reading.heard, reading.conversation
    begun = conversation.service or conversation.offered or conversation.guiding
    about = asks_what_became(heard.text) or (not begun and only_a_place(heard.text))
    return Decision("answer", "place", confidence=PLACE_CONFIDENCE) if about else None


def _smalltalk(reading: _Reading) -> Decision | None:
    """Greetings, thanks and questions about the assistant, unless a service is named along with them."""
    name = max(SMALLTALK_ACTS, key=reading.act)
    share = reading.act(name)
    if name == "correct" and _sets_right(reading):
        return None
    if name in POLITE_ACTS and reading.conversation.service and guiding.asks(reading.meant):
        return None  # «cảm ơn nha, thế mấy giờ mở cửa» goes on
    if share >= ACT_CERTAIN and reading.link.best[1] < SERVICE_CERTAIN:
        return Decision("smalltalk", name, confidence=share)
    return None


def _sets_right(reading: _Reading) -> bool:
    """Whether a correction also says what is meant instead («à nhầm, chỉ hết hạn thôi», «gõ nhầm, khai sinh»)."""
    if reading.catalogue.names.asked(reading.meant) or (reading.corrects and len(reading.equally) > 1):
        return True
    return reading.link.none < SERVICE_CERTAIN <= (reading.services[0][1] if reading.services else 0.0)


def _outside(reading: _Reading) -> Decision | None:
    """No public service is meant."""
    acts = (*SAFETY_ACTS, "out_of_scope")
    share = sum(reading.act(name) for name in acts)
    later = OUTSIDE_IN_GUIDE if reading.asked else OUTSIDE_LATER if reading.conversation.service else OUTSIDE_CERTAIN
    if share >= later:
        return Decision("fallback", "out_of_scope", confidence=share)
    return None


def _unlisted(reading: _Reading) -> Decision | None:
    """A real service that the catalogue lacks: say so, and who helps."""
    slug, share = reading.link.unlisted[0] if reading.link.unlisted else ("", 0.0)
    if share >= UNLISTED_CERTAIN and share > reading.services[0][1]:
        return Decision("fallback", "unlisted", candidates=[slug], confidence=share)
    return None


def _life_event(reading: _Reading) -> Decision | None:
    """An event of life is told: its services in the order they are done, and the guide through them."""
    name, share = reading.link.events[0] if reading.link.events else ("", 0.0)
    guide = reading.catalogue.guides.get(name)
    certain = EVENT_LATER if reading.conversation.service else EVENT_CERTAIN
    if not guide or share < max(certain, reading.link.best[1]):
        return None
    families = dict.fromkeys(slug.split("/")[0] for slug in guide.services)
    known = [slug for slug in families if slug in reading.catalogue.records]
    return Decision("clarify", "life_event", None, reading.aspect, known[:MOST_OF_EVENT], share, event=name)


def _no_service(reading: _Reading) -> Decision | None:
    """An aspect is asked about, but of what is nowhere said. What was just offered is asked about once more."""
    offered = reading.conversation.offered
    if not reading.conversation.service and reading.link.none >= NONE_CERTAIN:
        if len(offered) > 1:
            return Decision("clarify", "clarify", None, reading.aspect, offered, reading.link.none)
        return Decision("fallback", "which_service", aspect=reading.aspect, confidence=reading.link.none)
    return None


def _ambiguous(reading: _Reading) -> Decision | None:
    """At the start of a conversation a message fits several services equally: ask which."""
    if (reading.conversation.service and not reading.corrects) or not reading.services:
        return None
    fits = {slug.split("/")[0] for slug in reading.equally}
    best, share = reading.services[0]
    likely = [family for family, _ in reading.services if family in fits]
    return (
        Decision("clarify", "clarify", None, reading.aspect, likely, share)
        if len(likely) > 1 and best in fits
        else None
    )


def _answer(reading: _Reading) -> Decision | None:
    """One service is likely enough to be answered for."""
    (family, share), *rest = reading.services or [("", 0.0)]
    next_share = rest[0][1] if rest else 0.0
    ahead = share >= SERVICE_LEAD_LEAST and share >= SERVICE_LEAD * next_share
    if family and ((share >= SERVICE_CERTAIN and share >= 1.5 * next_share) or ahead):
        service = most_precise(family, reading)
        place, dossier = reading.conversation.place, reading.heard.dossier
        asked = reading.aspect
        return Decision(
            "answer", "answer", service, asked, confidence=share, also=reading.also, place=place, dossier=dossier
        )
    return None


def _clarify(reading: _Reading) -> Decision | None:
    """Two or three services are likely: ask which."""
    best = reading.services[:MOST_OFFERED]
    if best and sum(share for _, share in best) >= OFFER_LEAST:
        offered = [family for family, share in best if share >= OFFER_SHARE * best[0][1]]
        if len(offered) < 2:
            offered = [family for family, _ in best[:2]]
        return Decision("clarify", "clarify", None, reading.aspect, offered, best[0][1])
    return None


def most_precise(family: str, reading: _Reading) -> str:
    """The variant of `family` that is meant: one that the message names, else the one talked about; else the family."""
    shares = {slug: share for slug, share in reading.link.services if slug.split("/")[0] == family}
    about = reading.conversation.service or ""
    otherwise = about if about.startswith(f"{family}/") else family
    slug = max(shares, key=lambda key: shares[key], default=family)
    is_named = slug != family and shares[slug] >= max(VARIANT_LEAST, VARIANT_CERTAIN * sum(shares.values()))
    return slug if is_named else otherwise


STEPS: tuple[Callable[[_Reading], Decision | None], ...] = (
    _pressed,
    _guide_pressed,
    _sheet,
    _guide_heard,
    _scam,
    _fell_for,
    _safety,
    _guide_answered,
    _person,
    _place,
    _smalltalk,
    _outside,
    _unlisted,
    _life_event,
    _no_service,
    _ambiguous,
    _answer,
    _clarify,
)
