"""Every paper with plainly fictitious content, to look at and to hand round."""
