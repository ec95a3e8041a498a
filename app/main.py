"""The one place that joins everything: settings, database, content, doors."""

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from typing import Any

import anyio.to_thread
from fastapi import FastAPI
from starlette.types import ASGIApp

from app import clock, worker
from app.access.house import House
from app.content import check_in as check_in_content
from app.content import guides as guides_content
from app.content import help as help_content
from app.content import ideas as catalogue
from app.content import measures as measures_content
from app.content import starting_points
from app.content import stuck as stuck_content
from app.content import support as support_content
from app.content.help import Nation
from app.content.library import Library
from app.content.loader import BadContent
from app.database import Database
from app.journey import readiness
from app.logs import configure
from app.pathways import files
from app.people import queries as people
from app.rendering import Renderer, speech_of
from app.service import publishing
from app.service.published import PublishedHelp
from app.settings import Mode, Settings, UnsafeSettings, unsafe
from app.settings import settings as from_environment
from app.web import errors
from app.web.assets import Assets, icons
from app.web.front_door import screens as front_door
from app.web.middleware import Forgery, FormSize, Mishaps, RequestLog, SecurityHeaders
from app.web.patient import screens as patient
from app.web.practitioner import screens as practitioner
from app.web.service_lead import screens as service_lead

LARGEST_FORM = 256 * 1024


def house_of(settings: Settings, assets: Assets) -> House:
    """Everything a running app is made of. Raises `BadContent` with every fault of the content."""
    help_, faults = help_content.load(settings.modules_dir)
    pathways, pathway_faults = files.shipped(settings.modules_dir)
    starts, start_faults = starting_points.load(settings.modules_dir)
    ideas, idea_faults = catalogue.load(settings.modules_dir)
    measures, measure_faults = measures_content.load(settings.modules_dir)
    check_in, check_in_faults = check_in_content.load(settings.modules_dir)
    stuck, stuck_faults = stuck_content.load(settings.modules_dir)
    guides, guide_faults = guides_content.load(settings.modules_dir)
    support, support_faults = support_content.load(settings.modules_dir)
    found = (
        *faults,
        *support_faults,
        *stuck_faults,
        *guide_faults,
        *pathway_faults,
        *start_faults,
        *idea_faults,
        *measure_faults,
        *check_in_faults,
    )
    if found or check_in is None:
        raise BadContent(found)
    if settings.nation not in set(Nation):
        raise UnsafeSettings(f"ALONGSIDE_NATION is {settings.nation!r}; it is one of {', '.join(Nation)}.")
    return House(
        settings=settings,
        database=Database(settings.database, threads=settings.threads),
        library=Library.of(settings.modules_dir),
        help=PublishedHelp(settings.data_dir, help_),
        pathways=pathways,
        starting_points=starts,
        ideas=ideas,
        stuck=stuck,
        guides=guides,
        support=support,
        measures=measures,
        check_in=check_in,
        renderer=Renderer(static=assets.address, icons=icons()),
        speech=speech_of(settings.locale, settings.timezone),
    )


def refuse_unready(house: House) -> None:
    """A live service has nobody in it whose password is printed in the README, and lacks nothing patients rely on."""
    if house.settings.mode is Mode.LIVE:
        with house.database.transaction(writes=False) as db:
            if people.demo_accounts(db):
                raise UnsafeSettings("The database holds accounts of the demo: begin a live service on an empty one.")
            if findings := readiness.hindrances(db, house.settings, at=clock.now()):
                raise UnsafeSettings("\n".join(findings))


def create_app(settings: Settings | None = None) -> FastAPI:
    """An app on these settings, by default the environment's. It refuses unsafe settings and bad content."""
    settings = settings or from_environment()
    if findings := unsafe(settings):
        raise UnsafeSettings("\n".join(findings))
    configure(settings)
    assets = Assets()
    house = house_of(settings, assets)
    refuse_unready(house)
    publishing.caught_up(house.database, house.help)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        anyio.to_thread.current_default_thread_limiter().total_tokens = settings.threads
        if settings.mode is not Mode.TEST:
            _keep_what_is_loaded()
        with worker.beside(settings) if settings.mode is Mode.DEMO else nullcontext():
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(publishing.keep_up, house.database, house.help)
                yield
                tasks.cancel_scope.cancel()
        house.database.close()

    app = FastAPI(
        title="Alongside",
        lifespan=lifespan,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    app.state.house = house
    for door in (front_door, patient, practitioner, service_lead):
        app.include_router(door.router)
    app.mount("/static", assets, name="static")
    errors.attach(app)
    app.add_middleware(Mishaps)
    app.add_middleware(FormSize, largest=LARGEST_FORM)
    app.add_middleware(Forgery, settings=settings)
    app.add_middleware(SecurityHeaders, settings=settings)
    app.add_middleware(RequestLog)
    return app


def _keep_what_is_loaded() -> None:
    """Takes everything loaded so far out of the full garbage collections for good.

    Each went through all of it again, which held every tenth caseload of sixty up for 0.2 s.
    """
    gc.collect()
    gc.freeze()


_made: dict[str, ASGIApp] = {}


def __getattr__(name: str) -> Any:
    """`app` for `uvicorn app.main:app`, made when first asked for, so that importing this file does nothing."""
    if name != "app":
        raise AttributeError(name)
    if name not in _made:
        _made[name] = create_app()
    return _made[name]
