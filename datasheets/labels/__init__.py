"""Labels: what of a datasheet stands on a box or a web page, as data and as drawings."""
