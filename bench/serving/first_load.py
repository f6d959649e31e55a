"""What a browser that comes for the first time fetches to show the home page."""

import re
from dataclasses import dataclass
from urllib.parse import urljoin

import httpx
from bs4 import BeautifulSoup


@dataclass(frozen=True, slots=True)
class FirstLoad:
    """`wire_bytes`: bodies as the worker sends them (a proxy in front may compress) with their header lines."""

    request_count: int
    wire_bytes: int


def first_load(port: int) -> FirstLoad:
    """The home page, what it links to, and every font that its style sheet names."""
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False) as http:
        home = http.get("/")
        soup = BeautifulSoup(home.text, "html5lib")
        wanted = {str(link["href"]) for link in soup.select("link[rel~=stylesheet], link[rel~=icon]")}
        wanted |= {str(link["href"]) for link in soup.select("link[rel~=preload]")}
        wanted |= {str(script["src"]) for script in soup.select("script[src]")}
        wanted |= {str(image["src"]) for image in soup.select("img[src]")}
        answers = {url: http.get(url) for url in sorted(wanted)}
        for url, answer in list(answers.items()):
            if url.endswith(".css"):
                for named in re.findall(r"url\([\"']?([^\"')]+)[\"']?\)", answer.text):
                    font = urljoin(url, named)
                    if not named.startswith("data:") and font not in answers:
                        answers[font] = http.get(font)
    return FirstLoad(len(answers) + 1, sum(_size(answer) for answer in (home, *answers.values())))


def _size(answer: httpx.Response) -> int:
    answer.raise_for_status()
    head = sum(len(name) + len(value) + 4 for name, value in answer.headers.raw)
    return head + int(answer.headers.get("content-length", len(answer.content)))
