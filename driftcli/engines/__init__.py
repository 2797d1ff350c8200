"""Who builds the profiles: this machine's threads today; a cluster may stand beside it."""
