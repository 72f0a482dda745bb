"""``gandan report``: what came of the work, as the profession counts it; targets; is a published file sound?"""

from __future__ import annotations

import argparse

from bot.cli import report_check, report_results, report_target


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Results, targets, check."""
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VIỆC")
    report_results.add_arguments(verbs.add_parser("results", help="kết quả việc, tiền, cưỡng chế của một kỳ"))
    report_results.add_review_arguments(verbs.add_parser("reviews", help="kết quả rà soát, phân loại hồ sơ"))
    report_target.add_arguments(verbs.add_parser("target", help="chỉ tiêu được giao: đặt, xem"))
    report_check.add_arguments(verbs.add_parser("check", help="kiểm tra một tệp kết quả đã công bố (CSV)"))


def run(arguments: argparse.Namespace) -> int:
    """Do it; ``check`` ends with 1 if it found something."""
    match arguments.verb:
        case "results":
            return report_results.run(arguments)
        case "reviews":
            return report_results.run_reviews(arguments)
        case "target":
            return report_target.run(arguments)
        case _:
            return report_check.run(arguments)
