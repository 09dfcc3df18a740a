"""Makes the fonts of the printed sheets anew: the letters of Vietnamese out of DejaVu Sans, which matplotlib brings.

Run it in Rasa's environment, the one with matplotlib and fonttools: `.venvs/rasa/bin/python -m tools.fonts`.
The fonts that come with reportlab lack most Vietnamese letters. DejaVu's licence stands beside the fonts.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from tools.paths import ROOT

FONTS = ROOT / "services_catalog" / "guides" / "fonts"
STYLES = ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf")
LICENCE = "LICENSE_DEJAVU"
# Latin with all marks of Vietnamese, combining marks, punctuation, dong sign, arrows, boxes to tick.
LETTERS = "U+0020-007E,U+00A0-017F,U+01A0-01B0,U+0300-0304,U+0309,U+0323,U+1EA0-1EF9,U+2010-2026,U+20AB,U+2190-2193,U+25A1,U+2610,U+2713"  # noqa: E501


def main() -> None:
    """Write the two fonts and their licence."""
    import matplotlib  # only in Rasa's environment
    from fontTools import subset

    source = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
    FONTS.mkdir(parents=True, exist_ok=True)
    for style in STYLES:
        subset.main(
            [
                str(source / style),
                f"--unicodes={LETTERS}",
                "--layout-features=",
                "--no-hinting",
                f"--output-file={FONTS / style}",
            ]
        )
    shutil.copy(source / LICENCE, FONTS / LICENCE)


if __name__ == "__main__":
    main()
