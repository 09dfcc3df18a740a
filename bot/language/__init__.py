"""Vietnamese as people type it. Pure functions on the standard library, used by both environments.

`marks`      Unicode forms, tone marks, folding
`syllables`  which letters can be a Vietnamese syllable
`keyboard`   Telex and VNI typed with the input method off
`chat`       chat spelling, abbreviations, regional words
`negation`   what a message sets aside («… chứ không phải tạm trú»)
`privacy`    personal data, masked
`reading`    all of these together: `read(text)` gives the words of a message, with their offsets
"""
