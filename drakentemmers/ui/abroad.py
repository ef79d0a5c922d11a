"""Land across the border, so that it does not look like sea: drawn by hand, in whole hundredths of degrees.

Below the country itself on a map, which covers the inner edge: that runs over land of ours, never over open water.
Only the coasts show. It reaches as far as a map does that shows the Netherlands.
"""

from drakentemmers.ui.provinces import Ring

_MAINLAND: Ring = (
    # the coast from the west to the border at Cadzand
    *(
        (1.58, 50.87),
        (1.85, 50.97),
        (2.36, 51.05),
        (2.75, 51.16),
        (2.92, 51.24),
        (3.18, 51.34),
        (3.37, 51.37),
    ),
    # the inner edge: through Zeeuws-Vlaanderen, past Antwerp, through Brabant, Gelderland, Drenthe and Groningen
    *((3.5, 51.33), (3.75, 51.28), (4.1, 51.26), (4.24, 51.36), (4.3, 51.42), (4.5, 51.52), (5.2, 51.6)),
    *((5.9, 51.85), (6.2, 52.2), (6.4, 52.6), (6.7, 53.0), (6.85, 53.2), (7.1, 53.2)),
    # the Dollard and the coast to Denmark
    *((7.21, 53.23), (7.28, 53.31), (7.2, 53.34), (7.02, 53.33), (7.0, 53.38), (7.08, 53.5), (7.15, 53.63)),
    *((7.5, 53.68), (7.85, 53.71), (8.03, 53.7), (8.08, 53.52), (8.3, 53.48), (8.33, 53.6), (8.55, 53.53)),
    *((8.6, 53.87), (9.0, 53.9), (8.85, 54.1), (8.65, 54.35), (8.9, 54.5), (8.65, 55.0)),
    *((14.0, 55.0), (14.0, 48.5), (1.58, 48.5)),
)
_BORKUM: Ring = ((6.66, 53.57), (6.68, 53.6), (6.75, 53.61), (6.79, 53.6), (6.73, 53.57))
_JUIST: Ring = ((6.87, 53.67), (6.95, 53.685), (7.07, 53.685), (7.07, 53.675), (6.95, 53.67))
_NORDERNEY: Ring = ((7.13, 53.7), (7.2, 53.72), (7.3, 53.715), (7.29, 53.7), (7.17, 53.695))

ABROAD: tuple[Ring, ...] = (_MAINLAND, _BORKUM, _JUIST, _NORDERNEY)
