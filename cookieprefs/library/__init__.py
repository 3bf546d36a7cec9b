"""The services that many sites use, one data file each: what they store and send, and where that was read."""
