"""Lists of words as they are best read in code: one string, with blanks between the words."""


def words(*texts: str) -> frozenset[str]:
    """The words of all ``texts``, without order."""
    return frozenset(word for text in texts for word in text.split())


def listed(text: str) -> list[str]:
    """The words of ``text`` in order."""
    return text.split()
