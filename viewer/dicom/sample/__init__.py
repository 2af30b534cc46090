"""The built-in sample study: a phantom of ellipsoids, and the files four machines make of it.

Everything is computed: no foreign data, and the same bytes each time. May import what the
`dicom` floor may import.
"""
