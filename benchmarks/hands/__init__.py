"""Swan's own hands: processes that do one part of its work when asked, as its workers do."""
