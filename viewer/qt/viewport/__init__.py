"""The images: a grid of viewports that paint what render made."""
