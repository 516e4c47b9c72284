"""An archive worth looking at: Meknes and 20 made-up portals with a year of items, in every state."""
