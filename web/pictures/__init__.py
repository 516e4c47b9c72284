"""Pictures of the archive's figures: numbers and labels in, SVG or PNG out."""
