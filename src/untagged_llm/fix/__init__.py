"""Finding to edit: which value, in which carrier, and the text that comes of it."""
