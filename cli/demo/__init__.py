"""`swan demo`: a partnership's year, played on the real worker, timekeeper, broker, database and mail."""
