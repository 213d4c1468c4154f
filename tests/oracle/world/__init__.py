"""A made-up world that writes a mail log: see make_world.py."""
