"""One foreign library a file, imported at its top and nowhere else. Foreign errors are translated here."""
