"""Which strings can be a Vietnamese syllable, marks aside."""

from __future__ import annotations

import re
from functools import lru_cache

_ONSET = "ngh|ng|nh|gh|gi|kh|ph|th|tr|ch|qu|[bcdghklmnprstvx]"
_RIME = (
    "a|ac|ach|ai|am|an|ang|anh|ao|ap|at|au|ay|e|ec|ech|em|en|eng|enh|eo|ep|et|eu|"
    "i|ia|ic|ich|iec|iem|ien|ieng|iep|iet|ieu|im|in|inh|ip|it|iu|"
    "o|oa|oac|oach|oai|oam|oan|oang|oanh|oao|oap|oat|oay|oc|oe|oen|oeo|oet|oi|om|on|ong|op|ot|"
    "u|ua|uac|uan|uang|uat|uau|uay|uc|ue|uech|uenh|ui|um|un|ung|uo|uoc|uoi|uom|uon|uong|uop|uot|uou|up|ut|uu|"
    "uy|uya|uych|uyen|uyet|uynh|uyt|uyp|uyu|y|yem|yen|yet|yeu|ym|yt"
)
_SYLLABLE = re.compile(f"(?:{_ONSET})?(?:{_RIME})|gi|gin|gie[ctn]g?|[xb]oong|qu|quynh|quyt|quych")


@lru_cache(maxsize=50_000)
def is_syllable(plain: str) -> bool:
    """Whether the unmarked lower-case string `plain` can be a Vietnamese syllable."""
    return _SYLLABLE.fullmatch(plain) is not None
