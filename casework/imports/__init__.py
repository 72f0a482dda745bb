"""How does an office's case list become facts, and which of its cells wait for a person?

``preflight`` refuses files, ``sheet`` reads cells, ``columns`` understands headers, ``rows.read_case_list`` puts it
together and ``repairs.apply_repairs`` takes the clerk's answers. None of these touches the database.
"""
