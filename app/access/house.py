"""What a running app is made of: built once at start, handed to every visit."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.content.check_in import CheckIn
from app.content.guides import Guides
from app.content.ideas import Catalogue
from app.content.library import Library
from app.content.measures import Measures
from app.content.starting_points import StartingPoint
from app.content.stuck import Ideas as StuckIdeas
from app.content.support import SupportRules
from app.database import Database
from app.facts.queries import Sources
from app.pathways.rules import Pathway
from app.rendering import Renderer, Speech
from app.service.published import PublishedHelp
from app.settings import Settings


@dataclass(frozen=True)
class House:
    settings: Settings
    database: Database
    library: Library
    help: PublishedHelp
    pathways: Mapping[str, Pathway]
    starting_points: tuple[StartingPoint, ...]
    ideas: Catalogue
    stuck: StuckIdeas
    guides: Guides
    support: SupportRules
    measures: Measures
    check_in: CheckIn
    renderer: Renderer
    speech: Speech

    @property
    def sources(self) -> Sources:
        """What the facts of a patient are gathered with."""
        return Sources(self.library, self.check_in, self.support)
