"""How are results told: on a page of columns, in a workbook, in a picture? For the agency's staff, in Vietnamese."""
