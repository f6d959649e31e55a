"""The officer sees each page of a PDF beside the paragraphs that were read from it."""

from datetime import timedelta
from io import BytesIO

import typst
from PIL import Image

from forum import clock
from forum.accounts.models import Account
from forum.actor import Role
from forum.consultations.page_pictures import page_of_each
from forum.files import store
from forum.jobs import JobContext
from forum.sweeping import sweep
from tests.builders import Builders
from tests.client import Client
from tests.consultations.test_draft_files import officer, sent  # noqa: F401  # a fixture

PAGES = (
    "Điều 1. Phạm vi\n\n1. Khoản một của trang đầu.\n\n2. Khoản hai của trang đầu.",
    "Điều 2. Đối tượng\n\n1. Khoản một của trang sau.\n\n2. Khoản hai của trang sau, dài hơn trang đầu một chút.",
)


def pdf(*pages: str) -> bytes:
    text = "\n#pagebreak()\n".join(page.replace(". ", "\\. ") for page in pages)
    return typst.compile(text.encode())


async def test_each_page_stands_beside_its_paragraphs_for_the_officer_alone(
    client: Client,
    build: Builders,
    officer: Account,  # noqa: F811  # the fixture
) -> None:
    it = await sent(build, client, ("Dự thảo.pdf", pdf(*PAGES)))
    await build.run_jobs()
    page = await client.get(f"/gop-y-du-thao/{it}/soan")
    shown = page.soup.select("figure.page-picture, .para")
    order = [str(one.img["src"])[-1] if one.img else one.get_text(" ", strip=True)[:6] for one in shown]
    assert order.index("1") < order.index("Điều 1") < order.index("2") < order.index("Điều 2")
    (first, second) = [str(one["src"]) for one in page.soup.select("figure.page-picture img")]
    picture = await client.http.get(first)
    assert picture.headers["content-type"] == "image/webp"
    assert min(Image.open(BytesIO(picture.content)).size) > 500
    assert (await client.http.get(first[:-1] + "9")).status_code == 404
    await client.log_in(await build.person(Role.intellectual))
    assert (await client.http.get(second)).status_code == 404
    await client.log_out()
    assert (await client.http.get(second)).status_code == 303
    where = store.storage_of(build.settings, "pages")
    async with build.acting(None) as (db, _actor):
        await sweep(JobContext(db, clock.now() + timedelta(hours=2), build.settings, build.engine))
    assert len(list(where.stored())) == 2, "they are needed until it is announced"


def test_a_paragraph_is_on_the_page_where_it_begins() -> None:
    pages = ["Điều 1. Một\n1. Như nhau", "trang 2\n1. Như nhau\nĐiều 2. Hai", "", "Điều 3. Ba"]
    texts = ["Điều 1. Một", "1. Như nhau", "1. Như nhau", "Không có ở đâu", "Điều 2. Hai", "Điều 3. Ba"]
    assert page_of_each(texts, pages) == [1, 1, 2, 2, 2, 4]
    assert page_of_each(texts, []) == [None] * 6
