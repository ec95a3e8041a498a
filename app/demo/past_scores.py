"""What the sixty of the past answered: a first and a last PHQ-9 and GAD-7, and some between.

Every outcome there is occurs, and some courses are not assessable. It depends on somebody's number alone.
"""

from collections.abc import Sequence

from app.demo.telling import Account, Sat

PHQ_ITEMS, GAD_ITEMS = 8, 7
"""Items that a total is spread over. The PHQ-9's last one is 0: nobody who has left has a flag that waits."""
MOVES = (
    ((17, 13), (6, 4)),
    ((14, 10), (5, 3)),
    ((19, 14), (8, 6)),
    ((21, 15), (13, 9)),
    ((13, 9), (10, 8)),
    ((12, 8), (18, 13)),
    ((8, 6), (5, 4)),
    ((16, 11), None),
    ((11, 8), (8, 7)),
    ((17, 7), (10, 12)),
)
"""PHQ-9 and GAD-7 at first and at last, in turn: recovered, recovered, recovered, better, the same, worse, below
caseness from the start, not assessable, recovered without a reliable change, one down and the other up."""


def account(n: int, *, enrolled: int, ended: int) -> Account:
    """The sets of the n-th person. The days count back from the day of loading."""
    first, last = MOVES[n % len(MOVES)]
    more = n // len(MOVES) % 3
    phq, gad = first[0] + more, first[1] + more % 2
    began, leaves = enrolled - 1, ended + 2
    sets = [_sat(began, phq, gad)]
    if last is None:
        return Account(sat=(*sets, *_unfinished(n, leaves, phq, gad)))
    if n % 6 == 0:
        sets.append(_sat((began + leaves) // 2, (phq + last[0]) // 2, (gad + last[1]) // 2))
    return Account(sat=(*sets, _sat(leaves, last[0] + more, last[1] + more % 2)))


def _unfinished(n: int, days: int, phq: int, gad: int) -> tuple[Sat, ...]:
    """Of those who are not assessable, every second one gave a last set and left a question out of each."""
    if n % 20 != 7:
        return ()
    return (Sat(days, (*_spread(phq, PHQ_ITEMS), None), (*_spread(gad, GAD_ITEMS)[:-1], None)),)


def _sat(days: int, phq: int, gad: int) -> Sat:
    return Sat(days, (*_spread(phq, PHQ_ITEMS), 0), _spread(gad, GAD_ITEMS))


def _spread(total: int, items: int) -> Sequence[int]:
    """The total over so many items, as evenly as it goes."""
    each, over = divmod(total, items)
    return [each + (place < over) for place in range(items)]
