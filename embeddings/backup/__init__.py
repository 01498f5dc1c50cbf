"""A copy of a corpus that can be trusted: made while others read and write, verified before it is used.

make       a corpus -> a backup            restore    a backup -> a corpus
contents   what a backup says of itself
"""
