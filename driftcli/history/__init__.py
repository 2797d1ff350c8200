"""Results over time: what is kept of each run, the alarms that are made of it, and the file that it is kept in."""
