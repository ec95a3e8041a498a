"""Pathways that the demo's service lead has built, beside the one that comes with the modules."""

from app.pathways.rules import Item, Pathway, opening

DOING_FIRST = Pathway(
    title="Doing first",
    summary="For somebody who wants to begin with their week. How low mood works can be read at any time.",
    modules=(
        Item(module="doing-more-of-what-matters"),
        Item(module="understanding-low-mood", core=False),
    ),
)

SHORTER = Pathway(
    title="A shorter way",
    summary="For somebody with four sessions. Not finished yet.",
    modules=(
        Item(
            module="understanding-low-mood",
            opens=opening(previous=True, days=0, practitioner=False, every=False),
        ),
        Item(
            module="doing-more-of-what-matters",
            core=False,
            opens=opening(previous=True, days=14, practitioner=True, every=False),
        ),
    ),
)
