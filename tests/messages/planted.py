"""What would a careless hand write? Bad sentences and texts, each with the flaw that must be found in it.

The sentences of ``SENTENCES`` are put into an explanation that is sound otherwise, as its last sentence of the long form,
resting on the provisions named beside them; the texts of ``CHAT`` stand by themselves.
"""

from __future__ import annotations

from messages.lint.findings import Flaw

SENTENCES: list[tuple[Flaw, str, tuple[str, ...]]] = [
    # too long, or more than one thing at once
    (
        Flaw.LONG_SENTENCE,
        "Thời hạn tự nguyện thi hành án là 10 ngày tính từ ngày người phải thi hành án được thông báo hợp lệ về quyết định thi"
        " hành án theo một trong các cách mà luật cho phép.",
        ("L25:36.1",),
    ),
    (
        Flaw.LONG_SENTENCE,
        "Tiền, tài sản không ai đến nhận thì sau 15 ngày kể từ ngày thông báo được gửi tiết kiệm, gửi giữ, và về sau có thể nộp"
        " vào ngân sách nhà nước.",
        ("L25:59.1",),
    ),
    (Flaw.TWO_STATEMENTS, "Thời hạn tự nguyện là 10 ngày. Nó tính từ ngày được thông báo hợp lệ.", ("L25:36.1",)),
    (
        Flaw.TWO_STATEMENTS,
        "Thỏa thuận phải bằng văn bản; chấp hành viên chứng kiến; không làm đúng thì thi hành phần còn lại.",
        ("L25:36.2",),
    ),
    # words that nobody knows, unexplained
    (Flaw.LEGAL_WORD, "Đương sự được thỏa thuận ở bất cứ giai đoạn nào.", ("L25:36.2",)),
    (Flaw.LEGAL_WORD, "Thời hiệu yêu cầu thi hành án là 5 năm.", ("L25:34.2",)),
    (Flaw.LEGAL_WORD, "Quyết định được niêm yết trong 7 ngày.", ("ND152:17",)),
    (Flaw.LEGAL_WORD, "Cơ quan thụ lý khiếu nại lần đầu trong 5 ngày làm việc.", ("L25:104",)),
    (Flaw.LEGAL_WORD, "Nghĩa vụ liên đới thì cơ quan ra một quyết định chung.", ("ND152:8",)),
    (Flaw.LEGAL_WORD, "Bản án bị kháng nghị thì không tính lãi chậm thi hành án.", ("L25:47",)),
    (Flaw.LEGAL_WORD, "Tạm đình chỉ thi hành án thì cơ quan báo trong 5 ngày làm việc.", ("L25:47",)),
    (Flaw.LEGAL_WORD, "Việc được ủy thác thì nơi nhận sẽ thi hành.", ("L25:32",)),
    (Flaw.LEGAL_WORD, "Người nhận thừa kế trả trong phạm vi di sản.", ("L25:41.2",)),
    (Flaw.LEGAL_WORD, "Cơ quan khấu trừ tiền trong tài khoản khi có quyết định.", ("L25:71",)),
    (Flaw.LEGAL_WORD, "Ông/bà hỏi online rồi mang giấy đến gặp cán bộ.", ("advice",)),
    (Flaw.LEGAL_WORD, "Cơ quan tiến hành xác minh trong 9 ngày.", ("L25:37.1",)),
    (Flaw.OFFICIALESE, "Theo quy định của pháp luật, thời hạn tự nguyện là 10 ngày.", ("L25:36.1",)),
    (Flaw.OFFICIALESE, "Căn cứ vào bản án, chấp hành viên xác minh trong 9 ngày.", ("L25:37.1",)),
    (Flaw.OFFICIALESE, "Các biện pháp nói trên phải tương xứng với nghĩa vụ.", ("L25:72.3",)),
    (Flaw.OFFICIALESE, "Ông/bà nộp tiền và/hoặc hỏi cán bộ.", ("advice",)),
    (Flaw.ABBREVIATION, "CHV xác minh tài sản trong 9 ngày.", ("L25:37.1",)),
    (Flaw.ABBREVIATION, "Ông/bà đến cơ quan THADS để hỏi.", ("advice",)),
    (Flaw.ABBREVIATION, "Giấy được gửi đến UBND xã để nhờ chuyển.", ("house",)),
    (Flaw.SHOUTING, "Thời hạn chỉ có 10 ngày!", ("L25:36.1",)),
    (Flaw.ABBREVIATION, "PHẢI NỘP ĐỦ tiền trong 10 ngày.", ("L25:36.1",)),
    (Flaw.ADDRESS, "Bạn có 10 ngày để tự nguyện thi hành.", ("L25:36.1",)),
    (Flaw.ADDRESS, "Anh/chị nên gặp cán bộ.", ("advice",)),
    (Flaw.ADDRESS, "Đối tượng phải thi hành án có 10 ngày.", ("L25:36.1",)),
    # figures as nobody reads them
    (Flaw.FIGURE_STYLE, "Còn dưới 5 triệu thì được miễn sau 5 năm.", ("L25:42",)),
    (Flaw.FIGURE_STYLE, "Còn dưới 5000000 đồng thì được miễn sau 5 năm.", ("L25:42",)),
    (Flaw.FIGURE_STYLE, "Còn dưới 5.000.000đ thì được miễn sau 5 năm.", ("L25:42",)),
    (Flaw.FIGURE_STYLE, "Còn dưới 5,000,000 đồng thì được miễn sau 5 năm.", ("L25:42",)),
    (Flaw.FIGURE_STYLE, "Luật mới có hiệu lực từ ngày 1/7/2026.", ("L25:115.1",)),
    (Flaw.FIGURE_STYLE, "Luật mới có hiệu lực từ ngày 01-07-2026.", ("L25:115.1",)),
    (Flaw.FIGURE_STYLE, "Hạn để yêu cầu thi hành án là 05 năm.", ("L25:34.2",)),
    (Flaw.FIGURE_STYLE, "Không cưỡng chế từ 22h đến 6h.", ("L25:72.5",)),
    (Flaw.FIGURE_STYLE, "Giá giảm mỗi lần không quá 10 %.", ("L25:83.3",)),
    # figures, units or matters that do not stand in the law named
    (Flaw.FIGURE_UNTRACED, "Thời hạn tự nguyện thi hành án là 15 ngày.", ("L25:36.1",)),
    (Flaw.FIGURE_UNTRACED, "Thời hạn tự nguyện thi hành án là mười lăm ngày.", ("L25:36.1",)),
    (Flaw.FIGURE_UNTRACED, "Cơ quan xác nhận kết quả thi hành án trong 3 ngày.", ("ND152:32.3",)),
    (Flaw.FIGURE_UNTRACED, "Cơ quan xác nhận kết quả thi hành án trong 4 ngày làm việc.", ("ND152:32.3",)),
    (Flaw.FIGURE_UNTRACED, "Thời hạn tự nguyện thi hành án là 10 ngày làm việc.", ("L25:36.1",)),
    (Flaw.FIGURE_UNTRACED, "Hạn để yêu cầu thi hành án là 3 năm.", ("L25:34.2",)),
    (Flaw.FIGURE_UNTRACED, "Giá giảm mỗi lần không quá 20%.", ("L25:83.3",)),
    (Flaw.FIGURE_UNTRACED, "Khoản còn lại dưới 7.000.000 đồng được miễn sau 5 năm.", ("L25:42",)),
    (Flaw.FIGURE_UNTRACED, "Mỗi lần giảm không quá một nửa số còn lại.", ("L25:42",)),
    (Flaw.FIGURE_UNTRACED, "Kê biên nhà đất phải báo trước hai ngày làm việc.", ("L25:80.2.a",)),
    (Flaw.FIGURE_UNTRACED, "Có bảy biện pháp cưỡng chế.", ("L25:71",)),
    (Flaw.FIGURE_UNTRACED, "Phải để lại cho ông/bà 5.310.000 đồng mỗi tháng lương tối thiểu.", ("ND152:51.1",)),
    (Flaw.UNRELATED, "Thuốc và thiết bị y tế được giữ lại.", ("L25:36.1",)),
    (Flaw.UNRELATED, "Con dưới tuổi đi học được ở với mẹ.", ("L25:72.5",)),
    (Flaw.RULE_UNTRACED, "Ông/bà có quyền xin hoãn vì đang nghèo.", ("advice",)),
    (Flaw.RULE_UNTRACED, "Luật không cho lấy xe máy của người chạy xe ôm.", ("advice",)),
    (Flaw.RULE_UNTRACED, "Ông/bà nộp đơn trong 7 ngày.", ("advice",)),
    (Flaw.RULE_UNTRACED, "Hết thời hạn thì ông/bà vẫn được giảm lãi.", ("house",)),
    (Flaw.RULE_UNTRACED, "Chấp hành viên phải gọi điện trước khi đến nhà.", ("advice",)),
    # what is open
    (Flaw.OPEN, "Phí thi hành án là 3% số tiền nhận được.", ("L25:53.1",)),
    (Flaw.OPEN, "Tiền cấp dưỡng thì không phải chịu phí.", ("L25:53.1",)),
    (Flaw.OPEN, "Không chấp hành thì bị xử phạt hành chính đến 40.000.000 đồng.", ("BLHS:380",)),
    (Flaw.OPEN, "Hiện nay mọi thông báo ở tỉnh này được gửi qua VNeID.", ("ND152:15",)),
    (Flaw.OPEN, "Thủ trưởng được giao cấp phó tiếp công dân thay.", ("TCD:18.2",)),
    (Flaw.OPEN, "Trưởng phòng khu vực phải tiếp dân mỗi tháng một lần.", ("TCD:18.2",)),
    (Flaw.OPEN, "Ngày 23/11/2026 cơ quan nghỉ, làm bù ngày 28/11/2026.", ("NQ28:0",)),
    (Flaw.OPEN, "Dịp Tết này không cưỡng chế từ 22/01/2027 đến 21/02/2027.", ("ND152:42.2",)),
    (Flaw.OPEN, "Lãi được tính theo năm 365 ngày.", ("ND152:29.2",)),
    (Flaw.OPEN, "Ông/bà nộp tiền thi hành án trên Cổng dịch vụ công quốc gia.", ("ND152:9.1",)),
    (Flaw.OPEN, "Thân nhân phải mang giấy tờ chứng minh quan hệ.", ("ND152:32.3",)),
    (Flaw.OPEN, "Lương tối thiểu vùng năm 2027 vẫn như năm nay.", ("ND293:0",)),
    (Flaw.OPEN, "Năm 2026 có đợt đặc xá vào dịp Quốc khánh.", ("DX:11.1",)),
    (Flaw.OPEN, "Bồi thường xong một nửa thì được giảm án.", ("DX:11.1",)),
    # what is dead
    (Flaw.STALE, "Mỗi tháng trừ tối đa 30% tiền lương.", ("L25:76",)),
    (Flaw.STALE, "Lương chỉ bị trừ một phần ba.", ("L25:76",)),
    (Flaw.STALE, "Cơ quan cấp giấy xác nhận trong 5 ngày làm việc.", ("ND152:32.3",)),
    (Flaw.STALE, "Khiếu nại việc phong tỏa tài khoản trong 3 ngày làm việc.", ("L25:96",)),
    (Flaw.STALE, "Chi cục trưởng giải quyết khiếu nại lần đầu.", ("L25:98",)),
    (Flaw.STALE, "Ông/bà đến cơ quan thi hành án huyện để nộp tiền.", ("L25:17",)),
    (Flaw.STALE, "Giấy được dán công khai trong 10 ngày.", ("ND152:17",)),
    (Flaw.STALE, "Được miễn án phí còn dưới 2.000.000 đồng sau 5 năm.", ("L25:42",)),
    (Flaw.STALE, "Thời hạn tự nguyện theo Điều 45 là 10 ngày.", ("L25:36.1",)),
    (Flaw.STALE, "Người ốm nặng được hoãn thi hành án.", ("L25:46.1",)),
    # tone
    (Flaw.NO_PRECONDITION, "Ông/bà sẽ bị cưỡng chế và phong tỏa tài khoản.", ("L25:71",)),
    (Flaw.NO_PRECONDITION, "Ông/bà bị tạm hoãn xuất cảnh.", ("L25:70",)),
    (Flaw.UNSENDABLE, "Ông/bà không nộp thì coi chừng bị bắt.", ("BLHS:380",)),
    (Flaw.UNSENDABLE, "Con nợ phải kê khai trung thực tài sản.", ("L25:37.1",)),
    (Flaw.UNSENDABLE, "Hàng xóm nhà ông/bà sẽ biết chuyện kê khai tài sản.", ("L25:38.2",)),
    (Flaw.UNSENDABLE, "Ông/bà gửi mã OTP để cán bộ kiểm tra.", ("advice",)),
    (Flaw.UNSENDABLE, "Ông/bà chuyển tiền vào số tài khoản 19031234567890.", ("advice",)),
    (Flaw.PROMISE, "Nộp đơn thì chắc chắn được miễn án phí.", ("L25:42",)),
    (Flaw.PROMISE, "Cơ quan cam kết sẽ lấy lại tiền cho ông/bà.", ("house",)),
    (Flaw.PROMISE, "Ông/bà sẽ thắng khi khiếu nại.", ("advice",)),
    (Flaw.PRIVACY, "Ông/bà chụp căn cước gửi qua tin nhắn cho trợ lý.", ("house",)),
    (Flaw.PRIVACY, "Ông/bà tra cứu được số nợ của hàng xóm.", ("house",)),
    (Flaw.PRIVACY, "Cơ quan nêu tên trên loa phường.", ("house",)),
]

CHAT: list[tuple[Flaw, str]] = [
    (
        Flaw.LONG_SENTENCE,
        "Ông/bà vui lòng cho biết họ tên, năm sinh, nơi ở, số quyết định, số bản án và những giấy tờ khác mà ông/bà đang có để"
        " cán bộ xem giúp.",
    ),
    (Flaw.LONG_TEXT, "Ông/bà nộp tiền tại trụ sở cơ quan. " * 30),
    (Flaw.LEGAL_WORD, "Đương sự có một giấy mới."),
    (Flaw.LEGAL_WORD, "Việc này đã bị đình chỉ."),
    (Flaw.OFFICIALESE, "Kính mong ông/bà đến đúng giờ."),
    (Flaw.ABBREVIATION, "Ông/bà mang CCCD khi đến."),
    (Flaw.ADDRESS, "Chào bạn, bạn cần gì?"),
    (Flaw.FIGURE_STYLE, "Ông/bà còn 2tr."),
    (Flaw.SHOUTING, "Nhanh lên!"),
    (
        Flaw.MANY_ACTIONS,
        "Ông/bà bấm «Xem». Ông/bà nhập mã. Ông/bà gọi cán bộ. Ông/bà gửi giấy.",
    ),
    (Flaw.NO_PRECONDITION, "Tháng này ông/bà sẽ bị kê biên."),
    (Flaw.PROMISE, "Cán bộ cam đoan sẽ giải quyết xong trong tuần."),
    (Flaw.PRIVACY, "Ông/bà gửi số định danh cho trợ lý qua tin nhắn."),
]
