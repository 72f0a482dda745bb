"""How does Vietnamese look when it was typed in TCVN3 or VNI, or decoded wrongly, and is read as Latin letters?"""

from __future__ import annotations

_LETTERS = "àảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵ"
_TCVN3 = dict(
    zip(_LETTERS, "µ¶·¸¹¨»¼½¾Æ©ÇÈÉÊË®ÌÎÏÐÑªÒÓÔÕÖ×ØÜÝÞßáâãä«åæçèé¬êëìíîïñòóô\u00adõö÷øùúûüýþ", strict=True)
) | dict(zip("ĂÂĐÊÔƠƯ", "¡¢§£¤¥¦", strict=True))
_VNI = dict(
    zip(
        _LETTERS,
        (
            *("aø", "aû", "aõ", "aù", "aï", "aê", "aè", "aú", "aü", "aé", "aë", "aâ", "aà", "aå", "aã", "aá", "aä"),
            *("ñ", "eø", "eû", "eõ", "eù", "eï", "eâ", "eà", "eå", "eã", "eá", "eä", "ì", "æ", "ó", "í", "ò"),
            *("oø", "oû", "oõ", "où", "oï", "oâ", "oà", "oå", "oã", "oá", "oä", "ô", "ôø", "ôû", "ôõ", "ôù", "ôï"),
            *("uø", "uû", "uõ", "uù", "uï", "ö", "öø", "öû", "öõ", "öù", "öï", "yø", "yû", "yõ", "yù", "î"),
        ),
        strict=True,
    )
)


def tcvn3(text: str) -> str:
    """``"Nguyễn Văn"`` -> ``"NguyÔn V¨n"``; capitals with tones are those of small letters, as the font has it."""
    return "".join(_TCVN3.get(letter) or _TCVN3.get(letter.lower(), letter) for letter in text)


def vni(text: str) -> str:
    """``"Nguyễn Văn"`` -> ``"Nguyeãn Vaên"``."""
    return "".join(
        (_VNI[letter.lower()].capitalize() if letter.isupper() else _VNI[letter]) if letter.lower() in _VNI else letter
        for letter in text
    )


def decoded_wrongly(text: str) -> str:
    """UTF-8 taken for Windows-1252: ``"Nguyá»…n VÄƒn"``."""
    return text.encode().decode("cp1252", "replace")
