"""Floor 5: everything on screen, without a screen: viewports, layout, tools, cine."""
