"""What does this process show over HTTP? The web chat, Telegram's webhook, the staff page, and the start page of a demo."""
