"""Bars and lines as inline SVG: no script, no style of their own (`figures.css` has it), and a sentence that says it.

A table with the same numbers stands beside every chart; the chart is a picture of it, for whoever sees.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup

WIDTH = 360
_ROW = 36  # of a bar with the words above it
_BAR = 12
_HEIGHT, _LEFT, _BOTTOM, _TOP = 200, 34, 24, 8  # of lines
_MOST_LETTERS = 46  # of the words over a bar
_MARKS = ("circle", "square", "triangle", "cross", "ring")  # lines are told apart by these, not by colour alone


def bars(name: str, title: str, values: Sequence[tuple[str, int]]) -> Markup:
    """A horizontal bar for each of `values`, in their order; nothing for nothing. `name`: an id unique on its page."""
    if not any(value for _, value in values):
        return Markup()
    most = max(value for _, value in values)
    drawn = Markup().join(
        Markup('<text class="words" x="0" y="{y}">{words}</text>').format(y=at * _ROW + 14, words=_short(words))
        + Markup('<rect class="bar" x="0" y="{y}" width="{width}" height="{height}"/>').format(
            y=at * _ROW + 19, width=_round(value / most * (WIDTH - 60)), height=_BAR
        )
        + Markup('<text class="value" x="{x}" y="{y}">{value}</text>').format(
            x=_round(value / most * (WIDTH - 60) + 6), y=at * _ROW + 29, value=spaced(value)
        )
        for at, (words, value) in enumerate(values)
    )
    told = "; ".join(f"{words}: {spaced(value)}" for words, value in values)
    return _picture(name, title, told, len(values) * _ROW + 4, drawn)


def lines(name: str, title: str, labels: Sequence[str], series: Mapping[str, Sequence[int]]) -> Markup:
    """A line for each of `series`, over `labels` from left to right. Nothing for nothing."""
    series = {words: values for words, values in series.items() if any(values)}
    if not series or len(labels) < 2:
        return Markup()
    top = _nice(max(max(values) for values in series.values()))
    width, height = WIDTH - _LEFT - 8, _HEIGHT - _TOP - _BOTTOM

    def x(at: int) -> str:
        return _round(_LEFT + at / (len(labels) - 1) * width)

    def y(value: float) -> str:
        return _round(_TOP + height - value / top * height)

    drawn = Markup()
    for step in (0, top / 2, top):
        drawn += Markup('<line class="grid" x1="{a}" x2="{b}" y1="{y}" y2="{y}"/>').format(
            a=_LEFT, b=WIDTH - 8, y=y(step)
        )
        if step == int(step):
            drawn += Markup('<text class="scale" x="{x}" y="{y}">{value}</text>').format(
                x=_LEFT - 5, y=_round(float(y(step)) + 4), value=spaced(int(step))
            )
    for at, side in ((0, "from"), (len(labels) - 1, "until")):
        drawn += Markup('<text class="{side}" x="{x}" y="{y}">{label}</text>').format(
            side=side, x=x(at), y=_HEIGHT - 6, label=labels[at]
        )
    for number, (words, values) in enumerate(series.items()):
        points = " ".join(f"{x(at)},{y(value)}" for at, value in enumerate(values))
        drawn += Markup('<polyline class="line l{number}" points="{points}"/>').format(number=number, points=points)
        every = max(1, len(values) // 8)
        for at in range(number % every, len(values), every):
            drawn += _mark(number, float(x(at)), float(y(values[at])))
        below = _HEIGHT + 14 + number * 20
        drawn += _mark(number, 8, below - 4)
        drawn += Markup('<text class="words" x="20" y="{y}">{words}</text>').format(y=below, words=words)
    told = f"Từ {labels[0]} đến {labels[-1]}. " + "; ".join(
        f"{words}: cộng {spaced(sum(values))}, nhiều nhất {spaced(max(values))}" for words, values in series.items()
    )
    return _picture(name, title, told, _HEIGHT + 8 + len(series) * 20, drawn)


def spaced(value: int) -> str:
    """1234567 as «1.234.567»."""
    return f"{value:,}".replace(",", ".")


def _picture(name: str, title: str, told: str, height: int, drawn: Markup) -> Markup:
    return Markup(
        '<svg class="chart" role="img" aria-labelledby="{name}-t {name}-d" viewBox="0 0 {width} {height}">'
        '<title id="{name}-t">{title}</title><desc id="{name}-d">{told}</desc>{drawn}</svg>'
    ).format(name=name, width=WIDTH, height=height, title=title, told=told, drawn=drawn)


def _mark(number: int, x: float, y: float) -> Markup:
    kind = _MARKS[number % len(_MARKS)]
    a, b, c, d = (_round(each) for each in (x - 3.5, y - 3.5, x + 3.5, y + 3.5))
    shape = {
        "square": f"M{a} {b}H{c}V{d}H{a}Z",
        "triangle": f"M{_round(x)} {b}L{c} {d}H{a}Z",
        "cross": f"M{a} {b}L{c} {d}M{a} {d}L{c} {b}",
    }.get(kind)
    if shape:
        return Markup('<path class="mark l{number}" d="{shape}"/>').format(number=number, shape=shape)
    filled = "mark" if kind == "circle" else "ring"
    return Markup('<circle class="{kind} l{number}" cx="{x}" cy="{y}" r="3.5"/>').format(
        kind=filled, number=number, x=_round(x), y=_round(y)
    )


def _short(words: str) -> str:
    return words if len(words) <= _MOST_LETTERS else words[: _MOST_LETTERS - 1].rstrip() + "…"


def _nice(most: int) -> int:
    """A round number not below `most`, whose half is one too: 2, 4, 10, 20, 40, 100 …"""
    step = 1
    while True:
        for factor in (2, 4, 10):
            if factor * step >= most:
                return factor * step
        step *= 10


def _round(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
