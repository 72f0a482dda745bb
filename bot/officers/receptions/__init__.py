"""The receptions room: calendar, days, the desk, moves, calls, papers.

Whose names are shown. The reception book is the one place where a clerk works with people face to face, so the rules of the
desk at the terminal hold here: the desk's list, the list of those to be phoned, the pages for whoever receives and the register
give names in full to whoever works on cases, and each look leaves a line in the trail. Everywhere else (calendar, a day, a
booking, the preview of a move, the waiting list) a clerk sees names masked, as ``casework.scope.names`` says. Telephone numbers
stand on the list of those to be phoned and on the papers only. An officer sees the meetings that they hold themselves, and so
their register holds only those; whom a guest may be is looked up among the parties of cases in sight.
"""
