#!/bin/sh
# install.sh run|dev: makes .venv and installs that lock into it, by hashes alone. A second run does nothing.
# Every refusal is one line; the long story is in .venv/install.log.
set -eu
cd "$(dirname "$0")/.."
lock="requirements/$1.txt"
venv=.venv
stamp="$venv/installed-$1.txt"

refuse() {
    echo "$1" >&2
    exit 1
}

find_python() {
    for name in ${FORUM_PYTHON:-python3.14 python3.13 python3.12 python3.11 python3}; do
        if "$name" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' 2>/dev/null; then
            echo "$name"
            return
        fi
    done
    refuse "Cần Python 3.11 đến 3.14; máy này chỉ có $(python3 -V 2>&1 || echo 'bản cũ hơn hoặc không có Python'). Đặt FORUM_PYTHON để chỉ đường dẫn."
}

make_venv() {
    [ -w . ] || refuse "Không ghi được vào thư mục $PWD; hãy dùng một bản sao ở nơi ghi được."
    python=$(find_python) || exit 1
    "$python" -c 'import ensurepip, venv' 2>/dev/null ||
        refuse "Thiếu mô-đun venv của $("$python" -V); hãy cài gói python3-venv rồi chạy lại."
    echo "Tạo môi trường Python ($("$python" -V))"
    "$python" -m venv --clear "$venv" || refuse "Không tạo được $PWD/$venv (ổ đĩa đầy hoặc chỉ cho phép đọc)."
}

why_not() {
    if grep -qiE 'resolve|connection|network|timed out|unreachable|proxy' "$venv/install.log"; then
        echo "không kết nối được tới kho gói"
    elif grep -qi 'no space left' "$venv/install.log"; then
        echo "ổ đĩa đã đầy"
    else
        tail -n 1 "$venv/install.log"
    fi
}

cmp -s "$lock" "$stamp" && exit 0
"$venv/bin/python" -c 'import pip' 2>/dev/null || make_venv
echo "Cài các gói của $lock (lần đầu mất vài phút)"
"$venv/bin/python" -m pip install --no-input --disable-pip-version-check --no-deps --only-binary :all: \
    --require-hashes -r "$lock" >"$venv/install.log" 2>&1 ||
    refuse "Không cài được các gói của $lock: $(why_not). Chi tiết: $PWD/$venv/install.log"

# The command `forum`, for this checkout. Not by pip, which would bring a build tool without a hash.
"$venv/bin/python" - <<'PYTHON'
import sysconfig
from pathlib import Path

here = Path.cwd()
Path(sysconfig.get_path("purelib"), "hien-ke.pth").write_text(f"{here}\n")
command = here / ".venv/bin/forum"
command.write_text(f'#!/bin/sh\nexec "{here}/.venv/bin/python" -m forum "$@"\n')
command.chmod(0o755)
PYTHON
cp "$lock" "$stamp"
# The longer lock holds the shorter one.
[ "$1" != dev ] || cp requirements/run.txt "$venv/installed-run.txt"
