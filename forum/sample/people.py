"""The log-ins of the sample people, without what they write."""

from dataclasses import dataclass

from forum.actor import Role
from forum.terms import term

PASSWORD = "thu-nghiem-2026"  # noqa: S105 - of fictitious people in sample mode, printed at start


@dataclass(frozen=True, slots=True)
class SampleAccount:
    name: str
    title: str
    email: str
    role: Role
    body: str | None = None
    leader: bool = False
    standing: bool = False

    @property
    def label(self) -> str:
        return f"{term(f'roles.{self.role}')} · {self.title} {self.name}".replace("  ", " ")


def accounts() -> tuple[SampleAccount, ...]:
    """At least one log-in for each role, and a second where a decision takes two."""
    return (
        SampleAccount("Người Mẫu Một", "TS.", "tri-thuc@mau.example", Role.intellectual, standing=True),
        SampleAccount("Người Mẫu Hai", "GS.", "tri-thuc-2@mau.example", Role.intellectual),
        SampleAccount("Người Mẫu Ba", "TS.", "tri-thuc-3@mau.example", Role.intellectual, standing=True),
        SampleAccount("Lãnh đạo Mẫu Bốn", "", "lanh-dao@mau.example", Role.leader, leader=True),
        SampleAccount("Thư ký Mẫu Năm", "", "tro-ly@mau.example", Role.assistant, leader=True),
        SampleAccount("Tổ thư ký Mẫu Sáu", "", "to-thu-ky@mau.example", Role.secretariat),
        SampleAccount("Cán bộ Mẫu Bảy", "", "can-bo@mau.example", Role.body_officer, body="MAU-A"),
        SampleAccount("Thủ trưởng Mẫu Tám", "", "thu-truong@mau.example", Role.body_head, body="MAU-A"),
        SampleAccount("Người duyệt Mẫu Chín", "", "nguoi-duyet@mau.example", Role.moderator),
        SampleAccount("Người duyệt Mẫu Mười", "", "nguoi-duyet-2@mau.example", Role.moderator),
        SampleAccount("Thành viên độc lập Mẫu Mười Lăm", "", "doc-lap@mau.example", Role.independent_member),
        SampleAccount("Chuyên viên Mẫu Mười Một", "", "chuyen-vien@mau.example", Role.staff),
        SampleAccount("Giám sát Mẫu Mười Hai", "", "giam-sat@mau.example", Role.auditor),
        SampleAccount("Quản trị Mẫu Mười Ba", "", "quan-tri@mau.example", Role.administrator),
        SampleAccount("Quản trị Mẫu Mười Bốn", "", "quan-tri-2@mau.example", Role.administrator),
    )
