"""How we live inside an app that is somebody else's: what we take from it, and how we keep out of its way."""
