"""What can be typed after ``gandan``? Each command is a module of ``bot.cli``, loaded only when it is asked for."""

from __future__ import annotations

import argparse
import importlib
import sys
from typing import Protocol

from bot.cli.parsing import Parser

COMMANDS: dict[str, tuple[str, str]] = {  # word typed -> (module of bot.cli, what it does)
    "run": ("run", "chạy Gần Dân: mọi phần việc, hoặc những phần nêu tên (hear, speak, tick, web)"),
    "chat": ("chat", "trò chuyện như một người dân ngay trên màn hình dòng lệnh"),
    "import": ("import_list", "đọc danh sách hồ sơ (.xlsx, .xls, .ods, .csv), báo từng ô sai, ghi vào sổ, hoàn tác"),
    "codes": ("codes", "in thư có mã liên kết cho đương sự (PDF)"),
    "campaign": ("campaign", "lập, xem trước, duyệt, chạy, dừng một đợt cao điểm"),
    "rehearse": ("rehearse", "diễn tập một đợt trước khi chạy: tải việc, ngày xong, chi phí, dự báo hai chỉ tiêu"),
    "reception": ("reception", "mở và xem ngày tiếp công dân"),
    "decision": ("decision", "xem một quyết định, ghi diễn biến, thông báo hợp lệ, các hạn phải làm"),
    "obligation": ("obligation", "các khoản của một quyết định: của ai, trả cho ai, đến hạn khi nào"),
    "payment": ("payment", "ghi hoặc hủy một khoản đã nộp, tiền nộp tại trại giam"),
    "payout": ("payout", "chi trả cho người được nhận, trả lại phần thừa, việc sắp đến hạn chi"),
    "claim": ("claim", "người dân báo đã nộp: xem, ghi đã thấy tiền hoặc chưa thấy"),
    "agreement": ("agreement", "thỏa thuận của các bên, kỳ trả dần, lời hẹn nộp tiền"),
    "exemption": ("exemption", "hồ sơ đề nghị tòa án miễn, giảm và kết quả"),
    "interest": ("interest", "lãi chậm thi hành án của một quyết định: ước tính, ghi mức lãi như bản án"),
    "screening": ("screening", "rà soát khoản nộp ngân sách có thể xét miễn, giảm"),
    "coercion": ("coercion", "ghi quyết định cưỡng chế, định ngày được phép, ghi kết quả"),
    "report": ("report", "kết quả công tác: bảng, bảng tính, ảnh; chỉ tiêu; kiểm tra số liệu công bố"),
    "ask": ("ask", "trợ lý sẽ trả lời thế nào: hỏi thử một câu, hoặc nhiều câu dạng JSON"),
    "question": ("question", "xem và trả lời câu hỏi của người dân"),
    "law": ("law", "các bài giải thích pháp luật: đọc soát, xem từng câu dựa vào đâu, duyệt"),
    "visit": ("visit", "lượt vận động ở xã: lập, in danh sách cho tổ, ghi kết quả; các tổ vận động"),
    "repair": ("repair", "tìm lại liên hệ: nhầm người, mất kênh nhắn tin, sai địa chỉ"),
    "link": ("link", "xác nhận hoặc cắt liên kết của đương sự"),
    "channel": ("channel", "từng kênh gửi có tốt không, hạn mức mỗi ngày, cho gửi tiếp sau khi nghỉ"),
    "agency": ("agency", "thông tin cơ quan, phòng khu vực, cán bộ, tài khoản nhận tiền"),
    "calendar": ("calendar", "bảng ngày làm việc: xem, sửa, xác nhận từng năm"),
    "compute": ("compute", "tính thời hạn, lãi chậm, miễn giảm, phí, phần thu nhập phải để lại"),
    "audit": ("audit", "kiểm tra sổ nhật ký"),
    "db": ("db", "tạo, nâng cấp cơ sở dữ liệu; chuyển sổ sang PostgreSQL"),
    "backup": ("backup", "sao lưu sổ ngay, xem các bản sao lưu"),
    "restore": ("restore", "khôi phục sổ từ bản sao lưu, không gửi lại tin nào"),
    "stop-all": ("stop_all", "dừng ngay mọi tin tự gửi: nút dừng khẩn cho mọi cán bộ"),
    "hold": ("hold", "giữ lại mọi tin tự gửi; tin trả lời vẫn đi"),
    "release": ("release", "thôi giữ: cho tin tự gửi đi tiếp"),
    "message": ("message", "tin chưa rõ đã đến hay chưa, tin lỗi: xem và quyết định từng tin"),
    "why": ("why", "vì sao tin này đi hay không đi; vì sao người trong một quyết định không nhận tin"),
    "doctor": ("doctor", "kiểm tra cấu hình, kết nối, việc bị kẹt; mỗi dòng một lỗi và một cách sửa"),
    "telegram": ("telegram", "đặt hoặc gỡ webhook của Telegram"),
    "demo": ("demo", "cơ quan mẫu với người hư cấu, chạy ngay trên máy này"),
}


EXIT_SOFTWARE = 70  # sysexits.h EX_SOFTWARE


class Command(Protocol):
    """What a module of ``bot.cli`` offers."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the command's own words."""

    def run(self, arguments: argparse.Namespace) -> int:
        """Do it; the process's exit code."""


def _overview() -> str:
    width = max(map(len, COMMANDS))
    lines = [f"  {name:<{width}}  {does}" for name, (_, does) in COMMANDS.items()]
    head = ["Cách dùng: gandan LỆNH ...", "", "Gần Dân: trợ lý của cơ quan thi hành án dân sự.", "", "Các lệnh:"]
    return "\n".join([*head, *lines, "", "Xem cách dùng một lệnh: gandan LỆNH --help"])


def main(argv: list[str] | None = None) -> int:
    """Run one command. Misconfiguration ends with exit code 78 and one line, a refusal with 1, bad usage with 2, our fault with 70."""
    words = sys.argv[1:] if argv is None else argv
    if not words or words[0] in ("-h", "--help", "help"):
        sys.stdout.write(_overview() + "\n")
        return 0 if words else 2
    if words[0] not in COMMANDS:
        sys.stderr.write(f"Không có lệnh «{words[0]}». Xem các lệnh: gandan --help\n")
        return 2
    command: Command = importlib.import_module(f"bot.cli.{COMMANDS[words[0]][0]}")
    parser = Parser(prog=f"gandan {words[0]}", description=COMMANDS[words[0]][1])
    command.add_arguments(parser)
    return _guarded(command, parser.parse_args(words[1:]))


def _guarded(command: Command, arguments: argparse.Namespace) -> int:
    from bot.cli.refusal import Refused
    from bot.settings import EXIT_MISCONFIGURED, Misconfigured
    from scheduler.delivery.senders import ChannelMisconfigured

    try:
        return command.run(arguments)
    except (Misconfigured, ChannelMisconfigured) as problem:
        sys.stderr.write(f"{problem}\n")
        return EXIT_MISCONFIGURED
    except Refused as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        return 0
    except Exception as problem:  # a trace may quote what a person wrote: the log says where, without its words
        return _unforeseen(problem)


def _unforeseen(problem: Exception) -> int:
    import logging

    from bot.logs import set_up_logs

    set_up_logs()
    logging.getLogger("gandan").exception("command_failed")
    sys.stderr.write(
        f"Lệnh dừng vì một lỗi ngoài dự kiến ({type(problem).__name__}). Hãy chạy gandan doctor; nếu vẫn lỗi, gửi dòng"
        " nhật ký ở trên cho người phụ trách kỹ thuật.\n"
    )
    return EXIT_SOFTWARE


if __name__ == "__main__":
    sys.exit(main())
