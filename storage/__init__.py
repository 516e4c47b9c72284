"""KEEPS: the nouns, tables, migrations, export. SQL lives here, only here."""
