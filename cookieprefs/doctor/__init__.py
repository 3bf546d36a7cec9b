"""What is wrong with a mount, as visitors see it: fetched once, judged by pure functions, told in sentences.

`look` asks, the modules of checks judge what was answered, `examine` brings both together. Nothing is written.
"""
