"""Commands for coordinators and operators."""
