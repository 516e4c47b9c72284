"""A page that holds an article: title, text, dates, attachments, kind, language."""
