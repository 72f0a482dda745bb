"""The room of results: what the agency, or the reader's part of it, has reached in a period; tables, pictures, files."""
