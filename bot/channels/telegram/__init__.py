"""How do we hear and speak on Telegram? ``sender`` speaks, ``polling`` or ``webhook`` hears, ``calls`` judges what became of a call."""
