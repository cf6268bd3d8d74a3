"""What makes a datasheet wrong, found before it is printed: rules that read the source file and give findings.

A rule is a function in one of the modules of this package, told to `rule` with its id and severity. `lint` runs all.
"""
