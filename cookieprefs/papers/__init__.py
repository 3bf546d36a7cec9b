"""A proof for people without cookieprefs: in words, as a page that stands alone, with pictures, in PDF (R-04)."""
