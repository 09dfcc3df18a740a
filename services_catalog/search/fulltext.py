"""Searching the catalogue by words: for staff, and for whoever looks something up. Folded, typo-tolerant, live.

Which service a chat message means is decided by the linker, not here. The index is tantivy's: names, aliases,
keywords and content, each of unmarked syllables and pairs of neighbouring ones («khai_sinh»), since one Vietnamese
syllable says little.
"""

from __future__ import annotations

import hashlib
import logging
import re
import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from importlib.metadata import version
from itertools import accumulate, pairwise
from pathlib import Path
from string import ascii_lowercase
from typing import Any

import tantivy
from sqlalchemy import Engine, func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from tantivy import FieldType, Occur, Query

from bot.language.marks import compose, without_marks
from bot.language.reading import read
from services_catalog.database import sessions
from services_catalog.models import Publication, Revision, Service
from services_catalog.places import Places
from services_catalog.record import Draft, Level

logger = logging.getLogger(__name__)

BOOSTS = {"name": 2.0, "aliases": 1.8, "keywords": 1.6, "content": 1.0}  # steeper ones found less: docs/search.md
PAIR_BOOST = 2.5
TYPO_BOOST = 0.5  # of a word that is only nearly what was typed
TYPO_LETTERS = 4  # a shorter word is within one letter of too many others
CORRECTIONS = 8  # words that a mistyped one is taken for, the most frequent first
SPELLING = "spelling"  # the words of names, aliases and keywords, for which a mistyped one may stand
BUDGET = 5_000  # records, counted once for each word and field, that one search looks at: the rarest words first
WORDS = 60  # words in fields that one search looks for, the rarest first
RAREST = 4  # words that are searched for in any case, however common
NOT_CONTENT = {
    *("sources", "verified", "url", "level", "channel", "kind", "unit", "actor", "handling", "raw"),
    *("name", "aliases", "keywords", "situations", "life_events"),  # fields of their own
    *("valid_from", "valid_to", "in_force_from", "in_force_to"),
}
SCHEME = f"4 tantivy {version('tantivy')}"  # raise the number when documents are made otherwise: the index is made anew
WRITER_BYTES = 64_000_000
BATCH = 500  # records read from the database at a time
_WORD = re.compile(r"[0-9]+(?:\.[0-9]+)+|[a-z0-9]+")  # «1.001193», the code of a procedure, is one word


class Standing(StrEnum):
    """Whether citizens read it."""

    PUBLISHED = "published"
    DRAFT = "draft"  # the newest revision of a service, if it is not the one that is published


@dataclass(frozen=True)
class Filters:
    """What a hit has to be; None: anything."""

    standing: Standing | None = Standing.PUBLISHED
    level: Level | None = None
    life_event: str | None = None  # a key of `life_events`
    agency: str | None = None  # words of the agency's name, with marks or without
    province: str | None = None  # its name, of today or before 2025: what holds there alone, or differs there
    due_before: date | None = None  # its review falls due, or it ends, before that day


@dataclass(frozen=True)
class Hit:
    """A record that was found; `score` tells hits of one search apart and means nothing beyond it."""

    slug: str
    name: str
    score: float
    published: bool


class SearchIndex:
    """The index of one database's records; `follow` keeps it at most a few seconds behind.

    With a `store`, the index is kept in a folder there, shared by all processes on this machine: whichever notices a
    change first writes it, the others read it. Without one it is in memory and made anew by each process.
    """

    def __init__(self, engine: Engine, store: Path | None = None) -> None:
        """Nothing is indexed before `refresh` or `follow`. Raises OSError if `store` cannot be written."""
        self._sessions = sessions(engine)
        self._stop = threading.Event()
        self._version: tuple[int, ...] | None = None
        self._schema = _schema()
        self._slugs: dict[int, str] = {}  # by mark
        self._spelling: dict[str, int] = {}  # each word of the field, and how many records hold it
        # databases that share a store keep out of each other's index, and so do releases
        named = hashlib.sha256(f"{engine.url} {SCHEME}".encode()).hexdigest()[:16]
        self._index = self._opened(store / named if store else None)

    def refresh(self) -> bool:
        """Index what was saved, published or withdrawn since the last time. Returns whether anything was.

        Raises SQLAlchemyError when the database cannot be read; what was indexed before is still found.
        """
        with self._sessions() as session:
            now = _version(session)
            if now == self._version:
                return False
            self._reload()
            wanted = _wanted(session)
            if self._held() != wanted.keys():
                try:
                    writer = self._index.writer(WRITER_BYTES, num_threads=1)
                except ValueError:  # another process is writing just this; the next refresh looks again
                    return False
                wanted = self._write(writer, session)
            self._slugs = {mark: each.slug for mark, each in wanted.items()}
        self._version = now
        return True

    def follow(self, every_seconds: float) -> None:
        """Refresh now, then again and again on a thread of its own until `close`."""
        self._try_refresh()

        def watch() -> None:
            while not self._stop.wait(every_seconds):
                self._try_refresh()

        threading.Thread(target=watch, name="search", daemon=True).start()

    def close(self) -> None:
        """Stop following."""
        self._stop.set()

    def search(self, query: str, *, filters: Filters = Filters(), limit: int = 10) -> list[Hit]:
        """The records that `query` fits best, best first. No words, or none that any record holds, give [].

        Words may be typed with marks or without, in raw Telex or VNI, abbreviated, and with one letter wrong in
        those of four letters and more.
        """
        searcher = self._index.searcher()
        words = self._words(searcher, query)
        if not words:
            return []
        found = Query.boolean_query([(Occur.Should, word) for word in words])
        if musts := self._filters(filters):
            found = Query.boolean_query([(Occur.Must, must) for must in [*musts, found]])
        hits = []
        for score, address in searcher.search(found, limit, count=False).hits:
            held = searcher.doc(address).to_dict()
            published = held["standing"] == [Standing.PUBLISHED]
            hits.append(Hit(held["slug"][0], held["title"][0], score, published))
        return hits

    def matching(self, filters: Filters) -> list[str]:
        """The slugs of all records that `filters` let through, in their order, each once."""
        searcher = self._index.searcher()
        if not searcher.num_docs:
            return []
        query = Query.boolean_query([(Occur.Must, each) for each in [*self._filters(filters), Query.all_query()]])
        addresses = [address for _, address in searcher.search(query, searcher.num_docs, count=False).hits]
        marks = searcher.fast_field_values("mark", addresses)  # much faster than reading the documents
        return sorted({self._slugs[int(mark)] for mark in marks if mark is not None and int(mark) in self._slugs})

    def life_events(self) -> list[str]:
        """The keys of life events that any record names."""
        return sorted(word for word, _ in self._index.searcher().terms_with_prefix("life", "") if word)

    def __len__(self) -> int:
        """The number of records indexed, drafts included."""
        return self._index.searcher().num_docs

    def _try_refresh(self) -> None:
        try:
            self.refresh()
        except (SQLAlchemyError, OSError, ValueError):  # tantivy tells a full or broken disk as a ValueError
            logger.exception("The search index could not be brought up to date; what it holds is still found")

    def _write(self, writer: tantivy.IndexWriter, session: Session) -> dict[int, _Wanted]:
        """Bring the index up to date. Returns what it holds now.

        Both sides are read anew: until the writer was ours, another process may have written all of this.
        """
        self._reload()
        wanted, held = _wanted(session), self._held()
        for mark in held - wanted.keys():
            writer.delete_documents_by_query(Query.term_query(self._schema, "mark", mark))
        new = sorted(wanted.keys() - held)
        for at in range(0, len(new), BATCH):
            by_revision = {wanted[mark].revision: mark for mark in new[at : at + BATCH]}
            rows = session.execute(select(Revision.id, Revision.record).where(Revision.id.in_(by_revision)))
            for revision, record in rows:
                mark = by_revision[revision]
                writer.add_document(_document(mark, wanted[mark], record))
        writer.commit()
        writer.wait_merging_threads()
        self._reload()
        return wanted

    def _opened(self, folder: Path | None) -> tantivy.Index:
        if folder is None:
            return tantivy.Index(self._schema)
        folder.mkdir(parents=True, exist_ok=True)
        try:
            return tantivy.Index(self._schema, path=str(folder))
        except ValueError:  # damaged; all that it held is in the database
            logger.warning("The search index in %s cannot be read and is made anew", folder)
            shutil.rmtree(folder)
            folder.mkdir()
            return tantivy.Index(self._schema, path=str(folder))

    def _reload(self) -> None:
        """See what was last written, by whichever process."""
        self._index.reload()
        self._spelling = dict(self._index.searcher().terms_with_prefix(SPELLING, ""))

    def _held(self) -> set[int]:
        """The marks of the documents that the index holds."""
        searcher = self._index.searcher()
        if not searcher.num_docs:
            return set()
        addresses = [address for _, address in searcher.search(Query.all_query(), searcher.num_docs).hits]
        return {int(mark) for mark in searcher.fast_field_values("mark", addresses) if mark is not None}

    def _words(self, searcher: tantivy.Searcher, query: str) -> list[Query]:
        """A query for each word and pair in each field that holds it, the most common left out: they tell little."""
        held = [
            (count, field, term, worth)
            for term, worth in self._terms(searcher, query).items()
            for field in BOOSTS
            if (count := searcher.doc_freq(field, term))
        ]
        rarest = sorted(held)[:WORDS]
        affordable = sum(cost <= BUDGET for cost in accumulate(count for count, *_ in rarest))
        return [
            Query.boost_query(Query.term_query(self._schema, field, term, "freq"), BOOSTS[field] * worth)
            for _, field, term, worth in rarest[: max(affordable, RAREST)]
        ]

    def _terms(self, searcher: tantivy.Searcher, query: str) -> dict[str, float]:
        """What is searched for, and what it is worth: words and pairs, as they stand, as they are meant, corrected."""
        found: dict[str, float] = {}
        for words in ([word for each in read(query) for word in _words(each.plain)], _words(compose(query))):
            spelt = [{word: 1.0, **self._corrections(searcher, word)} for word in words]
            for word in spelt:
                found = {**word, **found}
            for one, other in pairwise(spelt):
                pairs = {f"{a}_{b}": PAIR_BOOST * one[a] * other[b] for a in one for b in other}
                found = {**pairs, **found}
        return found

    def _corrections(self, searcher: tantivy.Searcher, word: str) -> dict[str, float]:
        """The words that `word` may stand for; none if a record holds it."""
        if len(word) < TYPO_LETTERS or not word.isalpha() or any(searcher.doc_freq(field, word) for field in BOOSTS):
            return {}
        near = sorted(_one_letter_off(word) & self._spelling.keys(), key=lambda each: (-self._spelling[each], each))
        return dict.fromkeys(near[:CORRECTIONS], TYPO_BOOST)

    def _filters(self, filters: Filters) -> list[Query]:
        must = []
        for field, value in (("standing", filters.standing), ("level", filters.level), ("life", filters.life_event)):
            if value:
                must.append(Query.term_query(self._schema, field, value, "basic"))
        must += [Query.term_query(self._schema, "agency", word, "basic") for word in _words(filters.agency or "")]
        if filters.due_before:
            last = filters.due_before.toordinal() - 1
            must.append(Query.range_query(self._schema, "due", FieldType.Unsigned, 0, last))
        if filters.province:
            must.append(Query.term_set_query(self._schema, "province", _provinces(filters.province)))
        return [Query.const_score_query(each, 0.0) for each in must]


@dataclass(frozen=True)
class _Wanted:
    """What the index shall hold of one service."""

    slug: str
    revision: int
    standing: Standing


def _version(session: Session) -> tuple[int, ...]:
    """Changes with each save, publication and withdrawal.

    Counts beside the highest ids: on PostgreSQL a lower id may be committed after a higher one.
    """
    saved = session.execute(select(func.max(Revision.id), func.count(Revision.service_id))).one()
    public = session.execute(select(func.max(Publication.id), func.count(Publication.service_id))).one()
    return tuple(number or 0 for number in (*saved, *public))


def _wanted(session: Session) -> dict[int, _Wanted]:
    """What shall be indexed, by a mark: a number that is another whenever record or standing is.

    Ids alone would not do: a database that was made anew gives the same ones to other records. Each query reads an
    index of the database alone, never the records.
    """
    digests = dict(session.execute(select(Revision.id, Revision.digest)).all())
    latest = select(Revision.service_id, func.max(Revision.id)).group_by(Revision.service_id)
    newest = dict(session.execute(latest).all())
    wanted = {}
    services = select(Service.id, Service.slug, Service.published_id).where(Service.kind == "service")
    for service, slug, published in session.execute(services):
        for revision, standing in ((published, Standing.PUBLISHED), (newest.get(service), Standing.DRAFT)):
            if revision is None or (standing is Standing.DRAFT and revision == published):
                continue
            mark = hashlib.sha256(f"{slug} {digests[revision]} {standing}".encode()).digest()[:8]
            wanted[int.from_bytes(mark)] = _Wanted(slug, revision, standing)
    return wanted


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("mark", indexed=True, fast=True)
    builder.add_unsigned_field("due", indexed=True, fast=True)  # the ordinal of a day
    for name in ("slug", "title", "standing"):
        builder.add_text_field(name, stored=True, tokenizer_name="raw", index_option="basic")
    for name in ("level", "life", "province"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("agency", tokenizer_name="whitespace", index_option="basic")
    for name in BOOSTS:
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
    builder.add_text_field(SPELLING, tokenizer_name="whitespace", index_option="basic")
    return builder.build()


def _document(mark: int, wanted: _Wanted, record: dict[str, Any]) -> tantivy.Document:
    """Read as it was stored, unchecked: a draft need not be a whole record."""
    name = record.get("name") or wanted.slug
    document = tantivy.Document()
    document.add_unsigned("mark", mark)
    document.add_text("slug", wanted.slug)
    document.add_text("title", name)
    document.add_text("standing", wanted.standing)
    document.add_text("level", record.get("level") or "")
    if (due := due_on(record)) is not None:
        document.add_unsigned("due", due.toordinal())
    for event in record.get("life_events") or []:
        document.add_text("life", event)
    for code in {local.get("place") for local in record.get("local") or []}:
        if unit := Places.load().units.get(code):
            document.add_text("province", Places.load().province(unit).key)
    document.add_text("agency", " ".join(_words(record.get("agency") or "")))
    pointing = [
        record.get("code") or "",
        wanted.slug,
        *(record.get("keywords") or []),
        *(record.get("situations") or []),
    ]
    fields = {"name": [name], "aliases": record.get("aliases") or [], "keywords": pointing, "content": _content(record)}
    for field, texts in fields.items():
        words = [_words(text) for text in texts]
        document.add_text(field, " ".join(term for some in words for term in _terms(some)))
        if field != "content":
            document.add_text(SPELLING, " ".join(word for some in words for word in some))
    return document


def due_on(record: dict[str, Any]) -> date | None:
    """The day by which it has to be looked at again, or on which it ends, if that is sooner."""
    checked, ends = (record.get("verified") or {}).get("on"), record.get("valid_to")
    days = [date.fromisoformat(ends)] if ends else []
    if checked:
        after = record.get("review_after_days") or Draft.model_fields["review_after_days"].default
        days.append(date.fromisoformat(checked) + timedelta(days=after))
    return min(days, default=None)


def _content(value: Any, key: str = "") -> Iterator[str]:
    """Every text below `value` that somebody may look for."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for each in value:
            yield from _content(each, key)
    elif isinstance(value, dict):
        for inner, each in value.items():
            # the names of the record itself have fields of their own; those of its papers and contacts do not
            if inner not in NOT_CONTENT or (key and inner == "name"):
                yield from _content(each, inner)


def _words(text: str) -> list[str]:
    """The unmarked words of `text`."""
    return _WORD.findall(without_marks(text).lower())


def _terms(words: list[str]) -> list[str]:
    """Words, and pairs of neighbours."""
    return words + [f"{one}_{other}" for one, other in pairwise(words)]


def _one_letter_off(word: str) -> set[str]:
    """`word` with one letter missing, too many or another, or with two neighbours swapped."""
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    return (
        {head + tail[1:] for head, tail in cuts if tail}
        | {head + tail[1] + tail[0] + tail[2:] for head, tail in cuts if len(tail) > 1}
        | {head + letter + tail[1:] for head, tail in cuts if tail for letter in ascii_lowercase}
        | {head + letter + tail for head, tail in cuts for letter in ascii_lowercase}
    )


def _provinces(name: str) -> list[str]:
    """The codes of today's provinces that `name` may mean: «Tỉnh Hà Nam» is Ninh Bình, «37»."""
    places = Places.load()
    return sorted({places.province(unit).key for mention in places.find(name) for unit in mention.candidates})
