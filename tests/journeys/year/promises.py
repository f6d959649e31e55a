"""What becomes of commitments: done and confirmed, moved to another date, disputed, and 'cannot be done'."""

from datetime import date

from tests.journeys.person import PHONE, at_screen
from tests.journeys.year.ink import mark_of
from tests.journeys.year.story import Year, the_one


def drafted(
    year: Year, ledger: str, step: str, words: str, by: str = "can-bo", **fields: str
) -> tuple[int, str]:
    """A report, a request or a ruling, drafted and submitted; no visitor reads it."""
    text, sender = year.ink.office(words), year.by(by)
    sender.send(f"{ledger}/{step}", text=text, **fields)
    action = str(the_one(sender.get(ledger), "main form[action$='/trinh']")["action"])
    sender.press(action)
    year.not_found(text, ledger, "/theo-doi")
    return int(action.split("/")[-2]), text


def report(year: Year, ledger: str, outcome: str, words: str) -> None:
    """Public as the head of the body approves it."""
    evidence = year.ink.office("Văn bản mẫu số một")
    text_id, text = drafted(year, ledger, "bao-cao", words, outcome=outcome, evidence=evidence)
    year.by("thu-truong").send(f"/ban-lam-viec/duyet/{text_id}")
    for one in (text, evidence):
        year.ink.approved(one)
        year.found(one, ledger)


def move_due(year: Year, ledger: str, later: date) -> None:
    """Asked by the body with its reason, granted by who assigned it."""
    day = later.strftime("%d/%m/%Y")
    asked, why = drafted(year, ledger, "de-nghi", "Cần thêm thời gian mẫu", asks_for="new_due", due_on=day)
    year.by("thu-truong").send(f"/ban-lam-viec/duyet/{asked}")
    year.ink.approved(why)
    year.found(why, ledger)
    ruling, words = drafted(
        year, ledger, "quyet-dinh", "Đồng ý thời hạn mới mẫu", by="tro-ly", granted="true"
    )
    year.by("lanh-dao").send(f"/ban-lam-viec/duyet/{ruling}")
    year.not_found(words, ledger)  # approved, and not published
    year.ink.approved(words)
    year.by("tro-ly").press(f"/theo-doi/van-ban/{ruling}/cong-bo")
    year.found(words, ledger)
    assert later.strftime("%-d/%-m/%Y") in year.by("visitor").get(ledger).main.replace("/0", "/")


def confirm(year: Year, ledger: str, by: str) -> None:
    year.by(by).send(f"{ledger}/xac-nhan", note=year.ink.person("Đúng như đã hứa với tôi"))


def dispute(year: Year, ledger: str, by: str) -> None:
    """On a telephone, by who asked."""
    why = year.ink.person("Việc này còn thiếu hai viện mẫu")
    with at_screen(year.chromium, year.app_state, f"{by}@mau.example", width=PHONE) as asker:
        asker.go(ledger)
        asker.follow("Chưa đồng ý với kết quả")
        asker.fill("Điều gì chưa đạt", why)
        asker.send()
        asker.sees("Chưa thống nhất kết quả")
    year.found(why, ledger)


def leave_unapproved(year: Year, ledger: str) -> None:
    """What a head never approved is read by nobody, however long it waits."""
    _, text = drafted(year, ledger, "bao-cao", "Báo cáo mẫu không ai duyệt", outcome="progress")
    assert mark_of(text) in year.ink.unapproved
