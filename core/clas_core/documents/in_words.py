"""Amounts in words, as what is paid states them beside the figures: nobody alters the one without the other."""

_UNITS = (
    *("zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze"),
    *("treize", "quatorze", "quinze", "seize", "dix-sept", "dix-huit", "dix-neuf"),
)
_TENS = ("", "", "vingt", "trente", "quarante", "cinquante", "soixante", "soixante", "quatre-vingt", "quatre-vingt")
_LARGE = ((10**12, "billion"), (10**9, "milliard"), (10**6, "million"))


def amount_in_words(cents: int) -> str:
    """Write an amount in words: 280070 → « deux mille huit cents euros et soixante-dix centimes ».

    Raises `ValueError` for what is negative, or beyond a thousand billions.
    """
    if not 0 <= cents < 10**17:
        raise ValueError(f"{cents} cents are not written in words")
    euros, rest = divmod(cents, 100)
    # « deux millions d'euros », but « deux millions cent euros ».
    of = "d'" if euros >= 10**6 and euros % 10**6 == 0 else ""
    words = f"{number_in_words(euros)} {of}euro{'s' if euros > 1 else ''}"
    if not rest:
        return words
    pence = f"{number_in_words(rest)} centime{'s' if rest > 1 else ''}"
    return f"{words} et {pence}" if euros else pence


def number_in_words(number: int) -> str:
    """Write a whole number from zero in words."""
    words: list[str] = []
    for size, name in _LARGE:
        count, number = divmod(number, size)
        if count:
            words.append(f"{_below_a_thousand(count)} {name}{'s' if count > 1 else ''}")
    thousands, number = divmod(number, 1000)
    if thousands == 1:
        words.append("mille")
    elif thousands:
        words.append(f"{_below_a_thousand(thousands, before_thousand=True)} mille")
    if number or not words:
        words.append(_below_a_thousand(number))
    return " ".join(words)


def _below_a_thousand(number: int, *, before_thousand: bool = False) -> str:
    """Write a number below a thousand. « cents » and « quatre-vingts » lose their s before « mille »."""
    hundreds, rest = divmod(number, 100)
    plural = "" if before_thousand else "s"
    if not hundreds:
        return _below_a_hundred(rest, plural)
    words = "cent" if hundreds == 1 else f"{_UNITS[hundreds]} cent{plural if not rest else ''}"
    return f"{words} {_below_a_hundred(rest, plural)}" if rest else words


def _below_a_hundred(number: int, plural: str) -> str:
    if number < 20:
        return _UNITS[number]
    ten, unit = divmod(number, 10)
    if ten in (7, 9):
        unit += 10
    if not unit:
        return _TENS[ten] + (plural if ten == 8 else "")
    if unit in (1, 11) and ten < 8:
        return f"{_TENS[ten]} et {_UNITS[unit]}"
    return f"{_TENS[ten]}-{_UNITS[unit]}"
