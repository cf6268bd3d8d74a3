"""Labels: what of a datasheet stands on a box or a web page, as data and as drawings.

`all.labels_of` gives the labels of a datasheet and `svg.label_svg` draws one; they are public as `datasheets.labels_of`
and `datasheets.label_svg`, because `datasheets.labels` is this package.
"""
