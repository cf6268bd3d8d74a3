"""Life-cycle stages, one module each: what a system contributes to the inventory of that stage."""
