"""The page on which a customer answers (V5, V6): opened by a link, kept in a short session, answered once.

The link's secret stands in one address only, from which the browser is sent on at once; it is neither logged nor shown.
"""

from typing import Annotated

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from plumbing import log
from plumbing.database import AWAY, Transaction
from plumbing.web import LinkDoor, is_of_this_site, opens_by_link

from ..domain import return_visit as visits
from ..domain.guesses import counted_as
from ..domain.links import SECRET_LENGTH_MAX, SESSION, NoSuchLink, OtherLink, Purpose
from ..domain.responses import NothingAnswered, WrongAnswers
from ..store import guesses, households
from ..use_cases import links as use_cases
from ..use_cases import visit_links
from . import pages
from .sent import fields_of, given_from, visit_answers_from

logger = log.get(__name__)
COOKIE = "__Host-aftercare_answer"
COOKIE_HERE = "aftercare_answer"
"""On the machine itself, where a look at the page goes without TLS: no browser takes the other name there."""
LOOPBACK = ("127.0.0.1", "localhost", "::1")
HOME = "/a"
SENT_BYTES_MAX = 250_000
FAULTS: dict[type[Exception], str] = {
    NothingAnswered: "nothing", WrongAnswers: "wrong", visits.AnswersMissing: "missing", visits.WrongMissing: "still",
    visits.AnswersContradict: "contradict",
}  # fmt: skip
"""What the page says where answers cannot be taken."""
router = APIRouter(prefix=HOME, tags=["answering"], default_response_class=HTMLResponse, include_in_schema=False)
Holder = Annotated[LinkDoor, opens_by_link(COOKIE, COOKIE_HERE)]


@router.get("/static/{name}")
async def get_asset(name: str) -> Response:
    """A style or a script of the pages; open to everybody."""
    return pages.asset(name)


@router.get("/{secret}")
async def get_link(secret: str, door: Holder) -> Response:
    """Exchange a link for a session, and go on to where no secret stands in the address."""
    address = counted_as(door.request.client.host if door.request.client else "")
    try:
        async with door.transaction() as tx:
            if await guesses.must_wait(tx, address):
                return pages.page("closed", 429)
            if len(secret) > SECRET_LENGTH_MAX:
                raise NoSuchLink
            session = await use_cases.open_link(tx, secret, tx.now)
    except NoSuchLink:
        return await _was_wrong(door, address)
    except AWAY:
        return pages.page("closed", 503)
    answer = RedirectResponse(HOME, 303, pages.HEADERS)
    is_here = door.request.url.scheme == "http" and door.request.url.hostname in LOOPBACK
    answer.set_cookie(
        COOKIE_HERE if is_here else COOKIE, session, int(SESSION.total_seconds()), path=HOME if is_here else "/",
        httponly=True, samesite="strict", secure=not is_here,
    )  # fmt: skip
    return answer


async def _was_wrong(door: LinkDoor, address: str) -> Response:
    logger.warning("a link that opens nothing", address=address)
    try:
        async with door.transaction() as tx:
            await guesses.note_wrong(tx, address)
    except AWAY:
        return pages.page("closed", 503)
    return pages.page("closed", 404)


@router.get("")
async def get_page(door: Holder, again: str = "") -> Response:
    """The form, or thanks where it was answered.

    After a link on another site a browser does not send the cookie until a page of ours asks: so it is asked once more.
    """
    if door.session is None and not again:
        return pages.page("onward")
    try:
        async with door.reading() as tx:
            return await _shown(tx, door.session or "", {}, "")
    except NoSuchLink:
        return pages.page("closed", 404)
    except AWAY:
        return pages.page("busy", 503, sent=None, of=None)


@router.post("")
async def post_answers(door: Holder, of: str | None = None) -> Response:
    """The answers to the page of a link, once; what cannot be taken comes back with all that was typed."""
    if not is_of_this_site(door.request):
        return pages.page("closed", 403)
    body = await door.request.body()
    if len(body) > SENT_BYTES_MAX:
        return pages.page("closed", 413)
    sent = fields_of(body)
    try:
        async with door.transaction() as tx:
            await _take(tx, door.session or "", of, sent)
        return RedirectResponse(HOME, 303, pages.HEADERS)
    except NoSuchLink:
        return pages.page("closed", 404)
    except OtherLink:
        return pages.page("other", 409)
    except AWAY:
        return pages.page("busy", 503, sent=sent, of=of)
    except (visits.CannotMove, visits.DirectorMissing):
        return RedirectResponse(HOME, 303, pages.HEADERS)
    except tuple(FAULTS) as fault:
        wrong = FAULTS[type(fault)]
    return await _once_more(door, sent, wrong, of)


async def _once_more(door: LinkDoor, sent: dict[str, str], wrong: str, of: str | None) -> Response:
    try:
        async with door.reading() as tx:
            return await _shown(tx, door.session or "", sent, wrong)
    except NoSuchLink:
        return pages.page("closed", 404)
    except AWAY:
        return pages.page("busy", 503, sent=sent, of=of)


async def _take(tx: Transaction, session: str, of: str | None, sent: dict[str, str]) -> None:
    if (await use_cases.opened(tx, session, tx.now)).purpose is Purpose.RETURN_VISIT:
        await visit_links.answer(tx, session, of, visit_answers_from(sent), tx.now)
    else:
        await use_cases.answer(tx, session, of, lambda form: given_from(form, sent), tx.now)


async def _shown(tx: Transaction, session: str, sent: dict[str, str], wrong: str) -> Response:
    """What the link of a session shows now. Raises ``NoSuchLink``."""
    link = await use_cases.opened(tx, session, tx.now)
    if link.answered_at is not None:
        return pages.page("thanks", link=link)
    what = {"link": link, "estate": await households.estate(tx, link.project), "sent": sent, "wrong": wrong}
    status = 422 if wrong else 200
    if link.purpose is not Purpose.RETURN_VISIT:
        return pages.page("form", status, form=await use_cases.form_of(tx, link), **what)
    visit = await visit_links.asked(tx, link)
    if visit.state not in visits.OPEN or visit.director_because:
        return pages.page("visited", link=link, by_director=visit.state in visits.OPEN)
    return pages.page("visit", status, **what)
