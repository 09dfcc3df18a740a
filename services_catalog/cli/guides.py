"""`catalogue guide check | draw | try`: for whoever writes a guide."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console
from rich.progress import track
from rich.prompt import Prompt

from services_catalog.clock import today_in_vietnam
from services_catalog.content import CONTENT, ContentError, read_folder, read_guides
from services_catalog.guides.check import faults
from services_catalog.guides.conditions import SKIPPED
from services_catalog.guides.draw import svg
from services_catalog.guides.engine import back, next_question, progress, walk
from services_catalog.guides.guide import Guide, Question
from services_catalog.guides.result import result
from services_catalog.guides.understanding import prefill, understand
from services_catalog.guides.wording import say
from services_catalog.record import ServiceRecord

app = typer.Typer(help="Guides: check them, draw them, try them.", no_args_is_help=True)
out = Console()
Folder = Annotated[Path, typer.Option(help="The content files; guides are in its folder «guides».")]
Slug = Annotated[str, typer.Argument(help="The guide's file name without .yml.")]


def _records(folder: Path) -> dict[str, ServiceRecord]:
    return {slug: record for slug, record in read_folder(folder) if isinstance(record, ServiceRecord)}


def _fail(message: object) -> NoReturn:
    out.print(f"[red]{message}[/red]", soft_wrap=True)
    raise typer.Exit(1)


def _guide(folder: Path, slug: str) -> Guide:
    read = dict(read_guides(folder))
    if slug not in read:
        _fail(f"There is no guide «{slug}». There are: {', '.join(read) or 'none'}.")
    guide = read[slug]
    if isinstance(guide, ContentError):
        _fail(guide)
    return guide


@app.command()
def check(
    slug: Annotated[str | None, typer.Argument(help="One guide; all if left out.")] = None, folder: Folder = CONTENT
) -> None:
    """Find dead ends, loops, conditions that contradict, facts that are not there. Ends with 1 if there are any."""
    records = _records(folder)
    read = dict(read_guides(folder))
    if slug is not None and slug not in read:
        _fail(f"There is no guide «{slug}». There are: {', '.join(read) or 'none'}.")
    wrong: list[object] = []
    ways = 0
    chosen = [each for each in read if slug in (None, each)]
    for each in track(chosen, description="Walking every way", console=out, transient=True):
        guide = read[each]
        if isinstance(guide, ContentError):
            wrong.append(guide)
            continue
        found = faults(each, guide, records, read, today_in_vietnam())
        wrong += found
        ways += 0 if found else sum(1 for _ in walk(guide))
    for fault in wrong:
        out.print(f"[red]{fault}[/red]", soft_wrap=True)
    out.print(f"{len(chosen)} guides, {ways} ways through those that are right, {len(wrong)} faults.")
    if wrong:
        raise typer.Exit(1)


@app.command()
def draw(
    slug: Slug,
    target: Annotated[Path | None, typer.Option("--out", help="The file to write; <guide>.svg if left out.")] = None,
    folder: Folder = CONTENT,
) -> None:
    """Draw a guide as a picture that any browser opens (SVG)."""
    guide = _guide(folder, slug)
    path = target or Path(f"{slug}.svg")
    try:
        path.write_text(svg(guide), encoding="utf-8")
    except OSError as error:
        _fail(f"{path} cannot be written: {error.strerror}.")
    out.print(f"{path} is drawn.")


@app.command(name="try")
def try_out(
    slug: Slug,
    said: Annotated[str, typer.Option(help="What the citizen said before the first question.")] = "",
    folder: Folder = CONTENT,
) -> None:
    """Go through a guide in the terminal. A number or words answer; «?» skips, «<» goes back, «x» stops."""
    guide = _guide(folder, slug)
    answers = prefill(guide, said)
    out.print(f"[bold]{guide.title}[/bold]\n{guide.summary}\n")
    while question := next_question(guide, answers):
        step, of = progress(guide, answers)
        out.print(f"[dim]{say('step_of', step=str(step), of=str(of))}[/dim]")
        _show(question)
        heard = Prompt.ask("›", console=out).strip()
        if heard == "x":
            break
        if heard == "<":
            answers = back(guide, answers)
        elif heard == "?":
            answers[question.id] = SKIPPED
        elif option := understand(question, heard):
            answers[question.id] = option.id
        else:
            out.print("[yellow]Tôi chưa rõ. Bạn chọn một số, hoặc nói cách khác.[/yellow]\n")
    found = result(guide, answers, _records(folder), today_in_vietnam())
    for about, label in found.choices:
        out.print(f"[dim]{about}: {label}[/dim]")
    out.print(f"\n{found.text}", markup=False, soft_wrap=True)


def _show(question: Question) -> None:
    out.print(f"[bold]{question.ask}[/bold]")
    if question.help:
        out.print(f"[dim]{question.help}[/dim]")
    for number, option in enumerate(question.options, 1):
        out.print(f"  {number}. {option.label}" + (f" [dim]({option.note})[/dim]" if option.note else ""))
