"""`cookieprefs serve`: the app behind a real server, for one machine of 1 to 8 cores."""
