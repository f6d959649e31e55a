"""Papers that people take away: asked for on a page, made by the worker, handed to who asked and to nobody else."""
