"""Which invented people stand in the hostile lists? Names as they are given in all parts of the country."""

UNUSUAL = (
    "Nguyễn Văn An", "TRẦN THỊ HOÀ", "Trần Thị Hòa", "Y Bih Niê", "H'Hen Niê", "H’Bia Kbuôr", "Y Moan Ênuôl",
    "Kpă Y Lăng", "Rơ Châm H'Phik", "Đinh Thị K'Rể", "K'Ất", "Thạch Sô Phi", "Thạch Thị Sà Rây", "Kim Sà Rươnl",
    "Lâm Thị Xà Phương", "Danh Hoàng Nam", "Chau Sóc Khonl", "Néang Kim Hên", "Tăng Pươl", "Điểu Khuê",
    "Ksor Krơn", "Nay Djruêng", "Cil Múp Ha Brông", "Pơloong Plênh", "Zơrâm Íu", "Bh'riu Liếc", "A Viết Sơn",
    "Alăng Thị Nhoái", "Giàng A Páo", "Vừ A Dính", "Sùng Thị Mảy", "Lầu Bá Chày", "Lầu Và Pó", "LẦU VÀ PÓ",
    "Pờ Khò Xá", "Tẩn Lở Mẩy", "Phàn A Páo", "Ma Seo Páo", "Lò Văn Ún", "Bàn Tài Đoàn", "Nông Thị Xuyến",
    "Âu Dương Uyển Ý", "Đỗ Hoãn", "Nguyễn Khoẻ", "Quách Ngoé", "Bùi Oánh", "Trần Quế", "Ngô Quà", "Võ Quá Khứ",
    "Hoàng Quý Toà", "Lê Út", "Hà Êm", "Ya Ếch", "Ức", "Á Rem", "Ô Rê", "Tăng Thị Ê\u0306 Niê",
)  # fmt: skip
