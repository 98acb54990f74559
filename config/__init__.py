"""What differs between places: settings, bank holidays, partnerships."""
