"""What a place notes of the backup from which it was restored."""

import json

from forum.secret import has_key, mark_of
from forum.settings import Settings
from forum.words import Words, _

RECORD = "restored.json"  # in `var`


def note(settings: Settings, name: str, key_mark: str) -> None:
    """`key_mark` is of the key that the backup was made with."""
    text = json.dumps({"name": name, "key_mark": key_mark})
    (settings.var / RECORD).write_text(text, encoding="utf-8")


def key_problem(settings: Settings) -> Words | None:
    """What is to be set anew where the database was restored without the key that it was backed up with."""
    try:
        noted = json.loads((settings.var / RECORD).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    if has_key(settings) and noted.get("key_mark") == mark_of(settings):
        return None
    return _(
        "Khóa của hệ thống không phải khóa của bản sao lưu {name}: đưa khóa cũ vào bằng forum key import. Đã mất "
        "khóa ấy thì phục hồi lại vào một nơi trống với --key-is-lost: các lượt thử đăng nhập được đếm lại từ đầu, "
        "và ai dùng mã xác thực thứ hai phải lập lại.",
        name=noted.get("name", ""),
    )
