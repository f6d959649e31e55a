"""What a real browser finds wrong with an open page, each fault as a line; an empty list is a good page."""

from typing import cast

from playwright.sync_api import BrowserContext, Page

from scripts.tools import axe_path

LEAST_TARGET = 24
LEAST_CONTROL_ON_A_PHONE = 44
# The longest syllables of Vietnamese have seven letters: `nghiêng`.
LONGEST_SYLLABLE = 7

BROKEN_WORDS = r"""(longest) => {
        const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [];
        const edge = '[^\\s\\u2010-\\u2015/(“-]', inside = '[^\\s\\u2010-\\u2015/.@-]';
        const words = new RegExp(`(?<!${edge})${inside}{2,}(?![^\\s\\u2010-\\u2015/-]*[@.]\\S)`, 'gu');
        while (texts.nextNode()) for (const word of texts.currentNode.data.matchAll(words)) {
            if (word[0].length > longest) continue;
            const around = texts.currentNode.parentElement;
            if (!around.checkVisibility() || around.clientWidth === 1) continue;  // folded away, or for the ear alone
            if (/^https?:/.test(around.textContent)) continue;  // an address may end in any letters
            const range = document.createRange();
            range.setStart(texts.currentNode, word.index);
            range.setEnd(texts.currentNode, word.index + word[0].length);
            const tops = [...range.getClientRects()].filter(one => one.width > 1).map(one => one.top);
            if (Math.max(...tops) - Math.min(...tops) > 8) 
                found.push(`broken: ${word[0]}: ${around.outerHTML.slice(0, 200)}`);
        }
        return found.slice(0, 8);
        }
"""

TOO_WIDE = r"""() => document.documentElement.scrollWidth <= innerWidth ? [] :
        [`page ${document.documentElement.scrollWidth} wide`,
        ...[...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1)
        .map(e => `too wide: ${e.outerHTML.slice(0, 150)}`).slice(-3)]
"""

BADLY_BUILT = r"""() => {
        const found = [], html = document.documentElement;
        if (html.lang !== 'vi') found.push(`lang is ${html.lang}`);
        if (!document.title.split(' · Hiến Kế')[0].trim()) found.push('no title of its own');
        const headings = [...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].map(one => Number(one.tagName[1]));
        if (headings.filter(one => one === 1).length !== 1) found.push('not one h1');
        headings.forEach((level, i) => { if (i && level > headings[i - 1] + 1) found.push(`skipped: ${headings}`); });
        for (const one of document.querySelectorAll('svg:not([width][height])'))
            found.push(`svg without a size: ${one.outerHTML.slice(0, 80)}`);
        return found;
        }
"""

SMALL_TARGETS = r"""([least, only]) => {
        const controls = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [role=button]';
        const inSentence = (one) => {
            if (getComputedStyle(one).display !== 'inline') return false;
            let block = one.parentElement;
            while (getComputedStyle(block).display === 'inline') block = block.parentElement;
            const own = one.textContent.trim().length, all = block.innerText.trim().length;
            return all - own > 1 && block.innerText.replace(/[\s·›,;.]+/g, '') !== [...block.querySelectorAll('a')]
                .map(a => a.innerText).join('').replace(/[\s·›,;.]+/g, '');
        };
        const answers = (one, x, y) => {
            const hit = document.elementFromPoint(x, y);
            return hit && (one.contains(hit) || hit.contains(one) && hit.closest('label'));
        };
        const found = [];
        for (const one of document.querySelectorAll(controls)) {
            if (!one.matches(only) || one.closest('.skip')) continue;
            if (!one.checkVisibility({visibilityProperty: true})) continue;
            const box = (one.closest('label') ?? one).getBoundingClientRect();
            if (box.width >= least - .5 && box.height >= least - .5 || box.width <= 1) continue;
            if (only === '*' && inSentence(one)) continue;
            one.scrollIntoView({block: 'center', behavior: 'instant'});
            const now = one.getBoundingClientRect(), half = least / 2 - .5;
            const x = now.left + now.width / 2, y = now.top + now.height / 2;
            const [wide, high] = [box.width >= least - .5, box.height >= least - .5];
            if ((wide || answers(one, x - half, y) && answers(one, x + half, y))
                && (high || answers(one, x, y - half) && answers(one, x, y + half))) continue;
            found.push(`${Math.round(box.width)} x ${Math.round(box.height)}: ${one.outerHTML.slice(0, 160)}`);
        }
        return found.slice(0, 8);
        }
"""


def bring_axe(context: BrowserContext) -> None:
    """Every page that this context opens has axe in it from the start."""
    context.add_init_script(_axe())


def _axe() -> str:
    script = axe_path()
    assert script is not None, "scripts/tools.py axe brings it"
    return script.read_text()


def violations(page: Page) -> list[str]:
    """What axe-core finds, of any grade: rule and first place."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(_axe())
    found = page.evaluate("async () => (await axe.run({resultTypes: ['violations']})).violations")
    return [
        f"{rule['id']}: {rule['nodes'][0]['html'][:200]} {rule['nodes'][0]['failureSummary']}"
        for rule in found
    ]


def broken_words(page: Page, longest: int = 16) -> list[str]:
    """Words of a usual length that stand on two lines, with the element around."""
    found = page.evaluate(
        BROKEN_WORDS,
        longest,
    )
    return cast("list[str]", found)


def too_wide(page: Page) -> list[str]:
    """What makes the page scroll sideways."""
    found = page.evaluate(TOO_WIDE)
    return cast("list[str]", found)


def badly_built(page: Page) -> list[str]:
    """Language, title, headings, and pictures that would fill the screen where no style arrives."""
    found = page.evaluate(BADLY_BUILT)
    return cast("list[str]", found)


def small_targets(page: Page, least: int = LEAST_TARGET, only: str = "*") -> list[str]:
    """What is harder to hit than `least` pixels: by its box, or by what answers there to a finger. A link inside a
    sentence is as high as its line."""
    found = page.evaluate(
        SMALL_TARGETS,
        [least, only],
    )
    return cast("list[str]", found)


def double_the_type(page: Page) -> None:
    """As a reader does whose browser's own type is twice as large."""
    page.evaluate(
        "() => { const sheet = new CSSStyleSheet(); sheet.replaceSync('html { font-size: 212.5% }');"
        " document.adoptedStyleSheets = [sheet]; }"
    )
